"""An example of each request that the OpenAPI description tells of, as curl asks it; no I/O.

The values are of the shipped data; each example of reading answers with 200 there, but for a graph
at `/store/…`, which has to be written first.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

_QUERY: Final = "SELECT ?film WHERE { ?film a cel:Film } ORDER BY ?film LIMIT 3"
_UNDONE: Final = "graph=urn:example:notes"
_FORM: Final = "application/x-www-form-urlencoded"

VALUES: Final[Mapping[str, Mapping[str, str]]] = {
    "/sparql": {"query": _QUERY, "format": "csv"},
    "/store": {"default": ""},
    "/store/<path:name>": {"name": "notes"},
    "/why": {"s": "person/shin-sang-ok", "p": "cel:bodyOfWork", "o": "film/pulgasari"},
    "/thing": {"iri": "https://schema.org/Movie"},
    "/search": {"q": "kkot pa-neun", "format": "json"},
    "/search/suggest": {"q": "pul"},
    "/graph": {"iri": "film/pulgasari"},
    "/graph.json": {"iri": "film/pulgasari"},
    "/conflicts": {"format": "json"},
    "/browse": {"decade": "1980", "order": "title"},
    "/people": {"order": "name"},
    "/timeline": {"from": "1970", "to": "1990"},
    "/sources/<path:name>": {"name": "zoomboola"},
    "/learn/<name>": {"name": "sources"},
    "/ontology/<name>": {"name": "Film"},
    "/ontology/<name>.<suffix>": {"name": "Film", "suffix": "ttl"},
    "/ontology.<suffix>": {"suffix": "ttl"},
    "/static/<path:filename>": {"filename": "icon.svg"},
}
"""Example values of the parameters of a route, by its rule."""

KINDS: Final = {"kind": "film", "rest": "pulgasari.ttl"}
"""Those of the route of all things."""

_BODIES: Final[Mapping[str, tuple[str, str]]] = {
    "/sparql": (_FORM, f"query={_QUERY}"),
    "/store": ("text/turtle", "<urn:example:a> <urn:example:b> 1 ."),
    "/store/{name}": ("text/turtle", "<urn:example:a> <urn:example:b> 1 ."),
    "/editor": (_FORM, f"query={_QUERY}"),
    "/learn/{name}": (_FORM, "answer=ASK {}"),
    "/changes/undo": (_FORM, _UNDONE),
}
_WRITTEN: Final = {"graph": "urn:example:notes"}
_VARIABLE: Final = re.compile(r"{(\w+)}")


def command(path: str, method: str, operation: Mapping[str, Any], server: str) -> str:
    """Return a curl command for an operation of the description, of the examples that it gives."""
    given = {one["name"]: one["example"] for one in operation["parameters"] if "example" in one}
    inside = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
    where = _VARIABLE.sub(lambda found: quote(str(given.get(found[1], found[1]))), path)
    asked = {name: value for name, value in given.items() if name not in inside}
    if method != "get":
        asked = _WRITTEN if path == "/store" else {}
    address = server.rstrip("/") + where + (f"?{urlencode(asked)}" if asked else "")
    parts = ["curl -sS", shlex.quote(address)]
    if method not in ("get", "post"):
        parts.insert(1, f"-X {method.upper()}")
    if operation.get("security") and {} not in operation["security"]:
        parts.append("-H 'Authorization: Bearer TOKEN'")
    return " ".join([*parts, *_body(path, operation)])


def _body(path: str, operation: Mapping[str, Any]) -> list[str]:
    if "requestBody" not in operation:
        return []
    kind, text = _BODIES.get(path, (_FORM, ""))
    if kind == _FORM:
        return ["--data-urlencode", shlex.quote(text)] if text else ["--data ''"]
    return [f"-H 'Content-Type: {kind}'", "--data", shlex.quote(text)]
