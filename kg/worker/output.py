"""A result on its way out of a worker: counted, refused where it is too much, held back at first.

Invariant: up to `held_bytes` are kept back, so that whatever goes wrong until then is an error and
no cut result; a result that ends within them is sent with its length.
"""

from __future__ import annotations

from collections.abc import Callable

from kg.xmltext import XmlText

from .frames import DATA, END, HEAD
from .rows import Rows

Send = Callable[[bytes, bytes | dict[str, object]], None]

_CHUNK_BYTES = 65_536


class RefusedError(Exception):
    """A result is not sent; `kind` says why in one word."""

    def __init__(self, kind: str, message: str) -> None:
        """Keep both."""
        super().__init__(message)
        self.kind = kind


class Output:
    """A writable file that counts, refuses what is too much, and holds back."""

    def __init__(
        self,
        head: dict[str, object],
        rows: Rows,
        request: dict[str, object],
        send: Send,
        *,
        is_xml: bool = False,
    ) -> None:
        """Begin a result; `head` says its form and format, `request` the limits.

        With `is_xml` it is made readable as `kg.xmltext` says.
        """
        self._xml = XmlText() if is_xml else None
        self._head = head
        self._rows = rows
        self._max_bytes = number(request, "max_bytes")
        self._max_rows = number(request, "max_rows")
        self._held_bytes = number(request, "held_bytes") or 0
        self._send = send
        self._buffer = bytearray()
        self._held: list[bytes] | None = []
        self._bytes = 0
        self._uncounted: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Take bytes of the result."""
        for start in range(0, len(data), _CHUNK_BYTES):
            self._buffer += data[start : start + _CHUNK_BYTES]
            if len(self._buffer) >= _CHUNK_BYTES:
                self._pass_on()
        return len(data)

    def flush(self) -> None:
        """Do nothing: `end` sends the rest."""

    def end(self) -> None:
        """Send what was held back, and that this was all."""
        self._pass_on()
        if self._held is not None:
            self._release(length=self._bytes)
        self._send(END, {"bytes": self._bytes})

    def take(self) -> bytes:
        """Return what was held back instead of sending it."""
        self._pass_on()
        return b"".join(self._held or ())

    def _pass_on(self) -> None:
        chunk = bytes(self._buffer)
        if self._xml is not None:
            chunk = self._xml.readable(chunk)
        self._buffer.clear()
        self._bytes += len(chunk)
        self._count(chunk)
        if self._max_bytes is not None and self._bytes > self._max_bytes:
            raise RefusedError("too-large", f"the {self._max_bytes:,} bytes")
        if self._max_rows is not None and self._rows.count > self._max_rows:
            raise RefusedError("too-large", f"the {self._max_rows:,} rows")
        if self._held is None:
            self._send(DATA, chunk)
        else:
            self._held.append(chunk)
            if self._bytes > self._held_bytes:
                self._release(length=None)

    def _count(self, chunk: bytes) -> None:
        """Count the rows once there are so many bytes that they could be too many."""
        if self._max_rows is None:
            return
        self._uncounted.append(chunk)
        if self._bytes > self._max_rows * self._rows.least_bytes:
            for part in self._uncounted:
                self._rows.feed(part)
            self._uncounted.clear()

    def _release(self, length: int | None) -> None:
        held, self._held = self._held, None
        self._send(HEAD, {**self._head, "length": length})
        for chunk in held or ():
            self._send(DATA, chunk)


def number(request: dict[str, object], name: str) -> int | None:
    """Return a whole number of a request, None where it has none."""
    value = request.get(name)
    return value if isinstance(value, int) else None
