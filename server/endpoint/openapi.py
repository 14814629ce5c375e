"""`/openapi.json`: every route and every named query, described for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, request

import kg
from server.graph import dataset
from server.http.examples import command
from server.http.openapi import Question, Route, document
from server.http.statuses import MEANINGS

blueprint = Blueprint("openapi", __name__)


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked at an address: as OpenAPI describes it, with a command that asks it."""

    path: str
    method: str
    described: dict[str, Any]
    command: str

    @property
    def is_question(self) -> bool:
        """Whether it is a named query."""
        return "tags" in self.described


@blueprint.route("/openapi.json")
def description() -> Response:
    """Describe every route of this server as OpenAPI 3.1."""
    return jsonify(_document())


@blueprint.route("/api")
@blueprint.route("/openapi.html")
def page() -> str:
    """Show the description of every route to readers."""
    described = _document()
    operations = [
        Operation(path, method, one, command(path, method, one, request.host_url))
        for path, about in sorted(described["paths"].items())
        for method, one in _shown(about)
    ]
    return render_template("api.html", operations=operations, meanings=MEANINGS)


def _shown(about: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give the operations but those that are alike everywhere."""
    for method, one in about.items():
        if method not in ("head", "options"):
            yield method.removeprefix("x-"), one


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
            {item.name: item.default for item in query.parameters if item.default is not None},
        )
        for _, query in sorted(served.queries.items())
    ]
