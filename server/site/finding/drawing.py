"""Where things stand on a timeline: years as percentages, rows, ticks; no I/O.

Positions across are in percent of the width, so that a drawing fits any screen without a script;
positions down are in pixels, so that text keeps its size.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

SHAPES: Final = ("circle", "square", "diamond", "triangle", "cross")
"""The shapes of dots; with the colours in turn they tell more sources apart than either."""

LINE: Final = 24
"""The height of a row's line of text, in pixels."""

STEP: Final = 12
"""How far the claims of one year stand below each other."""

_MARGIN: Final = 3.0
_MOST_TICKS: Final = 12
_STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
_NARROWEST: Final = 350
"""The width of a drawing on the narrowest screen, in pixels."""


class Claimed(Protocol):
    """A claim of a year: with which property, and by whom."""

    @property
    def year(self) -> int:
        """The year."""

    @property
    def unit(self) -> str:
        """Who claims it."""

    @property
    def property(self) -> str:
        """What is said to have been in that year."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The years from the first to the last, across the width."""

    first: int
    last: int

    def at(self, year: float) -> float:
        """Return where a year stands, in percent; what lies outside stands at the edge."""
        if self.last == self.first:
            return 50.0
        part = (year - self.first) / (self.last - self.first)
        return round(_MARGIN + min(max(part, 0.0), 1.0) * (100 - 2 * _MARGIN), 3)

    def ticks(self) -> list[int]:
        """Return the years that are marked, at most a dozen round ones."""
        span = self.last - self.first
        step = next((s for s in _STEPS if span / s <= _MOST_TICKS), _STEPS[-1])
        return list(range(-(-self.first // step) * step, self.last + 1, step))


@dataclass(frozen=True, slots=True)
class Dot:
    """The claims of one year in a row: where they stand, and how far down each is, in pixels."""

    at: float
    year: int
    claims: tuple[tuple[int, Claimed], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A span of years in a row; `is_disputed` where one property has several years."""

    start: float
    end: float
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a timeline.

    Attributes:
        height: how high it is, in pixels.
        is_left: whether its text ends at `text_at` and does not begin there.
        text_at: where its text begins or ends, in percent.
        bars: from the earliest claimed year to the latest, and what is disputed of that.
        dots: the claims by year.
    """

    height: int
    is_left: bool
    text_at: float
    bars: tuple[Bar, ...]
    dots: tuple[Dot, ...]

    @property
    def is_disputed(self) -> bool:
        """Whether some property has several years."""
        return any(bar.is_disputed for bar in self.bars)


def shape_of(rank: int, colours: int = 12) -> str:
    """Return the shape of a source by its place among all: another for each round of colours."""
    return SHAPES[(rank + rank // colours) % len(SHAPES)]


def row(scale: Scale, text: str, claims: Iterable[Claimed], *, most: int = 6) -> Row:
    """Return where a thing's claims stand; of one year each source has one dot, at most `most`.

    Its text goes to the right of the first claim, or to the left of the last, as the narrowest
    screen has room; a text that has none begins at the edge.
    """
    listed = list(claims)
    by_year: dict[int, dict[object, Claimed]] = defaultdict(dict)
    for claim in listed:
        by_year[claim.year].setdefault(claim.unit, claim)
    years = sorted(by_year)
    dots = tuple(_dot(scale, year, tuple(by_year[year].values()), most) for year in years)
    start, end = scale.at(years[0]), scale.at(years[-1])
    width = _width(text)
    is_left = start + width > 100 and end - width >= 0
    text_at = end if is_left else min(start, max(100 - width, _MARGIN))
    deepest = max(len(dot.claims) for dot in dots)
    return Row(LINE + deepest * STEP + 4, is_left, text_at, _bars(scale, listed), dots)


def _width(text: str) -> float:
    """Return about how wide a text is, in percent of the narrowest screen."""
    pixels = sum(14 if is_wide(sign) else 7.4 for sign in text) + 14
    return pixels / _NARROWEST * 100


def is_wide(sign: str) -> bool:
    """Say whether a sign takes the room of two letters, as Hangul does."""
    return unicodedata.east_asian_width(sign) in "WF"


def _bars(scale: Scale, claims: Iterable[Claimed]) -> tuple[Bar, ...]:
    by_property: dict[str, set[int]] = defaultdict(set)
    for claim in claims:
        by_property[claim.property].add(claim.year)
    every = sorted(set().union(*by_property.values()))
    spans = [(every, False), *((sorted(years), True) for years in by_property.values())]
    return tuple(
        Bar(scale.at(years[0]), scale.at(years[-1]), is_disputed)
        for years, is_disputed in spans
        if len(years) > 1
    )


def _dot(scale: Scale, year: int, claims: Sequence[Claimed], most: int) -> Dot:
    shown = tuple((n * STEP, claim) for n, claim in enumerate(claims[:most]))
    return Dot(scale.at(year), year, shown, len(claims) - len(shown))
