"""The update operation over HTTP, to the letter of SPARQL 1.1 Protocol §2.2."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from threading import Thread
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from stores import UPDATE, WRITER, Served

INSERT = "INSERT DATA { <urn:a> <urn:p> 1 }"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_an_update_by_direct_post_is_seen_at_once(store: Served) -> None:
    answer = store.update(INSERT)
    assert answer.status == 200
    assert answer.json["graphs"] == [{"graph": None, "added": 1, "removed": 0, "exists": True}]
    assert store.ask("<urn:a> <urn:p> 1")


def test_an_update_by_form_is_the_same(store: Served) -> None:
    body = urlencode({"update": INSERT})
    assert store.fetch("POST", "/sparql", body, {**FORM, **WRITER}).status == 200
    assert store.ask("<urn:a> <urn:p> 1")


@pytest.mark.parametrize("direct", [False, True])
def test_a_byte_order_mark_before_an_update_is_no_part_of_it(store: Served, direct: bool) -> None:
    text = f"\ufeff{INSERT}"
    if direct:
        answer = store.update(text)
    else:
        answer = store.fetch("POST", "/sparql", urlencode({"update": text}), {**FORM, **WRITER})
    assert answer.status == 200
    assert store.ask("<urn:a> <urn:p> 1")


def test_an_update_that_changes_nothing_makes_no_snapshot(store: Served) -> None:
    first, second = store.update(INSERT), store.update(INSERT)
    assert second.json["graphs"] == []
    assert second.json["snapshot"] == first.json["snapshot"]
    assert isinstance(first.json["id"], int)
    assert second.json["id"] is None


def test_an_update_is_one_transaction(store: Served) -> None:
    answer = store.update(f"{INSERT} ; CREATE GRAPH <urn:g> ; CREATE GRAPH <urn:g>")
    assert answer.status == 400
    assert not store.ask("?s ?p ?o")


def test_without_a_token_or_with_a_wrong_one_nothing_is_changed(store: Served) -> None:
    without = store.update(INSERT, headers={})
    wrong = store.update(INSERT, headers={"Authorization": "Bearer wrong"})
    assert (without.status, wrong.status) == (401, 401)
    assert without.headers["www-authenticate"].startswith("Bearer")
    assert not store.ask("?s ?p ?o")


FORBIDDEN = {
    "by GET": ("GET", "/sparql?" + urlencode({"update": INSERT}), None, {}, 400),
    "twice": ("POST", "/sparql", urlencode([("update", INSERT), ("update", INSERT)]), FORM, 400),
    "beside a query": (
        "POST",
        "/sparql",
        urlencode({"update": INSERT, "query": "ASK {}"}),
        FORM,
        400,
    ),
    "in another type": ("POST", "/sparql", INSERT, {"Content-Type": "text/plain"}, 415),
    "in no UTF-8": ("POST", "/sparql", INSERT.encode("utf-16"), UPDATE, 400),
    "as a query": ("POST", "/sparql", INSERT, {"Content-Type": "application/sparql-query"}, 400),
    "that is wrong": ("POST", "/sparql", "INSERT DATA { <urn:a> }", UPDATE, 400),
    "that is long": ("POST", "/sparql", INSERT + " " * 2_000_000, UPDATE, 413),
    "in a coding": ("POST", "/sparql", INSERT, {**UPDATE, "Content-Encoding": "gzip"}, 415),
    "with graphs in both places": (
        "POST",
        "/sparql?using-graph-uri=urn:g",
        "DELETE { ?s ?p ?o } USING <urn:h> WHERE { ?s ?p ?o }",
        UPDATE,
        400,
    ),
    "with a graph that is no IRI": ("POST", "/sparql?using-graph-uri=g%3E", INSERT, UPDATE, 400),
}


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"), FORBIDDEN.values(), ids=FORBIDDEN
)
def test_what_the_protocol_forbids_changes_nothing(
    store: Served, method: str, path: str, body: str, headers: dict[str, str], status: int
) -> None:
    assert store.fetch(method, path, body, {**WRITER, **headers}).status == status
    assert not store.ask("?s ?p ?o")


def test_an_error_says_line_and_column(store: Served) -> None:
    found = store.update("INSERT DATA {\n  <urn:a> <urn:b> ?c }").json
    assert (found["status"], found["line"]) == (400, 2)


def test_graphs_of_the_request_are_the_dataset_of_where(store: Served) -> None:
    store.update("INSERT DATA { <urn:a> <urn:p> 1 GRAPH <urn:g> { <urn:b> <urn:p> 1 } }")
    parameters = {"using-graph-uri": "urn:g"}
    store.update("INSERT { ?s <urn:found> true } WHERE { ?s <urn:p> 1 }", **parameters)
    assert store.ask("<urn:b> <urn:found> true")
    assert not store.ask("<urn:a> <urn:found> true")


def test_named_graphs_of_the_request_are_the_only_ones(store: Served) -> None:
    store.update(
        "INSERT DATA { GRAPH <urn:g> { <urn:b> <urn:p> 1 } GRAPH <urn:h> { <urn:c> <urn:p> 1 } }"
    )
    parameters = {"using-named-graph-uri": ["urn:h"]}
    text = "INSERT { ?s <urn:found> ?g } WHERE { GRAPH ?g { ?s <urn:p> 1 } }"
    assert store.update(text, **parameters).status == 200
    found = store.query("SELECT * { ?s <urn:found> ?g }")["results"]["bindings"]
    assert [row["s"]["value"] for row in found] == ["urn:c"]


@pytest.fixture
def canary() -> socket.socket:
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.5)
    return listening


REACHING = {
    "LOAD <{}>": 403,
    "LOAD <{}> INTO GRAPH <urn:g>": 403,
    "LOAD SILENT <{}>": 200,
    "PREFIX x: <{}> LOAD SILENT x:a INTO GRAPH <urn:g>": 200,
    "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{}> {{ ?s ?p ?o }} }}": 400,
    "INSERT {{ ?s ?p ?o }} WHERE {{ FILTER EXISTS {{ SERVICE SILENT <{}> {{ ?s ?p ?o }} }} }}": 400,
    "DELETE {{ ?s ?p ?o }} WHERE {{ \\u0053ERVICE <{}> {{ ?s ?p ?o }} }}": 400,
}


@pytest.mark.parametrize(("text", "status"), REACHING.items(), ids=REACHING)
def test_an_update_reaches_nobody(
    store: Served, canary: socket.socket, text: str, status: int
) -> None:
    address = f"http://127.0.0.1:{canary.getsockname()[1]}/"
    assert store.update(text.format(address)).status == status
    with pytest.raises(TimeoutError):
        canary.accept()
    canary.close()


def test_a_runaway_update_is_stopped_and_the_next_one_works(store: Served) -> None:
    with_time = (
        "INSERT { [] <urn:n> ?a, ?d, ?g, ?j } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    )
    values = " ".join(f"<urn:s{n}> <urn:p> {n} ." for n in range(150))
    assert store.update(f"INSERT DATA {{ {values} }}").status == 200
    answer = store.update(with_time)
    assert answer.status == 503
    assert "stopped after" in answer.json["detail"]
    assert store.update(INSERT).status == 200
    count = store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")["results"]["bindings"][0]
    assert count["n"]["value"] == "151"


def test_a_query_that_began_before_a_write_is_still_seen_counted_and_stopped(store: Served) -> None:
    values = " ".join(f"<urn:{number}> <urn:p> {number} ." for number in range(300))
    assert store.update(f"INSERT DATA {{ {values} }}").status == 200
    runaway = f"/sparql?query={quote('SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }')}"
    answers: list[int] = []
    asking = Thread(target=lambda: answers.append(store.fetch("GET", runaway, None, WRITER).status))
    asking.start()
    names = until(lambda: [run["query"] for run in status(store)["running"]])
    before = status(store)["counts"]["queries"]
    assert store.update(INSERT).status == 200
    assert [run["query"] for run in status(store)["running"]] == names
    assert status(store)["counts"]["queries"] >= before
    form = {**FORM, **WRITER}
    assert store.fetch("POST", "/status/stop", f"query={names[0]}", form).status == 200
    asking.join(30)
    assert answers == [503]


def status(store: Served) -> Any:
    return json.loads(store.get("/status", "application/json").text)


def until(look: Callable[[], list[str]]) -> list[str]:
    """Look until there is something, for half a minute at most."""
    end = time.monotonic() + 30
    while not (found := look()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found
