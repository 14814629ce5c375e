"""Debian's Chromium, driven by Playwright, and what a page is watched for."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Browser, Page, Playwright

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
WAYS: dict[str, dict[str, Any]] = {
    "wide": {},
    "narrow": {"viewport": {"width": 390, "height": 844}},
    "dark": {"color_scheme": "dark"},
    "plain": {"java_script_enabled": False},
    "korean": {"locale": "ko-KR"},
}
"""The ways in which a page is looked at, as options of a browser context."""

FLAGS = (
    "--no-sandbox",  # a container's root has no user namespaces
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
)
_AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
_SERIOUS = ("serious", "critical")


class Watch:
    """What went wrong on a page: requests off loopback, errors, messages of the CSP."""

    def __init__(self, page: Page) -> None:
        """Watch `page` from now on."""
        self.problems: list[str] = []
        page.on("request", lambda request: self._request(request.url))
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        page.on("console", lambda message: self._console(message.type, message.text))

    def _request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname not in LOOPBACK:
            self.problems.append(f"request off loopback: {url}")

    def _console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.problems.append(f"console {kind}: {text}")


def executable() -> str | None:
    """Return where Chromium is, None where there is none."""
    given = os.environ.get("CHROMIUM")
    return given or shutil.which("chromium") or shutil.which("chromium-browser")


def launch(playwright: Playwright, path: str) -> Browser:
    """Start Chromium headless; it resolves no name but loopback's."""
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS), timeout=120_000)


@contextmanager
def watched(browser: Browser, site: str, way: str) -> Iterator[tuple[Page, Watch]]:
    """Give a page in a context of its own, looked at in one of the `WAYS`, and its watch."""
    with browser.new_context(base_url=site, **WAYS[way]) as context:
        context.set_default_timeout(60_000)
        page = context.new_page()
        yield page, Watch(page)


def violations(page: Page) -> list[str]:
    """Return what axe-core finds serious or critical on the page: rule, help and element."""
    page.evaluate(_AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in found["violations"]
        if violation["impact"] in _SERIOUS
        for node in violation["nodes"]
    ]


def until(page: Page, expression: str, *, timeout_s: float = 60) -> None:
    """Wait until an expression is true; Playwright's own wait would need eval, which is forbidden.

    Raises:
        AssertionError: it is not true in time.
    """
    end = time.monotonic() + timeout_s
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"never true: {expression}"
        page.wait_for_timeout(50)
