"""What is next to a thing: statements between it and other things, and who states them.

Shown are the closest properties: where a work's director is known, its contributor is not shown
too. Of a property and its inverse one is shown, the stated one rather than the one that follows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

import kg
from kg import vocab
from server.graph import Believed, believed
from server.http.addresses import path_of, why_address
from server.site.belief import Changes, belief
from server.site.differences import counted
from server.site.labels import labels
from server.site.ontology.model import Ontology
from server.site.rows import Attribution, Names, attribution
from server.site.snapshot import once_a_snapshot
from server.site.terms import show_iri
from server.statements import Statement, select, sources, statements

MOST: Final = 80
"""How many statements are shown around one thing."""

_COMPARED: Final = 2000
_COUNTED: Final = 48
_READ: Final = 10_000

_AROUND: Final = """
SELECT DISTINCT ?s ?p ?o WHERE {
  {
    VALUES ?s { <%(iri)s> } ?s ?p ?o .
    FILTER(ISIRI(?o) && ?o != ?s && %(ours)s) FILTER EXISTS { ?o a ?kind }
  } UNION {
    VALUES ?o { <%(iri)s> } ?s ?p ?o .
    FILTER(ISIRI(?s) && ?s != ?o && %(ours)s) FILTER EXISTS { ?s a ?kind }
  }
}
ORDER BY ?p ?s ?o
LIMIT %(limit)d
"""
_OURS: Final = "!STRSTARTS(STR(?p), STR(rdf:)) && !STRSTARTS(STR(?p), STR(owl:))"
_BELOW: Final = "SELECT ?below ?above WHERE { ?below rdfs:subPropertyOf ?above }"
_KINDS: Final = """
SELECT ?thing ?kind WHERE {
  VALUES ?thing { %(things)s }
  ?thing a ?kind .
  FILTER(ISIRI(?kind) && !STRSTARTS(STR(?kind), STR(owl:)))
  FILTER NOT EXISTS { ?thing a ?closer . ?closer rdfs:subClassOf ?kind FILTER(?closer != ?kind) }
}
ORDER BY ?thing ?kind
"""
_BUSIEST: Final = """
SELECT ?thing (COUNT(?value) AS ?n) WHERE {
  VALUES ?thing { %(things)s }
  FILTER NOT EXISTS { ?thing a skos:Concept }
  ?thing ?property ?value .
  FILTER(ISIRI(?value))
}
GROUP BY ?thing ORDER BY DESC(?n) ?thing LIMIT 1
"""

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Vertex:
    """A thing of the drawing; `kind` is the label of its closest class, `href` its page."""

    iri: str
    label: str
    kind: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Edge:
    """A statement of the drawing; those who are believed come first of those who state it."""

    s: Vertex
    predicate: str
    label: str
    o: Vertex
    stated_by: tuple[Attribution, ...]
    why: str | None

    @property
    def is_inferred(self) -> bool:
        """Whether it follows and nobody who is believed states it."""
        return not any(item.believed for item in self.stated_by)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A thing and what is next to it; `is_cut` where there is more than is shown."""

    centre: Vertex
    edges: tuple[Edge, ...]
    is_cut: bool


def surroundings(
    dataset: kg.Dataset, iri: str, ontology: Ontology, *, everything: bool = False
) -> Surroundings:
    """Return what is next to a thing in what the request believes.

    Args:
        dataset: what is asked.
        iri: the thing.
        ontology: the ontology of the dataset, for inverses.
        everything: show all properties, not the closest alone.
    """
    found = _around(dataset, iri, believed(), MOST + 1, everything=everything)
    said = _said(dataset, found[:MOST])
    shown = found[:MOST] if everything else without_inverses(found[:MOST], said, ontology)
    names = _names(dataset, {iri, *(term for triple in shown for term in triple)})
    vertices = _vertices(dataset, {iri, *(t for s, _, o in shown for t in (s, o))}, names)
    edges = tuple(
        _edge(triple, said.get(triple, ()), vertices, names, explained=dataset.has_supports)
        for triple in shown
    )
    return Surroundings(vertices[iri], edges, len(found) > MOST)


def changes_around(
    dataset: kg.Dataset, iri: str, ontology: Ontology, *, everything: bool = False
) -> Changes:
    """Count the statements around a thing that the choice takes away and adds."""
    if belief().is_default:
        return Changes()
    default: Believed = {"view": dataset.view().name, "trust": ()}
    now, before = (
        without_inverses(_around(dataset, iri, one, _COMPARED, everything=everything), {}, ontology)
        for one in (believed(), default)
    )
    return counted(now, before)


def _around(
    dataset: kg.Dataset, iri: str, chosen: Believed, limit: int, *, everything: bool
) -> Sequence[Triple]:
    view, trust = chosen["view"], tuple(chosen["trust"])
    found = _next_to(dataset, iri, view, trust)
    if everything:
        return found[:limit]
    return closest(found, _below(dataset, view, trust))[:limit]


@once_a_snapshot
def _next_to(
    opened: kg.Dataset, iri: str, view: str | None, trust: tuple[str, ...]
) -> tuple[Triple, ...]:
    """Return the statements between a thing and others, the first of very many."""
    query = _AROUND % {"iri": iri, "ours": _OURS, "limit": _READ}
    rows = select(opened, query, view=view, trust=trust)
    return tuple((s.value, p.value, o.value) for s, p, o in rows)


@once_a_snapshot
def _below(
    opened: kg.Dataset, view: str | None, trust: tuple[str, ...]
) -> frozenset[tuple[str, str]]:
    """Return each property with each above it, in what is believed."""
    rows = select(opened, _BELOW, view=view, trust=trust)
    return frozenset((below.value, above.value) for below, above in rows)


def closest(triples: Sequence[Triple], below: Set[tuple[str, str]]) -> list[Triple]:
    """Leave out what follows from another of the triples by a property below."""
    between: dict[tuple[str, str], set[str]] = defaultdict(set)
    for s, p, o in triples:
        between[s, o].add(p)

    def is_closest(triple: Triple) -> bool:
        s, p, o = triple
        return not any((q, p) in below and (p, q) not in below for q in between[s, o])

    return [triple for triple in triples if is_closest(triple)]


def busiest(dataset: kg.Dataset) -> str | None:
    """Return the thing with most statements in what the request believes.

    It is sought among those about which there are most claims, so that no more need be counted.
    """
    things = " ".join(f"<{iri}>" for iri in dataset.finder.most_told(limit=_COUNTED))
    rows = select(dataset, _BUSIEST % {"things": things}, **believed())
    return str(rows[0][0].value) if rows else None


def without_inverses(
    triples: Sequence[Triple], said: Mapping[Triple, object], ontology: Ontology
) -> list[Triple]:
    """Leave out what another of the triples says the other way round; stated ones stay."""
    kept: dict[Triple, None] = {}
    for triple in sorted(triples, key=lambda triple: (triple not in said, triple)):
        s, p, o = triple
        if not any((o, inverse, s) in kept for inverse in _inverses(p, ontology)):
            kept[triple] = None
    return sorted(kept)


def _inverses(iri: str, ontology: Ontology) -> set[str]:
    node, inverse = f"<{iri}>", f"{vocab.OWL}inverseOf"
    found = {*ontology.objects(node, inverse), *ontology.subjects(node, inverse)}
    if f"<{vocab.OWL}SymmetricProperty>" in ontology.objects(node, f"{vocab.RDF}type"):
        found.add(node)
    return {other[1:-1] for other in found}


def _said(dataset: kg.Dataset, triples: Sequence[Triple]) -> dict[Triple, list[Statement]]:
    """Return the claims of passages for each triple that some passage states."""
    values = " ".join(f"(<{s}> <{p}> <{o}>)" for s, p, o in triples)
    found: dict[Triple, list[Statement]] = {}
    for item in statements(dataset, f"VALUES (?thing ?property ?value) {{ {values} }}"):
        triple = (item.thing, item.property, str(item.value.value))
        found.setdefault(triple, []).append(item)
    return found


def _names(dataset: kg.Dataset, iris: set[str]) -> Names:
    return Names(labels(dataset, iris), sources(dataset, dataset.base), dataset.base)


def _vertices(dataset: kg.Dataset, iris: set[str], names: Names) -> dict[str, Vertex]:
    things = " ".join(f"<{iri}>" for iri in sorted(iris))
    rows = select(dataset, _KINDS % {"things": things}, **believed())
    kinds = {thing.value: kind.value for thing, kind in reversed(rows)}
    known = labels(dataset, set(kinds.values()))
    return {
        iri: Vertex(
            iri,
            names.labels.get(iri) or iri.removeprefix(names.base),
            show_iri(kinds[iri], known, names.base).text if iri in kinds else "",
            path_of(iri, names.base),
        )
        for iri in iris
    }


def _edge(
    triple: Triple,
    said: Sequence[Statement],
    vertices: Mapping[str, Vertex],
    names: Names,
    *,
    explained: bool,
) -> Edge:
    s, p, o = triple
    units = belief().units
    return Edge(
        vertices[s],
        p,
        show_iri(p, names.labels, names.base).text,
        vertices[o],
        tuple(sorted((attribution(item, names, units) for item in said), key=_place)),
        why_address(s, p, o, **believed()) if explained else None,
    )


def _place(item: Attribution) -> tuple[bool, bool]:
    return not item.believed, item.alleged
