"""Many small writes: files, descriptors and disk stay bounded, whatever was written before."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.building.build import BuildReport
from kg.changes import create_plain
from kg.changes.changing import Changing

WRITES = 300
MOST_FILES = 250
"""A store is written anew, or compacted by the engine, before a snapshot has so many."""

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux", reason="counts descriptors in /proc"),
]


def write(changing: Changing, number: int) -> None:
    text = f"INSERT DATA {{ GRAPH <urn:g{number % 7}> {{ <urn:a{number}> <urn:p> {number} }} }}"
    request = {"action": "update", "agent": "tests", "text": text}
    changing.make({**request, "using": None, "using_named": None})


def files(root: Path) -> int:
    """How many files the snapshot that serves has."""
    serving = (root / "current").read_text().strip()
    return len(list((root / "snapshots" / serving / "store").iterdir()))


def disk(root: Path) -> int:
    """The bytes of all files, each counted once, but for the journal, which keeps everything."""
    found = (p.stat() for p in root.rglob("*") if p.is_file() and p.name != "journal")
    return sum({one.st_ino: one.st_size for one in found}.values())


def check(root: Path) -> None:
    changing, most_files, most_open, sizes = Changing(root), 0, 0, []
    for number in range(1, WRITES + 1):
        write(changing, number)
        most_files = max(most_files, files(root))
        most_open = max(most_open, len(os.listdir("/proc/self/fd")))
        sizes.append(disk(root))
    print(f"{most_files} files, {most_open} descriptors, {max(sizes) / 1e6:.1f} MB at most")
    assert most_files < MOST_FILES
    assert most_open < MOST_FILES + 50
    early, late = sizes[WRITES // 3 : 2 * WRITES // 3], sizes[2 * WRITES // 3 :]
    assert max(late) < 2 * max(early)


def test_plain_store_stays_small(tmp_path: Path) -> None:
    check(create_plain(tmp_path / "store"))


def test_dataset_with_reasoning_stays_small(
    build_corpus: Callable[..., BuildReport], tmp_path: Path
) -> None:
    build_corpus()
    check(tmp_path / "dataset")
