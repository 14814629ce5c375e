"""Chronicle: when each triple arose, where least height cannot be searched for.

What is believed is closed once more, and the rounds in which rows were added are kept. A triple
arose later than the premises of what concluded it, so a proof is found by going back: for each
triple the instance whose premises arose first. Nothing is tried twice, and a chain is cut about in
the middle, so its proof is about as high as the logarithm of its length.

Invariant: identities are never rewritten here, so rows speak of names as `Lookup` does.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from kg.engine.lists import IdTriple
from kg.engine.lookup import Lookup
from kg.engine.vocabulary import LITERAL_IDENTITY, SAME_AS, TYPE, class_key, property_key
from kg.engine.words import Words

_Dated = tuple[Words, NDArray[np.int64]]
"""Rows without their supports, sorted, and when each arose."""


class Chronicle:
    """The moments at which the triples that are believed arose."""

    def __init__(self, lookup: Lookup) -> None:
        """Close what a lookup believes.

        Cost: that of a closure with one unit, in which identities of n terms are n² rows.
        """
        trusted, stated = lookup.trusted, lookup.closure.stated
        believed = [b.forms for b in stated if trusted is None or b.units <= trusted]
        closure = lookup.closure.retold(believed)
        closure.close()
        self._layout = next(iter(closure.relations.values())).layout
        self._taken: dict[int, list[tuple[int, Words]]] = defaultdict(list)
        for moment, (key, rows) in enumerate(closure.taken_up, 1):
            self._taken[key].append((moment, self._layout.keys(rows)))
        self._rows: dict[int, _Dated] = {}
        self._turned: dict[int, _Dated] = {}

    def moment(self, triple: IdTriple) -> int | None:
        """Return when a triple arose, None where it never did."""
        s, p, o = triple
        if p == TYPE:
            return self._moment(class_key(o), s)
        word = s << self._layout.term_bits | o
        keys = (property_key(p), LITERAL_IDENTITY) if p == SAME_AS else (property_key(p),)
        moments = (self._moment(key, word) for key in keys)
        return next((moment for moment in moments if moment is not None), None)

    def between(self, x: int, p: int, z: int) -> int | None:
        """Return the y for which both (x p y) and (y p z) had arisen first, None without one."""
        key = property_key(p)
        if key not in self._turned:
            words, moments = self._dated(key)
            bits = self._layout.term_bits
            turned = (words & ((1 << bits) - 1)) << bits | (words >> bits)
            order = np.argsort(turned, kind="stable")
            self._turned[key] = turned[order], moments[order]
        heads, tails = self._run(self._dated(key), x), self._run(self._turned[key], z)
        middles, left, right = np.intersect1d(
            heads[0], tails[0], assume_unique=True, return_indices=True
        )
        if not len(middles):
            return None
        later = np.maximum(heads[1][left], tails[1][right])
        return int(middles[np.argmin(later)])

    def _run(self, dated: _Dated, first: int) -> _Dated:
        """Return the second terms of the rows that begin with a term, and when these arose."""
        words, moments = dated
        bits = self._layout.term_bits
        bounds = np.array([first << bits, (first + 1) << bits], np.uint64)
        low, high = np.searchsorted(words, bounds)
        return words[low:high] & ((1 << bits) - 1), moments[low:high]

    def _moment(self, key: int, word: int) -> int | None:
        words, moments = self._dated(key)
        row = int(np.searchsorted(words, np.uint64(word)))
        return int(moments[row]) if row < len(words) and words[row] == word else None

    def _dated(self, key: int) -> _Dated:
        if key not in self._rows:
            parts = self._taken.get(key, [])
            words = np.concatenate([np.empty(0, np.uint64), *(rows for _, rows in parts)])
            lengths = [len(rows) for _, rows in parts]
            moments = np.repeat(np.array([m for m, _ in parts], np.int64), lengths)
            words, first = np.unique(words, return_index=True)  # the first of equal rows
            self._rows[key] = words, moments[first]
        return self._rows[key]
