"""Updates run on a store step by step, so that what they change is told and not looked for.

    INSERT DATA, DELETE DATA   the engine reads the data; the store says which of it is there
    … WHERE …                  see `kg.changes.modification`
    CLEAR, DROP, COPY, …       the engine runs it; the graphs that it names are compared
    LOAD SILENT                nothing: it fetches nothing and says nothing

The cost is that of the WHERE and of what changes, whatever else the store holds. A text of which a
part cannot be told so is run by the engine, and the whole store compared before and after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from kg.changes.effect import Effect
from kg.changes.modification import read_modification
from kg.changes.targets import resolved, written
from kg.changes.texts import NOWHERE, Operation, operations
from kg.sparql.evaluate import has_word
from kg.sparql.tokens import Token

_CHUNK_BYTES: Final = 4 << 20
_MODIFYING: Final = ("INSERT", "DELETE", "DELETE WHERE", "WITH")
_DATA: Final = ("INSERT DATA", "DELETE DATA")

Step = Callable[[Store, Effect], None]


def run(store: Store, text: str, *, base: str, prefixes: Mapping[str, str]) -> Effect:
    """Run an update whose LOADs are aimed at nothing; return what it changed.

    What fails may have changed a part.

    Raises:
        SyntaxError, RuntimeError, ValueError, OSError: as the engine.
    """
    known: dict[str, Any] = {"base": base, "prefixes": dict(prefixes)}
    _check(text, **known)
    steps = _steps(text, **known)
    effect = Effect()
    if steps is None:
        _compared(store, text, effect, **known)
    for step in steps or ():
        step(store, effect)
    return effect


def _check(text: str, **known: Any) -> None:
    """Let the engine read the whole text before anything runs.

    It knows no prologue but that of the first operation, so that what has more is read in parts.
    """
    found = operations(text)
    start = found[0].start if found else len(text)
    try:
        _parse(text[:start], text[start:], **known)
    except SyntaxError:
        if not any(has_word(text[start:], word) for word in ("BASE", "PREFIX")):
            _read(text, **known)  # for the place in the text
        for operation in found:
            _parse(operation.prologue, _said(text, operation), **known)


def _parse(prologue: str, text: str, *, base: str, prefixes: dict[str, str]) -> None:
    """Let the engine read operations; one before them ends it when it has."""
    with suppress(RuntimeError):
        Store().update(
            f"{prologue} DROP GRAPH {NOWHERE} ; {text}", base_iri=base, prefixes=prefixes
        )


def _said(text: str, operation: Operation) -> str:
    return text[operation.start : operation.tokens[-1].end]


def _steps(text: str, **known: Any) -> list[Step] | None:
    """Return what each operation does, None where one cannot be told."""
    found = []
    try:
        for operation in operations(text):
            if (step := _step(text, operation, **known)) is None:
                return None
            found.append(step)
    except (SyntaxError, ValueError, RuntimeError):  # which the text as a whole has not
        return None
    return found


def _step(text: str, operation: Operation, **known: Any) -> Step | None:
    if operation.kind == "LOAD":
        return lambda store, effect: None
    if operation.kind in _DATA:
        block = text[operation.tokens[1].end : operation.tokens[-1].end]
        memory = _read(f"{operation.prologue} INSERT DATA {block}", **known)
        return partial(_insert if operation.kind == "INSERT DATA" else _delete, memory)
    if operation.kind in _MODIFYING:
        if (found := read_modification(text, operation, **known)) is None:
            return None
        return lambda store, effect: effect.make(store, *found.difference(store, **known))
    tokens = written(operation)
    names = [name for token in tokens if (name := _named(operation, token, **known))]
    if len(names) < len(tokens):
        return None
    return partial(_manage, f"{operation.prologue} {_said(text, operation)}", names, known)


def _named(operation: Operation, token: Token, **known: Any) -> str | None:
    if token.kind == "word":
        return token.text.upper()
    iri = resolved(operation.prologue, token.text, **known)
    return iri and f"<{iri}>"


def _read(text: str, *, base: str, prefixes: dict[str, str]) -> Store:
    memory = Store()
    memory.update(text, base_iri=base, prefixes=prefixes)
    return memory


def _insert(memory: Store, store: Store, effect: Effect) -> None:
    effect.make(store, [quad for quad in memory if quad not in store], ())
    for graph in memory.named_graphs():
        store.add_graph(graph)


def _delete(memory: Store, store: Store, effect: Effect) -> None:
    effect.make(store, (), [quad for quad in memory if quad in store])


def _manage(
    text: str, names: Iterable[str], known: Mapping[str, Any], store: Store, effect: Effect
) -> None:
    """Run an operation on whole graphs; compare those that it writes."""
    graphs = {graph for name in names for graph in _graphs(store, name)}
    before = {graph: _content(store, graph) for graph in graphs}
    store.update(text, base_iri=known["base"], prefixes=known["prefixes"])
    for graph, old in before.items():
        new = _content(store, graph)
        effect.note(new - old, old - new)


def _graphs(store: Store, name: str) -> Iterator[Any]:
    """Yield the graphs that a name or one of the words DEFAULT, NAMED and ALL means."""
    if name in ("NAMED", "ALL"):
        yield from store.named_graphs()
    if name in ("DEFAULT", "ALL"):
        yield DefaultGraph()
    if name.startswith("<"):
        yield NamedNode(name[1:-1])


def _content(store: Store, graph: Any) -> set[Quad]:
    return set(store.quads_for_pattern(None, None, None, graph))


# All of it ------------------------------------------------------------------


def _compared(
    store: Store, text: str, effect: Effect, *, base: str, prefixes: dict[str, str]
) -> None:
    before = _dump(store)
    store.update(text, base_iri=base, prefixes=prefixes)
    added, removed = _difference(before, _dump(store))
    effect.note(_parsed(added), _parsed(removed))


def _dump(store: Store) -> bytes:
    return store.dump(format=RdfFormat.N_QUADS) or b""


def _parsed(lines: Iterable[bytes]) -> Iterable[Quad]:
    return parse(b"\n".join(lines), format=RdfFormat.N_QUADS)


def _difference(before: bytes, after: bytes) -> tuple[set[bytes], set[bytes]]:
    """Return the lines that only `after` has, and those that only `before` has.

    Both dumps are in the order of the store's keys, so that what stays meets soon and is forgotten.
    """
    added: set[bytes] = set()
    removed: set[bytes] = set()
    if before != after:
        for old, new in _side_by_side(before, after):
            removed |= old
            added |= new
            same = added & removed
            added -= same
            removed -= same
    return added, removed


def _side_by_side(before: bytes, after: bytes) -> Iterator[tuple[set[bytes], set[bytes]]]:
    """Yield the lines of both texts, chunk by chunk."""
    old, new = _chunks(before), _chunks(after)
    while True:
        pair = set(next(old, ())), set(next(new, ()))
        if not any(pair):
            return
        yield pair


def _chunks(text: bytes) -> Iterator[list[bytes]]:
    start = 0
    while start < len(text):
        end = text.find(b"\n", min(start + _CHUNK_BYTES, len(text) - 1)) + 1
        yield text[start:end].splitlines()
        start = end
