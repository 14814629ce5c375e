"""Whether a query or an update from outside may run: no SERVICE, nothing that overflows the parser.

The engine can fetch from the network (SERVICE, LOAD) and offers no switch against it, and its
parser is recursive: a few kilobytes of nested groups end the process. So a query from outside is
read as tokens first and refused by what it contains. Two things make that exact:

- The engine reads without tokens: `SERVICEex:a { … }` and `1SERVICE<…> { … }` are service calls to
  it. So "service" is refused wherever it is not inside a string, an IRI, a comment, a variable, a
  blank node or a prefixed name; and a prefix like `service:` only where a group follows the name.
- `?a<?b)#>` is an IRI by the grammar's longest match and a comparison to the engine. Where the two
  readings would see different strings, comments or brackets the query is refused.

What it does not do: bound the time or the memory of an evaluation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from kg.errors import QueryError
from kg.sparql.tokens import Token, position, tokens, unescape

MAX_BYTES: Final = 64 * 1024
"""How long a query from outside may be, in bytes of UTF-8."""

MAX_DEPTH: Final = 100
"""How deep braces, parentheses and brackets may nest."""

MAX_KEYWORDS: Final = 500
"""How often a query may use the keywords that nest in the engine's algebra (UNION, BIND, …)."""

MAX_OPERATORS: Final = 2000
"""How many operators (`!`, `+`, `/`, `|`, …) a query may have."""


def check_query(text: str, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> None:
    r"""Refuse a query that could reach the network, change data or crash the engine.

    It says nothing on whether the query is otherwise correct. Codepoint escapes outside strings and
    IRIs are read both as written and replaced (`\u0053ERVICE` is SERVICE).

    Raises:
        QueryError: the query is refused; the message says why, and line and column say where.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise QueryError(f"the query has {size} bytes, more than the {max_bytes} allowed")
    if _is_harmless(text, max_depth):
        return
    for reading in dict.fromkeys((text, unescape(text))):
        _Check(reading, max_depth).run(tokens(reading))


def _is_harmless(text: str, max_depth: int) -> bool:
    """Say whether nothing could be refused, by the characters alone; most small queries are so.

    Without quotes, escapes and parentheses a text has one reading, and is too short to nest.
    """
    if len(text) > min(max_depth, MAX_KEYWORDS, MAX_OPERATORS) * 4 or _UNCLEAR.search(text):
        return False
    brackets = text.count("{") + text.count("[")
    return brackets <= max_depth and not _REFUSED.search(text)


def check_update(text: str, *, max_depth: int = MAX_DEPTH) -> None:
    """Refuse an update that could reach the network or crash the engine.

    LOAD is left to who runs it. What stands in a block of data is not counted, but its depth is.

    Raises:
        QueryError: as `check_query`.
    """
    for reading in dict.fromkeys((text, unescape(text))):
        _UpdateCheck(reading, max_depth).run(tokens(reading))


class _Check:
    """One pass over the tokens of a text."""

    def __init__(self, text: str, max_depth: int) -> None:
        self._text = text
        self._max_depth = max_depth
        self._open: list[str] = []
        self._before: Token | None = None
        self._counts: Counter[str] = Counter()

    def run(self, all_tokens: Iterable[Token]) -> None:
        for token in all_tokens:
            if token.is_blank:
                continue
            self._check(token)
            self._before = token

    def _check(self, token: Token) -> None:
        match token.kind:
            case "word" | "language" | "number":
                self._check_word(token)
            case "iri":
                self._check_iri(token)
            case "operator":
                self._check_operator(token)

    def _check_word(self, token: Token) -> None:
        word = token.text.upper()
        if "SERVICE" in word:
            self._refuse(token, "SERVICE is not allowed: a query here cannot call other servers")
        self._check_update_word(token, word)
        if word in _NESTING:
            self._count(token, "keyword", MAX_KEYWORDS)

    def _check_update_word(self, token: Token, word: str) -> None:
        if word in _UPDATES:
            self._refuse(token, f"{word} is not allowed: only queries are, not updates")

    def _check_iri(self, token: Token) -> None:
        before = self._before
        compared = before is not None and (before.kind in _OPERANDS or before.text in (")", "]"))
        inside = bool(self._open) and self._open[-1] == "("
        if inside and compared and _TWO_READINGS.search(token.text) and not _FULL(token.text):
            self._refuse(
                token, "this can be read as an IRI and as a comparison: put a space after <"
            )

    def _check_operator(self, token: Token) -> None:
        self._count(token, "operator", MAX_OPERATORS)
        if token.text == "{":
            self._check_service_by_prefix(token)
        if token.text in _CLOSED_BY:
            self._open.append(token.text)
            if len(self._open) > self._max_depth:
                self._refuse(token, f"groups nest deeper than the {self._max_depth} allowed")
        elif self._open and token.text == _CLOSED_BY[self._open[-1]]:
            self._open.pop()

    def _check_service_by_prefix(self, brace: Token) -> None:
        name = self._before
        if name and name.kind == "name" and "SERVICE" in name.text.partition(":")[0].upper():
            self._refuse(brace, f"{name.text} before a group is read as SERVICE: rename the prefix")

    def _count(self, token: Token, kind: str, most: int) -> None:
        if kind == "operator" and token.text in _PUNCTUATION:
            return
        self._counts[kind] += 1
        if self._counts[kind] > most:
            self._refuse(token, f"more than the {most} {kind}s allowed")

    def _refuse(self, token: Token, reason: str) -> None:
        line, column = position(self._text, token.start)
        raise QueryError(f"line {line}, column {column}: {reason}", line=line, column=column)


class _UpdateCheck(_Check):
    """The same for an update, whose own words are allowed."""

    def __init__(self, text: str, max_depth: int) -> None:
        super().__init__(text, max_depth)
        self._data = False

    def _check_update_word(self, token: Token, word: str) -> None:
        pass

    def _check(self, token: Token) -> None:
        before = self._before
        if token.text == "{" and before is not None and before.text.upper() == "DATA":
            self._data = True
        elif not self._open:
            self._data = False
        super()._check(token)

    def _count(self, token: Token, kind: str, most: int) -> None:
        if not self._data:
            super()._count(token, kind, most)


_UPDATES: Final = frozenset(
    {
        "ADD",
        "CLEAR",
        "COPY",
        "CREATE",
        "DELETE",
        "DROP",
        "INSERT",
        "LOAD",
        "MOVE",
        "USING",
        "WITH",
    }
)
_UNCLEAR: Final = re.compile(r"[\"'\\(]")
_REFUSED: Final = re.compile("|".join(("SERVICE", *sorted(_UPDATES))), re.IGNORECASE)
# Each use wraps the algebra before it; the engine walks it by recursion.
_NESTING: Final = frozenset(
    {"AS", "BIND", "EXISTS", "FILTER", "GRAPH", "LATERAL", "MINUS", "OPTIONAL", "UNION"}
)
_PUNCTUATION: Final = frozenset("{}()[].,;")
_CLOSED_BY: Final = {"{": "}", "(": ")", "[": "]"}
_OPERANDS: Final = frozenset({"iri", "language", "name", "number", "string", "variable", "word"})
_TWO_READINGS: Final = re.compile(r"[()\[\]'#\\]")
# `http://…` cannot be a comparison: no operand begins with the second slash.
_FULL: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://").match
