"""The parameters that each route takes beside those of its rule, for OpenAPI; no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

Json = dict[str, Any]


def _text(name: str, meaning: str, **schema: object) -> Json:
    return {
        "name": name,
        "in": "query",
        "description": meaning,
        "schema": {"type": "string", **schema},
    }


VIEW: Final = _text(
    "view",
    "The view to believe.",
    enum=["stated", "possible", "accepted", "undisputed"],
    default="stated",
)
TRUST: Final = {
    "name": "trust",
    "in": "query",
    "description": "The sources to believe instead of a view, `source` or `source:alleged` each.",
    "schema": {"type": "array", "items": {"type": "string"}},
}
FORMAT: Final = _text("format", "The format, in place of the Accept header.")
_GRAPH: Final = [
    _text("graph", "The IRI of a graph."),
    _text("default", "The default graph; the value does not matter."),
]
_PROTOCOL: Final = [
    {
        **TRUST,
        "name": "default-graph-uri",
        "description": "Graphs that make up the default graph.",
    },
    {**TRUST, "name": "named-graph-uri", "description": "Graphs that can be named."},
    {
        "name": "timeout",
        "in": "query",
        "description": "The longest time for the query, in seconds.",
        "schema": {"type": "number", "exclusiveMinimum": 0},
    },
    VIEW,
    TRUST,
    FORMAT,
]
_TRIPLE: Final = [
    _text(name, f"The triple's {what}.")
    for name, what in (("s", "subject"), ("p", "predicate"), ("o", "object"))
]


def _texts(name: str, meaning: str) -> Json:
    return {**TRUST, "name": name, "description": meaning}


def _number(name: str, meaning: str, **schema: object) -> Json:
    return {**_text(name, meaning), "schema": {"type": "integer", **schema}}


_PAGE: Final = _number("page", "Which page of the list.", minimum=1, default=1)
_AROUND: Final = [
    _text("iri", "The thing: its IRI, or like `film/pulgasari`."),
    _text("all", "Show all that follows, not the closest properties alone.", enum=["1"]),
    VIEW,
    TRUST,
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
    "/store": [*_GRAPH, VIEW, TRUST],
    "/status": [_text("refresh", "After how many seconds the page renews itself.")],
    "/.well-known/void": [
        _text("partitions", "Say more: the properties of each class.", enum=["nested"]),
        VIEW,
        TRUST,
        FORMAT,
    ],
    "/changes": [*_GRAPH, _PAGE, FORMAT],
    "/why": [
        *_TRIPLE,
        _text("alternatives", "How many other proofs to show."),
        VIEW,
        TRUST,
        FORMAT,
    ],
    "/thing": [_text("iri", "The IRI of a thing."), VIEW, TRUST, FORMAT],
    "/search": [
        _text("q", "What to look for."),
        _texts("kind", "The kinds of things to show."),
        VIEW,
        TRUST,
        _text("format", "The format, in place of the Accept header.", enum=["html", "json"]),
    ],
    "/search/suggest": [_text("q", "How a name begins."), VIEW, TRUST],
    "/graph": _AROUND,
    "/graph.json": _AROUND,
    "/conflicts": [
        _texts("rule", "The rules that find the conflicts to show."),
        _texts("source", "The sources of which one takes part, by their IRIs."),
        _PAGE,
        VIEW,
        TRUST,
        _text("format", "The format, in place of the Accept header.", enum=["html", "json"]),
    ],
    "/browse": [
        *_FACETS,
        _text(
            "order", "What works are ordered by.", enum=["year", "title", "claims"], default="year"
        ),
        _PAGE,
        VIEW,
        TRUST,
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
        VIEW,
        TRUST,
    ],
    "/timeline": [
        _number("from", "The first year.", minimum=-9999, maximum=9999),
        _number("to", "The last year.", minimum=-9999, maximum=9999),
        _PAGE,
        VIEW,
        TRUST,
    ],
    "/sources/<path:name>": [_PAGE, VIEW, TRUST],
    "/health": [],
    "/metrics": [],
}
"""The parameters of routes that take others than `view` and `trust`."""


@cache
def known_names(rule: str) -> frozenset[str]:
    """Return the names of the parameters that a route takes, and of those that any page does."""
    return frozenset(item["name"] for item in QUERY.get(rule, ())) | _ANYWHERE


_ANYWHERE: Final = frozenset({"view", "trust", "format", "lang"})
