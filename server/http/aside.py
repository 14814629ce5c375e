"""Results put aside on disk: who reads slowly holds a file, and no worker and no thread.

A result is read to its end before any of it is sent, so that nobody takes half of it for all.
Invariant: the files have at most `most_bytes` together, and a quarter of that for one client; one
that is larger is still taken, when there is no other.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Final, cast

from flask import Response, abort, current_app

from kg import pool
from server.http.clients import current_client
from server.http.negotiate import content_type

SHELF: Final = "celadon.shelf"
"""The key under which an application's extensions hold its `Shelf`."""

_BLOCK_BYTES: Final = 1 << 18
_SHARE: Final = 4
_RETRY_S: Final = 5


class Aside(Iterator[bytes]):
    """A result that was put aside; `close` it."""

    def __init__(self, shelf: Shelf, client: str, file: IO[bytes]) -> None:
        """Take the file, whose room on the shelf is given back at the end."""
        self.length = 0
        self._shelf = shelf
        self._client = client
        self._file = file

    def fill(self, parts: Iterator[bytes]) -> None:
        """Read all the parts.

        Raises:
            BusyError: too much is put aside already.
            OSError: there is no room on the disk.
        """
        for part in parts:
            self._shelf.take(self._client, self.length, len(part))
            self.length += len(part)
            self._file.write(part)
        self._file.seek(0)

    def __next__(self) -> bytes:
        """Return the next bytes."""
        if not self._file.closed and (block := self._file.read(_BLOCK_BYTES)):
            return block
        self.close()
        raise StopIteration

    def close(self) -> None:
        """Let go of the file and its room."""
        if not self._file.closed:
            self._file.close()
            self._shelf.give(self._client, self.length)


class Shelf:
    """Where results are put aside. Thread-safe."""

    def __init__(self, most_bytes: int) -> None:
        """Begin with nothing."""
        self.most_bytes = most_bytes
        self._held: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def bytes(self) -> int:
        """How much is put aside now."""
        with self._lock:
            return self._held.total()

    def put(self, parts: pool.Answer, client: str) -> Aside:
        """Read a result to its end, for a client.

        Raises:
            BusyError: too much is put aside already; the client may try again.
            OSError: there is no room on the disk.
        """
        opened = TemporaryFile()  # noqa: SIM115  # whoever gets the result closes it
        aside = Aside(self, client, cast(IO[bytes], opened))
        try:
            aside.fill(parts)
        except BaseException:
            parts.close()
            aside.close()
            raise
        return aside

    def take(self, client: str, own: int, size: int) -> None:
        """Count bytes of a result of which `own` are counted already.

        Raises:
            BusyError: that is too much beside the others.
        """
        with self._lock:
            others, of_client = self._held.total() - own, self._held[client] - own
            for held, most in ((others, self.most_bytes), (of_client, self.most_bytes // _SHARE)):
                if held and held + own + size > most:
                    raise pool.BusyError("too many large results wait to be read", _RETRY_S)
            self._held[client] += size

    def give(self, client: str, size: int) -> None:
        """Count bytes that are gone."""
        with self._lock:
            self._held[client] -= size
            if not self._held[client]:
                del self._held[client]


def result(found: pool.Answer) -> Response:
    """Return a query's result as an answer: at once where it is small, else put aside first.

    One whose length is not known, as the settings hold too little of it back, is passed on as it
    comes, until its deadline.
    """
    if found.length is None:
        return Response(found, content_type=content_type(found.format))
    return file(found)


def file(found: pool.Answer) -> Response:
    """Return a result of any length as an answer, put aside first where it is not small."""
    kind = content_type(found.format)
    if found.length is not None and found.length <= pool.SMALL_BYTES:
        return Response(found.read(), content_type=kind)
    shelf: Shelf = current_app.extensions[SHELF]
    try:
        aside = shelf.put(found, current_client().key)
    except OSError as error:
        abort(507, f"the result finds no room on the server's disk ({error.strerror})")
    answered = Response(aside, content_type=kind)
    answered.content_length = aside.length
    return answered
