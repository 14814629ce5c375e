"""Stepping: a property that is carried along another one, without joining each path of that one.

    prp-spo2: (x p z) ← (x p y), (y q z)        (x p z) ← (x q y), (y p z)

Where q holds the ends of all its paths too, as transitive properties do, this rule meets a chain of
n links in n³ / 6 ways to conclude n² / 2 pairs. But whoever goes along each link of a path has gone
along the path: where the rows would be many, p is joined with those links alone that the others of
q follow from, again and again.

Invariant: either all rows of p have been joined with all of q, or all that have been taken up with
the links of q as it is. So when q changes, all of p is joined with its links anew: links chosen at
different times may each rely on the others'.
"""

from __future__ import annotations

from collections import ChainMap
from dataclasses import replace

from kg.engine import transitivity
from kg.engine.clauses import Atom, Clause
from kg.engine.join import Database
from kg.engine.relation import Relation
from kg.engine.supports import TRUE
from kg.engine.transitivity import Paths
from kg.engine.words import Words

Firing = tuple[int, Words, Database]
"""The place of a condition, rows that meet it, and what to join them with."""


def carrier(clause: Clause) -> int | None:
    """Return the place of the condition that a clause carries its conclusion along, if it does."""
    if clause.head is None or not clause.is_composition:
        return None
    others = [place for place, atom in enumerate(clause.body) if atom.key != clause.head.key]
    return others[0] if len(others) == 1 else None


class Stepping:
    """Finds the links of relations that others are carried along, and remembers them."""

    def __init__(self) -> None:
        """Remember none yet."""
        self._links: dict[tuple[Atom, ...], tuple[Words, Relation]] = {}

    def firing(self, clause: Clause, position: int, delta: Words, database: Database) -> Firing:
        """Return how to fire a clause on canonical rows that a condition has taken in.

        Cost: where there are many ways to join them, one reduction of the carrier whenever it has
        changed; and more rows then than are new.
        """
        place = carrier(clause)
        if place is None or not all(len(database.words(atom.key)) for atom in clause.body):
            return position, delta, database
        known, along = self._links.get(clause.body), database.relations[clause.body[place].key]
        if known is None and is_little(clause, position, delta, database):
            return position, delta, database
        if known is None or known[0] is not along.words or position == place:
            known = self._links[clause.body] = along.words, _links(along, database)
            delta = database.words(clause.body[1 - place].key)
        within = ChainMap({clause.body[place].key: known[1]}, dict(database.relations))
        return 1 - place, delta, replace(database, relations=within)

    def firing_on_all(self, clause: Clause, database: Database) -> Firing:
        """Return how to fire a clause of several conditions on all rows there are."""
        self._links.pop(clause.body, None)
        sizes = [len(database.words(atom.key)) for atom in clause.body]
        position = sizes.index(min(sizes))
        return self.firing(clause, position, database.words(clause.body[position].key), database)


def _links(relation: Relation, database: Database) -> Relation:
    """Return rows of which the others are paths, with no support that these lack."""
    paths = Paths(database.layout, database.algebra, TRUE)
    links = Relation(database.layout, database.algebra, is_class=False)
    links.words = paths.reduced(relation.words)
    return links


def is_little(clause: Clause, position: int, delta: Words, database: Database) -> bool:
    """Whether a composition makes few rows of new ones of one condition and all of the other."""
    relation = database.relations[clause.body[1 - position].key]
    ends = relation.layout.subjects(delta) if position else relation.layout.objects(delta)
    most = transitivity.FACTOR * len(relation) + transitivity.MANY
    return relation.count(ends, reverse=bool(position)) <= most
