"""Who says how much, and how often two who speak of one thing agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from pyoxigraph import NamedNode, Store

from kg.search.collect import Collector, Row


class Sayings:
    """Who says how much, and how often two who speak of one thing agree.

    A topic is a thing and a property. Two units agree on a topic where they share a value, and
    differ where both speak of it and share none.
    """

    def __init__(self, collector: Collector, store: Store) -> None:
        """Read every passage."""
        self.claims: Counter[int] = Counter()
        self.mentions: Counter[tuple[int, int]] = Counter()
        self._topics: dict[tuple[int, str], dict[int, set[object]]] = defaultdict(dict)
        for passage, ground in collector.grounds.unit.items():
            for quad in store.quads_for_pattern(None, None, None, NamedNode(passage)):
                thing = collector.thing(quad.subject)
                if thing is not None:
                    self.claims[ground] += 1
                    self.mentions[thing, ground] += 1
                    topic = self._topics[thing, quad.predicate.value]
                    topic.setdefault(ground, set()).add(quad.object)

    def said(self) -> Iterator[Row]:
        """Yield (unit, claims, topics)."""
        topics = Counter(ground for by in self._topics.values() for ground in by)
        for ground, claims in self.claims.items():
            yield ground, claims, topics[ground]

    def agreement(self) -> Iterator[Row]:
        """Yield (unit, other unit, topics on which they agree, on which they differ)."""
        agree: Counter[tuple[int, int]] = Counter()
        differ: Counter[tuple[int, int]] = Counter()
        for by in self._topics.values():
            for one, other in combinations(sorted(by), 2):
                (differ if by[one].isdisjoint(by[other]) else agree)[one, other] += 1
        for pair in sorted(agree.keys() | differ.keys()):
            yield *pair, agree[pair], differ[pair]
