"""Refusals that are made before the application is asked; no I/O, no Flask.

A browser gets HTML, whoever asks for plain text that, the rest problem details (RFC 9457).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from http import HTTPStatus
from typing import Final

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from server.http.reply import SECURITY, Reply

HTML: Final = "text/html"
TEXT: Final = "text/plain"
PROBLEM: Final = "application/problem+json"

_JSON: Final = (PROBLEM, "application/json", "application/sparql-results+json")
_RETRIED: Final = (429, 503)
_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{status} {title} – Celadon</title>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{detail}</p>
<p>Status {status}. <a href="/">Home</a></p>
</main>
</body>
</html>
"""


def form_for(accepted: MIMEAccept) -> str:
    """Return the media type in which a problem is told; JSON if in doubt."""
    least = max(accepted[name] for name in _JSON)
    return next((kind for kind in (HTML, TEXT) if accepted[kind] > least), PROBLEM)


def document(status: int, detail: str, **more: object) -> dict[str, object]:
    """Return problem details as JSON values."""
    title = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}


def refusal(
    status: int, detail: str, *, accept: str = "", more: Iterable[tuple[str, str]] = ()
) -> Reply:
    """Return a refusal in the form that an Accept header asks for."""
    kind = _form(accept)
    match kind:
        case "text/html":
            title = HTTPStatus(status).phrase
            body = _PAGE.format(status=status, title=title, detail=escape(detail))
        case "text/plain":
            body = f"{status} {HTTPStatus(status).phrase}: {detail}\n"
        case _:
            body = json.dumps(document(status, detail))
    encoded = body.encode()
    said = kind if kind == PROBLEM else f"{kind}; charset=utf-8"
    headers = [("Content-Type", said), ("Content-Length", str(len(encoded)))]
    headers += [("Cache-Control", "no-store"), ("Vary", "Accept"), *more]
    if status in _RETRIED and not any(name == "Retry-After" for name, _ in headers):
        headers.append(("Retry-After", "1"))
    return Reply(status, [*headers, *SECURITY], encoded)


@lru_cache(maxsize=256)
def _form(accept: str) -> str:
    return form_for(parse_accept_header(accept, MIMEAccept))
