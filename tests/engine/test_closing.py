import pytest
import rdflib
from rdflib import RDF, RDFS, Literal, URIRef
from rdflib.namespace import XSD

from kg.errors import FileError, TurtleError
from kg.reasoning.closing import close

TEXT = """@prefix : <http://example.org/#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:A rdfs:subClassOf :B .
"""
X, A, B, P = (URIRef(f"http://example.org/#{name}") for name in "xABp")


def test_graphs_text_and_paths_are_closed_together(tmp_path):
    graph = rdflib.Graph().add((X, RDF.type, A))
    path = tmp_path / "more.ttl"
    path.write_text(
        "@prefix : <http://example.org/#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
        ':x :p "01"^^xsd:int .'
    )
    triples = set(close(TEXT, graph, path, str(path)).triples())
    assert {(A, RDFS.subClassOf, B), (X, RDF.type, A), (X, RDF.type, B)} <= triples
    assert (X, P, Literal("01", datatype=XSD.int, normalize=False)) in triples
    assert len(triples) == 4


def test_of_a_dataset_all_graphs_are_closed_together():
    dataset = rdflib.Dataset()
    dataset.graph(URIRef("urn:schema")).add((A, RDFS.subClassOf, B))
    dataset.graph(URIRef("urn:facts")).add((X, RDF.type, A))
    assert (X, RDF.type, B) in set(close(dataset).triples())


def test_what_a_file_is_called_says_its_format(tmp_path):
    content = {
        "a.nq": "<urn:a> <urn:b> <urn:c> <urn:g> .",
        "a.jsonld": '{"@id": "urn:a", "urn:b": {"@id": "urn:c"}}',
        "noending": "<urn:a> <urn:b> <urn:c> .",
    }
    for name, text in content.items():
        (tmp_path / name).write_text(text)
        found = list(close(str(tmp_path / name)).triples())
        assert found == [(URIRef("urn:a"), URIRef("urn:b"), URIRef("urn:c"))]


def test_iris_in_a_file_are_relative_to_it(tmp_path):
    path = tmp_path / "facts.ttl"
    path.write_text("<#x> <urn:p> <> .")
    ((s, _, o),) = close(path).triples()
    assert (path.as_uri() + "#x", path.as_uri()) == (str(s), str(o))


def test_each_input_is_a_unit_named_by_its_path_or_number(tmp_path):
    path = tmp_path / "facts.ttl"
    path.write_text("<http://example.org/#x> a <http://example.org/#A> .")
    closed = close(TEXT, path, supports=True)
    assert (frozenset({"input-1", str(path)}),) == closed.support(X, RDF.type, B)
    assert closed.support(B, RDF.type, X) is None


def test_literals_of_graphs_and_languages_come_back():
    words = [Literal("영화", lang="ko"), Literal('a\n"b"\\'), Literal(5), Literal("x", datatype=P)]
    graph = rdflib.Graph()
    for word in words:
        graph.add((X, P, word))
    assert {(X, P, word) for word in words} == set(close(graph).triples())


def test_literal_subjects_come_only_when_asked_for():
    closed = close(
        "<urn:p> <http://www.w3.org/2002/07/owl#inverseOf> <urn:q> . <urn:a> <urn:p> 5 ."
    )
    subjects = {s for s, _, _ in closed.triples()}
    assert not any(isinstance(s, Literal) for s in subjects)
    assert any(isinstance(s, Literal) for s, _, _ in closed.triples(generalized=True))


def test_conflicts_are_a_list():
    text = (
        "<urn:p> a <http://www.w3.org/2002/07/owl#IrreflexiveProperty> . <urn:a> <urn:p> <urn:a> ."
    )
    assert [conflict.rule for conflict in close(text).conflicts] == ["prp-irp"]


def test_a_missing_file_and_broken_text_are_named(tmp_path):
    with pytest.raises(FileError, match=r"none\.ttl: cannot be read: No such file"):
        close(tmp_path / "none.ttl")
    with pytest.raises(TurtleError, match="input-1"):
        close("<urn:a> <urn:b>")
