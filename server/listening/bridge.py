"""The WSGI application behind uvicorn: requests are read on the event loop and run in threads.

Only a request that has arrived whole takes a thread, so that slow senders hold none. What can be
answered at once, such as a cached answer, is answered on the event loop. An answer that streams
is read only as fast as its client takes it; a client that does not read is `Connection`'s to end.
What is not let in is answered by the application too, so that it is told and logged as all is.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final, Protocol

from server.http.reply import Headers, Reply
from server.listening.bodies import Bodies, Body, Limits, Receive, RefusedError
from server.listening.connection import CONNECTION, Connection
from server.listening.environ import environ_of, give_body
from server.listening.heads import check_head
from server.listening.threads import Environ, Stream, Threads

Send = Callable[[dict[str, Any]], Awaitable[None]]

_SLICE_BYTES: Final = 262_144
_CLOSE: Final = ("Connection", "close")
_log: Final = logging.getLogger(__name__)


class Application(Protocol):
    """A WSGI application that can answer some requests without waiting for anything."""

    def begin(self, environ: Environ) -> int:
        """Note that a request begins; return how many bytes its body may have."""

    def at_once(self, environ: Environ) -> Reply | None:
        """Return the answer if it is known, without blocking."""

    async def soon(self, environ: Environ) -> Reply | None:
        """Return the answer if it takes neither a thread nor long; a thread is to go on if not."""

    def refused(self, environ: Environ, status: int, why: str) -> Reply:
        """Return the answer for a request that is not let in; it may not have begun."""

    def __call__(self, environ: Environ, start_response: Any, /) -> Iterable[bytes]:
        """Answer as WSGI says."""


class Bridge:
    """An ASGI application that runs a WSGI application in threads of its own."""

    def __init__(self, application: Application, *, threads: int, limits: Limits) -> None:
        """Start the threads.

        Args:
            application: what answers.
            threads: how many requests it answers at a time.
            limits: what bodies may take; a request waits for a thread as long as for room.
        """
        self._application = application
        self._bodies = Bodies(limits)
        self._threads = Threads(application, count=threads, wait_s=limits.wait_s)

    def refused(self, scope: dict[str, Any], status: int, why: str) -> Reply:
        """Return the answer for what its connection refuses, of which little may be known."""
        return self._application.refused(environ_of(scope, _nobody), status, why)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        connection: Connection = scope[CONNECTION]
        environ = environ_of(scope, connection.is_gone)
        try:
            most = self._application.begin(environ)
            check_head(scope)
            body = await self._bodies.read(dict(scope["headers"]), receive, most)
            try:
                await self._answer(environ, body, send, connection)
            finally:
                body.drop()
        except RefusedError as error:
            reply = self._application.refused(environ, error.status, str(error))
            more = [_CLOSE] if error.ends else []
            connection.drain()
            reply = Reply(reply.status, reply.headers + more, reply.body)
            await _send_whole(connection, send, reply)
        except Exception as error:  # it has begun, and its end must not look like a whole one
            if not connection.is_gone():
                _log.warning("an answer was cut: %s", error)
            connection.cut()

    async def _answer(
        self, environ: Environ, body: Body, send: Send, connection: Connection
    ) -> None:
        give_body(environ, body.content)
        body.content.clear()
        answer = (
            self._application.at_once(environ)
            or await self._application.soon(environ)
            or await self._threads.answer(environ)
        )
        if answer is None:
            raise RefusedError(429, "the server is busy: try again")
        if isinstance(answer, Reply):
            await _send_whole(connection, send, answer)
            return
        body.drop()
        try:
            await self._stream(answer, send, connection)
        finally:
            await self._threads.close(answer)

    async def _stream(self, answer: Stream, send: Send, connection: Connection) -> None:
        """Send the parts of an answer, each when the client has taken most of those before."""
        await send(_head(answer.status, answer.headers))
        while (part := await self._threads.next_part(answer.parts)) is not None:
            if connection.is_gone():
                raise ConnectionError("the client has left")
            connection.wrote(len(part))
            await send(_part(part, more=True))
        await send(_part(b"", more=False))


async def _send_whole(connection: Connection, send: Send, reply: Reply) -> None:
    """Send a whole answer; a long one in slices, as the client reads it."""
    await send(_head(reply.status, reply.headers))
    body = reply.body
    while len(body) > _SLICE_BYTES:
        connection.wrote(_SLICE_BYTES)
        await send(_part(body[:_SLICE_BYTES], more=True))
        body = body[_SLICE_BYTES:]
    connection.wrote(len(body))
    await send(_part(body, more=False))


def _nobody() -> bool:
    return False


def _head(status: int, headers: Headers) -> dict[str, Any]:
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return {"type": "http.response.start", "status": status, "headers": raw}


def _part(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": more}
