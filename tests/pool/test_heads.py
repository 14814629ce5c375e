"""Heads of requests that say no host, several, or one that is none."""

from __future__ import annotations

import json
import socket

import pytest
from processes import Served


def answered(served: Served, content: bytes) -> tuple[int, bytes]:
    """Return the status of the first answer, and all that came until the server closed."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.sendall(content)
        found = b""
        while part := connection.recv(1 << 16):
            found += part
    return int(found.split(b" ", 2)[1]), found


@pytest.mark.parametrize(
    ("line", "hosts", "status"),
    [
        (b"GET /health HTTP/1.1", [b"localhost"], 200),
        (b"GET /health HTTP/1.1", [b"127.0.0.1:8000"], 200),
        (b"GET /health HTTP/1.1", [b"[::1]:8000"], 200),
        (b"GET /health HTTP/1.0", [], 200),
        (b"GET http://example.org/health HTTP/1.1", [b"localhost"], 200),
        (b"GET /health HTTP/1.1", [], 400),
        (b"GET http://example.org/health HTTP/1.1", [], 400),
        (b"GET /health HTTP/1.1", [b""], 400),
        (b"GET /health HTTP/1.1", [b"one", b"two"], 400),
        (b"GET /health HTTP/1.1", [b"one", b"one"], 400),
        (b"GET /health HTTP/1.0", [b"one", b"two"], 400),
        (b"GET /health HTTP/1.1", [b"one, two"], 400),
        (b"GET /health HTTP/1.1", [b"user@host"], 400),
        (b"GET /health HTTP/1.1", [b"host/path"], 400),
        (b"GET /health HTTP/1.1", [b"host:port"], 400),
        (b"GET /health HTTP/1.1", [b"\xc3\xa9"], 400),
    ],
    ids=str,
)
def test_a_request_says_one_host(
    served: Served, line: bytes, hosts: list[bytes], status: int
) -> None:
    lines = [line, *(b"Host: " + host for host in hosts), b"Connection: close", b"", b""]
    found, answer = answered(served, b"\r\n".join(lines))
    assert found == status
    if status == 400:
        problem = json.loads(answer.partition(b"\r\n\r\n")[2])
        assert "Host" in problem["detail"]


def test_what_follows_a_refused_head_is_not_read_as_a_request(served: Served) -> None:
    first = b"GET /health HTTP/1.1\r\n\r\n"
    second = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    status, answer = answered(served, first + second)
    assert status == 400
    assert answer.count(b"\r\n\r\n") == 1


def test_the_host_of_an_absolute_target_counts(served: Served) -> None:
    head = b"GET http://user@example.org:81/openapi.json HTTP/1.1\r\nHost: other\r\n"
    _, answer = answered(served, head + b"Connection: close\r\n\r\n")
    described = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert described["servers"] == [{"url": "http://example.org:81/"}]
