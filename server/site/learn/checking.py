"""Whether a learner's answer is the right one: sets of rows, column names left free; no I/O.

A right answer has all rows that are wanted and no others, in some of its columns; further columns,
such as labels, do no harm. The order of rows and repetitions do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any, Final

Rows = Sequence[Sequence[Any]]

_COLUMNS: Final = 6
"""More columns than these are not tried out in every order."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an answer differs from the right one.

    Attributes:
        has_columns: whether it has at least as many columns as are wanted.
        missing: rows that are wanted and not there, as terms.
        surplus: rows that are there and not wanted, in the columns that fit best.
        found: how many wanted rows are there.
    """

    has_columns: bool
    missing: tuple[tuple[Any, ...], ...] = ()
    surplus: tuple[tuple[Any, ...], ...] = ()
    found: int = 0

    @property
    def is_right(self) -> bool:
        """Whether it is the right answer."""
        return self.has_columns and not self.missing and not self.surplus


def compare(given: Rows, n_given: int, wanted: Rows, n_wanted: int) -> Comparison:
    """Compare the rows of an answer with those wanted, in the columns that fit best.

    >>> compare([("a", 1), ("b", 2)], 2, [(1,), (2,)], 1).is_right
    True
    >>> compare([("a", 1)], 2, [(1,), (2,)], 1).missing
    ((2,),)
    """
    if n_given < n_wanted:
        return Comparison(has_columns=False)
    target = {tuple(row) for row in wanted}
    tried = permutations(range(min(n_given, _COLUMNS)), n_wanted)
    return max(
        (_in_columns(given, columns, target) for columns in tried),
        key=lambda found: (found.is_right, found.found - len(found.surplus)),
    )


def _in_columns(given: Rows, columns: Sequence[int], target: set[tuple[Any, ...]]) -> Comparison:
    rows = {tuple(row[column] for column in columns) for row in given}
    return Comparison(
        True,
        tuple(sorted(target - rows, key=str)),
        tuple(sorted(rows - target, key=str)),
        len(rows & target),
    )
