"""The ontology's pages: every term, its axioms in words, where it is used."""

import re

import pytest
from flask.testing import FlaskClient
from markupsafe import Markup

from server.site.ontology.axioms import particles
from server.site.ontology.diagram import draw

BROWSER = {"Accept": "text/html"}


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200
    return answer.text


def words(client: FlaskClient, address: str) -> str:
    """The text of a page's axioms, without tags."""
    found = re.search(r'<ul class="axioms">(.*?)</ul>', page(client, address), re.S)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found[1]))


def test_every_term_of_the_overview_has_a_page(client: FlaskClient) -> None:
    names = set(re.findall(r'<tr id="(\w+)"', page(client, "/ontology")))
    assert len(names) > 190
    assert {name for name in names if client.get(f"/ontology/{name}").status_code != 200} == set()


def test_the_diagram_leads_to_every_class(client: FlaskClient) -> None:
    text = page(client, "/ontology")
    drawn = re.search(r"<svg.*?</svg>", text, re.S)
    assert drawn
    assert {"Film", "ScreenWork", "Work", "Director"} <= set(
        re.findall(r'href="/ontology/(\w+)"', drawn[0])
    )


@pytest.mark.parametrize(
    ("name", "said", "formal"),
    [
        (
            "bodyOfWork",
            "body of work is the inverse of contributor.",
            "InverseObjectProperties(cel:bodyOfWork cel:contributor)",
        ),
        (
            "workedWith",
            "Where body of work → contributor leads, one after the other, worked with leads too.",
            "SubObjectPropertyOf(ObjectPropertyChain(cel:bodyOfWork cel:contributor) "
            "cel:workedWith)",
        ),
        (
            "releaseYear",
            "A thing has at most one value of release year; two are a conflict.",
            "FunctionalDataProperty(cel:releaseYear)",
        ),
        (
            "Director",
            "Whatever is something with at least one Work as directed is a Director.",
            "SubClassOf(ObjectSomeValuesFrom(cel:directed cel:Work) cel:Director)",
        ),
        (
            "NorthKoreanWork",
            "A North Korean Work is exactly Work that is something with North Korea as country "
            "of origin.",
            "EquivalentClasses(cel:NorthKoreanWork ObjectIntersectionOf(cel:Work "
            "ObjectHasValue(cel:countryOfOrigin place:north-korea)))",
        ),
        (
            "Place",
            "No two things that are a Place have the same Wikidata.",
            "HasKey(cel:Place (cel:wikidata) ())",
        ),
    ],
)
def test_an_axiom_is_said_in_words_and_formally(
    client: FlaskClient, name: str, said: str, formal: str
) -> None:
    text = words(client, f"/ontology/{name}")
    assert said in text
    assert formal in text


def test_uses_are_counted_in_what_is_believed(client: FlaskClient) -> None:
    def count(address: str) -> int:
        found = re.search(r"It is in (\d+) statements", page(client, address))
        assert found
        return int(found[1])

    assert count("/ontology/releaseYear") > count("/ontology/releaseYear?trust=listing") > 0


def test_a_term_comes_as_rdf_with_the_classes_that_define_it(client: FlaskClient) -> None:
    answer = client.get("/ontology/NorthKoreanWork.ttl")
    assert answer.mimetype == "text/turtle"
    assert "owl:hasValue place:north-korea" in answer.text
    assert "cel:Film" not in answer.text


def test_a_term_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    assert client.get("/ontology/Spaceship").status_code == 404


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<a>감독</a>은(는) 인물이(다).", "<a>감독</a>은 인물이다."),
        ("배우은(는)", "배우는"),
        ("지도(으)로", "지도로"),
        ("작품과(와)", "작품과"),
        ("IMDb ID은(는)", "IMDb ID은(는)"),
    ],
)
def test_korean_particles_follow_the_syllable_before(text: str, expected: str) -> None:
    assert particles(Markup(text)) == expected


def test_a_class_is_drawn_right_of_and_below_its_superclass() -> None:
    drawn = draw({"Work": [], "Film": ["Work"], "Sequel": ["Film", "Work"], "Agent": []})
    at = {box.name: (box.x, box.y) for box in drawn.boxes}
    assert at["Film"][0] > at["Work"][0]
    assert at["Film"][1] > at["Work"][1]
    assert len({y for _, y in at.values()}) == 4
    assert [line.further for line in drawn.lines] == [False, False, True]
    assert drawn.width >= at["Sequel"][0]


def test_terms_of_others_are_told_from_ours_of_the_same_name(client: FlaskClient) -> None:
    assert "director relates, director (wdt:P57) relates too" in words(client, "/ontology/director")


@pytest.mark.parametrize("belief", ["", "view=possible", "trust=listing"])
@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Film", "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a cel:Film }"),
        ("Person", "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a cel:Person }"),
        ("contributor", "SELECT (COUNT(*) AS ?n) WHERE { ?s cel:contributor ?o }"),
    ],
)
def test_uses_are_counted_as_a_query_counts_them(
    client: FlaskClient, name: str, asked: str, belief: str
) -> None:
    headers = {"Accept": "application/sparql-results+json"}
    counted = client.post(f"/sparql?{belief}", data={"query": asked}, headers=headers).json
    assert counted
    number = int(counted["results"]["bindings"][0]["n"]["value"])
    assert number > 0
    assert f" {number} " in page(client, f"/ontology/{name}?{belief}")
