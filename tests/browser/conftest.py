"""Pages in a real browser against a real server.

`page` fails its test on any request off loopback and on any error or warning in the console. Its
way of looking is a parameter: `@pytest.mark.parametrize("page", ["narrow"], indirect=True)`. What a
test provokes on purpose it names: `@pytest.mark.expects("status of 400")`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from server_process import launched

from tests.browser.chromium import executable, launch, watched

expect.set_options(timeout=60_000)  # as long as any other wait
MISSING = "there is no Chromium: on Debian or Ubuntu, apt-get install chromium fonts-noto-cjk"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(shipped_dataset: Path) -> Iterator[str]:
    """The address of a server process of the shipped dataset, without a slash at its end."""
    with launched(dataset=shipped_dataset) as (_, port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without one the tests are skipped, and fail where CI is set."""
    path = executable()
    if path is None:
        pytest.fail(MISSING) if os.environ.get("CI") else pytest.skip(MISSING)
    with sync_playwright() as playwright:
        started = launch(playwright, path)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page whose addresses may be paths; what goes wrong on it fails the test."""
    with watched(browser, site, getattr(request, "param", "wide")) as (opened, watch):
        yield opened
    expected = [mark.args[0] for mark in request.node.iter_markers("expects")]
    assert [p for p in watch.problems if not any(text in p for text in expected)] == []
