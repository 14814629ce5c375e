"""The OpenAPI description of the server's routes, made of the routes themselves; no I/O, no Flask.

A route is described by its rule, its methods and the first line of its docstring; the parameters
that a rule does not show are in `QUERY`. A named query is a path of its own with typed parameters.
Source: OpenAPI Specification 3.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from server.http.examples import KINDS, VALUES
from server.http.statuses import MEANINGS

Json = dict[str, Any]

_VARIABLE: Final = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<args>[^)]*)\))?:)?(?P<name>\w+)>")
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9]+")
_TYPES: Final = {"integer": "integer", "year": "integer", "decimal": "number"}
_READS: Final = (
    200,
    304,
    400,
    404,
    405,
    406,
    412,
    413,
    414,
    415,
    429,
    431,
    502,
    503,
    507,
)
_WRITES: Final = (
    200,
    201,
    204,
    400,
    401,
    403,
    404,
    405,
    409,
    411,
    412,
    413,
    415,
    429,
    431,
    503,
    507,
)
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


def _text(name: str, meaning: str, **schema: object) -> Json:
    return {
        "name": name,
        "in": "query",
        "description": meaning,
        "schema": {"type": "string", **schema},
    }


_VIEW: Final = _text(
    "view",
    "The view to believe.",
    enum=["stated", "possible", "accepted", "undisputed"],
    default="stated",
)
_TRUST: Final = {
    "name": "trust",
    "in": "query",
    "description": "The sources to believe instead of a view, `source` or `source:alleged` each.",
    "schema": {"type": "array", "items": {"type": "string"}},
}
_FORMAT: Final = _text("format", "The format, in place of the Accept header.")
_GRAPH: Final = [
    _text("graph", "The IRI of a graph."),
    _text("default", "The default graph; the value does not matter."),
]
_PROTOCOL: Final = [
    {
        **_TRUST,
        "name": "default-graph-uri",
        "description": "Graphs that make up the default graph.",
    },
    {**_TRUST, "name": "named-graph-uri", "description": "Graphs that can be named."},
    {
        "name": "timeout",
        "in": "query",
        "description": "The longest time for the query, in seconds.",
        "schema": {"type": "number", "exclusiveMinimum": 0},
    },
    _VIEW,
    _TRUST,
    _FORMAT,
]
_TRIPLE: Final = [
    _text(name, f"The triple's {what}.")
    for name, what in (("s", "subject"), ("p", "predicate"), ("o", "object"))
]


def _texts(name: str, meaning: str) -> Json:
    return {**_TRUST, "name": name, "description": meaning}


def _number(name: str, meaning: str, **schema: object) -> Json:
    return {**_text(name, meaning), "schema": {"type": "integer", **schema}}


_PAGE: Final = _number("page", "Which page of the list.", minimum=1, default=1)
_AROUND: Final = [
    _text("iri", "The thing: its IRI, or like `film/pulgasari`."),
    _text("all", "Show all that follows, not the closest properties alone.", enum=["1"]),
    _VIEW,
    _TRUST,
]
_FACETS: Final = [
    _texts(name, f"The {what} that works have, any of them.")
    for name, what in {
        "kind": "kinds",
        "decade": "decades, `1980` each,",
        "genre": "genres, by their IRIs,",
        "theme": "themes, by their IRIs,",
        "place": "places, by their IRIs,",
        "period": "periods, by their IRIs,",
        "director": "directors, by their IRIs,",
        "source": "sources, by their IRIs,",
        "disputed": "disputed properties, by their IRIs,",
    }.items()
]

QUERY: Final[Mapping[str, list[Json]]] = {
    "/sparql": [_text("query", "The query."), *_PROTOCOL],
    "/store": [*_GRAPH, _VIEW, _TRUST],
    "/status": [_text("refresh", "After how many seconds the page renews itself.")],
    "/.well-known/void": [
        _text("partitions", "Say more: the properties of each class.", enum=["nested"]),
        _VIEW,
        _TRUST,
        _FORMAT,
    ],
    "/changes": [*_GRAPH, _PAGE, _FORMAT],
    "/why": [
        *_TRIPLE,
        _text("alternatives", "How many other proofs to show."),
        _VIEW,
        _TRUST,
        _FORMAT,
    ],
    "/thing": [_text("iri", "The IRI of a thing."), _VIEW, _TRUST, _FORMAT],
    "/search": [
        _text("q", "What to look for."),
        _texts("kind", "The kinds of things to show."),
        _VIEW,
        _TRUST,
        _text("format", "The format, in place of the Accept header.", enum=["html", "json"]),
    ],
    "/search/suggest": [_text("q", "How a name begins."), _VIEW, _TRUST],
    "/graph": _AROUND,
    "/graph.json": _AROUND,
    "/conflicts": [
        _texts("rule", "The rules that find the conflicts to show."),
        _texts("source", "The sources of which one takes part, by their IRIs."),
        _PAGE,
        _VIEW,
        _TRUST,
        _text("format", "The format, in place of the Accept header.", enum=["html", "json"]),
    ],
    "/browse": [
        *_FACETS,
        _text(
            "order", "What works are ordered by.", enum=["year", "title", "claims"], default="year"
        ),
        _PAGE,
        _VIEW,
        _TRUST,
    ],
    "/people": [
        _texts("role", "The roles that persons had, any of them, by their IRIs."),
        _texts("source", "The sources that speak of them, any of them, by their IRIs."),
        _text(
            "order",
            "What persons are ordered by.",
            enum=["works", "name", "claims"],
            default="works",
        ),
        _PAGE,
        _VIEW,
        _TRUST,
    ],
    "/timeline": [
        _number("from", "The first year.", minimum=-9999, maximum=9999),
        _number("to", "The last year.", minimum=-9999, maximum=9999),
        _PAGE,
        _VIEW,
        _TRUST,
    ],
    "/sources/<path:name>": [_PAGE, _VIEW, _TRUST],
    "/health": [],
    "/metrics": [],
}
"""The parameters of routes that take others than `view` and `trust`."""


@cache
def known_names(rule: str) -> frozenset[str]:
    """Return the names of the parameters that a route takes, and of those that any page does."""
    return frozenset(item["name"] for item in QUERY.get(rule, ())) | _ANYWHERE


_ANYWHERE: Final = frozenset({"view", "trust", "format", "lang"})


def document(
    routes: Iterable[Route], questions: Iterable[Question], *, version: str, server: str
) -> Json:
    """Return the description of the routes and the named queries."""
    paths: dict[str, Json] = {}
    for route in sorted(routes, key=lambda route: route.rule):
        if not route.rule.startswith(_NAMED):
            paths.setdefault(_template(route.rule), {}).update(_operations(route))
    for question in questions:
        paths[f"/queries/{question.name}"] = {"get": _asking(question)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Celadon",
            "version": version,
            "summary": "A knowledge graph in which every triple can be traced to its sources.",
            "description": "HEAD is answered wherever GET is; /sparql takes the method QUERY too.",
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
    """Return a route's operations by method; HEAD is as GET, QUERY has no place in OpenAPI 3.1."""
    shared = _exemplified(
        [*_path_parameters(route.rule), *QUERY.get(route.rule, [_VIEW, _TRUST])],
        KINDS if ":rest>" in route.rule else VALUES.get(route.rule, {}),
    )
    found: Json = {}
    for method in sorted(route.methods - {"HEAD", "OPTIONS", "QUERY"}):
        writes = method != "GET"
        operation: Json = {
            "operationId": method.lower() + _NO_NAME.sub("-", _template(route.rule)),
            "summary": route.summary,
            "parameters": shared,
            "responses": _responses(_READS + _WRITES if writes else _READS),
        }
        if writes:
            operation["security"] = [*_TOKEN, {}] if route.rule == "/sparql" else _TOKEN
        if method in ("POST", "PUT"):
            operation["requestBody"] = _body(route.rule)
        found[method.lower()] = operation
    return found


def _exemplified(parameters: Iterable[Json], values: Mapping[str, object]) -> list[Json]:
    """Return the parameters with their examples; in a path the first of some words is one."""
    return [
        {**one, "example": example}
        if (example := values.get(one["name"], one["schema"].get("enum", [None])[0])) is not None
        and (one["name"] in values or one["in"] == "path")
        else one
        for one in parameters
    ]


def _body(rule: str) -> Json:
    text: Json = {"schema": {"type": "string"}}
    if rule == "/sparql":
        form = {
            "type": "object",
            "properties": {"query": {"type": "string"}},
            "required": ["query"],
        }
        kinds = {_FORM: {"schema": form}, "application/sparql-query": text, _UPDATE: text}
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
            [*parameters, _VIEW, _TRUST, _FORMAT], {**question.defaults, "format": "csv"}
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
