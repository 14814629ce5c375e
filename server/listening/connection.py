"""A connection of uvicorn's with what it leaves out: times and sizes that a client must keep to.

A head must arrive in time and be of bounded size; an answer that is written must be read, and not
too slowly. The rest of a body that was refused is read and thrown away, within bounds, so that the
refusal is not lost with a connection that is reset. `sweep` is called now and then for all
connections, so that no request pays for a timer.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, cast

from server.listening.crowd import make_room
from server.listening.reading import Reading

CONNECTION: Final = "celadon.connection"
"""The key under which a request's scope holds its `Connection`."""

HEAD_BYTES: Final = 262_144
"""The longest head of a request: a query in an address is three times as long, percent-encoded."""

_URL_BYTES: Final = 65_535
"""What httptools can take apart."""

_AT_ONCE: Final = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
"""Lets the system, too, forget what it has still to send."""

_DRAINED_BYTES: Final = 8_000_000
"""How much of a body that was refused is read, so that its sender comes to read the refusal."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How slow a client may be.

    Attributes:
        receive_s: how many seconds it may take to send a head, or what is thrown away of a body.
        send_s: over how many seconds its reading is measured.
        send_bytes_s: how many bytes a second it must read in them, while there is more.
    """

    receive_s: float
    send_s: float
    send_bytes_s: int


class Connection(Reading):
    """A client's connection; lives on the event loop, but for `is_gone`."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first head."""
        super().connection_made(transport)  # type: ignore[arg-type]  # it is a `Transport`
        self._head_since: float | None = time.monotonic()
        self.waits_since = self._head_since
        self._head_bytes = 0
        self._is_in_head = False
        self._is_in_body = False
        self._draining_since: float | None = None
        self._drained = 0
        self._slow_since: float | None = None
        self._taken_then = 0
        self._written = 0
        self._is_lost = False
        make_room(self.connections, len(self.connections))

    @property
    def has_asked(self) -> bool:
        """Whether a request has come, at least its head."""
        return self.cycle is not None

    @property
    def is_waited_for(self) -> bool:
        """Whether the client is to send something next, be it another request."""
        return not self._is_lost and (self._is_within_head() or self._is_in_body)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who works on a request that nobody waits for it."""
        self._is_lost = True
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes of a request."""
        if self._is_lost or self.transport.is_closing():
            return
        if self._draining_since is not None:
            self._drained += len(data)
            if self._drained > _DRAINED_BYTES:
                self.cut(at_once=True)
                return
        elif self._head_since is None and self.cycle is not None and self.cycle.response_complete:
            self._head_since = self.waits_since = time.monotonic()
        if self._head_since is not None:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES and self._is_within_head():
                self._refuse(431, f"the head is longer than {HEAD_BYTES} bytes")
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Note that a head begins."""
        super().on_message_begin()
        self._is_in_head = True
        self._head_since = self._head_since or time.monotonic()
        self.scope[CONNECTION] = self  # type: ignore[typeddict-unknown-key]  # ours

    def on_headers_complete(self) -> None:
        """Note that the head is complete."""
        self._head_since = None
        self._head_bytes = 0
        self._is_in_head = False
        self._is_in_body = True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Note that the body is complete."""
        self._is_in_body = False
        self._draining_since = None
        super().on_message_complete()

    def drain(self) -> None:
        """Throw away what is still to come of this request's body."""
        if self._is_in_body and self._draining_since is None:
            self._draining_since = time.monotonic()
            self._drained = 0

    def wrote(self, count: int) -> None:
        """Note that so many bytes have been sent on their way."""
        self._written += count

    def is_gone(self) -> bool:
        """Say whether the client has left; may be called from any thread."""
        return self._is_lost

    def cut(self, *, at_once: bool = False) -> None:
        """End the connection; what is written already is sent first, unless `at_once`."""
        if at_once:
            opened = self.transport.get_extra_info("socket")
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            self.transport.abort()
        else:
            self.transport.close()

    def sweep(self, now: float, patience: Patience) -> None:
        """End the connection if its client has been too slow."""
        if self._head_since is not None and now - self._head_since > patience.receive_s:
            self._head_since = None
            self._refuse(408, "the request did not arrive in time")
        elif self._draining_since is not None and now - self._draining_since > patience.receive_s:
            self.cut(at_once=True)
        unread = self.transport.get_write_buffer_size()
        taken = self._written - unread
        if not unread or self._slow_since is None:
            self._slow_since, self._taken_then = (now if unread else None), taken
        elif now - self._slow_since > patience.send_s:
            if taken - self._taken_then < patience.send_bytes_s * (now - self._slow_since):
                self.cut(at_once=True)
            self._slow_since, self._taken_then = now, taken

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, or an address that is longer than its parser reads."""
        if self._is_within_head() and len(getattr(self, "url", b"")) > _URL_BYTES:
            self._refuse(414, f"an address has at most {_URL_BYTES} bytes: send the query by POST")
        else:
            self._refuse(400, msg)

    def _is_within_head(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _refuse(self, status: int, why: str) -> None:
        """Refuse what is being received, in place of an answer, and end the connection."""
        if not self._is_within_head() and self.cycle.response_started:
            self.cut(at_once=True)
            return
        reply = cast(Any, self.app).refused(self._known_scope(), status, why)
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in reply.headers]
        self.transport.write("\r\n".join([*lines, "", ""]).encode("latin-1") + reply.body)
        self.transport.close()

    def _known_scope(self) -> dict[str, Any]:
        """Return what is known of the request that is being received."""
        if self._is_in_head or not self._is_within_head():
            return cast(dict[str, Any], self.scope)
        known = {"server": self.server, "client": self.client, "scheme": self.scheme or "http"}
        return {**known, "headers": [], "http_version": "1.1"}


def sweep(connections: Any, patience: Patience) -> None:
    """End all connections whose client has been too slow."""
    now = time.monotonic()
    for connection in list(connections):
        if not connection.is_gone():
            connection.sweep(now, patience)
