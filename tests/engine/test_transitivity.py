"""Long paths: closed and proven without looking at every way to cut them."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.engine import close, transitivity
from kg.engine.vocabulary import KNOWN

OWL, RDF = "http://www.w3.org/2002/07/owl#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
A, SAME, INVERSE = f"<{RDF}type>", f"<{OWL}sameAs>", f"<{OWL}inverseOf>"
SUB_PROPERTY = next(term for term in KNOWN if term.endswith("#subPropertyOf>"))
P, Q = "<:p>", "<:q>"
QUICK = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))

links = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from(("", "u", "v", "w"))),
    max_size=30,
)


def node(number):
    return f"<:{number}>"


def chain(length, p=P):
    return [(node(i), p, node(i + 1)) for i in range(length)]


def kinds(p, *names):
    return [(p, A, f"<{OWL}{name}Property>") for name in names]


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


@pytest.fixture(params=["as shipped", "reduced"], autouse=True)
def thresholds(request, monkeypatch):
    """Take every branch on graphs of ten nodes too."""
    if request.param == "reduced":
        monkeypatch.setattr(transitivity, "FEW", 0)
        monkeypatch.setattr(transitivity, "MANY", 0)
        monkeypatch.setattr(transitivity, "FACTOR", 1)


@QUICK
@given(links)
def test_paths_have_the_supports_of_their_links(rows):
    closure = close([*dealt(rows), (frozenset(), kinds(P, "Transitive"))])
    assert pairs(closure) == {(node(x), node(y)): s for (x, y), s in paths(rows).items()}


@QUICK
@given(links, links)
def test_links_that_come_later_close_the_same(rows, more):
    closure = close([*dealt(rows), (frozenset(), kinds(P, "Transitive"))])
    closure.extend(dealt(more))
    expected = paths([*rows, *more])
    assert pairs(closure) == {(node(x), node(y)): s for (x, y), s in expected.items()}


@QUICK
@given(links, links)
def test_what_is_closed_already_is_closed_again_in_another_property(rows, more):
    """The links of q come as all pairs of p at once, from which others follow."""
    axioms = [*kinds(P, "Transitive"), *kinds(Q, "Transitive"), (P, SUB_PROPERTY, Q)]
    closure = close([*dealt(rows), *dealt(more, Q), (frozenset(), axioms)])
    expected = paths([*rows, *more])
    assert pairs(closure, Q) == {(node(x), node(y)): s for (x, y), s in expected.items()}


@QUICK
@given(links)
def test_symmetric_paths_lead_back(rows):
    closure = close([*dealt(rows), (frozenset(), kinds(P, "Transitive", "Symmetric"))])
    expected = paths([*rows, *((y, x, unit) for x, y, unit in rows)])
    assert pairs(closure) == {(node(x), node(y)): s for (x, y), s in expected.items()}


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
