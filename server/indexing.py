"""The index of the newest snapshot, made ahead by one thread, so that no reader waits for it.

Invariant: at most one index is being made, and none is begun of a snapshot that another has
followed. So however quickly snapshots are published, they wait in a line of one.
"""

from __future__ import annotations

import logging
import threading
from typing import Final

import kg

_log: Final = logging.getLogger(__name__)


class Indexing:
    """One thread that makes indexes; it ends when there is nothing to do."""

    def __init__(self) -> None:
        """Wait for a snapshot."""
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
                if not served.is_plain and served.is_current():
                    served.search("")
            except (kg.KGError, OSError) as error:
                if served.is_current():
                    _log.warning("the snapshot's index cannot be made: %s", error)

    def _taken(self) -> kg.Dataset | None:
        with self._lock:
            taken, self._next = self._next, None
            self._is_running = taken is not None
            return taken
