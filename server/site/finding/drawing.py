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

STEP: Final = 11
"""How far the claims of one year stand below each other, and the first below the top."""

SCREENS: Final = {"narrow": 350, "middle": 590, "wide": 950}
"""The width of the narrowest drawing on each kind of screen, in pixels."""

_MARGIN: Final = 4.5
_GAP: Final = 12
_MOST_TICKS: Final = 12
_STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)


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
class Place:
    """Where a row's name stands: beside its marks, or above them where neither side has room.

    Attributes:
        text: the name, cut where a whole line is too short for it.
        at: where it begins or ends, in percent.
        ends: whether it ends there and does not begin there.
        is_above: whether it has a line of its own above the marks.
    """

    text: str
    at: float
    ends: bool
    is_above: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a timeline.

    Attributes:
        height: how high its marks are, in pixels; a name above them comes on top of that.
        places: where its name stands, each place with the screens that have it there.
        bars: from the earliest claimed year to the latest, and what is disputed of that.
        dots: the claims by year.
    """

    height: int
    places: tuple[tuple[Place, tuple[str, ...]], ...]
    bars: tuple[Bar, ...]
    dots: tuple[Dot, ...]

    @property
    def is_disputed(self) -> bool:
        """Whether some property has several years."""
        return any(bar.is_disputed for bar in self.bars)

    @property
    def above(self) -> list[str]:
        """The screens on which its name has a line of its own."""
        return [screen for place, screens in self.places if place.is_above for screen in screens]


def shape_of(rank: int, colours: int = 12) -> str:
    """Return the shape of a source by its place among all: another for each round of colours."""
    return SHAPES[(rank + rank // colours) % len(SHAPES)]


def row(
    scale: Scale, name: str, claims: Iterable[Claimed], *, after: str = "", most: int = 6
) -> Row:
    """Return where a thing's claims stand; of one year each source has one dot, at most `most`.

    Args:
        scale: the years across.
        name: the thing's name.
        claims: at least one.
        after: what stands after the name where that is beside the marks.
        most: how many claims of a year have a dot.
    """
    listed = list(claims)
    by_year: dict[int, dict[object, Claimed]] = defaultdict(dict)
    for claim in listed:
        by_year[claim.year].setdefault(claim.unit, claim)
    dots = tuple(
        _dot(scale, year, tuple(claimed.values()), most)
        for year, claimed in sorted(by_year.items())
    )
    deepest = max(len(dot.claims) + bool(dot.left_out) for dot in dots)
    screens: dict[Place, list[str]] = defaultdict(list)
    for screen, width in SCREENS.items():
        screens[_place(dots[0].at, dots[-1].at, name, after, width)].append(screen)
    places = tuple((place, tuple(found)) for place, found in screens.items())
    return Row((deepest + 1) * STEP, places, _bars(scale, listed), dots)


def _place(start: float, end: float, name: str, after: str, width: int) -> Place:
    """Return where a name stands whose marks reach from start to end.

    It goes to the right of the last mark, else to the left of the first, else above them: there
    it begins at the first mark, or ends at the last, or begins where it just fits.
    """
    room = (_length(name) + _length(after) + _GAP) / width * 100
    if end + room <= 100:
        return Place(name, end, ends=False, is_above=False)
    if start - room >= 0:
        return Place(name, start, ends=True, is_above=False)
    text = name
    while _length(text) > width - 2 * _GAP:
        text = text.rstrip("…")[:-1] + "…"
    room = (_length(text) + _GAP) / width * 100
    if start + room > 100 and end - room >= 0:
        return Place(text, end, ends=True, is_above=True)
    return Place(text, min(start, max(100 - room, _MARGIN)), ends=False, is_above=True)


def _length(text: str) -> float:
    """Return about how long a text is, in pixels of the widest of the usual fonts."""
    return sum(14 if is_wide(sign) else 7.8 for sign in text)


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
    shown = tuple(((n + 1) * STEP, claim) for n, claim in enumerate(claims[:most]))
    return Dot(scale.at(year), year, shown, len(claims) - len(shown))
