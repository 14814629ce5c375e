"""Properties of entailment: sound in finite models, equal to the closure where that is complete."""

import os
from itertools import product

import models as m
import pytest
import rdflib
import reference
from effort import examples
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_entailment import PREFIXES

from kg.entailment import entails

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
quickly = settings(max_examples=examples(100), deadline=None, suppress_health_check=SLOW)
at_length = settings(
    max_examples=int(os.environ.get("LONG", 1_000)), deadline=None, suppress_health_check=SLOW
)
many = st.lists(m.axioms(), min_size=1, max_size=12)


def turtle(axioms):
    return PREFIXES + m.DECLARATIONS + "\n".join(map(m.statement, axioms))


def asked(axiom):
    return PREFIXES + m.statement(axiom)


def check_sound(model, axioms):
    true = [axiom for axiom in axioms if model.holds(axiom)]
    false = [axiom for axiom in axioms if not model.holds(axiom)]
    assume(false)
    for axiom in false[:3]:
        answer = entails(turtle(true), asked(axiom))
        assert not answer.entailed, (answer.mechanisms, m.statement(axiom), turtle(true))


def check_sound_of_theory(model, axioms):
    """Ask for what is false, where all that is simple is told."""
    false = [axiom for axiom in axioms if not model.holds(axiom)]
    assume(false)
    told = m.theory(model)
    answer = entails(turtle(told), PREFIXES + "\n".join(map(m.statement, false)))
    assert not any(part.is_entailed for part in answer.parts), (answer, turtle(told))


def check_monotone(axioms, more, conclusion):
    if entails(turtle(axioms), asked(conclusion)):
        assert entails(turtle([*axioms, *more]), asked(conclusion))


simple = st.one_of(
    m.axiom("sub", m.named, m.named),
    m.axiom("same_class", m.named, m.named),
    m.axiom("disjoint", m.named, m.named),
    m.axiom("sub_property", m.p, m.p),
    m.axiom("inverse", m.p, m.p),
    m.axiom("disjoint_property", m.p, m.p),
    m.axiom("domain", m.p, m.named),
    m.axiom("range", m.p, m.named),
    m.axiom("chain", m.p, m.p, m.p),
    m.axiom("key", m.named, m.p),
    m.axiom("is", m.characteristics.filter(lambda kind: kind != "Reflexive"), m.p),
    m.axiom("sub", st.tuples(st.just("some"), m.p, m.named), m.named),
    m.axiom("sub", m.named, st.tuples(st.just("only"), m.p, m.named)),
    m.axiom("sub", m.named, st.tuples(st.just("value"), m.p, m.i)),
    m.axiom("type", m.i, m.named),
    m.axiom("type", m.i, m.named),
    m.axiom("related", m.i, m.p, m.i),
    m.axiom("related", m.i, m.p, m.i),
    m.axiom("unrelated", m.i, m.p, m.i),
    m.axiom("same", m.i, m.i),
    m.axiom("different", m.i, m.i),
)
"""Axioms of OWL 2 RL, for which Theorem PR1 says that the rules find all assertions."""

ASSERTIONS = [
    *((f":{i}", "a", f":{c}") for i, c in product(m.INDIVIDUALS, m.CLASSES)),
    *(
        (f":{i}", f":{p}", f":{j}")
        for i, p, j in product(m.INDIVIDUALS, m.PROPERTIES, m.INDIVIDUALS)
    ),
    *((f":{i}", "owl:sameAs", f":{j}") for i, j in product(m.INDIVIDUALS, repeat=2) if i != j),
]


def facts(text):
    """The triples of Turtle as the reference takes them."""
    graph = rdflib.Graph().parse(data=text, format="turtle")

    def name(node):
        if isinstance(node, rdflib.BNode):
            return f"_:{node}"
        short = node.n3(graph.namespace_manager)
        return {"rdf:type": "a"}.get(short, short)

    return {tuple(map(name, triple)): frozenset({frozenset()}) for triple in graph}


def check_equal(axioms):
    text = turtle(axioms)
    known, false = reference.close(facts(text), lambda value, datatype: None, lambda x, y: False)
    expected = set(ASSERTIONS) if false else set(ASSERTIONS) & set(known)
    answer = entails(text, PREFIXES + "\n".join(f"{' '.join(triple)} ." for triple in ASSERTIONS))
    found = {
        triple for triple, part in zip(ASSERTIONS, answer.parts, strict=True) if part.is_entailed
    }
    assert expected == found
    assert bool(false) == bool(answer.conflicts)


@quickly
@given(m.models(), many)
def test_what_is_false_in_a_model_of_the_premise_is_not_entailed(model, axioms):
    check_sound(model, axioms)


@quickly
@given(m.models(), many)
def test_what_is_false_in_a_model_is_not_entailed_by_all_that_is_simple(model, axioms):
    check_sound_of_theory(model, axioms)


@quickly
@given(many, many, m.axioms())
def test_a_larger_premise_entails_no_less(axioms, more, conclusion):
    check_monotone(axioms, more, conclusion)


@quickly
@given(st.lists(simple, max_size=12))
def test_assertions_are_entailed_exactly_if_the_reference_derives_them(axioms):
    check_equal(axioms)


@pytest.mark.long
@at_length
@given(m.models(), st.lists(m.axioms(), min_size=1, max_size=30))
def test_what_is_false_in_a_model_of_the_premise_is_not_entailed_at_length(model, axioms):
    check_sound(model, axioms)


@pytest.mark.long
@at_length
@given(m.models(), many)
def test_what_is_false_in_a_model_is_not_entailed_by_all_that_is_simple_at_length(model, axioms):
    check_sound_of_theory(model, axioms)


@pytest.mark.long
@at_length
@given(many, many, m.axioms())
def test_a_larger_premise_entails_no_less_at_length(axioms, more, conclusion):
    check_monotone(axioms, more, conclusion)


@pytest.mark.long
@at_length
@given(st.lists(simple, max_size=20))
def test_assertions_are_entailed_exactly_if_the_reference_derives_them_at_length(axioms):
    check_equal(axioms)
