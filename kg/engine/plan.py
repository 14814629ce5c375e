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
from dataclasses import dataclass, field
from typing import Final

from kg.engine.clauses import Atom, Clause, Plan
from kg.engine.lists import IdTriple, Lists, Match
from kg.engine.rules import Condition, Pattern, Rule, is_variable, rules
from kg.engine.supports import Supports
from kg.engine.vocabulary import (
    BASES,
    CLASS,
    DATATYPE_IDS,
    EVERY_IDENTITY,
    FIRST,
    IDS,
    LITERAL_IDENTITY,
    REST,
    SAME_AS,
    NOTHING,
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
"""Rules whose conclusions need not be compiled again, with the rules that do the same for
instances."""

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
    "dt-type2": "reasoner",
    "dt-eq": "terms",
    "dt-diff": "conflicts",
}
"""Rules that are not compiled, with the module that carries them out."""

Rows = Callable[[int], list[tuple[int, ...]]]
"""The rows of a relation by key: (subject, object, support), or (member, support)."""


@dataclass(slots=True)
class _Binding:
    values: dict[str, int | tuple[int, ...]]
    numbers: tuple[int, ...] = ()
    axiom: tuple[IdTriple, ...] = ()


@dataclass(slots=True)
class _Schema:
    """Indexed access to the rows that schema conditions match."""

    rows: Rows
    algebra: Supports
    resolve: Callable[[int], int]
    lists: Lists
    _by_first: dict[int, dict[int, list[tuple[int, ...]]]] = field(default_factory=dict)

    def key(self, pattern: Pattern) -> int:
        p = self.resolve(IDS[pattern.p])
        return class_key(self.resolve(IDS[pattern.o])) if p == TYPE else property_key(p)

    def matching(self, key: int, first: int | None) -> list[tuple[int, ...]]:
        rows = self.rows(BASES.get(key, key))
        if first is None:
            return rows
        index = self._by_first.get(key)
        if index is None:
            index = self._by_first[key] = {}
            for row in rows:
                index.setdefault(row[0], []).append(row)
        return index.get(first, [])


def watched(resolve: Callable[[int], int]) -> frozenset[int]:
    """Return the keys of the relations that rules are compiled from.

    When rows are added to one of them, the plan changes. `resolve` maps an id to its
    representative.
    """
    keys = {property_key(FIRST), property_key(REST)}
    for rule in rules():
        for item in rule.schema:
            if isinstance(item, Pattern):
                p = resolve(IDS[item.p])
                key = class_key(resolve(IDS[item.o])) if p == TYPE else property_key(p)
                keys.add(BASES.get(key, key))
    return frozenset(keys)


def compile_rules(
    rows: Rows, algebra: Supports, *, resolve: Callable[[int], int], relations: Collection[int]
) -> Plan:
    """Bind all rules to a schema.

    Args:
        rows: gives the rows of a relation, base ones where there is a base.
        algebra: multiplies the supports of what is bound.
        resolve: maps an id to its representative.
        relations: the keys of all relations there are, which bound what identities are compiled
            for.

    Cost: one pass over the schema a rule; the instances are not looked at.
    """
    lists = Lists(rows(property_key(FIRST)), rows(property_key(REST)), algebra)  # type: ignore[arg-type] # rows of properties have three columns
    schema = _Schema(rows, algebra, resolve, lists)
    clauses = list(_identities(schema, relations))
    covered: list[Clause] = []
    contradictions: list[Clause] = []
    for rule in rules():
        if rule.id in ELSEWHERE:
            continue
        target = covered if rule.id in COVERED else clauses
        target = contradictions if rule.is_contradiction else target
        target.extend(_compile(rule, schema))
    closing = dict.fromkeys(_closed_relations())
    kept = closing | dict.fromkeys(clause for clause in clauses if not clause.is_tautology)
    kept.update(dict.fromkeys(_all_identities((*kept, *contradictions))))
    kept.update(dict.fromkeys(_things(schema, (*kept, *contradictions))))
    useful = (clause for clause in covered if not clause.is_tautology)
    return Plan(tuple(kept), tuple(useful), tuple(contradictions), tuple(lists.malformed))


def sink(key: int) -> int:
    """Return the relation that conclusions about `key` are added to."""
    return BASES.get(key, key)


def _closed_relations() -> Iterator[Clause]:
    for closed, base in BASES.items():
        args = (0,) if closed & 1 else (0, 1)
        yield Clause("", Atom(closed, args), (Atom(base, args),))


def _all_identities(clauses: Iterable[Clause]) -> Iterator[Clause]:
    if any(atom.key == EVERY_IDENTITY for clause in clauses for atom in clause.body):
        for key in (property_key(SAME_AS), LITERAL_IDENTITY):
            yield Clause("", Atom(EVERY_IDENTITY, (0, 1)), (Atom(key, (0, 1)),))


def _identities(schema: _Schema, relations: Collection[int]) -> Iterator[Clause]:
    """Make clauses of identities of properties and classes that rest on sources.

    (s q o) ← (p owl:sameAs q) | (s p o)        and for rdf:type: (s a d) ← (c owl:sameAs d) | (s a
    c)
    """
    for p, q, number in schema.rows(property_key(SAME_AS)):
        axiom = ((p, SAME_AS, q),)
        for key in {property_key(p), class_key(p)} & set(relations):
            args = (0,) if key & 1 else (0, 1)
            head = Atom(sink(q << 1 | key & 1), args)
            name = "eq-rep-o" if key & 1 else "eq-rep-p"
            yield Clause(name, head, (_reading_all_identities(Atom(key, args)),), number, axiom)


def _things(schema: _Schema, clauses: Collection[Clause]) -> Iterator[Clause]:
    """Make instances of owl:Thing where a rule has it as a premise, and of what owl:Nothing is.

    (x a owl:Thing) ← (c a owl:Class), so that (c rdfs:subClassOf owl:Thing) | (x a c)
    (x a c) ← (c a owl:Class), so that (owl:Nothing rdfs:subClassOf c) | (x a owl:Nothing)
    """
    thing, nothing = class_key(THING), class_key(NOTHING)
    read = {atom.key for clause in clauses for atom in clause.body}
    is_thing_read = thing in read or property_key(TYPE) in read
    is_nothing_filled = bool(schema.rows(nothing)) or any(
        clause.head is not None and clause.head.key == nothing for clause in clauses
    )
    for c, number in schema.rows(class_key(CLASS)):
        member, axiom = Atom(class_key(c), (0,)), ((c, TYPE, CLASS),)
        if is_thing_read:
            yield Clause("scm-cls", Atom(thing, (0,)), (member,), number, axiom)
        if is_nothing_filled and c not in (NOTHING, THING):
            yield Clause("scm-cls", member, (Atom(nothing, (0,)),), number, axiom)


def _compile(rule: Rule, schema: _Schema) -> Iterator[Clause]:
    for binding in _bind(rule.schema, schema):
        number = schema.algebra.product(binding.numbers)
        builder = _Builder(binding.values, schema.resolve)
        body = builder.body(rule.body)
        if not rule.id.startswith("eq-"):
            body = tuple(_reading_all_identities(atom) for atom in body)
        datatype = next((_datatype(i, binding) for i in rule.body if isinstance(i, Condition)), "")
        for head in rule.heads or (None,):
            atom = None if head is None else builder.atom(head)
            if atom is not None and rule.id not in CLOSING:
                atom = Atom(sink(atom.key), atom.args)
            yield Clause(rule.id, atom, body, number, binding.axiom, datatype)


def _reading_all_identities(atom: Atom) -> Atom:
    is_identity = atom.key == property_key(SAME_AS)
    return Atom(EVERY_IDENTITY, atom.args) if is_identity else atom


def _datatype(condition: Condition, binding: _Binding) -> str:
    chosen = binding.values[condition.args[1]]
    assert isinstance(chosen, int)
    return DATATYPE_IDS[chosen]


def _bind(items: Iterable[Pattern | Condition], schema: _Schema) -> list[_Binding]:
    """Join the schema conditions from left to right."""
    bindings = [_Binding({})]
    for item in items:
        step = _match_pattern if isinstance(item, Pattern) else _match_condition
        bindings = [new for old in bindings for new in step(item, old, schema)]  # type: ignore[arg-type] # item fits step
    return bindings


def _match_pattern(pattern: Pattern, old: _Binding, schema: _Schema) -> Iterator[_Binding]:
    first = _known(pattern.s, old, schema)
    second = _known(pattern.o, old, schema)
    key = schema.key(pattern)
    for row in schema.matching(key, first):
        o = key >> 1 if key & 1 else row[1]
        if second is not None and o != second:
            continue
        values = {**old.values, **_new(pattern.s, row[0]), **_new(pattern.o, o)}
        triple = (row[0], TYPE if key & 1 else key >> 1, o)
        yield _Binding(values, (*old.numbers, row[-1]), (*old.axiom, triple))


def _match_condition(condition: Condition, old: _Binding, schema: _Schema) -> Iterator[_Binding]:
    if condition.word == "datatype":
        for identifier in DATATYPE_IDS:
            yield _Binding({**old.values, condition.args[0]: identifier})
        return
    head = old.values[condition.args[0]]
    assert isinstance(head, int)
    reading: Callable[[int], Iterator[Match]] = {
        "list": schema.lists.whole,
        "member": schema.lists.members,
        "pair": schema.lists.pairs,
    }[condition.word]
    for elements, number, triples in reading(head):
        if condition.word == "list":
            values = {**old.values, condition.args[1].partition("[")[0]: elements}
        else:
            values = {**old.values, **dict(zip(condition.args[1:], elements, strict=True))}
        yield _Binding(values, (*old.numbers, number), (*old.axiom, *triples))


def _known(term: str, binding: _Binding, schema: _Schema) -> int | None:
    if not is_variable(term):
        return schema.resolve(IDS[term])
    found = binding.values.get(term)
    assert not isinstance(found, tuple)
    return found


def _new(term: str, value: int) -> dict[str, int]:
    return {term: value} if is_variable(term) else {}


class _Builder:
    """Makes atoms of patterns under a binding, numbering variables in the order of their
    occurrence.
    """

    def __init__(
        self, values: dict[str, int | tuple[int, ...]], resolve: Callable[[int], int]
    ) -> None:
        self._values = values
        self._resolve = resolve
        self._numbers: dict[str, int] = {}
        lengths = [len(value) for value in values.values() if isinstance(value, tuple)]
        self._length = lengths[0] if lengths else 0

    def body(self, items: Iterable[Pattern | Condition]) -> tuple[Atom, ...]:
        atoms: list[Atom] = []
        for item in items:
            if isinstance(item, Condition):
                continue
            copies = self._length if any("[i" in term for term in item.terms) else 1
            atoms.extend(self.atom(item, place) for place in range(copies))
        return tuple(atoms)

    def atom(self, pattern: Pattern, place: int = 0) -> Atom:
        s, p, o = (self._argument(term, place) for term in pattern.terms)
        if p == -1 - TYPE and o < 0:
            return Atom(class_key(-1 - o), (s,))
        return Atom(property_key(-1 - p), (s, o))

    def _argument(self, term: str, place: int) -> int:
        if not is_variable(term):
            return -1 - self._resolve(IDS[term])
        name, _, index = term.partition("[")
        value = self._values.get(name)
        if isinstance(value, int):
            return -1 - value
        at = {"": 0, "i]": place, "i+1]": place + 1, "1]": 0, "n+1]": self._length}[index]
        if value is not None:
            return -1 - value[at]
        return self._numbers.setdefault(f"{name}[{at}" if index else name, len(self._numbers))
