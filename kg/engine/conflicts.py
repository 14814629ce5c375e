"""Conflicts: what contradicts itself, as data.

A conflict is a match of one of the 17 rules that conclude `false`; a literal that its datatype does
not allow; or two different values where a rule says that there is one. The last is what `dt-diff`
and `eq-diff1` make of the identity that `prp-fp` and its like would conclude: literals are never
merged here.

Two values are different when both have a value in OWL 2 RL and these are unequal, or when both are
dates, months or years that cannot overlap. "1994" and "1994-09-10" can; nothing is said of other
datatypes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from kg.engine import values
from kg.engine.clauses import Clause
from kg.engine.join import Table, everything, join
from kg.engine.lists import IdTriple, Lists
from kg.engine.reasoner import Reasoner
from kg.engine.rules import PREFIXES
from kg.engine.store import IDENTIFYING, SAME, Store
from kg.engine.supports import TRUE, Antichain
from kg.engine.terms import ILL_TYPED, OPAQUE, RESOURCE, VALUED, Triple
from kg.engine.vocabulary import (
    FIRST,
    IDS,
    LITERAL_IDENTITY,
    REST,
    SAME_AS,
    TYPE,
    class_key,
    is_class_key,
    property_key,
    term_of,
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One contradiction.

    Attributes:
        rule: the id of the rule that concludes `false`, or "dt-diff" for unequal values.
        via: for "dt-diff", the rule that says there is one value, or "" where that is stated.
        axiom: the schema triples it rests on.
        premises: the other triples it rests on, in the order of the rule's conditions.
        values: the competing values, or the literal at fault; empty where there are none.
        support: the minimal sets of units under which it arises.
    """

    rule: str
    via: str
    axiom: tuple[Triple, ...]
    premises: tuple[Triple, ...]
    values: tuple[str, ...]
    support: Antichain


@dataclass(frozen=True, slots=True)
class _Found:
    rule: str
    via: str
    axiom: tuple[IdTriple, ...]
    premises: tuple[IdTriple, ...]
    values: tuple[int, ...]
    number: int


def find_conflicts(reasoner: Reasoner, store: Store) -> list[Conflict]:
    """Return all conflicts of a closed store, in the order of the rules.

    Cost: one join a rule that concludes `false`, and one Python object a conflict.
    """
    finder = _Finder(reasoner, store)
    merged: dict[tuple[object, ...], _Found] = {}
    for found in (*finder.contradictions(), *finder.ill_typed(), *finder.unequal()):
        name = (found.rule, found.via, found.axiom, frozenset(found.premises))
        known = merged.setdefault(name, found)
        if known is not found:
            number = store.algebra.sum(known.number, found.number)
            merged[name] = _Found(
                known.rule, known.via, known.axiom, known.premises, known.values, number
            )
    return [finder.spelt(found) for found in merged.values()]


class _Finder:
    """Looks for conflicts in one closed store."""

    def __init__(self, reasoner: Reasoner, store: Store) -> None:
        self._reasoner = reasoner
        self._store = store

    def contradictions(self) -> Iterator[_Found]:
        for clause in self._reasoner.plan.contradictions:
            if clause.rule == "eq-diff1":
                yield from self._same_and_different(clause)
            elif clause.datatype:
                yield from self._outside(clause)
            else:
                yield from self._matches(clause, everything(clause, self._store.database))
        yield from self._all_different("eq-diff2", "members")
        yield from self._all_different("eq-diff3", "distinctMembers")

    def ill_typed(self) -> Iterator[_Found]:
        """Find literals that their datatype does not allow, by the triples that state them."""
        kinds = self._store.terms.kinds
        for forms, number in self._store.batches:
            for row in forms[kinds[forms[:, 2]] == ILL_TYPED].tolist():
                s, p, o = (self._reasoner.identity.resolve(term) for term in row)
                yield _Found("dt-not-type", "", (), ((s, p, o),), (o,), number)

    def unequal(self) -> Iterator[_Found]:
        """Find different literals that are claimed to be one."""
        for clause in self._reasoner.plan.clauses:
            if clause.rule in IDENTIFYING and clause.head is not None:
                table = self._literal_claims(clause)
                left, right = (table.column(arg) for arg in clause.head.args)
                if left is None or right is None or not table.length:
                    continue
                table = table.take(self._differ(left, right))
                for found in self._matches(clause, table, values=clause.head.args):
                    yield _Found("dt-diff", clause.rule, *_parts(found))
        yield from self._stated_identities()

    def spelt(self, found: _Found) -> Conflict:
        """Return a conflict in terms."""
        return Conflict(
            found.rule,
            found.via,
            tuple(self._triple(triple) for triple in found.axiom),
            tuple(self._triple(triple) for triple in found.premises),
            tuple(self._store.terms.text(value) for value in found.values),
            self._store.algebra.antichain(found.number),
        )

    def _triple(self, triple: IdTriple) -> Triple:
        s, p, o = (self._store.terms.text(term) for term in triple)
        return s, p, o

    def _matches(
        self, clause: Clause, table: Table, *, values: tuple[int, ...] = ()
    ) -> Iterator[_Found]:
        numbers = [TRUE] * table.length if table.supports is None else table.supports.tolist()
        columns = {name: column.tolist() for name, column in table.columns.items()}

        def bound(arg: int, row: int) -> int:
            return int(columns[arg][row]) if arg >= 0 else -1 - arg

        for row, number in enumerate(numbers):
            premises = []
            for atom in clause.body:
                args = [bound(arg, row) for arg in atom.args]
                term = term_of(atom.key)
                is_class = is_class_key(atom.key)
                premises.append((args[0], TYPE, term) if is_class else (args[0], term, args[1]))
            shown = tuple(bound(arg, row) for arg in values)
            yield _Found(clause.rule, "", clause.axiom, tuple(premises), shown, number)

    def _same_and_different(self, clause: Clause) -> Iterator[_Found]:
        """Match eq-diff1: false ← (x owl:sameAs y), (x owl:differentFrom y), x = y included."""
        yield from self._matches(clause, everything(clause, self._store.database))
        key = clause.body[-1].key
        for x, y, number in self._reasoner.rows(key):
            if x == y and not self._holds_same(x):
                premises = (x, SAME_AS, x), (x, term_of(key), x)
                yield _Found(clause.rule, "", (), premises, (), number)

    def _holds_same(self, x: int) -> bool:
        """Whether (x owl:sameAs x) is there for everyone, so that the join has found it."""
        return any(row == (x, x, TRUE) for row in self._reasoner.rows(SAME, reflexive=True))

    def _outside(self, clause: Clause) -> Iterator[_Found]:
        """Match dt-not-type: false ← (v a d), no-value(v d)."""
        terms = self._store.terms
        table = everything(clause, self._store.database)
        column = table.columns.get(0)
        if column is None or not table.length:
            return
        outside = np.zeros(table.length, bool)
        for row in np.flatnonzero(terms.kinds[column] != RESOURCE).tolist():
            literal = int(column[row])
            value = terms.value(literal)
            ill = terms.kinds[literal] == ILL_TYPED
            outside[row] = ill if value is None else not values.contains(clause.datatype, value)
        yield from self._matches(clause, table.take(outside), values=(0,))

    def _literal_claims(self, clause: Clause) -> Table:
        """Return the matches of a clause that may conclude an identity of two literals."""
        database = self._store.database
        relation = database.relations.get(clause.body[0].key)
        if relation is None or clause.rule not in ("prp-fp", "prp-ifp", "prp-key"):
            return everything(clause, database)
        if clause.rule == "prp-fp":
            rows = relation.repeated()
            literal = self._store.terms.kinds[database.layout.objects(rows)] != RESOURCE
        else:
            rows = relation.words
            layout = database.layout
            first = layout.keys(rows) if relation.is_class else layout.subjects(rows)
            literal = self._store.terms.kinds[first] != RESOURCE
        return join(clause, 0, rows[literal], database)

    def _differ(self, left: NDArray[np.uint64], right: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Say of pairs of terms whether they are different literals; of each two pairs, of one."""
        kinds = self._store.terms.kinds
        ordered = left < right
        differ: NDArray[np.bool_] = ordered & (kinds[left] == VALUED) & (kinds[right] == VALUED)
        dated = ordered & ~differ & (kinds[left] != RESOURCE) & (kinds[right] != RESOURCE)
        dated &= (kinds[left] == OPAQUE) | (kinds[right] == OPAQUE)
        for row in np.flatnonzero(dated).tolist():
            one = self._store.terms.moment(int(left[row]))
            other = self._store.terms.moment(int(right[row]))
            if one is not None and other is not None:
                differ[row] = values.are_disjoint(one, other)
        return differ

    def _stated_identities(self) -> Iterator[_Found]:
        for x, y, number in self._reasoner.rows(LITERAL_IDENTITY):
            if self._differ(np.array([x, y], np.uint64), np.array([y, x], np.uint64)).any():
                yield _Found("dt-diff", "", (), ((x, SAME_AS, y),), (x, y), number)

    def _all_different(self, rule: str, word: str) -> Iterator[_Found]:
        """False ← (x a owl:AllDifferent), (x owl:members l), pair(l: y z) | (y owl:sameAs z)."""
        rows, resolve = self._reasoner.rows, self._reasoner.identity.resolve
        different = resolve(IDS[f"<{PREFIXES['owl']}AllDifferent>"])
        members = resolve(IDS[f"<{PREFIXES['owl']}{word}>"])
        claimed = {row[0]: row[1] for row in rows(class_key(different))}
        if not claimed:
            return
        first, rest = rows(property_key(resolve(FIRST))), rows(property_key(resolve(REST)))
        lists = Lists(first, rest, self._store.algebra)  # type: ignore[arg-type] # three columns
        same = rows(SAME, reflexive=True)
        for x, head, number in rows(property_key(members)):
            if x in claimed:
                axiom = (x, TYPE, different), (x, members, head)
                needed = self._store.algebra.product((claimed[x], number))
                yield from self._equal_members(rule, axiom, needed, lists, head, same)

    def _equal_members(
        self,
        rule: str,
        axiom: tuple[IdTriple, ...],
        number: int,
        lists: Lists,
        head: int,
        same: list[tuple[int, ...]],
    ) -> Iterator[_Found]:
        for reading in lists.readings(head):
            places: dict[int, list[tuple[IdTriple, int]]] = {}
            for (element,), needed, (triple,) in reading:
                places.setdefault(element, []).append((triple, needed))
            pairs = [(e, e, TRUE, two) for e, at in places.items() for two in combinations(at, 2)]
            for x, y, needed in same:
                if x < y and x in places and y in places:
                    pairs += [(x, y, needed, (a, b)) for a in places[x] for b in places[y]]
            for x, y, needed, (left, right) in pairs:
                if left[0][0] != right[0][0]:
                    total = self._store.algebra.product((number, needed, left[1], right[1]))
                    used = (*axiom, *sorted((left[0], right[0])))
                    yield _Found(rule, "", used, ((x, SAME_AS, y),), (), total)


def _parts(
    found: _Found,
) -> tuple[tuple[IdTriple, ...], tuple[IdTriple, ...], tuple[int, ...], int]:
    return found.axiom, found.premises, found.values, found.number
