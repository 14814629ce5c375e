"""The pages, things and exports of the server on the shipped graph."""

import re
from html.parser import HTMLParser

import pyoxigraph
import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.compare import isomorphic

from server.site.introduction import told_by

BASE = "https://w3id.org/celadon/"
PULGASARI = rdflib.URIRef(f"{BASE}film/pulgasari")
CEL = rdflib.Namespace(f"{BASE}ontology#")
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

WORKS = (
    "The Flower Girl", "Sea of Blood", "Pulgasari", "The Hero Noreturn", "Spirit of Korean Celadon",
    "The Schoolgirl's Diary", "Comrade Kim Goes Flying", "The Tale of Chun Hyang",
    "The Country I Saw", "A Traffic Controller on Crossroads", "Boy Commander",
    "The Respected Mother", "The Flower Girl's Youth",
)  # fmt: skip


class Page(HTMLParser):
    """The text and the links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.parts: list[str] = []
        self.feed(html)
        self.text = " ".join(" ".join(self.parts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attrs if name in ("href", "src") and value]

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def test_the_first_page_lists_every_work_once(client: FlaskClient) -> None:
    page = Page(client.get("/", headers=BROWSER).text)
    headings = re.findall(r"<h3>.*?>([^<]+)</a></h3>", client.get("/").text)
    assert sorted(h.replace("&#39;", "'") for h in headings) == sorted(WORKS)
    assert "zoomboola" in page.text
    assert "Films (8)" in page.text
    assert "Series (5)" in page.text


def card(client: FlaskClient, address: str, href: str) -> str:
    """The text of a work's card on the first page."""
    cards = re.findall(
        r'<li class="card work.*?</li>', client.get(address, headers=BROWSER).text, re.DOTALL
    )
    (found,) = [html for html in cards if f'<h3><a href="{href}">' in html]
    return Page(found).text


def test_the_first_page_marks_what_is_disputed(client: FlaskClient) -> None:
    text = card(client, "/", "/film/sea-of-blood")
    assert "1969 or 1971 rejected by editors" in text
    assert "disputed: kind, release year" in text
    assert "Kim Ki-nam" in text
    assert "zoomboola" in text
    assert "disputed" not in card(client, "/", "/film/pulgasari")


def test_the_first_page_strikes_out_what_is_not_believed(client: FlaskClient) -> None:
    html = client.get("/?trust=listing", headers=BROWSER).text
    assert '<del class="gone"><a href="/film/the-hero-noreturn?trust=listing">' in html
    assert re.search(r'1971 <span class="mark-gone">[^<]+</span> or <del class="gone">1969<', html)
    assert re.search(r"<strong>\d+ statements fewer</strong>", html)
    text = card(client, "/?trust=listing", "/film/sea-of-blood?trust=listing")
    assert "disputed: kind sources" in text


def test_every_link_of_the_site_leads_somewhere(client: FlaskClient) -> None:
    seen, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop()
        answer = client.get(path, headers=BROWSER, buffered=True)
        assert answer.status_code == 200, path
        if answer.mimetype != "text/html" or path.count("/") > 3:
            continue
        for link in Page(answer.text).links:
            target = link.split("#")[0]
            target = target if target.startswith("/thing?") else target.split("?")[0]
            if target.startswith("/") and target not in seen and len(seen) < 400:
                seen.add(target)
                waiting.append(target)
    assert len(seen) > 100


def test_no_page_asks_for_anything_elsewhere(client: FlaskClient) -> None:
    for path in ("/", "/film/pulgasari", "/queries", "/sparql", "/ontology"):
        text = client.get(path, headers=BROWSER).text
        assert not re.search(
            r'(?: src=|<link rel="(?:stylesheet|icon)"[^>]*href=|url\()"?(?:https?:)?//', text
        ), path
        assert not re.search(r"<script(?![^>]*(?: src=|ld\+json))", text)
        assert 'style="' not in text


@pytest.mark.parametrize("name", ["ttl", "nt", "jsonld", "rdf"])
@pytest.mark.parametrize(
    "path", ["/film/pulgasari", "/source/zoomboola", "/source/zoomboola/pulgasari-2", "/ontology"]
)
def test_a_thing_comes_as_rdf_by_its_suffix(client: FlaskClient, path: str, name: str) -> None:
    formats = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
    answer = client.get(f"{path}.{name}", headers=BROWSER)
    graph = rdflib.Graph().parse(data=answer.data, format=formats[name])
    assert len(graph) > 3
    assert any(f"{path}.{name}" in link for link in answer.headers.getlist("Link"))


def test_a_thing_is_what_the_default_view_says_of_it(client: FlaskClient) -> None:
    graph = rdflib.Graph().parse(data=client.get("/film/pulgasari").data, format="turtle")
    assert (PULGASARI, CEL.director, rdflib.URIRef(f"{BASE}person/shin-sang-ok")) in graph
    assert (rdflib.URIRef(f"{BASE}person/shin-sang-ok"), CEL.bodyOfWork, PULGASARI) in graph
    assert (PULGASARI, CEL.durationMinutes, None) not in graph  # only a reference work says so


def test_a_thing_that_only_reference_works_know_is_answered_for(client: FlaskClient) -> None:
    opera = rdflib.URIRef(f"{BASE}work/sea-of-blood-opera")
    graph = rdflib.Graph().parse(data=client.get("/work/sea-of-blood-opera").data, format="turtle")
    assert (opera, rdflib.RDF.type, CEL.Opera) in graph


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "text/turtle"),
        ("*/*", "text/turtle"),
        (BROWSER["Accept"], "text/html"),
        ("application/ld+json", "application/ld+json"),
        ("text/html;q=0.4, application/rdf+xml;q=0.5", "application/rdf+xml"),
    ],
)
def test_a_thing_is_negotiated(client: FlaskClient, accept: str | None, media_type: str) -> None:
    headers = {"Accept": accept} if accept else {}
    answer = client.get("/film/pulgasari", headers=headers)
    assert answer.mimetype == media_type
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/film/no-such-film", {}, 404),
        ("/film/no-such-film", BROWSER, 404),
        ("/film/%3E%20injected", {}, 404),
        ("/film/pulgasari", {"Accept": "image/png"}, 406),
        ("/planet/mars", {}, 404),
        ("/queries/no-such-query", {}, 404),
        ("/export.exe", {}, 404),
        ("/static/../app.py", {}, 404),
    ],
)
def test_what_is_not_there_is_said_so(
    client: FlaskClient, path: str, headers: dict[str, str], status: int
) -> None:
    assert client.get(path, headers=headers).status_code == status


def test_an_entity_page_shows_who_says_what(client: FlaskClient) -> None:
    text = Page(client.get("/film/sea-of-blood", headers=BROWSER).text).text
    for expected in ("Sea of Blood", "1969", "1971", "Kim Ki-nam", "alleged", "zoomboola"):
        assert expected in text


def test_a_passage_page_shows_its_claims(client: FlaskClient) -> None:
    text = Page(client.get("/source/zoomboola/sea-of-blood-1", headers=BROWSER).text).text
    assert "Kim Il-sung" in text


@pytest.mark.parametrize("name", ["ttl", "nt", "jsonld", "rdf"])
def test_an_export_is_one_graph_to_rdflib_and_to_oxigraph(client: FlaskClient, name: str) -> None:
    formats = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
    data = client.get(f"/export.{name}").data
    by_rdflib = rdflib.Graph().parse(data=data, format=formats[name])
    oxigraph = pyoxigraph.RdfFormat.from_extension(name)
    assert oxigraph
    triples = pyoxigraph.parse(data, format=oxigraph)
    lines = pyoxigraph.serialize(
        (quad.triple for quad in triples), format=pyoxigraph.RdfFormat.N_TRIPLES
    )
    by_oxigraph = rdflib.Graph().parse(data=lines, format="nt")
    assert len(by_rdflib) == len(by_oxigraph) > 1000
    assert isomorphic(by_rdflib, by_oxigraph)


def test_a_named_query_is_a_form_and_a_result(client: FlaskClient) -> None:
    page = client.get("/queries/filmography-of-a-person", headers=BROWSER)
    assert page.mimetype == "text/html"
    assert "<form" in page.text
    rows = client.get(
        "/queries/filmography-of-a-person.csv", query_string={"person": "person/shin-sang-ok"}
    ).text
    assert "film/pulgasari" in rows


def test_a_parameter_that_is_no_term_is_refused(client: FlaskClient) -> None:
    answer = client.get(
        "/queries/filmography-of-a-person.csv",
        query_string={"person": "person:x> } SERVICE <http://127.0.0.1:9/> { ?s ?p ?o"},
    )
    assert answer.status_code == 400
    assert "person" in answer.text


def test_every_named_query_answers_over_http(client: FlaskClient) -> None:
    names = re.findall(r'href="/queries/([^"]+)"', client.get("/queries").text)
    assert len(names) >= 24
    for name in names:
        assert client.get(f"/queries/{name}.json").status_code == 200, name
        assert client.get(f"/queries/{name}", headers=BROWSER).status_code == 200, name


def test_directors_are_listed_and_years_are_alternatives(client: FlaskClient) -> None:
    """Several directors may all be right; of several years one is."""
    html = client.get("/?view=accepted", headers=BROWSER).text
    directed = re.findall(r"directed by (.*?)</p>", html, re.DOTALL)
    shared = [names for names in map(str.strip, directed) if "," in names]
    assert shared
    assert not [names for names in directed if " or " in names]


@pytest.mark.parametrize(
    ("address", "work", "mark"),
    [
        ("/", "/film/sea-of-blood", "disputed: kind, release year"),
        ("/?trust=wikipedia", "/film/sea-of-blood?trust=wikipedia", None),
        ("/", "/series/the-country-i-saw", None),
        ("/", "/series/a-traffic-controller-on-crossroads", None),
    ],
)
def test_the_first_page_marks_the_conflicts_of_what_is_believed(
    client: FlaskClient, address: str, work: str, mark: str | None
) -> None:
    text = card(client, address, work)
    assert mark in text if mark else "disputed" not in text


@pytest.mark.parametrize(
    ("chosen", "work", "props"),
    [
        ("", "/film/the-schoolgirls-diary", "release year"),
        ("", "/series/the-country-i-saw", "kind, release year"),
        ("", "/film/sea-of-blood", None),
        ("?trust=listing", "/film/sea-of-blood", "release year"),
        ("?view=possible", "/series/the-country-i-saw", None),
    ],
)
def test_the_first_page_marks_what_others_contradict(
    client: FlaskClient, chosen: str, work: str, props: str | None
) -> None:
    text = card(client, f"/{chosen}", work + chosen)
    said = "sources you do not believe differ"
    assert f"{said}: {props}" in text if props else said not in text


def test_the_figures_say_what_they_count(client: FlaskClient) -> None:
    """They count all sources, so no choice changes them, and they say so."""
    default = client.get("/", headers=BROWSER).text
    chosen = client.get("/?trust=listing", headers=BROWSER).text
    figures = [html.partition('id="scope"')[2].partition("</ul>")[0] for html in (default, chosen)]
    assert figures[0] == figures[1]
    assert figures[0].startswith(">In all sources, whatever you believe:<")
    assert "무엇을 믿든" in client.get("/?lang=ko", headers=BROWSER).text


@pytest.mark.parametrize(
    ("primary", "conflicts", "expected"),
    [
        (2, 12, "Two documents describe the same works, and contradict each other."),
        (3, 0, "Three documents describe these works."),
        (1, 0, "One document describes these works."),
        (9, 1, "9 documents describe the same works"),
        (0, 0, "No document that is a primary source describes these works."),
    ],
)
def test_the_first_page_says_how_many_documents_there_are(
    client: FlaskClient, primary: int, conflicts: int, expected: str
) -> None:
    with client.application.test_request_context("/"):
        assert told_by(primary, conflicts).startswith(expected)


def test_a_card_marks_a_director_whom_the_editors_reject(client: FlaskClient) -> None:
    assert "Kim Ki-nam rejected by editors" in card(client, "/", "/film/sea-of-blood")
    assert "rejected by editors" not in card(client, "/", "/film/pulgasari")
    assert "편집자가 기각함" in client.get("/?lang=ko", headers=BROWSER).text


def test_a_card_says_where_sources_name_other_directors(client: FlaskClient) -> None:
    """The listing names Kim Ki-nam, Wikipedia Choe Ik-kyu."""
    address = "/film/sea-of-blood?trust=listing&amp;trust=wikipedia"
    both = card(client, "/?trust=listing&trust=wikipedia", address)
    assert "director: sources differ" in both
    alone = card(client, "/?trust=listing", "/film/sea-of-blood?trust=listing")
    assert "sources differ" not in alone
