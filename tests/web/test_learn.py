"""The lesson: every step runs, and its exercise is checked against the data."""

import re

import pytest
from flask.testing import FlaskClient

from kg.dataset import Dataset
from server.site.learn.checking import compare
from server.site.learn.steps import STEPS, Step

BROWSER = {"Accept": "text/html"}
NAMES = [step.name for step in STEPS]


def said(client: FlaskClient, step: str, answer: str, **more: str) -> tuple[bool, str]:
    """Whether an answer is taken as right, and what is said to it."""
    page = client.get(f"/learn/{step}", query_string={"answer": answer, **more}, headers=BROWSER)
    assert page.status_code == 200
    pattern = r'<div class="notice verdict-box( warning)?".*?<strong>(.*?)</strong>'
    found = re.search(pattern, page.text, re.S)
    assert found
    return found[1] is None, found[2]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", NAMES)
def test_every_step_runs_its_query(client: FlaskClient, name: str, language: str) -> None:
    page = client.get(f"/learn/{name}?lang={language}", headers=BROWSER)
    assert page.status_code == 200
    assert "<td>" in page.text
    assert 'role="alert"' not in page.text


@pytest.mark.parametrize("step", [s for s in STEPS if not s.forbidden], ids=lambda s: s.name)
@pytest.mark.parametrize("trust", ["", "listing"])
def test_the_right_answer_is_right(client: FlaskClient, step: Step, trust: str) -> None:
    more = {"view": step.view} if step.view else {"trust": trust}
    right, text = said(client, step.name, step.answer, **more)
    assert right, text
    assert not text.startswith("Right: 0") or trust


def test_the_last_step_is_solved_in_the_words_of_wikidata(client: FlaskClient) -> None:
    answer = "SELECT ?s ?c WHERE { ?s wdt:P31 wd:Q5398426 ; wdt:P495 ?c }"
    assert said(client, "alignment", answer)[0]
    ours = "SELECT ?s ?c WHERE { ?s a cel:Series ; cel:countryOfOrigin ?c }"
    assert said(client, "alignment", ours) == (False, "Solve it without cel:.")


def test_the_query_for_wikidata_is_specific_and_finds_films_of_ours(shipped: Dataset) -> None:
    (step,) = (one for one in STEPS if one.name == "alignment")
    assert "LIMIT" in step.query
    found = shipped.query(step.query, view="stated").terms()  # type: ignore[union-attr]
    ours = """SELECT ?f ?d WHERE {
      ?f a cel:Film ; cel:director ?d ; cel:countryOfOrigin place:north-korea } ORDER BY ?f ?d"""
    assert list(found) == list(shipped.query(ours, view="stated").terms())  # type: ignore[union-attr]
    assert found


@pytest.mark.parametrize("step", [s for s in STEPS if not s.view], ids=lambda s: s.name)
def test_the_query_of_the_step_is_not_the_answer(client: FlaskClient, step: Step) -> None:
    assert not said(client, step.name, step.query)[0]


def test_what_is_missing_and_too_much_is_told(client: FlaskClient) -> None:
    right, text = said(client, "linking", "SELECT ?p WHERE { ?p a cel:Organization }")
    assert not right
    assert re.search(r"[1-9]\d* are missing, [1-9]\d* are too many", text)


def test_values_written_into_the_query_are_noticed(client: FlaskClient) -> None:
    values = "(source:listing person:choe-ik-kyu)"
    query = f"SELECT ?s ?d WHERE {{ VALUES (?s ?d) {{ {values} }} }}"
    right, text = said(client, "graphs", query)
    assert not right
    assert "other sources" in text


def test_the_choice_of_whom_to_believe_is_the_answer(client: FlaskClient) -> None:
    query = "SELECT ?year WHERE { film:sea-of-blood cel:releaseYear ?year }"
    assert not said(client, "trust", query)[0]
    assert not said(client, "trust", query, trust="listing")[0]
    assert said(client, "trust", query, view="accepted")[0]
    assert said(client, "trust", query, trust="zoomboola")[0]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?x WHERE {", "could not be answered"),
        ("ASK { ?s ?p ?o }", "begin with SELECT"),
        ("SELECT ?x WHERE { ?x a cel:Film }", "too few columns"),
    ],
)
def test_an_answer_that_cannot_be_compared_is_told_so(
    client: FlaskClient, query: str, expected: str
) -> None:
    right, text = said(client, "conflict", query)
    assert not right
    assert expected in text


def test_columns_may_stand_in_any_order_and_more_of_them_do_no_harm() -> None:
    wanted = [("a", 1), ("b", 2)]
    assert compare([(1, "x", "a"), (2, "y", "b")], 3, wanted, 2).is_right
    assert not compare([(1, "a")], 2, wanted, 2).is_right
    assert compare([("a", 1), ("c", 3)], 2, wanted, 2).surplus == (("c", 3),)


def test_there_is_no_ninth_step(client: FlaskClient) -> None:
    assert client.get("/learn/ninth").status_code == 404


def test_a_query_that_fails_is_told_in_korean(client: FlaskClient) -> None:
    text = client.get("/learn/graphs?lang=ko&answer=SELECT+%3Cb", headers=BROWSER).text
    verdict = text.partition('class="notice verdict-box')[2].partition("</p>")[0]
    assert "질의에 답할 수 없습니다: 1행" in verdict
    assert "<b" not in verdict.partition("<strong>")[2]
