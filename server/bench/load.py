"""Clients that ask over connections that stay open, each again as soon as it is answered."""

from __future__ import annotations

import multiprocessing
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

_PROCESSES: Final = 2
_READ_BYTES: Final = 1 << 18

Target = tuple[int, str]
"""A port of this machine and the path of its SPARQL endpoint."""

Question = Callable[[int], str]
"""The n-th query of a client."""


@dataclass(frozen=True, slots=True)
class Load:
    """What clients have seen.

    Attributes:
        rate: good answers a second, of all clients together.
        p50_ms: how long half of the answers took at most.
        p99_ms: the same for 99 of 100.
        failed: answers with another status than 200.
    """

    rate: float
    p50_ms: float
    p99_ms: float
    failed: int


def ask(target: Target, question: Question, *, clients: int, seconds: float) -> Load:
    """Let so many clients ask for so long."""
    context = multiprocessing.get_context("fork")
    each = clients // _PROCESSES
    found: Any = context.SimpleQueue()
    begin = time.time_ns()
    workers = [
        context.Process(
            target=_work, args=(found, target, question, each, seconds, begin + (n << 40))
        )
        for n in range(_PROCESSES)
    ]
    for worker in workers:
        worker.start()
    results = [found.get() for _ in workers]
    for worker in workers:
        worker.join()
    times = sorted(took for taken, _ in results for took in taken)
    failed = sum(count for _, count in results)
    return Load(len(times) / seconds, _at(times, 0.5), _at(times, 0.99), failed)


def _at(times: list[float], part: float) -> float:
    """Return the time, in milliseconds, that a part of the sorted times does not pass."""
    return times[min(len(times) - 1, int(len(times) * part))] * 1000 if times else 0.0


class _Client:
    """A connection, and the request that is under way on it."""

    def __init__(self, port: int, path: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._path = path
        self.began = 0.0
        self._got = bytearray()

    def ask(self, query: str) -> None:
        """Send a query."""
        self._got.clear()
        self.began = time.perf_counter()
        head = "Host: localhost\r\nAccept: application/sparql-results+json\r\n\r\n"
        self.socket.sendall(f"GET {self._path}?query={quote(query)} HTTP/1.1\r\n{head}".encode())

    def answered(self) -> int | None:
        """Read what is there; return the status once the answer is whole."""
        self._got += self.socket.recv(_READ_BYTES)
        end = self._got.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self._got[:end]).lower()
        body = len(self._got) - end - 4
        if b"content-length:" in head:
            is_whole = body >= int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        else:
            is_whole = self._got.endswith(b"0\r\n\r\n")
        return int(head[9:12]) if is_whole else None


def _work(
    found: Any, target: Target, question: Question, count: int, seconds: float, first: int
) -> None:
    times: list[float] = []
    failed = 0
    selector = selectors.DefaultSelector()
    asked = first
    for _ in range(count):
        client = _Client(*target)
        selector.register(client.socket, selectors.EVENT_READ, client)
        asked += 1
        client.ask(question(asked))
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for key, _ in selector.select(1.0):
            client = key.data
            status = client.answered()
            if status is None:
                continue
            if status == 200:
                times.append(time.perf_counter() - client.began)
            else:
                failed += 1
            asked += 1
            client.ask(question(asked))
    found.put((times, failed))
