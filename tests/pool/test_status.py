"""What `/status` tells of a running query while it runs, and how it is stopped."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from processes import PATIENCE_S, Served, Start, holding, linux, request, serving, within

from kg.pool.pool import Pool

PAIRS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STR(?c) < STR(?f)) }"
GRAPHS = "GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i }"
RUNAWAY = f"SELECT (COUNT(*) AS ?n) {{ {GRAPHS} GRAPH ?w {{ ?j ?k ?l }} }}"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TICK_S = 0.05
"""How far two clocks of the system may be apart."""


def running(pool: Pool) -> dict[str, Any]:
    found: Any = pool.status()["running"]
    return found[0] if found else {}


@linux
def test_a_running_query_shows_what_it_alone_has_cost(start: Start) -> None:
    pool = start(size=1)
    pool.ask(request(PAIRS), timeout_s=60).read()  # the worker that has just ended is the next
    with holding(pool, 1):
        first = running(pool)
        assert first["cpu_s"] <= first["age_s"] + TICK_S
        assert total_s(first["pid"]) - first["cpu_s"] > 0.2
        assert within(PATIENCE_S, lambda: running(pool)["cpu_s"] > first["cpu_s"] + 0.2)
        later = running(pool)
        assert later["cpu_s"] <= later["age_s"] + TICK_S


def total_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.fixture(scope="module")
def guarded(shipped_dataset: Path) -> Iterator[Served]:
    with serving(shipped_dataset, "--token", "right", "--timeout-s", "120") as process:
        yield process


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell it")
def test_the_page_and_the_data_say_what_a_query_costs(guarded: Served) -> None:
    name = hashlib.sha256(RUNAWAY.encode()).hexdigest()[:16]
    connection = guarded.connect(RUNAWAY)
    assert within(PATIENCE_S, lambda: name in guarded.asked())
    assert within(PATIENCE_S, lambda: of(guarded, name)["cpu_s"] > 0.1)
    page = guarded.fetch("/status", headers={"Accept": "text/html"}).text
    row = page[page.index(f"<code>{name}</code>") :].partition("</tr>")[0]
    assert "Processor, seconds" in page
    assert re.search(r"<td>\d+\.\d+</td>$", row)
    connection.close()
    assert within(PATIENCE_S, lambda: name not in guarded.asked())


def of(served: Served, name: str) -> dict[str, Any]:
    return next(item for item in served.status()["running"] if item["query"] == name)


def test_only_who_has_a_token_stops_a_running_query(guarded: Served) -> None:
    query = f"{RUNAWAY} #stopped"
    name = hashlib.sha256(query.encode()).hexdigest()[:16]
    answers: list[int] = []
    asking = threading.Thread(target=lambda: answers.append(guarded.ask(query).status))
    asking.start()
    assert within(PATIENCE_S, lambda: name in guarded.asked())
    form = f"query={name}".encode()
    for status, headers in (
        (401, {}),
        (401, {"Authorization": "Bearer wrong"}),
        (403, {"Authorization": "Bearer right", "Origin": "https://example.org"}),
    ):
        assert guarded.fetch("/status/stop", "POST", form, {**FORM, **headers}).status == status
        assert name in guarded.asked()
    right = {**FORM, "Authorization": "Bearer right"}
    reply = guarded.fetch("/status/stop", "POST", form, right)
    assert (reply.status, b'"stopped":1' in reply.body) == (200, True)
    asking.join(PATIENCE_S)
    assert answers == [503]
    assert name not in guarded.asked()
    assert guarded.fetch("/status/stop", "POST", form, right).status == 404
