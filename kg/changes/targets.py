"""Which graphs an update names as those that it writes; nothing is run to tell.

A graph that a variable stands for is named by nothing, and is not among them. What an operation
reads, the source of a COPY or ADD and whatever stands in a WHERE, is not written.

Source: SPARQL 1.1 Update §3.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyoxigraph import NamedNode, Store

from kg.changes.texts import Operation, operations
from kg.sparql.tokens import Token

_CLEARING: Final = ("CLEAR", "DROP", "CREATE")
_READING: Final = ("ADD", "COPY")
_MANAGING: Final = (*_CLEARING, *_READING, "MOVE")
_NAMES: Final = ("iri", "name")


@dataclass(frozen=True, slots=True)
class Target:
    """A graph that is written.

    Attributes:
        graph: its IRI; None for all named graphs.
        token: where the text says so.
    """

    graph: str | None
    token: Token


def targets(text: str, *, base: str, prefixes: Mapping[str, str]) -> Iterator[Target]:
    """Yield the named graphs that an update says it writes, in the order of its text.

    A name that cannot be read is left out: running the update says what is wrong with it.
    """
    for operation in operations(text):
        for token in _tokens(operation):
            if token.kind == "word":
                yield Target(None, token)
            elif graph := _resolved(operation.prologue, token.text, base, tuple(prefixes.items())):
                yield Target(graph, token)


def _tokens(operation: Operation) -> Iterator[Token]:
    """Yield what names the graphs that an operation writes: names, or the words NAMED and ALL."""
    if operation.kind in _MANAGING:
        named = [t for t, depth in operation.nested() if depth == 0 and t.kind in _NAMES]
        yield from named[1:] if operation.kind in _READING and len(named) > 1 else named
        if operation.kind in _CLEARING:
            yield from (t for t in operation.top_words() if t.text.upper() in ("NAMED", "ALL"))
    elif operation.kind == "WITH":
        yield from operation.tokens[1:2]
    yield from _of_templates(operation)


def _of_templates(operation: Operation) -> Iterator[Token]:
    before: Token | None = None
    for token, _ in operation.templates():
        if before is not None and before.text.upper() == "GRAPH" and token.kind in _NAMES:
            yield token
        before = token


@lru_cache(maxsize=1024)
def _resolved(
    prologue: str, name: str, base: str, prefixes: tuple[tuple[str, str], ...]
) -> str | None:
    """Return the IRI that a name stands for to the engine."""
    memory = Store()
    try:
        memory.update(f"{prologue} CREATE GRAPH {name}", base_iri=base, prefixes=dict(prefixes))
    except (SyntaxError, ValueError, RuntimeError):
        return None
    (graph,) = memory.named_graphs()
    assert isinstance(graph, NamedNode)
    return graph.value
