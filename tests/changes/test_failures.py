"""What can go wrong with the disk and with others: a clear error, and nothing lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from stores import Served, of, plain, serving

from kg.building.build import BuildReport, build
from kg.changes import StorageError, WriterBusyError, create_plain
from kg.changes.writer import Writer
from kg.errors import DatasetError
from kg.storage import store as snapshots

ONE = "INSERT DATA { <urn:a> <urn:p> 1 }"
TWO = "INSERT DATA { <urn:a> <urn:p> 2 }"


def mount(*options: str) -> bool:
    """Mount or unmount, where this system and user can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    return subprocess.run(["mount", *options], capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not mount("-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)):
        pytest.skip("a small disk needs root and mount")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path, size: int) -> Path:
    """Take so much room, or what there is."""
    ballast = disk / "ballast"
    with suppress(OSError):
        ballast.write_bytes(b"x" * max(0, size))
    return ballast


def values(served: Served) -> set[str]:
    rows = served.query("SELECT ?o { <urn:a> <urn:p> ?o }")["results"]["bindings"]
    return {row["o"]["value"] for row in rows}


def test_a_full_disk_is_said_so_and_writing_goes_on_when_there_is_room(disk: Path) -> None:
    with serving(*plain(disk / "store")) as served:
        assert served.update(ONE).status == 200
        free = shutil.disk_usage(disk).free
        ballast = fill(disk, free - 20_000)
        answer = served.update(TWO)
        assert (answer.status, "No space" in answer.text) == (507, True), answer.text
        assert values(served) == {"1"}
        ballast.unlink()
        assert served.update(TWO).status == 200
        assert values(served) == {"1", "2"}
    with serving(*plain(disk / "store")) as served:
        assert values(served) == {"1", "2"}
        assert served.fetch("GET", "/changes").json["count"] == 2


@pytest.mark.parametrize("space", [0, 1_000, 50_000, 150_000])
def test_however_much_room_is_left_a_write_is_whole_or_not_there(disk: Path, space: int) -> None:
    root = create_plain(disk / "store")
    writer = Writer(root)
    try:
        writer.update(ONE, agent="me")
        left = shutil.disk_usage(disk).free
        ballast = fill(disk, left - space)
        try:
            writer.update(TWO, agent="me")
            expected = 2
        except StorageError:
            expected = 1
        ballast.unlink()
        serving_now = snapshots.current(root)
        assert serving_now
        assert len(snapshots.open_store(serving_now)) == expected
        writer.update("INSERT DATA { <urn:a> <urn:p> 3 }", agent="me")
    finally:
        writer.close()


def test_a_folder_that_cannot_be_written_is_read_on(disk: Path) -> None:
    with serving(*plain(disk / "store")) as served:
        assert served.update(ONE).status == 200
    assert mount("-o", "remount,ro", str(disk))
    with serving(*plain(disk / "store")) as served:
        answer = served.update(TWO)
        assert (answer.status, "Read-only" in answer.text) == (507, True), answer.text
        assert values(served) == {"1"}
        assert mount("-o", "remount,rw", str(disk))
        assert served.update(TWO).status == 200


def test_a_snapshot_that_is_gone_is_said_so_and_nothing_is_written_over_it(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with serving(*plain(folder)) as served:
        assert served.update(ONE).status == 200
        now = snapshots.current(folder)
        assert now
        hidden = tmp_path / "hidden"
        now.folder.rename(hidden)
        answer = served.update(TWO)
        assert answer.status == 503
        assert now.id in answer.text
        assert values(served) == {"1"}
        hidden.rename(now.folder)
        assert served.update(TWO).status == 200
        assert values(served) == {"1", "2"}


def test_a_dataset_without_its_snapshot_does_not_start(tmp_path: Path) -> None:
    folder = create_plain(tmp_path / "store")
    now = snapshots.current(folder)
    assert now
    shutil.rmtree(now.folder)
    command = [sys.executable, "-m", "server", "serve", "--port", "0", *plain(folder)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 1
    assert "is damaged" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_plain_store_is_not_built_over(tmp_path: Path) -> None:
    folder = create_plain(tmp_path / "store")
    before = snapshots.current(folder)
    for force in (False, True):
        with pytest.raises(DatasetError, match="plain store"):
            build(dataset=folder, force=force)
    assert snapshots.current(folder) == before


def test_a_dataset_with_reasoning_is_not_served_as_a_plain_store(
    build_corpus: Callable[..., BuildReport], tmp_path: Path
) -> None:
    build_corpus()
    with pytest.raises(DatasetError, match="with reasoning"):
        create_plain(tmp_path / "dataset")


def test_two_servers_of_one_store_write_in_turn_and_see_each_other(tmp_path: Path) -> None:
    options = plain(tmp_path / "store")
    with serving(*options) as first, serving(*options) as second:
        failed: list[int] = []

        def write(served: Served, name: str) -> None:
            for n in range(15):
                for _ in range(50):  # who is told to try again does
                    answer = served.post(of("urn:g"), f"<urn:{name}> <urn:p> {n} .")
                    if answer.status != 503:
                        break
                if answer.status not in (200, 201):
                    failed.append(answer.status)

        threads = [
            threading.Thread(target=write, args=given)
            for given in ((first, "a"), (second, "b"), (first, "c"))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        assert len(first.get(of("urn:g")).text.splitlines()) == 45
        assert len(second.get(of("urn:g")).text.splitlines()) == 45
        assert second.fetch("GET", "/changes").json["count"] == 45


def test_a_writer_that_waits_too_long_for_others_says_when_to_try_again(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with serving(*plain(folder)) as served, ThreadPoolExecutor(1) as threads:
        writer = Writer(folder)
        with snapshots.lock(folder):
            waiting = threads.submit(served.update, ONE)
            with pytest.raises(WriterBusyError):
                writer.update(ONE, agent="me")
            answer = waiting.result()
        writer.close()
        assert answer.status == 503
        assert int(answer.headers["retry-after"]) >= 1
