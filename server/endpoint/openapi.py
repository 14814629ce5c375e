"""`/openapi.json`: every route and every named query, described for programs."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, request

import kg
from server.graph import dataset
from server.http.openapi import Question, Route, document

blueprint = Blueprint("openapi", __name__)


@blueprint.route("/openapi.json")
def description() -> Response:
    """Describe every route of this server as OpenAPI 3.1."""
    return jsonify(_document())


@blueprint.route("/api")
@blueprint.route("/openapi.html")
def page() -> str:
    """Show the description of every route to readers."""
    return render_template("api.html", paths=sorted(_document()["paths"].items()))


def _document() -> dict[str, Any]:
    return document(
        _routes(),
        () if dataset().is_plain else _questions(dataset()),
        version=_version(),
        server=request.host_url,
    )


def _version() -> str:
    try:
        return version("celadon")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"


def _routes() -> list[Route]:
    found = []
    for rule in current_app.url_map.iter_rules():
        view = current_app.view_functions[rule.endpoint]
        summary = (view.__doc__ or "A file of the pages.").strip().splitlines()[0]
        methods = frozenset(rule.methods or ())
        found.append(Route(rule.rule, methods, summary))
    return found


def _questions(served: kg.Dataset) -> list[Question]:
    return [
        Question(
            query.name,
            query.summary,
            {item.name: (item.type, item.description) for item in query.parameters},
        )
        for _, query in sorted(served.queries.items())
    ]
