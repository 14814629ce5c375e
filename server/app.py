"""The application factory: settings in, a Flask application out.

The open dataset lives in `app.extensions["celadon"]`, never in a module.
"""

from __future__ import annotations

from flask import Flask, Response, request

from kg import pool
from server import endpoint, site
from server.endpoint import soon
from server.endpoint.tags import TAGS, GraphTags
from server.front import Front
from server.front.front import ROUTE, Served
from server.graph import ServedGraph, release
from server.http import problems
from server.http.addresses import path_of
from server.http.arguments import known_names
from server.http.aside import SHELF, Shelf
from server.http.clients import Tokens
from server.http.parameters import check_headers
from server.http.reply import preflight
from server.http.spelling import check_names
from server.settings import Settings

_HEADER_BYTES = 64 * 1024


def create_app(settings: Settings | None = None, *, spares: pool.Spares | None = None) -> Flask:
    """Return the application that serves the dataset which the settings name.

    `spares` are query processes that are started already, see `server.workers`.

    Raises:
        DatasetError: there is no dataset there; `celadon build` makes one.
        NoWorkerError: no query worker can be started.
    """
    chosen = settings or Settings()
    app = Flask("server")
    app.config.update(MAX_CONTENT_LENGTH=chosen.max_body_bytes, CELADON=chosen)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    tokens = app.extensions["celadon.tokens"] = Tokens(chosen)
    app.extensions[SHELF] = Shelf(chosen.aside_bytes)
    app.extensions[TAGS] = GraphTags()
    graph = app.extensions["celadon"] = ServedGraph(chosen, spares)
    for blueprint in endpoint.PLAIN if graph.is_plain else (*endpoint.BLUEPRINTS, *site.BLUEPRINTS):
        app.register_blueprint(blueprint)
    site.register(app)
    problems.register(app)
    app.before_request(_check)
    app.after_request(_note)
    app.teardown_appcontext(release)
    app.add_template_filter(_path_filter, "path")
    answered_soon = soon.Soon(graph, tokens, max_query_bytes=chosen.max_query_bytes)
    served = Served(graph.snapshot_id, graph.status, answered_soon, soon.drop)
    front = Front(app.wsgi_app, chosen, tokens, served)
    app.extensions["celadon.front"] = front
    app.wsgi_app = front  # type: ignore[method-assign,assignment]  # Flask's documented way
    return app


def _check() -> None:
    """Refuse what no route could take, and parameters that are misspelt."""
    check_headers(list(request.headers), most_bytes=_HEADER_BYTES)
    if request.url_rule is not None and request.query_string:
        check_names(request.args.keys(), known_names(request.url_rule.rule))


def _note(answer: Response) -> Response:
    """Tell the front which route has answered, and a script of another origin what it may ask."""
    if request.method == "OPTIONS" and answer.status_code == 200:
        answer.headers.extend(preflight(answer.allow))
        answer.status_code = 204
        answer.headers.remove("Content-Type")
    if request.url_rule is not None:
        request.environ[ROUTE] = request.url_rule.rule
    return answer


def _path_filter(iri: str, base: str) -> str:
    """Return where a link to `iri` goes: here if we answer for it, else the IRI itself."""
    return path_of(iri, base) or iri
