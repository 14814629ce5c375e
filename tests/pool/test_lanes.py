"""Several pools with one bound: however many snapshots are served, so many queries run."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import pytest
from processes import COUNT, FILMS, PATIENCE_S, Start, holding, pids, request, value, within

from kg.pool.lanes import Lanes
from kg.pool.lease import Lease, Ticket
from kg.pool.refusals import BusyError


@pytest.fixture
def _quick_lane_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.pool.lanes._QUICK_S", PATIENCE_S)


@pytest.mark.usefixtures("_quick_lane_is_held")
def test_queries_of_an_older_snapshot_count(start: Start) -> None:
    lanes = Lanes(2)
    old, new = start(lanes=lanes), start(lanes=lanes, queue_wait_s=0.3)
    with ExitStack() as held:
        held.enter_context(holding(old, 3))  # the third in the quick lane
        with pytest.raises(BusyError, match="all 2 query workers"):
            new.ask(request(COUNT), timeout_s=60)
        assert new.status()["idle"] == new.status()["kept"]
    assert value(new.ask(request(COUNT), timeout_s=60).read()) == str(FILMS)


@pytest.mark.usefixtures("_quick_lane_is_held")
def test_who_waits_is_let_in_when_another_snapshots_query_ends(start: Start) -> None:
    lanes = Lanes(1)
    old, new = start(lanes=lanes), start(lanes=lanes)
    answered: list[str] = []
    with holding(old, 2):
        asking = threading.Thread(
            target=lambda: answered.append(value(new.ask(request(COUNT), timeout_s=60).read()))
        )
        asking.start()
        assert within(PATIENCE_S, lambda: new.status()["waiting"] == 1)
        assert answered == []
    asking.join()
    assert answered == [str(FILMS)]


def test_a_pool_that_retires_keeps_one_worker(start: Start) -> None:
    pool = start()
    assert len(pids(pool)) == 4
    pool.retire()
    assert within(PATIENCE_S, lambda: len(pids(pool)) == 1)
    assert value(pool.ask(request(COUNT), timeout_s=60).read()) == str(FILMS)
    assert pool.is_whole()


def test_a_pool_that_retires_lets_workers_finish(start: Start) -> None:
    pool = start()
    with holding(pool, 2):
        pool.retire()
        assert within(PATIENCE_S, lambda: len(pids(pool)) == 2)
    assert within(PATIENCE_S, lambda: len(pids(pool)) == 1)


def test_those_who_wait_for_the_quick_lane_share_its_time() -> None:
    crew: Any = SimpleNamespace(next=object, counts=Counter())  # which never lacks a worker
    lanes, given = Lanes(1), list[Lease]()
    tickets = [Ticket(crew, "", str(n), 60, None, None, given.append) for n in range(6)]
    for ticket in tickets:
        lanes.enter(ticket)
    assert [lease.timeout_s for lease in given] == [60, 0.25]
    lanes.release(given[1])
    lanes.hand_out()
    assert given[2].timeout_s == pytest.approx(0.25 / 4)  # beside three that wait
    for ticket in tickets[3:]:
        lanes.remember(ticket.name)
    lanes.release(given[2])
    lanes.hand_out()
    assert len(given) == 3  # those that were too slow for it wait in line
