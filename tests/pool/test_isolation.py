"""`celadon serve` under queries that would bring a server down: it answers, and goes on."""

from __future__ import annotations

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from processes import PATIENCE_S, Canary, Reply, Served, is_running, serving, within

from kg.building.build import BuildReport

GRAPHS = "GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i }"
RUNAWAY = f"SELECT (COUNT(*) AS ?n) {{ {GRAPHS} GRAPH ?w {{ ?j ?k ?l }} }}"
ENDLESS = f"SELECT * {{ {GRAPHS} }}"
DOUBLING = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
BOMB = f"SELECT ?x0 {{ BIND('aaaaaaaa' AS ?x0) {DOUBLING} FILTER(STRLEN(?x40) > 1) }}"
POINT = "SELECT ?title { film:pulgasari cel:title ?title }"
linux = pytest.mark.skipif(sys.platform != "linux", reason="the limits of Linux")


@pytest.fixture(scope="module")
def streaming(shipped_dataset: Path) -> Iterator[Served]:
    """A server that holds nothing but 64 KiB back, and has no other limit but time."""
    sizes = ("--result-bytes", "10000000000", "--result-rows", "1000000000")
    with serving(shipped_dataset, "--held-bytes", "65536", "--timeout-s", "3", *sizes) as process:
        yield process


@pytest.fixture(scope="module")
def patient(shipped_dataset: Path) -> Iterator[Served]:
    """A server whose queries run longer than any test waits, so that what ends them shows."""
    sizes = ("--held-bytes", "65536", "--result-bytes", "10000000000", "--budget-s", "100000")
    with serving(shipped_dataset, "--timeout-s", "120", *sizes) as process:
        yield process


def test_5000_nested_braces_are_a_wrong_query(served: Served) -> None:
    reply = served.ask("SELECT * " + "{" * 5000 + "}" * 5000, "POST")
    assert reply.status == 400
    assert "line 1, column 110" in reply.text
    assert served.is_alive()


@linux
def test_a_memory_bomb_ends_its_worker_alone(served: Served) -> None:
    reply = served.ask(BOMB)
    assert reply.status in (413, 503)
    assert served.is_alive()
    assert within(PATIENCE_S, served.is_whole)


def test_a_runaway_query_is_answered_at_its_deadline(patient: Served) -> None:
    reply = patient.ask(RUNAWAY, timeout=1)
    assert reply.status == 503
    assert "1 seconds" in reply.text
    assert 1 <= reply.seconds < 20
    assert within(PATIENCE_S, patient.is_whole)


def test_the_timeout_asked_for_is_capped(streaming: Served) -> None:
    reply = streaming.ask(RUNAWAY, timeout=100)
    assert reply.status == 503
    assert "3 seconds" in reply.text


@pytest.mark.parametrize("given", ["soon", "-1", "0", "nan", "inf"])
def test_a_timeout_that_is_no_number_of_seconds_is_refused(served: Served, given: str) -> None:
    assert served.ask("ASK {}", timeout=given).status == 400


@pytest.mark.parametrize("method", ["GET", "POST", "QUERY"])
def test_a_query_comes_by_each_method(served: Served, method: str) -> None:
    reply = served.ask(POINT, method)
    assert reply.status == 200
    assert "Pulgasari" in reply.text
    assert reply.headers["accept-query"].startswith("application/sparql-query")


def test_a_form_comes_by_query_too(served: Served) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = served.fetch("/sparql", "QUERY", b"query=ASK%20%7B%7D", form)
    assert (reply.status, json.loads(reply.body)["boolean"]) == (200, True)


def test_a_query_of_20_kilobytes_comes_by_get(served: Served) -> None:
    assert served.ask("ASK {" + " " * 20_000 + "}").status == 200


def test_nothing_is_fetched(served: Served, canary: Canary) -> None:
    group = "{ ?s ?p ?o }"
    statuses = {
        f"SELECT * {{ SERVICE <{canary.address}> {group} }}": 400,
        f"SELECT * {{ SERVICE SILENT <{canary.address}> {group} }}": 200,
        f"LOAD <{canary.address}>": 400,
        f"SELECT * FROM <{canary.address}> {group}": 200,
        f"SELECT * FROM NAMED <{canary.address}> {{ GRAPH ?g {group} }}": 200,
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }": 200,
    }
    for query, status in statuses.items():
        reply = served.ask(query, "POST")
        assert reply.status == status, query
        assert b'"value"' not in reply.body
        assert b"root:" not in reply.body
    for parameter in ("default-graph-uri", "named-graph-uri"):
        reply = served.ask(f"SELECT * {group}", **{parameter: canary.address})
        assert b'"value"' not in reply.body
    assert canary.visits == 0


def test_a_result_above_the_limit_is_413_and_no_short_200(served: Served) -> None:
    for query in (ENDLESS, f"SELECT ?a {{ {GRAPHS} }}"):
        reply = served.ask(query)
        assert reply.status == 413
        assert "LIMIT" in reply.text
    assert served.ask(f"SELECT ?a {{ {GRAPHS} }} LIMIT 100000").status == 200
    assert served.ask(f"SELECT ?a {{ {GRAPHS} }} LIMIT 100001").status == 413


def test_a_large_result_comes_whole_with_its_length(served: Served) -> None:
    reply = served.ask(f"{ENDLESS} LIMIT 20000")
    assert reply.status == 200
    assert int(reply.headers["content-length"]) == len(reply.body) > 1_000_000
    assert len(json.loads(reply.body)["results"]["bindings"]) == 20_000


def test_a_head_request_has_no_body_and_leaves_no_worker_busy(served: Served) -> None:
    path = "/sparql?query=" + quote(f"{ENDLESS} LIMIT 20000")
    reply = served.fetch(path, "HEAD")
    assert (reply.status, reply.body) == (200, b"")
    assert within(PATIENCE_S, lambda: not served.running())


def test_a_cut_stream_is_no_whole_answer(streaming: Served) -> None:
    reply = streaming.ask(ENDLESS)
    assert reply.status == 200
    assert len(reply.body) > 65_536
    assert not reply.is_whole  # the last chunk of the transfer never comes
    with pytest.raises(json.JSONDecodeError):
        json.loads(reply.body)
    assert streaming.is_alive()


def test_leaving_in_the_middle_of_an_answer_ends_the_worker(patient: Served) -> None:
    connection = patient.connect(ENDLESS)
    assert connection.recv(100_000)
    worker = patient.only_running()
    connection.close()
    assert within(PATIENCE_S, lambda: not is_running(worker))
    assert within(PATIENCE_S, patient.is_whole)


def test_leaving_before_the_answer_ends_the_worker(patient: Served) -> None:
    connection = patient.connect(RUNAWAY)
    worker = patient.only_running()
    connection.close()
    assert within(PATIENCE_S, lambda: not is_running(worker))
    assert within(PATIENCE_S, patient.is_whole)


@linux
def test_a_reader_that_reads_nothing_fills_no_memory(streaming: Served) -> None:
    before = _memory(streaming.process.pid)
    connection = streaming.connect(ENDLESS)
    worker = streaming.only_running()
    assert within(PATIENCE_S, lambda: not is_running(worker))  # killed at its deadline
    assert _memory(streaming.process.pid) - before < 60_000_000
    connection.close()
    assert streaming.is_alive()


def _memory(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE")


def test_a_worker_killed_at_work_costs_one_query(patient: Served) -> None:
    replies: list[Reply] = []
    thread = threading.Thread(target=lambda: replies.append(patient.ask(RUNAWAY)))
    thread.start()
    worker = patient.only_running()
    time.sleep(0.2)  # sooner, it would count as killed while idle
    os.kill(worker, signal.SIGKILL)
    assert patient.ask(POINT).status == 200
    thread.join(PATIENCE_S)
    assert [reply.status for reply in replies] == [503]
    assert within(PATIENCE_S, patient.is_whole)


def test_others_are_told_to_come_back_while_all_workers_are_busy(patient: Served) -> None:
    runaway = [patient.connect(RUNAWAY) for _ in range(2)]
    assert within(PATIENCE_S, lambda: len(patient.running()) == 2)
    assert patient.fetch("/health").seconds < 20
    reply = patient.ask(f"{RUNAWAY} # another")
    assert reply.status == 429
    assert 1 <= int(reply.headers["retry-after"]) <= 120
    texts = (f"ASK {{}} # {n}" for n in itertools.count())  # each new to the quick lane
    assert within(PATIENCE_S, lambda: patient.ask(next(texts)).status == 200)
    assert len(patient.running()) == 2
    for connection in runaway:
        connection.close()
    assert within(PATIENCE_S, patient.is_whole)


def test_status_shows_limits_and_hashes_and_no_query_text(served: Served) -> None:
    connection = served.connect(RUNAWAY)
    assert within(PATIENCE_S, served.running)
    shown = served.fetch("/status")
    state = json.loads(shown.body)
    assert state["limits"]["timeout_s"] == 10
    assert state["size"] == 2
    assert state["running"][0]["age_s"] >= 0
    assert state["running"][0]["memory_bytes"] > 1_000_000
    assert "GRAPH" not in shown.text
    page = served.fetch("/status", headers={"Accept": "text/html"})
    assert "text/html" in page.headers["content-type"]
    assert state["running"][0]["query"] in page.text
    assert "refresh" not in page.headers
    again = served.fetch("/status?refresh=5", headers={"Accept": "text/html"})
    assert again.headers["refresh"] == "5"
    connection.close()
    assert within(PATIENCE_S, lambda: not served.running())


def test_a_snapshot_published_under_load_fails_no_request(
    build_corpus: Callable[..., BuildReport], tmp_path: Path
) -> None:
    first = build_corpus()
    with serving(tmp_path / "dataset", "--queue-wait-s", "60") as server:
        stop = threading.Event()
        statuses: list[int] = []

        def load() -> None:
            while not stop.is_set():
                statuses.append(server.ask("SELECT * { ?s ?p ?o } LIMIT 50").status)

        threads = [threading.Thread(target=load) for _ in range(3)]
        for thread in threads:
            thread.start()
        second = build_corpus(force=True)
        assert second.snapshot != first.snapshot
        assert within(PATIENCE_S, lambda: server.status()["snapshot"] == second.snapshot.id)
        seen = len(statuses)
        assert within(PATIENCE_S, lambda: len(statuses) > seen + 20)
        stop.set()
        for thread in threads:
            thread.join()
        assert set(statuses) == {200}
        assert within(
            PATIENCE_S, lambda: len(_children(server.process)) == server.status()["kept"]
        )  # the old ones have ended


def _children(process: subprocess.Popen[str]) -> list[str]:
    pids: list[str] = []
    for task in Path(f"/proc/{process.pid}/task").iterdir():
        with suppress(FileNotFoundError):  # a thread that has just ended
            pids += (task / "children").read_text().split()
    return pids


def test_workers_end_when_the_server_is_killed(shipped_dataset: Path) -> None:
    with serving(shipped_dataset) as server:
        workers = [worker["pid"] for worker in server.status()["workers"]]
        server.process.kill()
        server.process.wait()
        assert within(PATIENCE_S, lambda: not any(is_running(pid) for pid in workers))


def test_a_request_that_is_never_finished_holds_no_worker(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as connection:
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n"
        )
        assert served.is_alive()
        assert not served.running()
