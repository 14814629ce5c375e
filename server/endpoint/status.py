"""What the server is doing: `/health`, `/metrics`, `/status`, and a way to stop a query.

None of it is kept by anybody, and none of it shows the text of a query.
"""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request

from server.configuration import shown
from server.front import Front
from server.graph import dataset, graph
from server.http.clients import require_writer
from server.http.problems import problem

blueprint = Blueprint("status", __name__)

_METRICS = "text/plain; version=0.0.4; charset=utf-8"


@blueprint.after_request
def _never_keep(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.route("/health")
def health() -> Response:
    """Say that the server can answer, and from which snapshot."""
    served = dataset()
    if not served.snapshot.folder.is_dir():
        return problem(503, "the dataset's files are gone: bring them back and start again")
    return jsonify(status="ok", snapshot=served.record.id, built=served.record.ended)


@blueprint.route("/status")
def status() -> Response:
    """Show the limits and what is running; queries by their hash, never by their text."""
    state = {"limits": shown(current_app.config["CELADON"]), **graph().status()}
    best = request.accept_mimetypes.best_match(["application/json", "text/html"])
    if best == "text/html":
        seconds = request.args.get("refresh", 0, type=int)
        renews = min(seconds, 3600) if seconds > 0 else None
        page = render_template("status.html", state=state, renews=renews)
        answer = Response(page, mimetype="text/html")
        if renews:
            answer.headers["Refresh"] = str(renews)
    else:
        answer = jsonify(state)
    answer.vary.add("Accept")
    return answer


@blueprint.route("/status/stop", methods=["POST"])
def stop() -> Response:
    """Stop the running queries with a hash, as `/status` shows it; needs a token."""
    require_writer()
    query = request.form.get("query", "")
    if not query:
        abort(400, "give the form parameter 'query': a hash that /status shows")
    stopped = graph().stop(query)
    if not stopped:
        abort(404, "no query with this hash runs: /status lists those that do")
    return jsonify(stopped=stopped, query=query)


@blueprint.route("/metrics")
def metrics() -> Response:
    """Show the figures in Prometheus's text format."""
    front = cast(Front, current_app.extensions["celadon.front"])
    return Response(front.figures.text(), content_type=_METRICS)
