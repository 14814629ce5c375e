"""A query text with the graphs that it runs on, and how it is put to the engine.

The engine evaluates some queries wrongly (`mending`) and some slowly (`narrowing`), so that it may
be given another text than the one that was asked. An error is then sought again with what was
asked, so that its line and column point into that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from kg.errors import QueryError
from kg.results import Result
from kg.sparql.grammar import check_grammar
from kg.sparql.guard import check_query
from kg.sparql.mending import mend

A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Question:
    """A query and its dataset; graphs that are None are left to the text and the store."""

    text: str
    default_graphs: Sequence[str] | None = None
    named_graphs: Sequence[str] | None = None


Narrow = Callable[[Question], Question]
"""Gives a question that has the same answer and is evaluated faster."""


@lru_cache(maxsize=256)
def judge(text: str, *, outside: bool) -> None:
    """Refuse a text that is wrong or, from outside, dangerous; it takes long, so not twice.

    Raises:
        QueryError: with line and column.
    """
    if outside:
        check_query(text)
    check_grammar(text)


def put(
    asked: Question,
    run: Callable[[Question], A],
    *,
    evaluate: Callable[[Question], Result],
    narrow: Narrow,
) -> A:
    """Return what `run` makes of a question, put as the engine does it rightly and fast.

    `evaluate` answers what must be known of the data for that.

    Raises:
        QueryError: what `run` raises for the question as it was asked.
    """
    better = asked
    try:
        better = narrow(asked)
        mended = mend(better.text, lambda probe: evaluate(replace(asked, text=probe)))
        better = replace(better, text=mended)
    except QueryError:  # what is wrong with the text, its evaluation says better
        pass
    try:
        return run(better)
    except QueryError:
        if better == asked:
            raise
        return run(asked)
