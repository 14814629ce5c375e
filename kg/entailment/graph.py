"""A graph of term strings with the look-ups that entailment needs, and its class expressions.

Invariant: triples are distinct and keep their order. More triples give more expressions, never
fewer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product
from typing import Final

from kg.engine.terms import Triple, split
from kg.engine.values import XSD, contains, value
from kg.entailment import words as w

_BOOLEAN: Final = (w.COMPLEMENT_OF, w.INTERSECTION_OF, w.UNION_OF, w.ONE_OF)
_FILLED: Final = (w.SOME_VALUES_FROM, w.ALL_VALUES_FROM, w.HAS_VALUE)
_COUNTED: Final = (w.MIN, w.MAX, w.EXACTLY)
QUALIFIED: Final = (w.MIN_QUALIFIED, w.MAX_QUALIFIED, w.EXACTLY_QUALIFIED)
CONSTRUCTS: Final = (*_BOOLEAN, *_FILLED, *_COUNTED, *QUALIFIED)

_MOST_LISTS: Final = 8


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
        found = self.sequences(head)
        return found[0] if len(found) == 1 else None

    def sequences(self, head: str) -> list[tuple[str, ...]]:
        """Return the members of every list at a node: none of a broken one, several of a forked.

        RDF-Based Semantics 5.1 defines sequences like this. Only the first few forks are followed.
        """
        return list(islice(self._lists(head), _MOST_LISTS))

    def expressions(self, node: str) -> list[Expression]:
        """Return the class expressions that describe a node."""
        found: list[Expression] = []
        for construct in _BOOLEAN:
            for o in self.objects(node, construct):
                lists = [(o,)] if construct == w.COMPLEMENT_OF else self.sequences(o)
                found += [Expression(construct, items) for items in lists]
        for p in self.objects(node, w.ON_PROPERTY):
            found += [Expression(c, (o,), p) for c in _FILLED for o in self.objects(node, c)]
            found += self._cardinalities(node, p, _COUNTED, [w.THING])
            found += self._cardinalities(node, p, QUALIFIED, self.objects(node, w.ON_CLASS))
        return found

    def expression(self, node: str) -> Expression | None:
        """Return the class expression that describes a node, None where there is not just one."""
        used = sum(len(self.objects(node, construct)) for construct in CONSTRUCTS)
        found = self.expressions(node)
        return found[0] if len(found) == used == 1 else None

    @cached_property
    def described(self) -> list[str]:
        """The nodes that have a class expression, in the order of `CONSTRUCTS`."""
        nodes = dict.fromkeys(t[0] for p in CONSTRUCTS for t in self.by_predicate.get(p, []))
        return [node for node in nodes if self.expressions(node)]

    def _lists(self, head: str) -> Iterator[tuple[str, ...]]:
        stack: list[tuple[str, tuple[str, ...], frozenset[str]]] = [(head, (), frozenset())]
        while stack:
            node, items, above = stack.pop()
            if node == w.NIL:
                yield items
            elif node not in above:
                steps = product(self.objects(node, w.FIRST), self.objects(node, w.REST))
                stack += [(rest, (*items, first), above | {node}) for first, rest in steps]

    def _cardinalities(
        self, node: str, on: str, constructs: tuple[str, ...], classes: list[str]
    ) -> list[Expression]:
        sizes = [(c, _count(o)) for c in constructs for o in self.objects(node, c)]
        return [
            Expression(c, (filler,), on, size)
            for c, size in sizes
            for filler in classes
            if size is not None
        ]


def _count(literal: str) -> int | None:
    """Return a cardinality, None for what is no whole number from 0."""
    found = value(*split(literal)) if literal.startswith('"') else None
    if found is None or not contains(f"{XSD}nonNegativeInteger", found):
        return None
    return int(str(found[1]))
