import itertools
import os

import pytest
import reference
import worlds
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import FORMS, MEMBERS, A, term

from kg.engine import close

UNITS = ("u1", "u2", "u3")
QUICK = settings(max_examples=examples(100), deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(QUICK, max_examples=int(os.environ.get("EXAMPLES", "10000")))

weighted = st.lists(st.sampled_from(("", *UNITS)), min_size=1, max_size=8)
forms = st.lists(st.integers(0, 2), min_size=1, max_size=5)


def batches(world, units, choices):
    """Batches for the engine: a triple a unit, literals in different forms."""
    found = {}
    for triple, unit, choice in zip(world, itertools.cycle(units), itertools.cycle(choices)):
        s, p, o = (FORMS[t][choice % len(FORMS[t])] if t in FORMS else t for t in triple)
        found.setdefault(unit, []).append((term(s), term(p), term(o)))
    return [(frozenset({unit} if unit else ()), triples) for unit, triples in sorted(found.items())]


def expected(world, units):
    facts, false, stated = {}, {}, {}
    truth = frozenset({frozenset()})
    for triple, unit in zip(world, itertools.cycle(units)):
        sets = frozenset({frozenset({unit} if unit else ())})
        facts[triple] = reference.minimal(facts.get(triple, frozenset()) | sets)
        stated[triple[2]] = reference.minimal(stated.get(triple[2], frozenset()) | sets)
        if triple[2] == "v:bad":
            false["dt-not-type"] = reference.minimal(false.get("dt-not-type", frozenset()) | sets)
    for datatype, members in MEMBERS.items():
        facts.update({(v, A, datatype): stated[v] for v in stated.keys() & members})
    facts.update(dict.fromkeys(worlds.axioms(), truth))
    known, contradictions = reference.close(facts, worlds.has_value, worlds.differ)
    for (_, rule), sets in contradictions.items():
        false[rule] = reference.minimal(false.get(rule, frozenset()) | sets)
    return {t: sets for t, sets in known.items() if not is_noise(t)}, false


def is_noise(triple):
    s, p, o = triple
    is_typing = p == A and s in FORMS and o.startswith(("xsd:", "rdfs:Literal", "rdf:"))
    return (p == "owl:sameAs" and s == o) or is_typing


def named(closure):
    """All triples with the numbers of their supports, but those that are true of everything."""
    known = {}
    for triple, number in closure.annotated(generalized=True, reflexive=True):
        names = tuple(worlds.name(text) for text in triple)
        if not is_noise(names):
            known[names] = number
    return known


def found(closure):
    false = {}
    numbers = named(closure)
    supports = closure.supports
    known = {triple: frozenset(supports[number]) for triple, number in numbers.items()}
    for conflict in closure.conflicts:
        sets = false.get(conflict.rule, frozenset()) | frozenset(conflict.support)
        false[conflict.rule] = reference.minimal(sets)
    return known, false


def compare(closure, world, units):
    triples, false = found(closure)
    right, wrong = expected(world, units)
    differences = {
        t: (triples.get(t), right.get(t))
        for t in triples.keys() | right.keys()
        if triples.get(t) != right.get(t)
    }
    assert differences == {}
    assert false == wrong


def check_boolean(world, choices):
    compare(close(batches(world, ("",), choices), supports=False), world, ("",))


def check_supports(world, units, choices):
    compare(close(batches(world, units, choices), cap=10_000), world, units)


def check_views(world, units):
    """Every view of one closure is the closure of what the view trusts."""
    given = batches(world, units, (0,))
    whole = close(given)
    annotated = named(whole)
    supports = whole.supports
    for trusted in (frozenset(c) for n in range(4) for c in itertools.combinations(UNITS, n)):
        view = {t for t, n in annotated.items() if any(s <= trusted for s in supports[n])}
        again = close([b for b in given if b[0] <= trusted], supports=False)
        assert view == set(named(again))


def told(conflicts, trusted):
    """What conflicts say that arise for who trusts some units; their parts have no order here."""
    return {
        (c.rule, c.via, frozenset(c.axiom), frozenset(c.premises), frozenset(c.values))
        for c in conflicts
        if any(units <= trusted for units in c.support)
    }


def check_conflicts(world, units):
    """The conflicts of one closure are under every view those of what the view trusts."""
    given = batches(world, units, (0,))
    whole = close(given)
    for trusted in (frozenset(c) for n in range(4) for c in itertools.combinations(UNITS, n)):
        again = close([b for b in given if b[0] <= trusted])
        assert told(whole.conflicts, trusted) == told(again.conflicts, trusted)


def check_increments(world, choices, cut):
    """Adding batches one after the other gives what closing all at once gives."""
    parts = batches(world[:cut], ("",), choices), batches(world[cut:], ("",), choices)
    closure = close(parts[0], supports=False)
    closure.extend(parts[1])
    compare(closure, world, ("",))


@QUICK
@given(worlds.worlds, forms)
def test_boolean_closure_equals_the_reference(world, choices):
    check_boolean(world, choices)


@QUICK
@given(worlds.worlds, weighted, forms)
def test_supports_equal_the_reference(world, units, choices):
    check_supports(world, units, choices)


@QUICK
@given(worlds.worlds, weighted)
def test_every_view_equals_recomputation(world, units):
    check_views(world, units)


@QUICK
@given(worlds.worlds, weighted)
def test_the_conflicts_of_every_view_equal_recomputation(world, units):
    check_conflicts(world, units)


@QUICK
@given(worlds.worlds, forms, st.integers(0, 12))
def test_adding_equals_closing_at_once(world, choices, cut):
    check_increments(world, choices, cut)


@pytest.mark.long
@LONG
@given(worlds.worlds, forms)
def test_boolean_closure_equals_the_reference_at_length(world, choices):
    check_boolean(world, choices)


@pytest.mark.long
@LONG
@given(worlds.worlds, weighted, forms)
def test_supports_equal_the_reference_at_length(world, units, choices):
    check_supports(world, units, choices)


@pytest.mark.long
@settings(LONG, max_examples=int(os.environ.get("EXAMPLES", "2000")))
@given(worlds.worlds, weighted)
def test_every_view_equals_recomputation_at_length(world, units):
    check_views(world, units)
    check_conflicts(world, units)


@pytest.mark.long
@settings(LONG, max_examples=int(os.environ.get("EXAMPLES", "2000")))
@given(worlds.worlds, forms, st.integers(0, 12))
def test_adding_equals_closing_at_once_at_length(world, choices, cut):
    check_increments(world, choices, cut)
