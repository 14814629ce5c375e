"""`/timeline`: works by the years that their sources claim, and what happened to people.

The drawing is SVG made here: an interval from the earliest claimed year to the latest, and a dot
for each source that claims one. The same stands in a table below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, abort, render_template
from flask_babel import gettext

from server.graph import dataset
from server.http.addresses import path_of
from server.site.belief import ALLEGED
from server.site.differences import MOST, differences
from server.site.finding.drawing import Row, Scale, row, shape_of
from server.site.finding.shown import (
    Link,
    Paging,
    link,
    links,
    number_asked,
    page_asked,
    view,
    word,
)
from server.site.snapshot import known_sources
from server.statements import Source

blueprint = Blueprint("timeline", __name__)

SIZE: Final = 60
"""Works on a page, and people and events at most."""

_FIRST: Final = -9999
_LAST: Final = 9999


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of a date as it is drawn and listed."""

    year: int
    value: str
    property: str
    unit: str
    source: Source | None
    alleged: bool
    shape: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """A thing on the timeline: its name, its row, its claims, who took part."""

    link: Link
    row: Row
    claims: tuple[Claim, ...]
    people: tuple[Link, ...]

    @property
    def years(self) -> str:
        """The years that are claimed: one, or the first and the last."""
        return years_of(self.claims)


def years_of(claims: Sequence[Claim]) -> str:
    """Return the years of claims in their order as a text: one, or the first and the last."""
    first, last = claims[0].year, claims[-1].year
    return f"{first}" if first == last else f"{first}–{last}"


@dataclass(frozen=True, slots=True)
class Band:
    """Lines above each other on one scale."""

    scale: Scale
    lines: tuple[Line, ...]

    @property
    def sources(self) -> list[tuple[Source, str]]:
        """The sources whose dots are drawn, each with its shape."""
        found = {
            claim.source.iri: (claim.source, claim.shape)
            for line in self.lines
            for claim in line.claims
            if claim.source
        }
        return [found[iri] for iri in known_sources() if iri in found]


@blueprint.route("/timeline")
def timeline() -> str:
    """Draw the works of a span of years, a page at a time, with people and events beside them."""
    page, span = page_asked(), _span()
    finder = dataset().finder
    found = finder.timeline(view=view(), span=span, offset=(page - 1) * SIZE, limit=SIZE)
    compared = differences(lambda one: finder.dated(view=one, span=span, limit=MOST))
    told = {
        "compared": compared,
        "changes": compared.changes,
        "paging": Paging(page, SIZE, found.total),
    }
    if found.span is None:
        return render_template("timeline.html", scale=None, **told)
    scale = Scale(*found.span)
    lives = (*found.people, *found.events)
    words = links({c.property for item in (*found.works, *lives) for c in item.claims})
    return render_template(
        "timeline.html",
        scale=scale,
        works=_band(found.works, scale, words, compared.new),
        lives=_band(lives, scale if span else _widened(scale, lives), words, compared.new),
        by_year=found.by_year,
        most=max((count for _year, count in found.by_year), default=1),
        is_cut=span is not None,
        **told,
    )


def _widened(scale: Scale, items: Sequence[Any]) -> Scale:
    """Return the scale of the works, as much wider as the lives need."""
    first = min([scale.first, *(item.first for item in items)])
    return Scale(first, max([scale.last, *(item.last for item in items)]))


def _span() -> tuple[int, int] | None:
    first = number_asked("from", _FIRST, most=_LAST)
    last = number_asked("to", _FIRST, most=_LAST)
    if first is None and last is None:
        return None
    span = (_FIRST if first is None else first, _LAST if last is None else last)
    if first is None or last is None:
        whole = dataset().finder.timeline(view=view(), limit=1).span or span
        span = (whole[0] if first is None else first, whole[1] if last is None else last)
    if span[0] > span[1]:
        abort(400, f"'from' ({span[0]}) must not be after 'to' ({span[1]})")
    return span


def _band(items: Iterable[Any], scale: Scale, words: dict[str, Link], new: Set[str]) -> Band:
    shapes = {iri: shape_of(rank) for rank, iri in enumerate(known_sources())}
    lines: list[Line] = []
    for item in items:
        claims = tuple(_claim(claim, words, shapes) for claim in item.claims)
        named = link(item.iri, item.label, item.korean)
        mark = f"({gettext('new')})" if item.iri in new else ""
        placed = row(scale, named.text, claims, after=f" {years_of(claims)} {mark}")
        people = tuple(link(iri, label) for iri, label in item.people)
        lines.append(Line(named, placed, claims, people))
    return Band(scale, tuple(lines))


def _claim(claim: Any, words: dict[str, Link], shapes: dict[str, str]) -> Claim:
    source = claim.unit.removesuffix(ALLEGED)
    return Claim(
        claim.year,
        claim.value,
        word(claim.property, words),
        claim.unit,
        known_sources().get(source),
        claim.unit.endswith(ALLEGED),
        shapes.get(source, "circle"),
        path_of(claim.passage, dataset().base) or claim.passage,
    )
