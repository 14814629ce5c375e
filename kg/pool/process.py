"""Worker processes, as the server sees them: started, asked, read, killed.

See `kg.worker` for the other side and for why it is started as it is.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyoxigraph

import kg.worker
from kg.pool.child import Child, Started, spawn
from kg.pool.refusals import NoWorkerError, without_paths
from kg.worker.frames import CONFIG, READY, frame

_CODE: Final = """
import sys, types
kg = sys.modules["kg"] = types.ModuleType("kg")
kg.__path__ = [sys.argv[1]]
sys.path.append(sys.argv[2])
from kg.worker.{module} import main
main()
"""


@dataclass(frozen=True, slots=True)
class Launch:
    """What all workers of a pool are started with.

    Attributes:
        store: the folder of the snapshot's store.
        base: the IRI that relative IRIs in queries are resolved against.
        prefixes: what queries may use without declaring it.
        memory_bytes: the most address space that a worker may have.
        start_s: how long a worker may take to open its store.
    """

    store: str
    base: str
    prefixes: Mapping[str, str]
    memory_bytes: int
    start_s: float = 30.0

    def config(self) -> bytes:
        """Return what a worker is told, as JSON."""
        told = {"store": self.store, "memory_bytes": self.memory_bytes}
        return json.dumps(told | {"base": self.base, "prefixes": dict(self.prefixes)}).encode()


def interpreter(module: str) -> list[str]:
    """Return the interpreter's arguments for a module of `kg.worker`, which imports little else."""
    packages = str(Path(pyoxigraph.__file__).parent.parent)
    here = str(Path(kg.worker.__file__).parent.parent)
    return ["-I", "-S", "-c", _CODE.format(module=module), here, packages]


class WorkerProcess(Child):
    """A query worker; it may be started before it is known what it will serve."""

    def __init__(self, started: Started | None = None) -> None:
        """Start a process, which loads the engine and then waits to be told its store.

        One that is `started` otherwise may have a store already, and waits to be told the rest.
        """
        super().__init__(*(started or spawn(interpreter("main"))))
        self.served = 0
        self.memory = 0
        self.total_cpu_s = 0.0
        self.limits: frozenset[str] = frozenset()
        self._start_s = 0.0

    def open(self, launch: Launch) -> None:
        """Tell the process its store; `wait_until_ready` must follow."""
        self._start_s = launch.start_s
        with contextlib.suppress(OSError):  # it died at once: `wait_until_ready` says so
            self.send(frame(CONFIG, launch.config()))

    def wait_until_ready(self) -> None:
        """Return once the store is open and the limits hold.

        Raises:
            NoWorkerError: the process cannot open the store, or took too long.
        """
        timer = threading.Timer(self._start_s, self.kill)
        timer.daemon = True
        timer.start()
        try:
            kind, content = self.receive()
        except EOFError as error:
            raise NoWorkerError(f"no query worker starts (exit {self.wait()})") from error
        finally:
            timer.cancel()
        said = json.loads(content)
        if kind != READY:
            raise NoWorkerError(f"no query worker starts: {without_paths(said['message'])}")
        self.limits = frozenset(said["limits"])
        self.total_cpu_s = float(said["total_cpu_s"])

    def memory_now(self) -> int:
        """Return how much memory is in use while it runs; of the last query's end if unknown."""
        try:
            pages = Path(f"/proc/{self.pid}/statm").read_text("ascii").split()[1]
        except (OSError, IndexError):
            return self.memory
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def cpu_now_s(self) -> float | None:
        """Return what it has computed since its last query ended, None where that is unknown."""
        try:
            stat = Path(f"/proc/{self.pid}/stat").read_text("ascii", "replace")
            user, system = stat.rpartition(")")[2].split()[11:13]
        except (OSError, ValueError):
            return None
        total_s = (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
        return round(max(0.0, total_s - self.total_cpu_s), 2)

    def described(self, state: str) -> dict[str, Any]:
        """Return the worker as JSON values."""
        return {
            "pid": self.pid,
            "state": state,
            "served": self.served,
            "memory_bytes": self.memory,
        }


class Spares:
    """Worker processes that are started ahead, for whatever store is served next.

    Starting an interpreter takes most of the time that a new pool needs. Thread-safe.
    """

    def __init__(self, count: int, *, lasting: bool = True) -> None:
        """Start so many; where it is `lasting`, one for each that is taken too, in the background.

        Raises:
            OSError: a process cannot be started, and it is not `lasting`.
        """
        self._count = count
        self._changed = threading.Condition()
        self._spares = [] if lasting else [WorkerProcess() for _ in range(count)]
        self._is_closed = False
        self._thread = threading.Thread(target=self._fill, daemon=True)
        if lasting:
            self._thread.start()

    def take(self) -> WorkerProcess:
        """Return a worker process that has no store yet; a new one where there is no spare."""
        with self._changed:
            while self._spares:
                worker = self._spares.pop(0)
                self._changed.notify()
                if worker.is_alive():
                    return worker
                worker.close()
        return WorkerProcess()

    def pids(self) -> set[int]:
        """Return the ids of the processes that wait to be taken."""
        with self._changed:
            return {worker.pid for worker in self._spares}

    def close(self) -> None:
        """End the processes that were not taken."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join()
        for worker in self._spares:
            worker.close()
        self._spares.clear()

    def _fill(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._is_work_to_do)
                if self._is_closed:
                    return
            worker = WorkerProcess()
            with self._changed:
                self._spares.append(worker)

    def _is_work_to_do(self) -> bool:
        return self._is_closed or len(self._spares) < self._count
