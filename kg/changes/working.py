"""A store to try changes on: a copy of a snapshot that shares its files, and what came of them.

    DATASET/working/<process id>    an Oxigraph store, linked off the snapshot that served

Invariant: a snapshot's files are never written to; the engine only ever adds files, and what it
does change (its manifest and log) is copied. A working store is thrown away whenever it may differ
from the snapshot that it was made from, so that nothing of a change that failed stays.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple

from kg.changes.effect import Effect
from kg.changes.running import run
from kg.storage.journal import GraphChange
from kg.storage.store import Snapshot

_FEW: Final = 50_000
_MOST_FILES: Final = 200
"""With so few quads and so many files the store is written anew: opening it takes a file each."""


class WorkingStore:
    """A copy of a snapshot, open for changes."""

    def __init__(self, root: Path, snapshot: Snapshot) -> None:
        """Link the copy and open it.

        Raises:
            OSError: the folder cannot be written, or the snapshot is gone.
        """
        self.snapshot = snapshot
        self._folder = root / "working" / str(os.getpid())
        _clear(root / "working", self._folder)
        source = snapshot.folder / "store"
        if is_scattered(source):
            self._store = _rewritten(source, self._folder)
        else:
            _link(source, self._folder)
            self._store = Store(str(self._folder))

    def __len__(self) -> int:
        """Return the number of quads."""
        return len(self._store)

    def update(self, text: str, *, base: str, prefixes: Mapping[str, str]) -> list[GraphChange]:
        """Run an update; return what it changed, `before` left out.

        Raises:
            SyntaxError, RuntimeError, ValueError, OSError: as the engine.
        """
        before = self._graphs()
        effect = run(self._store, text, base=base, prefixes=prefixes)
        return effect.by_graph(before, self._graphs())

    def replace(self, graph: str | None, triples: Iterable[Triple]) -> list[GraphChange]:
        """Let a graph hold exactly the triples; it exists afterwards."""
        name = _name(graph)
        new = _quads(triples, name)
        old = set(self._store.quads_for_pattern(None, None, None, name))
        return self._apply(new - old, old - new, creates=graph)

    def extend(self, graph: str | None, triples: Iterable[Triple]) -> list[GraphChange]:
        """Add triples to a graph; it exists afterwards."""
        name = _name(graph)
        new = _quads(triples, name)
        return self._apply({quad for quad in new if quad not in self._store}, (), creates=graph)

    def drop(self, graph: str | None) -> list[GraphChange]:
        """Remove a graph; of the default graph its triples."""
        name = _name(graph)
        removed = self._lines(graph)
        if graph is None:
            self._store.clear_graph(name)
            return [GraphChange(None, (), removed)] if removed else []
        if not self.has(graph):
            return []
        self._store.remove_graph(name)
        return [GraphChange(graph, (), removed, exists=False)]

    def has(self, graph: str | None) -> bool:
        """Return whether there is such a graph; the default graph always is."""
        return graph is None or self._store.contains_named_graph(NamedNode(graph))

    def content(self, graph: str | None) -> tuple[str, ...]:
        """Return the triples of a graph as N-Triples lines."""
        return self._lines(graph)

    def save(self, target: Path) -> None:
        """Link a copy to the folder `target`."""
        self._store.flush()
        self._store.backup(str(target))

    def discard(self) -> None:
        """Close the store and remove its files."""
        del self._store
        shutil.rmtree(self._folder, ignore_errors=True)

    def _apply(
        self, added: Iterable[Quad], removed: Iterable[Quad], *, creates: str | None = None
    ) -> list[GraphChange]:
        before, effect = self._graphs(), Effect()
        effect.make(self._store, added, removed)
        if creates is not None:
            self._store.add_graph(NamedNode(creates))
        return effect.by_graph(before, self._graphs())

    def _lines(self, graph: str | None) -> tuple[str, ...]:
        content = self._store.dump(format=RdfFormat.N_TRIPLES, from_graph=_name(graph)) or b""
        return tuple(content.decode().split("\n")[:-1])

    def _graphs(self) -> set[str]:
        return {graph.value for graph in self._store.named_graphs()}


def _quads(triples: Iterable[Triple], name: Any) -> set[Quad]:
    return {Quad(t.subject, t.predicate, t.object, name) for t in triples}


def _name(graph: str | None) -> Any:
    return DefaultGraph() if graph is None else NamedNode(graph)


# Files ----------------------------------------------------------------------


def _link(source: Path, target: Path) -> None:
    """Copy a closed store; files of the data, which the engine never changes, are linked."""
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.suffix == ".sst":
            os.link(path, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)


def is_scattered(source: Path) -> bool:
    """Return whether a store lies in so many files that it is better written anew."""
    if sum(path.suffix == ".sst" for path in source.iterdir()) < _MOST_FILES:
        return False
    return len(Store.read_only(str(source))) < _FEW


def _rewritten(source: Path, target: Path) -> Store:
    old, new = Store.read_only(str(source)), Store(str(target))
    new.bulk_extend(old)
    for graph in old.named_graphs():
        new.add_graph(graph)
    return new


def _clear(folder: Path, own: Path) -> None:
    """Remove the working stores of processes that are gone, and what is left of this one's."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path == own or not _is_running(path.name):
            shutil.rmtree(path, ignore_errors=True)


def _is_running(name: str) -> bool:
    if os.name == "nt":  # there this would end the process; what is in use cannot be removed
        return False
    try:
        os.kill(int(name), 0)
    except (ProcessLookupError, ValueError):
        return False
    except OSError:  # another user's
        return True
    return True
