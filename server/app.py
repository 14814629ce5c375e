"""The application factory: settings in, a Flask application out.

The open dataset lives in `app.extensions["celadon"]`, never in a module.
"""

from __future__ import annotations

from flask import Flask, Response, request

from server import endpoint, site
from server.graph import ServedGraph, release
from server.http import problems
from server.http.addresses import path_of
from server.http.clients import Tokens
from server.http.parameters import check_headers
from server.settings import Settings

_HEADER_BYTES = 64 * 1024
_CSP = (
    "default-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'"
)


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application that serves the dataset which the settings name.

    Raises:
        DatasetError: there is no dataset there; `celadon build` makes one.
        NoWorkerError: no query worker can be started.
    """
    chosen = settings or Settings()
    app = Flask("server")
    app.config.update(MAX_CONTENT_LENGTH=chosen.max_body_bytes, CELADON=chosen)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    app.extensions["celadon.tokens"] = Tokens(chosen)
    app.extensions["celadon"] = ServedGraph(chosen)
    is_plain = chosen.reasoner == "none"
    for blueprint in endpoint.PLAIN if is_plain else (*endpoint.BLUEPRINTS, *site.BLUEPRINTS):
        app.register_blueprint(blueprint)
    site.register(app)
    problems.register(app)
    app.before_request(_check)
    app.after_request(_protect)
    app.teardown_appcontext(release)
    app.add_template_filter(_path_filter, "path")
    return app


def _check() -> None:
    """Refuse what no route could take."""
    check_headers(list(request.headers), most_bytes=_HEADER_BYTES)


def _protect(answer: Response) -> Response:
    """Set the headers that every answer carries; reading is open to any origin."""
    headers = answer.headers
    headers.setdefault("Content-Security-Policy", _CSP)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Access-Control-Allow-Origin", "*")
    return answer


def _path_filter(iri: str, base: str) -> str:
    """Return where a link to `iri` goes: here if we answer for it, else the IRI itself."""
    return path_of(iri, base) or iri
