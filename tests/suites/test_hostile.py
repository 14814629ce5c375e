"""Hostile and malformed requests, against a plain store that is really served."""

from __future__ import annotations

from pathlib import Path

import pytest
from material import material
from runs import check, known_failures, plain_store, run

CASES = 236


@pytest.mark.long
def test_nothing_hostile_kills_it_reaches_out_or_changes_the_data(tmp_path: Path) -> None:
    runner = material("suites/run_hostile.py")
    options = ["--auth-required", "--heavy", "--static", "static", "--export", "export.ttl"]
    options += ["--entity", "film", "--search", "search"]
    with plain_store(tmp_path / "store") as (address, process):
        outcomes = run(runner, address, tmp_path / "report.json", *options)
        assert process.poll() is None
    known = known_failures("hostile")
    check(outcomes, known)
    assert sum(outcome.passed is True for outcome in outcomes) == CASES - len(known)
