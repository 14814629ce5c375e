"""Changes as the writer process makes them: under the lock, tried first, published at once or not.

Invariant: an answer is given when the journal's entry and the snapshot that has it are on the disk.
Whatever goes wrong before leaves the dataset as it was, and what was tried is thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Triple

from kg.changes.change import Change
from kg.changes.documents import graph_name, read_document
from kg.changes.errors import (
    ConflictError,
    GraphNotFoundError,
    NotWritableError,
    OutdatedError,
)
from kg.changes.plain import PlainChanges
from kg.changes.reasoned import ReasonedChanges
from kg.changes.texts import without_loads
from kg.errors import DatasetError, KGError
from kg.sparql.guard import check_update
from kg.sparql.tokens import unescape
from kg.storage import journal, store
from kg.storage.journal import Entry, GraphChange, Journal, read_lines
from kg.storage.store import PLAIN, Snapshot

LOCK_WAIT_S: Final = 10.0
"""How long to wait for others who are changing the dataset."""

Request = Mapping[str, Any]
Changes = PlainChanges | ReasonedChanges


class Changing:
    """A dataset that is being changed, one change after the other."""

    def __init__(self, root: Path, committing: Callable[[], None] = lambda: None) -> None:
        """Remember the folder; `committing` is called when a change is about to be published."""
        self._root = root
        self._committing = committing
        self._journal = Journal(root)
        self._changes: Changes | None = None

    def make(self, request: Request, documents: Sequence[bytes] = ()) -> Change:
        """Make the change that a request asks for; see `kg.changes.process` for its form.

        Raises:
            KGError, SyntaxError, RuntimeError, ValueError, OSError: nothing was changed.
        """
        with store.lock(self._root, wait_s=LOCK_WAIT_S):
            serving = store.current(self._root)
            if serving is None:
                raise DatasetError(f"there is no dataset at {self._root}: run `celadon build`")
            if request.get("expected", serving.id) != serving.id:
                raise OutdatedError("another change came first: try again")
            changes = self._changes_of(serving)
            try:
                changes.begin(serving)
                self._journal.catch_up(serving.record.journal)
                return self._make(changes, serving, request, documents)
            except BaseException:
                changes.abandon()
                raise

    def _changes_of(self, serving: Snapshot) -> Changes:
        if serving.record.reasoner == "owlrl":
            raise NotWritableError(
                "the dataset was closed by owlrl, which takes no changes: build it without "
                "--reasoner owlrl"
            )
        kind = PlainChanges if serving.record.reasoner == PLAIN else ReasonedChanges
        if not isinstance(self._changes, kind):
            self._changes = kind(self._root)
        return self._changes

    def _make(
        self, changes: Changes, serving: Snapshot, request: Request, documents: Sequence[bytes]
    ) -> Change:
        graph = request.get("graph")
        if graph is not None:
            graph_name(graph)
        existed = changes.has(graph)
        made = self._changed(changes, request, documents)
        last, moment = serving.record.journal, datetime.now(UTC)
        entry = Entry(
            id=last + 1 if made else last,
            time=moment.isoformat(timespec="milliseconds"),
            agent=request["agent"],
            action=request["action"],
            graphs=tuple(self._with_before(changes, change) for change in made),
            snapshot=store.snapshot_id(moment, serving.record.key) if made else serving.id,
        )
        if not made:
            return Change.told(entry)
        self._committing()
        try:
            self._journal.append(entry)
            changes.publish(entry, moment)
        except BaseException:
            self._take_back()
            raise
        return Change.told(entry, created=not existed)

    def _take_back(self) -> None:
        """Cut off the entry of a change that was not published; the next change would do it, too.

        What serves says whether it was: publishing can fail after its last step.
        """
        self._journal = Journal(self._root)
        with suppress(KGError, OSError):
            serving = store.current(self._root)
            self._journal.catch_up(serving.record.journal if serving else 0)

    def _changed(
        self, changes: Changes, request: Request, documents: Sequence[bytes]
    ) -> list[GraphChange]:
        graph = request.get("graph")
        match request["action"]:
            case "update":
                return _updated(changes, request)
            case "put":
                return changes.put(graph, _read(request, documents))
            case "post":
                return changes.post(graph, _read(request, documents))
            case "delete":
                return _deleted(changes, graph)
            case _:
                return self._undone(changes, graph, request["to"])

    def _undone(self, changes: Changes, graph: str | None, to: int | None) -> list[GraphChange]:
        past = journal.entries(self._root)
        of_graph = [e for e in past if any(c.graph == graph for c in e.graphs)]
        if not of_graph:
            raise GraphNotFoundError("no change of this graph is known, so that none can be undone")
        if to is None:
            to = of_graph[-1].id - 1
        if not 0 <= to <= past[-1].id:
            raise ConflictError(f"there is no change {to}: the last is {past[-1].id}")
        lines, exists = _version(of_graph, graph, to)
        if exists:
            return changes.put(graph, list(read_lines(lines)))
        return changes.delete(graph) if changes.has(graph) else []

    def _with_before(self, changes: Changes, change: GraphChange) -> GraphChange:
        if self._journal.knows(change.graph):
            return change
        return replace(change, before=changes.held(change))


def _updated(changes: Changes, request: Request) -> list[GraphChange]:
    check_update(request["text"])
    text = without_loads(unescape(request["text"]))
    using, named = request["using"], request["using_named"]
    for iri in (*(using or ()), *(named or ())):
        graph_name(iri)
    return changes.update(text, using, named)


def _deleted(changes: Changes, graph: str | None) -> list[GraphChange]:
    if not changes.has(graph):
        changes.delete(graph)  # which says so of a graph that nobody may write
        raise GraphNotFoundError(f"there is no graph <{graph}>")
    return changes.delete(graph)


def _read(request: Request, documents: Sequence[bytes]) -> list[Triple]:
    """Return the triples of all documents; each has blank nodes of its own."""
    formats = request["formats"]
    return [
        triple
        for content, format in zip(documents, formats, strict=True)
        for triple in read_document(content, format, base=request["base"])
    ]


def _version(changes: Sequence[Entry], graph: str | None, to: int) -> tuple[set[str], bool]:
    """Return what a graph held after the change `to`, and whether there was such a graph."""
    first = next(c for c in changes[0].graphs if c.graph == graph)
    held = set(first.before or ())
    exists = graph is None or bool(held)
    for entry in changes:
        if entry.id > to:
            break
        change = next(c for c in entry.graphs if c.graph == graph)
        held = held.difference(change.removed).union(change.added)
        exists = change.exists
    return held, exists
