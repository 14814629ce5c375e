"""`/why`: proofs of triples.

A triple that does not hold is no error: the answer says what would have to be believed. Proofs come
as a page, as JSON, and as Turtle in the terms of PROV-O. The closure that they are made from is
computed once a snapshot, in this process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, abort, g, json, render_template, request
from flask_babel import lazy_gettext as _
from markupsafe import Markup

import kg
from server.graph import believed, dataset
from server.http.negotiate import choose, content_type
from server.http.problems import problem
from server.site.belief import short_name
from server.site.conflict.heading import heading
from server.site.finding.shown import number_asked
from server.site.labels import labels
from server.site.ontology.premises import teller_of
from server.site.snapshot import known_sources
from server.site.wording import iris_in, sentence

blueprint = Blueprint("reasons", __name__)

_MARKS: Final = {
    "rejected": _("claims that editors reject"),
    "disputed": _("claims that take part in a conflict"),
}
"""What a view leaves out of those whom it believes, by the names that stand for units."""

_DEPTH: Final = 40
_MOST_ALTERNATIVES: Final = 20


@dataclass(frozen=True, slots=True)
class Node:
    """A step of a proof as a page shows it.

    Attributes:
        step: the step, as `Explanation.to_dict` describes it.
        premises: what it rests on, without the inner parts of anonymous classes.
        is_known: whether it was shown before, so that its premises are not shown again.
        is_cut: whether its premises are left out because they lie too deep for a page.
    """

    step: dict[str, Any]
    premises: tuple[Node, ...]
    is_known: bool = False
    is_cut: bool = False


@blueprint.route("/why")
def why() -> Response:
    """Explain why a triple holds, or what is missing; without a triple show a form."""
    given = [request.args.get(name, "").strip() for name in "spo"]
    chosen = _chosen(("json", "html", "ttl"))
    if chosen is None:
        return _finished(problem(406, "a proof comes as html, json or ttl: ask for one of them"))
    if not all(given):
        if chosen != "html" or any(given):
            abort(
                400, "say what to explain with s=, p= and o=, like s=film/pulgasari&p=a&o=cel:Film"
            )
        return _finished(Response(render_template("why.html", given=given), mimetype="text/html"))
    found = kg.why(*given, dataset=dataset(), alternatives=_alternatives(), **believed())
    match chosen:
        case "html":
            return _finished(Response(_why_page(given, found), mimetype="text/html"))
        case "ttl":
            return _finished(Response(found.to_provenance(), content_type=content_type("ttl")))
        case _:
            return _finished(_json(found.to_dict()))


def tree(steps: list[dict[str, Any]]) -> Node:
    """Return the steps of a proof as a tree; one that is used again is not unfolded again."""
    return _node(steps, 1, set(), _DEPTH)


def _node(steps: list[dict[str, Any]], number: int, seen: set[int], depth: int) -> Node:
    step = steps[number - 1]
    used = [*step["axioms"], *step["premises"]]
    if number in seen or not depth:
        return Node(step, (), is_known=bool(used) and number in seen, is_cut=not depth)
    seen.add(number)
    told = [n for n in used if not _is_structure(steps[n - 1])]
    return Node(step, tuple(_node(steps, n, seen, depth - 1) for n in told))


def _is_structure(step: dict[str, Any]) -> bool:
    """Say whether a step is an axiom about an anonymous class, which is named in words."""
    conclusion = step["conclusion"]
    return step["rule"] is None and conclusion is not None and conclusion[0].startswith("_:")


def _why_page(given: list[str], explanation: Any) -> str:
    served = dataset()
    found = explanation.to_dict()
    proofs = [found["proof"], *found["alternatives"]] if found["holds"] else []
    steps = [step for proof in proofs for step in proof["steps"]]
    asked = {"conclusion": found["triple"], "said": found["said"]}
    known = labels(served, iris_in([*steps, asked]))
    teller = None if g.language == "en" else teller_of(steps, known, g.language)

    def told(step: dict[str, Any]) -> Markup:
        return sentence(step, known, served.base, teller)

    return render_template(
        "why.html",
        given=given,
        found=found,
        asked=told(asked) if found["triple"] else heading(served, given[0]),
        told=told,
        needs=found["missing"],
        marks=_MARKS,
        proofs=[tree(proof["steps"]) for proof in proofs],
        sources={short_name(iri): source for iri, source in known_sources().items()},
        base=served.base,
        search=request.query_string.decode("ascii", "replace"),
    )


def _alternatives() -> int:
    return number_asked("alternatives", 0, most=_MOST_ALTERNATIVES) or 0


def _chosen(offered: tuple[str, ...]) -> str | None:
    wanted = request.args.get("format")
    if wanted:
        return wanted if wanted in offered else None
    return choose(request.headers.get("Accept"), offered)


def _json(content: dict[str, Any]) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), mimetype="application/json")


def _finished(answered: Response) -> Response:
    answered.vary.add("Accept")
    return answered
