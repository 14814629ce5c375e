"""Heads of requests: their host, the end of their body, and wishes that are not granted."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path

import pytest
from processes import Served, serving


def answered(served: Served, *pieces: bytes) -> tuple[int, bytes]:
    """Return the status of the first answer, and all that came until the server closed."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            connection.sendall(piece)
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
        (b"GET /health HTTP/1.1", [b" localhost \t "], 200),
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


ASK = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
CHUNKS = b"6\r\nASK {}\r\n0\r\n\r\n"
NEXT = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("lines", "body", "statuses"),
    [
        (b"Content-Length: 6", b"ASK {}", [200, 200]),
        (b"Content-Length:  6 \t", b"ASK {}", [200, 200]),
        (b"Transfer-Encoding: chunked", CHUNKS, [200, 200]),
        (b"Transfer-Encoding: CHUNKED", CHUNKS, [200, 200]),
        (b"Transfer-Encoding: chunked", CHUNKS.replace(b"6\r", b"6;a=b\r"), [200, 200]),
        (b"Transfer-Encoding: gzip, chunked", CHUNKS, [501]),
        (b"Transfer-Encoding: xchunked", CHUNKS, [400]),
        (b"Transfer-Encoding: chunked, identity", CHUNKS, [400]),
        (b"Content-Length: 6\r\nTransfer-Encoding: chunked", CHUNKS, [400]),
        (b"Transfer-Encoding: chunked\r\nContent-Length: 6", CHUNKS, [400]),
        (b"Content-Length: 6\r\nContent-Length: 7", b"ASK {} ", [400]),
        (b"Content-Length: 6, 6", b"ASK {}", [400]),
        (b"Content-Length: +6", b"ASK {}", [400]),
        (b"Content-Length : 6", b"ASK {}", [400]),
        (b"Transfer-Encoding: chunked", CHUNKS.replace(b"6\r\n", b"6\n"), [400]),
        (b"Transfer-Encoding: chunked", CHUNKS.replace(b"6\r", b"0x6\r"), [400]),
        (b"Transfer-Encoding: chunked", CHUNKS.replace(b"{}\r\n", b"{}xx"), [400]),
        (b"Content-Length: 6\r\nX-Folded: a\r\n b", b"ASK {}", [400]),
    ],
    ids=str,
)
def test_a_body_has_one_end(served: Served, lines: bytes, body: bytes, statuses: list[int]) -> None:
    _, answer = answered(served, ASK + lines + b"\r\n\r\n" + body + NEXT)
    assert statuses_of(answer) == statuses


def statuses_of(answer: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"HTTP/1\.1 (\d{3}) [A-Z]", answer)]


@pytest.mark.parametrize("version", [b"1.0", b"0.9"])
def test_chunks_are_of_http_1_1(served: Served, version: bytes) -> None:
    head = ASK.replace(b"1.1", version) + b"Transfer-Encoding: chunked\r\n\r\n"
    _, answer = answered(served, head + CHUNKS + NEXT)
    assert statuses_of(answer) == [400]


def test_a_request_without_a_version_is_refused(served: Served) -> None:
    status, _ = answered(served, b"GET /health\r\n\r\n")
    assert status == 400


WISH = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"


@pytest.mark.parametrize(
    ("lines", "body"),
    [(b"Content-Length: 6", b"ASK {}"), (b"Transfer-Encoding: chunked", CHUNKS)],
    ids=["length", "chunks"],
)
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_who_wishes_another_protocol_is_answered_in_this(
    served: Served, lines: bytes, body: bytes, size: int
) -> None:
    """As Java's client does, with a body behind the head, in packets of any size."""
    content = ASK + WISH + lines + b"\r\n\r\n" + body + NEXT
    pieces = [content[n : n + size] for n in range(0, len(content), size)]
    _, answer = answered(served, *pieces)
    assert statuses_of(answer) == [200, 200]
    assert b'"boolean":true' in answer


def test_a_tunnel_is_refused(served: Served) -> None:
    status, _ = answered(served, b"CONNECT e:443 HTTP/1.1\r\nHost: e:443\r\n\r\n")
    assert status == 400


def test_what_follows_a_body_is_no_header(shipped_dataset: Path) -> None:
    form = b"Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n"
    head = b"POST /status/stop HTTP/1.1\r\nHost: x\r\n" + form
    chunks = b"Transfer-Encoding: chunked\r\n\r\n7\r\nquery=x\r\n0\r\n"
    right = b"Authorization: Bearer right\r\n"
    with serving(shipped_dataset, "--token", "right") as process:
        assert answered(process, head + right + chunks + b"\r\n")[0] == 404
        assert answered(process, head + chunks + right + b"\r\n")[0] == 401
