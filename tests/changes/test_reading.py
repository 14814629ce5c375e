"""What a browser sees of a plain store: results as pages, and links that lead somewhere."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from stores import Reply, Served

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def page(store: Served, query: str, accept: str = BROWSER, **more: str) -> Reply:
    return store.get(f"/sparql?{urlencode({'query': query, **more})}", accept)


@pytest.mark.parametrize("accept", ["text/html", BROWSER])
def test_a_browser_sees_the_result_as_a_table(store: Served, accept: str) -> None:
    store.update(
        "INSERT DATA { <urn:a> <urn:p> '<b>bold</b>' GRAPH <urn:g> { <urn:c> <urn:p> 1 } }"
    )
    answer = page(store, "SELECT ?s ?o { ?s ?p ?o }", accept)
    assert (answer.status, answer.headers["content-type"][:9]) == (200, "text/html")
    assert '<th scope="col">s</th>' in answer.text
    assert "&lt;b&gt;bold" in answer.text
    assert "urn:a" in page(store, "CONSTRUCT WHERE { ?s ?p ?o }", accept).text
    assert "No." in page(store, "ASK { <urn:c> ?p ?o }", accept).text
    assert "Yes." in page(store, "ASK { ?s ?p 1 }", accept, **{"default-graph-uri": "urn:g"}).text


def test_a_browser_sees_what_is_wrong_with_its_query(store: Served) -> None:
    answer = page(store, "SELECT ?s {")
    assert (answer.status, answer.headers["content-type"][:9]) == (400, "text/html")
    assert "could not be answered" in answer.text


def test_who_names_a_format_of_results_gets_it(store: Served) -> None:
    accept = "text/html, application/sparql-results+json;q=0.5"
    assert page(store, "ASK {}", accept).json["boolean"]
    assert page(store, "ASK {}", BROWSER, format="json").json["boolean"]
    assert page(store, "ASK {}", "*/*").json["boolean"]


ALL = f"/sparql?{urlencode({'query': 'SELECT * { ?s ?p ?o }'})}"


@pytest.mark.parametrize("path", ["/", "/sparql", ALL, "/none", "/store", "/changes", "/status"])
def test_every_link_of_a_page_leads_somewhere(store: Served, path: str) -> None:
    """But for those to the page itself in another language, where it is the page of an error."""
    data = "<https://w3id.org/celadon/film/a> <urn:p> <urn:o>"
    store.update(f"INSERT DATA {{ {data} GRAPH <urn:g> {{ {data} }} }}")
    found = re.findall(r'(?:href|src|action)="(/[^"]*)"', store.get(path, BROWSER).text)
    links = {link for link in found if not link.startswith(f"{path}?lang")}
    assert links
    answers = {link: store.get(link.replace("&amp;", "&"), "*/*").status for link in links}
    dead = (400, 404, 405, 406, 500)  # a busy server's 429 and 503 lead somewhere, later
    assert {link: status for link, status in answers.items() if status in dead} == {}
