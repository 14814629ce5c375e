"""Processes killed at random moments under writes: what was acknowledged is there, nothing by half.

Each write adds two triples; a write counts as acknowledged when its answer has arrived. The quick
run kills a few times, the long one 500 times.
"""

from __future__ import annotations

import contextlib
import http.client
import itertools
import os
import random
import re
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from stores import TOKEN, Served, plain, serving

from kg.building.build import BuildReport

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")

_PATIENCE_S = 60
ROLES = ("web", "worker", "writer")
WRITE = (
    "INSERT DATA {{ GRAPH <urn:written> {{ <urn:a{n}> <urn:p> {n} . <urn:b{n}> <urn:p> {n} }} }}"
)


def children(pid: int) -> dict[int, str]:
    """The processes that a process has started, with their command lines."""
    found: dict[int, str] = {}
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found[int(child)] = Path(f"/proc/{child}/cmdline").read_text()
                found |= children(int(child))
    return found


def victims(served: Served, role: str) -> list[int]:
    if role == "web":
        return [served.process.pid]
    mark = "kg.changes.process" if role == "writer" else "worker.main"
    return [pid for pid, line in children(served.process.pid).items() if mark in line]


class Campaign:
    """Writes without end, kills in between, and what was acknowledged."""

    def __init__(self, options: tuple[str, ...], seed: int) -> None:
        self.random = random.Random(seed)
        self.options = options
        self.acknowledged: set[int] = set()
        self.kills = dict.fromkeys(ROLES, 0)
        self.starts: list[float] = []
        self._numbers = itertools.count(1)
        self._stop = threading.Event()

    def run(self, kills: int, longest_s: float) -> None:
        done = 0
        while done < kills:
            began = time.monotonic()
            with serving(*self.options) as served:
                self._note_start(served, began)
                writers = [self._writing(served) for _ in range(2)]
                while done < kills and served.process.poll() is None:
                    self._kill(served, longest_s)
                    done += 1
                self._stop.set()
                for writer in writers:
                    writer.join()
                self._stop.clear()
        with serving(*self.options) as served:
            self.check(served)

    def check(self, served: Served) -> None:
        """Every acknowledged write is there, and none by half."""
        content = served.get("/store?graph=urn:written").text
        found = Counter(int(number) for number in re.findall(r"<urn:[ab](\d+)>", content))
        assert {n for n, both in found.items() if both != 2} == set()
        assert self.acknowledged - found.keys() == set()

    def _note_start(self, served: Served, began: float) -> None:
        assert served.fetch("GET", "/sparql?query=ASK%7B%7D").status == 200
        if self.kills["web"]:
            self.starts.append(time.monotonic() - began)
            self.check(served)

    def _kill(self, served: Served, longest_s: float) -> None:
        before, latest = len(self.acknowledged), time.monotonic() + _PATIENCE_S
        while len(self.acknowledged) == before and time.monotonic() < latest:
            time.sleep(0.005)
        assert len(self.acknowledged) > before, f"nothing is written any more: {self.kills}"
        time.sleep(self.random.uniform(0, longest_s))
        weights = (1, 3, 3)
        (role,) = self.random.choices(ROLES, weights)
        pids = victims(served, role)
        if pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.random.choice(pids), signal.SIGKILL)
            self.kills[role] += 1
        if role == "web":
            served.process.wait()

    def _writing(self, served: Served) -> threading.Thread:
        thread = threading.Thread(target=self._write, args=(served,))
        thread.start()
        return thread

    def _write(self, served: Served) -> None:
        while not self._stop.is_set() and served.process.poll() is None:
            number = next(self._numbers)
            with contextlib.suppress(OSError, http.client.HTTPException):
                answer = served.update(WRITE.format(n=number))
                assert answer.status in (200, 503), answer.text
                if answer.status == 200:
                    self.acknowledged.add(number)


def report(campaign: Campaign) -> str:
    starts = sorted(campaign.starts) or [0.0]
    middle, most = starts[len(starts) // 2], starts[-1]
    return (
        f"{campaign.kills} kills, {len(campaign.acknowledged)} writes acknowledged, "
        f"starts {middle:.2f} s in the middle, {most:.2f} s at most"
    )


def run(options: tuple[str, ...], kills: int, longest_s: float) -> None:
    campaign = Campaign(options, seed=kills)
    campaign.run(kills, longest_s)
    print(report(campaign))
    assert len(campaign.acknowledged) >= kills


def test_a_plain_store_survives_a_few_kills(tmp_path: Path) -> None:
    run(plain(tmp_path / "store"), 10, 0.3)


def test_a_dataset_with_reasoning_survives_a_few_kills(
    build_corpus: Callable[..., BuildReport], tmp_path: Path
) -> None:
    build_corpus()
    run(("--dataset", str(tmp_path / "dataset"), "--token", TOKEN), 4, 1.0)


@pytest.mark.long
def test_a_plain_store_survives_400_kills(tmp_path: Path) -> None:
    run(plain(tmp_path / "store"), 400, 0.3)


@pytest.mark.long
def test_a_dataset_with_reasoning_survives_100_kills(
    build_corpus: Callable[..., BuildReport], tmp_path: Path
) -> None:
    build_corpus()
    run(("--dataset", str(tmp_path / "dataset"), "--token", TOKEN), 100, 1.0)
