"""The dataset that is being served, reopened when a build has published a newer snapshot.

Invariants: a request sees one snapshot from beginning to end; every query runs in the pool of its
snapshot; no request builds anything. The first request after a publication opens the new snapshot
while others go on with the old one, whose workers end when the last request that began with it is
answered. A snapshot that cannot be opened leaves the old one serving, and the log says why.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict, cast

from flask import current_app, g, request

import kg
from kg import pool
from server.http.protocol import read_view
from server.indexing import Indexing, Preparation
from server.settings import Settings, SettingsError
from server.workers import number, start_ahead, writes

_LIMITS: Final = {
    "memory": "the memory of a query is not limited",
    "cpu": "a query is stopped at its deadline by the server alone",
}
_WRITER_LIMITS: Final = {
    "memory": "the memory of a change is not limited",
    "sockets": "the writer could open sockets: updates that ask are refused",
}
_POLL_S: Final = 0.1
_RETRY_S: Final = 5.0
"""How long a snapshot that could not be opened is left alone."""

_OFTEN_S: Final = 5.0
_SETTLE_S: Final = 1.0
"""How long a snapshot that follows another so soon makes do with one worker, if that is enough."""

_log: Final = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Serving:
    """A snapshot that is served, and how many requests are under way with it.

    `pointer` is the file that names the current snapshot, `mark` what it had when it did this one.
    """

    dataset: pool.PooledDataset
    workers: pool.Pool
    pointer: str
    mark: Mark | None
    requests: int = 0


Mark = tuple[int, int]
"""What a file that is replaced, never changed, is known by: its number and its time."""


class ServedGraph:
    """The newest snapshot and its pool, shared by all threads."""

    def __init__(self, settings: Settings, spares: pool.Spares | None = None) -> None:
        """Open the dataset, building the shipped graph where there is none or it is out of date.

        `spares` are processes that are started already; they are closed with the graph.

        Raises:
            KGError: there is none and it cannot be built, or it is damaged.
            NoWorkerError: no query worker can be started.
        """
        self._settings = settings
        self._lock = threading.Lock()
        self._switching = threading.Lock()
        self._prepares = False
        self._indexing = Indexing()
        self._retry_at = 0.0
        self._lanes = pool.Lanes(number(settings))
        self._opened_at = 0.0
        self._spares = spares or start_ahead(settings)
        self._retiring: list[_Serving] = []
        self._past: Counter[str] = Counter()
        self._serving = self._open(*_place(settings))
        self.writer = kg.changes.Writer(
            self._serving.dataset.root, memory_bytes=settings.writer_memory_bytes
        )
        if writes(settings):
            self.writer.start()

    def acquire(self) -> _Serving:
        """Return the newest snapshot for one request; costs one look at a file."""
        if self.snapshot_id() is None and self._switching.acquire(blocking=False):
            try:
                self._switch()
            finally:
                self._switching.release()
        with self._lock:
            self._serving.requests += 1
            return self._serving

    def acquire_current(self) -> _Serving | None:
        """Return the newest snapshot if it is the one that is open, else None, at no cost."""
        if self.snapshot_id() is None:
            return None
        with self._lock:
            self._serving.requests += 1
            return self._serving

    def snapshot_id(self) -> str | None:
        """Return the name of the snapshot that is served, None where another may be current."""
        serving = self._serving
        mark = _mark(serving.pointer)
        return serving.dataset.record.id if mark and mark == serving.mark else None

    def refresh(self) -> None:
        """Return once the newest snapshot serves all requests that begin from now on.

        Raises:
            DatasetError: it cannot be opened; the old one goes on serving.
        """
        with self._switching:
            if not self._is_current():
                self._replace()

    def release(self, serving: _Serving) -> None:
        """Count a request's end."""
        with self._lock:
            serving.requests -= 1

    @property
    def is_plain(self) -> bool:
        """Whether what is served is a plain store."""
        return self._serving.dataset.is_plain

    def prepare(self, also: Sequence[Preparation] = ()) -> None:
        """Make the index of this snapshot, and of later ones, before a reader asks for it.

        `also` is worked out after it, in this order.
        """
        self._prepares = True
        self._indexing.also = also
        self._indexing.follow(self._serving.dataset)

    def warnings(self) -> list[str]:
        """Return what this system cannot limit, a sentence each; waits for the writer to start.

        It is told by the processes themselves, which have tried, and not by the system's name.
        """
        held = self._serving.workers.limits
        found = [text for name, text in _LIMITS.items() if name not in held]
        if not held & {"files", "sockets"}:
            found.append("query workers could open files and sockets: queries that ask are refused")
        if writes(self._settings):
            held = self._writer_limits()
            found += [text for name, text in _WRITER_LIMITS.items() if name not in held]
        return [f"{text} on this system" for text in found]

    def _writer_limits(self) -> frozenset[str]:
        try:
            return self.writer.held()
        except kg.changes.ChangeError:
            return frozenset()

    def status(self) -> dict[str, object]:
        """Return the snapshot's name and the state of its pool as JSON values.

        Queries that run on older snapshots are among those that run; counts are of all snapshots.
        """
        with self._lock:  # a snapshot that is replaced meanwhile would be told twice
            serving = self._serving
            counts = Counter(self._past)
            states = [one.workers.status() for one in (serving, *self._retiring)]
        for state in states:
            counts.update(cast(dict[str, int], state["counts"]))
        return {
            "snapshot": serving.dataset.record.id,
            "held": sorted(serving.workers.limits),
            **states[0],
            "running": [run for state in states for run in cast(list[object], state["running"])],
            "counts": dict(sorted(counts.items())),
        }

    def stop(self, query: str) -> int:
        """Stop the running queries with this hash, on any snapshot; return how many there were."""
        with self._lock:
            pools = [one.workers for one in (self._serving, *self._retiring)]
        return sum(workers.stop(query) for workers in pools)

    def close(self) -> None:
        """End all workers, and the writer after the change that it makes."""
        self.writer.close()
        self._serving.workers.close()
        self._spares.close()

    def _open(self, path: Path | None, build_shipped: bool) -> _Serving:
        chosen = self._settings
        services = pool.Services.read(chosen.services, chosen.service_networks)
        with kg.open(path, build_shipped=build_shipped) as opened:
            is_often = time.monotonic() - self._opened_at < _OFTEN_S
            launch = pool.launch(opened, memory_bytes=chosen.worker_memory_bytes)
            is_held = pool.size_of(launch) <= chosen.held_store_bytes
            workers = pool.Pool(
                launch,
                lanes=self._lanes,
                queue_wait_s=chosen.queue_wait_s,
                recycle_after=chosen.recycle_after,
                spares=self._spares,
                settle_s=_SETTLE_S if is_often else 0,
                hold_after_s=(_OFTEN_S if is_often else _SETTLE_S) if is_held else None,
            )
            self._opened_at = time.monotonic()
            limits = pool.Limits(
                timeout_s=chosen.timeout_s,
                longest_s=max(chosen.timeout_s, chosen.token_timeout_s),
                result_bytes=chosen.result_bytes,
                result_rows=chosen.result_rows,
                held_bytes=chosen.held_bytes,
            )
            pointer = str(opened.root / "current")
            mark = _mark(pointer)
            return _Serving(
                pool.PooledDataset(opened, workers, limits, services),
                workers,
                pointer,
                mark if opened.is_current() else None,
            )

    def _is_current(self) -> bool:
        """Say whether the snapshot that is served is the newest, and know it again if so."""
        serving = self._serving
        mark = _mark(serving.pointer)
        is_current = serving.dataset.is_current()
        if is_current:
            serving.mark = mark
        return is_current

    def _switch(self) -> None:
        if self._is_current() or time.monotonic() < self._retry_at:
            return
        try:
            self._replace()
        except kg.KGError as error:
            _log.warning("the newly published snapshot cannot be served: %s", error)
            self._retry_at = time.monotonic() + _RETRY_S

    def _replace(self) -> None:
        """Serve the newest snapshot in place of the old one, which is closed when it is quiet."""
        old = self._serving
        new = self._open(old.dataset.root, False)
        with self._lock:
            self._serving = new
            self._retiring.append(old)
        threading.Thread(target=self._retire, args=(old,), daemon=True).start()
        if self._prepares:
            self._indexing.follow(new.dataset)

    def _retire(self, old: _Serving) -> None:
        old.workers.retire()
        while old.requests or not old.workers.is_quiet():
            time.sleep(_POLL_S)
        with self._lock:
            self._retiring.remove(old)
            self._past.update(cast(dict[str, int], old.workers.status()["counts"]))
        old.workers.close()


def _place(settings: Settings) -> tuple[Path | None, bool]:
    """Return the folder of the dataset and whether shipped facts may be built there.

    Raises:
        SettingsError: the settings for a plain store are not whole.
    """
    if settings.reasoner not in ("", "none"):
        raise SettingsError(
            "--reasoner is none or nothing: `celadon build` chooses other reasoners"
        )
    if settings.store is None and settings.reasoner == "":
        return settings.dataset, True
    if settings.store is None or settings.reasoner == "":
        raise SettingsError("give --reasoner none and --store together, for a plain store")
    return kg.changes.create_plain(settings.store), False


def _mark(pointer: str) -> Mark | None:
    try:
        found = os.stat(pointer)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def graph() -> ServedGraph:
    """Return what the application serves."""
    return cast(ServedGraph, current_app.extensions["celadon"])


def dataset() -> pool.PooledDataset:
    """Return the dataset of this request."""
    if "serving" not in g:
        g.serving = graph().acquire()
    return cast(_Serving, g.serving).dataset


class Believed(TypedDict):
    """What a request believes, as arguments of `query` and `export`."""

    view: str | None
    trust: tuple[str, ...]


def believed() -> Believed:
    """Return what the request's parameters `view` and `trust` choose."""
    view, trust = read_view(request.args.to_dict(flat=False))
    return {"view": view, "trust": trust}


def everything() -> Believed:
    """Return what shows every passage, hedged ones too, unless the request chooses otherwise."""
    chosen = believed()
    if chosen["view"] or chosen["trust"] or not dataset().has_supports:
        return chosen
    return {"view": "possible", "trust": ()}


def release(_error: BaseException | None = None) -> None:
    """Let go of the request's snapshot; answers that are still being sent keep its pool."""
    serving = g.pop("serving", None)
    if serving is not None:
        graph().release(serving)
