"""The changes of the dataset as a page for readers: who changed what, when, and how to undo it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import current_app, render_template
from flask_babel import lazy_gettext as _

import kg
from server.graph import dataset
from server.http.addresses import path_of
from server.site.finding.shown import Paging, page_asked
from server.workers import writes

SIZE: Final = 50
"""Changes on a page."""

ACTIONS: Final = {
    "update": _("update"),
    "put": _("replaced"),
    "post": _("added to"),
    "delete": _("deleted"),
    "undo": _("undone"),
}


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change did to one graph; `name` is empty for the default graph."""

    name: str
    iri: str
    href: str | None
    count: kg.changes.Count


def page(found: Sequence[kg.changes.Change], graph: str | None, *, is_one: bool) -> str:
    """Return the page of the changes, the oldest given first, of one graph where `is_one`."""
    number = page_asked()
    newest = found[::-1][(number - 1) * SIZE : number * SIZE]
    return render_template(
        "changes.html",
        changes=[(change, [_touched(count) for count in change.graphs]) for change in newest],
        paging=Paging(number, SIZE, len(found)),
        actions=ACTIONS,
        graph=graph,
        is_one=is_one,
        may_write=writes(current_app.config["CELADON"]),
        snapshot=dataset().record.id,
    )


def _touched(count: kg.changes.Count) -> Touched:
    base = dataset().record.base
    iri = count.graph or ""
    name = iri.removeprefix(base) if iri.startswith(base) else iri
    is_there = count.exists and iri in dataset().graphs  # a later change may have removed it
    return Touched(name, iri, _address(iri, base) if is_there else None, count)


def _address(graph: str, base: str) -> str | None:
    """Return where a graph is: a plain store has no page for it, but the graph itself."""
    if dataset().is_plain:
        return f"/store?{urlencode({'graph': graph})}"
    return path_of(graph, base)
