"""The workers of a pool that are not at work: idle ones, new ones, and the dead to be buried.

Invariant: `kept` workers live or are being started, but for the first moments of a pool that is not
to be whole yet. One of them is a reserve: a worker that is killed is replaced from what is there,
and the next one is started while nobody waits for it.

All methods but `start`, `move` and `join` are called with the pool's lock held.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from kg.errors import KGError
from kg.pool.process import Launch, Spares, WorkerProcess
from kg.pool.refusals import NoWorkerError

_RETRY_S: Final = 0.5
_log: Final = logging.getLogger(__name__)

Take = Callable[[], WorkerProcess]
"""Gives a process that may not have its store yet."""


class Crew:
    """Workers that wait for work, and the thread that keeps up their number."""

    def __init__(
        self,
        launch: Launch,
        changed: threading.Condition,
        *,
        kept: int,
        spares: Spares | None,
        settle_s: float,
        is_wanted: Callable[[], bool],
        hand_out: Callable[[], None],
    ) -> None:
        """Begin with none.

        Args:
            launch: what each worker is started with.
            changed: of the pool's lock; told when there is work to do here.
            kept: how many workers there are to be.
            spares: where processes are taken from that are started already.
            settle_s: for how long only the first worker is kept unless others are wanted.
            is_wanted: whether a query waits for a worker.
            hand_out: called when there are new workers.
        """
        self.kept = kept
        self.living = 0
        self.trouble: str | None = None
        self.counts: Counter[str] = Counter()
        self._launch = launch
        self._changed = changed
        self._take: Take = WorkerProcess if spares is None else spares.take
        self._whole_from = time.monotonic() + settle_s
        self._is_wanted = is_wanted
        self._hand_out = hand_out
        self._idle: list[WorkerProcess] = []
        self._dead: list[WorkerProcess] = []
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> frozenset[str]:
        """Start the first worker, then the others by and by; return the limits that hold.

        Raises:
            NoWorkerError: it cannot be started.
        """
        first = self._started(1)
        self._add(first, self._take)
        self._thread.start()
        return first[0].limits

    def join(self) -> None:
        """Return when the thread is at its end, after `close`."""
        self._thread.join()

    def move(self, take: Take) -> None:
        """Take workers from elsewhere from now on, and let the idle ones go for such.

        Raises:
            NoWorkerError: none can be had there; all stay as they are.
        """
        workers = self._started(self.kept, take)
        with self._changed:
            self._take = take
            former, self._idle = self._idle, []
            self._welcome(workers)
            for worker in former:  # those at work are parted with when they come back
                self._part_with(worker)

    def shrink(self, kept: int) -> None:
        """Keep up a smaller number from now on."""
        self.kept = min(self.kept, kept)
        while self.living > self.kept and self._idle:
            self._part_with(self._idle.pop())

    def close(self) -> None:
        """Kill who is idle, and start nobody any more."""
        self._closing.set()
        for worker in self._idle:
            self.bury(worker)
        self._idle.clear()
        self._changed.notify_all()

    def next(self) -> WorkerProcess | None:
        """Take an idle worker that is alive."""
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive():
                return worker
            self.bury(worker)
        return None

    def take_back(self, worker: WorkerProcess) -> None:
        """Let a worker be idle, unless there are too many."""
        if self.living > self.kept:
            self._part_with(worker)
        else:
            self._idle.append(worker)

    def bury(self, worker: WorkerProcess) -> None:
        """Count a worker as dead; the thread ends it and starts another."""
        self.counts["replaced"] += 1
        self._part_with(worker)

    def _part_with(self, worker: WorkerProcess) -> None:
        self.living -= 1
        self._dead.append(worker)
        self._changed.notify_all()

    def is_short(self) -> bool:
        """Say whether workers are missing."""
        return self.living < self.kept

    @property
    def idle(self) -> int:
        """How many workers wait for work."""
        return len(self._idle)

    def described(self) -> list[dict[str, Any]]:
        """Return the idle workers as JSON values."""
        return [worker.described("idle") for worker in self._idle]

    def _run(self) -> None:
        """Start a worker for each that is missing, and reap the dead, until the pool closes."""
        while True:
            with self._changed:
                while not self._is_work_to_do():
                    self._changed.wait(self._settling_s())
                dead, self._dead = self._dead, []
                missing = 0 if self._closing.is_set() else self.kept - self.living
                take = self._take
            try:
                self._add(self._started(missing), take)
            except (KGError, OSError) as error:
                with self._changed:
                    self.trouble = str(error)
                self._closing.wait(_RETRY_S)
            for worker in dead:
                worker.close()
            with self._changed:
                if self._closing.is_set() and not self._dead:
                    return

    def _is_work_to_do(self) -> bool:
        if self._dead or self._closing.is_set():
            return True
        is_wanted = self._is_wanted() or not self.living or not self._settling_s()
        return self.is_short() and is_wanted

    def _settling_s(self) -> float | None:
        """Return for how long few workers will do, None for no longer."""
        left = self._whole_from - time.monotonic()
        return left if left > 0 else None

    def _started(self, count: int, take: Take | None = None) -> list[WorkerProcess]:
        """Start workers side by side and wait for all of them."""
        workers = [(take or self._taken)() for _ in range(count)]
        try:
            for worker in workers:
                worker.open(self._launch)
            for worker in workers:
                worker.wait_until_ready()
        except NoWorkerError:
            for worker in workers:
                worker.close()
            raise
        return workers

    def _taken(self) -> WorkerProcess:
        """Return a new worker; from disk again where it comes from has ended."""
        take = self._take
        try:
            return take()
        except NoWorkerError as error:
            if take is WorkerProcess:
                raise
            _log.warning("queries read from disk again: %s", error)
            self._take = WorkerProcess
            return WorkerProcess()

    def _add(self, workers: list[WorkerProcess], take: Take) -> None:
        with self._changed:
            if take is self._take:
                self._welcome(workers)
            else:  # the crew has moved meanwhile
                self._dead += workers

    def _welcome(self, workers: list[WorkerProcess]) -> None:
        self.living += len(workers)
        self.trouble = None
        if self._closing.is_set():
            self._dead += workers
            return
        self._idle += workers
        self._hand_out()
