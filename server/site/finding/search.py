"""`/search`: things by their names in any spelling; `/search/suggest`: what may be meant.

What the request believes comes first. Names that only others give are listed apart, so that nothing
is hidden and nothing is taken for believed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from flask import Blueprint, Response, json, render_template, request
from flask_babel import lazy_gettext as _

from server.graph import dataset
from server.http.negotiate import choose
from server.http.problems import problem
from server.site.belief import ALLEGED
from server.site.differences import differences
from server.site.finding.shown import KIND_NAMES, Link, link, links, marks, view, word
from server.site.snapshot import unit_of
from server.statements import Source

blueprint = Blueprint("search", __name__)

LIMIT: Final = 200
"""The most things on a page."""

MOST_SUGGESTED: Final = 8

_OTHERS: Final = 20
_WAYS: Final = {
    "exact": _("the same name"),
    "beginning": _("a name that begins so"),
    "words": _("all words"),
    "year": _("the name and the year"),
    "person": _("the name and who made it"),
    "romanisation": _("the same in another spelling"),
    "initials": _("these first letters"),
    "similar": _("a similar name"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A thing that was found, with the name that matched and who speaks of it."""

    link: Link
    kind: str
    name: str | None
    language: str | None
    property: str
    way: str
    sources: tuple[Source, ...]


@blueprint.route("/search")
def search() -> Response:
    """Show what goes by the name that is asked for, by kind."""
    chosen = request.args.get("format") or choose(request.headers.get("Accept"), ("json", "html"))
    if chosen not in ("json", "html"):
        return problem(406, "what is found comes as html or json: ask for one of them")
    asked = request.args.get("q", "").strip()
    kinds = [kind for kind in request.args.getlist("kind") if kind]
    answered = _json(asked, kinds) if chosen == "json" else _page(asked, kinds)
    answered.vary.add("Accept")
    return answered


@blueprint.route("/search/suggest")
def suggest() -> Response:
    """Return a few things that may be meant, as JSON, each with the name that matched."""
    asked = request.args.get("q", "").strip()
    hits = dataset().finder.search(asked, view=view(), limit=MOST_SUGGESTED).hits
    names = [(hit, link(hit.iri, hit.label, hit.korean)) for hit in hits]
    found = [
        {
            "label": named.text,
            "href": named.href,
            "iri": named.iri,
            "kind": str(KIND_NAMES[hit.kind]),
            "name": hit.text if hit.text != named.text else None,
        }
        for hit, named in names
    ]
    return _as_json({"query": asked, "suggestions": found})


def _page(asked: str, kinds: Sequence[str]) -> Response:
    finder, believed = dataset().finder, view()
    found = finder.search(asked, view=believed, kinds=kinds, limit=LIMIT)
    others: list[Any] = []
    if dataset().has_supports and believed.name != "possible":
        known = {hit.iri for hit in found.hits}
        every = finder.search(asked, view=dataset().view("possible"), kinds=kinds, limit=LIMIT)
        others = [hit for hit in every.hits if hit.iri not in known][:_OTHERS]
    words = links({hit.property for hit in (*found.hits, *others)})
    groups: dict[str, list[Row]] = defaultdict(list)
    for hit in found.hits:
        groups[hit.kind].append(_row(hit, words))
    page = render_template(
        "search.html",
        asked=asked,
        kinds=kinds,
        found=found,
        groups=groups,
        others=[_row(hit, words) for hit in others] if len(found.hits) < LIMIT else [],
        names=KIND_NAMES,
        limit=LIMIT,
        changes=differences(
            lambda one: finder.search(asked, view=one, kinds=kinds, limit=LIMIT).hits
        ).changes,
    )
    return Response(page, mimetype="text/html")


def _row(hit: Any, words: dict[str, Link]) -> Row:
    named = link(hit.iri, hit.label, hit.korean)
    return Row(
        named,
        str(KIND_NAMES[hit.kind]),
        hit.text if hit.text != named.text else None,
        hit.language,
        word(hit.property, words),
        str(_WAYS[hit.way]),
        tuple(marks(hit.sources or _stated_in(hit.iri))),
    )


def _stated_in(iri: str) -> tuple[str, ...]:
    """Return the source of a passage; of anything else none."""
    unit = unit_of(dataset()).get(iri)
    return (unit.removesuffix(ALLEGED),) if unit else ()


def _json(asked: str, kinds: Sequence[str]) -> Response:
    found = dataset().finder.search(asked, view=view(), kinds=kinds, limit=LIMIT)
    return _as_json(
        {
            "query": asked,
            "total": found.total,
            "counts": dict(found.counts),
            "hits": [asdict(hit) for hit in found.hits],
        }
    )


def _as_json(content: dict[str, Any]) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), mimetype="application/json")
