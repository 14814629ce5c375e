"""An index of a closure's triples by what their terms denote, for patterns with blank nodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from kg.engine import Closure
from kg.entailment import words as w

Key = str | int
Named = tuple[Key, str]

_REFLEXIVE: Final = (
    w.SAME_AS,
    w.SUB_CLASS_OF,
    w.EQUIVALENT_CLASS,
    w.SUB_PROPERTY_OF,
    w.EQUIVALENT_PROPERTY,
)


class Table:
    """The pairs of one predicate; of terms that denote the same, one stands for all."""

    def __init__(self, rows: Iterable[tuple[Named, Named]]) -> None:
        """Index pairs of subjects and objects, each a key and a term. Cost: linear."""
        self._names: dict[Key, str] = {}
        self._by_subject: dict[Key, dict[Key, None]] = defaultdict(dict)
        self._by_object: dict[Key, dict[Key, None]] = defaultdict(dict)
        for (s, subject), (o, object_) in rows:
            self._names.setdefault(s, subject)
            self._names.setdefault(o, object_)
            self._by_subject[s][o] = None
            self._by_object[o][s] = None

    def pairs(self, s: Key | None, o: Key | None) -> list[tuple[str, str]]:
        """Return the terms of the pairs that match, None standing for anything."""
        subjects = self._by_subject if s is None else (s,)
        if s is None and o is not None:
            return [(self._names[x], self._names[o]) for x in self._by_object.get(o, ())]
        found = ((x, y) for x in subjects for y in self._by_subject.get(x, ()))
        return [(self._names[x], self._names[y]) for x, y in found if o is None or y == o]


class Index:
    """The triples of a closure. Tables are made when a pattern first asks for their predicate.

    Where a predicate is true of everything and itself, these triples are in its table, too.
    """

    def __init__(self, closure: Closure) -> None:
        """Look at a closure, which must not grow."""
        self._closure = closure
        self._tables: dict[tuple[str, str], Table] = {}

    def key(self, term: str) -> Key:
        """Return what terms have in common that are known to denote the same."""
        found = self._closure.find(term)
        return term if found is None else found

    def matches(self, s: str | None, p: str, o: str | None) -> list[tuple[str, str]]:
        """Return the subjects and objects that match, None standing for anything."""
        subject = None if s is None else self.key(s)
        object_ = None if o is None else self.key(o)
        return self._table(p, o).pairs(subject, object_)

    def _table(self, p: str, o: str | None) -> Table:
        if p in _REFLEXIVE or (p == w.TYPE and o is None):
            return self._everything.get(self.key(p), Table(()))
        name = p, (o or "") if p == w.TYPE else ""
        if name not in self._tables:
            rows = self._members(o) if p == w.TYPE and o is not None else self._pairs(p)
            self._tables[name] = Table(rows)
        return self._tables[name]

    def _members(self, c: str) -> Iterable[tuple[Named, Named]]:
        identifier = self._closure.find(c)
        relation = None if identifier is None else self._closure.members(identifier)
        if relation is None or identifier is None:
            return []
        members = relation.layout.keys(relation.words).tolist()
        return [(self._named(x), (identifier, c)) for x in members]

    def _pairs(self, p: str) -> Iterable[tuple[Named, Named]]:
        identifier = self._closure.find(p)
        relation = None if identifier is None else self._closure.pairs(identifier)
        if relation is None:
            return []
        layout, words = relation.layout, relation.words
        pairs = zip(layout.subjects(words).tolist(), layout.objects(words).tolist(), strict=True)
        return [(self._named(x), self._named(y)) for x, y in pairs]

    def _named(self, identifier: int) -> Named:
        return identifier, self._closure.terms.text(identifier)

    @cached_property
    def _everything(self) -> dict[Key, Table]:
        """The tables of `rdf:type` and of the predicates that are reflexive."""
        rows: dict[Key, list[tuple[Named, Named]]] = defaultdict(list)
        for s, p, o in self._closure.triples(generalized=True, reflexive=True):
            if p == w.TYPE or p in _REFLEXIVE:
                rows[self.key(p)].append(((self.key(s), s), (self.key(o), o)))
        return {p: Table(found) for p, found in rows.items()}
