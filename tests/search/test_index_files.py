"""The cache of indexes: what stands there is whole, and what killed processes leave goes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from kg.search.cache import made

_KILLED = """
import os, pathlib, sys
from kg.search.cache import made

def write(path):
    path.touch()
    print(flush=True)
    sys.stdin.read()
    os._exit(9)

made(pathlib.Path(sys.argv[1]), write)
"""


def write(path: Path) -> None:
    path.write_text("whole", encoding="utf-8")


def killed_while_making(path: Path) -> Path:
    """Return what a process leaves that is killed while it makes a file."""
    with subprocess.Popen(
        [sys.executable, "-c", _KILLED, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        process.stdout.readline()
        process.kill()
    (left,) = path.parent.glob(f".{path.name}.*")
    return left


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.suffix != ".lock"}


def test_what_a_killed_process_left_goes_when_another_file_is_made(tmp_path: Path) -> None:
    left = killed_while_making(tmp_path / "one-1.sqlite")
    assert left.stat().st_size == 0
    made(tmp_path / "other-1.sqlite", write)
    assert names(tmp_path) == {"other-1.sqlite"}


@pytest.mark.parametrize("name", ["one-1.sqlite", "one-2.sqlite"])
def test_what_was_left_of_its_own_family_goes(tmp_path: Path, name: str) -> None:
    (tmp_path / ".one-1.sqlite.1").touch()
    made(tmp_path / name, write)
    assert names(tmp_path) == {name}


def test_what_another_process_is_writing_is_let_be(tmp_path: Path) -> None:
    theirs = tmp_path / ".other-1.sqlite.1"
    theirs.touch()
    with FileLock(tmp_path / "other.lock"):
        made(tmp_path / "one-1.sqlite", write)
    assert names(tmp_path) == {"one-1.sqlite", theirs.name}


def test_a_file_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        write(path)
        raise OSError("no space is left")

    with pytest.raises(OSError, match="no space"):
        made(tmp_path / "one-1.sqlite", fail)
    assert names(tmp_path) == set()


def test_a_file_that_is_there_is_not_made_again(tmp_path: Path) -> None:
    made(tmp_path / "cache" / "one-1.sqlite", write)
    again = made(tmp_path / "cache" / "one-1.sqlite", lambda _: pytest.fail("made again"))
    assert again.read_text(encoding="utf-8") == "whole"
