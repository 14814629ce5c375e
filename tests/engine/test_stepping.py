"""Properties carried along others: p ∘ q ⊑ p and q ∘ p ⊑ p, q closed under its own paths or not."""

import itertools
import os

import pytest
import test_transitivity
from hypothesis import given, settings
from hypothesis import strategies as st
from test_transitivity import (
    CHAIN,
    INVERSE,
    P,
    Q,
    chain,
    dealt,
    kinds,
    links,
    listed,
    minimal,
    node,
    pairs,
)

from kg.engine import close

R = "<:r>"
QUICK = settings(test_transitivity.QUICK, max_examples=int(os.environ.get("EXAMPLES", "40")))
LEFT, RIGHT = ([(P, CHAIN, "<:l0>"), *listed(names)] for names in ([P, Q], [Q, P]))
BOTH_SIDES = pytest.mark.parametrize("axiom", [LEFT, RIGHT], ids=["left", "right"])


def turned(rows):
    return [(y, x, unit) for x, y, unit in rows]


def carried(rows, along, *, needed=""):
    """Where rows lead along others, with the minimal sets of units, step by step until stable.

    needed: the unit that the axiom rests on, "" for none.
    """
    found = {}
    for x, y, unit in rows:
        found.setdefault((x, y), set()).add(frozenset({unit} - {""}))
    while True:
        more = {pair: set(sets) for pair, sets in found.items()}
        for ((x, y), sets), (z, w, unit) in itertools.product(found.items(), along):
            if y == z:
                more.setdefault((x, w), set()).update(s | {unit, needed} - {""} for s in sets)
        more = {pair: set(minimal(sets)) for pair, sets in more.items()}
        if more == found:
            return {(node(x), node(y)): frozenset(sets) for (x, y), sets in found.items()}
        found = more


def expected(axiom, rows, along, **needed):
    if axiom is LEFT:
        return carried(rows, along, **needed)
    found = carried(turned(rows), turned(along), **needed)
    return {(y, x): sets for (x, y), sets in found.items()}


@pytest.mark.usefixtures("thresholds")
@BOTH_SIDES
@QUICK
@given(rows=links, along=links, is_transitive=st.booleans())
def test_what_is_carried_needs_the_units_of_each_link(axiom, rows, along, is_transitive):
    axioms = [*axiom, *(kinds(Q, "Transitive") if is_transitive else ())]
    closure = close([*dealt(rows), *dealt(along, Q), (frozenset(), axioms)])
    assert pairs(closure) == expected(axiom, rows, along)


@pytest.mark.usefixtures("thresholds")
@BOTH_SIDES
@QUICK
@given(rows=links, along=links, later=links, later_along=links)
def test_links_that_come_later_carry_the_same(axiom, rows, along, later, later_along):
    axioms = [*axiom, *kinds(Q, "Transitive")]
    closure = close([*dealt(rows), *dealt(along, Q), (frozenset(), axioms)])
    closure.extend([*dealt(later), *dealt(later_along, Q)])
    assert pairs(closure) == expected(axiom, [*rows, *later], [*along, *later_along])


@pytest.mark.usefixtures("thresholds")
@BOTH_SIDES
@QUICK
@given(rows=links, along=links)
def test_the_opposite_of_what_is_closed_carries_the_same(axiom, rows, along):
    """All paths of q come at once, since those of its opposite have been joined before."""
    axioms = [*axiom, *kinds(R, "Transitive"), (Q, INVERSE, R)]
    closure = close([*dealt(rows), *dealt(turned(along), R), (frozenset(), axioms)])
    assert pairs(closure) == expected(axiom, rows, along)


@pytest.mark.usefixtures("thresholds")
@BOTH_SIDES
@QUICK
@given(rows=links, along=links)
def test_an_axiom_that_comes_later_and_rests_on_a_source_weighs_on_what_is_carried(
    axiom, rows, along
):
    closure = close([*dealt(rows), *dealt(along, Q), (frozenset(), kinds(Q, "Transitive"))])
    closure.extend([(frozenset({"said"}), axiom)])
    assert pairs(closure) == expected(axiom, rows, along, needed="said")


@pytest.mark.usefixtures("thresholds")
@BOTH_SIDES
@QUICK
@given(rows=links, along=links)
def test_going_along_links_does_not_need_the_axiom_of_paths(axiom, rows, along):
    given = [*dealt(rows), *dealt(along, Q), (frozenset({"said"}), kinds(Q, "Transitive"))]
    closure = close([*given, (frozenset(), axiom)])
    assert pairs(closure) == expected(axiom, rows, along)


@pytest.mark.usefixtures("thresholds")
@QUICK
@given(rows=links, along=links)
def test_both_may_be_closed_under_their_paths(rows, along):
    """Then p holds where a path of links of both begins with one of p."""
    axioms = [*LEFT, *kinds(P, "Transitive"), *kinds(Q, "Transitive")]
    closure = close([*dealt(rows), *dealt(along, Q), (frozenset(), axioms)])
    assert pairs(closure) == carried(rows, [*rows, *along])


@pytest.mark.parametrize("units", [0, 3])
@BOTH_SIDES
def test_a_thousand_rows_are_carried_along_a_thousand_links(axiom, units):
    facts = [*chain(1000), *chain(1000, Q)]
    given = [(frozenset({f"u{n}"}), facts[n::units]) for n in range(units)]
    axioms = (frozenset(), [*axiom, *kinds(Q, "Transitive"), *([] if units else facts)])
    closure = close([*given, axioms], supports=units > 0)
    assert len(closure.pairs(closure.find(P))) == 1000 * 1001 // 2
    assert closure.support(node(0), P, node(1000)) == (frozenset(f"u{n}" for n in range(units)),)


def test_one_more_link_carries_no_more_than_what_it_leads_to():
    """Between two halves of a chain, with all that was closed before."""
    facts = [*chain(1000), *(link for n, link in enumerate(chain(1000, Q)) if n != 500)]
    closure = close([(frozenset(), [*LEFT, *kinds(Q, "Transitive"), *facts])], supports=False)
    closure.extend([(frozenset(), [(node(500), Q, node(501))])])
    assert len(closure.pairs(closure.find(P))) == 1000 * 1001 // 2
