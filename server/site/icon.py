"""`/favicon.ico`: our mark, for whoever asks for it without reading a page."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

blueprint = Blueprint("icon", __name__)


@blueprint.route("/favicon.ico")
def icon() -> Response:
    """Answer with the mark of the site, as SVG."""
    return current_app.send_static_file("icon.svg")
