"""The W3C's SPARQL 1.1 suite over HTTP, against a plain store that is really served."""

from __future__ import annotations

from pathlib import Path

import pytest
from material import material
from runs import check, known_failures, plain_store, run

JUDGED = {
    *(f"sparql11/syntax-fed/test_{n}" for n in (1, 2)),
    *(f"sparql11/syntax-update-1/test_{n}" for n in (1, 2, 3, 4, 8, 18, 37)),
}
"""What the runner leaves out, and `test_w3c_syntax` judges."""

CALLING = {f"sparql11/service/service{n}" for n in ("1", "2", "3", "4a", "5", "6")}
"""What the runner leaves out, as the endpoints that it names are not there; see `tests/federation`,
which asks endpoints of its own."""

COUNTS = {"query": 226, "results": 8, "update": 94, "syntax": 160, "protocol": 34, "sd": 3}
"""How many must pass; of the 169 syntax tests those that the runner can judge.

The others ask for what is refused for its meaning: LOAD and SERVICE, which reach out, and DROP and
CLEAR of a graph that is not there.
"""


@pytest.mark.long
@pytest.mark.parametrize("suite", COUNTS)
def test_the_suite_passes_but_for_what_is_known(suite: str, tmp_path: Path) -> None:
    runner = material("suites/run_http.py")
    with plain_store(tmp_path / "store") as (address, process):
        outcomes = run(runner, address, tmp_path / "report.json", "--suite", suite)
        assert process.poll() is None
    check(outcomes, known_failures("w3c_http"))
    assert {outcome.id for outcome in outcomes if outcome.passed is None} <= JUDGED | CALLING
    assert sum(outcome.passed is True for outcome in outcomes) >= COUNTS[suite]


def test_every_known_failure_has_its_reason() -> None:
    for name in ("w3c_http", "hostile"):
        assert all(len(reason) > 20 for reason in known_failures(name).values())
