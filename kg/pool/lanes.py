"""Who runs and who waits, over all the pools that a server has: one for each snapshot in use.

Invariants: at most `size` queries run at a time, and one more in the quick lane, however many
snapshots are served; who waits is let in by the order of coming, whatever the snapshot. All methods
are called with `lock` held, which the pools share.

The quick lane is for a query that finds all others taken: it gets a quarter of a second, or its
share of that if others wait for the lane. If that does not do, it waits in line, and its text is
not let into the lane again. So small questions are answered while large ones hold every worker.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Final

from kg.pool.crew import Crew
from kg.pool.lease import Lease, Ticket
from kg.pool.process import WorkerProcess

_QUICK_S: Final = 0.25
_LEAST_S: Final = 0.02
_SLOW_KNOWN: Final = 1000


class Lanes:
    """How many queries run at a time, and which."""

    def __init__(self, size: int) -> None:
        """Begin with none."""
        self.size = size
        self.lock = threading.Lock()
        self._leases: dict[Lease, None] = {}
        self._waiting: deque[Ticket] = deque()
        self._taken = {False: 0, True: 0}  # in the quick lane?
        self._slow: dict[str, None] = {}  # hashes of queries that the quick lane was too quick for

    def enter(self, ticket: Ticket) -> bool:
        """Let a query wait in line; say whether it has its worker already."""
        self._waiting.append(ticket)
        self.hand_out()
        return not self._waiting or ticket not in self._waiting

    def leave(self, ticket: Ticket) -> bool:
        """Take a query out of the line; say whether it was still in it."""
        if ticket not in self._waiting:
            return False
        self._waiting.remove(ticket)
        return True

    def hand_out(self) -> None:
        """Give idle workers to those who wait, in the order they came."""
        for ticket in list(self._waiting):
            if self._taken[False] >= self.size:
                break
            self._serve(ticket, quick=False)
        if not self._taken[True]:
            for ticket in list(self._waiting):
                if ticket.name not in self._slow and self._serve(ticket, quick=True):
                    break

    def release(self, lease: Lease) -> WorkerProcess:
        """End a lease and return its worker."""
        del self._leases[lease]
        self._taken[lease.is_quick] -= 1
        return lease.worker

    def is_running(self, lease: Lease) -> bool:
        """Say whether a lease has not ended."""
        return lease in self._leases

    def running(self, crew: Crew | None = None) -> list[Lease]:
        """Return what runs, with the workers of one crew or of all."""
        return [lease for lease in self._leases if crew is None or lease.crew is crew]

    def waiting(self, crew: Crew) -> int:
        """Return how many queries wait for a worker of a crew."""
        return sum(ticket.crew is crew for ticket in self._waiting)

    def remember(self, name: str) -> None:
        """Let the quick lane know a query for which it was too quick."""
        self._slow[name] = None
        if len(self._slow) > _SLOW_KNOWN:
            del self._slow[next(iter(self._slow))]

    def _share_s(self) -> float:
        """Return how long a query may have the quick lane, beside those who wait for it."""
        others = sum(ticket.name not in self._slow for ticket in self._waiting)
        return max(_LEAST_S, _QUICK_S / (1 + others))

    def _serve(self, ticket: Ticket, *, quick: bool) -> bool:
        worker = ticket.crew.next()
        if worker is None:
            return False
        self._waiting.remove(ticket)
        self._grant(ticket, worker, quick=quick)
        return True

    def _grant(self, ticket: Ticket, worker: WorkerProcess, *, quick: bool) -> None:
        self._taken[quick] += 1
        ticket.crew.counts["quick"] += quick
        ticket.crew.counts["queries"] += 1
        lease = Lease(
            worker,
            ticket.crew,
            ticket.text,
            ticket.name,
            min(ticket.timeout_s, self._share_s()) if quick else ticket.timeout_s,
            ticket.is_gone,
            is_quick=quick,
            meter=ticket.meter,
        )
        self._leases[lease] = None
        ticket.give(lease)
