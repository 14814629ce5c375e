"""`/queries`: the named queries as forms and as addresses of their results.

A parameter comes by its name in the query string and is bound as a term by `kg`, never as text.
One that is not given has its default; an empty one stands for any value.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

import kg
from server.graph import believed, dataset
from server.http.negotiate import SOLUTIONS, TRIPLES, choose, content_type
from server.http.problems import problem
from server.site import questions

blueprint = Blueprint("named", __name__)

_RESERVED = frozenset({"format", "lang", "trust", "view"})
_FORMATS = "csv,tsv,json,xml,ttl,nt,jsonld,rdf"


@blueprint.route("/queries")
def index() -> str:
    """List the questions."""
    return questions.index()


@blueprint.route("/queries/<name>", defaults={"suffix": None})
@blueprint.route(f"/queries/<name>.<any({_FORMATS}):suffix>")
def answer(name: str, suffix: str | None) -> Response:
    """Answer one question: as a page with a form, or in a result format."""
    if name not in dataset().queries:
        abort(404, f"there is no query {name!r}: /queries lists them")
    given = {key: value for key, value in request.args.items() if key not in _RESERVED}
    try:
        result = dataset().query(name, parameters=given, **believed())
    except kg.errors.ParameterError as error:
        if not _is_page(suffix):
            raise
        answered = questions.by_name(name, given, error)
        answered.vary.add("Accept")
        return answered
    offered = TRIPLES if isinstance(result, kg.results.Triples) else SOLUTIONS
    wanted = suffix or request.args.get("format")
    chosen = wanted or choose(request.headers.get("Accept"), (*offered, "html"))
    if chosen == "html" and isinstance(result, kg.results.Solutions):
        answered = Response(questions.page(name, given, result), mimetype="text/html")
    elif chosen in offered:
        answered = Response(result.serialize(chosen), content_type=content_type(chosen))
    else:
        answered = problem(406, f"this result comes as {', '.join(offered)}: ask for one of them")
    answered.vary.add("Accept")
    return answered


def _is_page(suffix: str | None) -> bool:
    """Say whether a reader asks, who has a form, not a program."""
    wanted = suffix or request.args.get("format")
    return (wanted or choose(request.headers.get("Accept"), (*SOLUTIONS, "html"))) == "html"
