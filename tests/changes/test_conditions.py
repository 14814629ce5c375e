"""Writes that are made of what was read, or not at all; and graphs of any size."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from stores import TURTLE, WRITER, Reply, Served, of, plain, serving

G = of("urn:g")
ONE = "<urn:a> <urn:p> 1 ."
TWO = "<urn:a> <urn:p> 2 ."


def put(store: Served, content: str = TWO, **conditions: str) -> Reply:
    headers = {name.replace("_", "-"): value for name, value in conditions.items()}
    return store.fetch("PUT", G, content, {**WRITER, **TURTLE, **headers})


def tag(store: Served, accept: str = "application/n-triples", where: str = G) -> str:
    return store.get(where, accept).headers["etag"]


@pytest.mark.parametrize("where", [G, "/store?default"])
def test_get_and_head_have_the_same_tag_and_it_is_of_the_graph(store: Served, where: str) -> None:
    store.put(where, ONE)
    first = tag(store, where=where)
    head = store.fetch("HEAD", where, None, {"Accept": "application/n-triples"})
    assert head.headers["etag"] == first
    store.put(of("urn:other"), TWO)
    assert tag(store, where=where) == first
    store.put(where, TWO)
    assert tag(store, where=where) != first
    store.put(where, ONE)
    assert tag(store, where=where) == first


def test_conditions_hold_for_an_empty_post_too(store: Served) -> None:
    store.put(G, ONE)
    known = tag(store)
    for condition, status in ((known, 204), ('"other"', 412)):
        headers = {**WRITER, **TURTLE, "If-Match": condition}
        assert store.fetch("POST", G, b"", headers).status == status
    assert tag(store) == known


def test_a_graph_that_is_known_is_not_sent_again(store: Served) -> None:
    store.put(G, ONE)
    accept = {"Accept": "text/turtle"}
    known = {**accept, "If-None-Match": store.fetch("GET", G, None, accept).headers["etag"]}
    assert store.fetch("GET", G, None, known).status == 304
    assert store.fetch("HEAD", G, None, known).status == 304
    store.put(G, TWO)
    assert store.fetch("GET", G, None, known).status == 200
    gone = {**accept, "If-Match": '"gone"'}
    assert store.fetch("GET", G, None, gone).status == 412


@pytest.mark.parametrize("accept", ["application/n-triples", "text/turtle", "application/ld+json"])
def test_a_write_is_made_of_what_was_read(store: Served, accept: str) -> None:
    store.put(G, ONE)
    read = tag(store, accept)
    assert put(store, TWO, If_Match=read).status == 204
    answer = put(store, ONE, If_Match=read)
    assert (answer.status, answer.json["status"]) == (412, 412)
    assert store.ask("GRAPH <urn:g> { <urn:a> <urn:p> 2 }")


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_no_write_is_made_of_anything_else(store: Served, method: str) -> None:
    store.put(G, ONE)
    read = tag(store)
    body = TWO if method != "DELETE" else None
    for condition in ({"If-Match": '"other"'}, {"If-Match": f"W/{read}"}, {"If-None-Match": read}):
        headers = {**WRITER, **TURTLE, **condition}
        assert store.fetch(method, G, body, headers).status == 412, condition
    assert tag(store) == read
    right = {**WRITER, **TURTLE, "If-Match": f'"other", {read}'}
    assert store.fetch(method, G, body, right).status in (200, 204)


def test_a_star_asks_whether_there_is_a_graph(store: Served) -> None:
    assert put(store, If_Match="*").status == 412
    assert store.get(G).status == 404
    assert put(store, If_None_Match="*").status == 201
    assert put(store, If_None_Match="*").status == 412
    assert put(store, ONE, If_Match="*").status == 204


def test_conditions_are_no_way_round_the_token(store: Served) -> None:
    store.put(G, ONE)
    answer = store.fetch("PUT", G, TWO, {**TURTLE, "If-Match": tag(store)})
    assert answer.status == 401


def test_a_part_of_a_graph_is_not_put(store: Served) -> None:
    store.put(G, ONE)
    assert put(store, Content_Range="bytes 0-9/20").status == 400
    assert store.ask("GRAPH <urn:g> { <urn:a> <urn:p> 1 }")


def test_of_many_who_read_the_same_one_writes(store: Served) -> None:
    store.put(G, ONE)
    read, statuses = tag(store), []

    def write(n: int) -> None:
        statuses.append(put(store, f"<urn:a> <urn:p> {n + 10} .", If_Match=read).status)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [204, 412, 412, 412, 412, 412]


# Large graphs --------------------------------------------------------------------------

TRIPLES = 30_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("large") / "store"
    with serving(*plain(folder, "--result-rows", "1000", "--result-bytes", "100000")) as served:
        lines = "".join(f"<urn:s{n}> <urn:p> {n} .\n" for n in range(TRIPLES))
        assert served.put(G, lines).status == 201
        yield served


@pytest.mark.parametrize("accept", ["application/n-triples", "text/turtle", "application/rdf+xml"])
def test_a_graph_comes_whole_whatever_the_limits_of_queries(large: Served, accept: str) -> None:
    answer = large.get(G, accept)
    assert answer.status == 200
    assert answer.text.count("urn:s") == TRIPLES
    head = large.fetch("HEAD", G, None, {"Accept": accept})
    for name in ("content-length", "content-type", "etag", "vary"):
        assert head.headers[name] == answer.headers[name]
    assert int(head.headers["content-length"]) == len(answer.body)


def test_who_reads_a_large_graph_slowly_holds_no_worker(large: Served) -> None:
    line = f"GET {G} HTTP/1.1\r\nHost: x\r\nAccept: application/n-triples\r\n\r\n"
    slow = []
    for _ in range(3):
        slow.append(socket.create_connection(("127.0.0.1", large.port)))
        slow[-1].sendall(line.encode())
        assert slow[-1].recv(100).startswith(b"HTTP/1.1 200")
    assert large.fetch("GET", "/status").json["running"] == []
    for connection in slow:
        connection.close()
