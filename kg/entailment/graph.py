"""A graph of term strings with the look-ups that entailment needs, and its class expressions.

Invariant: triples are distinct and keep their order. An expression is read only where its node has
exactly one construct of OWL, well-formed; anything else is no expression here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from kg.engine.terms import Triple, split
from kg.engine.values import XSD, contains, value
from kg.entailment import words as w

_BOOLEAN: Final = (w.COMPLEMENT_OF, w.INTERSECTION_OF, w.UNION_OF, w.ONE_OF)
_FILLED: Final = (w.SOME_VALUES_FROM, w.ALL_VALUES_FROM, w.HAS_VALUE)
_COUNTED: Final = (w.MIN, w.MAX, w.EXACTLY)
_QUALIFIED: Final = (w.MIN_QUALIFIED, w.MAX_QUALIFIED, w.EXACTLY_QUALIFIED)
CONSTRUCTS: Final = (*_BOOLEAN, *_FILLED, *_COUNTED, *_QUALIFIED)


@dataclass(frozen=True, slots=True)
class Expression:
    """A class expression.

    Attributes:
        construct: the property of OWL that makes it.
        items: the members of its list, or its one filler; for a qualified cardinality the class.
        property: what a restriction is on, else "".
        number: the cardinality, else 0.
    """

    construct: str
    items: tuple[str, ...]
    property: str = ""
    number: int = 0


class Graph:
    """Triples that can be looked up by subject and by predicate."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Index triples. Cost: linear."""
        self.triples: tuple[Triple, ...] = tuple(dict.fromkeys(triples))
        self._objects: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._by_subject: dict[str, list[Triple]] = defaultdict(list)
        self.by_predicate: dict[str, list[Triple]] = defaultdict(list)
        for triple in self.triples:
            self._objects[triple[0], triple[1]].append(triple[2])
            self._by_subject[triple[0]].append(triple)
            self.by_predicate[triple[1]].append(triple)

    def objects(self, s: str, p: str) -> list[str]:
        """Return the objects of a subject and a predicate."""
        return self._objects.get((s, p), [])

    def about(self, s: str) -> list[Triple]:
        """Return the triples of a subject."""
        return self._by_subject.get(s, [])

    def one(self, s: str, p: str) -> str | None:
        """Return the only object of a subject and a predicate, None where there is not one."""
        found = self.objects(s, p)
        return found[0] if len(found) == 1 else None

    def items(self, head: str) -> tuple[str, ...] | None:
        """Return the members of a list, None where it has a fork, a gap or a cycle."""
        found: list[str] = []
        seen = set()
        while head != w.NIL:
            first, rest = self.one(head, w.FIRST), self.one(head, w.REST)
            if first is None or rest is None or head in seen:
                return None
            seen.add(head)
            found.append(first)
            head = rest
        return tuple(found)

    def expression(self, node: str) -> Expression | None:
        """Return the class expression that describes a node, None where there is not just one."""
        used = [p for p in CONSTRUCTS for _ in self.objects(node, p)]
        if len(used) != 1:
            return None
        construct, filler = used[0], self.objects(node, used[0])[0]
        on = self.one(node, w.ON_PROPERTY)
        if construct in _BOOLEAN:
            items = (filler,) if construct == w.COMPLEMENT_OF else self.items(filler)
            return Expression(construct, items) if items is not None and on is None else None
        if on is None:
            return None
        if construct in _FILLED:
            return Expression(construct, (filler,), on)
        return self._cardinality(node, construct, filler, on)

    @cached_property
    def described(self) -> list[str]:
        """The nodes that have a class expression, in the order of `CONSTRUCTS`."""
        nodes = dict.fromkeys(t[0] for p in CONSTRUCTS for t in self.by_predicate.get(p, []))
        return [node for node in nodes if self.expression(node) is not None]

    def _cardinality(self, node: str, construct: str, size: str, on: str) -> Expression | None:
        number = _count(size)
        filler = self.one(node, w.ON_CLASS) if construct in _QUALIFIED else w.THING
        if number is None or filler is None:
            return None
        return Expression(construct, (filler,), on, number)


def _count(literal: str) -> int | None:
    """Return a cardinality, None for what is no whole number from 0."""
    found = value(*split(literal)) if literal.startswith('"') else None
    if found is None or not contains(f"{XSD}nonNegativeInteger", found):
        return None
    return int(str(found[1]))
