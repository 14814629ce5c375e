"""The triples of a closure: relations by key, and what waits to be added to them.

Words wait in `pending` until their relation is taken up. Where they are concluded about rdf:type, a
closed relation or an identity of literals, `conclude` sends them to the relation that holds such
triples.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.engine.clauses import Clause
from kg.engine.join import Database
from kg.engine.memo import NUMBER_BITS
from kg.engine.plan import sink
from kg.engine.relation import Relation
from kg.engine.supports import Supports
from kg.engine.terms import RESOURCE, Terms
from kg.engine.vocabulary import (
    CLOSED,
    LITERAL_IDENTITY,
    SAME_AS,
    TYPE,
    class_key,
    is_class_key,
    property_key,
)
from kg.engine.words import Layout, Words, canonical, marked

IDENTIFYING: Final = frozenset(
    ("prp-fp", "prp-ifp", "prp-key", "cls-maxc2", "cls-maxqc3", "cls-maxqc4")
)
"""The rules that conclude an identity from values; of two literals they conclude a conflict or
nothing."""

_FEW: Final = 64

SAME: Final = property_key(SAME_AS)
TYPES: Final = property_key(TYPE)


class Store:
    """The relations of a closure and the words that wait for them.

    Attributes:
        terms: the dictionary.
        algebra: the supports.
        layout: how words are packed now.
        relations: the relations by key; of rdf:type only while `types_wanted`.
        pending: words that wait, each with whether they are canonical.
        batches: the forms of each batch stated, (n, 3) uint32, and its support's number.
        taken_up: the rows that the last closing added, or whose supports grew, by relation.
        types_wanted: whether the relation of rdf:type is kept beside those of the classes.
    """

    def __init__(self, terms: Terms, algebra: Supports, *, supports: bool) -> None:
        """Start empty."""
        self.terms = terms
        self.algebra = algebra
        self._has_supports = supports
        self.layout = Layout()
        self.relations: dict[int, Relation] = {}
        self.pending: dict[int, list[tuple[Words, bool]]] = {}
        self.batches: list[tuple[NDArray[np.uint32], int]] = []
        self.taken_up: list[tuple[int, Words]] = []
        self.types_wanted = False
        self.make_room()

    @property
    def database(self) -> Database:
        """What joins read."""
        return Database(self.relations, self.layout, self.algebra)

    def make_room(self) -> None:
        """Choose a layout that holds all ids, and pack all rows in it. Nothing may be pending."""
        if not self._has_supports:
            return
        bits = max(16, (len(self.terms) * 5 // 4).bit_length())
        if bits <= self.layout.term_bits and self.layout.support_bits:
            return
        self.layout = Layout(bits, min(64 - 2 * bits, NUMBER_BITS))
        self.algebra.capacity = 1 << self.layout.support_bits
        for relation in self.relations.values():
            relation.relay(self.layout)

    def relation(self, key: int) -> Relation:
        """Return a relation, a new one where there is none."""
        relation = self.relations.get(key)
        if relation is None:
            relation = Relation(self.layout, self.algebra, is_class=is_class_key(key))
            self.relations[key] = relation
        return relation

    def load(
        self, batches: list[tuple[NDArray[np.uint32], int]], representatives: NDArray[np.uint32]
    ) -> None:
        """Let stated triples wait: the forms of each batch, (n, 3) uint32, and its support.

        representatives: what to write for each id, (forms,) uint32.
        """
        self.batches.extend(batches)
        forms = np.concatenate([forms for forms, _ in batches])
        number = self._numbered(batches)
        s, p, o = (representatives[self.terms.ids[column]] for column in forms.T)
        order, groups = _grouped(p, len(self.terms))
        s, o = s[order], o[order]
        if number is not None:
            number = number[order]
        words = self.layout.pairs(s, o, 0 if number is None else number)
        for key, rows in groups:
            if key == TYPE:
                self._load_types(s[rows], o[rows], None if number is None else number[rows])
            else:
                self.conclude(property_key(key), words[rows])

    def push(self, key: int, words: Words, *, is_canonical: bool = False) -> None:
        """Let words wait for exactly this relation."""
        if len(words):
            self.pending.setdefault(key, []).append((words, is_canonical))

    def conclude(self, key: int, words: Words, *, is_canonical: bool = False) -> None:
        """Let words wait for the relation that holds conclusions about `key`."""
        if not len(words):
            return
        if key == TYPES:
            s, o = self.layout.subjects(words), self.layout.objects(words)
            self._load_types(s, o, self.layout.supports(words) if self._has_supports else None)
        elif key == SAME:
            literal = self._speaks_of_literals(words)
            self.push(LITERAL_IDENTITY, words[literal])
            self.push(SAME, words[~literal])
        else:
            self.push(sink(key), words, is_canonical=is_canonical)

    def conclude_from(self, clause: Clause, words: Words, *, is_canonical: bool) -> None:
        """Let the conclusions of a clause wait, where they say something."""
        assert clause.head is not None
        key = clause.head.key
        if clause.rule in IDENTIFYING:
            words = words[self.layout.subjects(words) != self.layout.objects(words)]
            words = words[~self._speaks_of_literals(words)]
        if key in CLOSED.values():
            self.push(key, words, is_canonical=is_canonical)
        else:
            self.conclude(key, words, is_canonical=is_canonical)

    def take(self, key: int) -> Words:
        """Return what waits for a relation, canonical, and let it wait no longer."""
        parts = self.pending.pop(key)
        if len(parts) == 1 and parts[0][1]:
            return parts[0][0]
        words = parts[0][0] if len(parts) == 1 else np.concatenate([part for part, _ in parts])
        return canonical(words, self.layout, self.algebra)

    def want_types(self) -> None:
        """Keep the relation of rdf:type from now on."""
        if self.types_wanted:
            return
        self.types_wanted = True
        for key, relation in self.relations.items():
            self.note_types(key, relation.words)

    def note_types(self, key: int, members: Words) -> None:
        """Let new members of a class wait for the relation of rdf:type, if that is wanted."""
        if self.types_wanted and is_class_key(key) and key not in CLOSED:
            o = np.full(len(members), key >> 1, np.uint64)
            numbers = self.layout.supports(members)
            self.push(TYPES, self.layout.pairs(self.layout.keys(members), o, numbers))

    def _load_types(self, s: Words, o: Words, number: Words | None) -> None:
        order, groups = _grouped(o, len(self.terms))
        members = self.layout.members(s[order], 0 if number is None else number[order])
        for c, rows in groups:
            self.push(sink(class_key(c)), members[rows])

    def _numbered(self, batches: list[tuple[NDArray[np.uint32], int]]) -> Words | None:
        if not self._has_supports:
            return None
        numbers = np.array([number for _, number in batches], np.uint64)
        return np.repeat(numbers, [len(forms) for forms, _ in batches])

    def _speaks_of_literals(self, words: Words) -> NDArray[np.bool_]:
        literal = self.terms.kinds != RESOURCE
        s, o = self.layout.subjects(words), self.layout.objects(words)
        return marked(literal, s) | marked(literal, o)


def _grouped(ids: Words, size: int) -> tuple[NDArray[np.intp], list[tuple[int, slice]]]:
    """Return an order of rows that puts equal ids together, and where each id then stands.

    ids: (n,), all below `size`. The order keeps that of equal ids.
    """
    ids = ids.astype(np.intp, copy=False)
    if len(ids) < _FEW:
        found, counts = np.unique(ids, return_counts=True)
        order = np.argsort(ids, kind="stable")
    else:
        tally = np.bincount(ids, minlength=size)
        found = np.flatnonzero(tally)
        counts = tally[found]
        codes = np.zeros(size, np.uint16 if len(found) < 1 << 16 else np.uint32)
        codes[found] = np.arange(len(found))
        order = np.argsort(codes[ids], kind="stable")
    ends = np.cumsum(counts)
    slices = map(slice, (ends - counts).tolist(), ends.tolist())
    return order, list(zip(found.tolist(), slices, strict=True))
