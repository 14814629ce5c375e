"""A relation: all pairs of one property, or all members of one class.

Invariant: `words` is canonical (sorted, one word a key), and so is `reverse` where it was asked
for. What a relation yields from `absorb` is what was new in it: the delta that rules are fired on.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kg.engine.supports import Supports
from kg.engine.words import Layout, Words, merged, repeat_ranges


class Relation:
    """A growing, sorted set of pairs or members, each with its support.

    Attributes:
        layout: how the words are packed.
        is_class: whether the rows are members of a class instead of pairs.
        words: the rows, (n,) canonical.
    """

    __slots__ = ("_algebra", "_reverse", "is_class", "layout", "words")

    def __init__(self, layout: Layout, algebra: Supports, *, is_class: bool) -> None:
        """Start empty."""
        self.layout = layout
        self.is_class = is_class
        narrow = is_class and not layout.support_bits
        self.words: Words = np.empty(0, np.uint32 if narrow else np.uint64)
        self._algebra = algebra
        self._reverse: Words | None = None

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.words)

    @property
    def reverse(self) -> Words:
        """The pairs with subject and object exchanged, canonical; built when first asked for."""
        if self._reverse is None:
            self._reverse = np.sort(self.layout.swap(self.words))
        return self._reverse

    @property
    def nbytes(self) -> int:
        """The bytes that the rows take, both orders counted."""
        return self.words.nbytes + (0 if self._reverse is None else self._reverse.nbytes)

    def absorb(self, words: Words) -> Words:
        """Add canonical words; return those that are new, or whose support grew, with all of it."""
        if not len(self.words):
            self.words = words
            self._reverse = None
            return words
        where, known = self.find(self.layout.keys(words))
        fresh = words[~known]
        grown = self._grow(where[known], words[known]) if self.layout.support_bits else words[:0]
        if len(fresh):
            self.words = merged(self.words, fresh)
            if self._reverse is not None:
                self._reverse = merged(self._reverse, np.sort(self.layout.swap(fresh)))
        return fresh if not len(grown) else np.sort(np.concatenate((fresh, grown)))

    def find(self, keys: Words) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Return for keys, (n,), a row and whether it has that key."""
        if not len(self.words):
            return np.zeros(len(keys), np.intp), np.zeros(len(keys), bool)
        if not self.layout.support_bits:
            rows = np.searchsorted(self.words, keys)
            np.minimum(rows, len(self.words) - 1, out=rows)
            return rows, self.words[rows] == keys
        rows = np.searchsorted(self.words, keys << self.layout.support_bits)
        np.minimum(rows, len(self.words) - 1, out=rows)
        return rows, (self.words[rows] >> self.layout.support_bits) == keys

    def expand(self, firsts: Words, *, reverse: bool = False) -> tuple[NDArray[np.intp], Words]:
        """Return the pairs of each given subject, or object if `reverse`.

        firsts: (n,) uint64, faster when sorted. Returns for each pair found which of them it is of,
        (m,) indices, and its word, (m,), of `words` or of `reverse`.
        """
        rows = self.reverse if reverse else self.words
        which, at = repeat_ranges(*self._bounds(rows, firsts))
        return which, rows[at]

    def count(self, firsts: Words, *, reverse: bool = False) -> int:
        """Return how many pairs `expand` would return."""
        low, high = self._bounds(self.reverse if reverse else self.words, firsts)
        return int((high - low).sum())

    def remove(self, rows: NDArray[np.bool_]) -> Words:
        """Take out the rows where the mask (n,) is true, and return them."""
        taken = self.words[rows]
        self.words = self.words[~rows]
        self._reverse = None
        return taken

    def repeated(self, *, reverse: bool = False) -> Words:
        """Return the words whose subject (object, if reverse) occurs in more than one row."""
        rows = self.reverse if reverse else self.words
        firsts = rows >> self.layout.subject_shift
        same = firsts[1:] == firsts[:-1]
        if not same.any():
            return rows[:0]
        mask = np.zeros(len(rows), bool)
        mask[1:] = same
        mask[:-1] |= same
        return rows[mask]

    def relay(self, layout: Layout) -> None:
        """Pack the rows in another layout, which must have room for them."""
        self.words = relaid(self.words, self.layout, layout, is_class=self.is_class)
        self._reverse = None
        self.layout = layout

    def _bounds(self, rows: Words, firsts: Words) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        shift = self.layout.subject_shift
        low = np.searchsorted(rows, firsts << shift)
        return low, np.searchsorted(rows, (firsts << shift) | ((1 << shift) - 1), side="right")

    def _grow(self, rows: NDArray[np.intp], words: Words) -> Words:
        """Add the supports of words to the rows with their keys; return those that changed."""
        layout = self.layout
        old = self.words[rows]
        total = self._algebra.plus(layout.supports(old), layout.supports(words))
        changed = total != layout.supports(old)
        if not changed.any():
            return words[:0]
        grown = layout.with_supports(old[changed], total[changed])
        if self._reverse is not None:
            self._update_reverse(old[changed], grown)
        # A relation's words may be shared with a delta still to be read: replace, don't write into.
        self.words = self.words.copy()
        self.words[rows[changed]] = grown
        return grown

    def _update_reverse(self, old: Words, grown: Words) -> None:
        assert self._reverse is not None
        rows = np.searchsorted(self._reverse, np.sort(self.layout.swap(old)))
        self._reverse = self._reverse.copy()
        self._reverse[rows] = np.sort(self.layout.swap(grown))


def relaid(words: Words, old: Layout, new: Layout, *, is_class: bool) -> Words:
    """Return rows packed in a new layout, which must have room for them."""
    if is_class:
        return new.members(old.keys(words), old.supports(words))
    return new.pairs(old.subjects(words), old.objects(words), old.supports(words))
