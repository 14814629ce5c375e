"""Exports: each is read back by two libraries as the same graph."""

from __future__ import annotations

import csv
import io
import json

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
)
from rdflib.compare import isomorphic

from kg.dataset import Dataset
from kg.errors import QueryError
from kg.export import MEDIA_TYPES, export, rdf_xml
from kg.storage import store
from kg.vocab import BASE, PREFIXES, RDF, XSD

FORMATS = {
    "ttl": (RdfFormat.TURTLE, "turtle"),
    "nt": (RdfFormat.N_TRIPLES, "nt"),
    "jsonld": (RdfFormat.JSON_LD, "json-ld"),
    "rdf": (RdfFormat.RDF_XML, "xml"),
    "trig": (RdfFormat.TRIG, "trig"),
    "nq": (RdfFormat.N_QUADS, "nquads"),
}
TRIPLES = ["ttl", "nt", "jsonld", "rdf"]
QUADS = ["trig", "nq"]

pytestmark = [
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),  # rdflib's own parsers
    pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated"),
]


def canonical(quads: pyoxigraph.QuadParser | set[Quad]) -> pyoxigraph.Dataset:
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def originals(dataset: Dataset) -> set[Quad]:
    """All quads but the copies that make a view one graph."""
    copies = {NamedNode(graph) for graph in dataset.record.wholes.values()}
    return {q for q in store.open_store(dataset.snapshot) if q.graph_name not in copies}


def view(dataset: Dataset) -> set[Quad]:
    opened = store.open_store(dataset.snapshot)
    return {
        Quad(*quad.triple)
        for graph in dataset.default_graphs
        for quad in opened.quads_for_pattern(None, None, None, NamedNode(graph))
    }


def to_rdflib(quads: set[Quad]) -> rdflib.Graph:
    content = pyoxigraph.serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=content or b"", format="nt")


def cell(term: NamedNode | BlankNode | Literal | Triple) -> str:
    assert not isinstance(term, Triple)
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


@pytest.mark.parametrize("name", TRIPLES)
def test_pyoxigraph_reads_the_view_back(name: str, shipped: Dataset) -> None:
    again = pyoxigraph.parse(shipped.export(name), FORMATS[name][0])
    assert canonical(again) == canonical(view(shipped))


@pytest.mark.parametrize("name", TRIPLES)
def test_rdflib_reads_the_view_back(name: str, shipped: Dataset) -> None:
    again = rdflib.Graph().parse(data=shipped.export(name), format=FORMATS[name][1])
    assert isomorphic(again, to_rdflib(view(shipped)))


@pytest.mark.parametrize("name", [*QUADS, "jsonld"])
def test_pyoxigraph_reads_the_whole_dataset_back(name: str, shipped: Dataset) -> None:
    again = pyoxigraph.parse(shipped.export(name, whole=True), FORMATS[name][0])
    assert canonical(again) == canonical(originals(shipped))


@pytest.mark.parametrize("name", [*QUADS, "jsonld"])
def test_rdflib_reads_each_graph_back(name: str, tiny: Dataset) -> None:
    again = rdflib.Dataset().parse(data=tiny.export(name, whole=True), format=FORMATS[name][1])
    opened = store.open_store(tiny.snapshot)
    names = {graph.value for graph in opened.named_graphs()}
    found = {str(g.identifier): g for g in rdflib_graphs(again) if len(g)}
    assert set(found) == names
    for iri, graph in found.items():
        quads = set(opened.quads_for_pattern(None, None, None, NamedNode(iri)))
        assert isomorphic(graph, to_rdflib(quads))


def rdflib_graphs(parsed: rdflib.Graph) -> list[rdflib.Graph]:
    assert isinstance(parsed, rdflib.Dataset)
    return list(parsed.graphs())


def test_quad_formats_always_hold_the_whole_dataset(tiny: Dataset) -> None:
    assert tiny.export("nq") == tiny.export("nq", whole=True)


def test_whole_dataset_as_triples_is_the_union_of_its_graphs(tiny: Dataset) -> None:
    again = {
        quad.triple for quad in pyoxigraph.parse(tiny.export("nt", whole=True), RdfFormat.N_TRIPLES)
    }
    expected = {quad.triple for quad in store.open_store(tiny.snapshot)}
    assert again == expected


@pytest.mark.parametrize("name", MEDIA_TYPES)
@pytest.mark.parametrize("whole", [False, True])
def test_export_of_the_same_data_is_the_same_bytes(name: str, whole: bool, tiny: Dataset) -> None:
    opened = list(store.open_store(tiny.snapshot))
    graphs = None if whole else tiny.default_graphs
    copies = []
    for quads in (opened, opened[::-1]):
        copy = Store()
        copy.extend(quads)
        copies.append(export(copy, name, graphs=graphs))
    assert copies[0] == copies[1] == tiny.export(name, whole=whole)


def test_csv_has_a_row_a_triple(tiny: Dataset) -> None:
    header, *rows = csv.reader(io.StringIO(tiny.export("csv").decode(), newline=""))
    assert header == ["subject", "predicate", "object", "datatype", "language"]
    assert {tuple(row[:3]) for row in rows} == {
        (cell(quad.subject), quad.predicate.value, cell(quad.object)) for quad in view(tiny)
    }
    film = f"{BASE}film/harvest-moon"
    assert [film, f"{PREFIXES['cel']}releaseYear", "1971", f"{XSD}integer", ""] in rows
    assert [film, f"{PREFIXES['cel']}title", "추수의 달", "", "ko"] in rows
    assert [film, f"{RDF}type", f"{PREFIXES['cel']}Film", "", ""] in rows


def test_csv_of_the_whole_dataset_names_the_graph(tiny: Dataset) -> None:
    header, *rows = csv.reader(io.StringIO(tiny.export("csv", whole=True).decode(), newline=""))
    assert header[-1] == "graph"
    assert f"{BASE}source/almanac/page-1" in {row[-1] for row in rows}


def test_turtle_uses_the_prefixes_in_their_order_and_no_others(tiny: Dataset) -> None:
    rows = tiny.export("ttl").decode().split("\n")
    declared = [row.split()[1][:-1] for row in rows if row.startswith("@prefix")]
    assert declared == [prefix for prefix in PREFIXES if prefix in declared]
    assert {"cel", "film", "rdfs"} <= set(declared)
    assert "wdt" not in declared
    assert "film:harvest-moon a cel:Film , cel:Work ;" in rows


def test_jsonld_has_a_context_and_compact_names(tiny: Dataset) -> None:
    document = json.loads(tiny.export("jsonld"))
    assert document["@context"]["film"] == f"{BASE}film/"
    (film,) = [node for node in document["@graph"] if node["@id"] == "film:harvest-moon"]
    assert film["@type"] == ["cel:Film", "cel:Work"]
    assert film["cel:releaseYear"] == [{"@type": "xsd:integer", "@value": "1971"}]


ODD = {
    "lexical forms": Literal("090", datatype=NamedNode(f"{XSD}integer")),
    "line ends": Literal("a\rb\r\nc\n d\te"),
    "quotes": Literal("\"'\\ <&> ]]>"),
    "other planes": Literal("피바다 𝕏", language="ko"),
    "a compact name": Literal("film:pulgasari"),
    "a keyword": Literal("@id"),
}


@pytest.mark.parametrize("name", TRIPLES)
@pytest.mark.parametrize("odd", ODD)
def test_odd_literals_survive(name: str, odd: str) -> None:
    node = NamedNode("http://example.org/a")
    memory = Store()
    memory.add(Quad(node, node, ODD[odd], node))
    expected = {quad.triple for quad in memory}
    content = export(memory, name, graphs=[node.value])
    assert {quad.triple for quad in pyoxigraph.parse(content, FORMATS[name][0])} == expected
    (found,) = rdflib.Graph().parse(data=content, format=FORMATS[name][1]).objects()
    (wanted,) = (triple.object for triple in expected)
    assert isinstance(wanted, Literal)
    if name != "rdf" or odd != "line ends":  # expat itself turns what is no reference into \n
        assert str(found) == wanted.value


@pytest.mark.parametrize("predicate", ["http://example.org/", "http://example.org/9", "urn:x:1"])
def test_predicate_without_an_xml_name_is_refused(predicate: str) -> None:
    node = NamedNode("http://example.org/a")
    with pytest.raises(QueryError, match=f"the predicate <{predicate}>"):
        rdf_xml([Triple(node, NamedNode(predicate), node)])


def test_predicate_with_a_late_xml_name_is_written() -> None:
    node = NamedNode("http://example.org/a")
    given = Triple(node, NamedNode("http://example.org/9x"), node)
    again = rdflib.Graph().parse(data=rdf_xml([given]), format="xml")
    assert [str(p) for p in again.predicates()] == ["http://example.org/9x"]


@pytest.mark.parametrize("character", ["\x01", "\x0b", "\ufffe"])
def test_character_that_xml_forbids_is_refused(character: str) -> None:
    node = NamedNode("http://example.org/a")
    with pytest.raises(QueryError, match="choose another format"):
        rdf_xml([Triple(node, node, Literal(f"a{character}b"))])


def test_unknown_format_is_refused_with_the_choices(tiny: Dataset) -> None:
    with pytest.raises(QueryError, match="no format 'pdf': choose one of ttl, nt, jsonld"):
        tiny.export("pdf")
