"""Persons with what they did, when they lived, and who speaks of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg import vocab
from kg.search.schema import KINDS
from kg.search.tables import Believed

ORDERS: Final = ("works", "name", "claims")
"""What persons can be ordered by."""

_PEOPLE: Final = f"""
SELECT p.thing, t.iri, t.label, t.korean, t.claims,
  (SELECT COUNT(DISTINCT c.work) FROM credit c WHERE c.agent = p.thing AND c.ground IN {{grounds}})
    AS works,
  COUNT(*) OVER () AS total
FROM (SELECT DISTINCT thing FROM kind
      WHERE kind = {KINDS.index("Person")} AND ground IN {{grounds}}) p
JOIN thing t ON t.id = p.thing
WHERE (? = '[]' OR EXISTS (SELECT 1 FROM credit c WHERE c.agent = p.thing
        AND c.role IN (SELECT value FROM json_each(?)) AND c.ground IN {{grounds}}))
  AND (? = '[]' OR EXISTS (SELECT 1 FROM facet f WHERE f.thing = p.thing AND f.facet = 'source'
        AND f.value IN (SELECT value FROM json_each(?)) AND f.ground IN {{grounds}}))
"""
_ORDER: Final = {
    "works": "ORDER BY works DESC, t.label, t.iri",
    "name": "ORDER BY t.label IS NULL, t.label, t.iri",
    "claims": "ORDER BY t.claims DESC, t.label, t.iri",
}
_ROLES: Final = """
SELECT agent, role, COUNT(DISTINCT work) FROM credit
WHERE agent IN (SELECT value FROM json_each(?)) AND ground IN {grounds}
GROUP BY agent, role ORDER BY agent, 3 DESC, role
"""
_ALL_ROLES: Final = f"""
SELECT role, COUNT(DISTINCT agent) FROM credit c
WHERE ground IN {{grounds}} AND EXISTS (SELECT 1 FROM kind k WHERE k.thing = c.agent
  AND k.kind = {KINDS.index("Person")} AND k.ground IN {{grounds}})
GROUP BY role ORDER BY 2 DESC, role
"""
_ALL_SOURCES: Final = f"""
SELECT value, COUNT(DISTINCT thing) FROM facet f
WHERE facet = 'source' AND ground IN {{grounds}} AND EXISTS (SELECT 1 FROM kind k
  WHERE k.thing = f.thing AND k.kind = {KINDS.index("Person")} AND k.ground IN {{grounds}})
GROUP BY value ORDER BY 2 DESC, value
"""
_LIVED: Final = """
SELECT DISTINCT thing, property, value FROM dated
WHERE thing IN (SELECT value FROM json_each(?)) AND ground IN {grounds} AND support IN {grounds}
  AND property IN (SELECT value FROM json_each(?))
ORDER BY thing, property, value
"""
_BIRTH: Final = [vocab.CEL + name for name in ("birthDate", "birthYear")]
_DEATH: Final = [vocab.CEL + name for name in ("deathDate", "deathYear")]


@dataclass(frozen=True, slots=True)
class Person:
    """A person in a list.

    Attributes:
        iri: the person.
        label: the label, in English where there is one.
        korean: the label in Korean, None without one.
        works: how many works the person took part in.
        roles: the roles by their property, each with its number of works.
        born: the dates or years of birth that are claimed, as they are claimed.
        died: the same of death.
        sources: the IRIs of the sources that make claims about the person.
    """

    iri: str
    label: str
    korean: str | None
    works: int
    roles: tuple[tuple[str, int], ...]
    born: tuple[str, ...]
    died: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class People:
    """A page of persons, how many there are, and the roles and sources with their numbers."""

    persons: tuple[Person, ...]
    total: int
    roles: tuple[tuple[str, int], ...]
    sources: tuple[tuple[str, int], ...]


def people(
    believed: Believed,
    roles: Sequence[str],
    sources: Sequence[str],
    *,
    order: str,
    offset: int,
    limit: int,
) -> People:
    """Return the persons who had one of some roles and of whom one of some sources speaks."""
    statement = f"{_PEOPLE} {_ORDER[order]} LIMIT ? OFFSET ?"
    wanted = [list(roles)] * 2 + [list(sources)] * 2
    rows = believed.rows(statement, *wanted, limit, offset)
    things = [row[0] for row in rows]
    did: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for agent, role, count in believed.rows(_ROLES, things):
        did[agent].append((role, count))
    lived, mentions = _lived(believed, things), believed.sources(things)
    persons = tuple(
        Person(
            iri,
            label or iri,
            korean,
            works,
            tuple(did[thing]),
            lived.get((thing, "born"), ()),
            lived.get((thing, "died"), ()),
            mentions.get(thing, ()),
        )
        for thing, iri, label, korean, _, works, _ in rows
    )
    return People(
        persons,
        rows[0][-1] if rows else 0,
        tuple(map(tuple, believed.rows(_ALL_ROLES))),
        tuple(map(tuple, believed.rows(_ALL_SOURCES))),
    )


def _lived(believed: Believed, things: list[int]) -> Mapping[tuple[int, str], tuple[str, ...]]:
    """Return what is claimed of birth and death; a year of which a day is known is left out."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for thing, prop, value in believed.rows(_LIVED, things, [*_BIRTH, *_DEATH]):
        found[thing, "born" if prop in _BIRTH else "died"].append(value)
    return {
        key: tuple(v for v in values if not any(w.startswith(f"{v}-") for w in values))
        for key, values in found.items()
    }
