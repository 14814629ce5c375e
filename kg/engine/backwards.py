"""Backwards: the rows with which a clause may have concluded some.

    (x p z) ← (x q y), (y r z)

Joined as it stands, this meets a chain of n links in n³ / 6 ways. Where they would be many, the
rows are taken that begin where a conclusion begins, or end where one ends, and meet in between.

Invariant: every row with which a clause concludes one of the given ones is found; where there are
many ways, rows may be found too that belong to two different conclusions.
"""

from __future__ import annotations

import numpy as np

from kg.engine import transitivity
from kg.engine.clauses import Clause
from kg.engine.join import Database, join, pack
from kg.engine.words import Words, among, ordered


def premises(clause: Clause, conclusions: Words, database: Database) -> tuple[Words, ...] | None:
    """Return for each condition of a clause the rows that may lead to some words of its head.

    None where none do.
    """
    assert clause.head is not None
    if clause.is_composition and all(len(database.words(atom.key)) for atom in clause.body):
        starts = np.sort(database.layout.subjects(conclusions))
        if database.relations[clause.body[0].key].count(starts) > transitivity.MANY:
            first, second = (database.words(atom.key) for atom in clause.body)
            return between(conclusions, first, second, database)
    table = join(Clause(clause.rule, None, (clause.head, *clause.body)), 0, conclusions, database)
    if not table.length:
        return None
    return tuple(pack(table, atom, database.layout) for atom in clause.body)


def between(
    conclusions: Words, first: Words, second: Words, database: Database
) -> tuple[Words, Words] | None:
    """Return the rows (x y) and (y z), x where a conclusion begins and z where one ends.

    None where there are none. Cost: a pass over the rows.
    """
    layout = database.layout
    starts, ends = layout.subjects(conclusions), ordered(layout.objects(conclusions))
    one = first[among(layout.subjects(first), ordered(starts))]
    two = second[among(layout.objects(second), ends)]
    one = one[among(layout.objects(one), ordered(layout.subjects(two)))]
    two = two[among(layout.subjects(two), ordered(layout.objects(one)))]
    return (one, two) if len(one) else None
