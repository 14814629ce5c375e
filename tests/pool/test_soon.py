"""Queries answered on the event loop: the same answers as from a thread, and the same limits."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from processes import PATIENCE_S, Reply, Served, linux, serving, within

from server.front import Front
from server.front.front import Served as FrontServed
from server.http.clients import Tokens
from server.settings import Settings

# What is long is left to a thread.
BY_THREAD = " #" + "x" * 2000
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
RUNAWAY = ENDLESS.replace("*", "(COUNT(*) AS ?n)", 1)
_PLACE = re.compile(rb"column.{0,4}\d+|after .*")
CHANGING = {"date", "x-request-id", "etag", "content-length"}


@pytest.fixture(scope="module")
def small(shipped_dataset: Path) -> Iterator[Served]:
    options = ("--result-rows", "3000", "--queue-wait-s", "0.5", "--timeout-s", "120")
    with serving(shipped_dataset, *options) as process:
        yield process


def head(reply: Reply) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name not in CHANGING}


def told(reply: Reply) -> dict[str, object]:
    found: dict[str, object] = json.loads(reply.body)
    return found


@pytest.mark.parametrize(
    "query",
    [
        "ASK {}",
        "SELECT ?s { ?s a cel:Film } ORDER BY ?s LIMIT 3",
        "CONSTRUCT { film:pulgasari ?p ?o } WHERE { film:pulgasari ?p ?o }",
        "DESCRIBE film:pulgasari",
        "SELECT * FROM graph:catalogue { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 2",
        "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 1000",
        "SELECT * { ?s ?p",
        "SELECT ?s { ?s un:known ?o }",
        "SELECT * { ?s ?p ?o } LIMIT 100000",
        "INSERT DATA { <a:b> <a:b> <a:b> }",
    ],
)
@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv", "text/turtle"])
@pytest.mark.parametrize("coding", [None, "gzip"])
def test_both_ways_give_the_same_answer(
    small: Served, query: str, accept: str, coding: str | None
) -> None:
    headers = {"Accept": accept} | ({"Accept-Encoding": coding} if coding else {})
    soon, late = (
        small.fetch(f"/sparql?query={quote(text)}", headers=headers)
        for text in (query, query + BY_THREAD)
    )
    assert (soon.status, head(soon)) == (late.status, head(late))
    if coding is None or soon.status != 200:
        assert _PLACE.sub(b"", soon.body) == _PLACE.sub(b"", late.body)


@pytest.mark.parametrize(
    "parameters",
    [
        {"view": "accepted"},
        {"view": "nobodys"},
        {"trust": "listing"},
        {"default-graph-uri": "https://w3id.org/celadon/graph/ontology"},
        {"named-graph-uri": "https://w3id.org/celadon/graph/ontology"},
        {"format": "xml"},
        {"format": "nonsense"},
        {"timeout": "5"},
        {"timeout": "-5"},
        {"tiemout": "5"},
    ],
)
def test_parameters_count_both_ways(small: Served, parameters: dict[str, str]) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    soon, late = (
        small.fetch("/sparql?" + urlencode({"query": text, **parameters}))
        for text in (query, query + BY_THREAD)
    )
    assert (soon.status, head(soon), soon.body) == (late.status, head(late), late.body)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "QUERY"])
@pytest.mark.parametrize("kind", ["application/sparql-query", "application/x-www-form-urlencoded"])
def test_all_forms_of_the_protocol_count_both_ways(small: Served, method: str, kind: str) -> None:
    query = "SELECT ?s { ?s a cel:Film } ORDER BY ?s LIMIT 3"
    answers = []
    for text in (query, query + BY_THREAD):
        path, body = "/sparql?view=possible", text.encode()
        if method in ("GET", "HEAD"):
            path, body = f"{path}&query={quote(text)}", b""
        elif kind.endswith("urlencoded"):
            body = urlencode({"query": text}).encode()
        headers = {"Content-Type": kind, "Accept": "text/csv"}
        answers.append(small.fetch(path, method, body or None, headers))
    soon, late = answers
    assert soon.status == 200
    assert (soon.status, head(soon), soon.body) == (late.status, head(late), late.body)
    assert soon.headers["content-length"] == late.headers["content-length"] != "0"


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/sparql-update", "CLEAR ALL", 401),
        ("application/x-www-form-urlencoded", "update=CLEAR+ALL", 401),
        ("application/x-www-form-urlencoded", "query=ASK%7B%7D&update=CLEAR+ALL", 400),
        ("application/x-www-form-urlencoded", "", 400),
        ("text/plain", "ASK {}", 415),
    ],
)
def test_what_is_no_query_is_left_to_the_thread(
    small: Served, kind: str, body: str, status: int
) -> None:
    reply = small.fetch("/sparql", "POST", body.encode(), {"Content-Type": kind})
    assert reply.status == status


def test_a_large_result_is_put_aside_by_a_thread(served: Served) -> None:
    query = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"
    soon, late = served.ask(query), served.ask(query + BY_THREAD)
    assert soon.status == 200
    assert len(soon.body) > 1 << 20
    assert soon.body == late.body
    assert head(soon) == head(late)


def test_a_runaway_is_stopped_at_its_deadline(small: Served) -> None:
    reply = small.ask(RUNAWAY, timeout=1)
    assert reply.status == 503
    assert "after 1 seconds" in str(told(reply)["detail"])
    assert small.ask("ASK {}").status == 200


def test_who_leaves_is_noticed(small: Served) -> None:
    connection = small.connect(RUNAWAY)
    pid = small.only_running()
    connection.close()
    assert within(PATIENCE_S, lambda: not small.running())
    assert pid not in [worker["pid"] for worker in small.status()["workers"]]


@linux
def test_a_worker_that_is_killed_at_work_is_said_so(small: Served) -> None:
    replies: list[Reply] = []
    asking = threading.Thread(target=lambda: replies.append(small.ask(RUNAWAY)))
    asking.start()
    pid = small.only_running()
    time.sleep(0.2)
    os.kill(pid, signal.SIGKILL)
    asking.join(PATIENCE_S)
    assert [reply.status for reply in replies] == [503]
    assert "try again" in str(told(replies[0])["detail"])


def test_who_finds_no_worker_waits_and_is_refused(small: Served) -> None:
    busy = [small.connect(f"{RUNAWAY} #{n}") for n in range(3)]
    assert within(PATIENCE_S, lambda: len(small.running()) == 2)
    reply = small.ask(f"{RUNAWAY} #late")
    for connection in busy:
        connection.close()
    assert reply.status == 429
    assert int(reply.headers["retry-after"]) > 1
    assert 0.4 < reply.seconds < PATIENCE_S
    assert within(PATIENCE_S, lambda: not small.running())


def test_who_waits_gets_the_next_worker(shipped_dataset: Path) -> None:
    with serving(shipped_dataset, "--workers", "1", "--queue-wait-s", "30") as process:
        busy = process.connect(RUNAWAY)
        assert within(PATIENCE_S, lambda: len(process.running()) == 1)
        second = process.connect(f"{RUNAWAY} #2")  # leaves the quick lane and waits
        time.sleep(0.6)
        replies: list[Reply] = []
        count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?o }"
        asking = threading.Thread(target=lambda: replies.append(process.ask(count)))
        asking.start()
        busy.close()
        second.close()
        asking.join(PATIENCE_S)
        assert [reply.status for reply in replies] == [200]


def test_the_longest_query_holds_for_short_ones_too(shipped_dataset: Path) -> None:
    with serving(shipped_dataset, "--max-query-bytes", "100") as process:
        assert process.ask("ASK {}").status == 200
        for method in ("GET", "POST"):
            assert process.ask("ASK {} #" + "x" * 100, method).status == 413


def test_a_known_answer_is_not_sent_again(small: Served) -> None:
    path = "/sparql?query=" + quote("SELECT ?s { ?s a cel:Film } LIMIT 5 #once")
    first = small.fetch(path)
    again = small.fetch(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


def test_what_fails_on_the_event_loop_is_left_to_a_thread() -> None:
    async def fail(_environ: dict[str, Any]) -> None:
        raise ZeroDivisionError

    settings = Settings()
    served = FrontServed(lambda: "snapshot", dict, fail, lambda environ: None)
    front = Front(lambda environ, start: [], settings, Tokens(settings), served)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/sparql", "QUERY_STRING": "query=ASK{}"}
    environ["wsgi.url_scheme"] = "http"
    assert front.at_once(environ) is None
    assert asyncio.run(front.soon(environ)) is None
