"""The style of the ontology: it is kept, and each shape finds what breaks it."""

from __future__ import annotations

import pyshacl
import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SH

from kg import vocab
from kg.files import shipped

FILES = ("alignment", "celadon", "shapes", "style")
PREFIXES = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in vocab.PREFIXES.items())


def graph_of(*names: str) -> Graph:
    graph = Graph()
    for name in names:
        graph.parse(shipped("ontology") / f"{name}.ttl")
    return graph


STYLE = graph_of("style")
GOOD_CLASS = """cel:Thing a owl:Class ; rdfs:label "Thing"@en , "것"@ko ;
    skos:definition "A thing."@en ; skos:example "A stone."@en ;
    rdfs:isDefinedBy <https://w3id.org/celadon/ontology> ."""
GOOD_PROPERTY = GOOD_CLASS.replace("cel:Thing a owl:Class", "cel:thing a owl:ObjectProperty")
BROKEN_STYLE = {
    "label-en": GOOD_CLASS.replace('"Thing"@en , ', ""),
    "label-ko": GOOD_CLASS.replace(' , "것"@ko', ""),
    "label": GOOD_CLASS.replace('"것"@ko', '"것"@ko , "物"@ja , "物事"@ja'),
    "definition-en": GOOD_CLASS.replace('skos:definition "A thing."@en ;', ""),
    "definition": GOOD_CLASS.replace('"A thing."@en', '"A thing."@en , "것."@ko , "하나."@ko'),
    "definition-stop": GOOD_CLASS.replace("A thing.", "A thing"),
    "definition-this": GOOD_CLASS.replace("A thing.", "This is a thing."),
    "definition-one-sentence": GOOD_CLASS.replace("A thing.", "A thing. It lies there."),
    "example": GOOD_CLASS.replace('skos:example "A stone."@en ;', ""),
    "defined-by": GOOD_CLASS.replace("celadon/ontology>", "celadon/other>"),
    "class-name": GOOD_CLASS.replace("cel:Thing", "cel:some_thing"),
    "property-name": GOOD_PROPERTY.replace("cel:thing", "cel:Thing"),
    "class-label-case": GOOD_CLASS.replace('"Thing"@en', '"some thing"@en'),
    "domain": GOOD_PROPERTY.replace("a owl:", "rdfs:domain cel:A , cel:B ; a owl:"),
    "range": GOOD_PROPERTY.replace("a owl:", "rdfs:range cel:A , cel:B ; a owl:"),
    "no-disjoint-lists": "[] a owl:AllDisjointClasses ; owl:members ( cel:A cel:B ) .",
    "one-kind-class": GOOD_CLASS.replace("owl:Class", "owl:Class , owl:ObjectProperty"),
    "one-kind-property": GOOD_PROPERTY.replace("a owl:", "a owl:DatatypeProperty , owl:"),
    "term": "<https://w3id.org/celadon/ontology> a owl:Ontology . cel:Lonely a owl:Class .",
    "ontology-license": '<urn:o> a owl:Ontology ; dcterms:license "free" .',
    "ontology-version": '<urn:o> a owl:Ontology ; owl:versionInfo "first" .',
}


def shapes_broken(data: Graph) -> set[str]:
    _, report, _ = pyshacl.validate(data, shacl_graph=STYLE, inference="none")
    results = report.subjects(RDF.type, SH.ValidationResult)
    return {str(report.value(r, SH.sourceShape)).rpartition("#")[2] for r in results}


def test_the_ontology_keeps_its_style() -> None:
    assert shapes_broken(graph_of(*FILES)) == set()


@pytest.mark.parametrize("text", [GOOD_CLASS, GOOD_PROPERTY], ids=["class", "property"])
def test_a_good_term_keeps_the_style(text: str) -> None:
    assert shapes_broken(Graph().parse(data=PREFIXES + text)) == set()


@pytest.mark.parametrize("shape", BROKEN_STYLE)
def test_a_broken_term_is_found_by_the_right_shape(shape: str) -> None:
    found = shapes_broken(Graph().parse(data=PREFIXES + BROKEN_STYLE[shape]))
    expected = "ontology" if shape == "term" else shape
    assert expected in found
