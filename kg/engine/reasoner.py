"""The reasoner: fires the clauses of a plan on what is new, until nothing is.

Relations are taken up in an order in which those that a relation's rows come from are before it
(the components of the graph of clauses), those that rules are compiled from first. When the schema
has settled the rules are compiled anew; a clause that is new is fired on all rows once, so facts
that act as schema are found whenever they arise. It ends, since there are finitely many triples
over the terms that came in.

Invariant: when `run` returns, no clause concludes a triple, or a set of a support, that is not
there.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from typing import Final

import numpy as np

from kg.engine.clauses import Atom, Clause
from kg.engine.components import leading_to, order
from kg.engine.datatyping import Datatyping
from kg.engine.identity import Identity
from kg.engine.join import everything, fire, pack
from kg.engine.plan import Compiler
from kg.engine.relation import Relation
from kg.engine.stepping import Stepping
from kg.engine.store import SAME, TYPES, Store
from kg.engine.supports import TRUE
from kg.engine.transitivity import Paths, is_symmetric, is_transitive
from kg.engine.vocabulary import TYPE, is_class_key
from kg.engine.words import Words, among, canonical, ordered

_SCHEMA: Final = 0
_LEADING: Final = 1
_IDENTITIES: Final = 2
_OTHERS: Final = 3
_END: Final = 4
"""The stages in which relations are taken up: schema, what identities come from, they, the rest."""


class Reasoner:
    """Closes a store under the rules.

    Attributes:
        plan: the clauses, as compiled last.
        identity: the identities.
    """

    def __init__(self, store: Store) -> None:
        """Compile the rules that need no schema."""
        self._store = store
        self.identity = Identity(store)
        self._active: dict[tuple[Atom | None, tuple[Atom, ...]], Clause] = {}
        self._by_body: dict[int, list[tuple[Clause, int]]] = {}
        self._transitive: dict[int, Clause] = {}
        self._symmetric: set[int] = set()
        self._stepping = Stepping()
        self._order: dict[int, int] = {}
        self._compiler = Compiler(self.rows, store.algebra, self.identity.resolve)
        self._watched = self._compiler.watched
        self._changed: set[int] = set()
        self._leading: set[int] = set()
        self._heap: list[tuple[int, int, int]] = []
        self._queued: set[int] = set()
        self._datatyping = Datatyping(store)
        self._is_stale = False
        self._compile()

    def run(self) -> None:
        """Fire clauses until nothing is new."""
        self.identity.grow()
        self._type_literals()
        if SAME in self._store.pending:
            self._take_up(SAME)
            self._rewrite()
        while self._step():
            pass

    def covered(self) -> tuple[Clause, ...]:
        """Return the clauses that need not be run; see `plan.COVERED`."""
        return self._compiler.covered()

    def _step(self) -> bool:
        """Do the next thing that is due; return whether there was one."""
        self._enqueue()
        stage = self._heap[0][0] if self._heap else _END
        if self._is_stale and stage > _SCHEMA:
            self._compile()
        elif stage > _IDENTITIES and self.identity.is_rewriting_due:
            self._rewrite()
        elif stage > _IDENTITIES and self.identity.is_replacing_due:
            self.identity.replace()
        elif self._heap:
            _, _, key = heapq.heappop(self._heap)
            self._queued.discard(key)
            self._take_up(key)
        else:
            return False
        return True

    def _enqueue(self) -> None:
        for key in self._store.pending.keys() - self._queued:
            self._queued.add(key)
            heapq.heappush(self._heap, (self._stage(key), self._order.get(key, 0), key))

    def _stage(self, key: int) -> int:
        if key in self._schema:
            return _SCHEMA
        if key == SAME:
            return _IDENTITIES
        return _LEADING if key in self._leading else _OTHERS

    def _take_up(self, key: int) -> None:
        """Add what waits for a relation, and fire all clauses that read it on what is new."""
        store = self._store
        if key not in store.pending:
            return
        is_new = key not in store.relations
        delta = store.relation(key).absorb(store.take(key))
        if not len(delta):
            return
        delta = self._with_paths(key, delta)
        if key in self._watched:
            self._changed.add(key)
        self._is_stale |= key in self._watched or (is_new and self.identity.is_weighted(key >> 1))
        store.note_types(key, delta)
        store.push(key, self.identity.substitutes(key, delta))
        if key == SAME:
            delta = self.identity.note(delta)
            self._is_stale |= self._renames_relations(delta)
        database = store.database
        for clause, position in self._by_body.get(key, ()):
            firing = self._stepping.firing(clause, position, delta, database)
            words, is_canonical = fire(clause, *firing)
            store.conclude_from(clause, words, is_canonical=is_canonical)

    def _with_paths(self, key: int, delta: Words) -> Words:
        """Note new rows, and close their relation if it is transitive; return all that is new.

        Identities that hold for everyone are left alone: they are going to be rewritten.
        """
        store, clause = self._store, self._transitive.get(key)
        store.taken_up.append((key, delta))
        if clause is None or (key == SAME and not self.identity.has_open(delta)):
            return delta
        paths = Paths(store.layout, store.algebra, clause.support, key in self._symmetric)
        links = self._absorbed(key, delta, paths.mirrored(delta))
        return self._absorbed(key, links, *paths.following(store.relation(key), links))

    def _absorbed(self, key: int, delta: Words, *rounds: Words) -> Words:
        """Add rounds of rows to a relation, which are noted; return what is new with all of it."""
        store, found = self._store, [delta]
        for words in rounds:
            if len(fresh := store.relation(key).absorb(words)):
                store.taken_up.append((key, fresh))
                found.append(fresh)
        if len(found) == 1:
            return delta
        return canonical(np.concatenate(found), store.layout, store.algebra)

    def _renames_relations(self, identities: Words) -> bool:
        used = ordered(np.array([key >> 1 for key in self._store.relations], np.uint64))
        return bool(among(self._store.layout.subjects(identities), used).any())

    def _renamings(self) -> list[tuple[int, ...]]:
        """Return the rows of owl:sameAs that speak of a property or class in use."""
        if not self.identity.has_weighted:
            return []
        words = self._store.database.words(SAME)
        s = self._store.layout.subjects(words)
        used = ordered(np.array([TYPE, *(key >> 1 for key in self._store.relations)], np.uint64))
        return self._listed(SAME, words[among(s, used) & (s != self._store.layout.objects(words))])

    def _rewrite(self) -> None:
        if self.identity.is_rewriting_due:
            changed, is_vocabulary_changed = self.identity.rewrite()
            if is_vocabulary_changed:
                self._compiler.forget()
                self._watched = self._compiler.watched
            self._changed |= changed & self._watched
            self._is_stale |= is_vocabulary_changed or bool(self._changed)

    def _compile(self) -> None:
        """Compile the rules, and fire the clauses that are new on all rows."""
        self._is_stale = False
        store = self._store
        self.plan = self._compiler.compile(self._changed, self._renamings())
        self._changed = set()
        old, self._active = self._active, self.plan.merged(store.algebra)
        self._index()
        self._type_literals()
        for name, clause in self._active.items():
            known = old.get(name)
            if known is None or known.support != clause.support:
                self._fire_on_all(clause)

    def _fire_on_all(self, clause: Clause) -> None:
        database = self._store.database
        if not all(len(database.words(atom.key)) for atom in clause.body):
            return
        if is_transitive(clause):
            paths = Paths(database.layout, database.algebra, clause.support)
            found = Relation(database.layout, database.algebra, is_class=False)
            found.words = database.words(clause.body[0].key)
            paths.closing(found)
            words, is_canonical = found.words, True
        elif clause.body:
            words, is_canonical = fire(clause, *self._stepping.firing_on_all(clause, database))
        else:
            assert clause.head is not None
            words = pack(everything(clause, database), clause.head, database.layout)
            is_canonical = False
        self._store.conclude_from(clause, words, is_canonical=is_canonical)

    def _index(self) -> None:
        self._by_body = {}
        active = self._active.values()
        self._transitive = {c.body[0].key: c for c in active if is_transitive(c)}
        certain = {c.body[0].key for c in active if is_symmetric(c) and c.support == TRUE}
        self._symmetric = certain & self._transitive.keys()
        for clause in active:
            if is_transitive(clause) or (
                is_symmetric(clause) and clause.body[0].key in self._symmetric
            ):
                continue
            for position, atom in enumerate(clause.body):
                if not _is_mirrored(clause, position):
                    self._by_body.setdefault(atom.key, []).append((clause, position))
        edges = list(self._edges())
        self._order = order((source, target) for source, target in edges if target != SAME)
        self._leading = leading_to(SAME, edges)
        self._schema = self._watched | {
            atom.key for clause in self._active.values() if not clause.axiom for atom in clause.body
        } - {SAME}
        self._heap = []
        self._queued = set()
        read = {atom.key for clause in self.plan.contradictions for atom in clause.body}
        if TYPES in self._by_body or TYPES in self._watched | read:
            self._store.want_types()

    def _edges(self) -> Iterable[tuple[int, int]]:
        for clause in self._active.values():
            if clause.head is not None:
                for atom in clause.body:
                    yield atom.key, clause.head.key

    def rows(self, key: int, *, reflexive: bool = False) -> list[tuple[int, ...]]:
        """Return the rows of a relation as tuples of ids, their supports' numbers last.

        Those of owl:sameAs without those of a term and itself, unless `reflexive`.
        """
        relation = self._store.relations.get(key)
        if relation is None:
            return []
        layout, words = relation.layout, relation.words
        if key == SAME and not reflexive:
            words = words[layout.subjects(words) != layout.objects(words)]
        return self._listed(key, words)

    def _listed(self, key: int, words: Words) -> list[tuple[int, ...]]:
        layout = self._store.layout
        numbers = layout.supports(words).tolist() if layout.support_bits else [0] * len(words)
        if is_class_key(key):
            return list(zip(layout.keys(words).tolist(), numbers, strict=True))
        s, o = layout.subjects(words).tolist(), layout.objects(words).tolist()
        return list(zip(s, o, numbers, strict=True))

    def _type_literals(self) -> None:
        """Make literals members of those datatypes that are a premise of a clause."""
        clauses = (*self._active.values(), *self.plan.contradictions)
        reading = (clause for clause in clauses if clause.rule and not clause.datatype)
        wanted = {atom.key for clause in reading for atom in clause.body}
        self._datatyping.run(None if TYPES in self._by_body else wanted)


def _is_mirrored(clause: Clause, position: int) -> bool:
    """Whether firing on this condition would repeat what the one before it concludes."""
    if position != 1 or clause.rule not in ("prp-fp", "prp-ifp"):
        return False
    return clause.body[0].key == clause.body[1].key
