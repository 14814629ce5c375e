"""`/conflicts`: each contradiction as a card, and all of them as JSON.

Without a choice of what to believe all conflicts are listed, whoever takes part: first those that
arise in the default view.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from flask import Blueprint, Response, json, render_template, request
from flask_babel import lazy_gettext as _

from server.graph import believed, dataset
from server.http.addresses import why_address
from server.http.negotiate import choose
from server.http.problems import problem
from server.site.belief import ALLEGED, Changes, belief
from server.site.conflict.cards import RULES, cards
from server.site.contradictions import Contradiction, arising, contradictions
from server.site.finding.facets import Choice, Facet, by_source, facet
from server.site.finding.shown import Paging, page_asked

blueprint = Blueprint("conflicts", __name__)

SIZE: Final = 24
"""Conflicts on a page."""

_NAMED: Final = 60


@blueprint.route("/conflicts")
def conflicts() -> Response:
    """List what contradicts itself, in all that is stated or in the view that is chosen."""
    wanted = request.args.get("format") or choose(request.headers.get("Accept"), ("json", "html"))
    if wanted not in ("json", "html"):
        answered = problem(406, "conflicts come as html or json: ask for one of them")
    else:
        found = contradictions(dataset(), **believed())
        answered = _json(found) if wanted == "json" else _page(found)
    answered.vary.add("Accept")
    return answered


def _json(found: Sequence[Contradiction]) -> Response:
    content = {"conflicts": [_as_json(conflict) for conflict in found]}
    return Response(json.dumps(content, ensure_ascii=False), mimetype="application/json")


def _as_json(conflict: Contradiction) -> dict[str, Any]:
    return {
        "id": conflict.iri,
        "rule": conflict.rule,
        "thing": conflict.thing,
        "property": conflict.property,
        "values": [str(value) for value in conflict.values],
        "passages": list(conflict.passages),
        "alternatives": [sorted(units) for units in conflict.alternatives],
        "why": why_address(conflict.iri, "a", "cel:Conflict", **believed()),
    }


def _page(found: Sequence[Contradiction]) -> Response:
    page = page_asked()
    rules = [rule for rule in request.args.getlist("rule") if rule]
    chosen = [source for source in request.args.getlist("source") if source]
    listed = _narrowed(found, rules, chosen)
    arise = arising(dataset(), (conflict.iri for conflict in listed), **believed())
    listed.sort(key=lambda conflict: conflict.iri not in arise)
    gone: Sequence[Contradiction] = () if belief().is_default else _gone(listed, rules, chosen)
    takes_part = Counter(source for conflict in found for source in _sources_of(conflict))
    content = render_template(
        "conflicts.html",
        cards=cards(listed[(page - 1) * SIZE : page * SIZE]),
        arise=arise,
        total=len(found),
        paging=Paging(page, SIZE, len(listed)),
        facets=[_by_rule(found, rules), by_source(takes_part.most_common(), chosen)],
        gone=cards(gone[:_NAMED]),
        changes=Changes(len(gone), is_list=True),
    )
    return Response(content, mimetype="text/html")


def _by_rule(found: Iterable[Contradiction], rules: Sequence[str]) -> Facet:
    counted = Counter(conflict.rule for conflict in found)
    return facet(
        "rule",
        _("What is broken"),
        [
            Choice(rule, str(RULES.get(rule, rule)), count, rule in rules, note=rule)
            for rule, count in counted.items()
        ],
    )


def _narrowed(
    found: Iterable[Contradiction], rules: Sequence[str], chosen: Sequence[str]
) -> list[Contradiction]:
    return [
        conflict
        for conflict in found
        if (not rules or conflict.rule in rules)
        and (not chosen or not set(chosen).isdisjoint(_sources_of(conflict)))
    ]


def _gone(
    listed: Iterable[Contradiction], rules: Sequence[str], chosen: Sequence[str]
) -> list[Contradiction]:
    """Return what is listed where nothing is chosen, and does not arise for the reader."""
    arising = {conflict.iri for conflict in listed}
    every = _narrowed(contradictions(dataset()), rules, chosen)
    return [conflict for conflict in every if conflict.iri not in arising]


def _sources_of(conflict: Contradiction) -> set[str]:
    return {unit.removesuffix(ALLEGED) for units in conflict.alternatives for unit in units}
