"""Who refers to a thing: the statements of other things, a page of them at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import kg
from server.site.belief import Belief, Change, Changes
from server.site.entity import questions
from server.site.rows import Names, property_name
from server.site.snapshot import once_a_snapshot
from server.site.terms import Shown, show

PAGE: Final = 40
"""How many references a page shows."""

_MOST: Final = 1000
"""Up to how many are asked for at once, in all graphs; of more each page is asked for."""

_Counts = Mapping[tuple[str, str], int]
"""How many references there are by property and graph."""


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


def asked(opened: kg.Dataset, iri: str, belief: Belief, page: int) -> tuple[list[Any], _Counts]:
    """Return the rows of one page of references, and how many there are by property and graph."""
    graphs = {*belief.shown, f"{opened.record.base}graph/catalogue"}
    offset = (page - 1) * PAGE
    every = referring(opened, iri)
    if every is not None:
        rows = [row for row in every if row[2].value in graphs]
        counts = Counter((prop.value, graph.value) for _, prop, graph in rows)
        return rows[offset : offset + PAGE], counts
    told = _shown(opened, questions.incoming_counts(opened, iri), graphs)
    if not (properties := sorted({prop for prop, _ in told})):
        return [], told
    rows = questions.incoming_page(
        opened, iri, properties, sorted(graphs), limit=PAGE, offset=offset
    )
    return rows, told


@once_a_snapshot
def referring(opened: kg.Dataset, iri: str) -> tuple[questions.Row, ...] | None:
    """Return all that refers to a thing, by property and thing; None where that is too much."""
    rows = questions.incoming(opened, iri, limit=_MOST + 1)
    if len(rows) > _MOST:
        return None
    hidden, catalogue = questions.hidden(opened), f"{opened.record.base}graph/"
    shown = [row for row in rows if row[1].value not in hidden and _is_thing(row[0], catalogue)]
    return tuple(sorted(shown, key=lambda row: (row[1].value, row[0].value)))


def _is_thing(term: Any, catalogue: str) -> bool:
    return not str(term).startswith("_:") and not term.value.startswith(catalogue)


def _shown(opened: kg.Dataset, counts: _Counts, graphs: Container[str]) -> _Counts:
    hidden = questions.hidden(opened)
    return {key: n for key, n in counts.items() if key[0] not in hidden and key[1] in graphs}


def incoming(
    rows: Iterable[Any], counts: _Counts, page: int, names: Names, belief: Belief
) -> Incoming:
    """Return what refers to a thing as its page shows it."""
    groups: dict[str, list[Reference]] = defaultdict(list)
    for thing, prop, graph in rows:
        shown = show(thing, names.labels, names.base)
        groups[prop.value].append(Reference(shown, _change(graph.value, names.base, belief)))
    total = sum(counts.values())
    by_change: dict[Change, int] = defaultdict(int)
    for (_, graph), count in counts.items():
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
