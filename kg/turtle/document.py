"""Turtle texts as documents: parsing with errors that point into the file, and finding terms again.

Terms and triples are pyoxigraph's, with the lexical forms of the text; language tags come in lower
case, as in pyoxigraph. Only Turtle 1.1 is read: triple terms and text directions are refused.
LF and CR LF both end lines; `celadon format` writes LF. A parse that fails raises `TurtleError`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyoxigraph
from pyoxigraph import Literal, RdfFormat, Triple

from kg import vocab
from kg.errors import FileError, TurtleError
from kg.turtle.tokens import mentions

_UNDECLARED: Final = re.compile(r"The prefix (.*): has not been declared")
_POSITION: Final = re.compile(r"Parser error at .*?: ", re.DOTALL)
_ADVICE: Final = (
    ("Unexpected end", "close what is open and end the last statement with ' .'"),
    ("A dot is expected", "write ';' before the next predicate, ',' before the next object"),
    ("Invalid IRI", "percent-encode what an IRI may not hold"),
    ("Line jumps", "write \\n, or put the string in three quotes"),
    ("No scheme found", "write the whole IRI, or a prefixed name"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """A Turtle text that parses: its triples in reading order, its prefixes, where it came from."""

    path: Path | None
    base_iri: str
    text: str
    prefixes: Mapping[str, str]
    triples: tuple[Triple, ...]

    @property
    def name(self) -> str:
        """The path as text, or `<text>` where there is none."""
        return _name(self.path)


def read(path: Path, *, base_iri: str) -> Document:
    """Parse the Turtle file at `path`.

    Raises:
        FileError: there is no such file, or it cannot be read.
        TurtleError: it is not UTF-8, or not Turtle.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise FileError(f"{path}: there is no such file: check the name") from error
    except OSError as error:
        raise FileError(f"{path}: cannot be read: {error.strerror}") from error
    return parse(_decode(content, path), base_iri=base_iri, path=path)


def parse(text: str, *, base_iri: str, path: Path | None = None) -> Document:
    """Parse a Turtle text; `path` is only named in errors.

    Raises:
        TurtleError: the text is not Turtle 1.1; the message begins `path:line:column:`.
    """
    try:
        parser = pyoxigraph.parse(text.encode(), RdfFormat.TURTLE, base_iri=base_iri)
        triples = tuple(quad.triple for quad in parser)
    except SyntaxError as error:
        raise TurtleError(_syntax_message(error, path)) from error
    except ValueError as error:  # a base IRI that is none, or a lone surrogate
        raise TurtleError(
            f"{_name(path)}:1:1: {error}: correct the text or its base IRI"
        ) from error
    prefixes = MappingProxyType(dict(parser.prefixes))
    document = Document(path, base_iri, text, prefixes, triples)
    _refuse_newer_turtle(document)
    return document


def line_of(document: Document, iri: str, *, about: str | None = None) -> int | None:
    """Return the first line that names `iri`, as a prefixed name or in angle brackets.

    Names in strings, comments and directives do not count. With `about`, only the statements whose
    subject is that IRI are searched.
    """
    for mention in mentions(document.text, document.base_iri):
        if mention.iri == iri and about in (None, mention.subject):
            return mention.line
    return None


def _decode(content: bytes, path: Path) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = len(content[content.rfind(b"\n", 0, error.start) + 1 : error.start].decode()) + 1
        raise TurtleError(
            f"{path}:{line}:{column}: byte {error.start} (0x{content[error.start]:02x}) "
            "is not UTF-8: save the file as UTF-8"
        ) from error
    if text.startswith("\ufeff"):
        raise TurtleError(f"{path}:1:1: a byte order mark: save the file as UTF-8 without one")
    return text


def _syntax_message(error: SyntaxError, path: Path | None) -> str:
    where = f"{_name(path)}:{error.lineno or 1}:{error.offset or 1}"
    reason = _POSITION.sub("", error.msg, count=1)
    if undeclared := _UNDECLARED.search(reason):
        return f"{where}: {_undeclared_message(undeclared.group(1))}"
    advice = next((text for start, text in _ADVICE if start in reason), "correct the Turtle there")
    return f"{where}: {reason[:1].lower()}{reason[1:]}: {advice}"


def _undeclared_message(prefix: str) -> str:
    iri = vocab.PREFIXES.get(prefix, "…")
    return f"the prefix '{prefix}:' is not declared: add '@prefix {prefix}: <{iri}> .' at the top"


def _refuse_newer_turtle(document: Document) -> None:
    for triple in document.triples:
        if isinstance(triple.object, Triple):
            message = "a triple term: write Turtle 1.1, without the parts of RDF 1.2"
        elif isinstance(triple.object, Literal) and triple.object.direction is not None:
            message = f"the text direction of {triple.object}: write the language tag alone"
        else:
            continue
        line = line_of(document, triple.predicate.value) or 1
        raise TurtleError(f"{document.name}:{line}:1: {message}")


def _name(path: Path | None) -> str:
    return "<text>" if path is None else str(path)
