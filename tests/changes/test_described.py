"""What a plain store says of itself: its default graph counted, its named graphs told."""

from __future__ import annotations

import rdflib
from rdflib import Namespace, URIRef
from stores import Served

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
DATA = """INSERT DATA {
  <urn:a> <urn:p> 1 . <urn:a> a <urn:C>
  GRAPH <urn:g> { <urn:a> <urn:p> 1, 2, 3 } GRAPH <urn:h> { <urn:b> a <urn:D> }
} ; CREATE GRAPH <urn:empty>"""


def described(store: Served) -> tuple[rdflib.Graph, URIRef, URIRef]:
    answer = store.get("/.well-known/void", "text/turtle")
    graph = rdflib.Graph().parse(data=answer.body, format="turtle")
    page = f"{store.address}/.well-known/void"
    return graph, URIRef(f"{page}#dataset"), URIRef(f"{page}#whole")


def number(graph: rdflib.Graph, node: object) -> int:
    return int(str(graph.value(node, VOID.triples)))  # type: ignore[arg-type]


def test_what_a_query_sees_is_counted(store: Served) -> None:
    store.update(DATA)
    graph, dataset, _ = described(store)
    assert number(graph, dataset) == 2
    parts = {
        str(graph.value(part, VOID.property)): number(graph, part)
        for part in graph.objects(dataset, VOID.propertyPartition)
    }
    assert parts == {"urn:p": 1, str(rdflib.RDF.type): 1}
    classes = {graph.value(p, VOID["class"]) for p in graph.objects(dataset, VOID.classPartition)}
    assert classes == {URIRef("urn:C")}


def test_the_named_graphs_are_told_with_their_numbers(store: Served) -> None:
    store.update(DATA)
    graph, dataset, whole = described(store)
    found = {
        str(graph.value(named, SD.name)): number(graph, graph.value(named, SD.graph))
        for named in graph.objects(whole, SD.namedGraph)
    }
    assert found == {"urn:g": 3, "urn:h": 1, "urn:empty": 0}
    assert graph.value(whole, SD.defaultGraph) == dataset


def test_the_files_hold_what_is_counted_of_the_whole(store: Served) -> None:
    store.update(DATA)
    graph, dataset, whole = described(store)
    assert set(graph.objects(dataset, VOID.dataDump)) == set()
    (dump,) = (d for d in map(str, graph.objects(whole, VOID.dataDump)) if d.endswith(".nq"))
    lines = store.get(dump.removeprefix(store.address)).text.splitlines()
    assert len(lines) == number(graph, whole) == 6
