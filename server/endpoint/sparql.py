"""`/sparql`: the query operation of the SPARQL 1.1 Protocol; `update` has the other one.

What could reach out or bring the engine down is refused by `kg`'s guard before the parser sees it;
what runs, runs in a worker process, and its result is passed on as it comes.
"""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, current_app, render_template, request

from kg import KGError, pool
from server.endpoint.description import service_description
from server.endpoint.update import answer_update, asked_update
from server.graph import believed, dataset
from server.http import aside
from server.http.clients import current_profile, tokens
from server.http.negotiate import MEDIA_TYPES, SOLUTIONS, TRIPLES, choose, content_type
from server.http.problems import problem
from server.http.protocol import ACCEPT_QUERY, QueryRequest, read_request
from server.http.reply import IS_GONE, OUTCOME
from server.site.answers import answer as answer_shown

blueprint = Blueprint("sparql", __name__)

_KEPT: Final = frozenset(("view", "trust", "lang"))
"""What asks nothing, and chooses what to believe and in which language to be told so."""


@blueprint.route("/sparql", methods=["GET", "POST", "QUERY"])
def endpoint() -> Response:
    """Answer a query, make an update; without either, describe the service or show a form."""
    if request.method in ("GET", "HEAD") and request.args.keys() <= _KEPT:
        return _without_query()
    if (update := asked_update()) is not None:
        return answer_update(update)
    asked = read_request(
        request.method,
        request.headers.get("Content-Type"),
        request.query_string,
        request.get_data(),
    )
    limit = current_app.config["CELADON"].max_query_bytes
    if len(asked.query.encode("utf-8", "surrogatepass")) > limit:
        return problem(413, f"the query is longer than {limit} bytes: shorten it")
    return _page(asked) if _is_for_reader(asked) else answer(asked)


def answer(asked: QueryRequest) -> Response:
    """Run a query from outside and answer in the format that the request asks for."""
    try:
        found = _found(asked)
    except pool.NotAcceptableError as error:
        offered = TRIPLES if error.form == "triples" else SOLUTIONS
        answered = problem(406, f"this result comes as {', '.join(offered)}: ask for one of them")
    else:
        answered = aside.result(found)
    answered.vary.add("Accept")
    answered.headers["Accept-Query"] = ACCEPT_QUERY
    if "SERVICE" in asked.query.upper():  # the answer is not this snapshot's alone
        answered.headers["Cache-Control"] = "no-store"
    return answered


def _found(asked: QueryRequest) -> pool.Answer:
    """Return what a query has come to, if it has been run before (see `soon`), else run it."""
    outcome = request.environ.pop(OUTCOME, None)
    if isinstance(outcome, pool.Answer):
        return outcome
    if isinstance(outcome, KGError):
        raise outcome
    return dataset().ask(
        asked.query,
        view=asked.view,
        trust=asked.trust,
        is_gone=request.environ.get(IS_GONE),
        **asked.arguments(request.headers.get("Accept"), longest_s=current_profile().timeout_s),
    )


def _is_for_reader(asked: QueryRequest) -> bool:
    """Say whether a browser asks: it wants HTML first, and names no format of results."""
    accept = request.headers.get("Accept", "")
    data = (*SOLUTIONS, *TRIPLES)
    named = any(MEDIA_TYPES[name] in accept for name in data)
    return asked.format is None and not named and choose(accept, (*data, "html")) == "html"


def _page(asked: QueryRequest) -> Response:
    """Answer a query by a page, with the form to ask again."""
    found = answer_shown(
        asked.query,
        {"view": asked.view, "trust": asked.trust},
        (asked.default_graphs, asked.named_graphs),
    )
    page = render_template("sparql.html", query=asked.query, found=found)
    answered = Response(page, found.status, mimetype="text/html")
    answered.vary.add("Accept")
    if "SERVICE" in asked.query.upper():
        answered.headers["Cache-Control"] = "no-store"
    return answered


def _without_query() -> Response:
    chosen = choose(request.headers.get("Accept"), (*TRIPLES, "html"))
    if chosen == "html":
        page = render_template("sparql.html", query=None, found=None)
        answered = Response(page, mimetype="text/html")
    elif chosen is None:
        answered = problem(
            406, "the service description comes as Turtle, N-Triples, JSON-LD, RDF/XML"
        )
    else:
        graph = service_description(
            request.base_url,
            dataset(),
            is_writable=bool(tokens().names),
            calls=bool(current_app.config["CELADON"].services),
            **believed(),
        )
        answered = Response(graph.serialize(chosen), content_type=content_type(chosen))
    answered.vary.add("Accept")
    return answered
