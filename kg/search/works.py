"""Works as a list shows them: years, directors, disputes and sources of a page of works at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kg import vocab
from kg.search.tables import Believed, Label

YEARS: Final = [vocab.CEL + name for name in ("releaseYear", "productionYear", "startYear")]
"""What says when a work came out."""

_FACETS: Final = """
SELECT DISTINCT thing, facet, value FROM facet
WHERE thing IN (SELECT value FROM json_each(?)) AND ground IN {grounds}
  AND facet IN ('kind', 'director', 'disputed', 'source')
ORDER BY thing, facet, value
"""
_DATED: Final = """
SELECT DISTINCT thing, year FROM dated
WHERE thing IN (SELECT value FROM json_each(?)) AND ground IN {grounds} AND support IN {grounds}
  AND property IN (SELECT value FROM json_each(?))
ORDER BY thing, year
"""


@dataclass(frozen=True, slots=True)
class Work:
    """A work in a list.

    Attributes:
        iri: the work.
        label: its label, in English where there is one.
        korean: its label in Korean, None without one.
        kinds: its kinds, as facet values.
        years: the years that are claimed for it, in order.
        directors: the IRIs of its directors with their labels.
        disputed: the properties, by IRI, about which its sources contradict each other.
        sources: the IRIs of the sources that make claims about it.
        claims: how many claims there are about it in all.
    """

    iri: str
    label: str
    korean: str | None
    kinds: tuple[str, ...]
    years: tuple[int, ...]
    directors: tuple[tuple[str, Label], ...]
    disputed: tuple[str, ...]
    sources: tuple[str, ...]
    claims: int


def works(believed: Believed, rows: Iterable[Sequence[Any]]) -> tuple[Work, ...]:
    """Return works for rows that begin with thing, IRI, label, Korean label, number of claims."""
    listed = [tuple(row[:5]) for row in rows]
    things = [row[0] for row in listed]
    facets: dict[tuple[int, str], list[str]] = defaultdict(list)
    for thing, facet, value in believed.rows(_FACETS, things):
        facets[thing, facet].append(value)
    years: dict[int, list[int]] = defaultdict(list)
    for thing, year in believed.rows(_DATED, things, YEARS):
        years[thing].append(year)
    labels = believed.labels(
        v for key, values in facets.items() for v in values if key[1] == "director"
    )
    return tuple(
        Work(
            iri,
            label or iri,
            korean,
            tuple(facets[thing, "kind"]),
            tuple(years[thing]),
            tuple((d, labels.get(d, (None, None))) for d in facets[thing, "director"]),
            tuple(facets[thing, "disputed"]),
            tuple(facets[thing, "source"]),
            claims,
        )
        for thing, iri, label, korean, claims in listed
    )
