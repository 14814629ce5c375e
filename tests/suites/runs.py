"""The shared suites run against a plain store that is really served, and what is known to fail."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TOKEN = "a-token-for-suites"
KNOWN = Path(__file__).parents[1] / "data" / "known_failures"


@dataclass(frozen=True)
class Outcome:
    """One test of a suite; `passed` is None where the runner left it out."""

    suite: str
    id: str
    passed: bool | None
    note: str


@contextmanager
def plain_store(folder: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Serve an empty writable store; what a client may ask in a minute is not limited.

    A change may take 20 seconds, less than the 30 that the hostile suite waits for it.
    """
    command = [sys.executable, "-m", "server", "serve", "--port", "0", "--reasoner", "none"]
    command += ["--store", str(folder), "--token", TOKEN]
    command += ["--errors-a-minute", "1000000", "--budget-s", "1000000", "--write-timeout-s", "20"]
    command += options
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        line = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line
        threading.Thread(target=process.stderr.read, daemon=True).start()
        try:
            yield found[0], process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def run(runner: Path, address: str, report: Path, *options: str) -> list[Outcome]:
    """Run a suite's runner and return what it found."""
    command = [sys.executable, str(runner), address, "--query", "sparql", "--update", "sparql"]
    command += ["--gsp", "store", "--update-header", f"Authorization: Bearer {TOKEN}"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run(
        [*command, "--json", str(report), *options],
        env=environment,
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert report.exists(), ended.stdout[-2000:] + ended.stderr[-2000:]
    return [
        Outcome(
            row.get("suite") or row["cat"],
            row["id"],
            row["ok"] if isinstance(row["ok"], bool) else None,
            str(row.get("note") or row.get("why") or ""),
        )
        for row in json.loads(report.read_text())
    ]


def known_failures(name: str) -> dict[str, str]:
    """Return the ids that are known to fail, with the reason."""
    lines = (KNOWN / f"{name}.txt").read_text().splitlines()
    pairs = (line.partition(": ") for line in lines if line and not line.startswith("#"))
    return {id: reason for id, _, reason in pairs}


def check(outcomes: list[Outcome], known: dict[str, str]) -> None:
    """Compare the failures with those that are known; one that passes must leave the list."""
    failed = {outcome.id: outcome.note for outcome in outcomes if outcome.passed is False}
    assert {id: note for id, note in failed.items() if id not in known} == {}
    ids = {outcome.id for outcome in outcomes}
    assert {id for id in known if id in ids and id not in failed} == set()
