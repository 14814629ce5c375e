"""The dataset's folder: publishing, locking, and what a damaged one says."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from kg.errors import DatasetError, FileError
from kg.storage import store
from kg.storage.store import Record, SupportRecord

RECORD = Record(
    id="1",
    key="k",
    started="2026-01-01T00:00:00+00:00",
    ended="2026-01-01T00:00:01+00:00",
    base="https://w3id.org/celadon/",
    reasoner="owlrl",
    roots=("/facts",),
    shipped=False,
    supports=(
        SupportRecord(
            "https://w3id.org/celadon/support/1",
            (frozenset({"https://w3id.org/celadon/source/a"}),),
            frozenset({"accepted"}),
        ),
    ),
    units={"https://w3id.org/celadon/source/a": "Primary"},
    inputs={"facts/a.ttl": "00"},
    versions={"python": "3"},
    counts={"claims": 1},
)


def write(path: Path) -> None:
    node = NamedNode("http://example.org/a")
    Store(str(path)).add(Quad(node, node, node, node))


def publish(root: Path, name: str) -> store.Snapshot:
    with store.lock(root):
        return store.publish(root, replace(RECORD, id=name), write)


def snapshots(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "snapshots").iterdir())


def test_there_is_no_snapshot_before_the_first(tmp_path: Path) -> None:
    assert store.current(tmp_path / "none") is None


def test_published_snapshot_serves_with_its_record(tmp_path: Path) -> None:
    published = publish(tmp_path, "1")
    assert store.current(tmp_path) == published
    assert published.record == RECORD
    assert len(store.open_store(published)) == 1


def test_opened_store_cannot_be_written(tmp_path: Path) -> None:
    opened = store.open_store(publish(tmp_path, "1"))
    node = NamedNode("http://example.org/b")
    with pytest.raises(RuntimeError, match="read-write"):
        opened.add(Quad(node, node, node, node))


def test_only_the_snapshot_before_is_kept(tmp_path: Path) -> None:
    for name in ("1", "2", "3"):
        publish(tmp_path, name)
    assert snapshots(tmp_path) == ["2", "3"]


def test_reader_goes_on_while_others_publish(tmp_path: Path) -> None:
    opened = store.open_store(publish(tmp_path, "1"))
    publish(tmp_path, "2")
    assert len(list(opened)) == 1
    assert not store.is_current(tmp_path, store.Snapshot(tmp_path, RECORD))


def test_failing_write_leaves_the_old_snapshot(tmp_path: Path) -> None:
    publish(tmp_path, "1")

    def fail(path: Path) -> None:
        write(path)
        raise RuntimeError("no")

    with store.lock(tmp_path), pytest.raises(RuntimeError, match="no"):
        store.publish(tmp_path, replace(RECORD, id="2"), fail)
    assert store.is_current(tmp_path, store.Snapshot(tmp_path, RECORD))
    publish(tmp_path, "3")
    assert snapshots(tmp_path) == ["1", "3"]


def test_lock_is_refused_at_once_while_another_holds_it(tmp_path: Path) -> None:
    refused = pytest.raises(DatasetError, match=str(tmp_path / "lock"))
    with store.lock(tmp_path), refused, store.lock(tmp_path):
        pass
    with store.lock(tmp_path):
        pass


def test_lock_waits_as_long_as_it_is_told(tmp_path: Path) -> None:
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with store.lock(tmp_path):
            held.set()
            done.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(10)
    threading.Timer(0.2, done.set).start()
    with store.lock(tmp_path, wait_s=10):
        assert done.is_set()
    thread.join()


def test_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from kg.storage import store\n"
        "with store.lock(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert ended.returncode == -9
    with store.lock(tmp_path):
        pass


DAMAGE = {
    "current is empty": lambda root: (root / "current").write_text(""),
    "current is no text": lambda root: (root / "current").write_bytes(b"\xff\xfe\xff"),
    "current leads out": lambda root: (root / "current").write_text("../../x"),
    "current names nothing": lambda root: (root / "current").write_text("9"),
    "record is missing": lambda root: (root / "snapshots/1/record.json").unlink(),
    "record is cut": lambda root: (root / "snapshots/1/record.json").write_text('{"format": 1,'),
    "record is no object": lambda root: (root / "snapshots/1/record.json").write_text("[]"),
    "record lacks a field": lambda root: (root / "snapshots/1/record.json").write_text(
        json.dumps({"format": 2, "roots": [], "supports": []})
    ),
    "record is newer": lambda root: (root / "snapshots/1/record.json").write_text('{"format": 3}'),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_told_with_the_command_that_mends_it(damage: str, tmp_path: Path) -> None:
    publish(tmp_path, "1")
    DAMAGE[damage](tmp_path)
    with pytest.raises(DatasetError, match="celadon build --force"):
        store.current(tmp_path)
    publish(tmp_path, "2")
    assert store.is_current(tmp_path, store.Snapshot(tmp_path, replace(RECORD, id="2")))


def test_missing_store_is_told_with_the_command_that_mends_it(tmp_path: Path) -> None:
    snapshot = publish(tmp_path, "1")
    (snapshot.folder / "store" / "CURRENT").unlink()
    with pytest.raises(DatasetError, match="celadon build --force"):
        store.open_store(snapshot)


def test_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot write to"), store.lock(tmp_path / "file"):
        pass


def test_lock_is_let_go_where_what_was_left_cannot_be_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(store, "_remove", fail)
        with pytest.raises(FileError, match="Permission denied") as kept, store.lock(tmp_path):
            pass
    with store.lock(tmp_path):
        assert kept.value.__cause__  # with its traceback, in which the lock stands
