"""A whole answer as a value, and the headers that every answer carries; no I/O.

Reading is open to scripts of any origin, without credentials of the browser's; a script may send a
token that it knows. Writing is not. Nothing may frame a page.
Source: Fetch standard (CORS), Content Security Policy 3.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

Headers = list[tuple[str, str]]

SECURITY: Final = (
    (
        "Content-Security-Policy",
        "default-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
        "frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        "Accept-Query, Allow, Content-Disposition, Content-Location, ETag, Link, Location, "
        "Retry-After, Vary, WWW-Authenticate, X-Request-Id",
    ),
)
"""What every answer carries, unless the route that answers sets its own."""

EXCHANGE: Final = "celadon.exchange"
"""The key under which the environment of a request holds what the log knows of it."""

IS_GONE: Final = "celadon.is_gone"
"""The key under which the environment of a request may hold what says that its client has left."""

OUTCOME: Final = "celadon.outcome"
"""The same for what a query has come to already: its answer, or the error that it has raised."""

WAITED_S: Final = "celadon.waited_s"
"""The same for how long the request has waited for a thread, in seconds."""

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})
_SENT: Final = (
    "Accept",
    "Accept-Language",
    "Authorization",
    "Cache-Control",
    "Content-Type",
    "If-Match",
    "If-None-Match",
    "X-Request-Id",
)
"""The headers that are read here and that a script may set."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer."""

    status: int
    headers: Headers
    body: bytes

    @property
    def status_line(self) -> str:
        """The status as WSGI wants it."""
        return f"{self.status} {HTTPStatus(self.status).phrase}"


def preflight(allowed: Iterable[str]) -> Headers:
    """Return what a script of another origin may do with a route that takes these methods.

    A route that takes QUERY reads by POST too; by any other POST, PUT and DELETE it writes.
    """
    taken = set(allowed)
    methods = sorted(taken & _READING | (taken & {"POST"} if "QUERY" in taken else set()))
    return [
        ("Access-Control-Allow-Methods", ", ".join(methods)),
        ("Access-Control-Allow-Headers", ", ".join(_SENT)),
        ("Access-Control-Max-Age", "86400"),
    ]
