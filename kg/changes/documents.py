"""Uploads as triples: Turtle, N-Triples, JSON-LD and RDF/XML, read without reaching out.

A document is refused before it is parsed where its format could fetch or grow: JSON-LD with a
context that is not written out, RDF/XML with a document type. Blank nodes get fresh names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final
from xml.parsers import expat

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse

from kg.changes.errors import DocumentError, MediaTypeError

FORMATS: Final = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
"""The formats that are read, by their file suffix."""

_MOST_NESTED: Final = 100
_MOST_ATTRIBUTES: Final = 1_000
_DOCTYPE: Final = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING: Final = re.compile(r"""<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)["']""")
_PLACE: Final = re.compile(r"line (\d+) (?:between columns|column) (\d+)")


def read_document(content: bytes, format: str, *, base: str) -> list[Triple]:
    """Return the triples of a document, in the forms of literals that a store keeps.

    Args:
        content: the document, UTF-8.
        format: one of `FORMATS`.
        base: the IRI that relative IRIs are resolved against.

    Raises:
        MediaTypeError: there is no such format.
        DocumentError: it cannot be read, could reach out, or names a graph of its own.
    """
    if format not in FORMATS:
        raise MediaTypeError(f"there is no format {format!r}: send one of {', '.join(FORMATS)}")
    text = _decoded(content)
    if format == "jsonld":
        _refuse_remote_contexts(text)
    if format == "rdf":
        _refuse_declarations(text)
        _refuse_nesting(text)
    store = Store()
    for quad in _parsed(text, FORMATS[format], base):
        if not isinstance(quad.graph_name, DefaultGraph):
            raise DocumentError(
                f"the document names the graph {quad.graph_name}: send the triples of one graph"
            )
        store.add(quad)
    return [quad.triple for quad in store]


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        raise DocumentError(
            f"line {line}, column {column}: the document is not UTF-8", line=line, column=column
        ) from error


def _parsed(text: str, format: RdfFormat, base: str) -> Iterator[Quad]:
    try:
        yield from parse(text, format=format, base_iri=base, rename_blank_nodes=True)
    except SyntaxError as error:
        message = str(error.msg)
        place = _PLACE.search(message)
        line, column = (int(place[1]), int(place[2])) if place else (None, None)
        message = re.sub(
            r"^Parser error (?:at|between) line \d+ .*?(?:columns? \d+(?: and \d+)?): ", "", message
        )
        where = f"line {line}, column {column}: " if place else ""
        raise DocumentError(f"{where}{message}", line=line, column=column) from error
    except MemoryError as error:
        if not str(error):  # it is ours that is short
            raise
        raise DocumentError("a term of the document is longer than the 16 MiB read") from error
    except (ValueError, OSError) as error:
        raise DocumentError(f"the document cannot be read: {error}") from error


def _refuse_remote_contexts(text: str) -> None:
    try:
        json.loads(text, object_pairs_hook=_without_remote_context)
    except json.JSONDecodeError as error:
        raise DocumentError(
            f"line {error.lineno}, column {error.colno}: {error.msg}",
            line=error.lineno,
            column=error.colno,
        ) from error
    except (RecursionError, ValueError) as error:
        raise DocumentError("the document nests too deep, or has a number too long") from error


def _without_remote_context(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, unless it names a context; all its pairs count, repeated ones too."""
    for name, value in pairs:
        contexts = value if isinstance(value, list) else [value]
        is_named = name == "@context" and any(isinstance(item, str) for item in contexts)
        if is_named or name == "@import":
            raise DocumentError(
                "the document has a context that would have to be fetched: write it out"
            )
    return dict(pairs)


def _refuse_declarations(text: str) -> None:
    if not text.strip():
        raise DocumentError("the document is empty, which RDF/XML cannot be")
    if "\0" in text or _DOCTYPE.search(text):
        raise DocumentError("the document declares a document type or entities: leave them out")
    encoding = _ENCODING.search(text)
    if encoding and encoding[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise DocumentError(f"the document says that it is {encoding[1]}: send UTF-8")


def _refuse_nesting(text: str) -> None:
    """Refuse elements in elements in elements, or of many attributes, which take quadratic time."""
    opened = 0

    def open_(_name: str, attributes: Mapping[str, str]) -> None:
        nonlocal opened
        opened += 1
        if len(attributes) > _MOST_ATTRIBUTES:
            raise DocumentError(f"an element has more attributes than the {_MOST_ATTRIBUTES} read")
        if opened > _MOST_NESTED:
            raise DocumentError(f"elements nest deeper than the {_MOST_NESTED} allowed")

    def close(_name: str) -> None:
        nonlocal opened
        opened -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = open_, close
    with suppress(expat.ExpatError):  # the parser of RDF says it better
        parser.Parse(text.encode(), True)


def graph_name(iri: str) -> NamedNode:
    """Return the node of a graph's IRI.

    Raises:
        DocumentError: it is no absolute IRI.
    """
    try:
        node = NamedNode(iri)
    except ValueError as error:
        raise DocumentError(f"the graph's name is no IRI: {error}") from error
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
        raise DocumentError(f"the graph's name {iri!r} is no absolute IRI")
    return node
