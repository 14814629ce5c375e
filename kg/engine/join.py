"""Joins: what a clause concludes from new rows of one condition and all rows of the others.

A *table* holds bindings in columns: one (n,) uint64 array of ids a variable, and the supports'
numbers. A join starts from a delta, takes the other conditions in an order in which each shares a
variable with those before it where it can, and looks rows up by binary search. Nothing is looped
over row by row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.engine.clauses import Atom, Clause
from kg.engine.relation import Relation
from kg.engine.supports import Supports
from kg.engine.vocabulary import is_class_key
from kg.engine.words import Layout, Words, scaled

Column = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Table:
    """Bindings of variables.

    Attributes:
        columns: the ids that each variable is bound to, (n,) uint64 each.
        supports: the number of each row's support, (n,) uint64; None in the Boolean mode.
        length: n.
    """

    columns: dict[int, Column]
    supports: Column | None
    length: int

    def column(self, arg: int) -> Column | None:
        """Return the ids of an argument, None for a variable that is not bound."""
        if arg >= 0:
            return self.columns.get(arg)
        return np.full(self.length, -1 - arg, np.uint64)

    def take(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Table:
        """Return the table of the given rows."""
        columns = {name: column[rows] for name, column in self.columns.items()}
        supports = None if self.supports is None else self.supports[rows]
        length = int(np.count_nonzero(rows)) if rows.dtype == bool else len(rows)
        return Table(columns, supports, length)


@dataclass(frozen=True, slots=True)
class Database:
    """What joins read: the relations by key, how they are packed, and the algebra of supports."""

    relations: Mapping[int, Relation]
    layout: Layout
    algebra: Supports

    def words(self, key: int) -> Words:
        """Return the rows of a relation, none where there is no such relation."""
        relation = self.relations.get(key)
        if relation is not None:
            return relation.words
        narrow = is_class_key(key) and not self.layout.support_bits
        return np.empty(0, np.uint32 if narrow else np.uint64)


def fire(clause: Clause, position: int, delta: Words, database: Database) -> tuple[Words, bool]:
    """Return what a clause concludes from canonical rows of the condition at `position`.

    The words are for the relation of the clause's head; the flag says whether they are canonical.
    """
    head = clause.head
    assert head is not None
    if len(clause.body) == 1:
        projected = _project(clause.body[0], head, delta, database.layout)
        if projected is not None:
            words, is_canonical = projected
            words = scaled(words, database.layout, database.algebra, clause.support)
            return words, is_canonical
    if not all(len(database.words(atom.key)) for atom in clause.body):
        return delta[:0], True
    table = join(clause, position, delta, database)
    return pack(table, head, database.layout), False


def join(clause: Clause, position: int, delta: Words, database: Database) -> Table:
    """Return all bindings with the condition at `position` in `delta` and the others true."""
    rest = list(clause.body)
    table = _start(rest.pop(position), rest, delta, database)
    if table.supports is not None:
        numbers = database.algebra.scale(table.supports, clause.support)
        table = Table(table.columns, numbers, table.length)
    while rest and table.length:
        atom = min(rest, key=lambda atom: _freedom(atom, table))
        rest.remove(atom)
        table = _extend(table, atom, database)
    return table if not rest else table.take(np.empty(0, np.intp))


def everything(clause: Clause, database: Database) -> Table:
    """Return all bindings under which all conditions of a clause hold."""
    if not clause.body:
        numbers = np.full(1, clause.support, np.uint64) if database.layout.support_bits else None
        return Table({}, numbers, 1)
    sizes = [len(database.words(atom.key)) for atom in clause.body]
    if not all(sizes):
        return Table({}, np.empty(0, np.uint64) if database.layout.support_bits else None, 0)
    position = sizes.index(min(sizes))
    return join(clause, position, database.words(clause.body[position].key), database)


def pack(table: Table, head: Atom, layout: Layout) -> Words:
    """Return the words of a head under the bindings of a table; in no order."""
    columns = [table.column(arg) for arg in head.args] if table.length else []
    supports = 0 if table.supports is None else table.supports
    if not columns:
        narrow = is_class_key(head.key) and not layout.support_bits
        return np.empty(0, np.uint32 if narrow else np.uint64)
    first, last = columns[0], columns[-1]
    assert first is not None
    assert last is not None
    if is_class_key(head.key):
        return layout.members(first, supports)
    return layout.pairs(first, last, supports)


def _project(body: Atom, head: Atom, delta: Words, layout: Layout) -> tuple[Words, bool] | None:
    """Answer the commonest clauses of one condition without unpacking the rows."""
    shape = (body.args, head.args)
    if shape in (((0, 1), (0, 1)), ((0,), (0,))):
        return delta, True
    if shape == ((0, 1), (1, 0)):
        return layout.swap(delta), False
    supports = layout.supports(delta) if layout.support_bits else 0
    if shape == ((0, 1), (0,)):
        return layout.members(layout.subjects(delta), supports), False
    if shape == ((0, 1), (1,)):
        return layout.members(layout.objects(delta), supports), False
    return None


def _freedom(atom: Atom, table: Table) -> tuple[int, int]:
    free = sum(arg >= 0 and arg not in table.columns for arg in atom.args)
    bound = len(atom.args) - free
    return (free if bound else 3), -bound


def _start(atom: Atom, rest: list[Atom], delta: Words, database: Database) -> Table:
    layout = database.layout
    if is_class_key(atom.key):
        return _bind(atom.args, (layout.keys(delta),), delta, layout)
    args = atom.args
    if args[1] >= 0 and args[0] != args[1] and any(args[1] in other.args for other in rest):
        joined = {arg for other in rest for arg in other.args}
        if args[0] not in joined:
            # Sorted by the variable that is looked up next, so that the search walks forward.
            delta = np.sort(layout.swap(delta))
            args = args[1], args[0]
    return _bind(args, (layout.subjects(delta), layout.objects(delta)), delta, layout)


def _bind(args: tuple[int, ...], found: tuple[Words, ...], rows: Words, layout: Layout) -> Table:
    """Return the bindings of one condition's arguments to the columns of its rows."""
    columns: dict[int, Column] = {}
    keep: NDArray[np.bool_] | None = None
    for arg, column in zip(args, found, strict=True):
        if arg >= 0 and arg not in columns:
            columns[arg] = column.astype(np.uint64, copy=False)
            continue
        same = column == (columns[arg] if arg >= 0 else -1 - arg)
        keep = same if keep is None else keep & same
    supports = layout.supports(rows) if layout.support_bits else None
    table = Table(columns, supports, len(rows))
    return table if keep is None else table.take(keep)


def _extend(table: Table, atom: Atom, database: Database) -> Table:
    """Join a table with one more condition."""
    relation = database.relations.get(atom.key)
    if relation is None or not len(relation):
        return table.take(np.empty(0, np.intp))
    known = [table.column(arg) for arg in atom.args]
    if all(column is not None for column in known):
        return _semijoin(table, known, relation, database)
    if all(column is None for column in known):
        return _cross(table, atom, relation, database)
    reverse = known[0] is None
    firsts = known[1] if reverse else known[0]
    assert firsts is not None
    which, rows = relation.expand(firsts, reverse=reverse)
    longer = table.take(which)
    layout = database.layout
    longer.columns[atom.args[0] if reverse else atom.args[1]] = layout.objects(rows)
    return _weighed(longer, rows, database)


def _semijoin(
    table: Table, known: list[Column | None], relation: Relation, database: Database
) -> Table:
    """Keep the rows whose bindings are in the relation."""
    s, o = known[0], known[-1]
    assert s is not None
    assert o is not None
    if relation.is_class:
        keys: Words = s if database.layout.support_bits else s.astype(np.uint32)
    else:
        keys = (s << database.layout.term_bits) | o
    rows, found = relation.find(keys)
    return _weighed(table.take(found), relation.words[rows[found]], database)


def _cross(table: Table, atom: Atom, relation: Relation, database: Database) -> Table:
    """Pair every row of the table with every row of a relation that shares no variable with it."""
    layout = database.layout
    rows = relation.words
    found = (layout.keys(rows),)
    if not relation.is_class:
        found = (layout.subjects(rows), layout.objects(rows))  # type: ignore[assignment] # two columns
    other = _bind(atom.args, found, rows, layout)
    left = np.repeat(np.arange(table.length), other.length)
    right = np.tile(np.arange(other.length), table.length)
    longer = table.take(left)
    longer.columns.update({name: column[right] for name, column in other.columns.items()})
    if longer.supports is None or other.supports is None:
        return longer
    numbers = database.algebra.times(longer.supports, other.supports[right])
    return Table(longer.columns, numbers, longer.length)


def _weighed(table: Table, rows: Words, database: Database) -> Table:
    """Multiply the supports of a table's rows with those of as many words."""
    if table.supports is None:
        return table
    numbers = database.algebra.times(table.supports, database.layout.supports(rows))
    return Table(table.columns, numbers, table.length)
