"""The ontology keeps to OWL 2 RL, or says in an editorial note what is lost."""

from __future__ import annotations

import pytest
from owl_rl_profile import breaches
from rdflib import Graph
from rdflib.namespace import SKOS

from kg import vocab
from kg.files import shipped

PREFIXES = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in vocab.PREFIXES.items())
SOME = "[ a owl:Restriction ; owl:onProperty cel:p ; owl:someValuesFrom cel:A ]"
VALUE = "[ a owl:Restriction ; owl:onProperty cel:p ; owl:hasValue cel:a ]"
ONE_OF = "[ a owl:Class ; owl:oneOf ( cel:a cel:b ) ]"
UNION = "[ a owl:Class ; owl:unionOf ( cel:A cel:B ) ]"
TWO = "[ a owl:Restriction ; owl:onProperty cel:p ; owl:maxCardinality 2 ]"
LEAST = "[ a owl:Restriction ; owl:onProperty cel:p ; owl:minCardinality 1 ]"
INSIDE = {
    "some on the left": f"{SOME} rdfs:subClassOf cel:C .",
    "value on the right": f"cel:C rdfs:subClassOf {VALUE} .",
    "enumeration on the left": f"{ONE_OF} rdfs:subClassOf cel:C .",
    "union on the left": f"{UNION} rdfs:subClassOf cel:C .",
    "value in an equivalence": f"cel:C owl:equivalentClass {VALUE} .",
    "asymmetric below transitive": (
        "cel:p a owl:AsymmetricProperty ; rdfs:subPropertyOf cel:q . "
        "cel:q a owl:TransitiveProperty ."
    ),
    "integers": "cel:p a owl:DatatypeProperty ; rdfs:range xsd:integer .",
    "a key": "cel:C owl:hasKey ( cel:p ) .",
}
OUTSIDE = {
    "some on the right": f"cel:C rdfs:subClassOf {SOME} .",
    "enumeration on the right": f"cel:C rdfs:subClassOf {ONE_OF} .",
    "union on the right": f"cel:C rdfs:subClassOf {UNION} .",
    "union as a range": f"cel:p a owl:ObjectProperty ; rdfs:range {UNION} .",
    "some in an equivalence": f"cel:C owl:equivalentClass {SOME} .",
    "enumeration in an equivalence": f"cel:C owl:equivalentClass {ONE_OF} .",
    "at most two": f"cel:C rdfs:subClassOf {TWO} .",
    "at least one": f"cel:C rdfs:subClassOf {LEAST} .",
    "everything as a class": "owl:Thing rdfs:subClassOf cel:C .",
    "everything as a domain": "cel:p rdfs:domain owl:Thing .",
    "a reflexive property": "cel:p a owl:ReflexiveProperty .",
    "a disjoint union": "cel:C owl:disjointUnionOf ( cel:A cel:B ) .",
    "days": "cel:p a owl:DatatypeProperty ; rdfs:range xsd:date .",
    "an inverse functional data property": (
        "cel:p a owl:DatatypeProperty , owl:InverseFunctionalProperty ."
    ),
    "transitive and asymmetric": "cel:p a owl:TransitiveProperty , owl:AsymmetricProperty .",
    "irreflexive above a transitive one": (
        "cel:p a owl:TransitiveProperty ; rdfs:subPropertyOf cel:q . "
        "cel:q a owl:IrreflexiveProperty ."
    ),
}


def parsed(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle")


@pytest.mark.parametrize("sample", INSIDE)
def test_an_axiom_inside_the_profile_passes(sample: str) -> None:
    assert breaches(parsed(INSIDE[sample])) == []


@pytest.mark.parametrize("sample", OUTSIDE)
def test_an_axiom_outside_the_profile_is_found(sample: str) -> None:
    assert len(breaches(parsed(OUTSIDE[sample]))) == 1


def test_the_ontology_says_what_each_axiom_outside_the_profile_loses() -> None:
    graph = Graph()
    for name in ("celadon", "alignment"):
        graph.parse(shipped("ontology") / f"{name}.ttl")
    notes = set(graph.subjects(SKOS.editorialNote))
    found = breaches(graph)
    assert [breach for breach in found if breach[0] not in notes] == []
    assert {word for _, word in found} == {
        f"the datatype {vocab.RDF}langString",
        f"the datatype {vocab.XSD}date",
        f"the datatype {vocab.XSD}gYearMonth",
    }
