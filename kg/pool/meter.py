"""What the queries of one request cost, and on whose behalf they run.

A request's thread meters what it asks the pool for; nothing is metered where nobody asked for it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final


@dataclass(slots=True, eq=False)
class Meter:
    """The cost of a request's queries so far.

    Attributes:
        client: whom `/status` names beside a running query.
        query: the hash of the last query.
        queries: how many there were.
        seconds: what they computed; of one that was killed, how long it ran.
        waited_s: how long the request has waited so far: for a thread, and for workers.
    """

    client: str = ""
    query: str | None = None
    queries: int = 0
    seconds: float = 0.0
    waited_s: float = 0.0

    def add(self, query: str, seconds: float) -> None:
        """Count a query that has ended."""
        self.query = query
        self.queries += 1
        self.seconds += seconds


_METER: Final[ContextVar[Meter | None]] = ContextVar("meter", default=None)


def current_meter() -> Meter | None:
    """Return what meters this thread's queries, None where nothing does."""
    return _METER.get()


@contextmanager
def metering(meter: Meter) -> Iterator[Meter]:
    """Let `meter` count the queries that this thread asks for."""
    token = _METER.set(meter)
    try:
        yield meter
    finally:
        _METER.reset(token)


@contextmanager
def waiting(meter: Meter | None) -> Iterator[float]:
    """Give how long a request has waited so far, and add how long it waits now."""
    began = time.monotonic()
    try:
        yield meter.waited_s if meter else 0.0
    finally:
        if meter:
            meter.waited_s += time.monotonic() - began
