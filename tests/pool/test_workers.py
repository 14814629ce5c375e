"""How the processes of a pool live: deaths, replacement, what they cannot do, spares."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pyoxigraph
import pytest
from processes import (
    BASE,
    COUNT,
    FILMS,
    PATIENCE_S,
    RUNAWAY,
    Canary,
    Start,
    holding,
    is_running,
    launch,
    linux,
    pids,
    request,
    value,
    within,
    write_store,
)

from kg.errors import DatasetError, KGError
from kg.pool.lanes import Lanes
from kg.pool.pool import Pool
from kg.pool.process import Launch, Spares
from kg.pool.refusals import (
    BusyError,
    NoWorkerError,
    WorkerFailedError,
    WorkerLostError,
)


def test_a_worker_killed_at_work_costs_one_query(start: Start) -> None:
    pool = start()
    lost: list[Exception] = []

    def ask() -> None:
        try:
            pool.ask(request(RUNAWAY), timeout_s=60)
        except WorkerLostError as error:
            lost.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    assert within(PATIENCE_S, lambda: pool.status()["running"])
    time.sleep(0.2)  # sooner, it would count as killed while idle
    os.kill(pool.status()["running"][0]["pid"], signal.SIGKILL)  # type: ignore[index]
    thread.join(PATIENCE_S)
    assert len(lost) == 1
    assert value(pool.ask(request(COUNT), timeout_s=60).read()) == str(FILMS)
    assert within(PATIENCE_S, pool.is_whole)


def test_workers_killed_while_idle_cost_no_query(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.pool.pool._AT_ONCE_S", PATIENCE_S)  # dying takes time on a busy machine
    pool = start()
    for pid in pids(pool):
        os.kill(pid, signal.SIGKILL)
    assert value(pool.ask(request(COUNT), timeout_s=60).read()) == str(FILMS)
    assert within(PATIENCE_S, pool.is_whole)


def test_a_query_that_ends_every_worker_is_not_tried_for_ever(start: Start) -> None:
    pool = start(size=1)
    tired = threading.Event()
    errors: list[Exception] = []

    def ask() -> None:
        try:  # no worker can be given so much time, and it ends of it
            pool.ask(request(COUNT), timeout_s=float("inf"), is_gone=tired.is_set)
        except KGError as error:
            errors.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    asking.join(PATIENCE_S)
    tired.set()
    asking.join()
    assert isinstance(errors[0], WorkerLostError)
    assert within(PATIENCE_S, pool.is_whole)


def test_a_worker_that_fails_is_asked_once(start: Start) -> None:
    pool = start(size=1)
    with pytest.raises(WorkerFailedError, match="the server failed on this query"):
        pool.ask({"query": "ASK {}", "prefixes": 1, "held_bytes": 1}, timeout_s=60)
    assert pool.status()["counts"]["queries"] == 1  # type: ignore[index]


def test_a_worker_is_replaced_after_so_many_queries(start: Start) -> None:
    pool = start(size=1, recycle_after=3)
    before = pids(pool)
    for _ in range(12):
        pool.ask(request(COUNT), timeout_s=60).read()
    assert within(PATIENCE_S, pool.is_whole)
    assert not before & pids(pool)
    assert pool.status()["counts"]["recycled"] >= 3  # type: ignore[index]


@linux
def test_a_worker_that_has_grown_is_replaced(start: Start) -> None:
    pool = start(size=1, recycle_bytes=1)
    before = pids(pool)
    for _ in range(4):
        pool.ask(request(COUNT), timeout_s=60).read()
    assert within(PATIENCE_S, pool.is_whole)
    assert not before & pids(pool)


@linux
def test_a_worker_can_open_no_socket(start: Start, canary: Canary) -> None:
    pool = start()
    assert {"memory", "core", "files", "cpu"} <= pool.limits
    query = f"SELECT * {{ SERVICE <{canary.address}> {{ ?s ?p ?o }} }}"
    with pytest.raises(DatasetError, match="Too many open files"):
        pool.ask(request(query), timeout_s=60).read()
    silent = pool.ask(request(query.replace("SERVICE", "SERVICE SILENT")), timeout_s=60)
    assert b'"value"' not in silent.read()
    for clause in (f"FROM <{canary.address}>", "FROM <file:///etc/passwd>"):
        asked = request(f"SELECT * {clause} {{ ?s ?p ?o }}")
        assert b'"value"' not in pool.ask(asked, timeout_s=60).read()
    assert canary.visits == 0


@linux
def test_a_store_of_many_files_is_read_whole_and_opens_no_socket(
    start: Start, canary: Canary, tmp_path: Path
) -> None:
    store = pyoxigraph.Store(str(tmp_path / "many"))
    for n in range(30):
        lines = "".join(f'<{BASE}{n}/{i}> <{BASE}p{n}> "{n} {i}" .\n' for i in range(50))
        store.bulk_load(lines.encode(), pyoxigraph.RdfFormat.N_TRIPLES)
    store.backup(str(tmp_path / "snapshot"))
    assert len(list((tmp_path / "snapshot").glob("*.sst"))) > 16
    pool = start(tmp_path / "snapshot")
    assert "sockets" in pool.limits
    for n in range(30):
        query = f"SELECT (COUNT(*) AS ?n) {{ ?s <{BASE}p{n}> ?o }}"
        assert value(pool.ask(request(query), timeout_s=60).read()) == "50"
    query = f"SELECT * {{ SERVICE <{canary.address}> {{ ?s ?p ?o }} }}"
    with pytest.raises(DatasetError, match="Operation not permitted"):
        pool.ask(request(query), timeout_s=60).read()
    assert canary.visits == 0


def test_workers_end_with_the_pool(start: Start) -> None:
    pool = start()
    workers = pids(pool)
    pool.close()
    assert within(PATIENCE_S, lambda: not any(is_running(pid) for pid in workers))


@linux
def test_a_worker_at_work_ends_when_the_server_is_gone(start: Start) -> None:
    """The limit on computing is the second line: here nobody kills at the deadline."""
    pool = start()
    lease = pool._lease(pool.ticket({}, 60, None, None))
    worker = lease.worker
    limited = {**request(RUNAWAY), "timeout_s": 0.1}
    worker.send(b"q" + len(data := json.dumps(limited).encode()).to_bytes(4, "big") + data)
    with pytest.raises(EOFError):
        worker.receive()
    assert worker.wait() == -signal.SIGXCPU
    pool.end(lease, None)


def test_a_store_that_is_missing_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NoWorkerError, match="no query worker starts"):
        Pool(launch(tmp_path / "nothing"), lanes=Lanes(1))


def test_a_folder_that_vanishes_is_trouble_that_status_shows(start: Start, tmp_path: Path) -> None:
    folder = write_store(tmp_path / "store", films=10)
    pool = start(folder, queue_wait_s=0.5)
    folder.rename(tmp_path / "elsewhere")
    for pid in pids(pool):
        os.kill(pid, signal.SIGKILL)

    def is_said() -> bool:
        with pytest.raises((NoWorkerError, BusyError, WorkerLostError)) as caught:
            pool.ask(request(COUNT), timeout_s=60)
        return isinstance(caught.value, NoWorkerError)

    assert within(PATIENCE_S, is_said)  # as soon as one was started in vain
    assert pool.status()["trouble"]
    (tmp_path / "elsewhere").rename(folder)
    assert within(PATIENCE_S, pool.is_whole)
    assert value(pool.ask(request(COUNT), timeout_s=60).read()) == "10"


def test_a_worker_imports_nothing_heavy(store: Path) -> None:
    pool = Pool(Launch(str(store), BASE, {}, 2_000_000_000), lanes=Lanes(1))
    try:
        assert within(PATIENCE_S, pool.is_whole)
        if sys.platform == "linux":
            maps = Path(f"/proc/{next(iter(pids(pool)))}/maps").read_text()
            assert "numpy" not in maps
            assert "pyoxigraph" in maps
    finally:
        pool.close()


def test_a_pool_takes_processes_that_are_started_already(store: Path) -> None:
    spares = Spares(2)
    try:
        assert within(PATIENCE_S, lambda: len(spares.pids()) == 2)
        before = spares.pids()
        pool = Pool(launch(store), lanes=Lanes(1), spares=spares)
        assert within(PATIENCE_S, pool.is_whole)
        assert before < pids(pool)
        assert within(PATIENCE_S, lambda: len(spares.pids()) == 2)
        assert spares.pids() & before == set()
        pool.close()
    finally:
        spares.close()
    assert spares.pids() == set()


def test_spares_that_do_not_last_are_used_up(store: Path) -> None:
    spares = Spares(1, lasting=False)
    try:
        before = spares.pids()
        assert len(before) == 1
        pool = Pool(launch(store), lanes=Lanes(1), spares=spares)
        assert within(PATIENCE_S, pool.is_whole)
        assert pids(pool) & before == before
        assert spares.pids() == set()
        pool.close()
    finally:
        spares.close()


def test_a_pool_that_settles_has_one_worker_until_another_is_wanted(store: Path) -> None:
    pool = Pool(launch(store), lanes=Lanes(2), settle_s=600, queue_wait_s=PATIENCE_S)
    try:
        time.sleep(0.3)
        assert len(pids(pool)) == 1
        with holding(pool, 1):
            assert value(pool.ask(request(COUNT), timeout_s=60).read()) == str(FILMS)
            assert within(PATIENCE_S, pool.is_whole)
    finally:
        pool.close()
