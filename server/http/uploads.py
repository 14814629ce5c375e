"""Uploaded documents and their formats; no I/O, no Flask.

Source: SPARQL 1.1 Graph Store HTTP Protocol §5 (RDF/XML where nothing is said, parts of a form).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.http.parameters import ProtocolError, text_type

READ: Final = {
    "text/turtle": "ttl",
    "application/x-turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
}
"""The formats of documents that are read, by media type."""

_SUFFIXES: Final = frozenset(READ.values())


@dataclass(frozen=True, slots=True)
class Upload:
    """A part of a form: a document, what it says it is, and the name of its file."""

    content_type: str
    name: str | None
    content: bytes

    @property
    def format(self) -> str:
        """The document's format, by its media type or else by its file's suffix.

        Raises:
            ProtocolError: 415 for a media type that is not read; 400 where nothing tells it.
        """
        if self.content_type:
            return format_of(self.content_type)
        suffix = (self.name or "").rpartition(".")[2].lower()
        if suffix not in _SUFFIXES:
            raise ProtocolError(400, f"say the Content-Type of the part {self.name!r}")
        return suffix


def format_of(content_type: str | None) -> str:
    """Return the format of a body by its Content-Type; RDF/XML where there is none.

    Raises:
        ProtocolError: 415 for a media type that is not read, or a charset that is not UTF-8.
    """
    if not content_type:
        return "rdf"
    found = READ.get(text_type(content_type))
    if found is None:
        raise ProtocolError(415, f"a graph is sent as {', '.join(READ)}")
    return found
