"""What the page of conflicts asks the dataset: of every source, and once for each snapshot."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import kg
from server.site.snapshot import once_a_snapshot, unit_of
from server.statements import select

_CLAIMS: Final = """
SELECT ?thing ?property ?value ?passage WHERE {
  VALUES (?thing ?property) { %(pairs)s }
  GRAPH ?passage { ?thing ?property ?value }
}
ORDER BY ?thing ?property ?value ?passage
"""
_BELOW: Final = """
SELECT DISTINCT ?below ?class WHERE {
  VALUES ?class { %(classes)s } ?below rdfs:subClassOf ?class
}
"""
_DECISIONS: Final = """
SELECT DISTINCT ?decision ?kind ?thing ?property ?object ?because ?passage WHERE {
  VALUES ?kind { cel:Rejection cel:OpenQuestion }
  GRAPH ?passage {
    ?decision a ?kind ; rdf:subject ?thing ; rdf:predicate ?property ; cel:because ?because .
    OPTIONAL { ?decision rdf:object ?object }
  }
}
ORDER BY ?thing ?property ?kind ?decision
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of one passage; `value` is the term as `kg` gives it."""

    thing: str
    property: str
    value: Any
    passage: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What editors say of a thing's property; `value` is what they reject, None for a question."""

    decision: str
    thing: str
    property: str
    value: Any
    because: Any
    passage: str


@once_a_snapshot
def claims(opened: kg.Dataset, pairs: tuple[tuple[str, str], ...]) -> tuple[Claim, ...]:
    """Return what passages claim of things' properties, each given as a pair of IRIs."""
    if not pairs:
        return ()
    listed = " ".join(f"(<{thing}> <{prop}>)" for thing, prop in pairs)
    return tuple(
        Claim(thing.value, prop.value, value, passage.value)
        for thing, prop, value, passage in _ask(opened, _CLAIMS % {"pairs": listed})
        if passage.value in unit_of(opened)
    )


def rulings(opened: kg.Dataset, things: Collection[str]) -> list[Ruling]:
    """Return what editors decide about things, or leave open."""
    return [ruling for ruling in _rulings(opened) if ruling.thing in things]


@once_a_snapshot
def _rulings(opened: kg.Dataset) -> tuple[Ruling, ...]:
    """Return all that editors decide or leave open, which is little beside what they read."""
    return tuple(
        Ruling(decision.value, thing.value, prop.value, value, because, passage.value)
        for decision, _kind, thing, prop, value, because, passage in _ask(opened, _DECISIONS)
        if passage.value in unit_of(opened)
    )


@once_a_snapshot
def below(opened: kg.Dataset, classes: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """Return the classes below each, itself among them."""
    found: dict[str, set[str]] = {iri: {iri} for iri in classes}
    listed = " ".join(f"<{iri}>" for iri in classes)
    rows = select(opened, _BELOW % {"classes": listed}) if classes else ()
    for lower, upper in rows:
        found[upper.value].add(str(lower.value))
    return {iri: frozenset(lower) for iri, lower in found.items()}


def _ask(opened: kg.Dataset, text: str) -> tuple[tuple[Any, ...], ...]:
    return select(opened, text, view="possible" if opened.has_supports else None)
