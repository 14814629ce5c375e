"""The writer process from within: its limits, and what it makes of errors."""

from __future__ import annotations

import errno
import json
import sqlite3
import sys
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kg.changes import create_plain, process, writer
from kg.changes.change import PUBLISH_S
from kg.errors import FileError
from kg.pool import QueryMemoryError
from kg.storage import store
from kg.worker.frames import CONFIG, DATA, END, HEAD, HEADER, READY, REQUEST, frame
from server.http.problems import status_of


def framed(kind: bytes, content: dict[str, Any]) -> bytes:
    return frame(kind, json.dumps(content).encode())


def kinds(answers: bytes) -> list[bytes]:
    """The kinds of the frames, in order."""
    found: list[bytes] = []
    while answers:
        kind, length = HEADER.unpack(answers[: HEADER.size])
        found.append(kind)
        answers = answers[HEADER.size + length :]
    return found


def test_closing_and_publishing_have_a_time_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = create_plain(tmp_path / "store")
    request = {"action": "put", "agent": "me", "graph": "urn:g", "base": "urn:b:"}
    asked = framed(REQUEST, {**request, "formats": ["ttl"], "timeout_s": 1.5})
    config = framed(CONFIG, {"root": str(root), "memory_bytes": 1})
    requests = BytesIO(config + asked + frame(DATA, b"<urn:a> <urn:p> 1 ."))
    answers = BytesIO()
    limits: list[float] = []
    at_publishing: list[float] = []
    publish = store.publish

    def publishing(*given: Any, **more: Any) -> Any:
        at_publishing.extend(limits)
        return publish(*given, **more)

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=requests))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=answers))
    monkeypatch.setattr(process, "confine_writer", lambda _: [])
    monkeypatch.setattr(process, "limit_cpu", limits.append)
    monkeypatch.setattr(store, "publish", publishing)
    process._Loop().run()
    monkeypatch.undo()
    assert at_publishing == [1.5, PUBLISH_S]
    assert kinds(answers.getvalue()) == [READY, HEAD, END]


def wrapped(cause: Exception) -> FileError:
    """The error of the package over one of the system, as `kg.storage.store.publish` raises it."""
    error = FileError("cannot write to the folder")
    error.__cause__ = cause
    return error


OF_DISK = [
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EDQUOT, "Disk quota exceeded"),
    OSError(errno.EROFS, "Read-only file system"),
    PermissionError(errno.EACCES, "Permission denied"),
    OSError("IO error: No space left on device: While appending to file: 000012.log"),
    wrapped(OSError(errno.ENOSPC, "No space left on device")),
    wrapped(sqlite3.OperationalError("database or disk is full")),
]
OF_OTHERS = [
    OSError(errno.EMFILE, "Too many open files"),
    OSError("IO error: lock hold by current process: LOCK: No locks available"),
    FileNotFoundError(errno.ENOENT, "No such file or directory"),
    wrapped(OSError(errno.EIO, "Input/output error")),
]


@pytest.mark.parametrize("error", OF_DISK, ids=str)
def test_a_disk_that_takes_nothing_is_said_to_be_so(error: Exception) -> None:
    said = process.described(error, "")
    assert (said["kind"], said["message"]) == ("StorageError", f"nothing was changed: {error}")


@pytest.mark.parametrize("error", OF_OTHERS, ids=str)
def test_what_is_not_the_disks_is_not_laid_on_it(error: Exception) -> None:
    said = process.described(error, "")
    assert said["kind"] == "FileError"
    assert status_of(FileError(said["message"])) == 500


DYING = """
import json, os, struct, sys
def read():
    kind, length = HEADER.unpack(sys.stdin.buffer.read(HEADER.size))
    return json.loads(sys.stdin.buffer.read(length))
def say(kind, content):
    sys.stdout.buffer.write(frame(kind, json.dumps(content).encode())); sys.stdout.buffer.flush()
sys.path.insert(0, sys.argv[1])
from kg.worker.frames import ERROR, HEAD, HEADER, READY, frame
read(); say(READY, {"limits": []}); read()
"""
TOO_MUCH = {
    "the engine's": "os.abort()",
    "the engine's while it is published": "say(HEAD, {}); os.abort()",
    "Python's": "from kg.changes.process import described\n"
    "say(ERROR, described(MemoryError(), ''))",
}


@pytest.mark.parametrize("end", TOO_MUCH.values(), ids=TOO_MUCH)
def test_a_change_that_needs_too_much_memory_is_refused_as_a_query_is(
    end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_CODE", DYING + end)
    changing = writer.Writer(create_plain(tmp_path / "store"))
    with pytest.raises(QueryMemoryError, match="more memory than is allowed") as caught:
        changing.update("INSERT DATA { <urn:a> <urn:p> 1 }", agent="me")
    assert status_of(caught.value) == 413
    changing.close()
