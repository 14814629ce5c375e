"""Answers completed with what all have: validators, codings, what may keep them; no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from server.front.cache import Entry
from server.front.encoding import LEAST_BYTES, choose_coding, is_compressible
from server.front.validators import header_of, matches
from server.http.reply import SECURITY, Headers, Reply

_ONLY_WITH_BODY: Final = frozenset({"content-type", "content-language", "content-disposition"})


def named(headers: Headers) -> dict[str, str]:
    """Return the values of headers by their names in lower case, of the first of each name."""
    return {name.lower(): value for name, value in reversed(headers)}


def completed(headers: Headers, status: int, *, is_private: bool) -> Headers:
    """Return headers with what all answers have, without the length and the tag."""
    known = named(headers)
    found = headers
    if "content-length" in known or "etag" in known:
        found = [item for item in headers if item[0].lower() not in ("content-length", "etag")]
    if is_compressible(known.get("content-type", "")):
        found = _varied(found, known.get("vary"), "Accept-Encoding")
    if "cache-control" not in known:
        rule = "no-cache" if status in (200, 304) else "no-store"
        found = [*found, ("Cache-Control", f"private, {rule}" if is_private else rule)]
    return [*found, *(item for item in SECURITY if item[0].lower() not in known)]


def coding_for(environ: Mapping[str, Any], headers: Headers, length: int | None) -> str:
    """Return the content coding for an answer; its length is None where it is not known."""
    asked = environ.get("HTTP_ACCEPT_ENCODING")
    if not asked or (length is not None and length < LEAST_BYTES):
        return "identity"
    known = named(headers)
    if "content-encoding" in known or environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        return "identity"
    if not is_compressible(known.get("content-type", "")):
        return "identity"
    return choose_coding(asked)


def head_of(headers: Headers, tag: str, coding: str, length: int | None) -> Headers:
    """Return the headers of an answer in a coding."""
    found = list(headers)
    if tag:
        found.append(("ETag", header_of(tag, coding)))
    if coding != "identity":
        found.append(("Content-Encoding", coding))
    if length is not None:
        found.append(("Content-Length", str(length)))
    return found


def is_known(environ: Mapping[str, Any], tag: str) -> bool:
    """Say whether the client has the answer already."""
    asked = environ.get("HTTP_IF_NONE_MATCH")
    return bool(asked and tag and matches(asked, tag))


def not_modified(headers: Headers, tag: str, coding: str) -> Reply:
    """Return the answer for a client that has it already."""
    kept = [(name, value) for name, value in headers if name.lower() not in _ONLY_WITH_BODY]
    return Reply(304, [*kept, ("ETag", header_of(tag, coding))], b"")


def reply_of(entry: Entry, coding: str, environ: Mapping[str, Any]) -> Reply:
    """Return an answer that is there whole, in a coding that it is there in."""
    if is_known(environ, entry.tag):
        return not_modified(entry.headers, entry.tag, coding)
    body = entry.body if coding == "identity" else entry.encoded[coding]
    head = head_of(entry.headers, entry.tag, coding, len(body))
    return Reply(200, head, b"" if environ["REQUEST_METHOD"] == "HEAD" else body)


def _varied(headers: Headers, vary: str | None, name: str) -> Headers:
    """Return headers whose `Vary` also names `name`."""
    if vary is None:
        return [*headers, ("Vary", name)]
    if name in vary:
        return headers
    others = [item for item in headers if item[0].lower() != "vary"]
    return [*others, ("Vary", f"{vary}, {name}")]
