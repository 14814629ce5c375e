"""Long paths: closed and proven without looking at every way to cut them."""

import itertools

import pytest
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.engine import close
from kg.engine.prover import Prover
from kg.engine.rules import PREFIXES

A, FIRST, REST, NIL = (f"<{PREFIXES['rdf']}{name}>" for name in ("type", "first", "rest", "nil"))
SUB_CLASS, SUB_PROPERTY = (f"<{PREFIXES['rdfs']}sub{kind}Of>" for kind in ("Class", "Property"))
SAME, INVERSE, CHAIN = (
    f"<{PREFIXES['owl']}{name}>" for name in ("sameAs", "inverseOf", "propertyChainAxiom")
)
P, Q = "<:p>", "<:q>"
QUICK = settings(max_examples=examples(100), deadline=None, suppress_health_check=list(HealthCheck))

links = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from(("", "u", "v", "w"))),
    max_size=30,
)


def node(number):
    return f"<:{number}>"


def chain(length, p=P):
    return [(node(i), p, node(i + 1)) for i in range(length)]


def kinds(p, *names):
    return [(p, A, f"<{PREFIXES['owl']}{name}Property>") for name in names]


def minimal(sets):
    return frozenset(s for s in sets if not any(t < s for t in sets))


def paths(rows):
    """The pairs that paths join, with the minimal sets of units, link by link until stable."""
    found = {}
    for x, y, unit in rows:
        found.setdefault((x, y), set()).add(frozenset({unit} - {""}))
    while True:
        longer = {pair: set(sets) for pair, sets in found.items()}
        for (x, y), (z, w) in itertools.product(found, found):
            if y == z:
                both = {a | b for a in found[x, y] for b in found[z, w]}
                longer.setdefault((x, w), set()).update(both)
        longer = {pair: set(minimal(sets)) for pair, sets in longer.items()}
        if longer == found:
            return {pair: frozenset(sets) for pair, sets in found.items()}
        found = longer


def pairs(closure, p=P):
    supports = dict(closure.annotated())
    sets = closure.supports
    return {(s, o): frozenset(sets[n]) for (s, q, o), n in supports.items() if q == p}


def dealt(rows, p=P):
    by_unit = {}
    for x, y, unit in rows:
        by_unit.setdefault(unit, []).append((node(x), p, node(y)))
    return [(frozenset({unit} - {""}), triples) for unit, triples in by_unit.items()]


@pytest.mark.usefixtures("thresholds")
@QUICK
@given(links)
def test_paths_have_the_supports_of_their_links(rows):
    closure = close([*dealt(rows), (frozenset(), kinds(P, "Transitive"))])
    assert pairs(closure) == {(node(x), node(y)): s for (x, y), s in paths(rows).items()}


@pytest.mark.usefixtures("thresholds")
@QUICK
@given(links, links)
def test_links_that_come_later_close_the_same(rows, more):
    closure = close([*dealt(rows), (frozenset(), kinds(P, "Transitive"))])
    closure.extend(dealt(more))
    expected = paths([*rows, *more])
    assert pairs(closure) == {(node(x), node(y)): s for (x, y), s in expected.items()}


@pytest.mark.usefixtures("thresholds")
@QUICK
@given(links, links)
def test_what_is_closed_already_is_closed_again_in_another_property(rows, more):
    """The links of q come as all pairs of p at once, from which others follow."""
    axioms = [*kinds(P, "Transitive"), *kinds(Q, "Transitive"), (P, SUB_PROPERTY, Q)]
    closure = close([*dealt(rows), *dealt(more, Q), (frozenset(), axioms)])
    expected = paths([*rows, *more])
    assert pairs(closure, Q) == {(node(x), node(y)): s for (x, y), s in expected.items()}


@pytest.mark.usefixtures("thresholds")
@QUICK
@given(links)
def test_symmetric_paths_lead_back(rows):
    closure = close([*dealt(rows), (frozenset(), kinds(P, "Transitive", "Symmetric"))])
    expected = paths([*rows, *((y, x, unit) for x, y, unit in rows)])
    assert pairs(closure) == {(node(x), node(y)): s for (x, y), s in expected.items()}


@pytest.mark.usefixtures("thresholds")
@QUICK
@given(links)
def test_an_axiom_that_rests_on_a_source_weighs_on_paths_alone(rows):
    closure = close([*dealt(rows), (frozenset({"said"}), kinds(P, "Transitive"))])
    direct = {(node(x), node(y)) for x, y, _ in rows}
    for pair, sets in pairs(closure).items():
        assert pair in direct or all("said" in units for units in sets)
        known = closure.support(pair[0], P, pair[1])
        assert frozenset(known) == sets
    assert set(pairs(closure)) == {(node(x), node(y)) for x, y in paths(rows)}


@pytest.mark.parametrize("units", [0, 3])
def test_a_chain_of_a_thousand_links_closes(units):
    facts = chain(1000)
    given = [(frozenset({f"u{n}"}), facts[n::units]) for n in range(units)]
    axioms = (frozenset(), kinds(P, "Transitive") + ([] if units else facts))
    closure = close([*given, axioms], supports=units > 0)
    assert len(closure.pairs(closure.find(P))) == 1000 * 1001 // 2
    expected = (frozenset({"u0", "u1", "u2"}),) if units else (frozenset(),)
    assert closure.support(node(0), P, node(1000)) == expected


@pytest.mark.parametrize(
    "axioms",
    [
        kinds(P, "Transitive", "Symmetric"),
        [*kinds(P, "Transitive"), *kinds(Q, "Transitive"), (P, INVERSE, Q), (Q, SUB_PROPERTY, P)],
    ],
    ids=["symmetric", "inverse"],
)
def test_long_circles_close(axioms):
    closure = close([(frozenset(), [*axioms, *chain(300)])], supports=False)
    assert len(closure.pairs(closure.find(P))) == 301 * 301


def test_a_long_chain_of_identities_is_one_thing_for_whoever_trusts_all():
    facts = chain(300, SAME)
    given = [(frozenset({f"u{n}"}), facts[n::2]) for n in range(2)]
    closure = close([*given, (frozenset(), [(node(0), P, node("x"))])])
    assert closure.support(node(300), P, node("x")) == (frozenset({"u0", "u1"}),)
    assert closure.support(node(300), SAME, node(0)) == (frozenset({"u0", "u1"}),)


def listed(items):
    nodes = [f"<:l{n}>" for n in range(len(items))]
    for here, there, item in zip(nodes, [*nodes[1:], NIL], items, strict=True):
        yield from ((here, FIRST, item), (here, REST, there))


def hierarchy(length):
    return [(f"<:C{i}>", SUB_CLASS, f"<:C{i + 1}>") for i in range(length)]


def property_chain(length):
    names = [f"<:q{i}>" for i in range(length)]
    links = [(node(i), q, node(i + 1)) for i, q in enumerate(names)]
    return [(P, CHAIN, "<:l0>"), *listed(names), *links]


def left_linear(length):
    axioms = [(P, CHAIN, "<:l0>"), *listed([P, Q])]
    return [*axioms, (node(0), P, node(1)), *chain(length, Q)[1:]]


LONG = {
    "transitive": ([*kinds(P, "Transitive"), *chain(400)], (node(0), P, node(400)), 9),
    "symmetric": (
        [*kinds(P, "Transitive", "Symmetric"), *chain(400)],
        (node(400), P, node(0)),
        10,
    ),
    "same": (chain(400, SAME), (node(0), SAME, node(400)), 9),
    "classes": (
        [*hierarchy(400), (node(0), A, "<:C0>")],
        (node(0), A, "<:C400>"),
        10,
    ),
    "property chain": (property_chain(1000), (node(0), P, node(1000)), 1),
    "left linear": (left_linear(1000), (node(0), P, node(1000)), 999),
}


@pytest.mark.parametrize("units", [0, 3])
@pytest.mark.parametrize(("facts", "goal", "height"), LONG.values(), ids=LONG)
def test_what_is_far_away_is_proven_by_halves(facts, goal, height, units):
    given = [(frozenset({f"u{n}"}), facts[n::units]) for n in range(units)] if units else []
    closure = close([*given, (frozenset(), [] if units else facts)], supports=units > 0)
    proof = Prover(closure).why(*goal)
    assert proof.conclusion == goal
    assert proof.height == height


@pytest.mark.parametrize("effort", [0, 10_000])
def test_proofs_by_what_arose_first_are_of_what_is_trusted_alone(effort):
    facts = chain(60)
    given = [(frozenset({f"u{n}"}), facts[n::2]) for n in range(2)]
    shortcut = (frozenset({"other"}), [(node(0), P, node(60))])
    closure = close([*given, shortcut, (frozenset(), kinds(P, "Transitive"))])
    goal = node(0), P, node(60)
    believed = Prover(closure, trusted=("u0", "u1"), effort=effort)
    assert believed.why(*goal).height == 6
    assert believed.why(*goal).units == {"u0", "u1"}
    assert Prover(closure, trusted=("u0",), effort=effort).why(*goal) is None
    assert Prover(closure, trusted=("other",), effort=effort).why(*goal).height == 0
