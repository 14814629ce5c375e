"""Parameters whose names are misspelt; no I/O.

A request may have parameters that are not known here, as clients add some of their own. One that
is nearly a known one is most likely meant to be that, and to leave it out would answer another
question than was asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from server.http.parameters import ProtocolError

_LEAST: Final = 4
"""Shorter names are too near to too many others."""

_LONG: Final = 7
"""From this length on two letters may be wrong, else one."""


def check_names(given: Iterable[str], known: Collection[str]) -> None:
    """Refuse a name that is unknown, but nearly one that is known.

    Raises:
        ProtocolError: 400, with the name that is meant.
    """
    for name in given:
        if name not in known and (meant := _meant(name, known)):
            raise ProtocolError(400, f"there is no parameter {name!r}: did you mean {meant!r}?")


def distance(one: str, other: str) -> int:
    """Return how many letters must be changed, added, left out or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        last, before, row = before, row, [n]
        for m, found in enumerate(other, 1):
            cost = min(row[m - 1] + 1, before[m] + 1, before[m - 1] + (letter != found))
            if last and m > 1 and letter == other[m - 2] and one[n - 2] == found:
                cost = min(cost, last[m - 2] + 1)
            row.append(cost)
    return row[-1]


def _meant(name: str, known: Collection[str]) -> str | None:
    for candidate in sorted(known):
        most = 2 if len(candidate) >= _LONG else 1
        if len(candidate) < _LEAST or abs(len(candidate) - len(name)) > most:
            continue
        if distance(name.lower(), candidate) <= most:
            return candidate
    return None
