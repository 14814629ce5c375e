"""Bodies of requests, read whole: bounded in size, in time, and in memory over all connections.

A body that grows long waits until there is room for the whole of it, and is not read before; so its
sender is held up, and not the server. Lives on the event loop.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Receive = Callable[[], Awaitable[dict[str, Any]]]

SHORT_BYTES: Final = 262_144
"""Up to this size a body takes no room: a query as long as any that is answered fits."""


class RefusedError(Exception):
    """The request is not let in."""

    def __init__(self, status: int, why: str, *, ends: bool = False) -> None:
        """Keep the status, and whether the connection is of no more use."""
        super().__init__(why)
        self.status = status
        self.ends = ends


class Room:
    """Bytes that the long bodies of all connections share; who comes first is served first."""

    def __init__(self, most_bytes: int) -> None:
        """Begin with all of them free."""
        self._free = self._most = most_bytes
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    async def take(self, size: int, wait_s: float) -> int:
        """Return how much was taken, `size` or all there is; it must be given back.

        Raises:
            TimeoutError: others had it all the time.
        """
        wanted = min(size, self._most)
        if self._waiting or wanted > self._free:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((wanted, turn))
            try:
                await asyncio.wait_for(asyncio.shield(turn), wait_s)
            except BaseException:
                self._leave(wanted, turn)
                raise
        else:
            self._free -= wanted
        return wanted

    def give(self, size: int) -> None:
        """Give back what was taken."""
        self._free += size
        while self._waiting and self._waiting[0][0] <= self._free:
            wanted, turn = self._waiting.popleft()
            self._free -= wanted
            turn.set_result(None)

    def _leave(self, wanted: int, turn: asyncio.Future[None]) -> None:
        if turn.done():  # it came at the same moment
            self.give(wanted)
        else:
            self._waiting.remove((wanted, turn))
            self.give(0)


@dataclass(frozen=True, slots=True)
class Limits:
    """What bodies may take.

    Attributes:
        body_bytes: the longest body of anybody.
        upload_bytes: the longest body of who may write.
        receive_s: how long each `body_bytes` of a body may take to arrive.
        wait_s: how long a long body may wait for room.
    """

    body_bytes: int
    upload_bytes: int
    receive_s: float
    wait_s: float


class Bodies:
    """Reads the bodies of requests."""

    def __init__(self, limits: Limits) -> None:
        """Keep room for 32 long bodies of anybody, and for two of the longest of who may write."""
        self._limits = limits
        self._of_anybody = Room(32 * limits.body_bytes)
        self._of_writers = Room(2 * limits.upload_bytes)

    async def read(self, headers: Mapping[bytes, bytes], receive: Receive, most: int) -> Body:
        """Return the whole body of a request; without a header that tells of one there is none.

        Raises:
            RefusedError: it is longer than `most`, slow, or there was no room for it.
            ConnectionError: the client has left.
        """
        declared = headers.get(b"content-length", b"0")
        is_chunked = b"transfer-encoding" in headers
        if declared == b"0" and not is_chunked:
            return Body(self._of_anybody)
        if not declared.isdigit():
            raise RefusedError(400, "the Content-Length is no number", ends=True)
        if int(declared) > most:
            raise _too_long(most)
        room = self._of_writers if most > self._limits.body_bytes else self._of_anybody
        body = Body(room)
        try:
            await self._fill(body, most if is_chunked else int(declared), receive, most)
        except BaseException:
            body.drop()
            raise
        return body

    async def _fill(self, body: Body, size: int, receive: Receive, most: int) -> None:
        limits, content = self._limits, body.content
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            async with asyncio.timeout(limits.receive_s) as patience:
                while await _receive_part(receive, content):
                    if len(content) > most:
                        raise _too_long(most)
                    if len(content) > SHORT_BYTES and not body.has_room:
                        patience.reschedule(None)
                        since = clock()
                        await body.take_room(size, limits.wait_s)
                        began += clock() - since
                    shares = max(1.0, len(content) / limits.body_bytes)
                    patience.reschedule(began + limits.receive_s * shares)
        except TimeoutError as error:
            raise RefusedError(408, "the body did not arrive in time", ends=True) from error
        if len(content) > most:
            raise _too_long(most)


class Body:
    """A body as it arrives, and the room that it takes once it is long."""

    def __init__(self, room: Room) -> None:
        """Begin with nothing."""
        self.content = bytearray()
        self._room = room
        self._taken = 0

    @property
    def has_room(self) -> bool:
        """Whether it has room for the whole of it."""
        return bool(self._taken)

    async def take_room(self, size: int, wait_s: float) -> None:
        """Take room for the whole of it.

        Raises:
            RefusedError: there was none.
        """
        try:
            self._taken = await self._room.take(size, wait_s)
        except TimeoutError as error:
            why = "too many long requests arrive at the same time: try again"
            raise RefusedError(503, why) from error

    def drop(self) -> None:
        """Forget the content and give the room back."""
        self.content = bytearray()
        self._room.give(self._taken)
        self._taken = 0


async def _receive_part(receive: Receive, found: bytearray) -> bool:
    """Append the next bytes; return whether there may be more."""
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ConnectionError("the client has left")
    found += message["body"]
    return bool(message["more_body"])


def _too_long(most: int) -> RefusedError:
    return RefusedError(413, f"the body is longer than {most} bytes")
