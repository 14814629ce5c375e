"""Dated works and what happened to people, with every claim of a date and who makes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kg import vocab
from kg.search.browse import Named
from kg.search.schema import KINDS, WORKS
from kg.search.tables import Believed
from kg.search.works import YEARS

LIVES: Final = [vocab.CEL + name for name in ("birthYear", "birthDate", "deathYear", "deathDate")]
EVENTS: Final = [vocab.CEL + name for name in ("year", "month", "date", "startDate")]
_EVER: Final = (-9999, 9999)
_LIVES_AND_EVENTS: Final = ((LIVES, [KINDS.index("Person")]), (EVENTS, [KINDS.index("Event")]))

_SPAN: Final = f"""
SELECT MIN(d.year), MAX(d.year) FROM dated d
WHERE d.property IN (SELECT value FROM json_each(?)) AND d.ground IN {{grounds}}
  AND d.support IN {{grounds}} AND EXISTS (SELECT 1 FROM kind k WHERE k.thing = d.thing
  AND k.kind < {len(WORKS)} AND k.ground IN {{grounds}})
"""
_BY_YEAR: Final = f"""
SELECT first, COUNT(*) FROM (
  SELECT d.thing, MIN(d.year) AS first FROM dated d
  WHERE d.property IN (SELECT value FROM json_each(?)) AND d.ground IN {{grounds}}
    AND d.support IN {{grounds}} AND EXISTS (SELECT 1 FROM kind k WHERE k.thing = d.thing
    AND k.kind < {len(WORKS)} AND k.ground IN {{grounds}})
  GROUP BY d.thing
) GROUP BY first ORDER BY first
"""
_DATED: Final = """
SELECT d.thing, t.iri, t.label, t.korean, MIN(d.year) AS first, MAX(d.year) AS last,
  COUNT(*) OVER () AS total
FROM dated d JOIN thing t ON t.id = d.thing
WHERE d.property IN (SELECT value FROM json_each(?)) AND d.ground IN {grounds}
  AND d.support IN {grounds} AND EXISTS (SELECT 1 FROM kind k WHERE k.thing = d.thing
  AND k.kind IN (SELECT value FROM json_each(?)) AND k.ground IN {grounds})
GROUP BY d.thing HAVING first <= ? AND last >= ?
ORDER BY first, last, t.label, t.iri LIMIT ? OFFSET ?
"""
_CLAIMS: Final = """
SELECT d.thing, d.property, d.year, d.value, g.name, d.passage
FROM dated d JOIN ground g ON g.id = d.ground
WHERE d.thing IN (SELECT value FROM json_each(?)) AND d.ground IN {grounds}
  AND d.support IN {grounds} AND d.property IN (SELECT value FROM json_each(?))
ORDER BY d.thing, d.year, d.value, g.name, d.passage
"""
_PARTS: Final = """
SELECT DISTINCT p.event, t.iri, t.label, t.korean FROM part p JOIN thing t ON t.id = p.person
WHERE p.event IN (SELECT value FROM json_each(?)) AND p.ground IN {grounds}
ORDER BY p.event, t.label
"""


@dataclass(frozen=True, slots=True)
class DateClaim:
    """A claim of a date: the property, the year, the date as claimed, unit of trust, passage."""

    property: str
    year: int
    value: str
    unit: str
    passage: str


@dataclass(frozen=True, slots=True)
class Dated:
    """A work, a person or an event with all that is claimed of its dates.

    Attributes:
        iri: the thing.
        label: its label, in English where there is one.
        korean: its label in Korean, None without one.
        first: the earliest year that is claimed.
        last: the latest.
        claims: every claim, by year and then by unit.
        people: for an event, the IRIs and labels of who took part.
    """

    iri: str
    label: str
    korean: str | None
    first: int
    last: int
    claims: tuple[DateClaim, ...]
    people: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of a timeline.

    Attributes:
        works: works by their first claimed year.
        total: how many works there are in the span.
        people: persons by their first claimed year of birth or death.
        events: what happened, by its first claimed year.
        by_year: how many works begin in each year, in all years.
        span: the first and the last year that are shown, by default those of the works.
    """

    works: tuple[Dated, ...]
    total: int
    people: tuple[Dated, ...]
    events: tuple[Dated, ...]
    by_year: tuple[tuple[int, int], ...]
    span: tuple[int, int] | None


def timeline(
    believed: Believed, span: tuple[int, int] | None, *, offset: int, limit: int
) -> Timeline:
    """Return what is dated within a span of years, without one in all years.

    Persons and events are bounded by `limit` too.
    """
    whole = believed.rows(_SPAN, YEARS)[0]
    shown = span or (None if whole[0] is None else (whole[0], whole[1]))
    if shown is None:
        return Timeline((), 0, (), (), (), None)
    works, total = _dated(believed, YEARS, range(len(WORKS)), shown, limit, offset)
    people, events = (
        _dated(believed, properties, kinds, span or _EVER, limit, 0)[0]
        for properties, kinds in _LIVES_AND_EVENTS
    )
    by_year = tuple((year, count) for year, count in believed.rows(_BY_YEAR, YEARS))
    return Timeline(works, total, people, events, by_year, shown)


def dated(believed: Believed, span: tuple[int, int] | None, *, limit: int) -> tuple[Named, ...]:
    """Return what the works, persons and events of a timeline are called, so many of each."""
    lists = ((YEARS, range(len(WORKS))), *_LIVES_AND_EVENTS)
    first, last = span or _EVER
    return tuple(
        Named(iri, label or iri, korean)
        for properties, kinds in lists
        for _, iri, label, korean, *_ in believed.rows(
            _DATED, properties, list(kinds), last, first, limit, 0
        )
    )


def _dated(
    believed: Believed,
    properties: Sequence[str],
    kinds: Sequence[int],
    span: tuple[int, int],
    limit: int,
    offset: int,
) -> tuple[tuple[Dated, ...], int]:
    first, last = span
    rows = believed.rows(_DATED, properties, list(kinds), last, first, limit, offset)
    things = [row[0] for row in rows]
    claims: dict[int, list[DateClaim]] = defaultdict(list)
    for thing, *claim in believed.rows(_CLAIMS, things, properties):
        claims[thing].append(DateClaim(*claim))
    people: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for thing, iri, label, _ in believed.rows(_PARTS, things):
        people[thing].append((iri, label or iri))
    found = tuple(
        Dated(iri, label or iri, ko, since, until, tuple(claims[thing]), tuple(people[thing]))
        for thing, iri, label, ko, since, until, _ in rows
    )
    return found, rows[0][-1] if rows else 0
