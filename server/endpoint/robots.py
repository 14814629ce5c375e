"""`/robots.txt`: what programs that read the whole web should leave alone, as each asking costs."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

blueprint = Blueprint("robots", __name__)

_LEFT_ALONE: Final = (
    "/sparql",
    "/store",
    "/export.",
    "/why?",
    "/reconcile",
    "/search?",
    "/search/",
    "/graph?",
    "/graph.json",
    "/status",
    "/metrics",
    "/*?*trust=",
    "/*&view=",
)


@blueprint.route("/robots.txt")
def robots() -> Response:
    """Say what robots may read: pages, but no questions."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _LEFT_ALONE), "Allow: /"]
    answer = Response("\n".join(lines) + "\n", mimetype="text/plain")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
