"""Who refers to a thing: the statements of other things, a page of them at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import kg
from server.site.belief import Belief, Change, Changes
from server.site.entity import questions
from server.site.rows import Names, property_name
from server.site.terms import Shown, show

PAGE: Final = 40
"""How many references a page shows."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A thing that refers to this one, and what the reader's choice does to the statement."""

    thing: Shown
    change: Change


@dataclass(frozen=True, slots=True)
class Incoming:
    """One page of what refers to a thing, by property.

    Attributes:
        groups: each property with the things that have this one as its value.
        total: how many references there are, on all pages.
        page: the number of this page, from 1.
        pages: how many pages there are.
        changes: what the reader's choice takes away and adds, on all pages.
    """

    groups: tuple[tuple[Shown, tuple[Reference, ...]], ...]
    total: int
    page: int
    pages: int
    changes: Changes


def asked(opened: kg.Dataset, iri: str, belief: Belief, page: int) -> tuple[list[Any], Any]:
    """Return the rows of one page of references, and how many there are in each graph."""
    graphs = (*belief.shown, f"{opened.record.base}graph/catalogue")
    counts = questions.incoming_counts(opened, iri, graphs)
    if not counts:
        return [], counts
    offset = (page - 1) * PAGE
    return questions.incoming(opened, iri, graphs, limit=PAGE, offset=offset), counts


def incoming(
    rows: Iterable[Any], counts: dict[str, int], page: int, names: Names, belief: Belief
) -> Incoming:
    """Return what refers to a thing as its page shows it."""
    groups: dict[str, list[Reference]] = defaultdict(list)
    for thing, prop, graph in rows:
        shown = show(thing, names.labels, names.base)
        groups[prop.value].append(Reference(shown, _change(graph.value, names.base, belief)))
    total = sum(counts.values())
    by_change: dict[Change, int] = defaultdict(int)
    for graph, count in counts.items():
        by_change[_change(graph, names.base, belief)] += count
    return Incoming(
        tuple((property_name(iri, names), tuple(found)) for iri, found in groups.items()),
        total,
        page,
        max(1, -(-total // PAGE)),
        Changes(by_change[Change.GONE], by_change[Change.NEW]),
    )


def _change(graph: str, base: str, belief: Belief) -> Change:
    return Change.KEPT if graph == f"{base}graph/catalogue" else belief.change(graph)
