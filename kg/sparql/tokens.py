r"""SPARQL text as tokens: where strings, IRIs, comments and names begin and end.

Invariant: the tokens' texts, joined, are the text; each character lies in exactly one token.
The lexical rules are those of SPARQL 1.1 §19.8 (longest match). Codepoint escapes (`\u0041`) inside
strings and IRIs belong to them; elsewhere each is a token of its own, which `unescape` replaces.
It knows no grammar: what it calls a `<` operator or an IRI is decided by the characters alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from kg.errors import QueryError


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query's text.

    Attributes:
        kind: one of `space comment string iri name word variable blank language number escape
            operator`; a `name` is a prefixed name, a `word` a keyword or function.
        text: the characters as written.
        start: the offset of the first one in the text, from 0.
    """

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return self.start + len(self.text)

    @property
    def is_blank(self) -> bool:
        """Whether the token is white space or a comment."""
        return self.kind in ("space", "comment")


def tokens(text: str) -> Iterator[Token]:
    """Cut a query's text into tokens.

    Raises:
        QueryError: a string does not end; the error has its line and column.
    """
    for match in _pattern().finditer(text):
        kind = match.lastgroup or "operator"
        if kind == "open":
            line, column = position(text, match.start())
            message = f"line {line}, column {column}: the string that begins here does not end"
            raise QueryError(message, line=line, column=column)
        yield Token(kind, match.group(), match.start())


def position(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column of an offset, both from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def unescape(text: str) -> str:
    """Replace the codepoint escapes that stand outside strings and IRIs (SPARQL 1.1 §19.2)."""
    if "\\" not in text:
        return text
    return "".join(
        chr(int(token.text[2:], 16)) if token.kind == "escape" else token.text
        for token in tokens(text)
    )


_START: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME: Final = f"{_START}_0-9\u00b7\u0300-\u036f\u203f-\u2040"
_HEX: Final = "[0-9A-Fa-f]"
_ESCAPE: Final = rf"\\u{_HEX}{{4}}|\\U(?:000{_HEX}|0010){_HEX}{{4}}"
_LOCAL: Final = rf"%{_HEX}{{2}}|\\[-_~.!$&'()*+,;=/?#@%]"
# Bounded, so that a text of dotted words takes linear time; a longer prefix is a word and a name.
_PREFIX: Final = rf"[{_START}](?:[{_NAME}.-]{{0,254}}[{_NAME}-])?"


@cache
def _pattern() -> re.Pattern[str]:
    """Return what matches a token; compiled on first use, which takes 20 ms."""
    return re.compile(
        rf"""
        (?P<space>[\t\n\r ]+)
      | (?P<comment>\#[^\n\r]*)
      | (?P<string>'''(?:'{{0,2}}(?:[^'\\]|\\.))*''' | \"\"\"(?:"{{0,2}}(?:[^"\\]|\\.))*\"\"\"
          | '(?!'')(?:[^'\\\n\r]|\\.)*' | "(?!"")(?:[^"\\\n\r]|\\.)*")
      | (?P<open>['"])
      | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_ESCAPE})*>)
      | (?P<variable>[?$][{_START}_0-9][{_NAME}]*)
      | (?P<blank>_:[{_START}_0-9](?:[{_NAME}.-]*[{_NAME}-])?)
      | (?P<name>(?:{_PREFIX})?:(?:(?:[{_START}_0-9:]|{_LOCAL})
          (?:(?:[{_NAME}:.-]|{_LOCAL})*(?:[{_NAME}:-]|{_LOCAL}))?)?)
      | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)? | \.[0-9]+(?:[eE][+-]?[0-9]+)?)
      | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
      | (?P<word>[{_START}_][{_NAME}]*)
      | (?P<escape>{_ESCAPE})
      | (?P<operator>\^\^|\|\||&&|!=|<=|>=|.)
        """,
        re.VERBOSE | re.DOTALL,
    )
