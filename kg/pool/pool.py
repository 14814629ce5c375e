"""A pool of query workers over one snapshot: asked, killed, replaced.

Invariant: a worker is either idle, leased, or dead (`kg.pool.crew` keeps up their number); a query
never sees the traces of another. Who may run is `kg.pool.lanes`' to say. Thread-safe.

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
from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from typing import Any, Final

from kg.errors import KGError
from kg.pool.crew import Crew
from kg.pool.forks import can_fork
from kg.pool.holding import Holding
from kg.pool.lanes import Lanes
from kg.pool.lease import Answer, Lease, Ticket
from kg.pool.meter import current_meter, waiting
from kg.pool.process import Launch, Spares
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
_RESERVE: Final = 1
_AT_ONCE_S: Final = 0.1
"""A worker that is lost so soon was killed while it was idle: the query goes to another."""


class Pool:
    """Query workers over one snapshot."""

    def __init__(
        self,
        launch: Launch,
        *,
        lanes: Lanes,
        queue_wait_s: float = 2.0,
        recycle_after: int = 10_000,
        recycle_bytes: int = 512_000_000,
        spares: Spares | None = None,
        settle_s: float = 0,
        hold_after_s: float | None = None,
    ) -> None:
        """Start the workers; the first must be ready before this returns.

        Args:
            launch: what each worker is started with.
            lanes: who runs and who waits, here and in the other pools of a server.
            queue_wait_s: how long a request may wait for workers, and for a thread before.
            recycle_after: after how many queries a worker is replaced.
            recycle_bytes: beyond which memory in use after a query a worker is replaced.
            spares: where processes are taken from that are started already.
            settle_s: how long only the first worker is kept unless a query waits for another, for
                snapshots that others may soon follow.
            hold_after_s: after which time the snapshot is read into memory, if it is still served
                then and the system can fork; None for never.

        Raises:
            NoWorkerError: the first worker cannot be started.
        """
        self._lanes = lanes
        self._queue_wait_s = queue_wait_s
        self._recycle_after = recycle_after
        self._recycle_bytes = recycle_bytes
        self._lock = lanes.lock
        self._changed = threading.Condition(self._lock)
        self._closing = threading.Event()
        self._crew = Crew(
            launch,
            self._changed,
            kept=lanes.size + 1 + _RESERVE,
            spares=spares,
            settle_s=settle_s,
            is_wanted=lambda: bool(lanes.waiting(self._crew)),
            hand_out=lanes.hand_out,
        )
        self._counts = self._crew.counts
        self.limits = self._crew.start()
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self._watching.start()
        self._holding = None
        if hold_after_s is not None and can_fork():
            self._holding = Holding(self._crew, launch, after_s=hold_after_s)

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
        message = message_of(request, timeout_s)
        ticket = self.ticket(request, timeout_s, asked, is_gone)
        losses = 0
        while True:
            lease = self._lease(ticket)
            with contextlib.suppress(OSError):  # it is dead, which `receive` finds out
                lease.worker.send(message)
            try:
                answer = self._begun(lease)
                lease.timeout_s = timeout_s  # the quick lane hurries the answer's beginning only
                return answer
            except (QueryTimeoutError, WorkerLostError) as error:
                losses += isinstance(error, WorkerLostError)
                # no more workers than were kept can have died while they were idle
                if losses > self._crew.kept or not self.is_to_be_tried_again(ticket, lease, error):
                    raise

    def line_up(self, ticket: Ticket) -> bool:
        """Let a query wait for a worker; say whether it has it already.

        Whoever does this takes what the ticket is given, or takes the ticket back.

        Raises:
            NoWorkerError: the pool is closed.
        """
        with self._lock:
            if self._closing.is_set():
                raise self._refused(ticket.is_gone)
            has_worker = self._lanes.enter(ticket)
            if not has_worker and self._crew.is_short():
                self._changed.notify_all()
            return has_worker

    def take_back(self, ticket: Ticket) -> KGError | None:
        """Return why a query waits no longer, None if it has been given its worker."""
        with self._lock:
            return self._refused(ticket.is_gone) if self._lanes.leave(ticket) else None

    def patience_s(self, waited_s: float) -> float:
        """Return how long a query may wait that has waited for so long already."""
        return self._queue_wait_s - waited_s

    def is_to_be_tried_again(
        self, ticket: Ticket, lease: Lease, error: QueryTimeoutError | WorkerLostError
    ) -> bool:
        """Say whether a query has failed by what its worker was, and not by what it asks.

        What the quick lane was too quick for is not let into it again.
        """
        if isinstance(error, WorkerLostError):
            return time.monotonic() - lease.started <= _AT_ONCE_S
        if lease.timeout_s >= ticket.timeout_s:
            return False
        with self._lock:
            self._lanes.remember(ticket.name)
        return True

    def status(self) -> dict[str, object]:
        """Return the pool's state as JSON values: workers, running queries, counters."""
        now = time.monotonic()
        with self._lock:
            leases = self._lanes.running(self._crew)
            workers = self._crew.described()
            workers += [lease.worker.described("running") for lease in leases]
            return {
                "size": self._lanes.size,
                "kept": self._crew.kept,
                "living": self._crew.living,
                "idle": self._crew.idle,
                "waiting": self._lanes.waiting(self._crew),
                "workers": sorted(workers, key=lambda worker: worker["pid"]),
                "running": [lease.described(now) for lease in leases],
                "counts": dict(sorted(self._counts.items())),
                "holder": self._holding.pid if self._holding else None,
                "trouble": self._crew.trouble,
            }

    def is_whole(self) -> bool:
        """Say whether every worker that the pool keeps is ready or at work."""
        with self._lock:
            return self._crew.idle + len(self._lanes.running(self._crew)) >= self._crew.kept

    def is_quiet(self) -> bool:
        """Say whether no query runs or waits."""
        with self._lock:
            return not (self._lanes.running(self._crew) or self._lanes.waiting(self._crew))

    def retire(self) -> None:
        """Keep one worker only, and no snapshot in memory, as few queries are still to come."""
        if self._holding:
            self._holding.close()
        with self._lock:
            self._crew.shrink(1)

    def stop(self, query: str) -> int:
        """Stop all running queries with this hash; return how many there were."""
        with self._lock:
            found = [lease for lease in self._lanes.running(self._crew) if lease.name == query]
            for lease in found:
                self._stop(lease, "stopped")
        return len(found)

    def close(self) -> None:
        """Kill all workers; queries that run or wait end with an error."""
        if self._holding:
            self._holding.close()
        with self._lock:
            self._closing.set()
            self._crew.close()
            for lease in self._lanes.running(self._crew):
                self._stop(lease, "closed")
        self._crew.join()
        self._watching.join()

    def _begun(self, lease: Lease) -> Answer:
        """Read the first frame: the head of an answer, or an error."""
        try:
            kind, content = lease.worker.receive()
        except (EOFError, OSError, ValueError) as error:
            lease.verdict = lease.verdict or "lost"
            self.end(lease, None)
            raise lease.loss() from error
        said = json.loads(content)
        if kind != ERROR:
            answer = Answer(said, lease, self.end)
            if answer.is_small:
                answer.gather()
            return answer
        self.end(lease, said)
        raise refusal(said, lease.text)

    def ticket(
        self,
        request: Mapping[str, object],
        timeout_s: float,
        asked: str | None,
        is_gone: Callable[[], bool] | None,
    ) -> Ticket:
        """Return what lets a request wait in line; arguments are those of `ask`."""
        text = str(request.get("query", ""))
        named = (text if asked is None else asked).encode("utf-8", "surrogatepass")
        name = hashlib.sha256(named).hexdigest()[:16]
        return Ticket(self._crew, text, name, timeout_s, is_gone, current_meter())

    def _lease(self, ticket: Ticket) -> Lease:
        """Return a lease on an idle worker, waiting in line for one."""
        is_gone, given = ticket.is_gone, SimpleQueue[Lease]()
        ticket.give = given.put
        self.line_up(ticket)
        with waiting(ticket.meter) as waited_s:
            end = time.monotonic() + self.patience_s(waited_s)
            while (left_s := end - time.monotonic()) > 0 and not (is_gone and is_gone()):
                with contextlib.suppress(Empty):
                    return given.get(timeout=min(left_s, _TICK_S))
        if refused := self.take_back(ticket):
            raise refused
        return given.get()

    def _refused(self, is_gone: Callable[[], bool] | None) -> KGError:
        if is_gone and is_gone():
            return ClientGoneError("the client has left")
        if self._crew.trouble or self._closing.is_set():
            return NoWorkerError(self._crew.trouble or "the server is closing")
        self._counts["refused busy"] += 1
        now = time.monotonic()
        soonest = min((lease.deadline for lease in self._lanes.running()), default=now)
        message = f"all {self._lanes.size} query workers are busy: try again"
        return BusyError(message, max(1, math.ceil(soonest - now)))

    def end(self, lease: Lease, said: dict[str, Any] | None) -> None:
        """Take the lease's worker back, unless it was stopped; None for `said` kills it."""
        lease.charge(said)
        with self._lock:
            if not self._lanes.is_running(lease):
                return
            if said is None:
                self._stop(lease, lease.verdict or "abandoned")
                return
            worker = self._lanes.release(lease)
            worker.served += 1
            worker.memory = int(said["memory"])
            worker.total_cpu_s = float(said["total_cpu_s"])
            if worker.served >= self._recycle_after or worker.memory > self._recycle_bytes:
                self._counts["recycled"] += 1
                self._crew.bury(worker)
            else:
                self._crew.take_back(worker)
            self._lanes.hand_out()

    def _stop(self, lease: Lease, verdict: str) -> None:
        """Kill the worker and let others run; who reads the answer learns of it. Lock held."""
        lease.verdict = verdict
        self._counts[verdict] += 1
        worker = self._lanes.release(lease)
        worker.kill()
        self._crew.bury(worker)
        self._lanes.hand_out()

    def _watch(self) -> None:
        """Kill the workers whose time is up or whose client has left, until the pool closes."""
        pause = _IDLE_TICK_S
        while not self._closing.wait(pause):
            with self._lock:
                now = time.monotonic()
                for lease in self._lanes.running(self._crew):
                    if verdict := _verdict(lease, now):
                        self._stop(lease, verdict)
                running = self._lanes.running(self._crew)
                next_s = min((lease.deadline - now for lease in running), default=_IDLE_TICK_S)
                pause = max(0.001, min(next_s, _TICK_S if running else _IDLE_TICK_S))


def _verdict(lease: Lease, now: float) -> str | None:
    if now >= lease.deadline:
        return "timeout"
    return "gone" if lease.is_gone and lease.is_gone() else None


def message_of(request: Mapping[str, object], timeout_s: float) -> bytes:
    """Return what is sent to a worker for a request."""
    return frame(REQUEST, json.dumps({**request, "timeout_s": timeout_s}).encode())
