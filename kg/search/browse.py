"""Works narrowed by facets, and how many there would be under each further choice.

Values of one facet are alternatives, facets narrow each other. A facet's counts leave out its own
choice, so that they say how many works another value would add. Each work has a mask of the facets
whose choice it misses: it is listed where the mask is 0, and counted for a facet where it is no
more than that facet's bit. That takes two statements, whatever is chosen.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kg.search.schema import FACETS, WORKS
from kg.search.tables import Believed, Label
from kg.search.works import YEARS, Work, works

ORDERS: Final = ("year", "title", "claims")
"""What works can be ordered by."""

MOST_VALUES: Final = 500
"""The most values of a facet that are counted."""

_BITS: Final = {facet: 1 << number for number, facet in enumerate(FACETS)}

_MISSED: Final = """(CASE WHEN EXISTS (
  SELECT 1 FROM facet f WHERE f.thing = w.thing AND f.facet = ?
  AND f.value IN (SELECT value FROM json_each(?)) AND f.ground IN {grounds}
) THEN 0 ELSE ? END)"""

_COUNTS: Final = """
SELECT facet, value, n FROM (
  SELECT f.facet, f.value, COUNT(DISTINCT f.thing) AS n,
    ROW_NUMBER() OVER (PARTITION BY f.facet ORDER BY COUNT(DISTINCT f.thing) DESC, f.value) AS place
  FROM candidate c JOIN facet f ON f.thing = c.thing
  JOIN json_each(?) bit ON bit.key = f.facet
  WHERE f.ground IN {grounds} AND c.missed & ~bit.value = 0
  GROUP BY f.facet, f.value
) WHERE place <= ?
"""

_PAGE: Final = """
SELECT c.thing, t.iri, t.label, t.korean, t.claims, MIN(d.year) AS year
FROM candidate c JOIN thing t ON t.id = c.thing
LEFT JOIN dated d ON d.thing = c.thing AND d.property IN (SELECT value FROM json_each(?))
  AND d.ground IN {grounds} AND d.support IN {grounds}
WHERE c.missed = 0
GROUP BY c.thing
"""
_ORDER: Final = {
    "year": "ORDER BY year IS NULL, year, t.label, t.iri",
    "title": "ORDER BY t.label IS NULL, t.label, t.iri",
    "claims": "ORDER BY t.claims DESC, t.label, t.iri",
}


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet: an IRI or a word, its label, how many works have it."""

    value: str
    label: Label
    count: int


@dataclass(frozen=True, slots=True)
class Named:
    """A work of which no more is told than what it is called."""

    iri: str
    label: str
    korean: str | None


@dataclass(frozen=True, slots=True)
class Browsed:
    """A page of works, how many there are, and the counts of each facet's values."""

    works: tuple[Work, ...]
    total: int
    facets: Mapping[str, tuple[Value, ...]]


def browse(
    believed: Believed,
    chosen: Iterable[tuple[str, str]],
    *,
    order: str,
    offset: int,
    limit: int,
) -> Browsed:
    """Return the works that have some value of each facet that is chosen."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for facet, value in chosen:
        wanted[facet].append(value)
    _find_candidates(believed, wanted)
    page = believed.rows(f"{_PAGE} {_ORDER[order]} LIMIT ? OFFSET ?", YEARS, limit, offset)
    ((total,),) = believed.rows("SELECT COUNT(*) FROM candidate WHERE missed = 0")
    counts = believed.rows(_COUNTS, json.dumps(_BITS), MOST_VALUES)
    return Browsed(works(believed, page), total, _facets(believed, counts, wanted))


def names(
    believed: Believed, chosen: Iterable[tuple[str, str]], *, order: str, limit: int
) -> tuple[Named, ...]:
    """Return what `browse` would list, by name alone: that takes a fraction of the time."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for facet, value in chosen:
        wanted[facet].append(value)
    _find_candidates(believed, wanted)
    rows = believed.rows(f"{_PAGE} {_ORDER[order]} LIMIT ?", YEARS, limit)
    return tuple(Named(iri, label or iri, korean) for _, iri, label, korean, *_rest in rows)


def _find_candidates(believed: Believed, wanted: Mapping[str, list[str]]) -> None:
    """Put every work into a temporary table, with the mask of the facets that it misses."""
    missed = " + ".join([_MISSED] * len(wanted)) or "0"
    values = [part for facet in wanted for part in (facet, wanted[facet], _BITS[facet])]
    believed.rows("DROP TABLE IF EXISTS candidate")
    believed.rows(
        f"CREATE TEMP TABLE candidate AS SELECT w.thing, {missed} AS missed FROM ("
        f"SELECT DISTINCT thing FROM kind WHERE kind < {len(WORKS)} AND ground IN {{grounds}}) w",
        *values,
    )


def _facets(
    believed: Believed, counts: Iterable[tuple[str, str, int]], wanted: Mapping[str, list[str]]
) -> dict[str, tuple[Value, ...]]:
    """Return the values of each facet by number of works; what is chosen always."""
    found: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    for facet, value, count in counts:
        found[facet][value] = count
    for facet, values in wanted.items():
        found[facet] |= {value: 0 for value in values if value not in found[facet]}
    labels = believed.labels(v for values in found.values() for v in values if ":" in v)
    return {
        facet: tuple(Value(v, labels.get(v, (None, None)), n) for v, n in values.items())
        for facet, values in found.items()
    }
