"""SERVICE by our own client: what it finds, whom it calls, what it makes of the answer."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest

from kg.errors import QueryError
from kg.federation import ServiceError, Services, called
from kg.federation.blocks import blocks
from kg.federation.client import fetch
from kg.federation.policy import check_redirect, networks, target
from kg.federation.values import EMPTY, values
from kg.vocab import PREFIXES

LOOPBACK = networks(["127.0.0.0/8"])
JSON = "application/sparql-results+json"
TWO = {
    "head": {"vars": ["x", "n"]},
    "results": {
        "bindings": [
            {
                "x": {"type": "uri", "value": "http://e/1"},
                "n": {"type": "literal", "value": 'a "b"\n', "xml:lang": "en"},
            },
            {"x": {"type": "bnode", "value": "b0"}},
        ]
    },
}


class Endpoint(http.server.ThreadingHTTPServer):
    """A second server on loopback; `answers` by path: status, headers, body."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.slow: set[str] = set()
        super().__init__(("127.0.0.1", 0), _Handler)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that hang up."""

    def url(self, path: str = "/sparql", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_address[1]}{path}"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((self.path, body, dict(self.headers)))
        default = (200, {"Content-Type": JSON}, json.dumps(TWO).encode())
        status, headers, content = self.server.answers.get(self.path, default)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for byte in content:
            if self.path in self.server.slow:
                time.sleep(0.05)
            self.wfile.write(bytes([byte]))

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    server = Endpoint()
    yield server
    server.shutdown()
    server.server_close()


def ask(endpoint: Endpoint, text: str, *urls: str) -> tuple[str, str]:
    services = Services(frozenset(urls or [endpoint.url()]), LOOPBACK)
    return called(text, services, prefixes=PREFIXES, timeout_s=20)


def test_a_service_is_answered_by_the_endpoint_it_names(endpoint: Endpoint) -> None:
    text = f"SELECT * {{ ?x a cel:Film .\nSERVICE <{endpoint.url()}> {{\n?x ex:n ?n }} }}"
    bare, whole = ask(endpoint, f"PREFIX ex: <http://ex/>\n{text}")
    ((path, query, headers),) = endpoint.asked
    assert (path, query) == (
        "/sparql",
        "PREFIX ex: <http://ex/> SELECT * WHERE {\n?x ex:n ?n }",
    )
    assert headers["Content-Type"] == "application/sparql-query"
    assert '(<http://e/1> "a \\"b\\"\\n"@en)' in whole
    assert whole.count("\n") == bare.count("\n") == 3
    assert "SERVICE" not in bare + whole


def test_a_base_holds_for_the_endpoint_and_for_what_it_is_asked(endpoint: Endpoint) -> None:
    head = f"BASE <{endpoint.url('/')}> PREFIX e: <more/> "
    url = endpoint.url("/sparql")
    ask(endpoint, f"{head}SELECT * {{ SERVICE <sparql> {{ ?x e:p <y> }} }}", url)
    base = endpoint.url("/")
    lines = f"BASE <{base}> PREFIX e: <{base}more/> SELECT * WHERE {{ ?x e:p <y> }}"
    assert [(path, body) for path, body, _ in endpoint.asked] == [("/sparql", lines)]
    with pytest.raises(QueryError, match="not allowed"):
        ask(endpoint, "BASE <http://e/> SELECT * { SERVICE <sparql> { ?x a ?y } }", url)


def test_prefixes_that_are_declared_for_every_query_go_along(endpoint: Endpoint) -> None:
    text = f"PREFIX e: <{endpoint.url('/')}> SELECT * {{ SERVICE e:sparql {{ ?x a cel:Film }} }}"
    ask(endpoint, text)
    assert endpoint.asked[0][1].startswith(f"PREFIX cel: <{PREFIXES['cel']}> SELECT * WHERE")


@pytest.mark.parametrize(
    "group",
    [
        "SERVICE ?endpoint { ?s ?p ?o }",
        "SERVICE SILENT ?endpoint { ?s ?p ?o }",
        "SERVICE <http://other.example/sparql> { ?s ?p ?o }",
        "SERVICE <URL> { SERVICE <URL> { ?s ?p ?o } }",
        "SERVICE <URL> { { ?s ?p ?o",
        "SERVICE <URL>",
        "SERVICE none:here { ?s ?p ?o }",
        "SERVICEex:a { ?s ?p ?o }",
        "SERVICE <URL> { ?s ?p ?o } " * 9,
    ],
)
def test_a_service_that_is_not_allowed_asks_nobody(endpoint: Endpoint, group: str) -> None:
    with pytest.raises(QueryError):
        ask(endpoint, f"SELECT * {{ {group.replace('URL', endpoint.url())} }}")
    assert endpoint.asked == []


@pytest.mark.parametrize("urls", [(), ("http://listed.example/",)])
def test_a_silent_service_that_is_not_allowed_fails_silently(
    endpoint: Endpoint, urls: tuple[str, ...]
) -> None:
    text = f"SELECT * {{ SERVICE SILENT <{endpoint.url()}> {{ ?s ?p ?o }} }}"
    services = Services(frozenset(urls), LOOPBACK)
    _, whole = called(text, services, prefixes=PREFIXES, timeout_s=1)
    assert whole == f"SELECT * {{ {EMPTY} }}"
    assert endpoint.asked == []


def test_without_a_list_the_text_is_left_to_the_guard() -> None:
    text = "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }"
    assert called(text, Services(), prefixes=PREFIXES, timeout_s=1) == (text, text)


@pytest.mark.parametrize(
    "answer",
    [
        (500, {"Content-Type": JSON}, b"{}"),
        (200, {"Content-Type": "text/html"}, b"<html>"),
        (200, {"Content-Type": JSON, "Content-Encoding": "gzip"}, b"{}"),
        (200, {"Content-Type": JSON}, b"{"),
        (200, {"Content-Type": JSON}, b'{"head":{"vars":["x"]}}'),
        (200, {"Content-Type": JSON, "Content-Length": "999"}, b"{}"),
        (200, {"Content-Type": JSON}, b'{"head":{"vars":["x) {}"]},"results":{"bindings":[]}}'),
        (302, {"Location": "/loop"}, b""),
        (303, {"Location": "/sparql"}, b""),
        (307, {}, b""),
        (307, {"Location": "file:///etc/passwd"}, b""),
        (307, {"Location": "http://user:secret@127.0.0.1/"}, b""),
        (307, {"Location": "http://10.0.0.1/"}, b""),
        (307, {"Location": "http://[::ffff:10.0.0.1]/"}, b""),
    ],
)
def test_an_answer_that_cannot_be_used_is_an_error_or_silent(
    endpoint: Endpoint, answer: tuple[int, dict[str, str], bytes]
) -> None:
    endpoint.answers = {"/loop": answer}
    url = endpoint.url("/loop")
    with pytest.raises(ServiceError):
        ask(endpoint, f"SELECT * {{ SERVICE <{url}> {{ ?x a ?y }} }}", url)
    _, whole = ask(endpoint, f"SELECT * {{ SERVICE SILENT <{url}> {{ ?x a ?y }} }}", url)
    assert whole == f"SELECT * {{ {EMPTY} }}"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_followed_with_the_same_query(endpoint: Endpoint, status: int) -> None:
    endpoint.answers = {"/old": (status, {"Location": "/new?x=1"}, b"")}
    fetch(endpoint.url("/old"), "ASK {}", timeout_s=20, exceptions=LOOPBACK)
    assert [(path, body) for path, body, _ in endpoint.asked] == [
        ("/old", "ASK {}"),
        ("/new?x=1", "ASK {}"),
    ]


def test_an_answer_that_drips_ends_at_the_deadline(endpoint: Endpoint) -> None:
    endpoint.slow = {"/sparql"}
    content = json.dumps(TWO).encode() + b" " * 1000  # takes a minute
    endpoint.answers = {"/sparql": (200, {"Content-Type": JSON}, content)}
    began = time.monotonic()
    with pytest.raises(ServiceError):
        fetch(endpoint.url(), "ASK {}", timeout_s=0.5, exceptions=LOOPBACK)
    assert time.monotonic() - began < 20


def test_an_endpoint_that_is_gone_is_an_error(endpoint: Endpoint) -> None:
    endpoint.shutdown()
    endpoint.server_close()
    with pytest.raises(ServiceError, match="does not answer"):
        fetch(endpoint.url(), "ASK {}", timeout_s=1, exceptions=LOOPBACK)


def resolving(*answers: Sequence[str]) -> Callable[[str, int], Sequence[str]]:
    """A resolver that changes its mind, as a hostile name server does."""
    left = list(answers)
    return lambda _host, _port: left.pop(0) if len(left) > 1 else left[0]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "192.0.2.1",
        "240.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "2001:db8::1",
    ],
)
def test_no_address_but_a_public_one_is_called(address: str) -> None:
    for answer in ([address], ["93.184.215.14", address]):
        with pytest.raises(ServiceError, match="not public"):
            target("http://name.example/", exceptions=(), resolve=resolving(answer))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_a_public_address_may_be_called(address: str) -> None:
    found = target("https://name.example/x", exceptions=(), resolve=resolving([address]))
    assert (found.address, found.port, found.is_tls) == (address, 443, True)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://e/", "http://u@e/", "http:///x", "http://e:99999/", "gopher:x"],
)
def test_an_address_of_another_kind_is_not_called(url: str) -> None:
    with pytest.raises(ServiceError):
        target(url, exceptions=LOOPBACK, resolve=resolving(["93.184.215.14"]))


def test_a_name_is_resolved_once_and_that_address_is_called(endpoint: Endpoint) -> None:
    resolve = resolving(["127.0.0.1"], ["10.0.0.1"])
    url = endpoint.url(host="name.example")
    assert fetch(url, "ASK {}", timeout_s=20, exceptions=LOOPBACK, resolve=resolve)
    assert endpoint.asked[0][2]["Host"] == url.split("/")[2]


def test_a_redirect_to_a_name_that_turns_private_is_refused(endpoint: Endpoint) -> None:
    evil = endpoint.url(host="evil.example")
    endpoint.answers = {"/old": (307, {"Location": evil}, b"")}
    resolve = resolving(["127.0.0.1"], ["10.0.0.1"])
    for endpoints in ([evil], [endpoint.url("/old"), evil]):
        with pytest.raises(ServiceError, match="not public"):
            fetch(
                endpoint.url("/old"),
                "ASK {}",
                timeout_s=20,
                endpoints=endpoints,
                exceptions=LOOPBACK,
                resolve=resolve,
            )
    assert len(endpoint.asked) == 1


def test_a_redirect_leaves_an_origin_for_what_is_on_the_list_alone(endpoint: Endpoint) -> None:
    old, new = endpoint.url("/old"), endpoint.url("/new", host="localhost")
    endpoint.answers = {"/old": (307, {"Location": f"{new}#part"}, b"")}
    resolve = resolving(["127.0.0.1"])

    def fetched(*endpoints: str) -> bytes:
        return fetch(
            old,
            "ASK {}",
            timeout_s=20,
            endpoints=endpoints,
            exceptions=LOOPBACK,
            resolve=resolve,
        )

    for endpoints in ((), (old,), (old, endpoint.url("/", host="localhost"))):
        with pytest.raises(ServiceError, match="unless it is named"):
            fetched(*endpoints)
    assert {path for path, _, _ in endpoint.asked} == {"/old"}
    assert fetched(old, new)
    assert endpoint.asked[-1][0] == "/new"


@pytest.mark.parametrize(
    ("url", "to"),
    [
        ("https://e/sparql", "https://e:443/other?x"),
        ("http://e:80/sparql", "http://E/other"),
        ("http://e/sparql", "http://named/sparql"),
        ("http://e/sparql", "http://named/sparql#x"),
    ],
)
def test_a_redirect_that_is_allowed(url: str, to: str) -> None:
    check_redirect(url, to, {url, "http://named/sparql"})


@pytest.mark.parametrize(
    ("url", "to"),
    [
        ("http://e/sparql", "http://e:8080/sparql"),
        ("http://e/sparql", "http://other/sparql"),
        ("http://e/sparql", "http://e.other/sparql"),
        ("http://e/sparql", "http://named/sparql/"),
        ("http://e/sparql", "https://e/sparql"),
        ("https://e/sparql", "http://named/sparql"),
        ("http://e/sparql", "http://u:p@e/sparql"),
        ("http://e/sparql", "file:///etc/passwd"),
        ("http://e/sparql", "http://e:99999/"),
    ],
)
def test_a_redirect_that_is_refused(url: str, to: str) -> None:
    with pytest.raises(ServiceError):
        check_redirect(url, to, {url, "http://named/sparql"})


@pytest.mark.parametrize("wrong", ["notaniri", "ftp://e/", "http:///x", "//e/x", "http://u@e/"])
def test_a_list_with_what_is_no_endpoint_is_refused(wrong: str) -> None:
    with pytest.raises(ServiceError):
        Services.read(f"http://e/sparql {wrong}")


def test_blank_nodes_become_iris_of_one_answer() -> None:
    rows = [{"x": {"type": "bnode", "value": name}} for name in ("a", "a", "b")]
    text = values(json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": rows}}).encode())
    first, second, third = (part for part in text.split() if part.startswith("(<"))
    assert first.startswith("(<urn:uuid:")
    assert first == second != third


def test_solutions_without_variables_keep_their_number() -> None:
    content = json.dumps({"head": {}, "results": {"bindings": [{}, {}]}}).encode()
    assert values(content) == "VALUES () { () () }"


@pytest.mark.parametrize(
    "term",
    [
        {"type": "uri", "value": "http://e/> } DROP ALL #"},
        {"type": "literal", "value": "x", "xml:lang": 'en" } #'},
        {"type": "literal", "value": "x", "datatype": "not an iri"},
        {"type": "triple", "value": {}},
        {"type": "uri"},
        "text",
    ],
)
def test_a_term_that_is_none_is_refused(term: object) -> None:
    content = {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": term}]}}
    with pytest.raises(ServiceError):
        values(json.dumps(content).encode())


def test_an_endless_answer_is_refused(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.federation.client.MOST_BYTES", 50)
    with pytest.raises(ServiceError, match="more than 50"):
        fetch(endpoint.url(), "ASK {}", timeout_s=20, exceptions=LOOPBACK)


def test_an_answer_of_too_many_solutions_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.dumps({"head": {}, "results": {"bindings": [{}] * 4}}).encode()
    monkeypatch.setattr("kg.federation.values.MOST_ROWS", 4)
    assert values(content).count("()") == 5
    monkeypatch.setattr("kg.federation.values.MOST_ROWS", 3)
    with pytest.raises(ServiceError, match="more than 3 solutions"):
        values(content)


def test_what_stands_in_strings_and_comments_is_no_service() -> None:
    text = "SELECT * { ?s ?p 'SERVICE <http://e/> { }' . ?SERVICE ?x <SERVICE> } # SERVICE <x> {"
    assert blocks(text, PREFIXES) == []
