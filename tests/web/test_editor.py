"""The editor without scripts: a query, its answer, what is wrong with it, and what completes it."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from server.site.answers import prefixed
from server.site.snippets import snippets

BROWSER = {"Accept": "text/html"}
YEARS = "SELECT ?year WHERE { film:sea-of-blood cel:releaseYear ?year } ORDER BY ?year"


def cells(text: str) -> list[str]:
    found = re.search(r'<div class="scroll answer".*?</table>', text, re.S)
    assert found
    return [unescape(re.sub("<[^>]+>", "", cell)) for cell in re.findall("<td>.*?</td>", found[0])]


def asked(client: FlaskClient, query: str, **more: str) -> str:
    answer = client.get("/editor", query_string={"query": query, **more}, headers=BROWSER)
    assert answer.status_code == 200
    return answer.text


def test_a_query_is_answered_in_the_page(client: FlaskClient) -> None:
    assert cells(asked(client, YEARS)) == ["1969", "1971"]


def test_a_query_is_answered_in_what_is_believed(client: FlaskClient) -> None:
    text = asked(client, YEARS, trust="listing")
    assert cells(text) == ["1971"]
    assert "format=csv&amp;" in text or "trust=listing" in text


def test_things_are_shown_by_their_short_names_and_linked(client: FlaskClient) -> None:
    text = asked(client, "SELECT ?who WHERE { film:pulgasari cel:director ?who }")
    assert cells(text) == ["person:shin-sang-ok"]
    assert 'href="/person/shin-sang-ok"' in text


def test_triples_and_booleans_are_answered_too(client: FlaskClient) -> None:
    text = asked(client, "CONSTRUCT { ?s cel:director ?o } WHERE { ?s cel:director ?o }")
    assert "film:pulgasari" in cells(text)
    assert "Yes." in asked(client, "ASK { film:pulgasari a cel:Film }")
    assert "No." in asked(client, "ASK { film:pulgasari a cel:Person }")


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("SELECT ?x WHERE {", 400, "line 1, column 18"),
        ("SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }", 400, "SERVICE"),
        ("SELECT * WHERE { ?s ?p ?o } # " + "x" * 70_000, 400, "bytes"),
    ],
    ids=["syntax", "outside", "length"],
)
def test_what_is_wrong_is_said_in_the_page(
    client: FlaskClient, query: str, status: int, said: str
) -> None:
    answer = client.post("/editor", data={"query": query}, headers=BROWSER)
    assert answer.status_code == status
    alert = re.search(r'role="alert">(.*?)</p>', answer.text, re.S)
    assert alert
    assert said in alert[1]
    assert "<textarea" in answer.text


def test_an_example_is_a_named_query_with_its_text_explained(client: FlaskClient) -> None:
    text = client.get("/editor?example=films-by-decade", headers=BROWSER).text
    assert "Which films came out in which decade?" in text
    assert "#+ summary" in text
    assert client.get("/editor?example=nothing").status_code == 404


def test_completion_is_from_our_own_data(client: FlaskClient) -> None:
    found = client.get("/editor/terms.json").json
    assert found["prefixes"]["film"].endswith("/film/")
    film = next(term for term in found["classes"] if term["iri"].endswith("#Film"))
    assert film["label"] == "Film"
    assert film["ko"] == "영화"
    assert film["count"] > 0
    assert {term["iri"] for term in found["classes"]}.isdisjoint(
        term["iri"] for term in found["properties"]
    )


def test_completion_knows_terms_of_others_that_the_data_use(client: FlaskClient) -> None:
    found = client.get("/editor/terms.json").json
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    assert label in {term["iri"] for term in found["properties"]}
    assert "https://schema.org/Movie" in {term["iri"] for term in found["classes"]}


def test_completion_counts_what_is_believed(client: FlaskClient) -> None:
    def count(address: str) -> int:
        return sum(term["count"] for term in client.get(address).json["properties"])

    assert count("/editor/terms.json?trust=listing") < count("/editor/terms.json")


@pytest.mark.parametrize("name", ["curl", "Python", "R"])
def test_a_snippet_keeps_what_is_believed(name: str) -> None:
    found = snippets("ASK {}", "http://h/sparql", [("trust", "listing")], form="boolean")
    assert "listing" in found[name]
    assert "ASK" in found[name]


def test_a_name_is_shortened_only_where_it_can_be_written() -> None:
    prefixes = {"film": "https://w3id.org/celadon/film/"}
    assert prefixed("https://w3id.org/celadon/film/x", prefixes) == "film:x"
    assert prefixed("https://w3id.org/celadon/film/x/y", prefixes).startswith("https:")
