"""A passage's place among those of its source, and what editors decide in it or about it.

Every function is of a snapshot alone; what the reader believes changes none of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import kg
from kg import vocab
from server.http.addresses import path_of
from server.site.entity.passages import Passage, known_passages
from server.site.labels import labels
from server.site.rows import Names, property_name
from server.site.snapshot import known_sources, once_a_snapshot, unit_of
from server.site.terms import Shown, is_literal, show
from server.statements import select

_ORDERED: Final = """
SELECT ?passage ?source ?start ?end WHERE {
  GRAPH graph:catalogue {
    ?passage cel:statedIn ?source ; cel:unit ?unit .
    OPTIONAL { ?passage cel:start ?start }
    OPTIONAL { ?passage cel:end ?end }
  }
}
"""
_DECIDED: Final = """
SELECT ?decision ?property ?value WHERE {
  VALUES ?kind { cel:Rejection cel:OpenQuestion }
  GRAPH <%(iri)s> { ?decision a ?kind ; ?property ?value }
}
"""
_REJECTED: Final = """
SELECT DISTINCT ?thing ?property ?value ?because ?passage WHERE {
  GRAPH ?passage {
    ?decision a cel:Rejection ; cel:statedIn <%(iri)s> ; cel:because ?because ;
      rdf:subject ?thing ; rdf:predicate ?property ; rdf:object ?value .
  }
}
"""

_Parts = Mapping[str, list[Any]]
_Claim = tuple[Shown, Shown, Shown]


@dataclass(frozen=True, slots=True)
class Place:
    """A passage among those of its source: its number from 1, how many there are, and who is next.

    `before` and `after` are the passages next to it, None at an end; `names` their names by IRI.
    """

    number: int
    total: int
    before: Passage | None
    after: Passage | None
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What editors decide in a passage: they reject a claim, or leave a question open.

    Attributes:
        because: why.
        rejects: whether a claim is rejected.
        things: what it is about.
        property: the property.
        values: the values that are rejected.
        stated: the passages whose claim it is.
        rests: what the decision is derived from.
    """

    because: Shown
    rejects: bool
    things: tuple[Shown, ...]
    property: Shown | None
    values: tuple[Shown, ...]
    stated: tuple[Passage, ...]
    rests: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why editors reject a claim, and where they say so."""

    because: Shown
    href: str


def place(opened: kg.Dataset, iri: str) -> Place | None:
    """Return where a passage stands in its source; None for what is no passage."""
    source = _source_of(opened).get(iri)
    if source is None:
        return None
    order = _ordered(opened)[source]
    at = order.index(iri)
    before = order[at - 1] if at else None
    after = order[at + 1] if at + 1 < len(order) else None
    known = known_passages(opened, filter(None, (before, after)))
    names = labels(opened, known)
    return Place(at + 1, len(order), known.get(before or ""), known.get(after or ""), names)


def decisions(opened: kg.Dataset, iri: str) -> tuple[Decision, ...]:
    """Return what editors decide in a passage, each decision once whatever claims it is about."""
    told = _decided(opened, iri)
    terms = {v.value for parts in told for values in parts.values() for v in values if _is_iri(v)}
    names = Names(labels(opened, terms), known_sources(), opened.record.base)
    found: dict[object, Decision] = {}
    for decision in (_decision(opened, parts, names) for parts in told):
        key = replace(decision, stated=())
        before = found[key].stated if key in found else ()
        found[key] = replace(decision, stated=tuple(dict.fromkeys((*before, *decision.stated))))
    return tuple(found.values())


def doubts(opened: kg.Dataset, iri: str) -> Mapping[_Claim, tuple[Doubt, ...]]:
    """Return why editors reject claims of a passage, by the claim as its page shows it."""
    rows = _rejected(opened, iri)
    terms = {term.value for row in rows for term in row if _is_iri(term)}
    names = Names(labels(opened, terms), known_sources(), opened.record.base)
    found: dict[_Claim, list[Doubt]] = defaultdict(list)
    for thing, prop, value, because, passage in rows:
        shown = [show(term, names.labels, names.base) for term in (thing, value, because)]
        key = (shown[0], property_name(prop.value, names), shown[1])
        href = path_of(passage.value, names.base) or passage.value
        found[key].append(Doubt(shown[2], href))
    return {claim: tuple(dict.fromkeys(some)) for claim, some in found.items()}


@once_a_snapshot
def _ordered(opened: kg.Dataset) -> Mapping[str, tuple[str, ...]]:
    """Return the passages of each source in the order of its text."""
    found: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for passage, source, start, end in _ask(opened, _ORDERED):
        place = (int(start.value) if start else 0, int(end.value) if end else 0)
        found[source.value][passage.value] = place
    return {
        source: tuple(sorted(places, key=lambda iri: (*places[iri], iri)))
        for source, places in found.items()
    }


@once_a_snapshot
def _source_of(opened: kg.Dataset) -> Mapping[str, str]:
    return {iri: source for source, passages in _ordered(opened).items() for iri in passages}


@once_a_snapshot
def _decided(opened: kg.Dataset, iri: str) -> tuple[_Parts, ...]:
    told: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for decision, prop, value in _ask(opened, _DECIDED % {"iri": iri}):
        told[decision.value][prop.value].append(value)
    return tuple(told[name] for name in sorted(told))


@once_a_snapshot
def _rejected(opened: kg.Dataset, iri: str) -> tuple[tuple[Any, ...], ...]:
    known = unit_of(opened)
    rows = _ask(opened, _REJECTED % {"iri": iri})
    return tuple(row for row in rows if row[-1].value in known)


def _decision(opened: kg.Dataset, parts: _Parts, names: Names) -> Decision:
    def shown(name: str) -> tuple[Shown, ...]:
        values = sorted(parts.get(name, ()), key=str)
        return tuple(show(value, names.labels, names.base) for value in values)

    props = [property_name(p.value, names) for p in parts.get(f"{vocab.RDF}predicate", ())]
    kinds = {kind.value for kind in parts.get(f"{vocab.RDF}type", ())}
    return Decision(
        next(iter(shown(f"{vocab.CEL}because")), Shown("")),
        f"{vocab.CEL}Rejection" in kinds,
        shown(f"{vocab.RDF}subject"),
        next(iter(props), None),
        shown(f"{vocab.RDF}object"),
        _passages(opened, parts.get(f"{vocab.CEL}statedIn", ())),
        _passages(opened, parts.get(f"{vocab.PROV}wasDerivedFrom", ())),
    )


def _passages(opened: kg.Dataset, terms: Iterable[Any]) -> tuple[Passage, ...]:
    found = known_passages(opened, [term.value for term in terms])
    return tuple(found[iri] for iri in sorted(found))


def _is_iri(term: Any) -> bool:
    return not is_literal(term) and not str(term).startswith("_:")


def _ask(opened: kg.Dataset, text: str) -> tuple[tuple[Any, ...], ...]:
    return select(opened, text, view="possible" if opened.has_supports else None)
