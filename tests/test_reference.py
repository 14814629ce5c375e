"""The reference closure: what must follow, and what owlrl alone would wrongly add."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
import rdflib
from owlrl.OWLRL import OWLRL_Semantics
from pyoxigraph import RdfFormat, Triple, parse
from rdflib.term import _toPythonMapping

from kg import turtle
from kg.claims.facts import claims_of, load, primary_units
from kg.errors import ReasonerError
from kg.files import shipped
from kg.reasoning import reference
from kg.reasoning.axioms import axioms_of
from kg.reasoning.reasoner import Batch
from kg.reasoning.reference import close, reason
from kg.vocab import CEL

DATA = Path(__file__).parent / "data"

PREFIXES = """
@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def triples(text: str) -> set[Triple]:
    return {quad.triple for quad in parse(PREFIXES + text, RdfFormat.TURTLE)}


SOUND = {
    "domain": (":p rdfs:domain :C .", ":a :p 1 .", ":a a :C ."),
    "range": (":p rdfs:range :C .", ":a :p :b .", ":b a :C ."),
    "inverse": (":p owl:inverseOf :q .", ":a :p :b .", ":b :q :a ."),
    "subproperty of an inverse": (
        ":d rdfs:subPropertyOf :c . :c owl:inverseOf :w .",
        ":f :d :x .",
        ":x :w :f .",
    ),
    "symmetric": (":p a owl:SymmetricProperty .", ":a :p :b .", ":b :p :a ."),
    "transitive": (":p a owl:TransitiveProperty .", ":a :p :b . :b :p :c .", ":a :p :c ."),
    "chain": (
        ":in owl:propertyChainAxiom (:set :within) .",
        ":f :set :city . :city :within :country .",
        ":f :in :country .",
    ),
    "chain to oneself": (
        ":with owl:propertyChainAxiom (:work :by) .",
        ":a :work :f . :f :by :a .",
        ":a :with :a .",
    ),
    "someValuesFrom": (
        ":D owl:equivalentClass [ owl:onProperty :directed ; owl:someValuesFrom :Film ] .",
        ":x :directed :f . :f a :Film .",
        ":x a :D .",
    ),
    "someValuesFrom a thing": (
        ":D owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom owl:Thing ] .",
        ":x :p :f .",
        ":x a :D .",
    ),
    "someValuesFrom a datatype": (
        ":D owl:equivalentClass [ owl:onProperty :year ; owl:someValuesFrom xsd:decimal ] .",
        ":x :year 1972 .",
        ":x a :D .",
    ),
    "hasValue": (
        ":K owl:equivalentClass [ owl:onProperty :from ; owl:hasValue :korea ] .",
        ":f :from :korea .",
        ":f a :K .",
    ),
    "hasValue of a literal": (
        ":K owl:equivalentClass [ owl:onProperty :year ; owl:hasValue 1972 ] .",
        ":f :year 1972 .",
        ":f a :K .",
    ),
    "intersection": (
        ":K owl:equivalentClass [ owl:intersectionOf (:A [ owl:onProperty :p ; "
        "owl:hasValue :v ]) ] .",
        ":f a :A ; :p :v .",
        ":f a :K .",
    ),
    "equal restrictions": (
        ":K rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom :V ] . "
        "[ owl:onProperty :p ; owl:allValuesFrom :V ] rdfs:subClassOf :L . :V a owl:Class .",
        ":f a :K .",
        ":f a :L .",
    ),
    "functional property": (
        ":p a owl:FunctionalProperty .",
        ":f :p :x , :y . :x :age 4 .",
        ":y owl:sameAs :x . :y :age 4 .",
    ),
    "inverse functional property": (
        ":id a owl:InverseFunctionalProperty .",
        ':x :id "tt1" . :y :id "tt1" . :z :id "tt2" .',
        ":x owl:sameAs :y .",
    ),
    "equality renames labels too": (
        ":p a owl:FunctionalProperty .",
        ':f :p :x , :y . :x rdfs:label "X"@en .',
        ':y rdfs:label "X"@en .',
    ),
    "key of two properties": (
        ":C owl:hasKey (:k :l) .",
        ':x a :C ; :k "1" ; :l "2" , "3" . :y a :C ; :k "1" ; :l "3" .',
        ":x owl:sameAs :y . :y owl:sameAs :x .",
    ),
    "cardinality at most one": (
        ":C rdfs:subClassOf [ owl:onProperty :p ; "
        'owl:maxCardinality "1"^^xsd:nonNegativeInteger ] .',
        ":f a :C ; :p :x , :y .",
        ":x owl:sameAs :y .",
    ),
    "subclass of subclass": (
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .",
        "",
        (":A rdfs:subClassOf :C ."),
    ),
}


@pytest.mark.parametrize(("axioms", "claims", "then"), SOUND.values(), ids=SOUND)
def test_concludes(axioms: str, claims: str, then: str) -> None:
    assert triples(then) <= close(triples(axioms), triples(claims))


UNSOUND = {
    "one key without a value": (
        ":C owl:hasKey (:k) . :x a :C ; :k 1 . :y a :C .",
        ":x owl:sameAs :y .",
    ),
    "one key with other values": (
        ":C owl:hasKey (:k) . :x a :C ; :k 1 . :y a :C ; :k 2 .",
        ":x owl:sameAs :y .",
    ),
    "last of two keys differs": (
        ":C owl:hasKey (:k :l) . :x a :C ; :k 1 ; :l 1 . :y a :C ; :k 1 ; :l 2 .",
        ":x owl:sameAs :y .",
    ),
    "two years of one film": (
        ":year a owl:FunctionalProperty . :f :year 1994 , 1995 . :g :year 1994 .",
        ":g :year 1995 .",
    ),
    "at most one year": (
        ":F rdfs:subClassOf [ owl:onProperty :year ; "
        'owl:maxCardinality "1"^^xsd:nonNegativeInteger ] . '
        ":f a :F ; :year 1994 , 1995 . :g :year 1994 .",
        ":g :year 1995 .",
    ),
    "at most one year on a thing": (
        ":F rdfs:subClassOf [ owl:onProperty :year ; owl:onClass owl:Thing ; "
        'owl:maxQualifiedCardinality "1"^^xsd:nonNegativeInteger ] . '
        ":f a :F ; :year 1994 , 1995 . :g :year 1994 .",
        ":g :year 1995 .",
    ),
    "inverse functional with other values": (
        ':id a owl:InverseFunctionalProperty . :x :id "1" . :y :id "2" .',
        ":x owl:sameAs :y .",
    ),
    "a thing that equals its title": (
        ':p a owl:FunctionalProperty . :f :p :x , "X" . :g :q :x .',
        ':g :q "X" .',
    ),
    "lexical variants are two literals": (
        ':id a owl:InverseFunctionalProperty . :x :id "01" . :y :id "1" .',
        ":x owl:sameAs :y .",
    ),
}


@pytest.mark.parametrize(("given", "never"), UNSOUND.values(), ids=UNSOUND)
def test_does_not_conclude(given: str, never: str) -> None:
    assert not triples(never) & close(triples(given), ())


NOISE = {
    "itself": (":A a owl:Class . :p a owl:ObjectProperty . :x :p :y .", None),
    "a thing": (":A a owl:Class ; rdfs:subClassOf :B . :x a :A .", ":x a :B ."),
    "a datatype": (":p rdfs:range xsd:integer . :x :p 1 .", None),
    "an anonymous class": (
        ":K rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom :V ] . :x a :K .",
        None,
    ),
    "an error": (":A owl:disjointWith :B . :x a :A , :B .", None),
    "an error of cardinality": (
        ":A rdfs:subClassOf [ owl:onProperty :p ; "
        'owl:maxCardinality "0"^^xsd:nonNegativeInteger ] . :x a :A ; :p :y .',
        None,
    ),
    "a member of nothing": (":x a owl:Nothing .", None),
}


@pytest.mark.parametrize(("given", "news"), NOISE.values(), ids=NOISE)
def test_adds_no_noise(given: str, news: str | None) -> None:
    stated = triples(given)
    assert triples(news or "") == close(stated, ()) - stated


def test_literals_keep_their_lexical_form() -> None:
    stated = triples(
        ':a :p "01"^^xsd:integer , "1"^^xsd:integer , 6.90 , "1969"^^xsd:gYear , '
        '"청자의 넋"@ko , "kkot"@ko-Latn , "not a number"^^xsd:integer , "a\\nb" , "--ltr" . '
        ":p rdfs:subPropertyOf :q ."
    )
    values = {t.object for t in stated if t.predicate.value.endswith("/p")}
    closed = close(stated, ())
    assert values == {t.object for t in closed if t.predicate.value.endswith("/q")}


def test_what_is_stated_stays_even_when_it_is_noise() -> None:
    stated = triples(":x a owl:Thing ; owl:sameAs :x . :C rdfs:subClassOf :C , owl:Thing .")
    assert stated <= close(stated, ())


def plainly(stated: set[Triple]) -> set[Triple]:
    """Return what owlrl alone makes of the triples, less what is no RDF or no news."""
    terms = reference._Terms()
    graph = rdflib.Graph()
    for statement in map(terms.statement, stated):
        graph.add(statement)
    OWLRL_Semantics(graph, axioms=False, daxioms=False).closure()
    return stated | {terms.triple(s) for s in graph if reference._is_news(s)}


def of_folders(facts: Path, ontology: Path) -> set[Triple]:
    """Return axioms and primary claims, less keys, for which owlrl has no sound rule."""
    loaded = load(facts)
    schema = [turtle.read(path, base_iri=CEL) for path in sorted(ontology.glob("*.ttl"))]
    documents = [d for d in schema if d.path and d.path.stem not in ("shapes", "style")]
    axioms = {t for t in axioms_of((*documents, *loaded.background)) if "hasKey" not in str(t)}
    return axioms | claims_of(loaded, primary_units(loaded))


def test_equals_owlrl_where_that_is_sound() -> None:
    stated = of_folders(DATA / "corpus", DATA / "schema")
    assert plainly(stated) == close(stated, ()) != stated


@pytest.mark.long
def test_equals_owlrl_on_the_shipped_facts() -> None:
    stated = of_folders(shipped("facts"), shipped("ontology"))
    assert plainly(stated) == close(stated, ()) != stated


def test_closing_twice_adds_nothing() -> None:
    given = triples(
        ":d rdfs:subPropertyOf :c . :c rdfs:domain :W ; owl:inverseOf :b . :f :d :x ; :t 1 ."
    )
    once = close(given, ())
    assert once == close(once, ())


def test_nothing_global_is_left_changed() -> None:
    before = dict(_toPythonMapping), list(warnings.filters)
    close(triples(":p a owl:FunctionalProperty ."), triples(':a :p "2024-01-01"^^xsd:date .'))
    assert before == (dict(_toPythonMapping), list(warnings.filters))
    assert rdflib.Literal("01", datatype=rdflib.XSD.integer).toPython() == 1


def test_list_that_runs_in_a_circle_is_refused() -> None:
    circle = triples(":C owl:unionOf _:l . _:l rdf:first :A ; rdf:rest _:l .")
    with pytest.raises(ReasonerError, match="axioms cannot be closed"):
        close(circle, ())


def test_cardinality_that_is_no_number_is_refused() -> None:
    with pytest.raises(ReasonerError, match="not a number"):
        close(triples(":C owl:onProperty :p ; owl:maxCardinality :one ."), ())


def test_reasoner_returns_one_support_of_all_units() -> None:
    batches = [
        Batch("http://s/1", frozenset(), tuple(triples(":a :p :b ."))),
        Batch("http://s/2", frozenset(), tuple(triples(":b :p :c ."))),
    ]
    units = frozenset(batch.unit for batch in batches)
    (support,) = reason(list(triples(":p a owl:TransitiveProperty .")), batches, units)
    assert support.alternatives == (units,)
    assert triples(":a :p :c .") <= set(support.triples)
