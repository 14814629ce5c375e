"""Uploads that are longer than other bodies: let in with a token, in bounded memory, not else."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from stores import TURTLE, WRITER, Reply, Served, of, plain, serving

MOST = 8_000_000
G = of("urn:large")
NT = {"Content-Type": "application/n-triples"}
WRONG = {"Authorization": "Bearer wrong"}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("large")
    log = ("--access-log", str(folder / "log"))
    limits = ("--max-upload-bytes", str(MOST), "--queue-wait-s", "30", "--receive-s", "20")
    with serving(*plain(folder / "store", *limits, *log)) as served:
        served.log = folder / "log"  # type: ignore[attr-defined]
        yield served


def triples(length: int) -> str:
    """So many bytes of N-Triples, or a few less."""
    line = '<urn:s> <urn:p> "{}" .\n'
    size = len(line.format("0" * 900))
    return "".join(line.format(f"{n:0900}") for n in range(length // size))


def chunked(served: Served, path: str, body: str, headers: dict[str, str]) -> Reply:
    """Send a body whose length is not said before."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
    pieces = (body[n : n + 65_536].encode() for n in range(0, len(body), 65_536))
    connection.request("PUT", path, pieces, headers, encode_chunked=True)
    answer = connection.getresponse()
    found = Reply(answer.status, dict(answer.getheaders()), answer.read())
    connection.close()
    return found


@pytest.mark.parametrize("length", [1_900_000, 3_000_000, 7_900_000])
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_an_upload_may_be_as_long_as_the_setting_says(
    large: Served, method: str, length: int
) -> None:
    content = triples(length)
    answer = large.fetch(method, G, content, {**WRITER, **NT})
    assert answer.status in (200, 201, 204), answer.text
    assert large.delete(G).status == 200


def test_an_upload_may_come_in_chunks(large: Served) -> None:
    assert chunked(large, G, triples(3_000_000), {**WRITER, **NT}).status in (201, 204)
    assert chunked(large, G, triples(MOST + 9_000), {**WRITER, **NT}).status == 413


@pytest.mark.parametrize("headers", [{}, WRONG], ids=["none", "wrong"])
def test_without_a_right_token_a_long_body_is_not_let_in(
    large: Served, headers: dict[str, str]
) -> None:
    answer = large.fetch("PUT", G, triples(3_000_000), {**NT, **headers})
    assert answer.status == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert "2000000" in answer.json["detail"]


@pytest.mark.parametrize("path", ["/sparql", "/health", "/storehouse"])
def test_elsewhere_a_long_body_is_not_let_in_even_with_a_token(large: Served, path: str) -> None:
    headers = {**WRITER, "Content-Type": "application/sparql-update"}
    assert large.fetch("POST", path, triples(3_000_000), headers).status == 413


def test_an_upload_beyond_the_setting_is_refused(large: Served) -> None:
    assert large.fetch("PUT", G, triples(MOST + 9_000), {**WRITER, **NT}).status == 413


def test_many_uploads_at_a_time_take_turns_in_bounded_memory(large: Served) -> None:
    content = triples(7_500_000)
    large.put(G, content)  # what one takes, and keeps
    before = peak(large)
    statuses: list[int] = []

    def upload(n: int) -> None:
        answer = large.fetch("PUT", of(f"urn:large-{n}"), content, {**WRITER, **NT})
        statuses.append(answer.status)

    threads = [threading.Thread(target=upload, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {201, 503}
    assert 201 in statuses
    assert peak(large) - before < 8 * MOST  # all of them at a time would be 12, each a few times


def peak(served: Served) -> int:
    lines = Path(f"/proc/{served.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


# Refusals ------------------------------------------------------------------------------


def logged(served: Served, id: str) -> dict[str, object]:
    lines = served.log.read_text().splitlines()  # type: ignore[attr-defined]
    return next(found for found in map(json.loads, lines) if found["id"] == id)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("text/plain", "text/plain"),
        ("*/*", "application/problem+json"),
    ],
)
def test_a_refusal_tells_its_problem_and_is_logged(large: Served, accept: str, kind: str) -> None:
    headers = {**TURTLE, "Accept": accept, "X-Request-Id": f"mine-{kind[-4:]}"}
    answer = large.fetch("PUT", G, triples(3_000_000), headers)
    assert answer.status == 413
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert answer.headers["x-request-id"] == headers["X-Request-Id"]
    assert "nosniff" in answer.headers["x-content-type-options"]
    assert "413" in answer.text
    line = logged(large, headers["X-Request-Id"])
    assert (line["status"], line["method"], line["path"]) == (413, "PUT", "/store")


RAW = {
    431: b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Filler: " + b"x" * 300_000,
    400: b"NONSENSE\r\n\r\n",
    414: b"GET /sparql?query=" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize(("status", "sent"), RAW.items(), ids=map(str, RAW))
def test_what_is_refused_in_its_head_is_told_and_logged_too(
    large: Served, status: int, sent: bytes
) -> None:
    head, body = raw(large, sent)
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert "application/problem+json" in head
    assert json.loads(body)["status"] == status
    id = head.lower().partition("x-request-id: ")[2].partition("\r\n")[0]
    assert logged(large, id)["status"] == status


def raw(served: Served, sent: bytes) -> tuple[str, bytes]:
    import socket

    found = b""
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as connection:
        connection.sendall(sent)
        while part := connection.recv(1 << 16):
            found += part
    head, _, body = found.partition(b"\r\n\r\n")
    return head.decode(), body
