"""Every page, looked at in every way: no request off loopback, no error, nothing axe finds."""

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import WAYS, violations

PAGES = (
    "/",
    "/film/sea-of-blood",
    "/person/shin-sang-ok",
    "/source/zoomboola",
    "/source/zoomboola/sea-of-blood-1",
    "/source/editors/a-traffic-controller-on-crossroads",
    "/film/sea-of-blood?trust=listing",
    "/film/sea-of-blood?view=possible&lang=ko",
    "/changes",
    "/queries",
    "/queries/claims-about-a-work",
    "/ontology",
    "/ontology/workedWith",
    "/ontology/Director?view=possible",
    "/editor",
    "/editor?example=films-by-decade&query=SELECT%20*%20WHERE%20%7B%20%3Fs%20a%20cel%3AFilm%20%7D",
    "/learn",
    "/learn/trust",
    "/learn/conflict?answer=ASK%20%7B%7D",
    "/graph",
    "/graph?iri=person/shin-sang-ok&trust=zoomboola",
    "/conflicts",
    "/why",
    "/why?s=person/shin-sang-ok&p=cel:bodyOfWork&o=film/pulgasari",
    "/sparql",
    "/status",
    "/api",
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("page", [way for way in WAYS if way != "plain"], indirect=True)
def test_a_page_has_no_serious_fault(page: Page, path: str) -> None:
    answer = page.goto(path)
    assert answer
    assert answer.status == 200
    assert violations(page) == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("page", ["plain"], indirect=True)
def test_a_page_says_what_it_is_about_without_scripts(page: Page, path: str) -> None:
    page.goto(path)
    assert page.locator("main h1").inner_text().strip()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("page", ["narrow"], indirect=True)
def test_a_page_fits_a_narrow_screen(page: Page, path: str) -> None:
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("path", ["/film/there-is-none", "/people?page=x&lang=ko"])
@pytest.mark.parametrize("page", [way for way in WAYS if way != "plain"], indirect=True)
def test_a_problem_has_no_serious_fault(page: Page, path: str) -> None:
    page.route("**/*", lambda route: route.fulfill(response=route.fetch(), status=200))
    page.goto(path)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
