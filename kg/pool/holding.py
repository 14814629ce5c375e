"""A crew moved into memory: its workers replaced by such as are forked over the snapshot there.

A pool begins with workers that read from disk, which are there at once. Where the snapshot is still
served a little later it is read into memory, in the background; nobody waits for that, and if it
cannot be done the workers stay as they are. A process that held it and was killed is replaced.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Final

from kg.errors import KGError
from kg.pool.crew import Crew
from kg.pool.forks import ForkServer
from kg.pool.process import Launch
from kg.pool.refusals import NoWorkerError

_PAUSE_S: Final = 0.5
_LASTING_S: Final = 60.0
_MOST_FAILURES: Final = 6
"""How often in a row it is tried: over half a minute."""

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
        return server.pid if server and server.is_alive() else None

    def close(self) -> None:
        """Let the memory go; workers that are there go on."""
        self._closing.set()
        with self._lock:
            server, self._server = self._server, None
        if server:
            server.close()
        self._thread.join()

    def _run(self) -> None:
        pause_s, failures = self._after_s, 0
        while failures < _MOST_FAILURES and not self._closing.wait(pause_s):
            began = time.monotonic()
            try:
                self._hold()
            except (KGError, OSError) as error:
                if self._closing.is_set():
                    return
                _log.warning("queries read from disk: %s", error)
            lasted = time.monotonic() - began > _LASTING_S
            failures = 1 if lasted else failures + 1
            pause_s = _PAUSE_S * 2**failures

    def _hold(self) -> None:
        """Move the crew, and return when what it has moved to has ended."""
        with self._lock:
            if self._closing.is_set():
                return
            former, self._server = self._server, ForkServer(self._launch)
            server = self._server
        if former:
            former.close()
        server.wait_until_ready()
        self._crew.move(server.fork)
        server.wait()
        if not self._closing.is_set():
            raise NoWorkerError("the process that held the snapshot in memory has ended")
