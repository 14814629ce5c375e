"""The lesson in a browser: an exercise solved by keyboard, without scripts, and by believing."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import violations

YEARS = "SELECT ?w ?a ?b WHERE { ?w cel:releaseYear ?a, ?b"


@pytest.mark.parametrize("page", ["wide", "plain", "narrow"], indirect=True)
def test_an_exercise_is_tried_again_until_it_is_right(page: Page) -> None:
    page.goto("/learn/conflict")
    for ending, verdict in ((" }", "too many"), (" FILTER(?a < ?b) }", "Right: 1 row,")):
        page.get_by_label("Your query").fill(YEARS + ending)
        page.get_by_role("button", name="Check").press("Enter")
        expect(page.get_by_role("status").filter(has_text=verdict)).to_be_visible()


def test_the_live_query_can_be_changed_and_taken_to_the_editor(page: Page) -> None:
    page.goto("/learn/sources")
    page.get_by_label("Query", exact=True).fill("SELECT ?x WHERE { ?x a cel:Film } LIMIT 2")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".answer tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Open in the editor").click()
    expect(page.locator("#table-view tbody tr")).to_have_count(2)


def test_the_step_on_trust_is_solved_by_believing(page: Page) -> None:
    page.goto("/learn/trust")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".verdict-box")).to_contain_text("too many")
    page.locator("details.belief summary").click()
    page.locator("details.belief a[href*='accepted']").click()
    expect(page.locator(".verdict-box")).to_contain_text("Right: 1 row,")
    assert violations(page) == []
