"""Small stores, a listener that must see nobody, and `celadon serve` as a process on loopback."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest
from server_process import launched

from kg.pool.pool import Pool
from kg.pool.process import Launch
from kg.pool.refusals import ClientGoneError

BASE = "http://example.org/"
FILMS = 1000
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
Start = Callable[..., Pool]
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ALL = "SELECT * { ?s ?p ?o }"
linux = pytest.mark.skipif(sys.platform != "linux", reason="the limits of Linux")
PATIENCE_S = 30.0
"""How long a test waits for what must come: on a busy machine late, but not never."""


def pids(pool: Pool) -> set[int]:
    return {worker["pid"] for worker in pool.status()["workers"]}  # type: ignore[attr-defined]


def value(content: bytes) -> str:
    found: str = json.loads(content)["results"]["bindings"][0]["n"]["value"]
    return found


def within(seconds: float, holds: Callable[[], object]) -> bool:
    """Wait until something holds; say whether it did so in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return bool(holds())


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def write_store(folder: Path, films: int = FILMS) -> Path:
    node = pyoxigraph.NamedNode
    lines = [
        pyoxigraph.Quad(
            node(f"{BASE}film/{n}"), node(f"{BASE}title"), pyoxigraph.Literal(f"no {n}")
        )
        for n in range(films)
    ]
    store = pyoxigraph.Store(str(folder))
    store.bulk_extend(lines)
    store.flush()
    return folder


def launch(store: Path, memory_bytes: int = 2_000_000_000) -> Launch:
    return Launch(str(store), BASE, {"ex": BASE}, memory_bytes)


def request(query: str, **more: object) -> dict[str, object]:
    """A request as the server makes it, with everything held back unless told otherwise."""
    known = {"query": query, "solutions": "json", "triples": "nt", "held_bytes": 64_000_000}
    return known | {"max_bytes": 50_000_000, "max_rows": 100_000} | more


class Canary:
    """A listener on loopback that notes whoever connects."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.visits = 0
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def close(self) -> None:
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.visits += 1
            connection.close()


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float
    is_whole: bool

    @property
    def text(self) -> str:
        return self.body.decode()


class Served:
    """`celadon serve` as a process."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port

    def ask(self, query: str, method: str = "GET", **parameters: object) -> Reply:
        path = "/sparql?" + urlencode(parameters | ({"query": query} if method == "GET" else {}))
        body = None if method == "GET" else query.encode()
        return self.fetch(path, method, body, {"Content-Type": "application/sparql-query"})

    def fetch(
        self, path: str, method: str = "GET", body: bytes | None = None, headers: Any = None
    ) -> Reply:
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        whole = True
        try:
            content = answer.read()
        except http.client.IncompleteRead as error:
            content, whole = error.partial, False
        connection.close()
        known = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, known, content, time.monotonic() - began, whole)

    def connect(self, query: str) -> socket.socket:
        """Ask over a connection that is left to the caller."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=120)
        path = f"/sparql?query={quote(query)}"
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        return connection

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.fetch("/status").body)
        return found

    def running(self) -> list[int]:
        return [item["pid"] for item in self.status()["running"]]

    def asked(self) -> list[str]:
        """The hashes of the queries that run, those of the server's own among them."""
        return [item["query"] for item in self.status()["running"]]

    def only_running(self) -> int:
        """Wait until one query runs; return the process in which it does."""
        seen: list[int] = []

        def is_one() -> bool:
            seen[:] = self.running()
            return len(seen) == 1

        assert within(PATIENCE_S, is_one)
        return seen[0]

    def is_whole(self) -> bool:
        """Say whether every worker is there; it is not while even this question is refused."""
        reply = self.fetch("/status")
        if reply.status != 200:
            return False
        state = json.loads(reply.body)
        return len(state["workers"]) == state["kept"]

    def is_alive(self) -> bool:
        return self.process.poll() is None and self.ask("ASK {}").body.endswith(b"true}")


@contextmanager
def serving(dataset: Path, *options: str, files: int | None = None) -> Iterator[Served]:
    with launched(*options, dataset=dataset, files=files) as (process, port):
        served = Served(process, port)
        assert within(PATIENCE_S, served.is_whole)
        yield served


@contextmanager
def holding(pool: Pool, count: int) -> Iterator[None]:
    """Hold so many workers with queries that run until the block ends."""
    left = threading.Event()
    threads = [threading.Thread(target=_leave, args=(pool, left)) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        assert within(PATIENCE_S, lambda: len(pool.status()["running"]) == count)  # type: ignore[arg-type]
        yield
    finally:
        left.set()
        for thread in threads:
            thread.join()


def _leave(pool: Pool, left: threading.Event) -> None:
    with pytest.raises(ClientGoneError):
        pool.ask(request(RUNAWAY), timeout_s=60, is_gone=left.is_set)
