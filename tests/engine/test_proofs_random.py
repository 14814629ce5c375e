"""Proofs of random small graphs, compared with brute force over the reference's rules."""

import itertools
import os

import pytest
import reference
import worlds
from effort import examples
from hypothesis import HealthCheck, given, settings
from test_differential import batches, forms, weighted
from worlds import FORMS, MEMBERS, A

from kg.engine import close
from kg.engine.prover import Prover

UNITS = ("u1", "u2", "u3")
QUICK = settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(QUICK, max_examples=int(os.environ.get("LONG", "300")))
VIEWS = [frozenset(c) for n in range(4) for c in itertools.combinations(UNITS, n)]


def stated_by(world, units, trusted):
    return {t for t, u in zip(world, itertools.cycle(units), strict=False) if not u or u in trusted}


def heights(facts):
    """The least height of everything that follows, by applying all rules round by round."""
    known = dict.fromkeys(facts, 0)
    literals = {t[2] for t in facts if t[2] in FORMS}
    for datatype, members in MEMBERS.items():
        for value in literals & members:
            known.setdefault((value, A, datatype), 1)
    for axiom in worlds.axioms():
        known.setdefault(axiom, 1)
    while True:
        # Rounds find heights in order, once a triple has one it keeps it; so relax until stable.
        found = {}
        for head, premises in reference.instances(
            reference.Graph(known), worlds.has_value, worlds.differ
        ):
            if head[0] != "false":
                height = 1 + max((known[p] for p in premises), default=0)
                if height < found.get(head, known.get(head, 1 << 30)):
                    found[head] = height
        if not found:
            return known
        known.update(found)


def named(triple):
    return tuple(worlds.name(text) for text in triple)


def is_compared(triple):
    """Leave out what the reference speaks of differently: reflexive identities, typed literals."""
    s, p, o = triple
    return not (p == "owl:sameAs" and s == o) and s not in FORMS


def check_proofs(world, units, choices):
    """Every triple of every view has a proof of least height; no other triple has a proof."""
    closure = close(batches(world, units, choices), cap=10_000)
    everything = [
        t for t in closure.triples(generalized=True, reflexive=True) if is_compared(named(t))
    ]
    for trusted in VIEWS:
        expected = heights(stated_by(world, units, trusted))
        prover = Prover(closure, trusted=trusted)
        actual = {}
        for triple in everything:
            proof = prover.why(*triple)
            support = closure.support(*triple)
            if support is not None and triple[0] != triple[2]:
                assert (proof is not None) == any(s <= trusted for s in support)
            if proof is not None:
                actual[named(triple)] = proof.height
        right = {t: h for t, h in expected.items() if is_compared(t)}
        differences = {
            t: (actual.get(t), right.get(t))
            for t in actual.keys() | right.keys()
            if actual.get(t) != right.get(t)
        }
        assert differences == {}


def check_chronicles(world, units, choices):
    """Proofs by what arose first are there where proofs of least height are."""
    closure = close(batches(world, units, choices), cap=10_000)
    for trusted in VIEWS[1::3]:
        least, told = (Prover(closure, trusted=trusted, effort=effort) for effort in (10_000, 0))
        for triple in closure.triples(generalized=True, reflexive=True):
            one, other = least.why(*triple), told.why(*triple)
            assert (one is None) == (other is None), triple
            assert one is None or one.height <= other.height


def check_conflicts(world, units, choices):
    """Every conflict has a proof in exactly the views in which it arises."""
    closure = close(batches(world, units, choices), cap=10_000)
    for trusted in VIEWS:
        prover = Prover(closure, trusted=trusted)
        for conflict in closure.conflicts:
            proof = prover.why_conflict(conflict)
            assert (proof is not None) == any(s <= trusted for s in conflict.support), conflict


def check_missing(world, units):
    """What is missing is what makes closures of more units hold the triple."""
    given_batches = batches(world, units, (0,))
    closure = close(given_batches, cap=10_000)
    views = {
        trusted: set(
            close([b for b in given_batches if b[0] <= trusted], supports=False).triples(
                generalized=True, reflexive=True
            )
        )
        for trusted in VIEWS
    }
    for trusted in VIEWS:
        prover = Prover(closure, trusted=trusted)
        for triple in closure.triples():
            sets = {more - trusted for more in VIEWS if more >= trusted and triple in views[more]}
            least = {s for s in sets if not any(t < s for t in sets)}
            assert set(prover.missing(*triple)) == least


def check_alternatives(world, units, choices):
    closure = close(batches(world, units, choices))
    prover = Prover(closure)
    for triple in itertools.islice(closure.triples(), 20):
        found = prover.alternatives(*triple, limit=5, effort=3000)
        assert [p.height for p in found] == sorted(p.height for p in found)
        assert found[0].height == prover.why(*triple).height
        shown = [repr(unfolded(p)) for p in found]
        assert len(set(shown)) == len(shown)
        steps = prover.last_steps(*triple, effort=300)
        assert steps[0].height == found[0].height


def unfolded(proof):
    return proof.conclusion, proof.rule, [unfolded(p) for p in proof.premises]


@QUICK
@given(worlds.worlds, weighted, forms)
def test_proofs_are_of_least_height_in_every_view(world, units, choices):
    check_proofs(world, units, choices)


@settings(QUICK, max_examples=examples(15))
@given(worlds.worlds, weighted, forms)
def test_proofs_by_what_arose_first_are_found_in_every_view(world, units, choices):
    check_chronicles(world, units, choices)


@QUICK
@given(worlds.worlds, weighted, forms)
def test_conflicts_are_proven_where_they_arise(world, units, choices):
    check_conflicts(world, units, choices)


@QUICK
@given(worlds.worlds, weighted)
def test_missing_units_are_those_of_closures(world, units):
    check_missing(world, units)


@QUICK
@given(worlds.worlds, weighted, forms)
def test_alternatives_differ_and_rise(world, units, choices):
    check_alternatives(world, units, choices)


@pytest.mark.long
@LONG
@given(worlds.worlds, weighted, forms)
def test_proofs_of_many_graphs(world, units, choices):
    check_proofs(world, units, choices)
    check_chronicles(world, units, choices)
    check_conflicts(world, units, choices)
    check_missing(world, units)
    check_alternatives(world, units, choices)
