"""Connections in their number: as many as the system lets one process have, and room for the next.

Whoever connects and says nothing costs a file of the process, and the process ends up unable to
take a connection or to start a worker. So beyond a number those are ended whose request has not
come whole, who wait longest first.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

try:
    import resource
except ImportError:  # Windows, which has no such limit
    resource = None  # type: ignore[assignment]

_MOST_FILES: Final = 65_536
_OTHERS: Final = 2_304
"""Files for workers, results put aside, and connections that are taken in one go."""

_AT_ONCE: Final = 16
"""Of how many connections one is ended when there are too many, so as not to look at each often."""


@cache
def most_connections() -> int:
    """Let the process have as many files as it may; return how many may be connections."""
    if resource is None:
        return _MOST_FILES
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_FILES if most == resource.RLIM_INFINITY else min(most, _MOST_FILES)
    files = now
    if now != resource.RLIM_INFINITY and now < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
            files = wanted
        except (OSError, ValueError):  # macOS says infinity and means less
            pass
    files = _MOST_FILES if files == resource.RLIM_INFINITY else files
    return files - _OTHERS if files > 2 * _OTHERS else files // 2


def make_room(connections: Iterable[Any], count: int) -> None:
    """End the connections that have waited longest for a request, if there are too many."""
    most = most_connections()
    if count <= most:
        return
    waiting = sorted((c for c in connections if c.is_waited_for), key=_place)
    for connection in waiting[: count - most + most // _AT_ONCE]:
        connection.cut(at_once=True)


def _place(connection: Any) -> tuple[bool, float]:
    """Return where in the line a connection stands: first who has not asked anything yet."""
    return connection.has_asked, connection.waits_since
