"""Search with suggestions, facets, the timeline and conflicts, as readers meet them."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import WAYS, violations

PAGES = (
    "/search?q=kim&view=possible",
    "/search?q=choi+eun",
    "/browse",
    "/browse?decade=1980&view=possible",
    "/people?view=possible",
    "/timeline",
    "/timeline?view=possible",
    "/sources",
    "/sources/zoomboola",
    "/conflicts",
)


BOX = "item => { const {left, right} = item.getBoundingClientRect(); return {left, right} }"
ROWS = """band => {
  const shown = [...band.querySelectorAll(".row")].map((row) => {
    const text = [...row.querySelectorAll(".name text")].find((one) => one.checkVisibility());
    const name = text.getBoundingClientRect();
    const dots = [...row.querySelectorAll(".dot")].map((dot) => dot.getBoundingClientRect());
    const gaps = dots.map((dot) => Math.max(dot.left - name.right, name.left - dot.right));
    const gap = Math.min(...gaps);
    const above = name.bottom < Math.min(...dots.map((dot) => dot.bottom));
    return { left: name.left, right: name.right, top: name.top, bottom: name.bottom, gap, above };
  });
  return shown.map((row, i) => ({ ...row, next: shown[i + 1]?.top ?? Infinity }));
}"""


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("page", [way for way in WAYS if way != "plain"], indirect=True)
def test_a_page_has_no_serious_fault(page: Page, path: str) -> None:
    page.goto(path)
    assert violations(page) == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("page", ["narrow"], indirect=True)
def test_a_page_fits_a_narrow_screen(page: Page, path: str) -> None:
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_hangul_finds_what_is_romanised(page: Page) -> None:
    page.goto("/")
    page.fill("input[type=search]", "리용복")
    page.press("input[type=search]", "Enter")
    expect(page).to_have_url(re.compile(r"/search\?"))
    expect(page.locator("main h3 a").first).to_have_text("Ri Yong-bok")


def test_suggestions_are_chosen_by_keyboard(page: Page) -> None:
    page.goto("/")
    box = page.locator("input[type=search]")
    box.press_sequentially("kkot pa-neun")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("The Flower Girl")
    expect(page.get_by_role("combobox")).to_have_attribute("aria-expanded", "true")
    assert violations(page) == []
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    box.press("Escape")
    expect(options).to_have_count(0)
    box.press_sequentially(" ")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile("/film/the-flower-girl$"))


def test_suggestions_keep_the_belief(page: Page) -> None:
    page.goto("/browse?view=possible")
    page.locator("input[type=search]").press_sequentially("choi eun")
    page.get_by_role("option").first.click()
    expect(page).to_have_url(re.compile(r"/person/choi-eun-hee\?view=possible$"))


def test_suggestions_live_through_a_change_of_belief(page: Page) -> None:
    page.goto("/browse")
    page.locator("summary .asks").click()
    page.locator(".views a", has_text="Possible").click()
    expect(page).to_have_url(re.compile("view=possible"))
    page.locator("input[type=search]").press_sequentially("choi eun")
    expect(page.get_by_role("option").first).to_contain_text("Choi Eun-hee")


@pytest.mark.parametrize("page", ["plain"], indirect=True)
def test_without_scripts_a_button_narrows_the_list(page: Page) -> None:
    page.goto("/browse?view=possible")
    before = page.locator(".card").count()
    page.locator("main input[name=decade][value='1980']").check()
    page.locator("main input[name=kind][value=Film]").check()
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("view=possible.*kind=Film&decade=1980"))
    assert 0 < page.locator(".card").count() < before
    expect(page.locator("main input[name=decade][value='1980']")).to_be_checked()
    page.locator("a.chip[aria-current]").first.click()
    expect(page.locator("main input[name=kind][value=Film]")).not_to_be_checked()


@pytest.mark.parametrize(
    ("path", "name"),
    [("/browse", "theme"), ("/people", "role"), ("/conflicts", "source")],
)
def test_a_facet_narrows_the_list_at_once(page: Page, path: str, name: str) -> None:
    page.goto(f"{path}?view=possible")
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
    facet = page.locator(f"details[data-facet='{name}']")
    facet.evaluate("facet => { facet.open = true }")
    listed = page.locator("#listed").inner_text()
    chosen = facet.locator("input").last if path == "/browse" else facet.locator("input").nth(1)
    facet.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    value = chosen.get_attribute("value")
    chosen.scroll_into_view_if_needed()
    chosen.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(f"{name}="))
    expect(page.locator("#listed")).not_to_have_text(listed)
    now = page.locator(f"main input[name='{name}'][value='{value}']")
    expect(now).to_be_checked()
    expect(now).to_be_focused()
    expect(now).to_be_in_viewport()
    expect(page.locator("#announcement")).to_contain_text(page.locator("#listed").inner_text())
    page.go_back()
    expect(page.locator("#listed")).to_have_text(listed)


def test_where_nothing_is_left_the_page_says_how_to_find_more(page: Page) -> None:
    page.goto("/browse?decade=1970&kind=Series")
    expect(page.locator("#listed")).to_contain_text("0")
    page.get_by_role("link", name="clear them all").click()
    expect(page.locator("#listed")).not_to_contain_text("0 works")


@pytest.mark.parametrize("page", ["wide", "narrow", "dark", "plain"], indirect=True)
def test_the_timeline_fits_and_can_be_read(page: Page) -> None:
    page.goto("/timeline?view=possible")
    for band in page.locator(".band").all():
        inside = band.evaluate(BOX)
        rows = band.evaluate(ROWS)
        assert rows
        assert [row for row in rows if row["left"] < inside["left"]] == []
        assert [row for row in rows if row["right"] > inside["right"]] == []
        assert [row for row in rows if not row["above"] and row["gap"] > 20] == []
        assert [row for row in rows if row["bottom"] > row["next"] + 3] == []
    size = page.locator(".name text:visible").first
    assert size.evaluate("text => parseFloat(getComputedStyle(text).fontSize)") >= 12


@pytest.mark.parametrize(("page", "least"), [("wide", 0.9), ("narrow", 0.3)], indirect=["page"])
def test_most_names_on_the_timeline_stand_beside_their_marks(page: Page, least: float) -> None:
    page.goto("/timeline?view=possible")
    rows = [row for band in page.locator(".band").all() for row in band.evaluate(ROWS)]
    assert sum(not row["above"] for row in rows) / len(rows) > least


def test_a_dot_leads_to_its_passage(page: Page) -> None:
    page.goto("/timeline")
    page.locator("svg.row", has_text="Pulgasari").locator(".dot").first.click()
    expect(page).to_have_url(re.compile(r"/source/(zoomboola|listing)/"))


def test_the_table_of_a_timeline_opens_by_keyboard(page: Page) -> None:
    page.goto("/timeline")
    page.locator(".as-table summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".as-table td").first).to_be_visible()


def test_a_choice_of_belief_redraws_the_timeline(page: Page) -> None:
    page.goto("/timeline")
    before = page.locator(".band .dot").count()
    page.locator("summary .asks").click()
    page.locator(".views a", has_text="Possible").click()
    expect(page).to_have_url(re.compile("view=possible"))
    assert page.locator(".band .dot").count() > before


@pytest.mark.parametrize("page", ["narrow"], indirect=True)
def test_on_a_narrow_screen_the_list_comes_before_long_facets(page: Page) -> None:
    page.goto("/browse")
    expect(page.locator(".facets > details[open]")).to_have_count(0)
    page.goto("/browse?kind=Series")
    expect(page.locator(".facets > details[open]")).to_have_count(1)


BROKEN = """() => {
  const cells = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const range = document.createRange(), broken = [];
  while (cells.nextNode()) {
    const text = cells.currentNode;
    if (!text.parentElement.closest("td, th") || text.parentElement.closest(".iri")) continue;
    for (const word of text.data.matchAll(/[0-9\\p{L}]+/gu)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map((rect) => rect.top));
      if (lines.size > 1) broken.push(word[0]);
    }
  }
  return broken;
}"""


@pytest.mark.parametrize("path", ["/sources", "/sources/wikipedia", "/people"])
@pytest.mark.parametrize("page", ["narrow"], indirect=True)
def test_no_word_of_a_table_is_broken_on_a_narrow_screen_in_korean(page: Page, path: str) -> None:
    page.goto(f"{path}?lang=ko&view=possible")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(BROKEN) == []


@pytest.mark.parametrize("path", ["/people?view=possible", "/sources?lang=ko", "/graph"])
@pytest.mark.parametrize("page", ["narrow"], indirect=True)
def test_rows_stand_for_themselves_on_narrow_screens(page: Page, path: str) -> None:
    page.goto(path)
    for table in page.locator(".scroll:has(> .stacks):visible").all():
        assert table.evaluate("(box) => box.scrollWidth <= box.clientWidth")
    assert violations(page) == []
