"""`celadon bench serve` measures real servers; nothing is said of how fast they are here."""

from __future__ import annotations

import re

from click.testing import CliRunner

from kg.dataset import Dataset
from server.cli import main


def test_serving_is_measured_against_the_engine_alone(tiny: Dataset) -> None:
    options = ("--dataset", str(tiny.root), "--seconds", "0.3", "--rounds", "1")
    found = CliRunner().invoke(main, ["bench", "serve", *options], catch_exceptions=False)
    assert found.exit_code == 0, found.output
    rows = [line.strip("| ").split(" | ") for line in found.stdout.splitlines()[2:-1]]
    assert [row[0] for row in rows] == [
        "bare Flask and the engine, point lookup",
        "point lookup, uncached",
        "point lookup, cached",
        "point lookup beside nothing",
        "point lookup beside a runaway",
    ]
    assert [row[-1] for row in rows] == ["0"] * 5
    assert all(int(row[1].replace(",", "")) > 0 for row in rows)
    assert re.match(r"runaway, timeout 1 s: 503 after 1\.", found.stdout.splitlines()[-1])


def test_the_group_still_measures_by_itself() -> None:
    found = CliRunner().invoke(main, ["bench", "--help"], prog_name="celadon")
    assert "serve" in found.stdout
    assert "--quick" in found.stdout
