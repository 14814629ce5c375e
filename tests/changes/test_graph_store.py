"""The graph store over HTTP: each MUST and each SHOULD of SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

import socket
from urllib.parse import quote

import pytest
from stores import TURTLE, WRITER, Reply, Served, of

G = of("urn:g")
ONE = "<urn:a> <urn:p> 1 ."
TWO = "<urn:a> <urn:p> 2 ."
NT = '<urn:a> <urn:p> "{}"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'


def lines(answer: Reply) -> list[str]:
    assert answer.status == 200, answer.text
    return sorted(answer.text.splitlines(keepends=True))


# §4: names of graphs -------------------------------------------------------------------


def test_the_address_that_is_sent_is_the_name(store: Served) -> None:
    """Percents tell addresses apart, but where they stand for what needs none (RFC 3986 §6.2.2)."""
    for n, path in enumerate(("a%2Fb", "a/b", "a%252fb", "caf%c3%a9", "%7Ea")):
        answer = store.put(f"/store/{path}", f"<urn:a> <urn:p> {n} .")
        assert answer.status == 201
        assert store.get(answer.headers["location"].removeprefix(store.address)).status == 200
    found = store.query("SELECT ?g ?n { GRAPH ?g { ?s ?p ?n } } ORDER BY ?n")
    graphs = [row["g"]["value"] for row in found["results"]["bindings"]]
    names = ("a%2Fb", "a/b", "a%252fb", "caf%C3%A9", "~a")
    assert graphs == [f"{store.address}/store/{name}" for name in names]
    assert lines(store.get("/store/a%2fb")) == [NT.format(0)]
    assert lines(store.get("/store/~a")) == [NT.format(4)]


def test_a_graph_is_named_by_an_escaped_absolute_iri(store: Served) -> None:
    graph = "http://example.org/a?b=c&d=é#f"
    assert store.put(of(graph), ONE).status == 201
    assert store.ask("GRAPH <http://example.org/a?b=c&d=é#f> { <urn:a> <urn:p> 1 }")
    assert lines(store.get(of(graph))) == [NT.format(1)]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize("name", ["", "g", "/g", "not an iri", "urn:x> {} } ; DROP ALL #"])
def test_a_name_that_is_no_absolute_iri_is_a_bad_request(
    store: Served, method: str, name: str
) -> None:
    store.put(G, ONE)
    body = ONE if method in ("PUT", "POST") else None
    answer = store.fetch(method, f"/store?graph={quote(name, safe='')}", body, {**WRITER, **TURTLE})
    assert answer.status == 400
    assert lines(store.get(G)) == [NT.format(1)]


@pytest.mark.parametrize("query", ["graph=urn:g&graph=urn:h", "graph=urn:g&default", ""])
def test_a_request_names_one_graph(store: Served, query: str) -> None:
    assert store.get(f"/store?{query}").status == 400
    assert store.put(f"/store?{query}", ONE).status == 400


def test_the_default_graph_is_named_by_default(store: Served) -> None:
    assert store.put("/store?default", ONE).status in (200, 201, 204)
    assert store.ask("<urn:a> <urn:p> 1")
    assert lines(store.get("/store?default")) == [NT.format(1)]


@pytest.mark.parametrize("path", ["/store/person/1.ttl", "/store/a%20b/%C3%A9", "/store/a/"])
def test_the_address_of_a_request_names_its_graph(store: Served, path: str) -> None:
    assert store.put(path, "<> <urn:p> 1 .").status == 201
    assert lines(store.get(path)) == [NT.format(1).replace("urn:a", store.address + path)]
    assert store.get(of(store.address + path)).text == store.get(path).text
    assert store.delete(path).status in (200, 204)
    assert store.get(path).status == 404


# §5: media types -----------------------------------------------------------------------

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
DOCUMENTS = {
    "text/turtle": ONE,
    "text/turtle; charset=utf-8": ONE,
    "application/n-triples": NT.format(1),
    "application/ld+json": '{"@id": "urn:a", "urn:p": 1}',
    "application/rdf+xml": f'<rdf:RDF {RDF} xmlns:u="urn:"><rdf:Description rdf:about="urn:a">'
    '<u:p rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1</u:p></rdf:Description></rdf:RDF>',
}


@pytest.mark.parametrize(("kind", "document"), DOCUMENTS.items(), ids=DOCUMENTS)
def test_a_payload_is_read_by_its_content_type(store: Served, kind: str, document: str) -> None:
    assert store.put(G, document, {"Content-Type": kind}).status == 201
    assert lines(store.get(G)) == [NT.format(1)]


def test_a_payload_without_a_content_type_is_rdf_xml(store: Served) -> None:
    assert store.put(G, DOCUMENTS["application/rdf+xml"], {}).status == 201
    assert lines(store.get(G)) == [NT.format(1)]


KINDS = ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_graph_comes_as_it_is_accepted(store: Served, kind: str) -> None:
    store.put(G, ONE)
    answer = store.get(G, kind)
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert "Accept" in answer.headers["vary"]
    other = of("urn:copy")
    assert store.put(other, answer.text, {"Content-Type": kind}).status == 201
    assert lines(store.get(other)) == [NT.format(1)]


def test_without_accept_a_graph_comes_in_a_format_of_rdf(store: Served) -> None:
    store.put(G, ONE)
    assert store.fetch("GET", G).headers["content-type"].startswith("text/turtle")


def test_what_cannot_be_written_is_not_acceptable(store: Served) -> None:
    store.put(G, ONE)
    assert store.get(G, "image/png").status == 406


# §5.1: status codes --------------------------------------------------------------------

BAD = {
    "Turtle": ("text/turtle", "<urn:a> <urn:p>\n  .", 2),
    "JSON-LD": ("application/ld+json", '{"@id": "urn:a",\n "urn:p": }', 2),
    "N-Triples": ("application/n-triples", f"{NT.format(1)}<urn:a> .", 2),
    "RDF/XML": ("application/rdf+xml", "<rdf:RDF", None),
    "Turtle that is no UTF-8": ("text/turtle", b'<urn:a> <urn:p> "\xff" .', 1),
}


QUOTED = '<urn:a> <urn:p> <<( <urn:a> <urn:b> "x" )>> .'


def test_a_term_of_rdf_12_is_refused_however_it_comes(store: Served) -> None:
    store.put(G, ONE)
    assert store.put(G, QUOTED).status == 409
    assert store.post(G, QUOTED).status == 409
    assert store.update(f"INSERT DATA {{ GRAPH <urn:g> {{ {QUOTED} }} }}").status == 409
    assert lines(store.get(G)) == [NT.format(1)]


def test_a_name_without_a_prefix_is_told_with_its_place(store: Served) -> None:
    problem = store.put(G, "<urn:a> <urn:b> <urn:c> .\n<urn:a> foo:b 1 .").json
    assert (problem["line"], problem["column"]) == (2, 9)
    assert problem["detail"].startswith("line 2, column 9: The prefix foo: has not been declared")


@pytest.mark.parametrize(("kind", "document", "line"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_payload_that_cannot_be_parsed_is_a_bad_request_with_its_place(
    store: Served, method: str, kind: str, document: str | bytes, line: int | None
) -> None:
    store.put(G, ONE)
    answer = store.fetch(method, G, document, {**WRITER, "Content-Type": kind})
    assert (answer.status, answer.json.get("line")) == (400, line)
    assert lines(store.get(G)) == [NT.format(1)]


@pytest.mark.parametrize(
    "kind", ["text/html", "image/png", "application/n-quads", "text/turtle; charset=utf-16"]
)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_content_type_that_is_not_understood_is_unsupported(
    store: Served, method: str, kind: str
) -> None:
    answer = store.fetch(method, G, ONE, {**WRITER, "Content-Type": kind})
    assert answer.status == 415
    assert store.get(G).status == 404


@pytest.mark.parametrize("method", ["PATCH", "TRACE", "PROPFIND"])
def test_a_verb_that_is_not_supported_is_not_allowed(store: Served, method: str) -> None:
    answer = store.fetch(method, G, None, WRITER)
    assert answer.status == 405
    assert {"GET", "HEAD", "PUT", "POST", "DELETE"} <= set(answer.headers["allow"].split(", "))


def test_what_is_no_verb_of_http_is_no_request(store: Served) -> None:
    assert store.fetch("BREW", G, None, WRITER).status == 400


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_who_has_no_token_is_told_so_and_changes_nothing(store: Served, method: str) -> None:
    store.put(G, ONE)
    assert store.fetch(method, G, TWO, TURTLE).status == 401
    assert store.fetch(method, G, TWO, {**TURTLE, "Authorization": "Bearer no"}).status == 401
    assert lines(store.get(G)) == [NT.format(1)]


# §5.2: GET; §5.6: HEAD -----------------------------------------------------------------


def test_a_graph_that_does_not_exist_is_not_found(store: Served) -> None:
    assert store.get(G).status == 404
    assert store.fetch("HEAD", G).status == 404


def test_head_is_get_without_a_body(store: Served) -> None:
    store.put(G, ONE)
    head, get = store.fetch("HEAD", G), store.fetch("GET", G)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers["content-length"] == str(len(get.body))


# §5.3: PUT -----------------------------------------------------------------------------


def test_put_creates_and_then_replaces(store: Served) -> None:
    assert store.put(G, ONE).status == 201
    assert store.put(G, TWO).status in (200, 204)
    assert lines(store.get(G)) == [NT.format(2)]


def test_put_touches_no_other_graph(store: Served) -> None:
    store.put("/store?default", ONE)
    store.put(of("urn:h"), ONE)
    store.put(G, TWO)
    assert lines(store.get("/store?default")) == lines(store.get(of("urn:h"))) == [NT.format(1)]


def test_an_empty_payload_makes_an_empty_graph(store: Served) -> None:
    assert store.put(G, "").status == 201
    assert lines(store.get(G)) == []
    assert store.put(G, "", {"Content-Type": "application/rdf+xml"}).status == 400


def test_relative_iris_are_relative_to_the_graph(store: Served) -> None:
    store.put(of("http://example.org/a/b"), "<c> <urn:p> 1 .")
    assert store.ask("GRAPH ?g { <http://example.org/a/c> <urn:p> 1 }")


# §5.4: DELETE --------------------------------------------------------------------------


def test_delete_removes_a_graph_once(store: Served) -> None:
    store.put(G, ONE)
    assert store.delete(G).status in (200, 204)
    assert store.get(G).status == 404
    assert store.delete(G).status == 404


def test_delete_of_the_default_graph_empties_it(store: Served) -> None:
    store.put("/store?default", ONE)
    assert store.delete("/store?default").status in (200, 204)
    assert lines(store.get("/store?default")) == []


# §5.5: POST ----------------------------------------------------------------------------


def test_post_merges_into_a_graph(store: Served) -> None:
    assert store.post(G, ONE).status == 201
    assert store.post(G, TWO).status in (200, 204)
    assert lines(store.get(G)) == [NT.format(1), NT.format(2)]


def test_blank_nodes_of_two_documents_stay_apart(store: Served) -> None:
    store.post(G, "_:x <urn:p> 1 .")
    store.post(G, "_:x <urn:p> 1 .")
    assert len(lines(store.get(G))) == 2


def test_post_to_the_store_makes_a_new_graph_and_says_where(store: Served) -> None:
    answer = store.post("/store", "<> <urn:p> 1 .")
    where = answer.headers["location"]
    assert (answer.status, where.startswith(f"{store.address}/store/")) == (201, True)
    assert lines(store.get(of(where))) == [NT.format(1).replace("urn:a", where)]
    assert lines(store.get(where.removeprefix(store.address))) == lines(store.get(of(where)))
    assert store.post("/store", ONE).headers["location"] != where


@pytest.mark.parametrize("where", [G, "/store", "/store?default"])
def test_an_empty_post_does_nothing(store: Served, where: str) -> None:
    assert store.post(where, "").status == 204


FORM = {"Content-Type": "multipart/form-data; boundary=cut"}


def part(content: str, name: str, kind: str | None) -> str:
    said = f"Content-Type: {kind}\r\n" if kind else ""
    file = f'Content-Disposition: form-data; name="{name}"; filename="{name}"'
    return f"--cut\r\n{file}\r\n{said}\r\n{content}\r\n"


def test_post_merges_all_documents_of_a_form(store: Served) -> None:
    json = '{"@id": "urn:a", "urn:p": 3}'
    parts = part(ONE, "a.ttl", "text/turtle; charset=utf-8") + part(TWO, "b.ttl", None)
    body = f"{parts}{part(json, 'c', 'application/ld+json')}--cut--\r\n"
    assert store.post(G, body, FORM).status == 201
    assert lines(store.get(G)) == [NT.format(1), NT.format(2), NT.format(3)]


@pytest.mark.parametrize(
    ("second", "status"),
    [
        (part("<urn:a> .", "b.ttl", None), 400),
        (part(TWO, "b", None), 400),
        (part("", "b", "a/b"), 415),
    ],
    ids=["wrong", "of no type", "of an unknown type"],
)
def test_a_form_with_a_bad_part_changes_nothing(store: Served, second: str, status: int) -> None:
    body = f"{part(ONE, 'a.ttl', None)}{second}--cut--\r\n"
    assert store.post(G, body, FORM).status == status
    assert store.get(G).status == 404


# What is refused before it is parsed ---------------------------------------------------

HOSTILE = {
    "context": ("application/ld+json", '{"@context": "{}", "@id": "urn:a", "name": "x"}'),
    "context in a list": ("application/ld+json", '{"@context": [{"a": "urn:a"}, "{}"], "a": "x"}'),
    "scoped context": (
        "application/ld+json",
        '{"@context": {"p": {"@id": "urn:p", "@context": "{}"}}, "p": {"n": "x"}}',
    ),
    "import": ("application/ld+json", '{"@context": {"@import": "{}"}, "urn:p": "x"}'),
    "repeated context": ("application/ld+json", '{"@context": "{}", "@context": {}, "urn:p": "x"}'),
    "escaped context": ("application/ld+json", '{"\\u0040context": "{}", "urn:p": "x"}'),
    "external entity": (
        "application/rdf+xml",
        f'<!DOCTYPE r [<!ENTITY x SYSTEM "{{}}">]><rdf:RDF {RDF}>&x;</rdf:RDF>',
    ),
    "entities": (
        "application/rdf+xml",
        f'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rdf:RDF {RDF}>&b;</rdf:RDF>',
    ),
    "another encoding": (
        "application/rdf+xml",
        f'<?xml version="1.0" encoding="UTF-7"?><rdf:RDF {RDF}></rdf:RDF>',
    ),
    "elements in elements": (
        "application/rdf+xml",
        f"<rdf:RDF {RDF}>{'<rdf:Description><a:a>' * 2000}",
    ),
    "a graph in the document": (
        "application/ld+json",
        '{"@id": "urn:other", "@graph": [{"@id": "urn:a", "urn:p": 1}]}',
    ),
}


@pytest.mark.parametrize(("kind", "document"), HOSTILE.values(), ids=HOSTILE)
def test_a_document_reaches_nobody_and_grows_nothing(
    store: Served, kind: str, document: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.3)
        address = f"http://127.0.0.1:{canary.getsockname()[1]}/"
        answer = store.put(G, document.replace("{}", address, 1), {"Content-Type": kind})
        assert answer.status == 400
        with pytest.raises(TimeoutError):
            canary.accept()
    assert not store.ask("GRAPH ?g { ?s ?p ?o }")


def test_a_document_that_is_too_long_is_refused_whole(store: Served) -> None:
    answer = store.put(G, "".join(f"<urn:a> <urn:p> {n} .\n" for n in range(10_000)))
    assert answer.status == 413
    assert store.get(G).status == 404
