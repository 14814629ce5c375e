"""Clauses: rules bound to a schema, which name one relation an atom and can be joined.

Invariant: every variable of a head occurs in the body; variables are numbered from 0 in the order
in which the body has them, so clauses that do the same are equal.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.engine.lists import IdTriple, Malformed
from kg.engine.supports import TRUE, Supports
from kg.engine.vocabulary import CLOSED


@dataclass(frozen=True, slots=True)
class Atom:
    """One relation's key with its arguments: a variable is ≥ 0, the constant with id c is −1 −
    c.
    """

    key: int
    args: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A rule bound to a schema.

    Attributes:
        rule: the id of the rule.
        head: the conclusion, or None for `false`.
        body: the conditions that are joined.
        support: the support of the axiom.
        axiom: the schema triples that were bound, as ids.
        datatype: the IRI of a datatype whose value space must not hold variable 0, or "".
    """

    rule: str
    head: Atom | None
    body: tuple[Atom, ...]
    support: int = TRUE
    axiom: tuple[IdTriple, ...] = ()
    datatype: str = ""

    @property
    def is_tautology(self) -> bool:
        """Whether the conclusion is one of the conditions."""
        if self.head is None:
            return False
        return Atom(CLOSED.get(self.head.key, self.head.key), self.head.args) in self.body


@dataclass(frozen=True, slots=True)
class Plan:
    """All clauses of a schema.

    Attributes:
        clauses: those that are run, without tautologies.
        covered: those that need not be run, of the rules in `COVERED`.
        contradictions: those that conclude `false`.
        malformed: the odd lists among those that the schema speaks of.
    """

    clauses: tuple[Clause, ...]
    covered: tuple[Clause, ...]
    contradictions: tuple[Clause, ...]
    malformed: tuple[Malformed, ...]

    def merged(self, algebra: Supports) -> dict[tuple[Atom | None, tuple[Atom, ...]], Clause]:
        """Return the clauses to run, those of one head and body joined, their supports added."""
        joined: dict[tuple[Atom | None, tuple[Atom, ...]], Clause] = {}
        for clause in self.clauses:
            known = joined.setdefault((clause.head, clause.body), clause)
            if known is not clause and known.support != TRUE:
                number = algebra.sum(known.support, clause.support)
                joined[clause.head, clause.body] = Clause(
                    known.rule, known.head, known.body, number, known.axiom
                )
        return joined
