"""The plan: the rules, bound to a schema, as clauses with constants.

A *clause* is a rule whose schema conditions are bound: its atoms name one relation each, a
property's or a class's, and their arguments are variables and constants. `compile_rules` makes all
clauses that a schema gives rise to; each keeps the id of its rule, the schema triples it was made
from (its axiom), and their support.

Invariant: a clause of kind CONSEQUENCE or COVERED is sound whatever the instances are; the
CONSEQUENCE ones alone reach every triple that all of them reach. What no clause does: the rules in
`ELSEWHERE`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

from kg.engine.binding import Binding, Builder, Rows, Schema, bind, keys_read
from kg.engine.clauses import Atom, Clause, Plan
from kg.engine.lists import Malformed
from kg.engine.rules import Condition, Rule, rules
from kg.engine.supports import Supports
from kg.engine.terms import Terms
from kg.engine.vocabulary import (
    BASES,
    CLASS,
    DATATYPE_IDS,
    EVERY_IDENTITY,
    LITERAL_IDENTITY,
    NOTHING,
    SAME_AS,
    THING,
    TYPE,
    class_key,
    property_key,
)

CLOSING: Final = {
    "scm-sco": "cax-sco",
    "scm-spo": "prp-spo1",
    "scm-dom1": "prp-dom, cax-sco",
    "scm-dom2": "prp-spo1, prp-dom",
    "scm-rng1": "prp-rng, cax-sco",
    "scm-rng2": "prp-spo1, prp-rng",
    "scm-cls": "nothing",
    "scm-op": "nothing",
    "scm-dp": "nothing",
}
"""Rules whose conclusions need no compiling, with the rules that do the same for instances."""

COVERED: Final = {
    "prp-eqp1": "scm-eqp1, prp-spo1",
    "prp-eqp2": "scm-eqp1, prp-spo1",
    "cls-int2": "scm-int, cax-sco",
    "cls-uni": "scm-uni, cax-sco",
    "cax-eqc1": "scm-eqc1, cax-sco",
    "cax-eqc2": "scm-eqc1, cax-sco",
}
"""Rules that need not be run, with the rules that reach the same; explanations may use them."""

ELSEWHERE: Final = {
    "eq-ref": "virtual",
    "eq-rep-s": "equality",
    "eq-rep-p": "equality",
    "eq-rep-o": "equality",
    "eq-diff2": "conflicts",
    "eq-diff3": "conflicts",
    "dt-type2": "datatyping",
    "dt-eq": "terms",
    "dt-diff": "conflicts",
}
"""Rules that are not compiled, with the module that carries them out."""


class Compiler:
    """Compiles the rules against a schema, again and again as it changes.

    What a rule gave is kept until a relation that its schema conditions read has changed.
    """

    def __init__(self, rows: Rows, algebra: Supports, resolve: Callable[[int], int]) -> None:
        """Take what gives the rows of a relation, the supports, and the representative of an id."""
        self._rows = rows
        self._algebra = algebra
        self._resolve = resolve
        self._made: dict[str, tuple[Clause, ...]] = {}
        self._reads: dict[str, frozenset[int]] = {}
        self._malformed: dict[int, Malformed] = {}
        self.forget()

    @property
    def watched(self) -> frozenset[int]:
        """The keys of the relations that rules are compiled from."""
        kinds = {class_key(self._resolve(term)) for term in (CLASS, NOTHING)}
        return frozenset(kinds).union(*self._reads.values())

    def forget(self) -> None:
        """Keep nothing, since representatives have changed."""
        self._made.clear()
        self._malformed.clear()
        self._reads = {rule.id: keys_read(rule, self._resolve) for rule in rules()}

    def compile(self, changed: Collection[int], renamed: Iterable[tuple[int, ...]]) -> Plan:
        """Return the plan, given the keys of the relations that have changed since the last one.

        renamed: the rows of owl:sameAs, with their supports, whose first id is a property or class
        in use. Cost: one pass over the schema a rule that has to be compiled again; the instances
        are not looked at.
        """
        schema = Schema(self._rows, self._algebra, self._resolve)
        for rule in rules():
            if rule.id not in self._made or not self._reads[rule.id].isdisjoint(changed):
                if rule.id in COVERED:
                    self._made.pop(rule.id, None)
                else:
                    self._made[rule.id] = tuple(_compile(rule, schema))
        self._malformed.update({odd.head: odd for odd in schema.lists.malformed})
        contradictions = self._of(lambda rule: rule.is_contradiction)
        run = self._of(lambda rule: rule.id not in COVERED and not rule.is_contradiction)
        kept = dict.fromkeys((*_closed_relations(), *_identities(renamed), *run))
        kept.update(dict.fromkeys(_all_identities((*kept, *contradictions))))
        kept.update(dict.fromkeys(_things(schema, (*kept, *contradictions))))
        return Plan(tuple(kept), contradictions, tuple(self._malformed.values()))

    def covered(self) -> tuple[Clause, ...]:
        """Return the clauses of the rules in `COVERED`, compiled when first asked for."""
        schema = Schema(self._rows, self._algebra, self._resolve)
        for rule in rules():
            if rule.id in COVERED and rule.id not in self._made:
                self._made[rule.id] = tuple(_compile(rule, schema))
        return self._of(lambda rule: rule.id in COVERED)

    def _of(self, accepts: Callable[[Rule], bool]) -> tuple[Clause, ...]:
        return tuple(clause for rule in rules() if accepts(rule) for clause in self._made[rule.id])


def describe(clauses: Iterable[Clause], terms: Terms) -> str:
    """Return clauses as text in the notation of rules, one a line, by rule, each with its axiom.

    Clauses that are not run, since others reach the same, are marked with the rules of these.
    """
    lines: list[str] = []
    for clause in clauses:
        if clause.rule:
            by = COVERED.get(clause.rule)
            lines.append(
                clause.spelt(terms) + (f"    # not run: {by} reach the same" if by else "")
            )
    order = {rule.id: number for number, rule in enumerate(rules())}
    lines.sort(key=lambda line: order[line.partition(":")[0]])
    return "".join(f"{line}\n" for line in lines)


def sink(key: int) -> int:
    """Return the relation that conclusions about `key` are added to."""
    return BASES.get(key, key)


def _compile(rule: Rule, schema: Schema) -> Iterator[Clause]:
    if rule.id in ELSEWHERE:
        return
    for binding in bind(rule, schema):
        number = schema.algebra.product(binding.numbers)
        builder = Builder(binding.values, schema.resolve)
        body = builder.body(rule.body)
        if not rule.id.startswith("eq-"):
            body = tuple(_reading_all_identities(atom) for atom in body)
        datatype = next((_datatype(i, binding) for i in rule.body if isinstance(i, Condition)), "")
        for head in rule.heads or (None,):
            atom = None if head is None else builder.atom(head)
            if atom is not None and rule.id not in CLOSING:
                atom = Atom(sink(atom.key), atom.args)
            clause = Clause(rule.id, atom, body, number, binding.axiom, datatype)
            if not clause.is_tautology:
                yield clause


def _reading_all_identities(atom: Atom) -> Atom:
    is_identity = atom.key == property_key(SAME_AS)
    return Atom(EVERY_IDENTITY, atom.args) if is_identity else atom


def _datatype(condition: Condition, binding: Binding) -> str:
    chosen = binding.values[condition.args[1]]
    assert isinstance(chosen, int)
    return DATATYPE_IDS[chosen]


def _closed_relations() -> Iterator[Clause]:
    for closed, base in BASES.items():
        args = (0,) if closed & 1 else (0, 1)
        yield Clause("", Atom(closed, args), (Atom(base, args),))


def _all_identities(clauses: Iterable[Clause]) -> Iterator[Clause]:
    if any(atom.key == EVERY_IDENTITY for clause in clauses for atom in clause.body):
        for key in (property_key(SAME_AS), LITERAL_IDENTITY):
            yield Clause("", Atom(EVERY_IDENTITY, (0, 1)), (Atom(key, (0, 1)),))


def _identities(renamed: Iterable[tuple[int, ...]]) -> Iterator[Clause]:
    """Make clauses of identities of properties and classes that rest on sources.

    (s q o) ← (p owl:sameAs q) | (s p o)
    (s a d) ← (c owl:sameAs d) | (s a c)
    """
    for p, q, number in renamed:
        axiom = ((p, SAME_AS, q),)
        properties = _reading_all_identities(Atom(property_key(p), (0, 1)))
        yield Clause("eq-rep-p", Atom(sink(property_key(q)), (0, 1)), (properties,), number, axiom)
        classes = Atom(class_key(p), (0,))
        yield Clause("eq-rep-o", Atom(sink(class_key(q)), (0,)), (classes,), number, axiom)


def _things(schema: Schema, clauses: Collection[Clause]) -> Iterator[Clause]:
    """Make instances of owl:Thing where a rule has it as a premise, and of what owl:Nothing is.

    (x a owl:Thing) ← (c a owl:Class), so that (c rdfs:subClassOf owl:Thing) | (x a c)
    (x a c) ← (c a owl:Class), so that (owl:Nothing rdfs:subClassOf c) | (x a owl:Nothing)
    """
    thing, nothing, declared = (class_key(schema.resolve(t)) for t in (THING, NOTHING, CLASS))
    read = {atom.key for clause in clauses for atom in clause.body}
    is_thing_read = thing in read or property_key(TYPE) in read
    is_nothing_filled = bool(schema.rows(nothing)) or any(
        clause.head is not None and clause.head.key == nothing for clause in clauses
    )
    for c, number in schema.rows(declared):
        member, axiom = Atom(class_key(c), (0,)), ((c, TYPE, CLASS),)
        if is_thing_read:
            yield Clause("scm-cls", Atom(thing, (0,)), (member,), number, axiom)
        if is_nothing_filled and c not in (NOTHING, THING):
            yield Clause("scm-cls", member, (Atom(nothing, (0,)),), number, axiom)
