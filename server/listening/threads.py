"""The threads in which the application runs, and the answers that they hand back.

A request that no thread takes in time is given up, whatever the threads are doing: nobody waits
longer than was promised. An answer that streams is read part by part, each when the client has
taken those before; no thread waits for a client.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from queue import SimpleQueue
from typing import Any, Final

from server.http.reply import IS_GONE, WAITED_S, Headers, Reply

_LEAST_WAIT_S: Final = 0.2
"""For how long a request waits for a thread that has waited for something else before."""

Environ = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """An answer whose parts come one after the other; `close` it in any case."""

    status: int
    headers: Headers
    parts: Iterator[bytes]
    close: Callable[[], None]


Answer = Reply | Stream


@dataclass(slots=True, eq=False)
class _Job:
    """A request for a thread; whoever gets the claim answers it."""

    environ: Environ
    loop: asyncio.AbstractEventLoop
    answered: asyncio.Future[Answer | None]
    since: float = field(default_factory=time.monotonic)
    claim: threading.Lock = field(default_factory=threading.Lock)


class Threads:
    """Runs a WSGI application on one request a thread."""

    def __init__(self, application: Any, *, count: int, wait_s: float) -> None:
        """Start them; `wait_s` is how long a request may wait for one."""
        self._application = application
        self._wait_s = wait_s
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        self._pumps = ThreadPoolExecutor(count, thread_name_prefix="pump")
        for _ in range(count):
            threading.Thread(target=self._work, daemon=True).start()

    async def answer(self, environ: Environ) -> Answer | None:
        """Return what the application answers, None where no thread had time for it."""
        loop = asyncio.get_running_loop()
        job = _Job(environ, loop, loop.create_future())
        self._jobs.put(job)
        waited_s = environ.get(WAITED_S, 0.0)
        timer = loop.call_later(max(_LEAST_WAIT_S, self._wait_s - waited_s), _give_up, job)
        try:
            return await job.answered
        finally:
            timer.cancel()

    async def next_part(self, parts: Iterator[bytes]) -> bytes | None:
        """Return the next part of an answer, None at its end."""
        return await asyncio.get_running_loop().run_in_executor(self._pumps, next, parts, None)

    async def close(self, stream: Stream) -> None:
        """Let go of an answer."""
        await asyncio.get_running_loop().run_in_executor(self._pumps, stream.close)

    def _work(self) -> None:
        """Answer one request after the other, in a thread."""
        while True:
            self._take(self._jobs.get())

    def _take(self, job: _Job) -> None:
        if not job.claim.acquire(blocking=False):
            return
        try:
            outcome: Answer | BaseException = self._run(job)
        except BaseException as error:
            outcome = error
        with contextlib.suppress(RuntimeError):  # the event loop is closed: the server ends
            job.loop.call_soon_threadsafe(_settle, job.answered, outcome)

    def _run(self, job: _Job) -> Answer:
        if job.environ[IS_GONE]():
            raise ConnectionError("the client has left")
        waited_s = job.environ.get(WAITED_S, 0.0)
        job.environ[WAITED_S] = waited_s + time.monotonic() - job.since
        begun: list[Any] = []

        def start_response(status: str, headers: Headers, _error: Any = None) -> None:
            begun[:] = int(status[:3]), headers

        answer = self._application(job.environ, start_response)
        if isinstance(answer, list | tuple):
            return Reply(begun[0], begun[1], b"".join(answer))
        close = getattr(answer, "close", _nothing)
        try:
            parts = iter(answer)
            first = next(parts, b"")  # whoever fails before it has not begun
        except BaseException:
            close()
            raise
        return Stream(begun[0], begun[1], chain((first,), parts), close)


def _nothing() -> None:
    """Close what need not be closed."""


def _give_up(job: _Job) -> None:
    """Answer a request that still waits; the thread that comes to it finds it taken."""
    if job.claim.acquire(blocking=False):
        job.environ = {}
        _settle(job.answered, None)


def _settle(
    answered: asyncio.Future[Answer | None], outcome: Answer | BaseException | None
) -> None:
    if answered.done():  # cancelled, as the server ends
        if isinstance(outcome, Stream):
            outcome.close()
    elif isinstance(outcome, BaseException):
        answered.set_exception(outcome)
    else:
        answered.set_result(outcome)
