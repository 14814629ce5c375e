"""Identity that everyone accepts is rewritten, the same identity claimed by a unit is not.

The answers are the same: once as axioms, and once as claims of a unit that is always trusted.
"""

import pytest
import worlds
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_differential import batches
from worlds import FORMS, SAME, term

from kg.engine import close

CLAIMS = ("u1", "u2")
TRUSTED = "everyone"
SAMENESS = term(SAME)
QUICK = settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
identities = st.lists(
    st.tuples(worlds.things, st.just(SAME), worlds.things), min_size=1, max_size=3
)


def closed(facts, trusted, choices, *, units=frozenset()):
    """Close facts that two units state, and what everyone trusts as axioms or as of `units`."""
    triples = [tuple(map(spelt, triple)) for triple in trusted]
    return close([*batches(facts, CLAIMS, choices), (units, triples)])


def spelt(name):
    return term(FORMS[name][0] if name in FORMS else name)


def seen(closure):
    """Return the triples and the rules in conflict, with the other units that each needs."""
    annotated = list(closure.annotated(generalized=True, reflexive=True))
    supports = closure.supports
    triples = {triple: minimal(supports[number]) for triple, number in annotated}
    conflicts = {}
    for found in closure.conflicts:
        conflicts[found.rule] = minimal((*conflicts.get(found.rule, ()), *found.support))
    return triples, conflicts


def minimal(sets):
    """Return the minimal ones of some sets, the trusted unit not counted."""
    others = {units - {TRUSTED} for units in sets}
    return frozenset(units for units in others if not any(other < units for other in others))


def check(facts, trusted, choices=(0,)):
    rewritten = closed(facts, trusted, choices)
    kept = closed(facts, trusted, choices, units=frozenset({TRUSTED}))
    assert seen(rewritten) == seen(kept)
    return rewritten, kept


@QUICK
@given(worlds.worlds, identities, st.lists(st.integers(0, 2), min_size=1, max_size=3))
def test_identity_gives_the_same_answers_however_it_is_carried_out(facts, trusted, choices):
    check(facts, trusted, choices)


@pytest.mark.long
@settings(QUICK, max_examples=2000)
@given(worlds.worlds, identities, st.lists(st.integers(0, 2), min_size=1, max_size=3))
def test_identity_gives_the_same_answers_at_length(facts, trusted, choices):
    check(facts, trusted, choices)


CASES = {
    "a chain of names": (
        [(":i0", ":p0", ":i3"), (":i2", "a", ":C0")],
        [(":i0", SAME, ":i1"), (":i1", SAME, ":i2")],
    ),
    "both ends of a functional property": (
        [(":p0", "a", "owl:FunctionalProperty"), (":i0", ":p0", ":i1"), (":i2", ":p0", ":i3")],
        [(":i0", SAME, ":i2")],
    ),
    "a property under two names": (
        [(":i0", ":p0", ":i1"), (":p1", "rdfs:domain", ":C0")],
        [(":p0", SAME, ":p1")],
    ),
    "a class under two names": (
        [(":i0", "a", ":C0"), (":C1", "rdfs:subClassOf", ":C2")],
        [(":C0", SAME, ":C1")],
    ),
    "different after all": (
        [(":i0", "owl:differentFrom", ":i1"), (":i0", ":p0", ":i2")],
        [(":i0", SAME, ":i1")],
    ),
    "two values of one thing": (
        [
            (":p0", "a", "owl:FunctionalProperty"),
            (":i0", ":p0", "v:1"),
            (":i1", ":p0", "v:300"),
        ],
        [(":i0", SAME, ":i1")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_case_gives_the_same_answers(name):
    rewritten, kept = check(*CASES[name])
    assert rewritten.identity.groups
    assert not kept.identity.groups


def test_literals_are_never_merged_by_a_trusted_identity():
    facts = [(":i0", ":p0", "v:1"), (":i1", ":p0", "v:300")]
    rewritten, _ = check(facts, [(":i0", SAME, "v:1"), (":i0", SAME, "v:300")])
    assert rewritten.identity.groups == {}
    assert rewritten.support(spelt(":i1"), spelt(":p0"), spelt("v:1")) is None
    assert rewritten.support(spelt("v:1"), SAMENESS, spelt("v:300")) is None
    assert rewritten.support(spelt(":i0"), SAMENESS, spelt("v:1")) == (frozenset(),)


def test_who_is_anywhere_is_the_same_as_itself_for_whoever_believes_that():
    a, b, p = (term(name) for name in (":i0", ":i1", ":p0"))
    closure = close([(frozenset({"u1"}), [(a, SAMENESS, b)]), (frozenset({"u2"}), [(a, p, p)])])
    assert closure.support(a, SAMENESS, b) == (frozenset({"u1"}),)
    assert set(closure.support(a, SAMENESS, a)) == {frozenset({"u1"}), frozenset({"u2"})}
    assert closure.support(term(":i3"), SAMENESS, term(":i3")) is None


@QUICK
@given(worlds.worlds, st.lists(st.sampled_from(("", *CLAIMS)), min_size=1, max_size=8))
def test_a_term_is_the_same_as_itself_exactly_for_whoever_sees_it(facts, units):
    whole = close(batches(facts, units, (0,)))
    for trusted in (frozenset(), frozenset({"u1"}), frozenset(CLAIMS)):
        view = close([b for b in batches(facts, units, (0,)) if b[0] <= trusted], supports=False)
        for name in (":i0", ":i1", ":C0", ":p0"):
            sets = whole.support(term(name), SAMENESS, term(name)) or ()
            there = view.support(term(name), SAMENESS, term(name)) is not None
            assert any(needed <= trusted for needed in sets) == there
