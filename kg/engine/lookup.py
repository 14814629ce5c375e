"""Lookup: the triples of a closure as somebody sees them who trusts some units.

Triples are of *names*, the ids of `Terms`, with groups of identical terms expanded: proofs speak of
terms as they were stated, not of representatives.

Invariant: whatever is found here holds for whoever trusts the units; every triple of the closure
that does is found. Raises `Uncertain` where a support had sets that were dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.engine.closure import Closure
from kg.engine.lists import IdTriple
from kg.engine.relation import Relation
from kg.engine.supports import TRUE, Antichain
from kg.engine.terms import RESOURCE
from kg.engine.vocabulary import (
    INTERNAL,
    LITERAL_IDENTITY,
    SAME_AS,
    TYPE,
    class_key,
    is_class_key,
    property_key,
)

Names = tuple[int | None, int | None, int | None]
Origin = tuple[int, frozenset[str]]
_ANYTHING: Final = 1 << 40


class Uncertain(Exception):  # noqa: N818 # caught inside the engine, never seen outside
    """A capped support does not say whether a triple holds for the units trusted."""


class Lookup:
    """Answers triple patterns over a closure that must not grow meanwhile.

    Attributes:
        closure: what is looked up in.
        trusted: the units that are believed, None for all.
        origins: for each batch its number and units, to be shown.
    """

    def __init__(
        self,
        closure: Closure,
        trusted: frozenset[str] | None,
        *,
        origins: Sequence[Origin] | None = None,
    ) -> None:
        """Look up in `closure` what holds for `trusted`.

        `origins` say where its batches come from, if it was made of some of another's.
        """
        own = ((number, batch.units) for number, batch in enumerate(closure.stated))
        self.closure = closure
        self.trusted = trusted
        self.origins = list(own if origins is None else origins)
        self._identity = closure.identity
        self._admitted: dict[int, bool] = {}
        self._found: dict[Names, list[IdTriple]] = {}
        self._counts: dict[Names, int] = {}
        self._types: tuple[NDArray[np.uint64], NDArray[np.uint64]] | None = None
        self._stated = _Statements(closure, trusted)

    def stated(self, triple: IdTriple) -> list[tuple[int, int]]:
        """Return the batches that state a triple and are believed, each with the row."""
        return self._stated.find(triple)

    def is_literal(self, name: int) -> bool:
        """Whether a name is that of a literal."""
        return bool(self.closure.terms.kinds[name] != RESOURCE)

    def holds(self, triple: IdTriple) -> bool:
        """Whether a triple is in the closure and believed."""
        return bool(self.matching(*triple))

    def support(self, triple: IdTriple) -> Antichain | None:
        """Return the support of a triple in the closure, None where it is not there."""
        s, p, o = (self._identity.resolve(name) for name in triple)
        number = self.closure.support_number(s, p, o)
        return None if number is None else self.closure.antichain(number)

    def count(self, s: int | None, p: int | None, o: int | None) -> int:
        """Return about how many triples match a pattern, names of one term counted once."""
        pattern = s, p, o
        known = self._counts.get(pattern)
        if known is None:
            if p is None:
                known = _ANYTHING
            elif pattern in self._found:
                known = len(self._found[pattern])
            else:
                known = self._counts[pattern] = self._count(s, p, o)
        return known

    def matching(self, s: int | None, p: int | None, o: int | None) -> list[IdTriple]:
        """Return the triples that match a pattern, None standing for any name."""
        pattern = s, p, o
        found = self._found.get(pattern)
        if found is None:
            found = self._found[pattern] = list(dict.fromkeys(self._matching(s, p, o)))
        return found

    def _matching(self, s: int | None, p: int | None, o: int | None) -> Iterator[IdTriple]:
        keys = self._all_keys(s, o) if p is None else self._keys(p, s, o)
        for key, rs, ro in keys:
            subjects = self._names(rs) if s is None else [s]
            objects = self._names(ro) if o is None else [o]
            property_term = SAME_AS if key == LITERAL_IDENTITY else key >> 1
            predicates = self._names(property_term) if p is None else [p]
            yield from product(subjects, predicates, objects)
        if s is not None and s == o and p == SAME_AS and self._occurs(s):
            yield s, p, s

    def _all_keys(self, s: int | None, o: int | None) -> Iterator[tuple[int, int, int]]:
        yield from self._keys(TYPE, s, o)
        for key in self.closure.relations:
            if not is_class_key(key) and key not in INTERNAL:
                yield from self._keys(key >> 1, s, o)

    def _keys(self, p: int, s: int | None, o: int | None) -> Iterator[tuple[int, int, int]]:
        """Yield the rows of a property, of representatives: a relation's key, subject, object."""
        rp, rs, ro = (None if x is None else self._identity.resolve(x) for x in (p, s, o))
        assert rp is not None
        if rp == TYPE:
            yield from ((property_key(TYPE), *row) for row in self._members(rs, ro))
            return
        for key in (property_key(rp), LITERAL_IDENTITY) if rp == SAME_AS else (property_key(rp),):
            relation = self.closure.relations.get(key)
            if relation is not None and len(relation):
                yield from ((key, *row) for row in self._pairs(relation, rs, ro))

    def _pairs(self, relation: Relation, s: int | None, o: int | None) -> Iterator[tuple[int, int]]:
        layout, words = relation.layout, relation.words
        if s is not None:
            _, words = relation.expand(np.array([s], np.uint64))
            if o is not None:
                words = words[layout.objects(words) == o]
        elif o is not None:
            _, words = relation.expand(np.array([o], np.uint64), reverse=True)
            words = layout.swap(words)
        rows = zip(
            layout.subjects(words).tolist(),
            layout.objects(words).tolist(),
            layout.supports(words).tolist() if layout.support_bits else [TRUE] * len(words),
            strict=True,
        )
        return ((x, y) for x, y, number in rows if self.admits(number))

    def _members(self, s: int | None, c: int | None) -> Iterator[tuple[int, int]]:
        if c is None:
            classes = self._class_names() if s is None else self._classes_of(s)
            for found in classes:
                yield from self._members(s, found)
            return
        if s is not None:
            number = self.closure.support_number(s, TYPE, c)
            if number is not None and self.admits(number):
                yield s, c
            return
        relation = self.closure.relations.get(class_key(c))
        if relation is not None:
            layout, words = relation.layout, relation.words
            numbers = layout.supports(words) if layout.support_bits else np.zeros(len(words), int)
            for x, number in zip(layout.keys(words).tolist(), numbers.tolist(), strict=True):
                if self.admits(number):
                    yield x, c

    def _classes_of(self, s: int) -> list[int]:
        """Return the classes of a representative, from an index that is built when first needed."""
        if self._types is None:
            self._types = self._index_types()
        members, classes = self._types
        low, high = np.searchsorted(members, [s, s + 1])
        found: list[int] = classes[low:high].tolist()
        return found

    def _index_types(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        relations = [(c, self.closure.relations[class_key(c)]) for c in self._class_names()]
        parts = [relation.layout.keys(relation.words) for _, relation in relations]
        if not parts:
            return np.empty(0, np.uint64), np.empty(0, np.uint64)
        members = np.concatenate(parts).astype(np.uint64)
        classes = np.repeat(
            np.array([c for c, _ in relations], np.uint64), [len(part) for part in parts]
        )
        order = np.argsort(members, kind="stable")
        return members[order], classes[order]

    def _class_names(self) -> list[int]:
        relations = self.closure.relations
        return [key >> 1 for key in relations if is_class_key(key) and key not in INTERNAL]

    def _names(self, representative: int) -> list[int]:
        return self._identity.members(representative)

    def _occurs(self, name: int) -> bool:
        """Whether a name is a term of some triple that is believed."""
        places = ((name, None, None), (None, None, name), (None, name, None))
        return any(self.matching(*pattern) for pattern in places)

    def admits(self, number: int) -> bool:
        """Whether a support has a set within the units trusted."""
        if self.trusted is None:
            return True
        known = self._admitted.get(number)
        if known is None:
            known = any(units <= self.trusted for units in self.closure.antichain(number))
            if not known and self.closure.is_capped(number):
                raise Uncertain
            self._admitted[number] = known
        return known

    def _count(self, s: int | None, p: int, o: int | None) -> int:
        resolve = self._identity.resolve
        if s is not None and o is not None:
            return len(self.matching(s, p, o))
        if resolve(p) == TYPE:
            if s is not None:
                return len(self._classes_of(resolve(s)))
            relation = None if o is None else self.closure.relations.get(class_key(resolve(o)))
            return _ANYTHING if o is None else 0 if relation is None else len(relation)
        relation = self.closure.relations.get(property_key(resolve(p)))
        total = 0 if relation is None else _count_pairs(relation, s, o, resolve)
        if resolve(p) == SAME_AS:
            total += len(self.closure.relations.get(LITERAL_IDENTITY, ()))
        return total


class _Statements:
    """Finds which batches state a triple: ids in an index that is built when first needed."""

    def __init__(self, closure: Closure, trusted: frozenset[str] | None) -> None:
        self._closure = closure
        self._trusted = trusted
        self._built = False

    def find(self, triple: IdTriple) -> list[tuple[int, int]]:
        if not self._built:
            self._build()
        word = np.uint64(triple[0] << 32 | triple[2])
        low = int(np.searchsorted(self._words, word))
        high = int(np.searchsorted(self._words, word, side="right"))
        rows = self._rows[low:high]
        return [self._place(row) for row in sorted(rows[self._p[rows] == triple[1]].tolist())]

    def _place(self, row: int) -> tuple[int, int]:
        part = int(np.searchsorted(self._starts, row, side="right")) - 1
        return self._batches[part], row - int(self._starts[part])

    def _build(self) -> None:
        self._built = True
        stated = self._closure.stated
        self._batches = [
            index
            for index, batch in enumerate(stated)
            if len(batch.forms) and (self._trusted is None or batch.units <= self._trusted)
        ]
        parts = [stated[index].forms for index in self._batches]
        ids = self._closure.terms.ids
        triples = ids[np.concatenate(parts)] if parts else np.empty((0, 3), np.uint32)
        words = triples[:, 0].astype(np.uint64) << np.uint64(32) | triples[:, 2]
        self._rows = np.argsort(words, kind="stable")
        self._words, self._p = words[self._rows], triples[:, 1]
        self._starts = np.cumsum([0, *(len(part) for part in parts)])[:-1]


def _count_pairs(relation: Relation, s: int | None, o: int | None, resolve: object) -> int:
    assert callable(resolve)
    if s is None and o is None:
        return len(relation)
    if s is not None:
        rows, first = relation.words, int(resolve(s))
    else:
        rows, first = relation.reverse, int(resolve(o))
    shift = relation.layout.subject_shift
    bounds = np.array([first << shift, (first + 1) << shift], np.uint64)
    low, high = np.searchsorted(rows, bounds)
    return int(high - low)
