"""The OpenAPI description of the server's routes, made of the routes themselves; no I/O, no Flask.

A route is described by its rule, its methods and the first line of its docstring; the parameters
that a rule does not show are in `server.http.arguments`. A named query is a path of its own with
typed parameters. The method QUERY, which OpenAPI 3.1 has no place for, is described as `x-query`.
Source: OpenAPI Specification 3.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.http.arguments import FORMAT, QUERY, TRUST, VIEW
from server.http.examples import KINDS, VALUES
from server.http.statuses import MEANINGS

Json = dict[str, Any]

_VARIABLE: Final = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<args>[^)]*)\))?:)?(?P<name>\w+)>")
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9]+")
_TYPES: Final = {"integer": "integer", "year": "integer", "decimal": "number"}
_ALWAYS: Final = (400, 408, 414, 429, 431, 501, 503)
"""What any request may be answered with, by whom it comes to first."""

_READS: Final = (*_ALWAYS, 200, 304, 404, 405, 406, 412, 413, 415, 502, 507)
_WRITES: Final = (*_ALWAYS, 200, 201, 204, 401, 403, 404, 405, 409, 412, 413, 415, 507)
_TOKEN: Final[list[Json]] = [{"token": []}]
_NAMED: Final = "/queries/<name>"
_FORM: Final = "application/x-www-form-urlencoded"
_UPDATE: Final = "application/sparql-update"


@dataclass(frozen=True, slots=True)
class Route:
    """A route of the server: its rule as Werkzeug writes it, its methods, and what it is for."""

    rule: str
    methods: frozenset[str]
    summary: str


@dataclass(frozen=True, slots=True)
class Question:
    """A named query: its name, its question, its parameters by name with type and meaning.

    `defaults` has the values that hold where none is given.
    """

    name: str
    summary: str
    parameters: Mapping[str, tuple[str, str]]
    defaults: Mapping[str, str | int | float]


def document(
    routes: Iterable[Route], questions: Iterable[Question], *, version: str, server: str
) -> Json:
    """Return the description of the routes and the named queries."""
    paths: dict[str, Json] = {}
    for route in sorted(routes, key=lambda route: route.rule):
        if not route.rule.startswith(_NAMED):
            paths.setdefault(_template(route.rule), {}).update(_operations(route))
    for question in questions:
        asking = _asking(question)
        paths[f"/queries/{question.name}"] = {
            "get": asking,
            "head": _as_get(asking, f"head-queries-{question.name}"),
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Celadon",
            "version": version,
            "summary": "A knowledge graph in which every triple can be traced to its sources.",
            "description": "HEAD is answered wherever GET is, and OPTIONS everywhere.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": _PROBLEM},
        },
    }


_PROBLEM: Final[Json] = {
    "type": "object",
    "description": "What is wrong with a request (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "line": {"type": "integer"},
        "column": {"type": "integer"},
    },
}


def _template(rule: str) -> str:
    return _VARIABLE.sub(lambda match: f"{{{match['name']}}}", rule)


def _operations(route: Route) -> Json:
    """Return a route's operations by method."""
    shared = _exemplified(
        [*_path_parameters(route.rule), *QUERY.get(route.rule, [VIEW, TRUST])],
        KINDS if ":rest>" in route.rule else VALUES.get(route.rule, {}),
    )
    methods = sorted(route.methods - {"HEAD", "OPTIONS"})
    found = {_key(method): _operation(route, method, shared) for method in methods}
    if "GET" in route.methods:
        found["head"] = _as_get(found["get"], "head" + _NO_NAME.sub("-", _template(route.rule)))
    found["options"] = _options(route)
    return found


def _key(method: str) -> str:
    return "x-query" if method == "QUERY" else method.lower()


def _operation(route: Route, method: str, shared: list[Json]) -> Json:
    writes = method not in ("GET", "QUERY")
    operation: Json = {
        "operationId": method.lower() + _NO_NAME.sub("-", _template(route.rule)),
        "summary": route.summary,
        "parameters": shared,
        "responses": _responses(_READS + _WRITES if writes else _READS),
    }
    if writes:
        operation["security"] = [*_TOKEN, {}] if route.rule == "/sparql" else _TOKEN
    if method in ("POST", "PUT", "QUERY"):
        operation["requestBody"] = _body(route.rule, method)
    return operation


def _as_get(operation: Json, name: str) -> Json:
    """Describe what answers as GET does, without a body."""
    responses = {
        status: {"description": said["description"]}
        for status, said in operation["responses"].items()
    }
    said = {"operationId": name, "summary": "Answer as GET does, without the body."}
    return {**operation, **said, "responses": responses}


def _options(route: Route) -> Json:
    return {
        "operationId": "options" + _NO_NAME.sub("-", _template(route.rule)),
        "summary": "Say which methods there are, and what scripts of other origins may send.",
        "parameters": _exemplified(_path_parameters(route.rule), VALUES.get(route.rule, {})),
        "responses": _responses((*_ALWAYS, 204, 404)),
    }


def _exemplified(parameters: Iterable[Json], values: Mapping[str, object]) -> list[Json]:
    """Return the parameters with their examples; in a path the first of some words is one."""
    return [
        {**one, "example": example}
        if (example := values.get(one["name"], one["schema"].get("enum", [None])[0])) is not None
        and (one["name"] in values or one["in"] == "path")
        else one
        for one in parameters
    ]


def _body(rule: str, method: str) -> Json:
    text: Json = {"schema": {"type": "string"}}
    if rule == "/sparql":
        form = {
            "type": "object",
            "properties": {"query": {"type": "string"}},
            "required": ["query"],
        }
        kinds = {_FORM: {"schema": form}, "application/sparql-query": text}
        if method == "POST":
            kinds[_UPDATE] = text
    elif rule.startswith("/store"):
        kinds = dict.fromkeys(("text/turtle", "application/n-triples", "application/rdf+xml"), text)
    else:
        kinds = {_FORM: {"schema": {"type": "object", "additionalProperties": {"type": "string"}}}}
    return {"required": True, "content": kinds}


def _asking(question: Question) -> Json:
    parameters = [
        {
            "name": name,
            "in": "query",
            "description": meaning,
            "schema": {"type": _TYPES.get(kind, "string"), **_default(question, name)},
        }
        for name, (kind, meaning) in question.parameters.items()
    ]
    return {
        "operationId": question.name,
        "summary": question.summary,
        "tags": ["named queries"],
        "parameters": _exemplified(
            [*parameters, VIEW, TRUST, FORMAT], {**question.defaults, "format": "csv"}
        ),
        "responses": _responses(_READS),
    }


def _default(question: Question, name: str) -> Json:
    return {"default": question.defaults[name]} if name in question.defaults else {}


def _path_parameters(rule: str) -> list[Json]:
    found = []
    for match in _VARIABLE.finditer(rule):
        schema: Json = {"type": "string", "minLength": 1}
        if match["kind"] == "any":
            schema = {"type": "string", "enum": [name.strip() for name in match["args"].split(",")]}
        found.append({"name": match["name"], "in": "path", "required": True, "schema": schema})
    return found


def _responses(statuses: Iterable[int]) -> Json:
    return {
        str(status): {"description": MEANINGS[status], **_content(status)}
        for status in sorted(set(statuses))
    }


def _content(status: int) -> Json:
    if status < 400:
        return {}
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "content": {
            "application/problem+json": {"schema": schema},
            "text/plain": {},
            "text/html": {},
        }
    }
