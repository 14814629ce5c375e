"""What each client has left: seconds of processing, and errors it may make, both a minute.

A full budget refills evenly, so that who has used up a minute's worth waits for the part that is
missing. Clients of this machine have no budget. Thread-safe; no I/O.
"""

from __future__ import annotations

import ipaddress
import math
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from server.http.clients import Client, Profile

WINDOW_S: Final = 60.0
_CLIENTS_KNOWN: Final = 20_000
_COUNTED: Final = frozenset({400, 401, 403, 406, 408, 413, 414, 415, 422, 500, 503})
"""The statuses that count as errors: not those that a budget itself makes, nor a mere 404."""


@dataclass(slots=True)
class _Spent:
    """What a client has spent and not yet got back."""

    seconds: float
    errors: float
    at: float


class Budget:
    """What the clients have spent lately."""

    def __init__(self) -> None:
        """Begin with nothing spent."""
        self._spent: OrderedDict[str, _Spent] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, client: Client, profile: Profile, now: float) -> int:
        """Return in how many seconds the client may ask again, 0 if it may now."""
        if client.key not in self._spent or is_of_this_machine(client.address):
            return 0
        with self._lock:
            spent = self._brought_forward(client.key, profile, now)
        wait = (spent.seconds - profile.budget_s) / (profile.budget_s / WINDOW_S)
        if profile.errors_a_minute is not None:
            over = spent.errors - profile.errors_a_minute
            wait = max(wait, over / (profile.errors_a_minute / WINDOW_S))
        return math.ceil(wait) if wait > 0 else 0

    def spend(
        self, client: Client, profile: Profile, now: float, *, seconds: float, status: int
    ) -> None:
        """Take what a request has cost off the client's budget."""
        failed = status in _COUNTED
        if not (seconds or failed) or is_of_this_machine(client.address):
            return
        with self._lock:
            spent = self._brought_forward(client.key, profile, now)
            spent.seconds += seconds
            spent.errors += failed
            self._spent.move_to_end(client.key)
            if len(self._spent) > _CLIENTS_KNOWN:
                self._spent.popitem(last=False)

    def _brought_forward(self, key: str, profile: Profile, now: float) -> _Spent:
        """Return what a client has spent, less what has come back by now; the lock is held."""
        spent = self._spent.setdefault(key, _Spent(0.0, 0.0, now))
        part = max(0.0, now - spent.at) / WINDOW_S
        spent.seconds = max(0.0, spent.seconds - part * profile.budget_s)
        spent.errors = max(0.0, spent.errors - part * (profile.errors_a_minute or 0))
        spent.at = now
        return spent


@lru_cache(maxsize=4096)
def is_of_this_machine(address: str) -> bool:
    """Say whether an address is loopback; what is no address is a test's client."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return not address
