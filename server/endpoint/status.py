"""`/status`: the limits, the workers and what runs on them, as JSON; as a page for browsers."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from server.configuration import shown
from server.graph import graph

blueprint = Blueprint("status", __name__)


@blueprint.route("/status")
def status() -> Response:
    """Show the limits and what is running; queries by their hash, never by their text."""
    state = {"limits": shown(current_app.config["CELADON"]), **graph().status()}
    best = request.accept_mimetypes.best_match(["application/json", "text/html"])
    if best == "text/html":
        answer = Response(render_template("status.html", state=state), mimetype="text/html")
    else:
        answer = jsonify(state)
    answer.headers["Cache-Control"] = "no-store"
    answer.vary.add("Accept")
    return answer
