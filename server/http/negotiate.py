"""Media types and the choice between them; no I/O, no Flask, only text in and a name out.

Invariant: a format is named by its file suffix (`ttl`, `json`), everywhere in the server.
Source: RFC 9110 §12.5.1 (Accept), SPARQL 1.1 Protocol §2.1.6, SPARQL 1.1 Query Results formats.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

MEDIA_TYPES: Final = {
    "html": "text/html",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "trig": "application/trig",
    "nq": "application/n-quads",
}
"""The media type that each format is sent as."""

ALIASES: Final = {
    "application/json": ("json", "jsonld"),
    "application/xml": ("xml", "rdf"),
    "text/xml": ("xml", "rdf"),
    "application/xhtml+xml": ("html",),
    "application/x-turtle": ("ttl",),
    "text/plain": ("nt",),
}
"""Media types that clients also ask with, and the formats that answer them, best first."""

SOLUTIONS: Final = ("json", "xml", "csv", "tsv")
"""The formats of SELECT and ASK, the default first."""

TRIPLES: Final = ("ttl", "nt", "jsonld", "rdf")
"""The formats of CONSTRUCT, DESCRIBE and of an entity, the default first."""


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return the best of the `offered` formats for an Accept header, or None where none will do.

    Quality first, then the more specific range, then the order of `offered`. A missing or empty
    header accepts everything.
    """
    if accept is None or not accept.strip():
        return offered[0]
    ranges = _parse(accept)
    rated = [(_quality(name, ranges), -position, name) for position, name in enumerate(offered)]
    (quality, _), _, name = max(rated)
    return name if quality > 0 else None


def named_format(wanted: str, offered: Sequence[str]) -> str | None:
    """Return the offered format that a parameter `format` names, by suffix or media type."""
    if wanted in offered:
        return wanted
    return choose(wanted, offered) if "/" in wanted and "*" not in wanted else None


def content_type(name: str) -> str:
    """Return the Content-Type header for a format; text formats say their charset."""
    media_type = MEDIA_TYPES[name]
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _parse(accept: str) -> list[tuple[str, float]]:
    ranges = []
    for item in accept.split(","):
        media_range, *parameters = (part.strip() for part in item.split(";"))
        if media_range:
            ranges.append((media_range.lower(), _q(parameters)))
    return ranges


def _q(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def _quality(name: str, ranges: Sequence[tuple[str, float]]) -> tuple[float, int]:
    """Rate a format: the q of the most specific range that covers it, and how specific that is."""
    best = (0.0, -1)
    for media_range, q in ranges:
        specificity = _specificity(name, media_range)
        if specificity > best[1]:
            best = (q, specificity)
    return best


def _specificity(name: str, media_range: str) -> int:
    media_type = MEDIA_TYPES[name]
    if media_range == media_type:
        return 4
    if name in ALIASES.get(media_range, ()):
        return 3
    if media_range.endswith("/*") and media_type.startswith(media_range[:-1]):
        return 2
    return 1 if media_range == "*/*" else -1
