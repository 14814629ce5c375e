"""Datasets of the shipped facts: a cold build as a whole process, and the publishing of a change.

Times are of a clock, with all that a user waits for: start of Python, check, closure, write.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from kg.bench.process import python
from kg.building.session import Session
from kg.storage.store import lock

_REPEATS: Final = 3
_LEAST: Final = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long a user waits.

    Attributes:
        start_s: to start Python and import the command line, which each build does too.
        build_s: to build the dataset from the shipped facts where there is none.
        open_s: to open the dataset for changes.
        change_s: to publish one claim dropped, and to publish it put back; the longer of the two.
    """

    start_s: float
    build_s: float
    open_s: float
    change_s: float


def measure(settings: Mapping[str, str] | None = None) -> Waiting:
    """Build in new processes and new folders, and change the last dataset."""
    given = settings or {}
    starts = [_seconds(["-m", "kg", "--help"], given) for _ in range(_REPEATS)]
    builds = []
    with TemporaryDirectory() as scratch:
        for number in range(_REPEATS):
            dataset = Path(scratch) / str(number)
            builds.append(_seconds(["-m", "kg", "build", "--dataset", str(dataset)], given))
        program = "import sys, kg.bench.datasets as d; print(d.changed(sys.argv[1]))"
        changes = json.loads(python(["-c", program, str(dataset)], given))
    return Waiting(min(starts), min(builds), *changes)


def changed(dataset: str) -> str:
    """Change a dataset here and now; return as JSON the seconds to open and to publish a change."""
    root = Path(dataset)
    with lock(root):
        start = perf_counter()
        session = Session(root)
        opened = perf_counter() - start
        graph, claims = next((g, c) for g, c in sorted(session.graphs().items()) if len(c) > _LEAST)
        fewer = claims - {max(claims, key=str)}
        published = [_publishing_s(session, graph, kept) for kept in (fewer, claims) * _REPEATS]
    return json.dumps((opened, max(min(published[::2]), min(published[1::2]))))


def _publishing_s(session: Session, graph: str, claims: frozenset[object]) -> float:
    start = perf_counter()
    session.apply({graph: claims}, journal=session.snapshot.record.journal)  # type: ignore[dict-item] # triples of the session's own
    return perf_counter() - start


def _seconds(arguments: list[str], settings: Mapping[str, str]) -> float:
    start = perf_counter()
    python(arguments, settings)
    return perf_counter() - start
