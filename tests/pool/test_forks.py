"""Workers that are forked over a snapshot in memory: what they answer, and how they end."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph
import pytest
from processes import (
    ALL,
    BASE,
    COUNT,
    ENDLESS,
    FILMS,
    PATIENCE_S,
    RUNAWAY,
    Start,
    holding,
    is_running,
    pids,
    request,
    serving,
    value,
    within,
    write_store,
)

from kg.errors import DatasetError
from kg.pool.forks import can_fork
from kg.pool.pool import Pool
from kg.pool.refusals import EngineCrashError, QueryMemoryError, QueryTimeoutError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what forks are made with")
Held = Callable[..., Pool]


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def holder(pool: Pool) -> int | None:
    found = pool.status()["holder"]
    return found if isinstance(found, int) else None


def is_held(pool: Pool) -> bool:
    found = holder(pool)
    return found is not None and pool.is_whole() and {parent(pid) for pid in pids(pool)} == {found}


@pytest.fixture
def held(start: Start) -> Held:
    def run(**options: object) -> Pool:
        pool = start(hold_after_s=0, **options)
        assert within(PATIENCE_S, lambda: is_held(pool)), pool.status()
        return pool

    return run


def test_this_system_can() -> None:
    assert can_fork()


def test_a_pool_moves_into_memory_and_answers_the_same(start: Start, held: Held) -> None:
    disk, memory = start(), held()
    for query in (COUNT, f"{ALL} ORDER BY ?s", "CONSTRUCT WHERE { ?s ?p ?o }"):
        answers = [pool.ask(request(query), timeout_s=60).read() for pool in (disk, memory)]
        assert answers[0] == answers[1]
    assert memory.limits == disk.limits


def test_blank_nodes_keep_their_names(start: Start, tmp_path: Path) -> None:
    store = pyoxigraph.Store(str(tmp_path / "store"))
    node = pyoxigraph.NamedNode(f"{BASE}p")
    store.bulk_extend(
        pyoxigraph.Quad(pyoxigraph.BlankNode(), node, pyoxigraph.BlankNode()) for _ in range(20)
    )
    del store
    query = request(f"{ALL} ORDER BY ?s")
    disk, memory = start(tmp_path / "store"), start(tmp_path / "store", hold_after_s=0)
    assert within(PATIENCE_S, lambda: is_held(memory))
    answers = [pool.ask(query, timeout_s=60).read() for pool in (disk, memory)]
    assert answers[0] == answers[1]


def test_who_is_at_work_while_it_moves_ends_first(start: Start) -> None:
    pool = start(hold_after_s=1)
    with holding(pool, 1):
        first = pids(pool)
        assert within(PATIENCE_S, lambda: pool.status()["living"] == 5)
        assert len(first & pids(pool)) == 1
    assert within(PATIENCE_S, lambda: is_held(pool)), pool.status()
    assert pool.status()["living"] == 4


def test_a_deadline_kills_and_the_next_worker_is_forked(held: Held) -> None:
    pool = held()
    before = pids(pool)
    with pytest.raises(QueryTimeoutError):
        pool.ask(request(RUNAWAY), timeout_s=0.3)
    assert within(PATIENCE_S, lambda: is_held(pool)), pool.status()
    assert len(pids(pool) - before) == 1
    assert within(PATIENCE_S, lambda: not any(is_running(pid) for pid in before - pids(pool)))


def test_how_a_worker_has_ended_is_told(held: Held) -> None:
    pool = held(memory_bytes=700_000_000)
    with pytest.raises(EngineCrashError):
        pool.ask(request("SELECT * " + "{" * 30_000 + "}" * 30_000), timeout_s=60)
    with pytest.raises(QueryMemoryError):
        pool.ask(request(f"{ENDLESS} ORDER BY ?c ?f ?i"), timeout_s=60)
    assert within(PATIENCE_S, lambda: is_held(pool)), pool.status()


def test_a_forked_worker_has_no_more_descriptors_than_it_needs(held: Held) -> None:
    pool = held()
    with pytest.raises(DatasetError):
        pool.ask(request("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), timeout_s=60)
    for pid in pids(pool):
        ends = [os.readlink(f"/proc/{pid}/fd/{number}") for number in os.listdir(f"/proc/{pid}/fd")]
        assert not any(end.startswith("socket:") or end.endswith(".sst") for end in ends)
        assert sum(end.startswith("pipe:") for end in ends) == 2


def test_a_holder_that_is_killed_is_replaced(held: Held) -> None:
    pool = held()
    before, lost = pids(pool), holder(pool)
    assert lost
    os.kill(lost, signal.SIGKILL)
    assert within(PATIENCE_S, lambda: holder(pool) != lost)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert value(pool.ask(request(COUNT), timeout_s=60).read()) == str(FILMS)
    assert within(PATIENCE_S, lambda: is_held(pool)), pool.status()


def test_without_a_holder_a_pool_reads_from_disk(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.pool.holding._PAUSE_S", 600)
    pool = held()
    before, lost = pids(pool), holder(pool)
    assert lost
    os.kill(lost, signal.SIGKILL)
    assert within(PATIENCE_S, lambda: holder(pool) is None)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert value(pool.ask(request(COUNT), timeout_s=60).read()) == str(FILMS)
    assert within(PATIENCE_S, lambda: pool.is_whole() and not pids(pool) & before)
    assert {parent(pid) for pid in pids(pool)} == {os.getpid()}


@pytest.fixture
def subreaper() -> Iterator[None]:
    """Orphans of this process's become its children, as they do where it has the pid 1."""
    prctl, set_child_subreaper = ctypes.CDLL(None).prctl, 36
    assert prctl(set_child_subreaper, 1, 0, 0, 0) == 0
    yield
    prctl(set_child_subreaper, 0, 0, 0, 0)


@pytest.mark.parametrize("ending", ["close", "retire"])
def test_orphans_are_reaped(subreaper: None, held: Held, ending: str) -> None:
    pool = held()
    workers = pids(pool)
    getattr(pool, ending)()
    if ending == "retire":
        assert within(PATIENCE_S, lambda: len(pids(pool)) == 1)
        pool.close()
    assert within(PATIENCE_S, lambda: not any(is_running(pid) for pid in workers))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_that_is_ended_leaves_no_query_behind(
    shipped_dataset: Path, number: signal.Signals
) -> None:
    with serving(shipped_dataset, "--timeout-s", "600") as process:
        assert within(PATIENCE_S, lambda: process.status()["holder"])
        asked = [process.connect(f"{RUNAWAY} #{n}") for n in range(2)]
        assert within(PATIENCE_S, lambda: len(process.running()) == 2)
        state = process.status()
        others = {worker["pid"] for worker in state["workers"]} | {state["holder"]}
        process.process.send_signal(number)
        assert process.process.wait(PATIENCE_S) in (-signal.SIGKILL, 128 + signal.SIGTERM)
        assert within(PATIENCE_S, lambda: not any(is_running(pid) for pid in others))
        for connection in asked:
            connection.close()


def test_a_holder_that_cannot_read_leaves_the_workers_be(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("kg.pool.holding._log.warning", lambda *parts: said.append(str(parts)))
    pool = start(write_store(tmp_path / "store", films=10), hold_after_s=1)
    (tmp_path / "store").rename(tmp_path / "elsewhere")
    assert within(PATIENCE_S, lambda: said)
    assert value(pool.ask(request(COUNT), timeout_s=60).read()) == "10"
    assert {parent(pid) for pid in pids(pool)} == {os.getpid()}


@pytest.mark.parametrize("ending", ["close", "retire"])
def test_memory_is_let_go(held: Held, ending: str) -> None:
    pool = held()
    found = holder(pool)
    assert found
    getattr(pool, ending)()
    assert within(PATIENCE_S, lambda: not is_running(found))
    if ending == "retire":
        assert value(pool.ask(request(COUNT), timeout_s=60).read()) == str(FILMS)


def test_a_pool_that_closes_at_once_leaves_nothing(start: Start) -> None:
    pool = start(hold_after_s=0)
    time.sleep(0.05)
    found = holder(pool)
    pool.close()
    assert found is None or within(PATIENCE_S, lambda: not is_running(found))


def test_the_server_holds_what_is_small_enough(shipped_dataset: Path) -> None:
    with serving(shipped_dataset) as process:
        assert within(PATIENCE_S, lambda: process.status()["holder"])
    with serving(shipped_dataset, "--held-store-bytes", "1000") as process:
        time.sleep(1.5)
        assert process.status()["holder"] is None


def test_files_that_are_gone_are_told_without_their_place(
    shipped_dataset: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "dataset"
    shutil.copytree(shipped_dataset, folder)
    with serving(folder, "--held-store-bytes", "0") as process:
        assert process.fetch("/health").status == 200
        (folder / "snapshots").rename(tmp_path / "elsewhere")
        for worker in process.status()["workers"]:  # those that start now find nothing
            os.kill(worker["pid"], signal.SIGKILL)
        reply = process.fetch("/health")
        assert (reply.status, b"files are gone" in reply.body) == (503, True)
        reply = process.ask("SELECT * { ?s ?p ?o } LIMIT 3 # anew")
        assert reply.status == 503
        assert str(tmp_path) not in reply.text
