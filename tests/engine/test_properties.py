"""Properties that hold of every closure."""

import random

import worlds
from effort import examples
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from test_differential import batches, named
from worlds import A

from kg.engine import close

QUICK = settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 1000)


def annotated(closure):
    numbered = dict(closure.annotated(generalized=True, reflexive=True))
    supports = closure.supports
    return {triple: frozenset(supports[number]) for triple, number in numbered.items()}


def given_terms(world):
    return batches(world, ("",), (0,))[0][1]


@QUICK
@given(worlds.worlds)
@example(
    [(":x", ":p", ":y"), (":p", ":q", ":r"), (":q", "rdfs:subPropertyOf", "rdfs:subPropertyOf")]
)
def test_closing_again_adds_nothing(world):
    once = set(named(close([(frozenset(), given_terms(world))], supports=False)))
    again = close(batches(sorted(once), ("",), (0,)), supports=False)
    assert once == set(named(again))


@QUICK
@given(worlds.worlds, worlds.worlds)
def test_more_triples_never_take_any_away(world, more):
    less = close([(frozenset(), given_terms(world))], supports=False)
    both = close([(frozenset(), given_terms(world + more))], supports=False)
    assert set(named(less)) <= set(named(both))


@QUICK
@given(worlds.worlds, seeds)
def test_the_order_of_triples_and_files_does_not_matter(world, seed):
    forms = [seed % 3, 1, 2, 0]
    given = batches(world, ("", "u1", "u2"), forms)
    mixed = [(units, random.Random(seed).sample(triples, len(triples))) for units, triples in given]
    random.Random(seed).shuffle(mixed)
    one, other = close(given), close(mixed)
    assert annotated(one) == annotated(other)


@QUICK
@given(worlds.worlds)
@example([(":p", A, "owl:SymmetricProperty"), (":x", ":p", "v:1")])
@example([(":p", "owl:inverseOf", ":q"), (":x", ":p", "v:a@en")])
@example([(":p", "rdfs:subPropertyOf", "v:1"), (":x", ":p", ":y")])
def test_only_rdf_leaves_the_engine(world):
    closure = close([(frozenset(), given_terms(world))], supports=False)
    for s, p, _ in closure.triples(reflexive=True):
        assert not s.startswith('"')
        assert p.startswith("<")


@QUICK
@given(worlds.worlds)
def test_every_stated_triple_comes_back_as_written(world):
    stated = [t for _, triples in batches(world, ("",), (1, 0, 2)) for t in triples]
    assert set(stated) <= set(
        close([(frozenset(), stated)], supports=False).triples(generalized=True)
    )


@QUICK
@given(worlds.worlds, seeds)
def test_every_triple_is_yielded_once_and_known_by_its_support(world, seed):
    closure = close(batches(world, ("", "u1", "u2"), (seed % 3, 1, 2, 0)))
    listed = list(closure.annotated(generalized=True, reflexive=True))
    supports = closure.supports
    expected = {triple: supports[number] for triple, number in listed}
    assert expected == {triple: closure.support(*triple) for triple in expected}
    assert len(expected) == len(listed)
