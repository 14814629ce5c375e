"""What an update comes to: quads that are there only afterwards, and quads that were there before.

Invariant: no quad is both; taking one back that was added before leaves no trace of either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad, Store

from kg.storage.journal import GraphChange


@dataclass(slots=True)
class Effect:
    """The difference that steps have made to a store so far."""

    added: set[Quad] = field(default_factory=set)
    removed: set[Quad] = field(default_factory=set)

    def note(self, added: Iterable[Quad], removed: Iterable[Quad]) -> None:
        """Take in a step; what it removed was there, what it added was not."""
        for quad in removed:
            if quad in self.added:
                self.added.remove(quad)
            else:
                self.removed.add(quad)
        for quad in added:
            if quad in self.removed:
                self.removed.remove(quad)
            else:
                self.added.add(quad)

    def make(self, store: Store, added: Iterable[Quad], removed: Iterable[Quad]) -> None:
        """Change a store and note it; what is to be removed is there, what is to be added not."""
        added, removed = list(added), list(removed)
        for quad in removed:
            store.remove(quad)
        store.extend(added)
        self.note(added, removed)

    def by_graph(self, before: Iterable[str], after: Iterable[str]) -> list[GraphChange]:
        """Return the changes of each graph, `before` left out, of those that came or went too.

        `before` and `after` are the names of the graphs that there were and are.
        """
        found: dict[str | None, tuple[list[str], list[str]]] = {}
        for place, quads in enumerate((self.added, self.removed)):
            for quad in quads:
                name = quad.graph_name
                graph = name.value if isinstance(name, NamedNode) else None
                found.setdefault(graph, ([], []))[place].append(f"{quad.triple} .")
        left = set(after)
        for graph in left.symmetric_difference(before):
            found.setdefault(graph, ([], []))
        return [
            GraphChange(
                graph,
                tuple(sorted(plus)),
                tuple(sorted(minus)),
                exists=graph is None or graph in left,
            )
            for graph, (plus, minus) in sorted(found.items(), key=lambda item: item[0] or "")
        ]
