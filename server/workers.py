"""The query processes of a server: how many there are, and which are started ahead."""

from __future__ import annotations

import os

from kg import pool
from server.settings import Settings


def number(settings: Settings) -> int:
    """Return how many queries run at a time."""
    return settings.workers or min(os.cpu_count() or 1, 4)


def writes(settings: Settings) -> bool:
    """Say whether anybody may write: whether there is a token."""
    return settings.token is not None or settings.tokens is not None


def start_ahead(settings: Settings) -> pool.Spares:
    """Start what the first queries need, which goes on while the rest of the server is imported.

    Where snapshots may follow each other quickly, as many processes as a pool has stand ready.
    """
    if writes(settings):
        return pool.Spares(number(settings) + 2)
    return pool.Spares(1, lasting=False)
