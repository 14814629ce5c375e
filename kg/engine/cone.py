"""The cone of some triples: what was stated that can take part in a derivation of any of them.

Every clause that was run is joined backwards: from the conclusions that are needed to the rows that
meet its conditions. A triple that rests on axioms alone needs nothing.

Invariant: every stated triple of every minimal set of stated triples from which one of the triples
follows is in the cone; there may be more in it: claims that make lists, and where identity itself
is claimed all that is said of the terms it names.

Cost: that of the joins; there is no Python object a triple.

A cone is kept: as long as nothing that a closing adds reaches it, it is that of the larger closure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

from kg.engine.backwards import between, premises
from kg.engine.clauses import Clause
from kg.engine.closure import Closure
from kg.engine.join import Column, Database, fire
from kg.engine.lists import IdTriple
from kg.engine.plan import sink
from kg.engine.stepping import is_little
from kg.engine.store import SAME, TYPES
from kg.engine.supports import TRUE, Supports
from kg.engine.terms import Triple
from kg.engine.vocabulary import (
    DATATYPE_IDS,
    EVERY_IDENTITY,
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
from kg.engine.words import Words, among, ordered

_FAR_REACHING: Final = frozenset(
    (SAME, LITERAL_IDENTITY, EVERY_IDENTITY, property_key(FIRST), property_key(REST))
)


def cone(closure: Closure, triples: Iterable[Triple]) -> list[NDArray[np.bool_]]:
    """Return for each batch stated which of its triples are in the cone of some, (n,) bool.

    closure: with supports.
    """
    return Cone(closure, triples).stated()


class _Unweighed:
    """Stands for an algebra where supports do not matter."""

    def times(self, a: Column, _: Column) -> Column:
        return a

    def scale(self, a: Column, _: int) -> Column:
        return a


class Cone:
    """The rows that are needed, by relation, and those whose reasons have still to be found.

    Attributes:
        closure: whose rows they are.
    """

    def __init__(self, closure: Closure, triples: Iterable[Triple]) -> None:
        """Find the cone of some triples of a closure, which has supports."""
        self.closure = closure
        relations = closure.relations
        self._layout = next(iter(relations.values())).layout
        unweighed = cast(Supports, _Unweighed())
        self._database = Database(relations, self._layout, unweighed)
        self._needed: dict[int, Words] = {}
        self._waiting: dict[int, Words] = {}
        self._clauses = closure.running()
        self._by_head: dict[int, list[Clause]] = defaultdict(list)
        for clause in self._clauses:
            if clause.head is not None:
                self._by_head[clause.head.key].append(clause)
        wanted = list(triples)
        itself = [s for s, p, o in wanted if s == o and closure.find(p) == SAME_AS]
        self._claimed = ordered(self._claimed_identities(), self._numbers(itself))
        self._need_identities()
        for link in (FIRST, REST):  # not all that records name tells of the lists it was read from
            self._need(property_key(link), self._database.words(property_key(link)))
        self._need_triples(self._known(wanted))
        while self._waiting:
            self._find_reasons(*self._waiting.popitem())

    def stated(self, start: int = 0) -> list[NDArray[np.bool_]]:
        """Return of each batch from number `start` on which of its triples are in it, (n,) bool."""
        terms, literals = self.closure.terms, self._typed_literals()
        resolve = self.closure.identity.representatives
        found = []
        for batch in self.closure.stated[start:]:
            ids = resolve[terms.ids[batch.forms]].astype(np.uint64)
            mask = among(ids[:, 2], literals)
            for p in ordered(ids[:, 1]).tolist():
                rows = np.flatnonzero(ids[:, 1] == p)
                mask[rows] |= self._are_needed(p, ids[rows, 0], ids[rows, 2])
            found.append(mask)
        return found

    def is_reached(self, batches: int) -> bool:
        """Whether what the last closing has added may take part in a derivation of the triples.

        Cost: that of firing the clauses on what was added.

        Args:
            batches: how many batches were stated before it.
        """
        if self.closure.running() is not self._clauses or self._has_other_layout():
            return True
        if any(self._is_touched_by(key, delta) for key, delta in self.closure.taken_up):
            return True
        return any(mask.any() for mask in self.stated(batches))

    def _has_other_layout(self) -> bool:
        return next(iter(self.closure.relations.values())).layout != self._layout

    def _is_touched_by(self, key: int, delta: Words) -> bool:
        """Whether new rows are needed, name a term of claimed identity, or lead to what is needed.

        Identities and lists are taken to lead to everything.
        """
        if key in _FAR_REACHING or self._speaks_of(self._claimed, key, delta).any():
            return True
        if self._holds(key, delta):
            return True
        return any(
            self._may_lead_on(clause, position, delta)
            for clause in self._clauses
            if clause.head is not None
            for position, atom in enumerate(clause.body)
            if atom.key == key
        )

    def _may_lead_on(self, clause: Clause, position: int, delta: Words) -> bool:
        """Whether a clause may conclude what is needed from new rows that meet a condition."""
        rows = [self._database.words(atom.key) for atom in clause.body]
        if not all(map(len, rows)):
            return False
        if not clause.is_composition or is_little(clause, position, delta, self._database):
            return self._holds_conclusions(clause, fire(clause, position, delta, self._database)[0])
        assert clause.head is not None
        rows[position] = delta
        needed = [self._needed[key] for key in _holding(clause.head.key) if key in self._needed]
        return clause.head.key == TYPES or any(
            between(words, rows[0], rows[1], self._database) is not None for words in needed
        )

    def _holds_conclusions(self, clause: Clause, words: Words) -> bool:
        assert clause.head is not None
        key = clause.head.key
        if key == TYPES:
            s, o = self._layout.subjects(words), self._layout.objects(words)
            return any(
                self._holds(k, self._layout.members(s[o == c]))
                for c in ordered(o).tolist()
                for k in {class_key(c), sink(class_key(c))}
            )
        return any(self._holds(k, words) for k in _holding(key))

    def _holds(self, key: int, words: Words) -> bool:
        """Whether some row of a relation is needed, with any support."""
        needed = self._needed.get(key)
        return needed is not None and bool(
            among(self._layout.keys(words), self._layout.keys(needed)).any()
        )

    def _known(self, triples: Iterable[Triple]) -> Iterator[IdTriple]:
        for triple in triples:
            s, p, o = (self.closure.find(term) for term in triple)
            if s is not None and p is not None and o is not None:
                yield s, p, o

    def _numbers(self, terms: Iterable[str]) -> Words:
        found = (self.closure.find(term) for term in terms)
        return np.array([number for number in found if number is not None], np.uint64)

    def _need_triples(self, triples: Iterable[IdTriple]) -> None:
        members: dict[int, list[int]] = defaultdict(list)
        pairs: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for s, p, o in triples:
            if p == TYPE:
                members[class_key(o)].append(s)
                continue
            pairs[property_key(p)].append((s, o))
            if p == SAME_AS:
                pairs[LITERAL_IDENTITY].append((s, o))
        for key, found in members.items():
            self._need(key, self._layout.members(np.array(found, np.uint64)))
        for key, both in pairs.items():
            self._need(key, self._layout.pairs(*np.array(both, np.uint64).T))

    def _find_reasons(self, key: int, delta: Words) -> None:
        """Need what some needed rows may have been concluded from."""
        if key == TYPES:
            self._need_members(delta)
        for clause, conclusions in self._concluding(key, delta):
            self._need_premises(clause, conclusions)

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
        """Need the rows with which a clause may conclude some."""
        found = premises(clause, conclusions, self._database)
        if found is None:
            return
        for atom, words in zip(clause.body, found, strict=True):
            self._need(atom.key, words)
        if clause.support != TRUE:
            self._need_triples(clause.axiom)

    def _need_members(self, types: Words) -> None:
        """Need the members of classes that rows of rdf:type were copied from."""
        s, o = self._layout.subjects(types), self._layout.objects(types)
        for c in ordered(o).tolist():
            for key in {class_key(c), sink(class_key(c))}:
                self._need(key, self._layout.members(s[o == c]))

    def _claimed_identities(self) -> Words:
        """Return the terms whose identity with others is claimed, not an axiom, sorted."""
        layout, words = self._layout, self._database.words(SAME)
        s, o = layout.subjects(words), layout.objects(words)
        claimed = (s != o) & (layout.supports(words) != TRUE)
        return ordered(s[claimed], o[claimed])

    def _need_identities(self) -> None:
        """Need all that is said of terms whose identity is claimed, or is one of the triples."""
        for key, other in self.closure.relations.items() if len(self._claimed) else ():
            self._need(key, other.words[self._speaks_of(self._claimed, key, other.words)])

    def _speaks_of(self, terms: Words, key: int, words: Words) -> NDArray[np.bool_]:
        """Say of rows of a relation which name one of some terms."""
        layout = self._layout
        mask = np.full(len(words), term_of(key) in terms)
        if is_class_key(key):
            return mask | among(layout.keys(words), terms)
        mask |= among(layout.subjects(words), terms)
        return mask | among(layout.objects(words), terms)

    def _need(self, key: int, words: Words) -> None:
        """Let rows of a relation wait that are there, rest on claims and are not needed yet."""
        relation = self.closure.relations.get(key)
        if relation is None or not len(relation) or not len(words):
            return
        rows, found = relation.find(ordered(self._layout.keys(words)))
        rows = relation.words[rows[found]]
        rows = rows[self._layout.supports(rows) != TRUE]
        known = self._needed.get(key)
        if known is not None:
            rows = rows[~among(rows, known)]
        if len(rows):
            self._needed[key] = rows if known is None else ordered(known, rows)
            waiting = self._waiting.get(key)
            self._waiting[key] = rows if waiting is None else ordered(waiting, rows)

    def _are_needed(self, p: int, s: Words, o: Words) -> NDArray[np.bool_]:
        """Say of stated triples of one property which are needed."""
        if p != TYPE:
            keys = {property_key(p), sink(property_key(p))}
            keys |= {LITERAL_IDENTITY} if p == SAME_AS else set()
            return self._among(keys, self._layout.pairs(s, o))
        mask = np.zeros(len(s), bool)
        for c in ordered(o).tolist():
            rows = np.flatnonzero(o == c)
            keys = {class_key(c), sink(class_key(c))}
            mask[rows] = self._among(keys, self._layout.members(s[rows]))
        return mask

    def _among(self, keys: Iterable[int], words: Words) -> NDArray[np.bool_]:
        wanted = self._layout.keys(words)
        mask = np.zeros(len(words), bool)
        for key in keys:
            if key in self._needed:
                mask |= among(wanted, self._layout.keys(self._needed[key]))
        return mask

    def _typed_literals(self) -> Words:
        """Return the literals that are needed as members of a datatype: whoever states one does."""
        found = [np.empty(0, np.uint64)]
        for datatype in DATATYPE_IDS:
            if (rows := self._needed.get(class_key(datatype))) is not None:
                found.append(self._layout.keys(rows))
        return ordered(*found)


def _holding(key: int) -> set[int]:
    """Return the keys of the relations that hold what is concluded about one."""
    return {key, sink(key), *((LITERAL_IDENTITY,) if key == SAME else ())}
