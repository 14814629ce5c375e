"""Supports at their limits: what a cap drops, and what is said once no more are told apart."""

import numpy as np

from kg.engine.supports import TRUE, Supports

EVERYBODY = frozenset("abc")


def full(*units):
    """Supports that tell no more apart than these units and TRUE."""
    algebra = Supports(capacity=2 + len(units))
    return algebra, [algebra.of([unit]) for unit in units]


def test_beyond_its_capacity_a_product_needs_all_units():
    algebra, (a, b, _) = full(*"abc")
    assert not algebra.exhausted
    number = algebra.product((a, b))
    assert algebra.exhausted
    assert (algebra.antichain(number), algebra.is_capped(number)) == ((EVERYBODY,), True)


def test_beyond_its_capacity_a_unit_needs_all_units():
    algebra, _ = full(*"abc")
    assert algebra.antichain(algebra.of("ab")) == (EVERYBODY,)


def test_beyond_its_capacity_a_sum_keeps_one_of_the_two():
    algebra, (a, b, _) = full(*"abc")
    number = algebra.sum(a, b)
    assert algebra.antichain(number) in [(frozenset("a"),), (frozenset("b"),)]
    assert algebra.is_capped(number)
    assert not algebra.is_capped(TRUE)


def test_what_needs_all_units_needs_those_named_later_too():
    algebra, (a, b) = full(*"ab")
    number = algebra.product((a, b))
    later = algebra.of("d")
    assert frozenset("d") <= algebra.antichain(later)[0]
    assert algebra.antichain(algebra.product((number, later))) == (frozenset("abd"),)


def test_what_needs_all_units_adds_nothing_to_one_that_needs_fewer():
    algebra, (a, b, c) = full(*"abc")
    everything = algebra.product((a, b))
    assert algebra.sum(everything, c) == c
    assert algebra.product((everything, c)) == everything
    assert (algebra.sum(everything, TRUE), algebra.product((everything, TRUE))) == (
        TRUE,
        everything,
    )


def test_arrays_say_the_same_as_single_numbers():
    algebra = Supports(cap=3)
    numbers = [TRUE, *(algebra.of(units) for units in ("a", "b", "ab", "bc", "c", "d"))]
    numbers += [algebra.sum(x, y) for x in numbers for y in numbers]
    left, right = (np.array(side, np.uint64) for side in zip(*_pairs(numbers), strict=True))
    for many, one in ((algebra.plus, algebra.sum), (algebra.times, _both(algebra))):
        expected = [one(x, y) for x, y in _pairs(numbers)]
        assert many(left, right).tolist() == expected
        assert many(right, left).tolist() == expected


def test_a_support_without_what_is_implied_is_minimal():
    algebra = Supports()
    a, ab, bc = (algebra.of(units) for units in ("a", "ab", "bc"))
    assert algebra.sum(a, ab) == a
    assert algebra.product((a, ab)) == ab
    assert algebra.antichain(algebra.sum(bc, a)) == (frozenset("a"), frozenset("bc"))


def _pairs(numbers):
    return [(x, y) for x in numbers for y in numbers]


def _both(algebra):
    return lambda x, y: algebra.product((x, y))
