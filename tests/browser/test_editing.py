"""The editor in a browser: completion, an answer in place, ways to see it, snippets that run."""

import ast
import csv
import io
import re
import shutil
import subprocess
import sys
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import until, violations

QUERY = """SELECT ?title ?director ?film ?year WHERE {
  # a "quoted" word, an apostrophe's and a \\ backslash stay as they are: 불가사리
  ?film a cel:Film ; cel:title ?title ; cel:director ?director ; cel:releaseYear ?year
} ORDER BY ?year ?title ?director"""
YEARS = "SELECT ?year WHERE { film:sea-of-blood cel:releaseYear ?year } ORDER BY ?year"
VALUE = "document.getElementById('editor').yasqe.getValue()"


def opened(page: Page, query: str = "", more: str = "") -> None:
    page.goto(f"/editor?query={quote(query)}{more}")
    until(page, "Boolean(document.getElementById('editor').yasqe)")


def written(page: Page, text: str) -> None:
    """Write a query into the field as a person does."""
    page.locator("#yasqe .CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def answers(page: Page) -> list[str]:
    return page.locator("#table-view td").all_inner_texts()


def test_a_query_is_written_completed_and_run_by_keyboard(page: Page) -> None:
    opened(page)
    written(page, "SELECT ?film WHERE { ?film a cel:Fil")
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hint")).to_have_text(["cel:Film"])
    page.keyboard.press("Enter")
    page.keyboard.type(" ; cel:dire")
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hint", has_text="cel:director").first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.type("ctor person:shin-sang-ok }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#table-view td")).to_have_text(["film:pulgasari"])
    assert "query=" in page.url


def test_the_address_of_an_answer_gives_it_again(page: Page) -> None:
    opened(page)
    written(page, "ASK { film:pulgasari a cel:Film }")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#table-view .verdict")).to_have_text("Yes.")
    page.reload()
    expect(page.locator("#table-view .verdict")).to_have_text("Yes.")
    assert "ASK" in page.evaluate("document.getElementById('query').value")


def test_the_field_declares_the_prefixes_that_it_uses(page: Page) -> None:
    opened(page, YEARS)
    assert "PREFIX film: <https://w3id.org/celadon/film/>" in page.evaluate(VALUE)


def test_switching_the_belief_keeps_what_is_written(page: Page) -> None:
    opened(page)
    written(page, YEARS)
    page.locator("details.belief summary").click()
    page.locator("details.belief a[href*='accepted']").click()
    expect(page.locator("#table-view td")).to_have_text(["1969"])
    assert "view=accepted" in page.url


@pytest.mark.parametrize("page", ["wide", "dark", "narrow"], indirect=True)
def test_an_answer_is_seen_as_chart_graph_and_timeline(page: Page) -> None:
    opened(page, QUERY)
    page.get_by_role("button", name="Chart").click()
    years = page.locator("#table-view tbody td:last-child").all_inner_texts()
    expect(page.locator(".figure .bar")).to_have_count(len(set(years)))
    page.get_by_role("button", name="Timeline").click()
    expect(page.locator(".figure")).to_contain_text("Pulgasari")
    page.get_by_role("button", name="Graph").click()
    until(page, "document.querySelector('.drawing')?.drawing.edges().length > 4")
    assert violations(page) == []
    page.get_by_role("button", name="Table").click()
    expect(page.locator("#table-view table")).to_be_visible()


BARS = """[...document.querySelectorAll(".figure .bar")].map(
  (b) => [+b.getAttribute("x") + b.getAttribute("width") / 2, +b.getAttribute("height")])"""


def bars(page: Page, query: str) -> list[tuple[float, float]]:
    """The middle and the height of each bar of the chart of an answer."""
    opened(page, query)
    page.get_by_role("button", name="Chart").click()
    expect(page.locator(".figure .bar").first).to_be_visible()
    return [tuple(bar) for bar in page.evaluate(BARS)]


def test_years_are_places_on_an_axis_and_counts_are_lengths(page: Page) -> None:
    drawn = bars(page, "SELECT ?year { VALUES ?year { 1960 1980 1980 2000 } }")
    places, heights = zip(*sorted(drawn), strict=True)
    assert places[1] - places[0] == pytest.approx(places[2] - places[1])
    assert heights[1] == pytest.approx(2 * heights[0]) == 2 * heights[2]
    expect(page.locator(".figure")).to_contain_text("Rows in each year: year")


def test_a_measure_beside_years_is_drawn_over_time(page: Page) -> None:
    drawn = bars(page, "SELECT ?year ?n { VALUES (?year ?n) { (1970 6) (1985 3) } }")
    assert sorted(drawn)[0][1] == pytest.approx(2 * sorted(drawn)[1][1])
    expect(page.locator(".figure")).to_contain_text("1980")


def test_numbers_that_are_no_years_are_lengths(page: Page) -> None:
    opened(page, "SELECT ?name ?n { VALUES (?name ?n) { ('one' 1980) ('two' 990) } }")
    page.get_by_role("button", name="Chart").click()
    widths = page.locator(".figure .bar").evaluate_all(
        "all => all.map((b) => b.width.baseVal.value)"
    )
    assert widths[0] == pytest.approx(2 * widths[1])


LABELS = "document.querySelector('.drawing').drawing.elements().map(item => item.data('label'))"


def test_triples_are_seen_as_a_graph(page: Page) -> None:
    opened(page, "CONSTRUCT { ?f cel:director ?d } WHERE { ?f cel:director ?d }")
    page.get_by_role("button", name="Graph").click()
    until(page, "document.querySelector('.drawing')?.drawing.edges().length > 4")
    assert {"Pulgasari", "Shin Sang-ok", "director"} <= set(page.evaluate(LABELS))


@pytest.mark.parametrize(
    ("page", "name"), [("wide", "Sea of Blood"), ("korean", "피바다")], indirect=["page"]
)
def test_drawings_call_things_by_their_labels(page: Page, name: str) -> None:
    opened(
        page, "SELECT ?f ?d ?y WHERE { ?f cel:director ?d ; cel:releaseYear ?y }", "&view=possible"
    )
    page.locator(".ways button[value=graph]").click()
    until(page, "document.querySelector('.drawing')?.drawing.edges().length > 4")
    assert name in page.evaluate(LABELS)
    page.locator(".ways button[value=timeline]").click()
    expect(page.locator(".figure")).to_contain_text(name)


def test_what_has_no_label_in_the_view_is_called_by_its_address(page: Page) -> None:
    opened(page, "SELECT ?f (<urn:x:no-label> AS ?n) WHERE { ?f a cel:Film }")
    page.get_by_role("button", name="Graph").click()
    until(page, "document.querySelector('.drawing')?.drawing.edges().length > 4")
    assert "urn:x:no-label" in page.evaluate(LABELS)


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("PREFIX per", "person: <https://w3id.org/celadon/person/>"),
        ("SELECT * WHERE { ?x a schema:Mov", "schema:Movie"),
        ("SELECT * WHERE { ?x rdfs:lab", "rdfs:label"),
    ],
    ids=["prefix", "class", "property"],
)
def test_the_editor_completes_from_our_own_data(page: Page, text: str, offered: str) -> None:
    opened(page)
    written(page, text)
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hint", has_text=offered).first).to_be_visible()


@pytest.mark.parametrize("way", ["Chart", "Timeline", "Graph"])
def test_an_answer_that_cannot_be_drawn_says_why(page: Page, way: str) -> None:
    opened(page, "SELECT ?t WHERE { film:pulgasari cel:title ?t }")
    page.get_by_role("button", name=way).click()
    expect(page.locator("#other-view .notice")).to_contain_text("needs")


@pytest.mark.expects("status of 400")
def test_an_error_is_shown_where_the_answer_would_be(page: Page) -> None:
    page.goto("/editor")
    until(page, "Boolean(document.getElementById('editor').yasqe)")
    page.evaluate("document.getElementById('editor').yasqe.setValue('SELECT ?x WHERE {')")
    with page.expect_response(re.compile("/editor")) as answered:
        page.get_by_role("button", name="Run").click()
    assert answered.value.status == 400
    expect(page.get_by_role("alert")).to_contain_text("cannot be read")


def snippet(page: Page, name: str) -> str:
    opened(page, QUERY, "&trust=listing&trust=zoomboola")
    return page.locator(f"[data-snippet='{name}']").text_content() or ""


def expected(page: Page) -> list[list[str]]:
    return [
        row.locator("td").all_inner_texts() for row in page.locator("#table-view tbody tr").all()
    ]


def test_the_curl_command_runs(page: Page) -> None:
    command = snippet(page, "curl")
    ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    rows = list(csv.reader(io.StringIO(ended.stdout)))
    assert rows[0] == ["title", "director", "film", "year"]
    assert [[row[0], row[3]] for row in rows[1:]] == [[r[0], r[3]] for r in expected(page)]


def test_the_python_program_runs(page: Page) -> None:
    program = snippet(page, "Python")
    ended = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True
    )
    rows = [ast.literal_eval(line) for line in ended.stdout.splitlines()]
    assert [[row["title"], row["year"]] for row in rows] == [[r[0], r[3]] for r in expected(page)]


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed")
def test_the_r_program_runs(page: Page) -> None:
    program = snippet(page, "R")
    ended = subprocess.run(["Rscript", "-e", program], capture_output=True, text=True, check=True)
    assert "Pulgasari" in ended.stdout
    assert len(ended.stdout.splitlines()) > len(expected(page))


@pytest.mark.parametrize("page", ["plain"], indirect=True)
def test_without_scripts_the_form_answers(page: Page) -> None:
    page.goto("/editor?trust=listing")
    page.locator("textarea").fill(YEARS)
    page.get_by_role("button", name="Run").click()
    assert answers(page) == ["1971"]
    page.get_by_text("Take it along").click()
    assert "trust=listing" in (page.locator("[data-snippet='curl']").text_content() or "")
