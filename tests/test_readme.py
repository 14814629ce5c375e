"""The README is held against the code: its tables are current and its examples run."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from readme_tables import README, with_tables

from server import create_app
from server.cli import main
from server.settings import Settings

TEXT = README.read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def commands() -> list[str]:
    tutorial = TEXT.partition("## Tutorial")[2].partition("## How to")[0]
    found = re.findall(r"```sh\n(.*?)```", tutorial, re.DOTALL)
    return [line for block in found for line in block.splitlines() if line]


def run(command: str) -> subprocess.CompletedProcess[str]:
    words = shlex.split(command)
    assert words[0] == "celadon"
    given = [sys.executable, "-m", "server", *words[1:]]
    return subprocess.run(given, capture_output=True, text=True, timeout=300, check=False)


def test_the_reference_tables_are_current() -> None:
    assert with_tables(TEXT) == TEXT, "run `python tests/readme_tables.py`"


@pytest.mark.usefixtures("shipped_dataset")
@pytest.mark.parametrize("command", commands())
def test_a_command_of_the_tutorial_runs(command: str) -> None:
    ended = run(command)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip()


@pytest.mark.usefixtures("shipped_dataset")
def test_the_first_example_answers_as_shown() -> None:
    (block,) = blocks("console")
    prompt, _, answer = block.partition("\n")
    assert run(prompt.removeprefix("$ ")).stdout == answer


def test_the_example_of_a_corpus_builds_as_written(tmp_path: Path) -> None:
    example = TEXT.partition("**Build a graph of your own documents.**")[2].partition("\n**")[0]
    before, after = re.findall(r"```sh\n(.*?)```", example, re.DOTALL)
    files = re.findall(r"`([a-z/-]+\.ttl)`:\n\n```turtle\n(.*?)```", example, re.DOTALL)
    assert [name for name, _ in files] == ["my-corpus/sources.ttl", "my-corpus/diary/monday.ttl"]
    printed = _shell(before, tmp_path).splitlines()
    assert len(printed) == 5
    for name, text in files:
        (tmp_path / name).write_text(text, "utf-8")
    assert all(line in "".join(text for _, text in files).splitlines() for line in printed)
    assert run(f"celadon format --check {tmp_path / 'my-corpus'}").returncode == 0
    answered = _shell(after, tmp_path)
    assert answered.endswith("film,year\nhttps://w3id.org/celadon/film/harvest-moon,1971\n")


def _shell(script: str, folder: Path) -> str:
    """Run the lines of a script in `folder`, with `celadon` being this one."""
    command = f'celadon() {{ "{sys.executable}" -m server "$@"; }}\nset -e\n'
    ended = subprocess.run(
        ["sh", "-c", command + script],
        cwd=folder,
        env=_with_checkout() if (README.parent / "kg").is_dir() else None,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.usefixtures("shipped_dataset")
def test_the_python_example_runs(tmp_path: Path) -> None:
    (block,) = blocks("python")
    script = tmp_path / "example.py"
    script.write_text(block, "utf-8")
    root = README.parent
    ended = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=root if (root / "kg").is_dir() else tmp_path,
        env=None if not (root / "kg").is_dir() else _with_checkout(),
    )
    assert ended.returncode == 0, ended.stderr


def _with_checkout() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(README.parent)}


def test_every_route_of_the_server_is_listed(shipped_dataset: Path) -> None:
    table = TEXT.partition("### Addresses of the server")[2].partition("###")[0]
    rules = create_app(Settings(dataset=shipped_dataset)).url_map.iter_rules()
    first = {re.split(r"[/.<]", rule.rule.lstrip("/"))[0] for rule in rules} - {"static", ""}
    assert {name for name in first if f"`/{name}" not in table} == set()


def test_an_unreleased_version_has_no_date_of_release() -> None:
    changes = README.with_name("CHANGELOG.md").read_text("utf-8")
    citation = README.with_name("CITATION.cff").read_text("utf-8")
    (version,) = re.findall(r"^version: (.+)$", citation, re.MULTILINE)
    (state,) = re.findall(rf"^## {re.escape(version)} \((.+)\)$", changes, re.MULTILINE)
    released = re.findall(r"^date-released: (.+)$", citation, re.MULTILINE)
    assert released == ([] if state == "unreleased" else [state])


def test_every_command_is_in_the_changes() -> None:
    changes = README.with_name("CHANGELOG.md").read_text("utf-8")
    assert {name for name in main.commands if f"`celadon {name}" not in changes} == set()


def test_every_dependency_has_its_reason() -> None:
    project = README.with_name("pyproject.toml").read_text("utf-8")
    listed = project.partition("dependencies = [")[2].partition("]")[0]
    names = re.findall(r'"([a-z0-9-]+)', listed)
    assert len(names) > 5
    assert {
        name for name in names if not re.search(rf"^\| [^|]*\b{name}\b", TEXT, re.MULTILINE)
    } == set()
