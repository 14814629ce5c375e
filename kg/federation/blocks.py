"""The SERVICE groups of a query, found on its tokens.

Invariant: with every group that `blocks` returns taken out, the guard finds no SERVICE left, or
refuses the query: what is missed here is never run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from kg.errors import QueryError
from kg.sparql.tokens import Token, position, tokens

MOST_BLOCKS: Final = 8
"""How many SERVICE groups a query may have."""


@dataclass(frozen=True, slots=True)
class Block:
    """A SERVICE group: where it stands, whom it asks what.

    Attributes:
        start: the offset of the word SERVICE.
        end: the offset after the group's brace.
        endpoint: the IRI that is asked.
        is_silent: whether its failure is an empty solution.
        query: what is asked, with the base and all the prefixes that it needs.
    """

    start: int
    end: int
    endpoint: str
    is_silent: bool
    query: str


def blocks(text: str, prefixes: Mapping[str, str]) -> list[Block]:
    """Return the SERVICE groups, none where the word does not occur.

    Args:
        text: the query.
        prefixes: what it may use without declaring it.

    Raises:
        QueryError: an endpoint is a variable, or a group stands inside another, or is too many.
    """
    words = [token for token in tokens(text) if not token.is_blank]
    found: list[Block] = []
    for n, word in enumerate(words):
        if word.kind == "word" and word.text.upper() == "SERVICE":
            if found and word.start < found[-1].end:
                raise _refused(text, word, "a SERVICE stands inside another")
            found.append(_block(text, words, n, prefixes))
    if len(found) > MOST_BLOCKS:
        raise QueryError(f"more than {MOST_BLOCKS} uses of SERVICE")
    return found


def _block(text: str, words: Sequence[Token], at: int, prefixes: Mapping[str, str]) -> Block:
    is_silent = len(words) > at + 1 and words[at + 1].text.upper() == "SILENT"
    opening = at + 3 if is_silent else at + 2
    if len(words) <= opening or words[opening].text != "{":
        raise _refused(text, words[at], "a group in braces follows SERVICE and its endpoint")
    base, declared = _declared(words[:at])
    known = {**prefixes, **declared}
    endpoint = urljoin(base, _endpoint(text, words[opening - 1], known))
    closing = _closing(text, words, opening)
    used = {word.text.partition(":")[0] for word in words[opening:closing] if word.kind == "name"}
    lines = f"BASE <{base}> " if base else ""
    lines += "".join(f"PREFIX {name}: <{known[name]}> " for name in sorted(used) if name in known)
    body = text[words[opening].start : words[closing].end]
    return Block(
        words[at].start, words[closing].end, endpoint, is_silent, f"{lines}SELECT * WHERE {body}"
    )


def _endpoint(text: str, word: Token, known: Mapping[str, str]) -> str:
    if word.kind == "iri":
        return word.text[1:-1]
    prefix, _, local = word.text.partition(":")
    if word.kind == "name" and prefix in known:
        return known[prefix] + local
    raise _refused(text, word, "the endpoint of a SERVICE must be an IRI, not a variable")


def _declared(words: Sequence[Token]) -> tuple[str, dict[str, str]]:
    """Return the base that a query declares, empty without one, and its prefixes.

    Relative ones are left out where there is no base.
    """
    base, found = "", {}
    for n, word in enumerate(words[:-1]):
        if word.text.upper() == "BASE" and words[n + 1].kind == "iri":
            base = urljoin(base, words[n + 1].text[1:-1])
        elif word.text.upper() == "PREFIX" and n + 2 < len(words) and words[n + 2].kind == "iri":
            iri = urljoin(base, words[n + 2].text[1:-1])
            if ":" in iri:
                found[words[n + 1].text.removesuffix(":")] = iri
    return base, found


def _closing(text: str, words: Sequence[Token], opening: int) -> int:
    depth = 0
    for n in range(opening, len(words)):
        depth += {"{": 1, "}": -1}.get(words[n].text, 0)
        if not depth:
            return n
    raise _refused(text, words[opening], "the group of a SERVICE does not end")


def _refused(text: str, at: Token, reason: str) -> QueryError:
    line, column = position(text, at.start)
    return QueryError(f"line {line}, column {column}: {reason}", line=line, column=column)
