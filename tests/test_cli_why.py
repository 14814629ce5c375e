"""The commands why, conflicts and plan."""

import csv
import io
import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.dataset import Dataset

BODY = ("person/shin-sang-ok", "cel:bodyOfWork", "film/pulgasari")
HEDGED = ("film/sea-of-blood", "cel:coDirector", "person/kim-jong-il")


@pytest.fixture
def run(shipped: Dataset) -> Callable[..., Result]:
    """Run `celadon` on the shared dataset, which the environment names."""

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments, prog_name="celadon")

    return invoke


def test_why_prints_a_proof(run: Callable[..., Result]) -> None:
    result = run("why", *BODY)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "(prp-inv2)" in result.stdout
    assert "zoomboola/pulgasari-2" in result.stdout


def test_why_not_prints_what_is_missing_and_exits_1(run: Callable[..., Result]) -> None:
    result = run("why", *HEDGED)
    assert result.exit_code == 1
    assert "does not hold in the view stated" in result.stdout
    assert "zoomboola:alleged" in result.stdout


@pytest.mark.parametrize(
    "chosen", [("--view", "possible"), ("--trust", "zoomboola:alleged", "--trust", "zoomboola")]
)
def test_why_believes_what_it_is_told(chosen: tuple[str, ...], run: Callable[..., Result]) -> None:
    assert run("why", *HEDGED, *chosen).exit_code == 0


def test_why_as_json_has_alternatives(run: Callable[..., Result]) -> None:
    result = run("why", *BODY, "--format", "json", "--alternatives", "1")
    found = json.loads(result.stdout)
    assert found["holds"]
    assert len(found["alternatives"]) == 1


def test_why_as_prov_is_turtle(run: Callable[..., Result]) -> None:
    assert "prov:hadPrimarySource" in run("why", *BODY, "-f", "prov").stdout


@pytest.mark.parametrize("chosen", [(), ("--view", "stated")])
def test_why_of_no_term_is_wrong_usage(chosen: tuple[str, ...], run: Callable[..., Result]) -> None:
    result = run("why", "x y", "a", "cel:Film", *chosen)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "subject 'x y' is no term" in result.stderr


def test_conflicts_have_an_exit_code_of_their_own(run: Callable[..., Result]) -> None:
    result = run("conflicts", "--format", "csv")
    assert result.exit_code == 3
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert result.stderr == f"{len(rows)} conflicts\n"
    assert "1969 | 1971" in {row["values"] for row in rows}
    assert "3 there are conflicts" in run("conflicts", "--help").stdout


def test_a_dataset_without_conflicts_exits_0(tiny: Dataset, run: Callable[..., Result]) -> None:
    result = run("conflicts", "--quiet", "--dataset", str(tiny.root))
    lines = result.stdout.splitlines()
    assert result.exit_code == (3 if lines[1:] else 0)


def test_plan_prints_the_compiled_rules(run: Callable[..., Result]) -> None:
    lines = run("plan").stdout.splitlines()
    assert all(": " in line and " <- " in line for line in lines)
    assert any(line.startswith("prp-inv2: ") and "director" in line for line in lines)


def rows_of(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


def needed(row: dict[str, str]) -> list[set[str]]:
    """The sets of sources each of which suffices for a conflict."""
    return [set(sources.split(" + ")) for sources in row["sources"].split(" | ")]


def test_conflicts_of_some_sources_are_those_that_arise_in_them(
    run: Callable[..., Result],
) -> None:
    every = rows_of(run("conflicts", "-f", "csv"))
    for trusted in {frozenset(needed(row)[0]) for row in every}:
        result = run("conflicts", "-f", "csv", *(f"--trust={unit}" for unit in sorted(trusted)))
        expected = [row for row in every if any(units <= trusted for units in needed(row))]
        assert 0 < len(expected) < len(every)
        assert (result.exit_code, rows_of(result)) == (3, expected)


def test_conflicts_of_a_view_are_those_that_arise_in_it(run: Callable[..., Result]) -> None:
    every = rows_of(run("conflicts", "-f", "csv"))
    assert rows_of(run("conflicts", "-f", "csv", "--view", "possible")) == every
    stated = rows_of(run("conflicts", "-f", "csv", "--view", "stated"))
    assert 0 < len(stated) < len(every)
    certain = [any(not any(":" in u for u in units) for units in needed(row)) for row in stated]
    assert all(certain)
    result = run("conflicts", "-f", "csv", "--view", "undisputed")
    assert (result.exit_code, rows_of(result)) == (0, [])


@pytest.mark.parametrize(
    ("chosen", "fault"),
    [
        (("--view", "stated", "--trust", "zoomboola"), "view"),
        (("--trust", "nobody"), "there is no source 'nobody'"),
    ],
)
def test_conflicts_of_what_cannot_be_believed_are_refused(
    chosen: tuple[str, ...], fault: str, run: Callable[..., Result]
) -> None:
    result = run("conflicts", *chosen)
    assert (result.exit_code, result.stdout) == (1, "")
    assert fault in result.stderr
