"""What a page asks the dataset about one thing: a fixed number of queries, whatever the thing.

All of them see every graph; what the reader believes is told from the graphs that the rows name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import kg
from kg import vocab
from server.site.snapshot import once_a_snapshot
from server.statements import select

Row = tuple[Any, ...]

_ABOUT: Final = """
SELECT ?property ?value ?graph WHERE {
  GRAPH ?graph { <%(iri)s> ?property ?value }
  FILTER(!STRSTARTS(STR(?graph), "%(base)sgraph/view-"))
}
"""
_INCOMING: Final = """
SELECT ?thing ?property ?graph WHERE {
  GRAPH ?graph { ?thing ?property <%(iri)s> }
  FILTER(?thing != <%(iri)s> && !STRSTARTS(STR(?graph), "%(base)sgraph/view-"))
}
LIMIT %(limit)d
"""
_COUNTS: Final = """
SELECT ?graph ?property (COUNT(*) AS ?count) WHERE {
  GRAPH ?graph { ?thing ?property <%(iri)s> }
  FILTER(ISIRI(?thing) && ?thing != <%(iri)s> && !STRSTARTS(STR(?thing), "%(base)sgraph/"))
}
GROUP BY ?graph ?property
"""
_PAGE: Final = """
SELECT ?thing ?property ?graph WHERE {
  VALUES ?property { %(properties)s }
  GRAPH ?graph { ?thing ?property <%(iri)s> }
  FILTER(ISIRI(?thing) && ?thing != <%(iri)s> && !STRSTARTS(STR(?thing), "%(base)sgraph/"))
}
ORDER BY ?property ?thing
LIMIT %(limit)d OFFSET %(offset)d
"""
_PASSAGES: Final = """
SELECT ?passage ?property ?value WHERE {
  VALUES ?passage { %(passages)s }
  GRAPH graph:catalogue {
    { ?passage ?property ?value }
    UNION
    { ?passage cel:statedIn ?source . ?source dcterms:issued ?value
      BIND(dcterms:issued AS ?property) }
  }
}
ORDER BY ?passage ?property ?value
"""
_DISPUTES: Final = """
SELECT ?dispute ?property ?value WHERE {
  GRAPH ?graph { ?dispute rdf:subject <%(iri)s> ; a ?kind ; ?property ?value }
  FILTER(?kind IN (cel:Conflict, cel:Rejection))
  FILTER(?graph = graph:catalogue || STRSTARTS(STR(?graph), "%(base)ssource/"))
}
ORDER BY ?dispute ?property ?value
"""
_CONTENT: Final = """
SELECT ?thing ?property ?value WHERE { GRAPH <%(iri)s> { ?thing ?property ?value } }
LIMIT %(limit)d
"""
_ALIGNED: Final = """
SELECT DISTINCT ?term WHERE {
  { ?own rdfs:subPropertyOf ?term FILTER(STRSTARTS(STR(?own), STR(cel:))) }
  UNION
  { ?own rdfs:subClassOf ?term FILTER(STRSTARTS(STR(?own), STR(cel:))) }
  UNION
  { ?restriction owl:onProperty ?term }
  FILTER(ISIRI(?term) && !STRSTARTS(STR(?term), STR(cel:)))
}
"""
_PLUMBING: Final = frozenset(
    f"{namespace}{name}"
    for namespace, names in (
        (vocab.CEL, ("restsOn", "unit", "alternative")),
        (vocab.PROV, ("used", "hadMember")),
        (vocab.RDF, ("subject", "predicate", "object")),
    )
    for name in names
)
"""How units, supports and decisions are described: nothing that a reader of a thing looks for.

What editors decide is told beside the claim that they decide on.
"""


def about(opened: kg.Dataset, iri: str) -> list[Row]:
    """Return every (property, value, graph) whose subject is the thing."""
    return list(_ask(opened, _ABOUT % {"iri": iri, "base": opened.record.base}))


def incoming(opened: kg.Dataset, iri: str, *, limit: int) -> list[Row]:
    """Return (thing, property, graph) that refer to the thing in any graph, in no order."""
    base = opened.record.base
    return list(_ask(opened, _INCOMING % {"iri": iri, "base": base, "limit": limit}))


def incoming_counts(opened: kg.Dataset, iri: str) -> dict[tuple[str, str], int]:
    """Return how many things refer to the thing by each property, graph by graph."""
    rows = _ask(opened, _COUNTS % {"iri": iri, "base": opened.record.base})
    return {(prop.value, graph.value): int(count.value) for graph, prop, count in rows}


def incoming_page(
    opened: kg.Dataset,
    iri: str,
    properties: Sequence[str],
    graphs: Sequence[str],
    *,
    limit: int,
    offset: int,
) -> list[Row]:
    """Return (thing, property, graph) that refer to the thing by some properties, in order."""
    text = _PAGE % {
        "iri": iri,
        "base": opened.record.base,
        "properties": " ".join(f"<{prop}>" for prop in properties),
        "limit": limit,
        "offset": offset,
    }
    found = opened.query(text, named_graphs=graphs)
    assert isinstance(found, kg.results.Solutions)
    return list(found.terms())


def passages(opened: kg.Dataset, iris: Iterable[str]) -> list[Row]:
    """Return what the catalogue says of passages, and when their sources appeared."""
    listed = " ".join(f"<{iri}>" for iri in sorted(iris))
    return list(_ask(opened, _PASSAGES % {"passages": listed})) if listed else []


def disputes(opened: kg.Dataset, iri: str) -> list[Row]:
    """Return what is said of the thing's conflicts, and of its claims that editors reject."""
    return list(_ask(opened, _DISPUTES % {"iri": iri, "base": opened.record.base}))


def content(opened: kg.Dataset, iri: str, limit: int) -> list[Row]:
    """Return triples of the graph that has the thing's name, in order; of a large one, some."""
    return sorted(
        _ask(opened, _CONTENT % {"iri": iri, "limit": limit}), key=lambda row: tuple(map(str, row))
    )


@once_a_snapshot
def aligned(opened: kg.Dataset) -> frozenset[str]:
    """Return the terms of others that follow from terms of ours: the same said in other words."""
    return frozenset(term.value for (term,) in select(opened, _ALIGNED))


@once_a_snapshot
def hidden(opened: kg.Dataset) -> frozenset[str]:
    """Return the properties by which nothing refers to a thing that a reader looks for."""
    return _PLUMBING | {iri for iri in aligned(opened) if not iri.startswith(vocab.RDFS)}


def _ask(opened: kg.Dataset, text: str) -> tuple[Row, ...]:
    return select(opened, text, view="possible" if opened.has_supports else None)
