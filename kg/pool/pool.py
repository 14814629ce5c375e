"""A pool of query workers over one snapshot: who runs, who waits, who is replaced.

Invariants: at most `size` queries run at a time and one more in the quick lane. A worker is either
idle, leased, or dead (`kg.pool.crew` keeps up their number); a query never sees the traces of
another. Thread-safe.

The quick lane is for a query that finds all others taken: it gets a quarter of a second. If that
does not do, it waits in line, and its text is not let into the lane again. So small questions are
answered while large ones hold every worker.

A thread kills what is past its deadline or asked by a client that has left; another one starts new
workers. The pool does not look at what runs: `kg.sparql.guard` does.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from queue import Empty
from typing import Any, Final

from kg.errors import KGError
from kg.pool.crew import Crew
from kg.pool.lease import Answer, Lease, Ticket
from kg.pool.meter import current_meter, waiting
from kg.pool.process import Launch, Spares, WorkerProcess
from kg.pool.refusals import (
    BusyError,
    ClientGoneError,
    NoWorkerError,
    QueryTimeoutError,
    WorkerLostError,
    refusal,
)
from kg.worker.frames import ERROR, REQUEST, frame

_TICK_S: Final = 0.05
_IDLE_TICK_S: Final = 0.2
_QUICK_S: Final = 0.25
_SLOW_KNOWN: Final = 1000
_RESERVE: Final = 1
_AT_ONCE_S: Final = 0.1
"""A worker that is lost so soon was killed while it was idle: the query goes to another."""


class Pool:
    """Query workers over one snapshot."""

    def __init__(
        self,
        launch: Launch,
        *,
        size: int,
        queue_wait_s: float = 2.0,
        recycle_after: int = 10_000,
        recycle_bytes: int = 512_000_000,
        spares: Spares | None = None,
        settle_s: float = 0,
    ) -> None:
        """Start the workers; the first must be ready before this returns.

        Args:
            launch: what each worker is started with.
            size: how many queries may run at a time.
            queue_wait_s: how long a request may wait for workers, and for a thread before.
            recycle_after: after how many queries a worker is replaced.
            recycle_bytes: beyond which memory in use after a query a worker is replaced.
            spares: where processes are taken from that are started already.
            settle_s: how long only the first worker is kept unless a query waits for another, for
                snapshots that others may soon follow.

        Raises:
            NoWorkerError: the first worker cannot be started.
        """
        self.size = size
        self._queue_wait_s = queue_wait_s
        self._recycle_after = recycle_after
        self._recycle_bytes = recycle_bytes
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._closing = threading.Event()
        self._leases: dict[Lease, None] = {}
        self._waiting: deque[Ticket] = deque()
        self._taken = {False: 0, True: 0}  # in the quick lane?
        self._slow: dict[str, None] = {}  # hashes of queries that the quick lane was too quick for
        self._crew = Crew(
            launch,
            self._changed,
            kept=size + 1 + _RESERVE,
            spares=spares,
            settle_s=settle_s,
            is_wanted=lambda: bool(self._waiting),
            hand_out=self._hand_out,
        )
        self._counts = self._crew.counts
        self.limits = self._crew.start()
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self._watching.start()

    def ask(
        self,
        request: Mapping[str, object],
        *,
        timeout_s: float,
        asked: str | None = None,
        is_gone: Callable[[], bool] | None = None,
    ) -> Answer:
        """Run a request (see `kg.worker.answer`) and return its answer once that has begun.

        It is shown and stopped by the hash of `asked`, the text that a client sent where the engine
        is given another.

        Raises:
            PoolError: it was not run, or stopped.
            QueryError: the query is wrong.
        """
        text = str(request.get("query", ""))
        message = frame(REQUEST, json.dumps({**request, "timeout_s": timeout_s}).encode())
        named = (text if asked is None else asked).encode("utf-8", "surrogatepass")
        name = hashlib.sha256(named).hexdigest()[:16]
        while True:
            lease = self._lease(text, name, timeout_s, is_gone)
            with contextlib.suppress(OSError):  # it is dead, which `receive` finds out
                lease.worker.send(message)
            try:
                answer = self._begun(lease)
                lease.timeout_s = timeout_s  # the quick lane hurries the answer's beginning only
                return answer
            except QueryTimeoutError:
                if lease.timeout_s >= timeout_s:
                    raise
                self._remember(name)
            except WorkerLostError:
                if time.monotonic() - lease.started > _AT_ONCE_S:
                    raise

    def status(self) -> dict[str, object]:
        """Return the pool's state as JSON values: workers, running queries, counters."""
        now = time.monotonic()
        with self._lock:
            leases = list(self._leases)
            workers = self._crew.described()
            workers += [lease.worker.described("running") for lease in leases]
            return {
                "size": self.size,
                "kept": self._crew.kept,
                "living": self._crew.living,
                "idle": self._crew.idle,
                "waiting": len(self._waiting),
                "workers": sorted(workers, key=lambda worker: worker["pid"]),
                "running": [lease.described(now) for lease in leases],
                "counts": dict(sorted(self._counts.items())),
                "trouble": self._crew.trouble,
            }

    def is_whole(self) -> bool:
        """Say whether every worker that the pool keeps is ready or at work."""
        with self._lock:
            return self._crew.idle + len(self._leases) == self._crew.kept

    def is_quiet(self) -> bool:
        """Say whether no query runs or waits."""
        with self._lock:
            return not self._leases and not self._waiting

    def stop(self, query: str) -> int:
        """Stop all running queries with this hash; return how many there were."""
        with self._lock:
            found = [lease for lease in self._leases if lease.name == query]
            for lease in found:
                self._stop(lease, "stopped")
        return len(found)

    def close(self) -> None:
        """Kill all workers; queries that run or wait end with an error."""
        with self._lock:
            self._closing.set()
            self._crew.close()
            for lease in list(self._leases):
                self._stop(lease, "closed")
        self._crew.join()
        self._watching.join()

    def _begun(self, lease: Lease) -> Answer:
        """Read the first frame: the head of an answer, or an error."""
        try:
            kind, content = lease.worker.receive()
        except (EOFError, OSError, ValueError) as error:
            lease.verdict = lease.verdict or "lost"
            self._end(lease, None)
            raise lease.loss() from error
        said = json.loads(content)
        if kind != ERROR:
            return Answer(lease, said, self._end)
        self._end(lease, said)
        raise refusal(said, lease.text)

    def _lease(
        self, text: str, name: str, timeout_s: float, is_gone: Callable[[], bool] | None
    ) -> Lease:
        """Return a lease on an idle worker, waiting in line for one."""
        ticket = Ticket(
            text,
            name,
            timeout_s,
            is_gone,
            may_be_quick=name not in self._slow,
            meter=current_meter(),
        )
        with self._lock:
            if self._closing.is_set():
                raise self._refused(is_gone)
            self._waiting.append(ticket)
            self._hand_out()
            if self._waiting:
                self._changed.notify_all()
        with waiting(ticket.meter) as waited_s:
            end = time.monotonic() + self._queue_wait_s - waited_s
            while (left_s := end - time.monotonic()) > 0 and not (is_gone and is_gone()):
                with contextlib.suppress(Empty):
                    return ticket.lease.get(timeout=min(left_s, _TICK_S))
        with self._lock:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                raise self._refused(is_gone)
        return ticket.lease.get()

    def _remember(self, name: str) -> None:
        with self._lock:
            self._slow[name] = None
            if len(self._slow) > _SLOW_KNOWN:
                del self._slow[next(iter(self._slow))]

    def _refused(self, is_gone: Callable[[], bool] | None) -> KGError:
        if is_gone and is_gone():
            return ClientGoneError("the client has left")
        if self._crew.trouble or self._closing.is_set():
            return NoWorkerError(self._crew.trouble or "the server is closing")
        self._counts["refused busy"] += 1
        now = time.monotonic()
        soonest = min((lease.deadline for lease in self._leases), default=now)
        return BusyError(
            f"all {self.size} query workers are busy: try again", max(1, math.ceil(soonest - now))
        )

    def _hand_out(self) -> None:
        """Give idle workers to those who wait, in the order they came; the lock is held."""
        while self._waiting and self._taken[False] < self.size and (worker := self._crew.next()):
            self._grant(self._waiting[0], worker, quick=False)
        if self._taken[True] or not self._waiting:
            return
        ticket = next((ticket for ticket in self._waiting if ticket.may_be_quick), None)
        if ticket and (worker := self._crew.next()):
            self._grant(ticket, worker, quick=True)

    def _grant(self, ticket: Ticket, worker: WorkerProcess, *, quick: bool) -> None:
        self._waiting.remove(ticket)
        self._taken[quick] += 1
        self._counts["quick"] += quick
        self._counts["queries"] += 1
        seconds = min(ticket.timeout_s, _QUICK_S) if quick else ticket.timeout_s
        lease = Lease(
            worker,
            ticket.text,
            ticket.name,
            seconds,
            ticket.is_gone,
            is_quick=quick,
            meter=ticket.meter,
        )
        self._leases[lease] = None
        ticket.lease.put(lease)

    def _end(self, lease: Lease, said: dict[str, Any] | None) -> None:
        """Take the lease's worker back, unless it was stopped; None for `said` kills it."""
        lease.charge(said)
        with self._lock:
            if lease not in self._leases:
                return
            if said is None:
                self._stop(lease, lease.verdict or "abandoned")
                return
            worker = self._release(lease)
            worker.served += 1
            worker.memory = int(said["memory"])
            worker.total_cpu_s = float(said["total_cpu_s"])
            if worker.served >= self._recycle_after or worker.memory > self._recycle_bytes:
                self._counts["recycled"] += 1
                self._crew.bury(worker)
            else:
                self._crew.take_back(worker)
            self._hand_out()

    def _stop(self, lease: Lease, verdict: str) -> None:
        """Kill the worker and let others run; who reads the answer learns of it. Lock held."""
        lease.verdict = verdict
        self._counts[verdict] += 1
        worker = self._release(lease)
        worker.kill()
        self._crew.bury(worker)
        self._hand_out()

    def _release(self, lease: Lease) -> WorkerProcess:
        del self._leases[lease]
        self._taken[lease.is_quick] -= 1
        return lease.worker

    def _watch(self) -> None:
        """Kill the workers whose time is up or whose client has left, until the pool closes."""
        pause = _IDLE_TICK_S
        while not self._closing.wait(pause):
            with self._lock:
                now = time.monotonic()
                for lease in list(self._leases):
                    if verdict := _verdict(lease, now):
                        self._stop(lease, verdict)
                next_s = min((lease.deadline - now for lease in self._leases), default=_IDLE_TICK_S)
                pause = max(0.001, min(next_s, _TICK_S if self._leases else _IDLE_TICK_S))


def _verdict(lease: Lease, now: float) -> str | None:
    if now >= lease.deadline:
        return "timeout"
    return "gone" if lease.is_gone and lease.is_gone() else None
