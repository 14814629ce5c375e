"""The first page: what this is, works as cards, and what is disputed about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from flask import Blueprint, g, render_template, request

import kg
from server.graph import dataset
from server.site.belief import Belief, Change, Changes, belief
from server.site.entity.questions import aligned
from server.site.introduction import told_by
from server.site.snapshot import known_sources, once_a_snapshot
from server.site.works import Card, ask, cards, widest
from server.statements import select

blueprint = Blueprint("pages", __name__)

MOST: Final = 24
"""How many works are shown where no primary source lists any."""

_GROUPS: Final = {"Film": "Films", "Series": "Series"}
_QUESTIONS: Final = (
    "where-sources-disagree",
    "inferred-statements-about-a-work",
    "directors-by-number-of-works",
)
_LISTED: Final = """
SELECT DISTINCT ?work WHERE {
  GRAPH graph:catalogue { ?list cel:statedIn/cel:role cel:Primary }
  GRAPH ?list { ?lister cel:lists ?work }
}
ORDER BY ?work
"""
_COUNTS: Final = """
SELECT ?graph ?property (COUNT(*) AS ?count) WHERE {
  VALUES ?work { %(works)s }
  GRAPH ?graph { ?work ?property ?value }
  FILTER(STRSTARTS(STR(?graph), "%(base)ssupport/"))
}
GROUP BY ?graph ?property
"""


@blueprint.route("/")
def home() -> str:
    """Show every work that a primary source lists; where none does, those most is told of."""
    return _rendered(dataset(), request.full_path, g.language)


@once_a_snapshot
def _rendered(opened: kg.Dataset, _address: str, _language: str) -> str:
    """Return the page, which the address and the language decide for a snapshot."""
    chosen = belief()
    works = _works(opened)
    shown = cards(opened, works, chosen) if works else []
    groups: dict[str, list[Card]] = defaultdict(list)
    for kind, card in shown:
        groups[_GROUPS.get(kind, "Other works")].append(card)
    return render_template(
        "home.html",
        groups={name: groups[name] for name in ("Films", "Series", "Other works") if groups[name]},
        counts=opened.record.counts,
        changes=_changes(opened, works, chosen) if works else Changes(),
        questions=[opened.queries[name] for name in _QUESTIONS if name in opened.queries],
        is_shipped=opened.record.shipped,
        told_by=told_by(
            sum(source.primary for source in known_sources().values()),
            opened.record.counts.get("conflicts", 0),
        ),
    )


@once_a_snapshot
def _works(opened: kg.Dataset) -> tuple[str, ...]:
    """Return the works to show, whatever is believed."""
    listed = select(opened, _LISTED, view=widest(opened))
    if listed:
        return tuple(work.value for (work,) in listed)
    return tuple(
        work.iri for work in opened.finder.names(view=opened.view(), order="claims", limit=MOST)
    )


def _changes(opened: kg.Dataset, works: tuple[str, ...], chosen: Belief) -> Changes:
    """Count the statements about the works that the choice takes away and adds."""
    if chosen.is_default:
        return Changes()
    counts: dict[Change, int] = defaultdict(int)
    for graph, count in _counts(opened, works).items():
        counts[chosen.change(graph)] += count
    return Changes(counts[Change.GONE], counts[Change.NEW])


@once_a_snapshot
def _counts(opened: kg.Dataset, works: tuple[str, ...]) -> Mapping[str, int]:
    """Return how many statements about the works lie in each support graph."""
    repeated = aligned(opened)
    counts: dict[str, int] = defaultdict(int)
    for graph, prop, count in ask(opened, _COUNTS, works):
        if prop.value not in repeated:
            counts[graph.value] += int(count.value)
    return counts
