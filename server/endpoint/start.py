"""`/` of a plain store, which has no pages of works: the form to ask it."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

blueprint = Blueprint("start", __name__)


@blueprint.route("/")
def start() -> Response:
    """Show the form for a query."""
    page = render_template("sparql.html", query=None, found=None)
    return Response(page, mimetype="text/html")
