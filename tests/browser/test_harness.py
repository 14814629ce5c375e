"""The browser tests' own eyes: what they must notice, they notice."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import violations, watched


@pytest.mark.parametrize(
    ("script", "seen"),
    [
        (
            "open('http://celadon.invalid/', '_self')",
            "request off loopback: http://celadon.invalid/",
        ),
        ("console.error('oh')", "console error: oh"),
        ("setTimeout(() => { throw new Error('oh') })", "page error: oh"),
        (
            "document.body.append(Object.assign(new Image(), {src: 'https://example.org/a.png'}))",
            "Content Security Policy",
        ),
    ],
    ids=["request", "console", "error", "policy"],
)
def test_what_goes_wrong_on_a_page_is_seen(
    browser: Browser, site: str, script: str, seen: str
) -> None:
    with watched(browser, site, "wide") as (page, watch):
        page.goto("/queries")
        assert watch.problems == []
        page.evaluate(script)
        left = 600
        while not any(seen in problem for problem in watch.problems):
            assert (left := left - 1), watch.problems
            page.wait_for_timeout(50)


def test_axe_finds_a_field_without_a_label(page: Page) -> None:
    page.goto("/queries")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert any(found.startswith("label:") for found in violations(page))
