"""An answer awaited on an event loop, so that no thread waits for its worker.

The loop takes what a worker's pipe has ready and never waits for more. It reads small answers to
their end; of a larger one only the head, and leaves the rest to a thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import Callable, Mapping
from typing import Any

from kg.pool.child import Child
from kg.pool.lease import Answer, End, Lease, Ticket, is_small
from kg.pool.meter import waiting
from kg.pool.pool import Pool, message_of
from kg.pool.refusals import QueryTimeoutError, WorkerLostError, refusal
from kg.worker.frames import DATA, ERROR, HEAD


async def ask_soon(
    pool: Pool,
    request: Mapping[str, object],
    *,
    timeout_s: float,
    asked: str,
    is_gone: Callable[[], bool] | None,
) -> Answer | None:
    """Run a request as `Pool.ask` does; an answer that is not small has its worker still.

    None where it is to be run again, which is left to `Pool.ask`: the quick lane was too quick for
    it, or its worker had died before.

    Raises:
        PoolError: it was not run, or stopped.
        QueryError: the query is wrong.
    """
    ticket = pool.ticket(request, timeout_s, asked, is_gone)
    lease = await _lease(pool, ticket)
    with contextlib.suppress(OSError):  # it is dead, which who reads finds out
        lease.worker.send(message_of(request, timeout_s))
    try:
        answer = await _awaited(lease, pool.end)
    except (QueryTimeoutError, WorkerLostError) as error:
        if not pool.is_to_be_tried_again(ticket, lease, error):
            raise
        return None
    lease.timeout_s = timeout_s
    return answer


async def _lease(pool: Pool, ticket: Ticket) -> Lease:
    """Return a lease on an idle worker, waiting in line for one."""
    loop = asyncio.get_running_loop()
    given: asyncio.Future[Lease] = loop.create_future()
    own = threading.get_ident()

    def settle(lease: Lease) -> None:
        if not given.done():  # it is cancelled as the server ends
            given.set_result(lease)

    def give(lease: Lease) -> None:
        if threading.get_ident() == own:
            settle(lease)
            return
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(settle, lease)

    def give_up() -> None:
        if not given.done() and (refused := pool.take_back(ticket)):
            given.set_exception(refused)

    ticket.give = give
    if pool.line_up(ticket):
        return given.result()
    with waiting(ticket.meter) as waited_s:
        timer = loop.call_later(pool.patience_s(waited_s), give_up)
        try:
            return await given
        finally:
            timer.cancel()


async def _awaited(lease: Lease, end: End) -> Answer:
    """Return the answer to what a lease's worker was asked, and end the lease with `end`."""
    try:
        reading = await _read(lease)
    except (EOFError, OSError) as error:
        lease.verdict = lease.verdict or "lost"
        end(lease, None)
        loss = await asyncio.get_running_loop().run_in_executor(None, lease.loss)
        raise loss from error
    except BaseException:  # the server ends
        end(lease, None)
        raise
    if reading.said is None:
        return Answer(reading.head, lease, end)
    end(lease, reading.said)
    if reading.has_failed:
        raise refusal(reading.said, lease.text)
    return Answer(reading.head, None, end, reading.parts)


async def _read(lease: Lease) -> _Reading:
    """Read frames to the end, or of what is large the head.

    The worker is free to be read by others when this returns, and may be given back.
    """
    loop = asyncio.get_running_loop()
    worker = lease.worker
    with worker.reading:
        descriptor = worker.fileno()
        reading = _Reading(worker, loop.create_future())
        loop.add_reader(descriptor, reading.read)
        try:
            await reading.is_over
        finally:
            loop.remove_reader(descriptor)
    return reading


class _Reading:
    """Frames on their way to an answer.

    Attributes:
        is_over: done when there is nothing more to read here.
        head: the first frame.
        parts: the bytes of the answer.
        said: the last frame, None if it has not come.
        has_failed: whether that is an error.
    """

    def __init__(self, worker: Child, is_over: asyncio.Future[None]) -> None:
        self.is_over = is_over
        self.head: dict[str, Any] = {}
        self.parts: list[bytes] = []
        self.said: dict[str, Any] | None = None
        self.has_failed = False
        self._worker = worker

    def read(self) -> None:
        """Take what is there."""
        if self.is_over.done():
            return
        try:
            self._worker.read_some()
        except (EOFError, OSError) as error:
            self.is_over.set_exception(error)
            return
        while not self.is_over.done() and (frame := self._worker.next_frame()) is not None:
            self._take(*frame)

    def _take(self, kind: bytes, content: bytes) -> None:
        if kind == DATA:
            self.parts.append(content)
        elif kind == HEAD:
            self.head = json.loads(content)
            if not is_small(self.head["length"]):
                self.is_over.set_result(None)
        else:
            self.said = json.loads(content)
            self.has_failed = kind == ERROR
            self.is_over.set_result(None)
