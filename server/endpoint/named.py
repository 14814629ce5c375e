"""`/queries`: the named queries as forms and as addresses of their results.

A parameter comes by its name in the query string and is bound as a term by `kg`, never as text.
One that is not given has its default; an empty one stands for any value.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request

import kg
from server.graph import believed, dataset
from server.http.negotiate import SOLUTIONS, TRIPLES, choose, content_type
from server.http.problems import problem
from server.site.terms import is_literal, show
from server.statements import labels

blueprint = Blueprint("named", __name__)

_RESERVED = frozenset({"format", "trust", "view"})
_FORMATS = "csv,tsv,json,xml,ttl,nt,jsonld,rdf"


@blueprint.route("/queries")
def index() -> str:
    """List the questions."""
    queries = sorted(dataset().queries.values(), key=lambda query: query.name)
    return render_template("queries.html", queries=queries)


@blueprint.route("/queries/<name>", defaults={"suffix": None})
@blueprint.route(f"/queries/<name>.<any({_FORMATS}):suffix>")
def answer(name: str, suffix: str | None) -> Response:
    """Answer one question: as a page with a form, or in a result format."""
    if name not in dataset().queries:
        abort(404, f"there is no query {name!r}: /queries lists them")
    given = {key: value for key, value in request.args.items() if key not in _RESERVED}
    result = dataset().query(name, parameters=given, **believed())
    offered = TRIPLES if isinstance(result, kg.results.Triples) else SOLUTIONS
    wanted = suffix or request.args.get("format")
    chosen = wanted or choose(request.headers.get("Accept"), (*offered, "html"))
    if chosen == "html" and isinstance(result, kg.results.Solutions):
        answered = Response(_page(name, given, result), mimetype="text/html")
    elif chosen in offered:
        answered = Response(result.serialize(chosen), content_type=content_type(chosen))
    else:
        answered = problem(406, f"this result comes as {', '.join(offered)}: ask for one of them")
    answered.vary.add("Accept")
    return answered


def _page(name: str, given: dict[str, str], result: kg.results.Solutions) -> str:
    served = dataset()
    base = served.record.base
    rows = result.terms()
    shown = rows[: current_app.config["CELADON"].page_rows]
    known = labels(served, _iris(shown))
    query = served.queries[name]
    return render_template(
        "query.html",
        query=query,
        meanings={column.name: column.meaning for column in query.columns},
        given={p.name: p.default or "" for p in query.parameters} | given,
        search=request.query_string.decode("ascii", "replace"),
        variables=result.variables,
        total=len(rows),
        rows=[[term and show(term, known, base) for term in row] for row in shown],
    )


def _iris(rows: tuple[tuple[Any, ...], ...]) -> set[str]:
    return {t.value for row in rows for t in row if t is not None and not is_literal(t)}
