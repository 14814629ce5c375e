"""Evaluating a query text on a store, with errors that say where in the text they point.

Invariant: the answer is read to its end before it is returned, in the calling thread: an answer of
the engine's own may not pass to another thread. What it does not do: bound time or memory.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

from pyoxigraph import NamedNode, Store

from kg import results
from kg.errors import DatasetError, QueryError
from kg.results import Result
from kg.sparql.functions import query
from kg.sparql.question import Question
from kg.sparql.tokens import tokens
from kg.storage.store import reading

_PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_CHARACTERS: Final = re.compile(r"\[(?:'|\^)[^\]]*\]|\[_\]")


def evaluate(store: Store, question: Question, *, base: str, prefixes: Mapping[str, str]) -> Result:
    """Return the answer.

    Raises:
        QueryError: the text cannot be parsed or evaluated; line and column where the engine knows.
        DatasetError: the store's files are damaged.
    """
    text = question.text
    try:
        with _reading(text):
            answer = query(
                store,
                text,
                base_iri=base,
                prefixes=dict(prefixes),
                default_graph=_nodes(question.default_graphs),
                named_graphs=_nodes(question.named_graphs),
            )
            return results.read(answer)
    except SyntaxError as error:
        raise syntax_error(text, str(error.msg)) from error
    except (RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be evaluated: {error}") from error


@contextmanager
def _reading(text: str) -> Iterator[None]:
    try:
        with reading():
            yield
    except DatasetError as error:
        if isinstance(error.__cause__, OSError) and "SERVICE" in text.upper():
            raise QueryError(f"the query's SERVICE does not answer: {error.__cause__}") from error
        raise


@lru_cache(maxsize=512)
def has_word(text: str, word: str) -> bool:
    """Return whether a keyword stands in a query, outside strings, IRIs and comments.

    Raises:
        QueryError: a string in the text does not end.
    """
    if word not in text.upper():
        return False
    return any(token.kind == "word" and token.text.upper() == word for token in tokens(text))


def _nodes(iris: Sequence[str] | None) -> list[Any] | None:
    try:
        return None if iris is None else [NamedNode(iri) for iri in iris]
    except ValueError as error:
        raise QueryError(f"a graph's name is no IRI: {error}") from error


def syntax_error(text: str, message: str) -> QueryError:
    """Return the error for what the engine says of `text`, in words that say what to do."""
    found = _PLACE.fullmatch(message)
    if not found:
        return QueryError(f"the query cannot be parsed: {message}")
    if unended := _unended_string(text):
        return unended
    line, column = int(found[1]), int(found[2])
    offset = sum(len(row) + 1 for row in text.split("\n")[: line - 1]) + column - 1
    reason = _undeclared(text[:offset]) if "Prefix not found" in found[3] else None
    reason = reason or _shortened(found[3], text[:offset].strip())
    return QueryError(f"line {line}, column {column}: {reason}", line=line, column=column)


def _unended_string(text: str) -> QueryError | None:
    try:
        deque(tokens(text), maxlen=0)
    except QueryError as error:
        return error
    return None


def _shortened(reason: str, before: str) -> str:
    """Say what could be read, with the engine's reason or what it expects where that helps."""
    choices = reason.removeprefix("expected ").removeprefix("one of ")
    named = [choice for choice in _CHARACTERS.sub("", choices).split(", ") if choice.strip(" |\n")]
    if reasons := [choice for choice in named if " " in choice.strip()]:
        return reasons[0]
    if "{" not in before and named in ([], ["CONSTRUCT"]):
        return "a query begins here with SELECT, ASK, CONSTRUCT or DESCRIBE, and is no update"
    where = f"the query cannot be read after {before[-30:]!r}"
    is_short = 0 < len(named) < 9 and all(choice.startswith('"') for choice in named)
    return f"{where}: expected {' or '.join(named)}" if is_short else where


def _undeclared(before: str) -> str | None:
    names = [token.text for token in tokens(before) if token.kind == "name"]
    if not names:
        return None
    prefix = names[-1].partition(":")[0]
    return f"the prefix '{prefix}:' is not declared: add 'PREFIX {prefix}: <…>' at the top"
