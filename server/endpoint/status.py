"""`/status`: the limits, the workers and what runs on them, as JSON; as a page for browsers."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from server.graph import graph

blueprint = Blueprint("status", __name__)

_SHOWN: Final = (
    "timeout_s",
    "workers",
    "worker_memory_bytes",
    "result_bytes",
    "result_rows",
    "held_bytes",
    "queue_wait_s",
    "recycle_after",
    "max_query_bytes",
    "max_body_bytes",
    "threads",
)


@blueprint.route("/status")
def status() -> Response:
    """Show the limits and what is running; queries by their hash, never by their text."""
    settings = current_app.config["CELADON"]
    limits = {name: getattr(settings, name) for name in _SHOWN}
    state = {"limits": limits, **graph().status()}
    best = request.accept_mimetypes.best_match(["application/json", "text/html"])
    if best == "text/html":
        answer = Response(render_template("status.html", state=state), mimetype="text/html")
    else:
        answer = jsonify(state)
    answer.headers["Cache-Control"] = "no-store"
    answer.vary.add("Accept")
    return answer
