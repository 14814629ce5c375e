"""Persons with what they did, when they lived, and who speaks of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from kg import vocab
from kg.search.schema import KINDS
from kg.search.tables import Believed

ORDERS: Final = ("works", "name", "claims")
"""What persons can be ordered by."""

_PERSONS: Final = f"""
SELECT t.id, t.iri, t.label, t.korean, t.claims FROM thing t WHERE t.id IN (
  SELECT thing FROM kind WHERE kind = {KINDS.index("Person")} AND ground IN {{grounds}})
"""
_WORKS: Final = """
SELECT agent, COUNT(DISTINCT work) FROM credit WHERE ground IN {grounds} GROUP BY agent
"""
_AGENTS: Final = "SELECT DISTINCT role, agent FROM credit WHERE ground IN {grounds}"
_TOLD: Final = """
SELECT DISTINCT value, thing FROM facet WHERE facet = 'source' AND ground IN {grounds}
"""
_ROLES: Final = """
SELECT agent, role, COUNT(DISTINCT work) FROM credit
WHERE agent IN (SELECT value FROM json_each(?)) AND ground IN {grounds}
GROUP BY agent, role ORDER BY agent, 3 DESC, role
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


class Known(NamedTuple):
    """A person of a view, and how many works they took part in."""

    thing: int
    iri: str
    label: str | None
    korean: str | None
    claims: int
    works: int


@dataclass(frozen=True, slots=True)
class Everyone:
    """All persons of a view, and who had which role and of whom which source speaks."""

    persons: tuple[Known, ...]
    roles: Mapping[str, frozenset[int]]
    sources: Mapping[str, frozenset[int]]


def everyone(believed: Believed) -> Everyone:
    """Return all persons whom a reader believes in; worth keeping, for it reads every credit."""
    works = dict(believed.rows(_WORKS))
    rows = believed.rows(_PERSONS)
    persons = tuple(Known._make((*row, works.get(row[0], 0))) for row in rows)
    numbers = {person.thing for person in persons}
    return Everyone(
        persons,
        _grouped(believed.rows(_AGENTS), numbers),
        _grouped(believed.rows(_TOLD), numbers),
    )


def _grouped(rows: Iterable[tuple[str, int]], wanted: set[int]) -> dict[str, frozenset[int]]:
    """Return the things of each value, those of most things first."""
    found: dict[str, set[int]] = defaultdict(set)
    for value, thing in rows:
        if thing in wanted:
            found[value].add(thing)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return {value: frozenset(things) for value, things in ordered}


def people(
    believed: Believed,
    known: Everyone,
    roles: Sequence[str],
    sources: Sequence[str],
    *,
    order: str,
    offset: int,
    limit: int,
) -> People:
    """Return the persons who had one of some roles and of whom one of some sources speaks."""
    chosen = list(known.persons)
    for wanted, groups in ((roles, known.roles), (sources, known.sources)):
        if wanted:
            things = frozenset().union(*(groups.get(value, frozenset()) for value in wanted))
            chosen = [person for person in chosen if person.thing in things]
    chosen.sort(key=_ORDER[order])
    return People(
        _listed(believed, chosen[offset : offset + limit]),
        len(chosen),
        tuple((role, len(things)) for role, things in known.roles.items()),
        tuple((source, len(things)) for source, things in known.sources.items()),
    )


def _by_name(person: Known) -> tuple[object, ...]:
    return person.label is None, person.label or "", person.iri


_ORDER: Final[Mapping[str, Callable[[Known], tuple[object, ...]]]] = {
    "works": lambda person: (-person.works, *_by_name(person)),
    "name": _by_name,
    "claims": lambda person: (-person.claims, *_by_name(person)),
}


def _listed(believed: Believed, shown: Sequence[Known]) -> tuple[Person, ...]:
    things = [person.thing for person in shown]
    did: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for agent, role, count in believed.rows(_ROLES, things):
        did[agent].append((role, count))
    lived, mentions = _lived(believed, things), believed.sources(things)
    return tuple(
        Person(
            person.iri,
            person.label or person.iri,
            person.korean,
            person.works,
            tuple(did[person.thing]),
            lived.get((person.thing, "born"), ()),
            lived.get((person.thing, "died"), ()),
            mentions.get(person.thing, ()),
        )
        for person in shown
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
