"""The WSGI application behind uvicorn: requests are read on the event loop and run in threads.

Only a request that has arrived whole takes a thread, so that slow senders hold none. What can be
answered at once, such as a cached answer, is answered on the event loop. An answer that streams
is read only as fast as its client takes it; a client that does not read is `Connection`'s to end.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, Final, Protocol

from server.http.reply import IS_GONE, Headers, Reply, plain
from server.listening.connection import CONNECTION, Connection
from server.listening.environ import environ_of

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]

_SLICE_BYTES: Final = 262_144
_log: Final = logging.getLogger(__name__)


class Application(Protocol):
    """A WSGI application that can answer some requests without waiting for anything."""

    def at_once(self, environ: dict[str, Any]) -> Reply | None:
        """Return the answer if it is known, without blocking."""

    def too_busy(self, environ: dict[str, Any]) -> Reply:
        """Return the answer for a request that no thread had time for."""

    def __call__(self, environ: dict[str, Any], start_response: Any, /) -> Iterable[bytes]:
        """Answer as WSGI says."""


class _RefusedError(Exception):
    """The request is not let in."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """A request for a thread; a whole answer comes back, None where it has been streamed."""

    environ: dict[str, Any]
    send: Send
    loop: asyncio.AbstractEventLoop
    answered: asyncio.Future[Reply | None]
    since: float = field(default_factory=time.monotonic)


class Bridge:
    """An ASGI application that runs a WSGI application in threads of its own."""

    def __init__(
        self,
        application: Application,
        *,
        threads: int,
        max_body_bytes: int,
        receive_s: float,
        wait_s: float,
    ) -> None:
        """Start the threads.

        Args:
            application: what answers.
            threads: how many requests it answers at a time.
            max_body_bytes: how long the body of a request may be.
            receive_s: how long a body may take to arrive.
            wait_s: how long a request may wait for a thread.
        """
        self._application = application
        self._max_body_bytes = max_body_bytes
        self._receive_s = receive_s
        self._wait_s = wait_s
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        for _ in range(threads):
            threading.Thread(target=self._work, daemon=True).start()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        connection: Connection = scope[CONNECTION]
        try:
            environ = environ_of(
                scope, await self._body(scope["headers"], receive), connection.is_gone
            )
            reply = self._application.at_once(environ) or await self._answered(environ, send)
            if reply is not None:
                await _send_whole(send, reply)
        except _RefusedError as error:
            await _send_whole(send, plain(error.status, str(error), [("Connection", "close")]))
        except Exception as error:  # it has begun, and its end must not look like a whole one
            if not connection.is_gone():
                _log.warning("an answer was cut: %s", error)
            connection.cut()

    async def _answered(self, environ: dict[str, Any], send: Send) -> Reply | None:
        loop = asyncio.get_running_loop()
        job = _Job(environ, send, loop, loop.create_future())
        self._jobs.put(job)
        return await job.answered

    async def _body(self, headers: Iterable[tuple[bytes, bytes]], receive: Receive) -> bytes:
        """Return the whole body of a request; without a header that tells of one there is none."""
        known = dict(headers)
        length = known.get(b"content-length", b"0")
        if length == b"0" and b"transfer-encoding" not in known:
            return b""
        if not length.isdigit() or int(length) > self._max_body_bytes:
            raise self._too_long()
        try:
            async with asyncio.timeout(self._receive_s):
                return await self._collected(receive)
        except TimeoutError as error:
            raise _RefusedError(408, "the body did not arrive in time") from error

    async def _collected(self, receive: Receive) -> bytes:
        found = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ConnectionError("the client has left")
            found += message["body"]
            if len(found) > self._max_body_bytes:
                raise self._too_long()
            if not message["more_body"]:
                return bytes(found)

    def _too_long(self) -> _RefusedError:
        return _RefusedError(413, f"the body is longer than {self._max_body_bytes} bytes")

    def _work(self) -> None:
        """Answer one request after the other, in a thread."""
        while True:
            job = self._jobs.get()
            try:
                outcome: Reply | BaseException | None = self._run(job)
            except BaseException as error:
                outcome = error
            with contextlib.suppress(RuntimeError):  # the event loop is closed: the server ends
                job.loop.call_soon_threadsafe(_settle, job.answered, outcome)

    def _run(self, job: _Job) -> Reply | None:
        """Run the application on a request, unless nobody waits for it or it has waited long."""
        if job.environ[IS_GONE]():
            raise ConnectionError("the client has left")
        if time.monotonic() - job.since > self._wait_s:
            return self._application.too_busy(job.environ)
        begun: list[Any] = []

        def start_response(status: str, headers: Headers, _error: Any = None) -> None:
            begun[:] = int(status[:3]), headers

        answer = self._application(job.environ, start_response)
        try:
            if isinstance(answer, list | tuple):
                return Reply(begun[0], begun[1], b"".join(answer))
            self._stream(job, answer, begun)
            return None
        finally:
            if hasattr(answer, "close"):
                answer.close()

    def _stream(self, job: _Job, answer: Iterable[bytes], begun: list[Any]) -> None:
        """Send the parts of an answer, each when the client has taken most of those before."""
        parts = iter(answer)
        first = next(parts, b"")  # whoever fails before it has not begun
        _wait_for(job, [_head(begun[0], begun[1]), _part(first, more=True)])
        for part in parts:
            _wait_for(job, [_part(part, more=True)])
        _wait_for(job, [_part(b"", more=False)])


def _wait_for(job: _Job, messages: list[dict[str, Any]]) -> None:
    """Send messages from a thread, which waits as long as the client has no room for them.

    Raises:
        ConnectionError: the client has left, or was too slow.
    """
    if job.environ[IS_GONE]():
        raise ConnectionError("the client has left")
    asyncio.run_coroutine_threadsafe(_send_all(job.send, messages), job.loop).result()


def _settle(answered: asyncio.Future[Reply | None], outcome: Reply | BaseException | None) -> None:
    if answered.done():  # cancelled, as the server ends
        return
    if isinstance(outcome, BaseException):
        answered.set_exception(outcome)
    else:
        answered.set_result(outcome)


async def _send_whole(send: Send, reply: Reply) -> None:
    """Send a whole answer; a long one in slices, as the client reads it."""
    await send(_head(reply.status, reply.headers))
    body = reply.body
    while len(body) > _SLICE_BYTES:
        await send(_part(body[:_SLICE_BYTES], more=True))
        body = body[_SLICE_BYTES:]
    await send(_part(body, more=False))


async def _send_all(send: Send, messages: Iterable[dict[str, Any]]) -> None:
    for message in messages:
        await send(message)


def _head(status: int, headers: Headers) -> dict[str, Any]:
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return {"type": "http.response.start", "status": status, "headers": raw}


def _part(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": more}
