"""Flask over the engine and nothing else: no limits, no processes, no cache.

`python -m server.bench.bare STORE GRAPH` serves a graph of a store and prints its port.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import pyoxigraph
from flask import Flask, Response, request

from kg import vocab
from server.http.refusals import refusal
from server.http.reply import Reply
from server.listening import Listener
from server.settings import Settings


def application(store: str, graphs: Iterable[str]) -> Flask:
    """Return the application over a graph of a store."""
    opened = pyoxigraph.Store.read_only(store)
    nodes: list[Any] = [pyoxigraph.NamedNode(graph) for graph in graphs]
    prefixes = dict(vocab.PREFIXES)
    app = Flask("bare")

    @app.route("/sparql")
    def sparql() -> Response:
        found: Any = opened.query(request.args["query"], prefixes=prefixes, default_graph=nodes)
        body = found.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
        return Response(body, content_type="application/sparql-results+json")

    return app


class _NeverAtOnce:
    """The application as the listener takes it, which answers nothing without being asked."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def begin(self, environ: dict[str, Any]) -> int:
        return 1 << 20

    def at_once(self, environ: dict[str, Any]) -> None:
        return None

    async def soon(self, environ: dict[str, Any]) -> None:
        return None

    def refused(self, environ: dict[str, Any], status: int, why: str) -> Reply:
        return refusal(status, why)

    def __call__(self, environ: dict[str, Any], start_response: Any, /) -> Iterable[bytes]:
        answer = self._app.wsgi_app(environ, start_response)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()  # type: ignore[attr-defined]  # werkzeug's have it


if __name__ == "__main__":
    listener = Listener(Settings(port=0))
    served = _NeverAtOnce(application(sys.argv[1], sys.argv[2:]))
    print(f"http://127.0.0.1:{listener.port}/", file=sys.stderr, flush=True)
    listener.run(served)
