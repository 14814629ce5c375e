"""The difference: what was, with what it tells changed, is what is."""

import worlds
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from test_differential import batches, weighted

from kg.engine import close
from kg.engine.difference import Incomparable, difference, moment

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


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
@given(worlds.worlds, weighted, st.integers(1, 3))
def test_what_is_added_is_told(world, units, count):
    *given_first, last = [*batches(world, units, (0,)), (frozenset({"u9"}), [])]
    later = [(frozenset({"u9"}), triples[-count:]) for _, triples in given_first[-1:]]
    given_first[-1:] = [(u, triples[:-count]) for u, triples in given_first[-1:]]
    closure = close([*given_first, last], cap=10_000)
    assume(len(closure))
    before, then = dict(closure.annotated()), moment(closure)
    closure.extend(later)
    changed = [t for _, triples in later for t in triples]
    assert told(before, then, closure, changed) == dict(closure.annotated())


@QUICK
@given(worlds.worlds, weighted, st.sets(st.integers(0, 6), min_size=1))
def test_what_is_left_out_is_told(world, units, gone):
    closure = close(batches(world, units, (0,)), cap=10_000)
    assume(len(closure))
    before, then = dict(closure.annotated()), moment(closure)
    kept = [batch for n, batch in enumerate(closure.stated) if n not in gone]
    forms = closure.terms.forms
    changed = [
        tuple(forms[f] for f in row)
        for n in gone & set(range(len(closure.stated)))
        for row in closure.stated[n].forms.tolist()
    ]
    less = closure.again(kept)
    less.close()
    assume(len(less))
    found = told(before, then, less, changed)
    assert found == dict(less.annotated())
    supports = less.supports
    fresh = close(
        [(b.units, [tuple(forms[f] for f in row) for row in b.forms.tolist()]) for b in kept],
        cap=10_000,
    )
    assert {t: set(supports[n]) for t, n in found.items()} == {
        t: set(fresh.supports[n]) for t, n in fresh.annotated()
    }
