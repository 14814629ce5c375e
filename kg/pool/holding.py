"""A crew moved into memory: its workers replaced by such as are forked over the snapshot there.

A pool begins with workers that read from disk, which are there at once. Where the snapshot is still
served a little later it is read into memory, in the background; nobody waits for that, and if it
cannot be done the workers stay as they are.
"""

from __future__ import annotations

import logging
import threading
from typing import Final

from kg.errors import KGError
from kg.pool.crew import Crew
from kg.pool.forks import ForkServer
from kg.pool.process import Launch

_log: Final = logging.getLogger(__name__)


class Holding:
    """What moves a crew into memory. Thread-safe."""

    def __init__(self, crew: Crew, launch: Launch, *, after_s: float) -> None:
        """Begin in so many seconds, in the background."""
        self._crew = crew
        self._launch = launch
        self._after_s = after_s
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._server: ForkServer | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """The id of the process that holds the snapshot, None without one."""
        server = self._server
        return server.pid if server else None

    def close(self) -> None:
        """Let the memory go; workers that are there go on."""
        self._closing.set()
        with self._lock:
            server, self._server = self._server, None
        if server:
            server.close()
        self._thread.join()

    def _run(self) -> None:
        if self._closing.wait(self._after_s):
            return
        try:
            with self._lock:
                if self._closing.is_set():
                    return
                server = self._server = ForkServer(self._launch)
            server.wait_until_ready()
            self._crew.move(server.fork)
        except (KGError, OSError) as error:
            if not self._closing.is_set():
                _log.warning("queries go on reading from disk: %s", error)
