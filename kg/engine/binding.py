"""Binding: the matches of a rule's schema conditions, and the atoms that these make.

A schema is small beside the instances, so it is matched row by row, through one index a relation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kg.engine.clauses import Atom
from kg.engine.lists import IdTriple, Lists, Match
from kg.engine.rules import Condition, Pattern, Rule, is_variable
from kg.engine.supports import Supports
from kg.engine.vocabulary import (
    BASES,
    DATATYPE_IDS,
    FIRST,
    IDS,
    REST,
    TYPE,
    class_key,
    property_key,
)

Rows = Callable[[int], list[tuple[int, ...]]]
"""The rows of a relation by key: (subject, object, support), or (member, support)."""


@dataclass(slots=True)
class Binding:
    """One match: what the variables stand for, the supports it needs, and the triples matched."""

    values: dict[str, int | tuple[int, ...]]
    numbers: tuple[int, ...] = ()
    axiom: tuple[IdTriple, ...] = ()


class Schema:
    """The rows that schema conditions match, as they are at one time.

    Attributes:
        rows: gives the rows of a relation.
        algebra: multiplies supports.
        resolve: maps an id to its representative.
        lists: the lists.
    """

    def __init__(self, rows: Rows, algebra: Supports, resolve: Callable[[int], int]) -> None:
        """Read rows as they are asked for."""
        self.rows = rows
        self.algebra = algebra
        self.resolve = resolve
        first, rest = (rows(property_key(resolve(term))) for term in (FIRST, REST))
        self.lists = Lists(first, rest, algebra)  # type: ignore[arg-type] # three columns each
        self._indexes: dict[int, dict[int, list[tuple[int, ...]]]] = {}

    def matching(self, key: int, first: int | None) -> list[tuple[int, ...]]:
        """Return the rows of a relation, or of its base, that begin with `first`."""
        if first is None:
            return self.rows(BASES.get(key, key))
        index = self._indexes.get(key)
        if index is None:
            index = self._indexes[key] = {}
            for row in self.rows(BASES.get(key, key)):
                index.setdefault(row[0], []).append(row)
        return index.get(first, [])


def key_of(pattern: Pattern, resolve: Callable[[int], int]) -> int:
    """Return the key of the relation that a schema condition is matched with."""
    p = resolve(IDS[pattern.p])
    if p == TYPE and not is_variable(pattern.o):
        return class_key(resolve(IDS[pattern.o]))
    return property_key(p)


def keys_read(rule: Rule, resolve: Callable[[int], int]) -> frozenset[int]:
    """Return the keys of all relations that the schema conditions of a rule are matched with."""
    keys: set[int] = set()
    for item in rule.schema:
        if isinstance(item, Pattern):
            key = key_of(item, resolve)
            keys.add(BASES.get(key, key))
        elif item.word in ("list", "member", "pair"):
            keys |= {property_key(resolve(term)) for term in (FIRST, REST)}
    return frozenset(keys)


def bind(rule: Rule, schema: Schema) -> list[Binding]:
    """Return all matches of the schema conditions of a rule; one, empty, where it has none."""
    bindings = [Binding({})]
    for item in rule.schema:
        if isinstance(item, Pattern):
            bindings = [new for old in bindings for new in _match_pattern(item, old, schema)]
        else:
            bindings = [new for old in bindings for new in _match_condition(item, old, schema)]
    return bindings


class Builder:
    """Makes atoms of patterns under a binding; variables are numbered as they occur."""

    def __init__(
        self, values: dict[str, int | tuple[int, ...]], resolve: Callable[[int], int]
    ) -> None:
        """Take the values of the variables that are bound."""
        self._values = values
        self._resolve = resolve
        self._numbers: dict[str, int] = {}
        lengths = [len(value) for value in values.values() if isinstance(value, tuple)]
        self._length = lengths[0] if lengths else 0

    def body(self, items: Iterable[Pattern | Condition]) -> tuple[Atom, ...]:
        """Return the atoms of conditions, each as often as it stands for."""
        atoms: list[Atom] = []
        for item in items:
            if isinstance(item, Condition):
                continue
            copies = self._length if any("[i" in term for term in item.terms) else 1
            atoms.extend(self.atom(item, place) for place in range(copies))
        return tuple(atoms)

    def atom(self, pattern: Pattern, place: int = 0) -> Atom:
        """Return the atom of a pattern, for one place of a list from 0."""
        s, p, o = (self._argument(term, place) for term in pattern.terms)
        if p == -1 - TYPE and o < 0:
            return Atom(class_key(-1 - o), (s,))
        return Atom(property_key(-1 - p), (s, o))

    def _argument(self, term: str, place: int) -> int:
        bound = self._values.get(term)
        if isinstance(bound, int):
            return -1 - bound
        if not is_variable(term):
            return -1 - self._resolve(IDS[term])
        if not term.endswith("]"):
            return self._numbers.setdefault(term, len(self._numbers))
        name, _, index = term.partition("[")
        value = self._values.get(name)
        at = {"i]": place, "i+1]": place + 1, "1]": 0, "n+1]": self._length}[index]
        if isinstance(value, tuple):
            return -1 - value[at]
        return self._numbers.setdefault(f"{name}[{at}", len(self._numbers))


def _match_pattern(pattern: Pattern, old: Binding, schema: Schema) -> Iterator[Binding]:
    first = _known(pattern.s, old, schema)
    second = _known(pattern.o, old, schema)
    key = key_of(pattern, schema.resolve)
    for row in schema.matching(key, first):
        o = key >> 1 if key & 1 else row[1]
        if second is not None and o != second:
            continue
        values = {**old.values, **_new(pattern.s, row[0]), **_new(pattern.o, o)}
        triple = (row[0], TYPE if key & 1 else key >> 1, o)
        yield Binding(values, (*old.numbers, row[-1]), (*old.axiom, triple))


def _match_condition(condition: Condition, old: Binding, schema: Schema) -> Iterator[Binding]:
    if condition.word == "datatype":
        for identifier in DATATYPE_IDS:
            yield Binding({**old.values, condition.args[0]: identifier})
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
        yield Binding(values, (*old.numbers, number), (*old.axiom, *triples))


def _known(term: str, binding: Binding, schema: Schema) -> int | None:
    if not is_variable(term):
        return schema.resolve(IDS[term])
    found = binding.values.get(term)
    assert not isinstance(found, tuple)
    return found


def _new(term: str, value: int) -> dict[str, int]:
    return {term: value} if is_variable(term) else {}
