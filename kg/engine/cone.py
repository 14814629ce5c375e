"""The cone of some triples: what was stated that can take part in a derivation of any of them.

Every clause that was run is joined backwards: from the conclusions that are needed to the rows that
meet its conditions. A triple that rests on axioms alone needs nothing.

Invariant: every stated triple of every minimal set of stated triples from which one of the triples
follows is in the cone; there may be more in it: claims that make lists, and where identity itself
is claimed all that is said of the terms it names.

Cost: that of the joins; there is no Python object a triple.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import cast

import numpy as np
from numpy.typing import NDArray

from kg.engine.clauses import Clause
from kg.engine.closure import Closure
from kg.engine.join import Column, Database, join, pack
from kg.engine.lists import IdTriple
from kg.engine.plan import sink
from kg.engine.store import SAME, TYPES
from kg.engine.supports import TRUE, Supports
from kg.engine.terms import Triple
from kg.engine.vocabulary import (
    DATATYPE_IDS,
    FIRST,
    LITERAL_IDENTITY,
    REST,
    SAME_AS,
    TYPE,
    class_key,
    is_class_key,
    property_key,
    term_of,
)
from kg.engine.words import Words


def cone(closure: Closure, triples: Iterable[Triple]) -> list[NDArray[np.bool_]]:
    """Return for each batch stated which of its triples are in the cone of some, (n,) bool.

    closure: with supports.
    """
    found = _Cone(closure)
    for triple in triples:
        s, p, o = (closure.find(term) for term in triple)
        if s is not None and p is not None and o is not None:
            found.need_triple((s, p, o))
    found.run()
    return found.stated()


class _Unweighed:
    """Stands for an algebra where supports do not matter."""

    def times(self, a: Column, _: Column) -> Column:
        return a

    def scale(self, a: Column, _: int) -> Column:
        return a


class _Cone:
    """The rows that are needed, by relation, and those whose reasons have still to be found."""

    def __init__(self, closure: Closure) -> None:
        self._closure = closure
        relations = closure.relations
        self._layout = next(iter(relations.values())).layout
        unweighed = cast(Supports, _Unweighed())
        self._database = Database(relations, self._layout, unweighed)
        self._needed: dict[int, Words] = {}
        self._waiting: dict[int, Words] = {}
        self._by_head: dict[int, list[Clause]] = defaultdict(list)
        for clause in closure.running():
            if clause.head is not None:
                self._by_head[clause.head.key].append(clause)
        self._need_identities()
        for link in (FIRST, REST):  # not all that records name tells of the lists it was read from
            self._need(property_key(link), self._database.words(property_key(link)))

    def need_triple(self, triple: IdTriple) -> None:
        s, _, o = (np.array([term], np.uint64) for term in triple)
        if triple[1] == TYPE:
            self._need(class_key(triple[2]), self._layout.members(s))
            return
        for key in (property_key(triple[1]), LITERAL_IDENTITY):
            if key != LITERAL_IDENTITY or triple[1] == SAME_AS:
                self._need(key, self._layout.pairs(s, o))

    def run(self) -> None:
        """Find the reasons of all that is needed, and theirs."""
        while self._waiting:
            key, delta = self._waiting.popitem()
            if key == TYPES:
                self._need_members(delta)
            for clause, conclusions in self._concluding(key, delta):
                self._need_premises(clause, conclusions)

    def stated(self) -> list[NDArray[np.bool_]]:
        terms, literals = self._closure.terms, self._typed_literals()
        resolve = self._closure.identity.representatives
        found = []
        for batch in self._closure.stated:
            ids = resolve[terms.ids[batch.forms]].astype(np.uint64)
            mask = np.isin(ids[:, 2], literals)
            for p in np.unique(ids[:, 1]).tolist():
                rows = np.flatnonzero(ids[:, 1] == p)
                mask[rows] |= self._are_needed(p, ids[rows, 0], ids[rows, 2])
            found.append(mask)
        return found

    def _concluding(self, key: int, delta: Words) -> Iterable[tuple[Clause, Words]]:
        """Yield the clauses that may have concluded rows, with the rows as words of their heads."""
        for clause in self._by_head.get(key, ()):
            yield clause, delta
        if key == LITERAL_IDENTITY:
            for clause in self._by_head.get(SAME, ()):
                yield clause, delta
        if is_class_key(key) and TYPES in self._by_head:
            s, o = self._layout.keys(delta), np.full(len(delta), term_of(key), np.uint64)
            for clause in self._by_head[TYPES]:
                yield clause, self._layout.pairs(s, o)

    def _need_premises(self, clause: Clause, conclusions: Words) -> None:
        """Need the rows with which a clause concludes some."""
        assert clause.head is not None
        backwards = Clause(clause.rule, None, (clause.head, *clause.body))
        table = join(backwards, 0, conclusions, self._database)
        if not table.length:
            return
        for atom in clause.body:
            self._need(atom.key, pack(table, atom, self._layout))
        if clause.support != TRUE:
            for triple in clause.axiom:
                self.need_triple(triple)

    def _need_members(self, types: Words) -> None:
        """Need the members of classes that rows of rdf:type were copied from."""
        s, o = self._layout.subjects(types), self._layout.objects(types)
        for c in np.unique(o).tolist():
            for key in {class_key(c), sink(class_key(c))}:
                self._need(key, self._layout.members(s[o == c]))

    def _need_identities(self) -> None:
        """Need all that is said of terms whose identity with others is claimed, not an axiom."""
        relation = self._closure.relations.get(SAME)
        if relation is None:
            return
        layout, words = self._layout, relation.words
        s, o = layout.subjects(words), layout.objects(words)
        claimed = (s != o) & (layout.supports(words) != TRUE)
        terms = np.unique(np.concatenate((s[claimed], o[claimed])))
        for key, other in self._closure.relations.items() if len(terms) else ():
            mask = np.full(len(other), bool(np.isin(term_of(key), terms)))
            if is_class_key(key):
                mask |= np.isin(layout.keys(other.words), terms)
            else:
                mask |= np.isin(layout.subjects(other.words), terms)
                mask |= np.isin(layout.objects(other.words), terms)
            self._need(key, other.words[mask])

    def _need(self, key: int, words: Words) -> None:
        """Let rows of a relation wait that are there, rest on claims and are not needed yet."""
        relation = self._closure.relations.get(key)
        if relation is None or not len(relation) or not len(words):
            return
        rows, found = relation.find(np.unique(self._layout.keys(words)))
        rows = relation.words[rows[found]]
        rows = rows[self._layout.supports(rows) != TRUE]
        known = self._needed.get(key)
        if known is not None:
            rows = rows[~np.isin(rows, known)]
        if len(rows):
            self._needed[key] = rows if known is None else np.union1d(known, rows)
            waiting = self._waiting.get(key)
            self._waiting[key] = rows if waiting is None else np.union1d(waiting, rows)

    def _are_needed(self, p: int, s: Words, o: Words) -> NDArray[np.bool_]:
        """Say of stated triples of one property which are needed."""
        if p != TYPE:
            keys = {property_key(p), sink(property_key(p))}
            keys |= {LITERAL_IDENTITY} if p == SAME_AS else set()
            return self._among(keys, self._layout.pairs(s, o))
        mask = np.zeros(len(s), bool)
        for c in np.unique(o).tolist():
            rows = np.flatnonzero(o == c)
            keys = {class_key(c), sink(class_key(c))}
            mask[rows] = self._among(keys, self._layout.members(s[rows]))
        return mask

    def _among(self, keys: Iterable[int], words: Words) -> NDArray[np.bool_]:
        wanted = self._layout.keys(words)
        mask = np.zeros(len(words), bool)
        for key in keys:
            if key in self._needed:
                mask |= np.isin(wanted, self._layout.keys(self._needed[key]))
        return mask

    def _typed_literals(self) -> Words:
        """Return the literals that are needed as members of a datatype: whoever states one does."""
        found = [np.empty(0, np.uint64)]
        for datatype in DATATYPE_IDS:
            if (rows := self._needed.get(class_key(datatype))) is not None:
                found.append(self._layout.keys(rows))
        return np.concatenate(found)
