"""What SPARQL's grammar forbids and the engine takes all the same.

The engine says what else is wrong with a text; this says only what it would let pass.
"""

from __future__ import annotations

import re
from typing import Final

from kg.errors import QueryError
from kg.sparql.tokens import position, tokens

AGGREGATES: Final = frozenset({"AVG", "COUNT", "GROUP_CONCAT", "MAX", "MIN", "SAMPLE", "SUM"})
"""The set functions, in upper case."""

_AGGREGATE: Final = re.compile("|".join(sorted(AGGREGATES)), re.IGNORECASE)


def check_grammar(text: str) -> None:
    """Refuse an aggregate inside another one (SPARQL 1.1 §19.8, note 12).

    Raises:
        QueryError: with the line and the column of the inner one.
    """
    if len(_AGGREGATE.findall(text)) < 2:
        return
    opened: list[str] = []  # what each open bracket follows, in upper case
    before = ""
    for token in tokens(text):
        if token.is_blank:
            continue
        if token.text in ("(", "{"):
            opened.append(before if token.text == "(" else token.text)
            if before in AGGREGATES and token.text == "(" and _is_inside(opened[:-1]):
                line, column = position(text, token.start)
                reason = f"{before} stands inside another aggregate: use a subquery"
                message = f"line {line}, column {column}: {reason}"
                raise QueryError(message, line=line, column=column)
        elif token.text in (")", "}") and opened:
            opened.pop()
        before = token.text.upper() if token.kind == "word" else ""


def _is_inside(opened: list[str]) -> bool:
    """Say whether an aggregate is open around, in the same SELECT."""
    for name in reversed(opened):
        if name == "{":
            return False
        if name in AGGREGATES:
            return True
    return False
