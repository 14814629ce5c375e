"""The pool by itself: limits, deaths, waiting, recycling, what a cut result looks like."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

import pytest
from processes import (
    ALL,
    COUNT,
    ENDLESS,
    FILMS,
    PATIENCE_S,
    RUNAWAY,
    Start,
    holding,
    is_running,
    linux,
    pids,
    request,
    value,
    within,
)

from kg.errors import QueryError
from kg.pool.pool import Pool
from kg.pool.refusals import (
    BusyError,
    ClientGoneError,
    EngineCrashError,
    NotAcceptableError,
    QueryMemoryError,
    QueryTimeoutError,
    ResultTooLargeError,
)


def test_a_query_is_answered_by_another_process(start: Start) -> None:
    pool = start()
    assert value(pool.ask(request(COUNT), timeout_s=60).read()) == str(FILMS)
    assert os.getpid() not in pids(pool)


@pytest.mark.parametrize(
    ("query", "form", "content"),
    [
        ("ASK { <film/1> ex:title ?o }", "boolean", b"true"),
        ("SELECT ?o { <film/1> ex:title ?o }", "solutions", b'"no 1"'),
        ("CONSTRUCT WHERE { <film/1> ?p ?o }", "triples", b'"no 1" .'),
    ],
)
def test_an_answer_says_its_form(start: Start, query: str, form: str, content: bytes) -> None:
    answer = start().ask(request(query), timeout_s=60)
    assert answer.form == form
    assert content in answer.read()


def test_triples_come_sorted_and_distinct(start: Start) -> None:
    query = "CONSTRUCT { ?s ex:is ex:film } { { ?s ?p ?o } UNION { ?s ?p ?o } }"
    lines = start().ask(request(query), timeout_s=60).read().splitlines()
    assert lines == sorted(set(lines))
    assert len(lines) == FILMS


def test_a_wrong_query_says_where(start: Start) -> None:
    pool = start()
    with pytest.raises(QueryError) as caught:
        pool.ask(request("SELECT *\n{ ?s "), timeout_s=60)
    assert (caught.value.line, caught.value.column) == (2, 6)
    assert pool.is_whole()


def test_a_form_that_is_not_accepted_is_named(start: Start) -> None:
    with pytest.raises(NotAcceptableError) as caught:
        start().ask(request("ASK {}", solutions=None), timeout_s=60)
    assert caught.value.form == "solutions"


def test_a_query_is_killed_at_its_deadline_and_its_worker_replaced(start: Start) -> None:
    pool = start()
    before = pids(pool)
    began = time.monotonic()
    with pytest.raises(QueryTimeoutError):
        pool.ask(request(RUNAWAY), timeout_s=0.5)
    assert time.monotonic() - began < 20
    assert within(PATIENCE_S, pool.is_whole)
    assert len(pids(pool) - before) == 1


@linux
def test_a_query_that_needs_too_much_memory_ends_alone(start: Start) -> None:
    pool = start(memory_bytes=600_000_000)
    doubling = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
    query = f"SELECT ?x0 {{ BIND('aaaaaaaa' AS ?x0) {doubling} FILTER(STRLEN(?x40) > 1) }}"
    with pytest.raises(QueryMemoryError):
        pool.ask(request(query), timeout_s=60)
    with pytest.raises(QueryMemoryError):
        pool.ask(request(f"{ENDLESS} ORDER BY ?c ?f ?i"), timeout_s=60)
    assert value(pool.ask(request(COUNT), timeout_s=60).read()) == str(FILMS)


def test_nesting_that_brings_the_engine_down_ends_alone(start: Start) -> None:
    pool = start()
    with pytest.raises(EngineCrashError):
        pool.ask(request("SELECT * " + "{" * 30_000 + "}" * 30_000), timeout_s=60)
    assert value(pool.ask(request(COUNT), timeout_s=60).read()) == str(FILMS)


@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
def test_a_result_of_too_many_rows_is_refused_whole(start: Start, format: str) -> None:
    pool = start()
    exact = request(ALL, solutions=format, max_rows=FILMS)
    assert pool.ask(exact, timeout_s=60).read()
    with pytest.raises(ResultTooLargeError, match="999 rows"):
        pool.ask(exact | {"max_rows": FILMS - 1}, timeout_s=60)
    assert pool.is_whole()


def test_a_result_of_too_many_bytes_is_refused_whole(start: Start) -> None:
    pool = start()
    length = pool.ask(request(ALL), timeout_s=60).length
    assert length
    assert pool.ask(request(ALL, max_bytes=length), timeout_s=60).length == length
    with pytest.raises(ResultTooLargeError, match="bytes"):
        pool.ask(request(ALL, max_bytes=length - 1), timeout_s=60)
    with pytest.raises(ResultTooLargeError, match="bytes"):
        pool.ask(request("CONSTRUCT WHERE { ?s ?p ?o }", max_bytes=1000), timeout_s=60)


def test_too_many_triples_are_refused(start: Start) -> None:
    with pytest.raises(ResultTooLargeError, match="10 rows"):
        start().ask(request("CONSTRUCT WHERE { ?s ?p ?o }", max_rows=10), timeout_s=60)


def test_a_result_that_is_not_held_back_is_never_closed_when_it_is_cut(start: Start) -> None:
    pool = start()
    answer = pool.ask(request(ENDLESS, held_bytes=65_536, max_rows=5_000), timeout_s=60)
    assert answer.length is None
    received: list[bytes] = []
    with pytest.raises(ResultTooLargeError):
        received.extend(answer)
    assert len(b"".join(received)) > 65_536
    with pytest.raises(json.JSONDecodeError):
        json.loads(b"".join(received))
    assert within(PATIENCE_S, pool.is_whole)


def test_a_stream_is_cut_at_the_deadline_and_says_so(start: Start) -> None:
    endless = request(ENDLESS, held_bytes=65_536, max_rows=None, max_bytes=None)
    answer = start().ask(endless, timeout_s=3)
    with pytest.raises(QueryTimeoutError):
        answer.read()


@linux
def test_a_slow_reader_stops_the_worker_and_not_the_pool(start: Start) -> None:
    pool = start()
    endless = request(ENDLESS, held_bytes=65_536, max_rows=None, max_bytes=None)
    answer = pool.ask(endless, timeout_s=6)
    next(answer)
    worker = pool.status()["running"][0]["pid"]  # type: ignore[index]
    assert within(PATIENCE_S, lambda: _stands_still(worker))  # it waits until somebody reads
    assert within(
        PATIENCE_S, lambda: not is_running(worker)
    )  # and is killed at its deadline all the same
    assert within(PATIENCE_S, pool.is_whole)
    with pytest.raises(QueryTimeoutError):
        answer.read()


def _stands_still(pid: int) -> bool:
    before = _cpu_ticks(pid)
    time.sleep(0.5)
    return _cpu_ticks(pid) == before


def _cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_an_answer_that_is_closed_early_ends_its_worker(start: Start) -> None:
    pool = start()
    answer = pool.ask(request(ENDLESS, held_bytes=65_536, max_rows=None), timeout_s=60)
    next(answer)
    worker = pool.status()["running"][0]["pid"]  # type: ignore[index]
    answer.close()
    assert within(PATIENCE_S, lambda: not is_running(worker))
    assert within(PATIENCE_S, pool.is_whole)


def test_a_query_whose_client_has_left_is_killed(start: Start) -> None:
    pool = start()
    left = threading.Event()
    threading.Timer(0.3, left.set).start()
    with pytest.raises(ClientGoneError):
        pool.ask(request(RUNAWAY), timeout_s=60, is_gone=left.is_set)
    assert within(PATIENCE_S, pool.is_whole)


def test_who_finds_all_workers_busy_is_told_when_to_come_back(start: Start) -> None:
    pool = start(queue_wait_s=0.2)
    with holding(pool, 2), pytest.raises(BusyError) as caught:
        pool.ask(request(f"{RUNAWAY} # another"), timeout_s=60)
    assert PATIENCE_S < caught.value.retry_after_s <= 60  # when the first of them has to end
    assert within(PATIENCE_S, pool.is_whole)
    assert value(pool.ask(request(COUNT), timeout_s=60).read()) == str(FILMS)


def test_those_who_wait_are_served_when_a_worker_is_free(start: Start) -> None:
    pool = start(queue_wait_s=10)
    answers: list[str] = []

    def ask() -> None:
        answers.append(value(pool.ask(request(COUNT), timeout_s=60).read()))

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [str(FILMS)] * 20
    assert pool.is_quiet()


def test_a_small_query_is_answered_while_large_ones_hold_all_workers(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.pool.lanes._QUICK_S", PATIENCE_S)  # small is small on a busy machine
    pool = start()
    with holding(pool, 2):
        for _ in range(10):
            assert value(pool.ask(request(COUNT), timeout_s=60).read()) == str(FILMS)
        assert len(pool.status()["running"]) == 2  # type: ignore[arg-type]
    assert within(PATIENCE_S, pool.is_whole)


def test_a_query_that_the_quick_lane_was_too_quick_for_waits_in_line(start: Start) -> None:
    pool = start(size=1)
    busy = threading.Thread(target=_ignore, args=(pool, 1.5))
    began = time.monotonic()
    busy.start()
    assert within(PATIENCE_S, lambda: pool.status()["running"])
    with pytest.raises(QueryTimeoutError, match="after 1 seconds"):
        pool.ask(request(f"{RUNAWAY} # another"), timeout_s=1)
    assert time.monotonic() - began > 1.5 + 1
    busy.join()


def _ignore(pool: Pool, timeout_s: float) -> None:
    with pytest.raises(QueryTimeoutError):
        pool.ask(request(RUNAWAY), timeout_s=timeout_s)
