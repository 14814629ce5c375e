"""What a request asks for, as the cache's key; no I/O but of a body that is there already.

Invariant: two requests with the same key get the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final
from urllib.parse import unquote_plus

from server.front.cache import Key

_KEY_BYTES: Final = 262_144
"""Longer questions are not looked for."""

_QUERIES: Final = "/sparql"
_SAFE_BODIES: Final = ("application/x-www-form-urlencoded", "application/sparql-query")
_HEADERS: Final = (
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_COOKIE",
    "HTTP_HOST",
    "CONTENT_TYPE",
    "wsgi.url_scheme",
)
_NEVER: Final = frozenset({"HTTP_AUTHORIZATION", "HTTP_CONTENT_ENCODING", "HTTP_IF_MATCH"})
_CHANGING: Final = re.compile(r"(?<![\w?$:])(?:NOW|RAND|UUID|STRUUID|BNODE|SERVICE)\b|\\u", re.I)
"""What may say another thing each time it is asked, or hide behind an escape that it does.

The word alone counts: what may stand between it and its parenthesis, comments too, does not matter,
nor that it may be a word of a literal. A variable and a name after a prefix are other tokens.
"""


def key_of(environ: dict[str, Any], snapshot: str | None) -> Key | None:
    """Return what is asked for, or None where the answer may not be kept or looked for."""
    method = environ["REQUEST_METHOD"]
    if snapshot is None or not environ.keys().isdisjoint(_NEVER):
        return None
    body = b""
    if method in ("POST", "QUERY"):
        if environ["PATH_INFO"] != _QUERIES or not _is_safe_body(environ):
            return None
        body = _body(environ)
    elif method not in ("GET", "HEAD") or environ.get("CONTENT_LENGTH", "0") != "0":
        return None
    asked = environ.get("QUERY_STRING", "")
    if len(asked) + len(body) > _KEY_BYTES:
        return None
    read = "GET" if method == "HEAD" else method
    others = tuple(environ.get(name, "") for name in _HEADERS)
    return Key(snapshot, read, environ["PATH_INFO"], asked, body, others)


def wants_fresh(environ: Mapping[str, Any]) -> bool:
    """Say whether the client wants no kept answer."""
    said = environ.get("HTTP_CACHE_CONTROL")
    return said is not None and ("no-cache" in said or "no-store" in said)


def is_steady(key: Key) -> bool:
    """Say whether the question has the same answer as long as the snapshot is the same."""
    if key.path != _QUERIES:
        return True
    text = f"{key.asked}&{key.body.decode('utf-8', 'replace')}"
    return not _CHANGING.search(unquote_plus(text))


def _is_safe_body(environ: Mapping[str, Any]) -> bool:
    media_type = str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower()
    length = str(environ.get("CONTENT_LENGTH") or "")
    return media_type in _SAFE_BODIES and length.isdigit() and int(length) <= _KEY_BYTES


def _body(environ: dict[str, Any]) -> bytes:
    given = environ["wsgi.input"]
    if not isinstance(given, BytesIO):
        given = environ["wsgi.input"] = BytesIO(given.read(int(environ["CONTENT_LENGTH"])))
    return given.getvalue()
