"""Readings: what a list stands for, with the rdf:first and rdf:rest triples that say so.

The lists of `kg.engine.lists`, over names instead of representatives and with all their triples:
a rule's premises are the whole list, from its head to rdf:nil.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice, product

from kg.engine.lists import MOST, IdTriple
from kg.engine.lookup import Lookup
from kg.engine.vocabulary import FIRST, NIL, REST

Reading = tuple[tuple[int, ...], tuple[IdTriple, ...]]
"""The elements that a rule speaks of, and the triples of the list, node by node."""


class Readings:
    """Reads lists in what a `Lookup` sees; remembers those it has read."""

    def __init__(self, lookup: Lookup) -> None:
        """Read nothing yet."""
        self._lookup = lookup
        self._paths: dict[int, list[tuple[IdTriple, ...]]] = {}
        self._firsts: dict[int, list[IdTriple]] = {}

    def read(self, word: str, head: int, wanted: list[int | None]) -> Iterator[Reading]:
        """Yield the readings of a list for `list`, `member` or `pair`.

        At most `MOST` for each choice of elements; `wanted` are elements that are known already.
        """
        for path in self._paths_from(head):
            firsts = [self._first(node) for node, _, _ in path]
            if word == "list":
                yield from _woven(path, firsts, range(len(path)))
                continue
            for places in combinations(range(len(path)), len(wanted)):
                options = [
                    [t for t in firsts[place] if sought is None or t[2] == sought]
                    for place, sought in zip(places, wanted, strict=True)
                ]
                for chosen in product(*options):
                    fixed = dict(zip(places, chosen, strict=True))
                    others = [[fixed[i]] if i in fixed else firsts[i] for i in range(len(path))]
                    yield from _woven(path, others, places)

    def _first(self, node: int) -> list[IdTriple]:
        """Return the triples that give a node's element, stated ones first."""
        found = self._firsts.get(node)
        if found is None:
            triples = self._lookup.matching(node, FIRST, None)
            found = sorted(triples, key=lambda triple: not self._lookup.stated(triple))
            self._firsts[node] = found
        return found

    def _paths_from(self, head: int) -> list[tuple[IdTriple, ...]]:
        paths = self._paths.get(head)
        if paths is None:
            paths = self._paths[head] = list(islice(self._walk(head), MOST))
        return paths

    def _walk(self, head: int) -> Iterator[tuple[IdTriple, ...]]:
        """Yield the paths of rdf:rest triples from a head to rdf:nil that never meet themselves."""
        path: list[IdTriple] = []
        on_path: set[int] = set()
        branches = [iter(self._rests(head))]
        budget = MOST + 4 * self._lookup.count(None, REST, None)
        while branches and budget:
            budget -= 1
            triple = next(branches[-1], None)
            if triple is None:
                branches.pop()
                if path:
                    on_path.discard(path.pop()[0])
            elif triple[2] == NIL:
                yield (*path, triple)
            elif triple[2] not in on_path and triple[2] != triple[0]:
                path.append(triple)
                on_path.add(triple[0])
                branches.append(iter(self._rests(triple[2])))

    def _rests(self, node: int) -> list[IdTriple]:
        return self._lookup.matching(node, REST, None) if self._first(node) else []


def _woven(
    path: tuple[IdTriple, ...], firsts: list[list[IdTriple]], places: range | tuple[int, ...]
) -> Iterator[Reading]:
    """Yield the triples of a list for each choice of its elements."""
    for chosen in islice(product(*firsts), MOST):
        triples = tuple(triple for pair in zip(chosen, path, strict=True) for triple in pair)
        yield tuple(chosen[place][2] for place in places), triples
