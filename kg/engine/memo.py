"""Memo: an operation on pairs of small numbers, computed once a pair, answered for arrays.

Numbers below 512 are answered from a square table, one row a left operand, which grows as they do.
Once there are more, a direct-mapped table of 2^18 words answers; a word holds the pair and its
result, and pairs that it has lost come from a dictionary.

Invariant: numbers are below 2^21, so that a pair and a result fit one word.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]

NUMBER_BITS: Final = 21
_RESULT: Final = (1 << NUMBER_BITS) - 1
_GOLDEN: Final = 0x9E3779B97F4A7C15
_SLOT_BITS: Final = 18
_SQUARE_BITS: Final = 9
_UNKNOWN: Final = 0xFFFFFFFFFFFFFFFF
_FEW: Final = 4


class Memo:
    """A commutative operation on pairs of numbers that remembers each pair it has met."""

    def __init__(self, operation: Callable[[int, int], int]) -> None:
        """Remember nothing yet."""
        self._operation = operation
        self._known: dict[tuple[int, int], int] = {}
        self._bits = 3
        self._table = _unknown(2 * self._bits)

    def __call__(self, a: Numbers, b: Numbers, count: int) -> Numbers:
        """Return the results of pairs of numbers below `count`. Shapes (n,), (n,) → (n,) uint64."""
        if len(a) <= _FEW:
            pairs = zip(a.tolist(), b.tolist(), strict=True)
            return np.array([self.one(left, right) for left, right in pairs], np.uint64)
        if self._bits <= _SQUARE_BITS and count > 1 << self._bits:
            self._grow(count)
        return self._squared(a, b) if self._bits <= _SQUARE_BITS else self._hashed(a, b)

    def one(self, a: int, b: int) -> int:
        """Return the result of one pair."""
        pair = (a, b) if a <= b else (b, a)
        result = self._known.get(pair)
        if result is None:
            result = self._known[pair] = self._operation(a, b)
        return result

    def _grow(self, count: int) -> None:
        """Make room for numbers below `count` in the square, or give it up for a larger one."""
        old, self._bits = self._bits, (count - 1).bit_length()
        if self._bits > _SQUARE_BITS:
            self._table = _unknown(_SLOT_BITS)
            return
        table = _unknown(2 * self._bits)
        table.reshape(1 << self._bits, -1)[: 1 << old, : 1 << old] = self._table.reshape(
            1 << old, -1
        )
        self._table = table

    def _squared(self, a: Numbers, b: Numbers) -> Numbers:
        places = ((a << np.uint64(self._bits)) | b).view(np.int64)
        results: Numbers = self._table[places]
        missed = np.flatnonzero(results == _UNKNOWN)
        if len(missed):
            pairs = _distinct(places[missed])
            mask = (1 << self._bits) - 1
            self._table[pairs] = [self.one(p >> self._bits, p & mask) for p in pairs.tolist()]
            results[missed] = self._table[places[missed]]
        return results

    def _hashed(self, a: Numbers, b: Numbers) -> Numbers:
        codes = (a << np.uint64(NUMBER_BITS)) | b
        slots = ((codes * np.uint64(_GOLDEN)) >> (64 - _SLOT_BITS)).view(np.int64)
        found = self._table[slots]
        missed = np.flatnonzero((found >> NUMBER_BITS) != codes)
        found &= _RESULT
        if len(missed):
            lost = codes[missed]
            pairs = _distinct(lost)
            answers = [self.one(pair >> NUMBER_BITS, pair & _RESULT) for pair in pairs.tolist()]
            results = np.array(answers, np.uint64)[np.searchsorted(pairs, lost)]
            self._table[slots[missed]] = (lost << NUMBER_BITS) | results
            found[missed] = results
        return found


def _unknown(bits: int) -> Numbers:
    return np.full(1 << bits, _UNKNOWN, np.uint64)


def _distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    ordered = np.sort(numbers)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]
