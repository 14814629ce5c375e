"""`celadon serve` as a process, and clients that send slowly, do not read, leave, or send too much.

The server is given little time and few threads, so that whatever holds one shows.
"""

from __future__ import annotations

import hashlib
import select
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import PATIENCE_S, Served, serving, within

GRAPHS = "GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i }"
RUNAWAY = f"SELECT (COUNT(*) AS ?n) {{ {GRAPHS} GRAPH ?w {{ ?j ?k ?l }} }}"
POINT = "SELECT ?title { film:pulgasari cel:title ?title }"
THREADS = 4
RECEIVE_S = 2.0
SEND_S = 1.5


@pytest.fixture(scope="module")
def served(shipped_dataset: Path) -> Iterator[Served]:
    short = ("--receive-s", str(RECEIVE_S), "--send-s", str(SEND_S))
    with serving(shipped_dataset, "--threads", str(THREADS), *short) as process:
        yield process


@pytest.fixture(scope="module")
def patient(shipped_dataset: Path) -> Iterator[Served]:
    """As few threads, and whatever holds one does so for longer than a test waits."""
    long = ("--receive-s", "120", "--timeout-s", "120", "--queue-wait-s", "60")
    with serving(shipped_dataset, "--threads", str(THREADS), *long) as process:
        yield process


def send(served: Served, content: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", served.port), timeout=120)
    connection.sendall(content)
    return connection


def read_all(connection: socket.socket) -> bytes:
    """Read until the server closes the connection, and close it."""
    found = b""
    with connection:
        while part := connection.recv(1 << 16):
            found += part
    return found


def drip(connection: socket.socket, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        connection.sendall(b"A")
        time.sleep(0.1)


def flood(connection: socket.socket, piece: bytes) -> None:
    for _ in range(5_000):
        connection.sendall(piece)


def is_whole(connection: socket.socket) -> bool:
    """Say whether an answer that is not an error comes to its end."""
    try:
        head, _, body = read_all(connection).partition(b"\r\n\r\n")
    except ConnectionError:
        return False
    return head.startswith(b"HTTP/1.1 200") and body.count(b"\n") > 50_000


def is_ended(connection: socket.socket) -> bool:
    """Say whether the server has ended a connection, without reading from it."""
    asked = select.poll()
    asked.register(connection, select.POLLRDHUP)
    return bool(asked.poll(0))


def head(method: str = "POST", *lines: str, path: str = "/sparql") -> bytes:
    known = (f"{method} {path} HTTP/1.1", "Host: localhost", *lines)
    return "\r\n".join([*known, "", ""]).encode()


def body_head(length: int) -> bytes:
    return head("POST", "Content-Type: application/sparql-query", f"Content-Length: {length}")


@pytest.mark.parametrize(
    "part",
    [b"GET /health HT", b"GET /health HTTP/1.1\r\nHost: x\r\n", body_head(100) + b"ASK", b""],
    ids=["line", "head", "body", "nothing"],
)
def test_what_does_not_arrive_in_time_gets_408(served: Served, part: bytes) -> None:
    began = time.monotonic()
    answer = read_all(send(served, part))
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert RECEIVE_S * 0.9 < time.monotonic() - began < 20


def test_a_byte_now_and_then_is_not_in_time(served: Served) -> None:
    with send(served, body_head(10_000)) as connection, pytest.raises(ConnectionError):
        drip(connection, PATIENCE_S)


def test_slow_senders_hold_no_thread(patient: Served) -> None:
    slow = [send(patient, body_head(100) + b"A") for _ in range(THREADS * 10)]
    reply = patient.ask(POINT)
    assert (reply.status, reply.seconds < 20) == (200, True)
    for connection in slow:
        connection.close()


def test_who_leaves_while_it_waits_holds_no_thread(patient: Served) -> None:
    """More than there are threads, each waiting for a worker, and each gone at once."""
    for n in range(THREADS * 10):
        patient.connect(f"{RUNAWAY} #{n}").close()
    reply = patient.fetch("/openapi.json?fresh")
    assert (reply.status, reply.seconds < 20) == (200, True)
    assert within(PATIENCE_S, patient.is_whole)


def test_a_request_waits_for_a_thread_no_longer_than_for_a_worker(shipped_dataset: Path) -> None:
    """The limit is two seconds: in turn, those before it would hold two threads for minutes."""
    with serving(shipped_dataset, "--threads", str(THREADS), "--timeout-s", "120") as process:
        busy = [process.connect(f"{RUNAWAY} #busy {n}") for n in range(THREADS * 30)]
        time.sleep(0.2)
        reply = process.fetch("/sources")
        assert reply.seconds < 20
        assert reply.status in (200, 429)
        for connection in busy:
            connection.close()
        assert within(PATIENCE_S, process.is_whole)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell of an end unread")
def test_who_does_not_read_is_let_go(served: Served) -> None:
    silent = []
    for n in range(THREADS * 2):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", served.port))
        connection.sendall(head("GET", "Connection: close", path=f"/export.nq?{n}"))
        silent.append(connection)
    assert within(PATIENCE_S, lambda: served.ask(POINT).status == 200)  # threads are free again
    assert within(PATIENCE_S, lambda: all(map(is_ended, silent)))
    assert not any(is_whole(connection) for connection in silent)


@pytest.mark.parametrize(("size", "status"), [(9_000, 200), (20_000, 200), (70_000, 414)])
def test_a_long_address_is_read_or_refused(served: Served, size: int, status: int) -> None:
    reply = served.ask(f"{POINT} #{'x' * size}")
    assert reply.status == status


def test_an_endless_head_is_refused(served: Served) -> None:
    with send(served, head("GET", path="/")[:-2]) as connection, pytest.raises(ConnectionError):
        flood(connection, b"X-Filler: " + b"x" * 10_000 + b"\r\n")
    assert served.is_alive()


def test_a_body_in_chunks_is_a_body(served: Served) -> None:
    lines = ("Content-Type: application/sparql-query", "Transfer-Encoding: chunked")
    chunks = b"4\r\nASK \r\n2\r\n{}\r\n0\r\n\r\n"
    connection = send(served, head("POST", *lines, "Connection: close") + chunks)
    answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"true}")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_long_is_refused_unread(served: Served, chunked: bool) -> None:
    kind = "Content-Type: application/sparql-query"
    length = "Transfer-Encoding: chunked" if chunked else "Content-Length: 99999999"
    part = b"x" * 10_000
    piece = b"%x\r\n%s\r\n" % (len(part), part) if chunked else part
    with send(served, head("POST", kind, length)) as connection, pytest.raises(ConnectionError):
        flood(connection, piece)
    assert served.is_alive()


@pytest.mark.parametrize(
    "content",
    [b"\x16\x03\x01\x02\x00\x01\x00", b"NONSENSE\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 99],
    ids=["tls", "line", "version", "empty lines"],
)
def test_what_is_no_http_is_refused(served: Served, content: bytes) -> None:
    answer = read_all(send(served, content))
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 408"))
    assert served.is_alive()


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_silent_connections_give_way_to_those_who_ask(shipped_dataset: Path) -> None:
    options = ("--receive-s", "120", "--timeout-s", "120")
    with serving(shipped_dataset, *options, files=512) as process:
        running = process.connect(RUNAWAY)
        assert within(PATIENCE_S, process.running)
        crowd = [send(process, b"") for _ in range(200)]
        kept = send(process, head("GET", path="/health"))
        assert b"200 OK" in kept.recv(1 << 16)
        for _ in range(8):
            crowd += [send(process, b"") for _ in range(50)]
            assert process.fetch("/health").status == 200
        assert within(PATIENCE_S, lambda: is_ended(crowd[0]))
        assert process.ask(POINT).status == 200
        assert process.running()  # who waits for an answer is not ended
        kept.sendall(head("GET", "Connection: close", path="/health"))
        assert b"HTTP/1.1 200" in read_all(kept)
        for connection in (*crowd, running):
            connection.close()


def test_requests_in_a_row_are_answered_in_order(served: Served) -> None:
    names = ("one", "two", "three")
    asked = [head("GET", f"X-Request-Id: {name}", path="/health") for name in names]
    last = head("GET", "Connection: close", "X-Request-Id: four", path="/health")
    answer = read_all(send(served, b"".join(asked) + last)).decode()
    places = [answer.index(f"x-request-id: {name}".lower()) for name in (*names, "four")]
    assert places == sorted(places)


def test_a_running_query_is_stopped_with_a_token(shipped_dataset: Path) -> None:
    with serving(shipped_dataset, "--token", "right", "--timeout-s", "120") as process:
        answers: list[int] = []
        asking = threading.Thread(target=lambda: answers.append(process.ask(RUNAWAY).status))
        asking.start()
        name = hashlib.sha256(RUNAWAY.encode()).hexdigest()[:16]
        assert within(PATIENCE_S, lambda: name in process.asked())
        headers = {
            "Authorization": "Bearer right",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        form = f"query={name}".encode()
        assert process.fetch("/status/stop", "POST", form, headers).status == 200
        asking.join(PATIENCE_S)  # nobody else ends it so soon
        assert answers == [503]


def test_the_wait_is_held_where_there_are_as_many_workers_as_threads(shipped_dataset: Path) -> None:
    """Each thread waits for a query that lasts; nobody is free to look at the clock."""
    options = ("--threads", "2", "--workers", "2", "--timeout-s", "120", "--queue-wait-s", "1")
    with serving(shipped_dataset, *options) as process:
        assert within(PATIENCE_S, lambda: not process.status()["running"])
        busy = [process.connect(f"{RUNAWAY} #{n}") for n in range(2)]
        time.sleep(0.5)
        assert process.ask("ASK {}").status == 200  # which takes no thread, and the quick lane
        for path in ("/sparql?query=ASK%7BGRAPH%20%3Fg%7B%7D%7D", "/sources", "/health"):
            reply = process.fetch(path)
            assert (reply.status, reply.headers["retry-after"]) == (429, "1")
            assert 0.9 < reply.seconds < 10
        for connection in busy:
            connection.close()
        assert within(PATIENCE_S, lambda: process.fetch("/health").status == 200)


def test_waits_for_a_thread_and_for_a_worker_are_one(shipped_dataset: Path) -> None:
    """The late one waits for a thread until others give up, and then only for what is left."""
    options = ("--threads", "3", "--workers", "1", "--timeout-s", "120", "--queue-wait-s", "3")
    with serving(shipped_dataset, *options) as process:
        assert within(PATIENCE_S, lambda: not process.status()["running"])
        busy = [process.connect(f"{RUNAWAY} #{n}") for n in range(3)]  # one runs, two wait for it
        time.sleep(1.5)
        reply = process.ask(f"{RUNAWAY} #late")
        assert reply.status == 429
        assert reply.seconds < 4.5  # of its own three seconds
        for connection in busy:
            connection.close()
