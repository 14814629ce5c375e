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

_READING: Final = ("ADD", "COPY")
_MANAGING: Final = ("CLEAR", "DROP", "CREATE", "MOVE", *_READING)
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
        for token in (*written(operation), *_of_templates(operation)):
            if token.kind == "word" and token.text.upper() != "DEFAULT":
                yield Target(None, token)
            elif token.kind == "word":
                continue
            elif graph := resolved(operation.prologue, token.text, base=base, prefixes=prefixes):
                yield Target(graph, token)


def written(operation: Operation) -> list[Token]:
    """Return what names the graphs that an operation writes, outside its templates.

    They are names, or the words DEFAULT, NAMED and ALL.
    """
    if operation.kind == "WITH":
        return list(operation.tokens[1:2])
    if operation.kind not in _MANAGING:
        return []
    found = [t for t, depth in operation.nested() if depth == 0 and _names_graph(t)]
    return found[-1:] if operation.kind in _READING else found


def _names_graph(token: Token) -> bool:
    return token.kind in _NAMES or token.text.upper() in ("DEFAULT", "NAMED", "ALL")


def _of_templates(operation: Operation) -> Iterator[Token]:
    before: Token | None = None
    for token, _ in operation.templates():
        if before is not None and before.text.upper() == "GRAPH" and token.kind in _NAMES:
            yield token
        before = token


def resolved(prologue: str, name: str, *, base: str, prefixes: Mapping[str, str]) -> str | None:
    """Return the IRI that a name stands for to the engine, None where it stands for none."""
    return _resolved(prologue, name, base, tuple(prefixes.items()))


@lru_cache(maxsize=1024)
def _resolved(
    prologue: str, name: str, base: str, prefixes: tuple[tuple[str, str], ...]
) -> str | None:
    memory = Store()
    try:
        memory.update(f"{prologue} CREATE GRAPH {name}", base_iri=base, prefixes=dict(prefixes))
    except (SyntaxError, ValueError, RuntimeError):
        return None
    (graph,) = memory.named_graphs()
    assert isinstance(graph, NamedNode)
    return graph.value
