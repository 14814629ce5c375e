"""What who wrote should know beside the change itself: which graphs are not shown by default."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kg.changes.change import Change
from kg.claims.overlay import written_passage
from kg.claims.passages import ALLEGED
from kg.storage.store import PLAIN, Record
from kg.views import VIEWS, choose, short_name

_MOST: Final = 10


def notices(change: Change, record: Record) -> tuple[str, ...]:
    """Return a sentence for each unit of trust that was written and that the default view hides.

    Only so many units are named, each with one of its graphs.
    """
    if record.reasoner == PLAIN:
        return ()
    shown = choose(record).units
    written = (count.graph for count in change.graphs if count.exists and count.graph is not None)
    hidden = {unit: graph for unit, graph in _with_units(written, record) if unit not in shown}
    return tuple(_said(record, unit, graph) for unit, graph in list(hidden.items())[:_MOST])


def _with_units(graphs: Iterable[str], record: Record) -> Iterable[tuple[str, str]]:
    return ((written_passage(graph, (), record.base).unit, graph) for graph in graphs)


def _said(record: Record, unit: str, graph: str) -> str:
    source = unit.removesuffix(ALLEGED)
    why = f"its source <{source}> is not described as a primary one"
    if source != unit:
        why = "it holds what its source alleges"
    return (
        f"the view {VIEWS[0]}, which is the default, does not show the graph <{graph}>, as {why}: "
        f"ask with trust={short_name(record, unit)} or view=possible to see it"
    )
