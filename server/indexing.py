"""The index of the newest snapshot, made ahead by one thread, so that no reader waits for it.

So is what the pages keep of a snapshot and is slow to find in a large one. Invariant: at most one
index is being made, and none is begun of a snapshot that another has followed. So however quickly
snapshots are published, they wait in a line of one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Final

import kg

Preparation = Callable[[kg.Dataset], object]
"""What is worked out once for a snapshot, and kept by whoever works it out."""

_log: Final = logging.getLogger(__name__)


class Indexing:
    """One thread that makes indexes; it ends when there is nothing to do."""

    def __init__(self) -> None:
        """Wait for a snapshot."""
        self.also: Sequence[Preparation] = ()
        self._lock = threading.Lock()
        self._next: kg.Dataset | None = None
        self._is_running = False

    def follow(self, served: kg.Dataset) -> None:
        """Make the index of this snapshot next, in place of one that still waits."""
        with self._lock:
            self._next = served
            if self._is_running:
                return
            self._is_running = True
        threading.Thread(target=self._run, name="indexing", daemon=True).start()

    def _run(self) -> None:
        while (served := self._taken()) is not None:
            try:
                self._prepare(served)
            except (kg.KGError, OSError) as error:
                if served.is_current():
                    _log.warning("the snapshot's index cannot be made: %s", error)

    def _prepare(self, served: kg.Dataset) -> None:
        """Make the index and what is to be made with it, as long as the snapshot is current."""
        if served.is_plain or not served.is_current():
            return
        served.search("")
        for prepare in self.also:
            if served.is_current():
                prepare(served)

    def _taken(self) -> kg.Dataset | None:
        with self._lock:
            taken, self._next = self._next, None
            self._is_running = taken is not None
            return taken
