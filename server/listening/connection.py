"""A connection of uvicorn's with what it leaves out: times and sizes that a client must keep to.

A head must arrive in time and be of bounded size; an answer that is written must be read in time.
`sweep` is called now and then for all connections, so that no request pays for a timer.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

CONNECTION: Final = "celadon.connection"
"""The key under which a request's scope holds its `Connection`."""

HEAD_BYTES: Final = 262_144
"""The longest head of a request: a query in an address is three times as long, percent-encoded."""


_URL_BYTES: Final = 65_535
"""What httptools can take apart."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a client may take, in seconds: to send a request, and to read an answer."""

    receive_s: float
    send_s: float


class Connection(HttpToolsProtocol):
    """A client's connection; lives on the event loop, but for `is_gone`."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first head."""
        super().connection_made(transport)  # type: ignore[arg-type]  # it is a `Transport`
        self._head_since: float | None = time.monotonic()
        self._head_bytes = 0
        self._stuck_since: float | None = None
        self._unread = 0
        self._is_lost = False

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who works on a request that nobody waits for it."""
        self._is_lost = True
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes of a request."""
        if self._is_lost or self.transport.is_closing():
            return
        if self._head_since is None and self.cycle is not None and self.cycle.response_complete:
            self._head_since = time.monotonic()
        if self._head_since is not None:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES and self._is_within_head():
                self._refuse(b"431 Request Header Fields Too Large", b"the head is too long")
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Note that a head begins."""
        super().on_message_begin()
        self._head_since = self._head_since or time.monotonic()
        self.scope[CONNECTION] = self  # type: ignore[typeddict-unknown-key]  # ours

    def on_headers_complete(self) -> None:
        """Note that the head is complete."""
        self._head_since = None
        self._head_bytes = 0
        super().on_headers_complete()

    def is_gone(self) -> bool:
        """Say whether the client has left; may be called from any thread."""
        return self._is_lost

    def cut(self, *, at_once: bool = False) -> None:
        """End the connection; what is written already is sent first, unless `at_once`."""
        if at_once:
            self.transport.abort()
        else:
            self.transport.close()

    def sweep(self, now: float, patience: Patience) -> None:
        """End the connection if its client has been too slow."""
        if self._head_since is not None and now - self._head_since > patience.receive_s:
            self._head_since = None
            self._refuse(b"408 Request Timeout", b"the request did not arrive in time")
        unread = self.transport.get_write_buffer_size()
        if not unread or unread != self._unread:
            self._stuck_since = now if unread else None
            self._unread = unread
        elif self._stuck_since is not None and now - self._stuck_since > patience.send_s:
            self.cut(at_once=True)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, or an address that is longer than its parser reads."""
        if self._is_within_head() and len(getattr(self, "url", b"")) > _URL_BYTES:
            self._refuse(b"414 URI Too Long", b"send the query by POST")
        else:
            self._refuse(b"400 Bad Request", msg.encode())

    def _is_within_head(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _refuse(self, status: bytes, why: bytes) -> None:
        text = status + b": " + why + b"\n"
        lines = [b"HTTP/1.1 " + status, b"content-type: text/plain; charset=utf-8"]
        lines += [b"content-length: %d" % len(text), b"x-content-type-options: nosniff"]
        lines += [b"connection: close", b"", text]
        self.transport.write(b"\r\n".join(lines))
        self.transport.close()


def sweep(connections: Any, patience: Patience) -> None:
    """End all connections whose client has been too slow."""
    now = time.monotonic()
    for connection in list(connections):
        if not connection.is_gone():
            connection.sweep(now, patience)
