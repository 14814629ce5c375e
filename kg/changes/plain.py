"""A plain store: no reasoning, a default graph, and nothing in it but what was written to it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from pyoxigraph import Store, Triple

from kg import vocab
from kg.changes.texts import with_dataset
from kg.changes.working import WorkingStore, is_scattered
from kg.claims.overlay import refuse_quoted
from kg.errors import DatasetError
from kg.files import dataset_folder
from kg.storage import store
from kg.storage.journal import Entry, GraphChange, read_lines
from kg.storage.store import PLAIN, Record, Snapshot


def create_plain(path: Path | str, *, base: str = vocab.BASE, wait_s: float = 10) -> Path:
    """Make an empty plain store at `path` unless there is a dataset; return its folder.

    Raises:
        DatasetError: the folder has other files or a dataset with reasoning, or is damaged.
        FileError: the folder cannot be written.
    """
    root = dataset_folder(path)
    if (serving := store.current(root)) is not None and serving.record.reasoner != PLAIN:
        raise DatasetError(
            f"{root} holds a dataset with reasoning and no plain store: "
            "serve it by --dataset, or choose another folder"
        )
    if serving is None:
        with store.lock(root, wait_s=wait_s):
            if store.current(root) is None:
                store.publish(root, _first_record(base), _write_empty)
    return root


def _first_record(base: str) -> Record:
    now = datetime.now(UTC)
    time = now.isoformat(timespec="seconds")
    key = sha256(time.encode()).hexdigest()
    return Record(
        id=store.snapshot_id(now, key),
        key=key,
        started=time,
        ended=time,
        base=base,
        reasoner=PLAIN,
        roots=(),
        shipped=False,
        supports=(),
        units={},
        inputs={},
        versions={},
        counts={"quads": 0},
    )


def _write_empty(target: Path) -> None:
    working = target.with_name("empty")
    made = Store(str(working))
    made.flush()
    made.backup(str(target))
    del made
    shutil.rmtree(working)


class PlainChanges:
    """Changes of a plain store; the caller holds the dataset's lock for each."""

    def __init__(self, root: Path) -> None:
        """Remember the folder; nothing is opened yet."""
        self._root = root
        self._working: WorkingStore | None = None

    def begin(self, snapshot: Snapshot) -> None:
        """Make the next change one of this snapshot."""
        if self._working is None or self._working.snapshot.id != snapshot.id:
            self.abandon()
            self._working = WorkingStore(self._root, snapshot)

    def abandon(self) -> None:
        """Forget what was not published."""
        if self._working is not None:
            self._working.discard()
            self._working = None

    def update(
        self, text: str, using: Sequence[str] | None, named: Sequence[str] | None
    ) -> list[GraphChange]:
        """Run an update; see `kg.changes.Writer.update`."""
        if using is not None or named is not None:
            text = with_dataset(text, using or (), named or ())
        made = self._open.update(text, base=self._open.snapshot.record.base, prefixes={})
        for change in made:
            refuse_quoted(read_lines(change.added))
        return made

    def put(self, graph: str | None, triples: Sequence[Triple]) -> list[GraphChange]:
        """Let a graph hold exactly these triples."""
        refuse_quoted(triples)
        return self._open.replace(graph, triples)

    def post(self, graph: str | None, triples: Sequence[Triple]) -> list[GraphChange]:
        """Add triples to a graph."""
        refuse_quoted(triples)
        return self._open.extend(graph, triples)

    def delete(self, graph: str | None) -> list[GraphChange]:
        """Remove a graph."""
        return self._open.drop(graph)

    def has(self, graph: str | None) -> bool:
        """Return whether there is such a graph."""
        return self._open.has(graph)

    def held(self, change: GraphChange) -> tuple[str, ...]:
        """Return what a graph held before a change of it that is not published."""
        now = set(self._open.content(change.graph))
        return tuple(sorted(now.difference(change.added).union(change.removed)))

    def publish(self, entry: Entry, moment: datetime) -> Snapshot:
        """Publish what was changed as one snapshot, begun at a moment.

        Raises:
            OSError, FileError: the folder cannot be written.
        """
        working = self._open
        record = _next_record(working.snapshot.record, entry, moment)
        published = store.publish(self._root, record, working.save, linger_s=store.LINGER_S)
        working.snapshot = published
        if is_scattered(published.folder / "store"):
            self.abandon()  # the next change begins with a store that is written anew
        return published

    @property
    def _open(self) -> WorkingStore:
        assert self._working is not None  # `begin` came before
        return self._working


def _next_record(record: Record, entry: Entry, moment: datetime) -> Record:
    key = sha256(f"{record.key} {entry.id} {entry.time}".encode()).hexdigest()
    grown = sum(len(change.added) - len(change.removed) for change in entry.graphs)
    return replace(
        record,
        id=store.snapshot_id(moment, record.key),
        key=key,
        started=entry.time,
        ended=datetime.now(UTC).isoformat(timespec="seconds"),
        counts={"quads": record.counts.get("quads", 0) + grown},
        journal=entry.id,
    )
