"""What stands before Flask: kept answers, tags, codings, ids, figures, preflights, budgets."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server import create_app
from server.front.cache import Cache, Entry, Key
from server.settings import Settings

SELECT = "SELECT ?film WHERE { ?film a cel:Film } ORDER BY ?film"
LONG = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 200"
RIGHT = {"Authorization": "Bearer right"}
DECODE: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}


@pytest.fixture(scope="module")
def app(shipped_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    log = tmp_path_factory.mktemp("front") / "access.log"
    settings = Settings(
        dataset=shipped_dataset,
        workers=1,
        token="right",
        access_log=str(log),
        trusted_proxy="127.0.0.1",
        errors_a_minute=3,
    )
    made = create_app(settings)
    yield made
    made.extensions["celadon"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client(use_cookies=False)


def asked(
    client: FlaskClient, query: str = SELECT, method: str = "GET", **more: Any
) -> TestResponse:
    headers = more.pop("headers", {})
    if method == "POST":
        return client.post("/sparql", data={"query": query}, headers=headers)
    return client.open("/sparql", method=method, query_string={"query": query}, headers=headers)


def hits(client: FlaskClient) -> float:
    found = re.search(r"^celadon_cache_hits_total (\S+)$", client.get("/metrics").text, re.M)
    assert found
    return float(found[1])


def is_hit(client: FlaskClient, ask: Callable[[], TestResponse]) -> bool:
    ask()
    before = hits(client)
    ask()
    return hits(client) > before


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_the_same_question_is_answered_from_the_cache(client: FlaskClient, method: str) -> None:
    assert is_hit(client, lambda: asked(client, SELECT, method))


def test_an_answer_from_the_cache_is_the_same(client: FlaskClient) -> None:
    first, second = asked(client), asked(client)
    assert first.data == second.data
    differing = ("X-Request-Id", "Date")
    plain = [[h for h in answer.headers if h[0] not in differing] for answer in (first, second)]
    assert sorted(plain[0]) == sorted(plain[1])


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("SELECT (NOW() AS ?now) {}", {}),
        ("SELECT (RAND ( ) AS ?n) {}", {}),
        ("SELECT (struuid() AS ?n) {}", {}),
        ("SELECT (RAND #\n () AS ?n) {}", {}),
        ("SELECT (-rand#(\n() AS ?n) {}", {}),
        ("SELECT (BNODE() AS ?n) {}", {}),
        ("SELECT (UUID\t#x\n#y\n( ) AS ?n) {}", {}),
        (SELECT, RIGHT),
        (SELECT, {"Cache-Control": "no-cache"}),
        ("SELECT", {}),
    ],
    ids=[
        "now",
        "rand",
        "uuid",
        "comment",
        "minus",
        "bnode",
        "comments",
        "token",
        "no-cache",
        "error",
    ],
)
def test_what_may_differ_is_not_kept(
    client: FlaskClient, query: str, headers: dict[str, str]
) -> None:
    assert not is_hit(client, lambda: asked(client, query, headers=headers))


@pytest.mark.parametrize(
    "query",
    ["SELECT ?now { ?now cel:title ?rand } LIMIT 1", "SELECT * { ?s cel:now ?uuid }", "ASK {} #"],
)
def test_variables_and_names_that_sound_like_it_are_kept(client: FlaskClient, query: str) -> None:
    assert is_hit(client, lambda: asked(client, query))


def test_one_answer_is_kept_in_all_codings(app: Flask, client: FlaskClient) -> None:
    """Clients that take different codings do not drive each other's answers out."""
    query = f"{LONG} OFFSET 1"
    assert asked(client, query).status_code == 200
    before = hits(client)
    codings = ("gzip", "br", "zstd", "identity") * 3
    answers = [asked(client, query, headers={"Accept-Encoding": coding}) for coding in codings]
    assert hits(client) - before == len(codings)
    bodies = {
        DECODE[answer.headers["Content-Encoding"]](answer.data)
        for answer in answers
        if "Content-Encoding" in answer.headers
    }
    assert bodies == {answers[-1].data}


def test_all_codings_count_towards_the_size_of_the_cache() -> None:
    cache = Cache(100_000)
    key = Key("s", "GET", "/", "", b"", ())
    entry = Entry([], b"x" * 5_000, "tag", "/", None)
    cache.put(key, entry)
    cache.put_encoded(key, entry, "gzip", b"y" * 4_000)
    assert cache.bytes == entry.size == 11_001
    cache.put_encoded(key, entry, "br", b"z" * 4_000)  # more than an eighth of all
    assert (cache.bytes, list(entry.encoded)) == (11_001, ["gzip"])


def test_formats_and_views_are_kept_apart(client: FlaskClient) -> None:
    kinds = ("text/csv", "application/sparql-results+xml")
    for kind in (*kinds, *kinds):
        assert asked(client, headers={"Accept": kind}).mimetype == kind
    for view in ("stated", "accepted", "stated", "accepted"):
        query = {"query": "SELECT ?y { film:sea-of-blood cel:releaseYear ?y }", "view": view}
        rows = json.loads(client.get("/sparql", query_string=query).data)["results"]["bindings"]
        assert len(rows) == (2 if view == "stated" else 1)


def test_who_has_the_answer_gets_304(client: FlaskClient) -> None:
    tag = asked(client).headers["ETag"]
    for headers in ({"If-None-Match": tag}, {"If-None-Match": f'"x", W/{tag}'}):
        answer = asked(client, headers=headers)
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["ETag"] == tag
    assert asked(client, headers={"If-None-Match": '"other"'}).status_code == 200


def test_tags_differ_by_question_and_form(client: FlaskClient) -> None:
    tags = {
        asked(client).headers["ETag"],
        asked(client, LONG).headers["ETag"],
        asked(client, headers={"Accept": "text/csv"}).headers["ETag"],
        asked(client, LONG, headers={"Accept-Encoding": "gzip"}).headers["ETag"],
    }
    assert len(tags) == 4


def test_errors_have_no_tag_and_are_not_stored(client: FlaskClient) -> None:
    answer = asked(client, "SELECT")
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("again", [False, True], ids=["first", "again"])
@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("gzip, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("*", "zstd"),
        ("gzip;q=0, identity", None),
        ("compress", None),
    ],
)
def test_an_answer_comes_in_the_coding_that_is_taken(
    client: FlaskClient, accepted: str, coding: str | None, again: bool
) -> None:
    plain = asked(client, LONG)
    answer = asked(client, LONG, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == coding
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    body = DECODE[coding](answer.data) if coding else answer.data
    assert body == plain.data
    assert "Accept-Encoding" in answer.headers["Vary"]
    tag = answer.headers["ETag"]
    kept = asked(client, LONG, headers={"Accept-Encoding": accepted, "If-None-Match": tag})
    assert kept.status_code == 304


def test_short_answers_are_not_compressed(client: FlaskClient) -> None:
    answer = asked(client, "ASK {}", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers


def test_a_long_answer_is_compressed_as_it_streams(client: FlaskClient) -> None:
    query = "SELECT * { GRAPH ?g { ?s ?p ?o } }"
    plain = asked(client, query)
    assert len(plain.data) > 1 << 20
    answer = asked(client, query, headers={"Accept-Encoding": "zstd"})
    assert "Content-Length" not in answer.headers
    assert len(DECODE["zstd"](answer.data)) == len(plain.data)


def test_a_request_keeps_its_id(client: FlaskClient) -> None:
    given = asked(client, headers={"X-Request-Id": "mine-1.2_3"})
    assert given.headers["X-Request-Id"] == "mine-1.2_3"
    for wrong in ("a b", "x" * 65, "<script>"):
        made = asked(client, headers={"X-Request-Id": wrong}).headers["X-Request-Id"]
        assert re.fullmatch(r"[0-9a-f]{24}", made)


def test_the_log_has_a_line_for_each_request_without_its_query(
    app: Flask, client: FlaskClient
) -> None:
    asked(client, "SELECT ('secret-word' AS ?x) {}", headers={"X-Request-Id": "log-1", **RIGHT})
    text = Path(app.config["CELADON"].access_log).read_text("utf-8")
    assert "secret-word" not in text
    line = next(json.loads(line) for line in text.splitlines() if "log-1" in line)
    assert (line["client"], line["method"], line["path"]) == ("owner", "GET", "/sparql")
    assert (line["status"], line["cached"]) == (200, False)
    assert line["bytes"] > 0
    assert line["ms"] > 0
    assert line["cpu_ms"] >= 0
    assert re.fullmatch(r"[0-9a-f]{16}", line["query"])


def test_figures_count_requests_by_route_and_status(client: FlaskClient) -> None:
    asked(client, "SELECT")
    text = client.get("/metrics").text
    assert re.search(
        r'celadon_requests_total\{method="GET",route="/sparql",status="400"\} \d', text
    )
    for name in ("pool_busy", "pool_size", "cache_bytes", "budget_refusals", "snapshot_info"):
        assert f"celadon_{name}" in text


@pytest.mark.parametrize("path", ["/", "/sparql", "/status", "/metrics", "/nowhere", "/health"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE"])
def test_every_answer_is_protected(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "X-Request-Id" in answer.headers
    if answer.status_code == 405:
        assert "GET" in answer.headers["Allow"]


def test_what_changes_is_not_kept(client: FlaskClient) -> None:
    for path in ("/status", "/metrics", "/health"):
        assert client.get(path).headers["Cache-Control"] == "no-store"
        assert not is_hit(client, lambda path=path: client.get(path))


def test_a_query_is_stopped_with_a_token_alone(client: FlaskClient) -> None:
    form = {"query": "0" * 16}
    assert client.post("/status/stop", data=form).status_code == 401
    wrong = {"Authorization": "Bearer wrong"}
    assert client.post("/status/stop", data=form, headers=wrong).status_code == 401
    assert client.post("/status/stop", data=form, headers=RIGHT).status_code == 404


def test_errors_use_up_the_budget_of_their_client(client: FlaskClient) -> None:
    def status(address: str, query: str = "SELECT") -> TestResponse:
        return client.get(
            "/sparql",
            query_string={"query": query},
            headers={"X-Forwarded-For": address},
            environ_overrides={"REMOTE_ADDR": "127.0.0.1"},
        )

    assert [status("203.0.113.1").status_code for _ in range(5)] == [400, 400, 400, 400, 429]
    refused = status("203.0.113.1", SELECT)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert status("203.0.113.2", SELECT).status_code == 200
    assert asked(client, headers=RIGHT).status_code == 200


def test_who_watches_is_answered_without_a_budget(client: FlaskClient) -> None:
    def status(path: str, method: str = "GET") -> int:
        return client.open(
            path,
            method=method,
            headers={"X-Forwarded-For": "203.0.113.77"},
            environ_overrides={"REMOTE_ADDR": "127.0.0.1"},
        ).status_code

    assert [status("/sparql?query=SELECT") for _ in range(5)] == [400, 400, 400, 400, 429]
    assert [status(path) for path in ("/health", "/metrics", "/status")] == [200, 200, 200]
    assert status("/sparql", "OPTIONS") == 204
    assert [status(path) for path in ("/", "/status/stop", "/healthy")] == [429, 429, 429]


@pytest.mark.parametrize("path", ["/", "/store", "/browse", "/film/pulgasari", "/export.ttl"])
def test_options_are_told_without_a_body(client: FlaskClient, path: str) -> None:
    answer = client.options(path)
    assert (answer.status_code, answer.data) == (204, b"")
    assert {"Content-Type", "Content-Length"}.isdisjoint(answer.headers.keys())
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/sparql?query=ASK%7B%7D&veiw=accepted", "view"),
        ("/sparql?query=ASK%7B%7D&default-graph-url=urn:g", "default-graph-uri"),
        ("/sparql?query=ASK%7B%7D&Timeout=1", "timeout"),
        ("/browse?genres=x", "genre"),
        ("/film/pulgasari?trsut=listing", "trust"),
        ("/?views=accepted", "view"),
    ],
)
def test_a_misspelt_parameter_is_no_other_question(
    client: FlaskClient, path: str, meant: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, f"did you mean '{meant}'" in answer.text) == (400, True)


def test_a_misspelt_parameter_of_a_form_is_none_either(client: FlaskClient) -> None:
    answer = client.post("/sparql", data={"query": "ASK {}", "trusts": "listing"})
    assert answer.status_code == 400


def test_parameters_that_clients_add_are_let_be(client: FlaskClient) -> None:
    query = {"query": "ASK {}", "_": "1", "output": "json", "queryLn": "SPARQL", "infer": "true"}
    query |= {"callback": "f", "results": "json", "debug": "on", "run": "1", "default-graph": ""}
    assert client.get("/sparql", query_string=query).status_code == 200
    for path in ("/", "/browse", "/film/pulgasari", "/why", "/queries", "/timeline"):
        more = {"utm_source": "x", "fbclid": "y", "tag": "z", "lang": "ko", "q": "x"}
        assert client.get(path, query_string=more).status_code in (200, 400, 404)
        text = client.get(path, query_string=more).text
        assert "did you mean" not in text


def test_pages_of_errors_are_compressed(client: FlaskClient) -> None:
    headers = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    answer = client.get("/nowhere", headers=headers)
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (404, "gzip")
    assert b"<h1>" in gzip.decompress(answer.data)
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_robots_are_kept_from_questions(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    rules = re.findall(r"^Disallow: (\S+)$", answer.text, re.M)  # RFC 9309 §2.2.3: `*` is any text
    refused = re.compile("|".join(re.escape(rule).replace(r"\*", ".*") for rule in rules))
    for path in ("/", "/film/pulgasari", "/browse", "/queries", "/sources", "/why", "/ontology"):
        assert not refused.match(path), path
    for path in ("/sparql?query=ASK", "/sparql", "/why?s=a&p=b", "/store?graph=x", "/export.nq"):
        assert refused.match(path), path
