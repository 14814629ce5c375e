"""Lists that stand for many: how many readings are followed, and what is said of the others."""

from math import prod

import pytest

from kg.engine.lists import MOST, Lists
from kg.engine.supports import TRUE, Supports
from kg.engine.vocabulary import NIL


def chain(*sizes):
    """A list from node 1000 whose nodes have so many elements each."""
    nodes = range(1000, 1000 + len(sizes))
    first = [
        (n, 10_000 * n + i, TRUE) for n, size in zip(nodes, sizes, strict=True) for i in range(size)
    ]
    rest = [(n, n + 1 if n + 1 in nodes else NIL, TRUE) for n in nodes]
    return Lists(first, rest, Supports())


@pytest.mark.parametrize("sizes", [(1, 1), (2, 3), (16, 16), (2,) * 8, (MOST,)], ids=str)
def test_up_to_the_most_readings_are_all_followed(sizes):
    lists = chain(*sizes)
    assert len({elements for elements, _, _ in lists.whole(1000)}) == prod(sizes) <= MOST
    assert not any("left out" in entry.problem for entry in lists.malformed)


@pytest.mark.parametrize("sizes", [(MOST + 1,), (17, 16), (2,) * 40], ids=str)
def test_beyond_the_most_readings_the_rest_is_left_out_and_said_so(sizes):
    lists = chain(*sizes)
    assert len(list(lists.whole(1000))) == MOST
    problem = f"stands for more than {MOST} lists; some are left out"
    assert problem in [entry.problem for entry in lists.malformed]
    assert len(list(lists.members(1000))) == sum(sizes)  # members need no choice


def test_the_most_paths_of_a_list_that_forks_are_followed():
    """One node whose rests are many nodes, each the last: a path for each."""
    ends = range(2000, 2000 + 2 * MOST)
    first = [(n, n, TRUE) for n in (1000, *ends)]
    rest = [(1000, end, TRUE) for end in ends] + [(end, NIL, TRUE) for end in ends]
    assert len({elements for elements, _, _ in Lists(first, rest, Supports()).whole(1000)}) == MOST


def test_a_ladder_of_forks_is_left_off_and_said_so():
    """Two ways on from each node, none to the end: there are 2^30 of them."""
    rungs = [(n, m, TRUE) for n in range(1000, 1060) for m in (n // 2 * 2 + 2, n // 2 * 2 + 3)]
    first = [(n, n, TRUE) for n in range(1000, 1062)]
    lists = Lists(first, rungs, Supports())
    assert list(lists.whole(1000)) == []
    problem = "forks too often; some of its readings are left out"
    assert problem in [entry.problem for entry in lists.malformed]
