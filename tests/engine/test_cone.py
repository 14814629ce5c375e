"""The cone: what it leaves out takes part in nothing."""

from collections import defaultdict

import pytest
import reference
import worlds
from effort import examples
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_differential import UNITS, batches, forms, weighted
from test_stepping import LEFT
from test_transitivity import P, Q, chain, dealt, kinds, links, node

from kg.engine import close
from kg.engine.cone import Cone, cone

QUICK = settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))


def conflicts(closure, whole):
    """The supports of conflicts by what they are, in the numbers of `whole`."""
    found = defaultdict(frozenset)
    for c in closure.conflicts:
        axiom, premises = (
            frozenset(tuple(map(whole.find, triple)) for triple in triples)
            for triples in (c.axiom, c.premises)
        )
        name = c.rule, c.via, axiom | premises
        found[name] = reference.minimal(found[name] | frozenset(c.support))
    return found


def apart(given):
    """Batches in which every triple that is no axiom is a unit of its own."""
    axioms = [batch for batch in given if not batch[0]]
    claims = [t for units, triples in given if units for t in triples]
    return axioms, [(frozenset({f"c{n}"}), [t]) for n, t in enumerate(claims)]


def within(stated, masks):
    """The batches without the claims that a mask of each leaves out."""
    return [
        (unit, [t for t, is_in in zip(triples, mask.tolist(), strict=True) if is_in or not unit])
        for (unit, triples), mask in zip(stated, masks, strict=True)
    ]


@pytest.mark.usefixtures("thresholds")
@QUICK
@given(worlds.worlds, weighted, forms)
def test_conflicts_rest_on_what_is_in_their_cone(world, units, choices):
    stated = batches(world, units, choices)
    whole = close(stated, cap=10_000)
    premises = [triple for c in whole.conflicts for triple in (*c.axiom, *c.premises)]
    inside = within(stated, cone(whole, premises)) if len(whole) else []
    axioms, claims = apart(stated)
    everything = close([*axioms, *claims], cap=10_000)
    axioms, fewer = apart(inside)
    few = close([*axioms, *fewer], cap=10_000)
    names = {unit: triples[0] for (unit, triples) in claims}
    few_names = {unit: triples[0] for (unit, triples) in fewer}

    def said(found, named):
        return {
            name: {frozenset(named[frozenset({unit})] for unit in needed) for needed in sets}
            for name, sets in found.items()
        }

    assert said(conflicts(few, whole), few_names) == said(conflicts(everything, whole), names)


@pytest.mark.usefixtures("thresholds")
@QUICK
@given(worlds.worlds, st.lists(st.sampled_from(("", *UNITS)), min_size=1, max_size=8))
def test_what_follows_rests_on_what_is_in_its_cone(world, units):
    """Each triple that is there follows with the same support from its cone alone."""
    stated = batches(world, units, (0,))
    whole = close(stated, cap=10_000)
    for triple in sorted(whole.triples())[::7]:
        masks = cone(whole, [triple])
        inside = [
            (
                unit,
                [t for t, is_in in zip(triples, mask.tolist(), strict=True) if is_in or not unit],
            )
            for (unit, triples), mask in zip(stated, masks, strict=True)
        ]
        assert close(inside, cap=10_000).support(*triple) == whole.support(*triple)


@pytest.mark.usefixtures("thresholds")
@QUICK
@given(worlds.worlds, weighted, forms, worlds.worlds)
def test_cone_that_nothing_reaches_is_that_of_the_larger_closure(world, units, choices, more):
    whole = close(batches(world, units, choices), cap=10_000)
    if not len(whole):
        return
    premises = [triple for c in whole.conflicts for triple in (*c.axiom, *c.premises)]
    kept, before = Cone(whole, premises), cone(whole, premises)
    whole.extend((units, triples[:2]) for units, triples in batches(more, ["u9"], choices))
    if not kept.is_reached(len(before)):
        after = cone(whole, premises)
        assert [m.tolist() for m in after[: len(before)]] == [m.tolist() for m in before]
        assert not any(mask.any() for mask in after[len(before) :])


@pytest.mark.usefixtures("thresholds")
@QUICK
@given(links, links, st.booleans())
def test_paths_rest_on_the_links_in_their_cone(rows, along, is_symmetric):
    """Of a property with all its paths, and of another that is carried along it."""
    axioms = [*kinds(Q, "Transitive"), *LEFT, *(kinds(Q, "Symmetric") if is_symmetric else ())]
    given = [*dealt(rows), *dealt(along, Q)]
    whole = close([*given, (frozenset(), axioms)], cap=10_000)
    for triple in sorted(whole.triples())[::9]:
        inside = within(given, cone(whole, [triple])[:-1])
        less = close([*inside, (frozenset(), axioms)], cap=10_000)
        assert less.support(*triple) == whole.support(*triple)


@pytest.mark.usefixtures("thresholds")
@QUICK
@given(links, links, st.tuples(st.integers(0, 9), st.integers(0, 9)))
def test_link_that_leads_to_no_path_needed_does_not_reach_its_cone(rows, later, goal):
    axioms = (frozenset(), kinds(P, "Transitive"))
    whole = close([*dealt(rows), axioms], cap=10_000)
    needed = [(node(goal[0]), P, node(goal[1]))]
    assume(whole.support(*needed[0]) is not None)
    kept, before = Cone(whole, needed), cone(whole, needed)
    whole.extend(dealt(later))
    if not kept.is_reached(len(before)):
        after = cone(whole, needed)
        assert [m.tolist() for m in after[: len(before)]] == [m.tolist() for m in before]
        assert not any(mask.any() for mask in after[len(before) :])


def test_cone_of_the_ends_of_a_long_chain_is_all_of_its_links_and_no_others():
    """Though 166 million ways to cut its paths lead there; and a link beside it does not."""
    facts = [*chain(1000), (node("x"), P, node("y"))]
    whole = close([(frozenset({"u"}), facts), (frozenset(), kinds(P, "Transitive"))])
    goal = [(node(0), P, node(1000))]
    kept = Cone(whole, goal)
    assert kept.stated()[0].tolist() == [True] * 1000 + [False]
    whole.extend([(frozenset({"u"}), [(node("y"), P, node("z"))])])
    assert not kept.is_reached(2)
    whole.extend([(frozenset({"u"}), [(node(3), P, node(500))])])
    assert kept.is_reached(3)


def test_only_what_may_lead_to_a_needed_triple_reaches_its_cone():
    said = {"a": "<x:a>", "p": "<x:p>", "q": "<x:q>", "b": "<x:b>", "o": "<x:o>"}
    below = "<http://www.w3.org/2000/01/rdf-schema#subPropertyOf>"
    a, p, q, b, o = said.values()

    def reached_by(*triple):
        whole = close([(frozenset(), [(p, below, q)]), (frozenset({"u"}), [(a, p, b)])])
        kept = Cone(whole, [(a, q, b)])
        whole.extend([(frozenset({"v"}), [triple])])
        return kept.is_reached(2)

    assert not reached_by(a, p, o)
    assert not reached_by(o, q, b)
    assert reached_by(a, p, b)
    assert reached_by(a, q, b)
    assert reached_by(p, below, o)
    assert reached_by(a, "<http://www.w3.org/2002/07/owl#sameAs>", o)
