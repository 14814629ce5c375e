"""Transitivity: all pairs that a path of links joins, without looking at every way to cut the path.

    prp-trp, scm-sco, scm-spo, eq-trans: (x p z) ← (x p y), (y p z)

Joined as it stands, this rule meets a chain of n links in n³ / 6 ways to conclude n² / 2 pairs.
Here each pair is concluded about once: a path of d + k links, k ≤ d, is one of exactly d and one of
k; where paths fan out, one link is added at a time instead, whichever joins fewer rows. What is
closed already is first reduced to the links that it follows from.

Invariant: what comes back, added to the relation, leaves nothing for the rule to conclude.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.engine.clauses import Atom, Clause
from kg.engine.relation import Relation
from kg.engine.supports import Supports
from kg.engine.words import Layout, Words, canonical, repeat_ranges

FEW: Final = 1 << 16
MANY: Final = 1 << 20
FACTOR: Final = 8
_REDUCTIONS: Final = 8


def is_transitive(clause: Clause) -> bool:
    """Whether a clause says that a property is transitive, and nothing else."""
    head = clause.head
    return clause.is_composition and all(head and atom.key == head.key for atom in clause.body)


def is_symmetric(clause: Clause) -> bool:
    """Whether a clause says that a property is symmetric, and nothing else."""
    if clause.head is None or len(clause.body) != 1:
        return False
    return clause.body[0] == Atom(clause.head.key, (0, 1)) and clause.head.args == (1, 0)


@dataclass(frozen=True, slots=True)
class Paths:
    """Joins links to paths.

    Attributes:
        layout: how rows are packed.
        algebra: what adds and multiplies supports.
        support: that of the axiom, needed for every path of two links or more.
        is_symmetric: whether each pair is to have the opposite one, for everyone.
    """

    layout: Layout
    algebra: Supports
    support: int
    is_symmetric: bool = False

    def mirrored(self, words: Words) -> Words:
        """Return the opposites of pairs where there have to be any, canonical."""
        return self._turned(words) if self.is_symmetric else words[:0]

    def following(self, relation: Relation, delta: Words) -> list[Words]:
        """Return the pairs with which a relation is closed, if it was before `delta`, in rounds.

        delta: rows that the relation has taken in, canonical, with their opposites if symmetric.
        Each round, canonical too, follows from them and the rounds before it. Cost: of the pairs
        that are new; or of all, where more are new than not, or new ones close many circles.
        """
        if len(delta) * 2 < len(relation):
            rounds = replace(self, is_symmetric=False)._joining(relation, delta)
            if rounds is not None:
                return rounds
        return self.closing(self._relation(relation.words))

    def _joining(self, relation: Relation, delta: Words) -> list[Words] | None:
        """Return `following` by joining what is new with all; None where that is too many rows."""
        most = FACTOR * len(relation) + MANY
        tails = self._joined(self._turned(delta), relation.words, most)
        if tails is None:
            return None
        paths = self._relation(self._sum(delta, tails))
        rounds = [self._sum(tails), *self.closing(paths)]
        heads = self._joined(paths.words, relation.reverse, most)
        return None if heads is None else [*rounds, self._sum(self.layout.swap(heads))]

    def closing(self, found: Relation) -> list[Words]:
        """Add the pairs that paths join to a relation of links; return the rounds of adding.

        Where the links are symmetric, of two opposite paths one is made.
        """
        links = found.words = self.reduced(found.words)
        if self.is_symmetric:
            links = found.words = self._sum(links, self._turned(links))
        shorter, exact, length = links[:0], links, 1
        rounds: list[Words] = []
        while len(exact):
            turned = self._turned(exact)
            by_link = self._size(turned, links)
            doubling = self._size(turned, shorter) + self._size(turned, exact)
            if doubling <= max(4 * length * by_link, FEW):
                rounds.append(self._added(found, self._composed(turned, shorter)))
                shorter, other, length = found.words, exact, 2 * length
            else:
                shorter, other, length = found.words, links, length + 1
            exact = self._added(found, self._composed(turned, other))
            rounds.append(exact)
        return rounds

    def _added(self, found: Relation, paths: Words) -> Words:
        """Add paths, with their opposites if symmetric; return the pairs that are new."""
        fresh = found.absorb(self._sum(paths))
        opposite = found.absorb(self.mirrored(fresh))
        return self._sum(fresh, opposite) if len(opposite) else fresh

    def reduced(self, words: Words) -> Words:
        """Return links of which the others are paths, where these are too many to be joined."""
        for attempt in range(_REDUCTIONS):
            if self._size(self._turned(words), words) <= FACTOR * len(words) + FEW:
                return words
            pivots = self._least if attempt == 0 else self._furthest
            kept = self._without_implied(words, *pivots(words))
            if attempt and 2 * len(kept) > len(words):
                return kept
            words = kept
        return words

    def _least(self, words: Words) -> tuple[Words, NDArray[np.bool_]]:
        """Return for each subject its least object, and whether it may stand between.

        It may where it is less than the subject, and no object of its own is less than it: then
        none of its own links is left out.
        """
        subjects, starts = self._subjects(words)
        least = np.minimum.reduceat(self.layout.objects(words), starts)
        places, found = _find(subjects, least)
        is_centre = ~found | (least[places] >= least)
        return least, (least < subjects) & is_centre

    def _furthest(self, words: Words) -> tuple[Words, NDArray[np.bool_]]:
        """Return for each subject the object with the most objects but fewer than the subject has.

        Links that are left out follow from those of subjects with fewer, so never from each other.
        """
        subjects, starts = self._subjects(words)
        degrees = np.diff(np.append(starts, len(words))).astype(np.uint64)
        objects = self.layout.objects(words)
        places, found = _find(subjects, objects)
        theirs = np.where(found, degrees[places], 0)
        own = np.repeat(degrees, degrees.astype(np.intp))
        scores = np.where(theirs < own, theirs + np.uint64(1), 0) << np.uint64(32) | objects
        best = np.maximum.reduceat(scores, starts)
        return best & 0xFFFFFFFF, best >> np.uint64(32) > 0

    def _without_implied(self, words: Words, pivots: Words, usable: NDArray[np.bool_]) -> Words:
        """Return words less those (x z) with (x y) and (y z), y the pivot of x."""
        layout, relation = self.layout, self._relation(words)
        subjects, starts = self._subjects(words)
        counts = np.diff(np.append(starts, len(words)))
        first, _ = relation.find((subjects << layout.term_bits) | pivots)
        objects, pivot = layout.objects(words), np.repeat(pivots, counts)
        second, implied = relation.find((pivot << layout.term_bits) | objects)
        implied &= np.repeat(usable, counts) & (objects != pivot)
        if layout.support_bits:
            rows = np.flatnonzero(implied)
            one, two = words[np.repeat(first, counts)[rows]], words[second[rows]]
            product = self._product(one, two)
            total = self.algebra.plus(product, layout.supports(words[rows]))
            implied[rows[total != product]] = False
        return words[~implied]

    def _subjects(self, words: Words) -> tuple[Words, NDArray[np.intp]]:
        """Return the distinct subjects of rows, and where the rows of each begin."""
        subjects = self.layout.subjects(words)
        starts = np.flatnonzero(np.concatenate(([True], subjects[1:] != subjects[:-1])))
        return subjects[starts], starts

    def _turned(self, words: Words) -> Words:
        """Return pairs by what they lead to: (y x) for (x y), sorted."""
        return np.sort(self.layout.swap(words))

    def _size(self, turned: Words, rows: Words) -> int:
        """Return how many rows `_composed` would return."""
        low, high = self._bounds(turned, rows)
        return int((high - low).sum())

    def _joined(self, turned: Words, rows: Words, most: int) -> Words | None:
        """Return `_composed`, or None where that would be more rows than told."""
        return self._composed(turned, rows) if self._size(turned, rows) <= most else None

    def _composed(self, turned: Words, rows: Words) -> Words:
        """Return (x z) for each (y x) of the first and (y z) of the second; in no order.

        Where the property is symmetric, those alone with x ≤ z.
        """
        layout = self.layout
        which, at = repeat_ranges(*self._bounds(turned, rows))
        left, right = turned[which], rows[at]
        numbers = self._product(left, right) if layout.support_bits else 0
        return layout.pairs(layout.objects(left), layout.objects(right), numbers)

    def _bounds(self, turned: Words, rows: Words) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        shift = self.layout.subject_shift
        firsts = (turned >> shift) << shift
        lowest = self.layout.with_supports(turned, 0) if self.is_symmetric else firsts
        low = np.searchsorted(rows, lowest)
        return low, np.searchsorted(rows, firsts | ((1 << shift) - 1), side="right")

    def _product(self, left: Words, right: Words) -> Words:
        """Return the supports of paths of two parts, those of each given in words."""
        numbers = self.algebra.times(self.layout.supports(left), self.layout.supports(right))
        return self.algebra.scale(numbers, self.support)

    def _sum(self, *parts: Words) -> Words:
        return canonical(np.concatenate(parts), self.layout, self.algebra)

    def _relation(self, words: Words) -> Relation:
        relation = Relation(self.layout, self.algebra, is_class=False)
        relation.words = words
        return relation


def _find(subjects: Words, wanted: Words) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return where ids stand among sorted ones, and whether they do."""
    places = np.minimum(np.searchsorted(subjects, wanted), len(subjects) - 1)
    return places, subjects[places] == wanted
