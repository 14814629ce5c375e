"""A closure: everything that follows from some batches of triples, with the units that each needs.

Terms cross this border as N-Triples term strings. A batch is one document: its blank nodes are its
own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kg.engine.answers import Answers
from kg.engine.clauses import Clause
from kg.engine.conflicts import Conflict, find_conflicts
from kg.engine.identity import Identity
from kg.engine.plan import describe
from kg.engine.reasoner import Reasoner
from kg.engine.relation import Relation
from kg.engine.store import Store
from kg.engine.supports import TRUE, Antichain, Supports
from kg.engine.terms import Terms, Triple
from kg.engine.virtual import occurrence, virtual_support
from kg.engine.vocabulary import (
    INTERNAL,
    KNOWN,
    LITERAL_IDENTITY,
    SAME_AS,
    TYPE,
    class_key,
    property_key,
)
from kg.engine.words import Words

Batch = tuple[frozenset[str], Iterable[Triple]]
"""The units that some triples rest on, none for axioms, and the triples."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The triples of one batch as they were stated.

    Attributes:
        units: what they rest on.
        forms: the forms of their terms, (n, 3) uint32; `Terms.ids` has the ids.
    """

    units: frozenset[str]
    forms: NDArray[np.uint32]

    def only(self, rows: Sequence[bool]) -> Stated:
        """Return the batch with some of its triples alone."""
        return Stated(self.units, self.forms[np.array(rows, bool)])


class Closure:
    """The deductive closure of batches of triples under OWL 2 RL/RDF.

    Attributes:
        terms: the dictionary.
        stated: the batches, in the order given.
        has_supports: whether triples know the units they need.
    """

    def __init__(self, *, supports: bool = True, cap: int = 32) -> None:
        """Start with no triples. `cap` is the most sets of units that a triple keeps."""
        self.terms = Terms(KNOWN)
        self.stated: list[Stated] = []
        self.has_supports = supports
        self._algebra = Supports(cap=cap)
        self._store = Store(self.terms, self._algebra, supports=supports)
        self._reasoner = Reasoner(self._store)
        self._labels: set[str] = set()
        self._waiting: list[Stated] = []

    def extend(self, batches: Iterable[Batch]) -> None:
        """Add batches and close again.

        Cost: of what follows from the new triples, and a copy of each relation that grows; where
        they change the schema, also of the clauses that are new.
        """
        self.state(batches)
        self.close()

    def state(self, batches: Iterable[Batch]) -> None:
        """Take in batches without closing: terms become numbers. `close` must follow."""
        fresh = [self._encode(frozenset(units), triples) for units, triples in batches]
        self.stated.extend(fresh)
        self._waiting.extend(fresh)

    def close(self) -> None:
        """Close what was stated since the last time."""
        self.__dict__.pop("conflicts", None)
        fresh, self._waiting = self._waiting, []
        self._store.taken_up = []
        self._store.make_room()
        self._reasoner.identity.grow()
        if fresh:
            numbered = [(batch.forms, self._algebra.of(batch.units)) for batch in fresh]
            self._store.load(numbered, self._reasoner.identity.representatives)
        self._reasoner.run()

    def add(self, batch: Batch) -> None:
        """Add one batch and close again; see `extend`."""
        self.extend([batch])

    def again(self, stated: Iterable[Stated]) -> Closure:
        """Return another closure, of batches that this one has taken in, not closed yet.

        Both share the dictionary and the supports, so that their rows can be compared.
        """
        other = Closure(supports=self.has_supports, cap=self._algebra.cap)
        other.terms, other._algebra, other._labels = self.terms, self._algebra, self._labels
        other._store = Store(self.terms, self._algebra, supports=self.has_supports)
        other._reasoner = Reasoner(other._store)
        other.stated = list(stated)
        other._waiting = list(other.stated)
        return other

    def retold(self, stated: Iterable[NDArray[np.uint32]]) -> Closure:
        """Return another closure, not closed yet, of triples that one unit states.

        It shares the dictionary. Since its identities rest on that unit, it rewrites none.
        """
        other = Closure()
        other.terms = self.terms
        other._store = Store(self.terms, other._algebra, supports=True)
        other._reasoner = Reasoner(other._store)
        other._waiting = [Stated(frozenset({"all"}), forms) for forms in stated]
        return other

    def restate(self, literals: Iterable[str]) -> None:
        """Write some literals from now on in those of their forms that are stated now.

        A dictionary forgets nothing; so those that are stated no more have to be named. Cost: for
        each that is written in several forms, one pass over all that is stated.
        """
        for literal in literals:
            found = self.terms.find(literal)
            if found is not None and len(self.terms.variants(found)) > 1:
                self.terms.restate(found, forms_stated(found, self.terms, self.stated))

    @property
    def taken_up(self) -> Sequence[tuple[int, Words]]:
        """The rows that the last closing has added, or whose supports it made larger."""
        return self._store.taken_up

    def triples(self, *, generalized: bool = False, reflexive: bool = False) -> Iterator[Triple]:
        """Yield every triple once; stated ones as they were written.

        Args:
            generalized: also triples that RDF does not allow, with a literal as subject, or no IRI
                as
                predicate.
            reflexive: also what is true of everything: `eq-ref`, instances of owl:Thing by
                `scm-cls`,
                the reflexive triples of `scm-cls`, `scm-op` and `scm-dp`, the axioms of `prp-ap`,
                `cls-thing`, `cls-nothing1` and `dt-type1`, and `dt-type2` and `dt-eq` of literals.
                Never `dt-diff`.
        """
        answers = self._answers(generalized=generalized, reflexive=reflexive)
        return (triple for triple, _ in answers.annotated())

    def annotated(
        self, *, generalized: bool = False, reflexive: bool = False
    ) -> Iterator[tuple[Triple, int]]:
        """Yield every triple once with the number of its support; see `triples`.

        Read `supports` afterwards: virtual triples may need supports that did not exist before.
        """
        return self._answers(generalized=generalized, reflexive=reflexive).annotated()

    @property
    def supports(self) -> Sequence[Antichain]:
        """Every support there is, by number: the minimal sets of units, smaller ones first."""
        return [self._algebra.antichain(number) for number in range(len(self._algebra))]

    def antichain(self, number: int) -> Antichain:
        """Return one of `supports`."""
        return self._algebra.antichain(number)

    def is_capped(self, number: int) -> bool:
        """Whether sets of units are missing from a support; those it has are right."""
        return self._algebra.is_capped(number)

    def support(self, s: str, p: str, o: str) -> Antichain | None:
        """Return the minimal sets of units that a triple needs, None where it does not follow.

        An axiom needs one set, the empty one; so does every triple in the Boolean mode. The triples
        are all that `triples` yields when `generalized` and `reflexive`.
        """
        subject, predicate, value = (self.find(term) for term in (s, p, o))
        if subject is None or predicate is None or value is None:
            return None
        number = virtual_support(self._store, subject, predicate, value)
        if number is None:
            number = self.support_number(subject, predicate, value)
        return None if number is None else self._algebra.antichain(number)

    @cached_property
    def conflicts(self) -> list[Conflict]:
        """What contradicts itself, in the order of the rules; found when first asked for."""
        return find_conflicts(self._reasoner, self._store)

    @property
    def malformed(self) -> list[tuple[str, str]]:
        """The odd lists that the schema uses: the head of each, and what is odd about it."""
        return [(self.terms.text(odd.head), odd.problem) for odd in self._reasoner.plan.malformed]

    # Lookups by id, which explanations are made from.

    def find(self, term: str) -> int | None:
        """Return the id of a term's representative, None where the term is not known."""
        identifier = self.terms.find(term)
        if identifier is None:
            return None
        return self._reasoner.identity.resolve(identifier)

    def support_number(self, s: int, p: int, o: int) -> int | None:
        """Return the number of the support of a triple of representatives, None if not there.

        What is in any triple is the same as itself: that costs one pass over all relations.
        """
        if p == SAME_AS and s == o:
            return occurrence(self._store, s)
        key, ids = (class_key(o), [s]) if p == TYPE else (property_key(p), [s, o])
        keys = (key, LITERAL_IDENTITY) if p == SAME_AS else (key,)
        numbers = (self._number_in(self._store.relations.get(k), ids) for k in keys)
        return next((number for number in numbers if number is not None), None)

    def _number_in(self, relation: Relation | None, ids: list[int]) -> int | None:
        if relation is None or not len(relation):
            return None
        rows, found = relation.find(_key(relation, ids))
        if not found[0]:
            return None
        return int(relation.layout.supports(relation.words[rows])[0]) if self.has_supports else TRUE

    def contains(self, s: int, p: int, o: int) -> bool:
        """Whether a triple of representatives is there."""
        return self.support_number(s, p, o) is not None

    @property
    def relations(self) -> Mapping[int, Relation]:
        """All relations by key, the internal ones included."""
        return self._store.relations

    @property
    def identity(self) -> Identity:
        """The groups of terms that are the same for everyone."""
        return self._reasoner.identity

    def pairs(self, p: int) -> Relation | None:
        """Return the relation of a property, by the id of a representative."""
        return self._store.relations.get(property_key(p))

    def members(self, c: int) -> Relation | None:
        """Return the relation of a class, by the id of a representative."""
        return self._store.relations.get(class_key(c))

    def clauses(self) -> Iterator[Clause]:
        """Yield all clauses: those run, those covered, and those that conclude `false`."""
        plan = self._reasoner.plan
        yield from (clause for clause in plan.clauses if clause.rule)
        yield from self._reasoner.covered()
        yield from plan.contradictions

    def running(self) -> tuple[Clause, ...]:
        """Return the clauses that are run to close, those of no rule of their own included."""
        return self._reasoner.plan.clauses

    def plan(self) -> str:
        """Return all clauses as text: the rules as they were compiled against the schema."""
        return describe(self.clauses(), self.terms)

    @property
    def nbytes(self) -> int:
        """The bytes that relations and stated triples take, the dictionary not counted."""
        relations = sum(relation.nbytes for relation in self._store.relations.values())
        return relations + sum(batch.forms.nbytes for batch in self.stated)

    def __len__(self) -> int:
        """Return the number of triples stored, of representatives, with those shown on request."""
        relations = self._store.relations.items()
        return sum(len(relation) for key, relation in relations if key not in INTERNAL)

    def _answers(self, *, generalized: bool, reflexive: bool) -> Answers:
        forms = [batch.forms for batch in self.stated]
        return Answers(
            self._store,
            self._reasoner.identity,
            forms,
            generalized=generalized,
            reflexive=reflexive,
        )

    def _encode(self, units: frozenset[str], triples: Iterable[Triple]) -> Stated:
        listed = triples if isinstance(triples, list) else list(triples)
        labels = {t for triple in listed for t in (triple[0], triple[2]) if t.startswith("_")}
        scope = f"x{len(self.stated)}" if labels & self._labels else ""
        self._labels |= {label + scope for label in labels}
        return Stated(units if self.has_supports else frozenset(), self.terms.encode(listed, scope))


def forms_stated(identifier: int, terms: Terms, stated: Iterable[Stated]) -> set[int]:
    """Return the forms of a literal in which some batches state it."""
    waiting = set(terms.variants(identifier))
    for batch in stated:
        waiting -= {form for form in waiting if (batch.forms[:, 2] == form).any()}
    return set(terms.variants(identifier)) - waiting


def _key(relation: Relation, ids: list[int]) -> NDArray[np.uint64]:
    number = ids[0] if relation.is_class else ids[0] << relation.layout.term_bits | ids[1]
    return np.array([number], relation.words.dtype)
