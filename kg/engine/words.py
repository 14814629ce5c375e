"""Triples as machine words: how ids and supports are packed, and sorted sets of such words.

A pair (s, o) of a property is one uint64: s, then o, then the number of its support; a member s of
a class is s, then the number of its support. Without supports that is `s << 32 | o` in a uint64,
and `s` in a uint32. The *key* of a word is what stands left of the support.

Words are *canonical* when they are sorted and no key occurs twice. Sorting words sorts keys, and
rows of one subject are neighbours; so every join is a binary search and a copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kg.engine.supports import Supports

Words = NDArray[Any]
"""(n,) uint64, or (n,) uint32 for members of a class without supports."""

_FEW: Final = 256


@dataclass(frozen=True, slots=True)
class Layout:
    """How many bits of a word hold an object, and how many a support.

    What is left, 64 − term_bits − support_bits, holds the subject and is never less than term_bits.
    """

    term_bits: int = 32
    support_bits: int = 0

    @property
    def subject_shift(self) -> int:
        """How far the subject of a pair is shifted."""
        return self.term_bits + self.support_bits

    def pairs(self, s: Words, o: Words, supports: Words | int = 0) -> Words:
        """Pack subjects, objects and supports, (n,) each, into (n,) uint64."""
        words = s.astype(np.uint64, copy=False) << self.subject_shift
        words = words | (o.astype(np.uint64, copy=False) << self.support_bits)
        return words | supports if self.support_bits else words

    def members(self, s: Words, supports: Words | int = 0) -> Words:
        """Pack members of a class and their supports, (n,) each, into (n,) words."""
        if not self.support_bits:
            return s.astype(np.uint32, copy=False)
        return (s.astype(np.uint64, copy=False) << self.support_bits) | supports

    def subjects(self, words: Words) -> Words:
        """Return the subjects of pairs."""
        return words >> self.subject_shift

    def objects(self, words: Words) -> Words:
        """Return the objects of pairs."""
        if not self.support_bits:
            return words & 0xFFFFFFFF
        return (words >> self.support_bits) & ((1 << self.term_bits) - 1)

    def keys(self, words: Words) -> Words:
        """Return words without their supports, shifted down."""
        return words >> self.support_bits if self.support_bits else words

    def supports(self, words: Words) -> Words:
        """Return the numbers of the supports."""
        return words & ((1 << self.support_bits) - 1)

    def with_supports(self, words: Words, supports: Words | int) -> Words:
        """Return the words with their supports replaced."""
        return (words & ((1 << 64) - (1 << self.support_bits))) | supports

    def swap(self, words: Words) -> Words:
        """Return pairs with subject and object exchanged; not sorted."""
        if not self.support_bits:
            return (words << 32) | (words >> 32)
        return self.pairs(self.objects(words), self.subjects(words), self.supports(words))


def scaled(words: Words, layout: Layout, algebra: Supports, number: int) -> Words:
    """Return words with the support `number` needed in addition."""
    if not number or not layout.support_bits:
        return words
    return layout.with_supports(words, algebra.scale(layout.supports(words), number))


def canonical(words: Words, layout: Layout, algebra: Supports) -> Words:
    """Sort words and join those of one key, adding (⊕) their supports.

    Cost: one sort; with supports one more pass for each doubling of the most frequent key's count.
    """
    words = distinct(np.sort(words))
    if not layout.support_bits:
        return words
    while len(words) > 1:
        keys = words >> layout.support_bits
        same = keys[1:] == keys[:-1]
        if not same.any():
            break
        words = _add_neighbours(words, same, layout, algebra)
    return words


def marked(mask: NDArray[np.bool_], ids: Words) -> NDArray[np.bool_]:
    """Return `mask[ids]`: which of some ids, (n,), are marked in a mask of all ids."""
    # Signed numbers of the same bits index faster: numpy copies unsigned ones first.
    found: NDArray[np.bool_] = mask[ids.view(np.int64) if ids.dtype == np.uint64 else ids]
    return found


def distinct(words: Words) -> Words:
    """Return sorted words without repetitions."""
    if len(words) < 2:
        return words
    first = np.empty(len(words), bool)
    first[0] = True
    np.not_equal(words[1:], words[:-1], out=first[1:])
    return words if first.all() else words[first]


def ordered(*parts: Words) -> Words:
    """Return the words of some arrays, sorted, each once."""
    # np.unique and np.isin hash, which took a hundred times as long as sorting half a million.
    return distinct(np.sort(np.concatenate(parts)))


def among(words: Words, known: Words) -> NDArray[np.bool_]:
    """Say of words, (n,), which are among known ones, which are sorted."""
    if not len(known):
        return np.zeros(len(words), bool)
    rows = np.minimum(np.searchsorted(known, words), len(known) - 1)
    found: NDArray[np.bool_] = known[rows] == words
    return found


def merged(a: Words, b: Words) -> Words:
    """Return the sorted union of two sorted arrays that share no word.

    Cost: a copy of `a` where `b` is small, else a merge of both.
    """
    if not len(a) or not len(b):
        return a if len(a) else b
    if len(b) <= _FEW:
        return _inserted(a, b)
    both = np.concatenate((a, b))
    both.sort(kind="stable")
    return both


def _inserted(a: Words, b: Words) -> Words:
    """Return `merged` of many words and few, by copying what lies between them."""
    places = np.searchsorted(a, b).tolist()
    result = np.empty(len(a) + len(b), a.dtype)
    start = 0
    for shift, (place, word) in enumerate(zip(places, b.tolist(), strict=True)):
        result[start + shift : place + shift] = a[start:place]
        result[place + shift] = word
        start = place
    result[start + len(b) :] = a[start:]
    return result


def repeat_ranges(low: NDArray[np.intp], high: NDArray[np.intp]) -> tuple[Words, Words]:
    """Return for ranges [low, high) of rows, (n,), which range and which row: (m,) intp each."""
    counts = high - low
    which = np.repeat(np.arange(len(counts)), counts)
    starts = low - (np.cumsum(counts) - counts)
    return which, np.arange(len(which)) + np.repeat(starts, counts)


def _add_neighbours(words: Words, same: Words, layout: Layout, algebra: Supports) -> Words:
    """Join words of one key two by two; `same[i]` says that words i and i + 1 share a key."""
    left = np.flatnonzero(same)
    if len(left) > 1 and (left[1:] == left[:-1] + 1).any():
        left = _every_other(left)
    total = algebra.plus(layout.supports(words[left]), layout.supports(words[left + 1]))
    words[left] = layout.with_supports(words[left], total)
    keep = np.ones(len(words), bool)
    keep[left + 1] = False
    return words[keep]


def _every_other(rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the first, third, fifth … of each run of consecutive rows."""
    starts = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1] + 1)))
    place = np.arange(len(rows)) - np.repeat(starts, np.diff(np.append(starts, len(rows))))
    taken: NDArray[np.intp] = rows[place % 2 == 0]
    return taken
