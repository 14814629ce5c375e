"""Addresses of pages that keep what the reader believes and the language that was chosen.

Templates have `here` as a global and `kept` as a filter:

    {{ here() }}                         this page as it is
    {{ here(view="accepted", trust=None) }}   this page in another view
    {{ here("entities.thing", kind="film", rest="pulgasari") }}
    {{ here("/film/pulgasari") }}, {{ href|kept }}

A change of None leaves a parameter out, a list gives it several times. Addresses elsewhere stay as
they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from flask import g, request, url_for

KEPT: Final = ("view", "trust", "lang")
"""The parameters that a reader takes along from page to page."""

_Change = str | int | Sequence[str] | None


def here(target: str | None = None, **changes: _Change) -> str:
    """Return the address of a page, keeping belief and language.

    Args:
        target: an endpoint, a path that begins with `/`, or None for the page that is being shown,
            all of whose parameters are then kept.
        changes: parameters of the route and of the query string to set, or to leave out with None.
    """
    if target is None:
        return _with(request.path, request.args.to_dict(flat=False), changes)
    if not target.startswith("/"):
        given: dict[str, Any] = {key: v for key, v in changes.items() if v is not None}
        taken_along: dict[str, Any] = {key: v for key, v in _kept().items() if key not in changes}
        return url_for(target, **given, **taken_along)
    if target.startswith("//"):
        return target
    parts = urlsplit(target)
    return _with(target, _kept() | parse_qs(parts.query, keep_blank_values=True), changes)


def kept(href: str) -> str:
    """Return an address of this server with belief and language; others as they are.

    A page has hundreds of links: where nothing was chosen this costs nothing.
    """
    if not href.startswith("/") or href.startswith("//"):
        return href
    if "kept" not in g:
        g.kept = urlencode(_kept(), doseq=True, safe="/:,")
    chosen: str = g.kept
    if not chosen:
        return href
    if "?" in href:
        return here(href)
    path, mark, fragment = href.partition("#")
    return f"{path}?{chosen}{mark}{fragment}"


def _kept() -> dict[str, list[str]]:
    given = {name: [v for v in request.args.getlist(name) if v] for name in KEPT}
    return {name: values for name, values in given.items() if values}


def _with(address: str, given: Mapping[str, Sequence[str]], changes: Mapping[str, _Change]) -> str:
    """Return an address with its query string replaced by what is given, changed."""
    parts = urlsplit(address)
    chosen = {name: value for name, value in {**given, **changes}.items() if value is not None}
    query = urlencode(chosen, doseq=True, safe="/:,")
    return urlunsplit(("", "", parts.path, query, parts.fragment))
