"""Clauses: rules bound to a schema, which name one relation an atom and can be joined.

Invariant: every variable of a head occurs in the body; variables are numbered from 0 in the order
in which the body has them, so clauses that do the same are equal.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.engine.lists import IdTriple, Malformed
from kg.engine.rules import shorten
from kg.engine.supports import TRUE, Supports
from kg.engine.terms import Terms
from kg.engine.vocabulary import CLOSED, is_class_key, term_of


@dataclass(frozen=True, slots=True)
class Atom:
    """One relation's key with its arguments: variables are ≥ 0, a constant c is −1 − c."""

    key: int
    args: tuple[int, ...]

    def spelt(self, terms: Terms) -> str:
        """Return the atom as a triple pattern, variables as numbers."""
        args = [f"?{arg}" if arg >= 0 else _name(terms, -1 - arg) for arg in self.args]
        name = _name(terms, term_of(self.key))
        return (
            f"({args[0]} a {name})" if is_class_key(self.key) else f"({args[0]} {name} {args[1]})"
        )


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
    def is_composition(self) -> bool:
        """Whether it leads along two rows from where one begins to where the other ends."""
        # (x p z) ← (x q y), (y r z)
        args = tuple(atom.args for atom in self.body)
        return self.head is not None and self.head.args == (0, 2) and args == ((0, 1), (1, 2))

    @property
    def is_tautology(self) -> bool:
        """Whether the conclusion is one of the conditions."""
        if self.head is None:
            return False
        return Atom(CLOSED.get(self.head.key, self.head.key), self.head.args) in self.body

    def spelt(self, terms: Terms) -> str:
        """Return the clause in the notation of rules, its axiom as the schema conditions."""
        head = "false" if self.head is None else self.head.spelt(terms)
        axiom = ", ".join(_triple_text(terms, triple) for triple in self.axiom)
        body = ", ".join(atom.spelt(terms) for atom in self.body)
        outside = f", no-value(?0 <{self.datatype}>)" if self.datatype else ""
        return f"{self.rule}: {head} <- {axiom} | {body}{outside}"


@dataclass(frozen=True, slots=True)
class Plan:
    """All clauses of a schema.

    Attributes:
        clauses: those that are run, without tautologies.
        contradictions: those that conclude `false`.
        malformed: the odd lists among those that the schema speaks of.
    """

    clauses: tuple[Clause, ...]
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


def _triple_text(terms: Terms, triple: IdTriple) -> str:
    return f"({' '.join(_name(terms, term) for term in triple)})"


def _name(terms: Terms, identifier: int) -> str:
    return shorten(terms.text(identifier))
