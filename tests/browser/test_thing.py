"""The page of a thing in a browser: the belief switch, proofs in place, keys alone, no scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import violations

SEA = "/film/sea-of-blood"
LOOKS = ("wide", "narrow", "dark", "korean")


def open_panel(page: Page) -> None:
    page.locator(".belief > summary").click()


def test_a_source_is_switched_off_at_once(page: Page) -> None:
    page.goto(SEA)
    page.evaluate("window.stays = true")
    open_panel(page)
    page.get_by_label("outright: zoomboola").uncheck()
    expect(page.locator(".change strong")).to_have_text(re.compile(r"^\d+ statements fewer$"))
    expect(page.locator("del.gone", has_text="1969").first).to_be_visible()
    assert page.url.endswith(f"{SEA}?trust=listing")
    assert page.evaluate("window.stays"), "the page was loaded anew"
    assert page.evaluate("document.activeElement.value") == "zoomboola"
    assert "fewer" in page.locator("#announcement").inner_text()
    expect(page.locator(".belief")).to_have_attribute("open", "")


def test_the_last_source_stays_believed(page: Page) -> None:
    page.goto(f"{SEA}?trust=listing")
    open_panel(page)
    page.get_by_label("outright: listing").click()
    expect(page.get_by_text("Believe at least one source.")).to_be_visible()
    expect(page.get_by_label("outright: listing")).to_be_checked()
    assert page.url.endswith(f"{SEA}?trust=listing")
    page.get_by_label("outright: zoomboola").check()
    page.wait_for_url(f"**{SEA}?trust=listing&trust=zoomboola")
    expect(page.get_by_text("Believe at least one source.")).to_be_hidden()


def test_a_choice_is_undone_by_going_back(page: Page) -> None:
    page.goto(SEA)
    open_panel(page)
    page.get_by_role("link", name="Accepted").click()
    expect(page.locator("del.gone", has_text="1971").first).to_be_visible()
    page.go_back()
    expect(page.locator("del.gone")).to_have_count(0)
    assert page.url.endswith(SEA)


def test_a_choice_goes_along_to_the_next_page(page: Page) -> None:
    page.goto(SEA)
    open_panel(page)
    page.get_by_role("link", name="Accepted").click()
    page.locator(".claims .value a", has_text="Choe Ik-kyu").first.click()
    page.wait_for_url("**/person/choe-ik-kyu?view=accepted")
    assert "Accepted" in page.locator(".believed").inner_text()


@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_an_open_panel_and_an_open_proof_have_no_serious_fault(page: Page) -> None:
    page.goto("/person/shin-sang-ok?trust=listing")
    open_panel(page)
    page.locator(".follows a[data-why]").first.click()
    expect(page.locator(".why-row .proof")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_proof_opens_and_closes_in_its_place(page: Page) -> None:
    page.goto("/person/shin-sang-ok")
    row = page.locator(".follows tr", has_text="Pulgasari").first
    why = row.locator("a[data-why]")
    why.click()
    proof = page.locator(".why-row")
    expect(proof).to_contain_text("directed is the inverse of director")
    expect(proof).to_contain_text("Pulgasari’s director is Shin Sang-ok")
    expect(proof.locator(".rule", has_text="prp-inv2")).to_be_visible()
    expect(proof.locator(".source", has_text="zoomboola").first).to_be_visible()
    expect(why).to_have_attribute("aria-expanded", "true")
    why.click()
    expect(proof).to_have_count(0)
    assert page.url.endswith("/person/shin-sang-ok")


@pytest.mark.parametrize("page", ["plain"], indirect=True)
def test_without_scripts_a_choice_is_a_form_and_a_proof_a_page(page: Page) -> None:
    page.goto("/person/shin-sang-ok")
    open_panel(page)
    page.get_by_label("outright: listing").uncheck()
    page.get_by_role("button", name="Believe these alone").click()
    page.wait_for_url(
        "**/person/shin-sang-ok?trust=zoomboola&trust="
    )  # the button tells a choice of none
    expect(page.locator(".change strong")).to_be_visible()
    page.locator(".follows a[data-why]").first.click()
    page.wait_for_url("**/why?**")
    assert "trust=zoomboola" in page.url
    expect(page.locator("#proof .proof")).to_be_visible()


def test_keys_alone_reach_the_choice_and_a_proof(page: Page) -> None:
    page.goto(SEA)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator(".belief > summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("outright: zoomboola").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**?trust=listing")
    why = page.locator(".follows a[data-why]").first
    why.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".why-row .proof")).to_be_visible()
    assert page.evaluate("document.activeElement.closest('.why-row') !== null")


def test_the_first_page_strikes_out_works_at_once(page: Page) -> None:
    page.goto("/")
    open_panel(page)
    page.get_by_label("outright: zoomboola").uncheck()
    expect(page.locator(".card-gone h3", has_text="The Hero Noreturn")).to_be_visible()
    expect(page.locator(".change strong")).to_have_text(re.compile("fewer"))


def test_paper_says_what_is_believed_and_where_it_is_stated(page: Page) -> None:
    page.goto(f"{SEA}?trust=listing")
    expect(page.locator(".on-paper")).to_be_hidden()
    passages = page.locator("details.passages li")
    expect(passages.first).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".on-paper")).to_contain_text("list of films and series")
    expect(passages.first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(media="screen")
    open_panel(page)
    page.get_by_role("link", name="Accepted").click()
    page.wait_for_url("**?view=accepted")
    expect(page.locator(".on-paper")).to_have_text(re.compile("Accepted .all outright claims"))
