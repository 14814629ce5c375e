"""`/sparql`: the query operation of the SPARQL 1.1 Protocol, read-only.

The engine works inside this process in this version, so what could reach out or bring it down is
refused by `kg`'s guard before the parser sees it (`outside=True`).
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request

import kg
from server.description import service_description
from server.graph import dataset
from server.negotiate import SOLUTIONS, TRIPLES, choose, content_type, media_type_of
from server.problems import problem
from server.protocol import QueryRequest, read_request

blueprint = Blueprint("sparql", __name__)

Result = kg.Solutions | kg.Triples | kg.Boolean


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a query; without one, describe the service or show a form."""
    if request.method == "GET" and not request.query_string:
        return _without_query()
    body = request.get_data(cache=True)
    asked = read_request(
        request.method,
        media_type_of(request.headers.get("Content-Type")),
        request.args.to_dict(flat=False),
        request.form.to_dict(flat=False),
        body,
    )
    limit = current_app.config["CELADON"].max_query_bytes
    if len(asked.query.encode("utf-8", "surrogatepass")) > limit:
        return problem(413, f"the query is longer than {limit} bytes: shorten it")
    return answer(_run(asked))


def answer(result: Result) -> Response:
    """Return a query's result in the format that the request asks for."""
    offered = TRIPLES if isinstance(result, kg.Triples) else SOLUTIONS
    wanted = request.values.get("format") or None
    chosen = wanted if wanted in offered else None
    if wanted is None:
        chosen = choose(request.headers.get("Accept"), offered)
    if chosen is None:
        refused = problem(406, f"this result comes as {', '.join(offered)}: ask for one of them")
        refused.vary.add("Accept")
        return refused
    answered = Response(result.serialize(chosen), content_type=content_type(chosen))
    answered.vary.add("Accept")
    return answered


def _run(asked: QueryRequest) -> Result:
    return dataset().query(
        asked.query,
        outside=True,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
    )


def _without_query() -> Response:
    chosen = choose(request.headers.get("Accept"), (*TRIPLES, "html"))
    if chosen == "html":
        answered = Response(render_template("sparql.html"), mimetype="text/html")
    elif chosen is None:
        answered = problem(
            406, "the service description comes as Turtle, N-Triples, JSON-LD, RDF/XML"
        )
    else:
        graph = service_description(request.base_url, dataset())
        answered = Response(graph.serialize(chosen), content_type=content_type(chosen))
    answered.vary.add("Accept")
    return answered
