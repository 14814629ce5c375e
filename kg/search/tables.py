"""The tables of an index as one reader sees them."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from kg.search.schema import KINDS

_LABELS: Final = """
SELECT iri, label, korean FROM thing WHERE iri IN (SELECT value FROM json_each(?))
"""


class Believed:
    """A connection and the grounds that a reader believes.

    Statements name the latter as `{grounds}`, and lists that are given as `(SELECT value FROM
    json_each(?))`.
    """

    def __init__(self, connection: sqlite3.Connection, grounds: frozenset[int]) -> None:
        """Keep both."""
        self._connection = connection
        self._grounds = f"({', '.join(map(str, sorted(grounds)))})"

    def rows(self, statement: str, *values: object) -> list[Any]:
        """Run a statement and return all its rows."""
        text = statement.replace("{grounds}", self._grounds)
        return self._connection.execute(text, [_bound(value) for value in values]).fetchall()

    def labels(self, iris: Iterable[str]) -> dict[str, Label]:
        """Return how the index calls some things."""
        return {
            iri: (label, korean) for iri, label, korean in self.rows(_LABELS, sorted(set(iris)))
        }

    def kinds(self, things: Iterable[int]) -> dict[int, str]:
        """Return the first kind of each thing that has one."""
        rows = self.rows(
            "SELECT thing, MIN(kind) FROM kind WHERE thing IN (SELECT value FROM json_each(?))"
            " AND ground IN {grounds} GROUP BY thing",
            list(things),
        )
        return {thing: KINDS[kind] for thing, kind in rows}

    def sources(self, things: Iterable[int]) -> Mapping[int, tuple[str, ...]]:
        """Return the IRIs of the sources that make claims about each thing."""
        found: dict[int, list[str]] = defaultdict(list)
        rows = self.rows(
            "SELECT DISTINCT thing, value FROM facet WHERE facet = 'source'"
            " AND thing IN (SELECT value FROM json_each(?)) AND ground IN {grounds}"
            " ORDER BY thing, value",
            list(things),
        )
        for thing, source in rows:
            found[thing].append(source)
        return {thing: tuple(sources) for thing, sources in found.items()}


Label = tuple[str | None, str | None]
"""A thing's label in English, or in whatever language there is, and in Korean."""


def _bound(value: object) -> object:
    return (
        json.dumps(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
    )
