"""Clients that read large results slowly or not at all hold a file each, and nothing else."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from processes import PATIENCE_S, Served, serving, within

GRAPHS = "GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f }"
LARGE = f"SELECT * {{ {GRAPHS} }} LIMIT"
POINT = "SELECT ?title { film:pulgasari cel:title ?title }"
READERS = 50
ROWS = 12_000
"""Of a large result: 7 million bytes."""
SEND_S = 3.0


@pytest.fixture(scope="module")
def patient(shipped_dataset: Path) -> Iterator[Served]:
    """Two workers, four threads, and whoever reads may take an hour for it."""
    long = ("--send-s", "3600", "--timeout-s", "120", "--queue-wait-s", "30", "--budget-s", "1e9")
    with serving(shipped_dataset, "--threads", "4", *long) as process:
        yield process


@pytest.fixture(scope="module")
def strict(shipped_dataset: Path) -> Iterator[Served]:
    """A reader has to take 100,000 bytes a second, measured over three."""
    options = ("--send-s", str(SEND_S), "--send-bytes-s", "100000", "--threads", "4")
    with serving(shipped_dataset, *options, "--aside-bytes", "24000000") as process:
        yield process


def reader(
    served: Served, number: int, *, rows: int = ROWS, buffer_bytes: int = 4_096
) -> socket.socket:
    """Ask for a large result and leave it unread."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer_bytes)
    connection.settimeout(120)
    connection.connect(("127.0.0.1", served.port))
    path = f"/sparql?query={quote(f'{LARGE} {rows} #{number}')}"
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return connection


def test_fifty_slow_readers_hold_no_worker_and_no_thread(patient: Served) -> None:
    readers = [reader(patient, n, rows=2_000) for n in range(READERS)]
    for connection in readers:
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
    assert patient.running() == []
    for n in range(5):
        reply = patient.ask(f"{POINT} #{n}")
        assert (reply.status, reply.seconds < 10) == (200, True)
    for connection in readers:
        connection.close()


def test_who_reads_slowly_but_on_gets_all_of_it(strict: Served) -> None:
    """At a million bytes a second at most, ten times what is asked, for longer than is measured."""
    with reader(strict, -1, buffer_bytes=262_144) as connection:
        found = bytearray(connection.recv(65_536))
        length = int(found.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        began = time.monotonic()
        while len(found) < length:
            part = connection.recv(50_000)
            assert part, f"cut after {time.monotonic() - began:.1f} s"
            found += part
            time.sleep(len(part) / 1_000_000)
    assert time.monotonic() - began > 2 * SEND_S


def ends(connection: socket.socket, within_s: float) -> bool:
    """Read 2,000 bytes a second; say whether the connection ends."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        try:
            if not connection.recv(100):
                return True
        except ConnectionError:
            return True
        time.sleep(0.05)
    return False


def test_who_reads_a_trickle_is_let_go(strict: Served) -> None:
    with reader(strict, -2) as connection:
        began = time.monotonic()
        assert ends(connection, within_s=60)
        assert time.monotonic() - began > SEND_S * 0.9


def test_results_that_wait_to_be_read_are_bounded(strict: Served) -> None:
    """A client of this machine has a quarter of the room, which three results more than fill."""
    readers = [reader(strict, 100 + n) for n in range(6)]
    begun = [connection.recv(100).split(b"\r\n")[0] for connection in readers]
    assert b"HTTP/1.1 200 OK" in begun
    assert b"HTTP/1.1 429 Too Many Requests" in begun
    assert strict.ask(POINT).status == 200
    for connection in readers:
        connection.close()
    assert within(PATIENCE_S, lambda: strict.ask(f"{LARGE} {ROWS} #last").status == 200)
