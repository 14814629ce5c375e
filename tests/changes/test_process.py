"""The writer process from within: its limits, and what it makes of errors."""

from __future__ import annotations

import json
import sys
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kg import store
from kg.changes import create_plain, process
from kg.changes.change import PUBLISH_S
from kg.worker.frames import CONFIG, DATA, END, HEAD, HEADER, READY, REQUEST, frame


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
