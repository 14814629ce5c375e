"""Identity: what follows from owl:sameAs for all other triples.

    eq-rep-s: (t p o) ← (s owl:sameAs t), (s p o)       eq-rep-p: (s q o) ← (p owl:sameAs q), (s p
    o) eq-rep-o: (s p n) ← (o owl:sameAs n), (s p o)

An identity that holds for everyone, its support being TRUE, is carried out by rewriting: all terms
of one group become one *representative*, their smallest id, in all relations, and answers are
expanded again. One that rests on units is carried out as the rules say, so that every triple it
leads to keeps its support.

Invariant: `representatives[i]` ≤ i and is its own representative. Literals are never rewritten.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.engine.relation import Relation
from kg.engine.store import SAME, TYPES, Store
from kg.engine.supports import TRUE
from kg.engine.vocabulary import CLOSED, EVERY_IDENTITY, class_key, is_class_key, property_key
from kg.engine.words import Words, canonical, marked

_UNTOUCHED: Final = (SAME, TYPES, EVERY_IDENTITY)
"""The relations whose substitutes come from others, or from eq-sym and eq-trans."""


class Identity:
    """The groups of terms that are the same for everyone, and the identities that are not.

    Attributes:
        representatives: the representative of each form, (forms,) uint32.
        groups: the members of each group of two or more, by representative.
    """

    def __init__(self, store: Store) -> None:
        """Start with every term by itself."""
        self._store = store
        self.representatives = np.empty(0, np.uint32)
        self.groups: dict[int, list[int]] = {}
        self._claims: list[Words] = []
        self._news: list[Words] = []
        self._weighted = np.zeros(0, bool)
        self.grow()

    @property
    def is_rewriting_due(self) -> bool:
        """Whether identities wait that hold for everyone."""
        return bool(self._claims)

    @property
    def is_replacing_due(self) -> bool:
        """Whether identities wait that rest on units."""
        return bool(self._news)

    @property
    def has_weighted(self) -> bool:
        """Whether there are identities that rest on units."""
        return bool(self._weighted.any())

    def is_weighted(self, identifier: int) -> bool:
        """Whether an id is the same as another one for those who trust some units."""
        return bool(self._weighted[identifier])

    def grow(self) -> None:
        """Take in the terms that are new in the dictionary."""
        size, old = len(self._store.terms), len(self.representatives)
        if size > old:
            fresh = np.arange(old, size, dtype=np.uint32)
            self.representatives = np.concatenate((self.representatives, fresh))
            self._weighted = np.concatenate((self._weighted, np.zeros(size - old, bool)))

    def resolve(self, identifier: int) -> int:
        """Return the representative of an id."""
        return int(self.representatives[identifier])

    def members(self, identifier: int) -> list[int]:
        """Return all ids that a representative stands for, itself first."""
        return self.groups.get(identifier, [identifier])

    def note(self, delta: Words) -> Words:
        """Take in new words of owl:sameAs; return those that rules may still be fired on.

        What is going to be rewritten comes back as one reflexive word a group instead.
        """
        layout = self._store.layout
        s, o = layout.subjects(delta), layout.objects(delta)
        differ = s != o
        certain = layout.supports(delta) == TRUE if layout.support_bits else np.ones(len(s), bool)
        if (differ & certain).any():
            self._claims.append(delta[differ & certain])
        weighted = differ & ~certain
        if weighted.any():
            self._weighted[s[weighted]] = True
            self._weighted[o[weighted]] = True
            self._news.append(delta[weighted])
        rest: Words = delta[~(differ & certain)]
        return rest

    def has_open(self, identities: Words) -> bool:
        """Whether some words of owl:sameAs rest on units and speak of two terms."""
        layout = self._store.layout
        if not layout.support_bits:
            return False
        differ = layout.subjects(identities) != layout.objects(identities)
        return bool((differ & (layout.supports(identities) != TRUE)).any())

    def substitutes(self, key: int, delta: Words) -> Words:
        """Return what identities that rest on units make of new rows of a relation."""
        same = self._store.relations.get(SAME)
        if same is None or key in _UNTOUCHED or not self.has_weighted:
            return delta[:0]
        return self._substituted(key, delta, same, self._weighted)

    def replace(self) -> None:
        """Carry new identities that rest on units over to all rows there are.

        Cost: one pass over all relations.
        """
        store = self._store
        words = canonical(np.concatenate(self._news), store.layout, store.algebra)
        self._news = []
        same = Relation(store.layout, store.algebra, is_class=False)
        same.words = words
        affected = np.zeros(len(self._weighted), bool)
        affected[store.layout.subjects(words)] = True
        for key, relation in list(store.relations.items()):
            if key not in _UNTOUCHED:
                store.push(key, self._substituted(key, relation.words, same, affected))

    def rewrite(self) -> tuple[set[int], bool]:
        """Rewrite all relations to the representatives of the groups that waiting identities make.

        Returns the keys of the relations that changed, and whether terms that rules name did.
        Cost: one pass over all relations, and a Python step for each new identity.
        """
        layout = self._store.layout
        claims = np.concatenate(self._claims)
        self._claims = []
        moves = self._unite(layout.subjects(claims), layout.objects(claims))
        if not moves:
            return set(), False
        mapping = np.arange(len(self.representatives), dtype=np.uint32)
        mapping[list(moves)] = list(moves.values())
        self.representatives = mapping[self.representatives]
        self._weighted[mapping[self._weighted]] = True
        self._news = [self._mapped(SAME, words, mapping) for words in self._news]
        self._rewrite_pending(mapping)
        relations = list(self._store.relations.items())
        changed = {key for key, rows in relations if self._rewrite_relation(key, rows, mapping)}
        return changed, min(moves) < self._store.terms.known

    def _substituted(
        self, key: int, rows: Words, same: Relation, affected: NDArray[np.bool_]
    ) -> Words:
        layout = self._store.layout
        if is_class_key(key):
            members = layout.keys(rows)
            return self._replaced(rows, members, same, affected, place=0)
        left = self._replaced(rows, layout.subjects(rows), same, affected, place=1)
        right = self._replaced(rows, layout.objects(rows), same, affected, place=2)
        return np.concatenate((left, right)) if len(right) else left

    def _replaced(
        self,
        rows: Words,
        ids: Words,
        same: Relation,
        affected: NDArray[np.bool_],
        *,
        place: int,
    ) -> Words:
        """Replace an id of each row by others: its member (place 0), subject (1) or object (2)."""
        layout = self._store.layout
        hit = np.flatnonzero(marked(affected, ids))
        if not len(hit):
            return rows[:0]
        which, found = same.expand(ids[hit].astype(np.uint64, copy=False))
        old, new = rows[hit][which], layout.objects(found)
        numbers = self._product(old, found)
        if place == 0:
            return layout.members(new, numbers)
        if place == 1:
            return layout.pairs(new, layout.objects(old), numbers)
        return layout.pairs(layout.subjects(old), new, numbers)

    def _product(self, a: Words, b: Words) -> Words:
        layout = self._store.layout
        return self._store.algebra.times(layout.supports(a), layout.supports(b))

    def _unite(self, left: Words, right: Words) -> dict[int, int]:
        """Join groups; return which ids cease to be representatives, with their new ones."""
        parents: dict[int, int] = {}

        def root(x: int) -> int:
            while (parent := parents.get(x, x)) != x:
                parents[x] = parents.get(parent, parent)
                x = parent
            return x

        known = self.representatives
        for a, b in zip(known[left].tolist(), known[right].tolist(), strict=True):
            a, b = root(a), root(b)
            if a != b:
                parents[max(a, b)] = min(a, b)
        moves = {x: root(x) for x in parents if root(x) != x}
        for old, new in sorted(moves.items()):
            self.groups.setdefault(new, [new]).extend(self.groups.pop(old, [old]))
        return moves

    def _rewrite_pending(self, mapping: NDArray[np.uint32]) -> None:
        store = self._store
        waiting, store.pending = store.pending, {}
        for key, parts in waiting.items():
            target = _moved(key, mapping)
            send = store.push if target == key else store.conclude
            for words, _ in parts:
                send(target, self._mapped(key, words, mapping))

    def _rewrite_relation(self, key: int, relation: Relation, mapping: NDArray[np.uint32]) -> bool:
        """Rewrite one relation; return whether it changed."""
        target = _moved(key, mapping)
        mapped = self._mapped(key, relation.words, mapping)
        if target != key:
            del self._store.relations[key]
            self._store.conclude(target, mapped)
            return True
        changed = mapped != relation.words
        if not changed.any():
            return False
        relation.remove(changed)
        self._store.push(key, mapped[changed])
        return True

    def _mapped(self, key: int, words: Words, mapping: NDArray[np.uint32]) -> Words:
        layout = self._store.layout
        if is_class_key(key):
            return layout.members(mapping[layout.keys(words)], layout.supports(words))
        s, o = mapping[layout.subjects(words)], mapping[layout.objects(words)]
        return layout.pairs(s, o, layout.supports(words))


def _moved(key: int, mapping: NDArray[np.uint32]) -> int:
    """Return the key of the relation that a relation's rows belong to after a rewriting."""
    closed = CLOSED.get(key, key)
    term = int(mapping[closed >> 1])
    target = class_key(term) if is_class_key(key) else property_key(term)
    return key if target == closed else target
