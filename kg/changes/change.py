"""A change as it is told to others: who made it, when, and how much of which graphs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kg.storage.journal import Entry

PUBLISH_S: Final = 120.0
"""How long publishing a change may take before the disk is taken to hang."""


@dataclass(frozen=True, slots=True)
class Count:
    """How much a change did to one graph; None is the default graph."""

    graph: str | None
    added: int
    removed: int
    exists: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was made.

    Attributes:
        id: its number in the journal; None where nothing had to be changed.
        time: when it was made, ISO 8601, UTC.
        agent: the name of the token that allowed it.
        action: `update`, `put`, `post`, `delete` or `undo`.
        graphs: what it did to each graph; none where nothing had to be changed.
        snapshot: the first snapshot that has it; None where an older Celadon made the change.
        created: whether the graph that was asked for is new.
    """

    id: int | None
    time: str
    agent: str
    action: str
    graphs: tuple[Count, ...] = ()
    snapshot: str | None = None
    created: bool = False

    @classmethod
    def told(cls, entry: Entry, *, created: bool = False) -> Change:
        """Return what an entry of the journal tells."""
        graphs = tuple(
            Count(change.graph, len(change.added), len(change.removed), change.exists)
            for change in entry.graphs
        )
        made = entry.snapshot or None
        number = entry.id if entry.graphs else None
        return cls(number, entry.time, entry.agent, entry.action, graphs, made, created)

    @classmethod
    def read(cls, found: Mapping[str, Any]) -> Change:
        """Return what JSON values say."""
        return cls(**{**found, "graphs": tuple(Count(**count) for count in found["graphs"])})
