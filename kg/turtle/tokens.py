"""The tokens of a Turtle text, and the terms that each of its lines names.

Invariant: the texts of all tokens, joined, are the text that was read. Nothing here judges a text:
`kg.turtle` parses first, and a text that does not parse still yields tokens. Nothing fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

import pyoxigraph

from kg.vocab import RDF

# PN_CHARS_BASE, PN_CHARS_U and PN_CHARS of Turtle 1.1, section 6.5.
_BASE_CHARS: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHARS: Final = _BASE_CHARS + "_0-9\u00b7\u0300-\u036f\u203f-\u2040\\-"
_PREFIX: Final = f"(?:[{_BASE_CHARS}](?:[{_CHARS}.]*[{_CHARS}])?)"
_ESCAPED: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL: Final = (
    f"(?:(?:[{_BASE_CHARS}_:0-9]|{_ESCAPED})"
    f"(?:(?:[{_CHARS}.:]|{_ESCAPED})*(?:[{_CHARS}:]|{_ESCAPED}))?)"
)


class Kind(StrEnum):
    """The kinds of token that readers of a Turtle text tell apart."""

    COMMENT = "comment"
    STRING = "string"
    IRI = "iri"
    BLANK = "blank"
    NAME = "name"
    AT = "at"
    NUMBER = "number"
    WORD = "word"
    SPACE = "space"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a Turtle text; `line` counts from 1."""

    kind: Kind
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A line that names the term `iri`, in the statement whose subject is `subject`.

    `subject` is None where the statement's subject is a blank node.
    """

    iri: str
    line: int
    subject: str | None


def tokenize(text: str) -> Iterator[Token]:
    """Yield all tokens of a Turtle text, white space and comments too."""
    line = 1
    for match in _pattern().finditer(text):
        yield Token(Kind(match.lastgroup or Kind.MARK), match.group(), line)
        line += match.group().count("\n")


def is_local_name(text: str) -> bool:
    """Say whether `text` may stand after a prefix's colon as it is."""
    return _whole_local().fullmatch(text) is not None


@lru_cache(maxsize=1024)
def mentions(text: str, base_iri: str) -> tuple[Mention, ...]:
    """Return every place where the text names an IRI, in reading order, directives left out.

    The text must be one that parses.
    """
    return tuple(_mentions(text, base_iri))


def _mentions(text: str, base_iri: str) -> Iterator[Mention]:
    prefixes: dict[str, str] = {}
    for statement in _statements(text):
        if (directive := _directive(statement)) is not None:
            base_iri = _declare(directive, statement, prefixes, base_iri)
            continue
        subject: str | None = None
        for index, token in enumerate(statement):
            if (iri := _named(token, prefixes, base_iri)) is not None:
                subject = iri if index == 0 else subject
                yield Mention(iri, token.line, subject)


def _statements(text: str) -> Iterator[list[Token]]:
    statement: list[Token] = []
    for token in tokenize(text):
        if token.kind in (Kind.SPACE, Kind.COMMENT):
            continue
        statement.append(token)
        if (token.kind, token.text) == (Kind.MARK, ".") or _ends_sparql_directive(statement):
            yield statement
            statement = []


def _ends_sparql_directive(statement: list[Token]) -> bool:
    """Say whether the tokens are all of `PREFIX p: <iri>` or `BASE <iri>`, which take no dot."""
    length = {"prefix": 3, "base": 2}.get(statement[0].text.lower())
    return length == len(statement)


def _directive(statement: list[Token]) -> str | None:
    word = statement[0].text.lower().removeprefix("@")
    return (
        word if word in ("prefix", "base") and statement[0].kind in (Kind.AT, Kind.WORD) else None
    )


def _declare(
    directive: str, statement: list[Token], prefixes: dict[str, str], base_iri: str
) -> str:
    """Take in a directive; return the base IRI from here on."""
    if directive == "base":
        return resolve(statement[1].text, base_iri)
    prefixes[statement[1].text.removesuffix(":")] = resolve(statement[2].text, base_iri)
    return base_iri


def _named(token: Token, prefixes: dict[str, str], base_iri: str) -> str | None:
    if token.kind is Kind.IRI:
        return resolve(token.text, base_iri)
    if token.kind is Kind.NAME:
        prefix, _, local = token.text.partition(":")
        return prefixes.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)
    if token.kind is Kind.WORD and token.text == "a":
        return RDF + "type"
    return None


@cache
def _pattern() -> re.Pattern[str]:
    """Return what matches a token; compiled on first use, which takes 20 ms."""
    return re.compile(
        "|".join(
            f"(?P<{kind}>{pattern})"
            for kind, pattern in (
                (Kind.COMMENT, r"#[^\n\r]*"),
                (
                    Kind.STRING,
                    r'"""(?:"{0,2}(?:[^"\\]|\\.))*"""'
                    r"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"
                    r'|"(?:[^"\\\n\r]|\\.)*"'
                    r"|'(?:[^'\\\n\r]|\\.)*'",
                ),
                (Kind.IRI, r"<(?:[^\x00-\x20<>\"{}|^`\\]|\\[uU][0-9A-Fa-f]+)*>"),
                (Kind.BLANK, f"_:[{_BASE_CHARS}_0-9](?:[{_CHARS}.]*[{_CHARS}])?"),
                (Kind.NAME, f"{_PREFIX}?:{_LOCAL}?"),
                (Kind.AT, r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"),
                (Kind.NUMBER, r"[+-]?(?:\d*\.\d+|\d+\.(?=[eE])|\d+)(?:[eE][+-]?\d+)?"),
                (Kind.WORD, r"[A-Za-z]+"),
                (Kind.SPACE, r"\s+"),
                (Kind.MARK, r"\^\^|."),
            )
        ),
        re.DOTALL,
    )


@cache
def _whole_local() -> re.Pattern[str]:
    return re.compile(_LOCAL)


@lru_cache(maxsize=4096)
def resolve(reference: str, base_iri: str) -> str:
    """Return the IRI that `<reference>`, written so in Turtle, means under a base IRI."""
    text = f"{reference} a {reference} ."
    (quad,) = pyoxigraph.parse(text, pyoxigraph.RdfFormat.TURTLE, base_iri=base_iri)
    return str(quad.object.value)
