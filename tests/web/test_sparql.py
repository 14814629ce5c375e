"""The SPARQL endpoint as a table of requests and answers, on the shipped graph."""

import json

import pytest
import rdflib
from flask.testing import FlaskClient

SELECT = "SELECT ?film WHERE { ?film a cel:Film } ORDER BY ?film"
ASK = "ASK { film:pulgasari cel:director person:shin-sang-ok }"
CONSTRUCT = "CONSTRUCT WHERE { film:pulgasari cel:director ?who }"
DESCRIBE = "DESCRIBE film:pulgasari"


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (SELECT, None, "application/sparql-results+json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv; charset=utf-8"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        (ASK, None, "application/sparql-results+json"),
        (ASK, "application/sparql-results+xml", "application/sparql-results+xml"),
        (ASK, "text/csv", "text/csv; charset=utf-8"),
        (ASK, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        (CONSTRUCT, None, "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (DESCRIBE, "text/turtle", "text/turtle; charset=utf-8"),
        (
            SELECT,
            "text/html;q=0.9, text/csv;q=0.3, application/sparql-results+xml;q=0.4",
            "application/sparql-results+xml",
        ),
    ],
)
def test_an_answer_comes_in_the_form_that_is_asked_for(
    client: FlaskClient, query: str, accept: str | None, media_type: str
) -> None:
    headers = {"Accept": accept} if accept else {}
    answer = client.get("/sparql", query_string={"query": query}, headers=headers)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)
    assert "Accept" in answer.headers["Vary"]


def test_the_three_forms_of_a_query_give_one_answer(client: FlaskClient) -> None:
    by_get = client.get("/sparql", query_string={"query": SELECT})
    by_form = client.post("/sparql", data={"query": SELECT})
    by_body = client.post("/sparql", data=SELECT, content_type="application/sparql-query")
    assert by_get.data == by_form.data == by_body.data
    assert len(by_get.get_json(force=True)["results"]["bindings"]) == 8


@pytest.mark.parametrize("query", [{}, {"query": SELECT}, {"query": "SELECT"}], ids=str)
@pytest.mark.parametrize("accept", ["text/turtle", "text/html", "text/csv", "image/png"])
def test_head_is_get_without_a_body(
    client: FlaskClient, query: dict[str, str], accept: str
) -> None:
    by_get, by_head = (
        call("/sparql", query_string=query, headers={"Accept": accept})
        for call in (client.get, client.head)
    )
    assert (by_head.status_code, by_head.data) == (by_get.status_code, b"")
    assert by_head.headers["Content-Type"] == by_get.headers["Content-Type"]
    assert by_head.content_length == by_get.content_length


def test_a_long_query_comes_by_get_too(client: FlaskClient) -> None:
    padded = f"# {'x' * 20_000}\n{SELECT}"
    assert client.get("/sparql", query_string={"query": padded}).status_code == 200


@pytest.mark.parametrize(
    ("request_", "status", "says"),
    [
        ({"method": "GET", "query_string": {"query": "SELECT"}}, 400, "line 1"),
        ({"method": "GET", "query_string": {"query": "SELECT * {"}}, 400, "line 1"),
        ({"method": "GET", "query_string": {"q": SELECT}}, 400, "'query'"),
        ({"method": "POST", "data": "x", "content_type": "text/plain"}, 415, "application/sparql"),
        ({"method": "PUT", "data": "x"}, 405, ""),
        (
            {
                "method": "GET",
                "query_string": {"query": SELECT},
                "headers": {"Accept": "image/png"},
            },
            406,
            "csv",
        ),
        ({"method": "GET", "query_string": {"query": SELECT, "format": "ttl"}}, 406, "csv"),
        ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 401, "token"),
        ({"method": "GET", "query_string": "query=%FF"}, 400, "UTF-8"),
        ({"method": "POST", "data": b"x", "headers": {"Content-Encoding": "br"}}, 415, "coding"),
        ({"method": "GET", "query_string": {"query": "INSERT DATA { <a:a> <a:b> 1 }"}}, 400, ""),
        ({"method": "GET", "query_string": {"query": f"# {'x' * 70_000}\n{SELECT}"}}, 413, "65536"),
        (
            {
                "method": "POST",
                "data": b"x" * 2_100_000,
                "content_type": "application/sparql-query",
            },
            413,
            "",
        ),
        (
            {
                "method": "GET",
                "query_string": {
                    "query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
                },
            },
            400,
            "SERVICE",
        ),
        ({"method": "GET", "query_string": {"query": "LOAD <http://127.0.0.1:9/>"}}, 400, "LOAD"),
        ({"method": "GET", "query_string": {"query": "SELECT * " + "{" * 5000}}, 400, "nest"),
    ],
    ids=lambda value: "" if isinstance(value, dict) else None,
)
def test_a_bad_request_is_refused_and_says_why(
    client: FlaskClient, request_: dict[str, object], status: int, says: str
) -> None:
    answer = client.open("/sparql", **request_)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert says in answer.text
    assert client.get("/health").get_json()["status"] == "ok"


def test_a_problem_is_json_for_those_who_ask_for_it(client: FlaskClient) -> None:
    answer = client.get(
        "/sparql",
        query_string={"query": "SELECT *\nWHERE { ?s ?p }"},
        headers={"Accept": "application/json"},
    )
    assert answer.headers["Content-Type"] == "application/problem+json"
    document = json.loads(answer.data)
    assert (document["status"], document["title"], document["line"]) == (400, "Bad Request", 2)


def test_from_a_file_or_an_address_reads_nothing(client: FlaskClient) -> None:
    query = "SELECT * FROM <file:///etc/passwd> FROM <http://127.0.0.1:9/> WHERE { ?s ?p ?o }"
    answer = client.get("/sparql", query_string={"query": query})
    assert answer.get_json(force=True)["results"]["bindings"] == []


def test_the_request_names_the_dataset(client: FlaskClient) -> None:
    graph = "https://w3id.org/celadon/source/listing/pulgasari"
    query = "SELECT ?year WHERE { film:pulgasari cel:releaseYear ?year }"
    asked = {"query": query, "default-graph-uri": graph}
    assert (
        len(client.get("/sparql", query_string=asked).get_json(force=True)["results"]["bindings"])
        == 1
    )
    asked["default-graph-uri"] = "https://w3id.org/celadon/source/listing/sea-of-blood"
    assert (
        client.get("/sparql", query_string=asked).get_json(force=True)["results"]["bindings"] == []
    )


def test_no_hedged_claim_is_in_the_default_graph(client: FlaskClient) -> None:
    query = "ASK { film:sea-of-blood cel:coDirector person:kim-jong-il }"
    assert (
        client.get("/sparql", query_string={"query": query}).get_json(force=True)["boolean"]
        is False
    )


def test_what_follows_is_in_the_default_graph(client: FlaskClient) -> None:
    query = "ASK { person:shin-sang-ok cel:bodyOfWork film:pulgasari ; a cel:Director }"
    assert (
        client.get("/sparql", query_string={"query": query}).get_json(force=True)["boolean"] is True
    )


@pytest.mark.parametrize("name", ["text/turtle", "application/rdf+xml", "application/ld+json"])
def test_a_bare_get_describes_the_service(client: FlaskClient, name: str) -> None:
    answer = client.get("/sparql", headers={"Accept": name})
    graph = rdflib.Graph().parse(data=answer.data, format=name)
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert str(service).endswith("/sparql")
    assert graph.value(service, sd.endpoint) == service
    assert len(set(graph.objects(None, sd.name))) > 50


def test_a_browser_gets_a_form(client: FlaskClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/html"})
    assert answer.mimetype == "text/html"
    assert "<textarea" in answer.text


def test_answers_may_be_read_from_anywhere_but_not_framed(client: FlaskClient) -> None:
    headers = client.get("/sparql", query_string={"query": ASK}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


MARK = "\ufeff"


def test_a_byte_order_mark_before_a_query_is_no_part_of_it(client: FlaskClient) -> None:
    answers = [
        client.get("/sparql", query_string={"query": f"{MARK}{ASK}"}),
        client.post("/sparql", data={"query": f"{MARK}{ASK}"}),
        client.post("/sparql", data=f"{MARK}{ASK}", content_type="application/sparql-query"),
        client.open(
            "/sparql", method="QUERY", data=f"{MARK}{ASK}", content_type="application/sparql-query"
        ),
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert all(answer.get_json(force=True)["boolean"] for answer in answers)
    details = {
        client.get("/sparql", query_string={"query": f"{mark}ASK nothing"}).get_json()["detail"]
        for mark in ("", MARK)
    }
    assert len(details) == 1


@pytest.mark.parametrize(
    ("query", "kind", "other"),
    [
        ('SELECT ("a\\u0001" AS ?x) {}', "application/sparql-results+xml", "text/csv"),
        ('CONSTRUCT { <urn:s> <urn:p> "a\\u0000" } {}', "application/rdf+xml", "text/turtle"),
        ('CONSTRUCT { <urn:s> <urn:1> "a" } {}', "application/rdf+xml", "text/turtle"),
        (
            "CONSTRUCT { <urn:s> <urn:p> <<( <urn:a> <urn:b> 1 )>> } {}",
            "application/ld+json",
            "text/turtle",
        ),
    ],
)
def test_what_a_format_cannot_hold_is_not_acceptable_in_it(
    client: FlaskClient, query: str, kind: str, other: str
) -> None:
    asked = {"query": query}
    refused = client.get("/sparql", query_string=asked, headers={"Accept": kind})
    assert refused.status_code == 406
    assert "choose another format" in refused.get_json()["detail"]
    assert client.get("/sparql", query_string=asked, headers={"Accept": other}).status_code == 200
