"""`/browse`: works by facets, each with how many works another choice would give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from kg import vocab
from server.graph import dataset
from server.site.differences import MOST, differences
from server.site.finding.facets import Choice, Facet, facet, in_order
from server.site.finding.shown import (
    KIND_NAMES,
    Link,
    Paging,
    choice_asked,
    link,
    links,
    marks,
    page_asked,
    view,
    word,
)
from server.site.snapshot import known_sources
from server.statements import Source

blueprint = Blueprint("browse", __name__)

SIZE: Final = 24
"""Works on a page."""

FACETS: Final = {
    "kind": _("Kind"),
    "decade": _("Decade"),
    "genre": _("Genre"),
    "theme": _("Theme"),
    "place": _("Place"),
    "period": _("Period"),
    "director": _("Director"),
    "source": _("Source"),
    "disputed": _("Disputed"),
}
ORDERS: Final = {"year": _("Year"), "title": _("Title"), "claims": _("Number of claims")}


@dataclass(frozen=True, slots=True)
class WorkCard:
    """A work as its card shows it."""

    link: Link
    korean: str | None
    kinds: tuple[str, ...]
    years: tuple[int, ...]
    directors: tuple[Link, ...]
    disputed: tuple[str, ...]
    sources: tuple[Source, ...]
    claims: int


@blueprint.route("/browse")
def browse() -> str:
    """Show the works that have what is chosen, a page at a time."""
    page, order = page_asked(), choice_asked("order", tuple(ORDERS))
    chosen = [(name, value) for name in FACETS for value in request.args.getlist(name) if value]
    found = dataset().finder.browse(
        chosen, view=view(), order=order, offset=(page - 1) * SIZE, limit=SIZE
    )
    compared = differences(
        lambda one: dataset().finder.names(chosen, view=one, order=order, limit=MOST)
    )
    named = {v.value for v in found.facets["disputed"]}
    words = links(named | {vocab.CEL + v.value for v in found.facets["kind"]})
    facets = [_facet(name, found.facets[name], set(chosen), words) for name in FACETS]
    return render_template(
        "browse.html",
        facets=[one for one in facets if one.choices],
        works=[card(work, words) for work in found.works],
        paging=Paging(page, SIZE, found.total),
        order=order,
        orders=ORDERS,
        compared=compared,
        changes=compared.changes,
    )


def card(work: Any, words: Mapping[str, Link]) -> WorkCard:
    """Return a work of the index as its card shows it."""
    named = link(work.iri, work.label, work.korean)
    return WorkCard(
        named,
        work.korean if work.korean != named.text else None,
        tuple(word(vocab.CEL + kind, dict(words)) for kind in work.kinds),
        work.years,
        tuple(link(iri, *label) for iri, label in work.directors),
        tuple(word(prop, dict(words)) for prop in work.disputed),
        tuple(marks(work.sources)),
        work.claims,
    )


def _facet(
    name: str, values: Iterable[Any], chosen: set[tuple[str, str]], words: Mapping[str, Link]
) -> Facet:
    choices = [
        Choice(
            value.value,
            _text(name, value, words),
            value.count,
            (name, value.value) in chosen,
            _style(name, value.value),
        )
        for value in values
    ]
    if name == "decade":
        return in_order(name, FACETS[name], sorted(choices, key=lambda choice: choice.value))
    return facet(name, FACETS[name], choices)


def _text(name: str, value: Any, words: Mapping[str, Link]) -> str:
    match name:
        case "kind":
            return str(KIND_NAMES.get(value.value, value.value))
        case "decade":
            return str(gettext("%(decade)ss", decade=value.value))
        case "source":
            source = known_sources().get(value.value)
            return source.name if source else str(value.value)
        case "disputed":
            return word(value.value, dict(words))
        case _:
            return link(value.value, *value.label).text


def _style(name: str, value: str) -> str:
    source = known_sources().get(value) if name == "source" else None
    return source.style if source else ""
