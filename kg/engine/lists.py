"""RDF lists, read from the relations of rdf:first and rdf:rest.

A list is a path from its head along rdf:rest to rdf:nil, on which every node has an rdf:first. That
is all the rules ask, so a node with two rests heads two lists and one with two firsts stands for
either element: which is also what a member that a source declares to be the same as another one
amounts to. A path that meets itself or breaks off is no list. Both kinds of oddity are reported,
and neither stops anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Final

from kg.engine.supports import TRUE, Supports
from kg.engine.vocabulary import FIRST, NIL

IdTriple = tuple[int, int, int]
Match = tuple[tuple[int, ...], int, tuple[IdTriple, ...]]
"""Elements, the support that they need as elements of the list, and the rdf:first triples they are
in."""

MOST: Final = 256
"""The most readings of one head that are followed."""

Pairs = Iterable[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Malformed:
    """A list that is not a plain one: the id of its head, and what is wrong with it."""

    head: int
    problem: str


class Lists:
    """The lists in two relations, read on demand.

    Attributes:
        malformed: what was found wrong with the lists that were asked for.
    """

    def __init__(self, first: Pairs, rest: Pairs, algebra: Supports) -> None:
        """Take the rows (subject, object, support) of rdf:first and rdf:rest."""
        self._first = _index(first)
        self._rest = _index(rest)
        self._algebra = algebra
        self._paths: dict[int, list[tuple[tuple[int, ...], int]]] = {}
        self.malformed: list[Malformed] = []

    def whole(self, head: int) -> Iterator[Match]:
        """Yield every reading of a list: all its elements in order."""
        for nodes, number in self._read(head):
            choices = product(*(self._first[node] for node in nodes))
            for count, chosen in enumerate(choices):
                if count == MOST:
                    self._report(head, f"stands for more than {MOST} lists; some are left out")
                    break
                yield self._match(number, list(zip(nodes, chosen, strict=True)))

    def members(self, head: int) -> Iterator[Match]:
        """Yield each element of a list."""
        for reading in self.readings(head):
            yield from reading

    def readings(self, head: int) -> Iterator[Iterator[Match]]:
        """Yield for each path from a head to rdf:nil the elements on it."""
        for nodes, number in self._read(head):
            yield (
                self._match(number, [(node, chosen)])
                for node in nodes
                for chosen in self._first[node]
            )

    def pairs(self, head: int) -> Iterator[Match]:
        """Yield each two elements at different places, the earlier one first."""
        for nodes, number in self._read(head):
            for left, right in combinations(nodes, 2):
                for one, other in product(self._first[left], self._first[right]):
                    yield self._match(number, [(left, one), (right, other)])

    def _match(self, number: int, chosen: list[tuple[int, tuple[int, int]]]) -> Match:
        needed = self._algebra.product((number, *(support for _, (_, support) in chosen)))
        elements = tuple(element for _, (element, _) in chosen)
        return elements, needed, tuple((node, FIRST, element) for node, (element, _) in chosen)

    def _read(self, head: int) -> list[tuple[tuple[int, ...], int]]:
        paths = self._paths.get(head)
        if paths is None:
            paths = [(nodes, self._weigh(nodes)) for nodes in self._walk(head)]
            self._paths[head] = paths
        return paths

    def _weigh(self, nodes: Sequence[int]) -> int:
        """Return the support of a path: all its rests, and one first at least at each node."""
        number = TRUE
        for node, following in zip(nodes, (*nodes[1:], NIL), strict=True):
            some = self._first[node][0][1]
            for _, other in self._first[node][1:]:
                some = self._algebra.sum(some, other)
            number = self._algebra.product((number, some, dict(self._rest[node])[following]))
        return number

    def _walk(self, head: int) -> list[tuple[int, ...]]:
        """Find all paths from `head` to rdf:nil, without recursion: lists may be long."""
        found: list[tuple[int, ...]] = []
        nodes: list[int] = []
        on_path: set[int] = set()
        branches: list[Iterator[int]] = [iter((head,))]
        budget = MOST + 4 * len(self._rest)
        while branches and len(found) < MOST and budget:
            budget -= 1
            node = next(branches[-1], None)
            if node is None:
                branches.pop()
                if nodes:
                    on_path.discard(nodes.pop())
            elif node == NIL:
                found.append(tuple(nodes))
            elif node in on_path:
                self._report(head, "meets itself")
            elif not self._first.get(node) or not self._rest.get(node):
                self._report(head, "has a node without rdf:first or rdf:rest")
            else:
                if len(self._first[node]) > 1 or len(self._rest[node]) > 1:
                    self._report(head, "has a node with several rdf:first or rdf:rest")
                nodes.append(node)
                on_path.add(node)
                branches.append(iter([following for following, _ in self._rest[node]]))
        if not budget:
            self._report(head, "forks too often; some of its readings are left out")
        return [path for path in found if path]

    def _report(self, head: int, problem: str) -> None:
        entry = Malformed(head, problem)
        if entry not in self.malformed:
            self.malformed.append(entry)


def _index(rows: Pairs) -> dict[int, list[tuple[int, int]]]:
    index: dict[int, list[tuple[int, int]]] = {}
    for s, o, number in rows:
        index.setdefault(s, []).append((o, number))
    return index
