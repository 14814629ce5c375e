"""Supports: which units of trust a triple needs, as interned antichains of minimal sets.

A support is a set of sets of units, none contained in another: the triple holds for whoever trusts
all units of one of them (PosBool semiring). Every distinct support has a number; ⊕ (either
suffices) and ⊗ (both are needed) work on arrays of numbers and remember each pair they have met.

Invariants: number 0 is TRUE, the support {∅} of axioms; equal supports have equal numbers; numbers
never change. A support of more than `cap` sets keeps the `cap` smallest ones and is marked: what is
left is true, though it no longer is all of the truth. The mark passes to whatever is derived from
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from kg.engine.memo import Memo, Numbers

Antichain = tuple[frozenset[str], ...]
_Sets = tuple[tuple[int, ...], bool]

TRUE: Final = 0
_EVERYTHING: Final = 1
_ALL_UNITS: Final = (-1,)  # a bit for every unit, those not yet named included


class Supports:
    """All supports that arose, numbered, with the operations on them.

    Attributes:
        cap: the most sets that a support keeps.
        capacity: the most supports that are told apart; beyond it a new one weakens to the set of
            all units, which is sound, and `exhausted` becomes true.
        exhausted: whether the capacity was reached.
    """

    def __init__(self, *, cap: int = 32, capacity: int = 1 << 20) -> None:
        """Start with TRUE alone, and no units."""
        self.cap = cap
        self.capacity = capacity
        self.exhausted = False
        self._units: dict[str, int] = {}
        self._sets: list[_Sets] = [((0,), False), (_ALL_UNITS, True)]
        self._numbers: dict[_Sets, int] = {self._sets[0]: TRUE}
        self._plus = Memo(self._add)
        self._times = Memo(self._multiply)

    def __len__(self) -> int:
        """Return how many supports there are, one reserved one included."""
        return len(self._sets)

    @property
    def units(self) -> tuple[str, ...]:
        """The units of trust, in the order in which they were first named."""
        return tuple(self._units)

    def of(self, units: Iterable[str]) -> int:
        """Return the number of the support that needs exactly these units."""
        mask = 0
        for unit in units:
            mask |= 1 << self._units.setdefault(unit, len(self._units))
        return self._number((mask,), False)

    def antichain(self, number: int) -> Antichain:
        """Return the minimal sets of a support, smaller ones first."""
        names = self.units
        everything = (1 << len(names)) - 1
        masks = (mask & everything for mask in sorted(self._sets[number][0], key=_size))
        return tuple(frozenset(names[bit] for bit in _bits(mask)) for mask in masks)

    def is_capped(self, number: int) -> bool:
        """Whether sets were dropped from a support, or from one that it was derived from.

        Once the capacity is reached, this may be so of any of them but TRUE.
        """
        return self._sets[number][1] or (self.exhausted and number != TRUE)

    def plus(self, a: Numbers, b: Numbers) -> Numbers:
        """Return a ⊕ b, element by element: either suffices. Shapes (n,), (n,) → (n,) uint64."""
        return self._plus(a, b, len(self._sets))

    def times(self, a: Numbers, b: Numbers) -> Numbers:
        """Return a ⊗ b, element by element: both are needed. Shapes (n,), (n,) → (n,) uint64."""
        return self._times(a, b, len(self._sets))

    def scale(self, a: Numbers, number: int) -> Numbers:
        """Return each of a ⊗ one support. Shape (n,) → (n,) uint64."""
        return a if number == TRUE else self.times(a, np.full(len(a), number, np.uint64))

    def product(self, numbers: Iterable[int]) -> int:
        """Return the support of what needs all of these supports; TRUE for none."""
        result = TRUE
        for number in numbers:
            result = self._times.one(result, number)
        return result

    def sum(self, a: int, b: int) -> int:
        """Return the support of what either of two supports suffices for."""
        return self._plus.one(a, b)

    def _add(self, a: int, b: int) -> int:
        (left, cut), (right, cut_too) = self._sets[a], self._sets[b]
        spare = b if a == _EVERYTHING else a
        return self._intern({*left, *right}, cut or cut_too, spare=spare)

    def _multiply(self, a: int, b: int) -> int:
        (left, cut), (right, cut_too) = self._sets[a], self._sets[b]
        return self._intern({x | y for x in left for y in right}, cut or cut_too, spare=_EVERYTHING)

    def _intern(self, masks: set[int], cut: bool, *, spare: int) -> int:
        kept: list[int] = []
        # A set has a greater mask than all sets within it.
        for mask in sorted(masks):
            for small in kept:
                if mask & small == small:
                    break
            else:
                kept.append(mask)
        if len(kept) > self.cap:
            kept, cut = sorted(sorted(kept, key=_size)[: self.cap]), True
        return self._number(tuple(kept), cut and kept != [0], spare=spare)

    def _number(self, masks: tuple[int, ...], cut: bool, *, spare: int = _EVERYTHING) -> int:
        number = self._numbers.get((masks, cut))
        if number is not None:
            return number
        if len(self._sets) >= self.capacity:
            self.exhausted = True
            return spare
        self._sets.append((masks, cut))
        return self._numbers.setdefault((masks, cut), len(self._sets) - 1)


def _bits(mask: int) -> Iterator[int]:
    """Yield the places of the ones in a mask."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _size(mask: int) -> tuple[int, int]:
    return mask.bit_count(), mask
