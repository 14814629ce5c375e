"""A call of another endpoint ends at its deadline, whatever the other side does."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import pytest

from kg.federation import ServiceError
from kg.federation.client import fetch
from kg.federation.policy import networks

LOOPBACK = networks(["127.0.0.0/8"])
JSON = "application/sparql-results+json"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"HTTP/1.1 200",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 1000,
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 5000,
        b"HTTP/1.1 200 OK\r\nContent-Type: " + JSON.encode() + b"\r\n\r\n" + b" " * 5000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: "
        + JSON.encode()
        + b"\r\n\r\n0\r\n"
        + b"X: y\r\n" * 1000,
    ],
    ids=["nothing", "status", "continue", "head", "body", "trailer"],
)
def test_no_drip_of_any_part_of_an_answer_extends_the_deadline(said: bytes) -> None:
    with dripping(said) as port:
        began = time.monotonic()
        with pytest.raises(ServiceError, match="does not answer"):
            fetch(f"http://127.0.0.1:{port}/", "ASK {}", timeout_s=0.4, exceptions=LOOPBACK)
        assert time.monotonic() - began < 20
        assert all_ended()


def test_no_drip_of_a_greeting_extends_the_deadline() -> None:
    record = b"\x16\x03\x03\x40\x00" + b"\x02" * 16384  # the beginning of a TLS record
    with dripping(record) as port:
        began = time.monotonic()
        with pytest.raises(ServiceError, match="does not answer"):
            fetch(f"https://127.0.0.1:{port}/", "ASK {}", timeout_s=0.4, exceptions=LOOPBACK)
        assert time.monotonic() - began < 20
        assert all_ended()


def test_a_name_server_that_is_silent_does_not_extend_the_deadline() -> None:
    answered = threading.Event()

    def resolve(_host: str, _port: int) -> Sequence[str]:
        answered.wait(30)
        return ["127.0.0.1"]

    began = time.monotonic()
    with pytest.raises(ServiceError, match="does not answer"):
        fetch("http://name.example/", "ASK {}", timeout_s=0.3, exceptions=LOOPBACK, resolve=resolve)
    assert time.monotonic() - began < 20
    answered.set()
    assert all_ended()


def test_calls_that_are_left_behind_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    monkeypatch.setattr("kg.federation.bounded._FREE", threading.BoundedSemaphore(2))

    def resolve(_host: str, _port: int) -> Sequence[str]:
        answered.wait(30)
        return ["127.0.0.1"]

    def call() -> None:
        fetch("http://name.example:9/", "ASK {}", timeout_s=0.1, exceptions=(), resolve=resolve)

    for _ in range(2):
        with pytest.raises(ServiceError, match="does not answer"):
            call()
    with pytest.raises(ServiceError, match="too many"):
        call()
    answered.set()
    assert all_ended()
    with pytest.raises(ServiceError, match="not public"):
        call()


@contextmanager
def dripping(said: bytes) -> Iterator[int]:
    """A server that sends a byte every 50 ms; once it is left, it must notice."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_drip, args=(listening, said), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)
        assert not thread.is_alive()


def _drip(listening: socket.socket, said: bytes) -> None:
    connection, _ = listening.accept()
    with connection, suppress(OSError):
        for byte in said:
            connection.sendall(bytes([byte]))
            time.sleep(0.05)
        while connection.recv(1000):
            pass


def all_ended() -> bool:
    """Say whether no thread that calls an endpoint is left after a moment."""
    end = time.monotonic() + 5
    while any("_do" in thread.name for thread in threading.enumerate()):
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
