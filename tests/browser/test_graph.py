"""The drawing of the graph: it grows, its lines explain themselves, and it obeys the keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import until, violations

HERE = "/graph?iri=film/pulgasari"
DRAWING = "document.getElementById('graph')._cyreg.cy"


def opened(page: Page) -> None:
    page.goto(HERE)
    ready(page)


def ready(page: Page) -> None:
    until(page, "document.getElementById('graph')._cyreg?.cy?.$('.centre').length")


def nodes(page: Page) -> int:
    return int(page.evaluate(f"{DRAWING}.nodes().length"))


def tap(page: Page, selector: str) -> None:
    """Click on the middle of a node or edge of the drawing, which is moved there first."""
    at = page.evaluate(
        f"(s) => {{ const e = {DRAWING}.$(s)[0]; {DRAWING}.center(e); "
        "return e.isNode() ? e.renderedPosition() : e.renderedMidpoint() }",
        selector,
    )
    page.locator("#graph").click(position=at)


def all_is_seen(page: Page) -> None:
    """Hold that each thing lies on the canvas with its label, at a size that can be read."""
    assert page.evaluate(f"{DRAWING}.zoom()") * 13 > 10
    size = page.locator("#graph").bounding_box()
    assert size
    for box in page.evaluate(f"{DRAWING}.nodes().map((node) => node.renderedBoundingBox())"):
        assert 0 <= box["x1"] < box["x2"] <= size["width"]
        assert 0 <= box["y1"] < box["y2"] <= size["height"]


def test_a_click_on_a_thing_shows_what_is_next_to_it(page: Page) -> None:
    opened(page)
    before, rows = nodes(page), page.locator("#edges tbody tr").count()
    tap(page, 'node[label = "Shin Sang-ok"]')
    until(page, f"{DRAWING}.nodes().length > {before}")
    assert page.locator("#edges tbody tr").count() > rows
    expect(page.locator("#panel h2")).to_have_text("Shin Sang-ok")


@pytest.mark.parametrize("page", ["wide", "narrow", "dark"], indirect=True)
def test_a_click_on_an_inferred_line_shows_its_proof(page: Page) -> None:
    opened(page)
    assert page.evaluate(f"{DRAWING}.$('edge.inferred')[0].style('line-style')") == "dashed"
    tap(page, 'edge[label = "appears in"]')
    expect(page.locator("#panel .proof")).to_contain_text("inverse")
    assert violations(page) == []


def test_the_keyboard_alone_walks_and_grows_the_graph(page: Page) -> None:
    opened(page)
    before = nodes(page)
    page.locator("#graph").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#panel h2")).not_to_be_empty()
    page.keyboard.press("e")
    expect(page.locator("#panel h2")).to_contain_text("→")
    page.evaluate(f"{DRAWING}.elements().unselect()")
    for _ in range(8):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    until(page, f"{DRAWING}.nodes().length > {before}")


def test_a_reason_in_the_table_opens_beside_the_drawing(page: Page) -> None:
    opened(page)
    page.get_by_role("link", name=re.compile("Why.*appears in")).first.press("Enter")
    expect(page.locator("#panel .proof")).to_be_visible()
    assert "/graph" in page.url


def test_growing_keeps_what_is_believed(page: Page) -> None:
    page.goto(f"{HERE}&trust=listing")
    ready(page)
    before = nodes(page)
    with page.expect_request(re.compile("graph.json.*trust=listing")):
        tap(page, 'node[label = "Shin Sang-ok"]')
    until(page, f"{DRAWING}.nodes().length > {before}")
    links = page.locator("#edges a.why").evaluate_all("all => all.map((a) => a.href)")
    assert links
    assert all("trust=listing" in link for link in links)


def test_a_thing_has_the_same_drawing_always(page: Page) -> None:
    drawn = []
    for _ in range(2):
        opened(page)
        drawn.append(page.evaluate(f"{DRAWING}.nodes().map((n) => [n.id(), n.position()])"))
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("path", [HERE, "/graph", "/graph?iri=person/shin-sang-ok"])
@pytest.mark.parametrize("page", ["wide", "narrow"], indirect=True)
def test_all_is_shown_and_can_be_read_at_first_sight(page: Page, path: str) -> None:
    page.goto(path)
    ready(page)
    until(page, f"{DRAWING}.$('.grown').length")
    all_is_seen(page)


@pytest.mark.parametrize("page", ["wide", "narrow"], indirect=True)
def test_a_thing_that_grows_cuts_no_other_off(page: Page) -> None:
    opened(page)
    for thing in ("Shin Sang-ok", "North Korea"):
        before = nodes(page)
        page.evaluate(f"""{DRAWING}.$('node[label = "{thing}"]').emit("tap")""")
        until(page, f"{DRAWING}.nodes().length > {before}")
        until(page, "Boolean(document.querySelector('#panel > p.quiet:last-child'))")
        all_is_seen(page)


@pytest.mark.parametrize("page", ["narrow"], indirect=True)
def test_words_of_the_table_stay_whole_on_narrow_screens(page: Page) -> None:
    page.goto(f"{HERE}&lang=ko")
    widths = page.locator("#edges td").evaluate_all("all => all.map((c) => c.clientWidth)")
    assert min(widths) >= 90


@pytest.mark.parametrize("page", ["plain"], indirect=True)
def test_without_scripts_the_table_leads_on(page: Page) -> None:
    page.goto(HERE)
    assert not page.locator("#graph").is_visible()
    page.locator("#edges").get_by_role("link", name="Shin Sang-ok").first.click()
    expect(page.locator("h1")).to_contain_text("Shin Sang-ok")


def test_a_thing_is_suggested_while_its_name_is_typed(page: Page) -> None:
    page.goto("/graph?view=possible")
    page.locator("#iri").fill("kkot pa")
    option = page.get_by_role("option").first
    expect(option).to_contain_text("The Flower Girl")
    page.keyboard.press("ArrowDown")
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Around The Flower Girl")
    assert "view=possible" in page.url
