"""Work that waits on others, given up at its deadline whatever it waits for.

The system's name resolver cannot be interrupted, and a time limit on a socket is one on each read,
so that a server which sends a byte now and then is waited for without end. So the work is done in a
thread of its own that is left behind; how many there may be is bounded.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Final, TypeVar

from kg.federation.policy import ServiceError

MOST_CALLS: Final = 32
"""How many calls may be under way or left behind."""

T = TypeVar("T")
_FREE: Final = threading.BoundedSemaphore(MOST_CALLS)


def in_time(work: Callable[[], T], *, timeout_s: float, abandon: Callable[[], None]) -> T:
    """Return what `work` returns; past the time `abandon` is called, which should make it end.

    Raises:
        TimeoutError: it took too long.
        ServiceError: too much is under way.
    """
    if not _FREE.acquire(blocking=False):
        raise ServiceError("too many endpoints are being called: try again")
    done: Future[T] = Future()
    threading.Thread(target=_do, args=(work, done), daemon=True).start()
    try:
        return done.result(timeout_s)
    except TimeoutError:
        abandon()
        raise


def _do(work: Callable[[], T], done: Future[T]) -> None:
    try:
        done.set_result(work())
    except BaseException as error:  # goes on in the thread that waits
        done.set_exception(error)
    finally:
        _FREE.release()
