"""The difference: what was, with what it tells changed, is what is."""

import pytest
import worlds
from effort import examples
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_differential import batches, forms, weighted
from test_stepping import LEFT
from test_transitivity import Q, dealt, kinds, links

from kg.engine import close
from kg.engine.difference import Incomparable, difference, moment

QUICK = settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))


def told(before, then, closure, changed):
    try:
        moved = list(difference(then, closure, changed))
    except Incomparable:
        assume(False)
    found = dict(before)
    for triple, old, new in moved:
        assert found.pop(triple, None) == old
        if new is not None:
            found[triple] = new
    return found


@QUICK
@given(worlds.worlds, weighted, forms, st.integers(1, 3))
def test_what_is_added_is_told(world, units, choices, count):
    *given_first, last = [*batches(world, units, choices), (frozenset({"u9"}), [])]
    later = [(frozenset({"u9"}), triples[-count:]) for _, triples in given_first[-1:]]
    given_first[-1:] = [(u, triples[:-count]) for u, triples in given_first[-1:]]
    closure = close([*given_first, last], cap=10_000)
    assume(len(closure))
    before, then = dict(closure.annotated()), moment(closure)
    closure.extend(later)
    changed = [t for _, triples in later for t in triples]
    closure.restate(o for _, _, o in changed if o[0] == '"')
    found = told(before, then, closure, changed)
    assert found == dict(closure.annotated())
    assert found.keys() == dict(close([*given_first, last, *later], cap=10_000).annotated()).keys()


@QUICK
@given(worlds.worlds, weighted, forms, st.sets(st.integers(0, 6), min_size=1))
def test_what_is_left_out_is_told(world, units, choices, gone):
    closure = close(batches(world, units, choices), cap=10_000)
    assume(len(closure))
    before, then = dict(closure.annotated()), moment(closure)
    kept = [batch for n, batch in enumerate(closure.stated) if n not in gone]
    texts = closure.terms.forms
    changed = [
        tuple(texts[f] for f in row)
        for n in gone & set(range(len(closure.stated)))
        for row in closure.stated[n].forms.tolist()
    ]
    less = closure.again(kept)
    less.close()
    less.restate(o for _, _, o in changed if o[0] == '"')
    assume(len(less))
    found = told(before, then, less, changed)
    assert found == dict(less.annotated())
    supports = less.supports
    fresh = close(
        [(b.units, [tuple(texts[f] for f in row) for row in b.forms.tolist()]) for b in kept],
        cap=10_000,
    )
    assert {t: set(supports[n]) for t, n in found.items()} == {
        t: set(fresh.supports[n]) for t, n in fresh.annotated()
    }


@pytest.mark.usefixtures("thresholds")
@QUICK
@given(links, links, st.booleans(), st.data())
def test_paths_that_go_with_a_link_are_told(rows, along, is_symmetric, data):
    """What is left is what the other links lead to, closed from nothing."""
    axioms = [*kinds(Q, "Transitive"), *LEFT, *(kinds(Q, "Symmetric") if is_symmetric else ())]
    given = [*dealt(rows), *dealt(along, Q)]
    assume(given)
    closure = close([(frozenset(), axioms), *given], cap=10_000)
    before, then = dict(closure.annotated()), moment(closure)
    place = data.draw(st.integers(1, len(given)))
    row = data.draw(st.integers(0, len(given[place - 1][1]) - 1))
    kept, left = list(closure.stated), [(units, list(triples)) for units, triples in given]
    kept[place] = kept[place].only([n != row for n in range(len(kept[place].forms))])
    gone = left[place - 1][1].pop(row)
    less = closure.again(kept)
    less.close()
    found = told(before, then, less, [gone])
    fresh = close([(frozenset(), axioms), *left], cap=10_000)
    assert {t: set(less.supports[n]) for t, n in found.items()} == {
        t: set(fresh.supports[n]) for t, n in fresh.annotated()
    }


def test_derived_triples_are_told_whose_literal_is_written_otherwise_now():
    """And as they were, once the shorter form is stated no more."""
    integer = "<http://www.w3.org/2001/XMLSchema#integer>"
    long, short = f'"01"^^{integer}', f'"1"^^{integer}'
    below = ("<x:p>", "<http://www.w3.org/2000/01/rdf-schema#subPropertyOf>", "<x:q>")
    closure = close([(frozenset(), [below]), (frozenset({"u"}), [("<x:a>", "<x:p>", long)])])
    before, then = dict(closure.annotated()), moment(closure)
    closure.extend([(frozenset({"v"}), [("<x:b>", "<x:p>", short)])])
    closure.restate([short])
    more = told(before, then, closure, [("<x:b>", "<x:p>", short)])
    assert more == dict(closure.annotated())
    assert ("<x:a>", "<x:q>", short) in more
    then = moment(closure)
    less = closure.again(closure.stated[:2])
    less.close()
    less.restate([short])
    assert told(more, then, less, [("<x:b>", "<x:p>", short)]) == before
    assert ("<x:a>", "<x:q>", long) in before
