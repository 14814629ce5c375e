"""Two who change one dataset in turn: what one has failed to do is nothing to the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.building.build import BuildReport
from kg.changes import create_plain
from kg.changes.changing import Changing
from kg.errors import FactsError, FileError
from kg.storage import journal, store

FIRST, SECOND, THIRD = "urn:g1", "urn:g2", "urn:g3"
SHORT = b"<urn:a> <urn:p> <urn:b> ."
LONG = SHORT + b"<urn:a> <urn:p> <urn:a-thing-that-takes-far-more-room> ."
QUOTED = b"<urn:a> <urn:p> <<( <urn:c> <urn:d> <urn:e> )>> ."


def put(changing: Changing, graph: str, content: bytes = SHORT) -> int:
    """Write a graph and return the number of the change."""
    asked = {"action": "put", "agent": "me", "graph": graph, "base": "urn:base:"}
    return changing.make({**asked, "formats": ["ttl"]}, [content]).id


@pytest.fixture(params=["plain", "reasoned"])
def root(
    request: pytest.FixtureRequest, build_corpus: Callable[..., BuildReport], tmp_path: Path
) -> Path:
    if request.param == "plain":
        return create_plain(tmp_path / "dataset")
    build_corpus()
    return tmp_path / "dataset"


@contextmanager
def failing(error: Exception) -> Iterator[None]:
    """Let every snapshot fail before it serves."""

    def fail(*_: object, **__: object) -> None:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "publish", fail)
        yield


def written(root: Path) -> set[str | None]:
    return {change.graph for entry in journal.entries(root) for change in entry.graphs}


def test_a_change_that_was_not_published_leaves_no_line(root: Path) -> None:
    first = Changing(root)
    put(first, FIRST)
    before = (root / journal.FILE).read_bytes()
    with failing(FileError("full")), pytest.raises(FileError):
        put(first, SECOND)
    assert (root / journal.FILE).read_bytes() == before
    assert put(first, THIRD) == 2
    assert written(root) == {FIRST, THIRD}


@pytest.mark.parametrize("content", [SHORT, LONG], ids=["as long", "longer"])
def test_a_change_of_others_stays_after_one_that_failed(root: Path, content: bytes) -> None:
    first = Changing(root)
    with failing(FileError("full")), pytest.raises(FileError):
        put(first, FIRST)
    assert put(Changing(root), SECOND, content) == 1
    assert put(first, THIRD) == 2
    assert written(root) == {SECOND, THIRD}


def test_a_change_that_serves_is_kept_although_publishing_failed_at_last(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = store.publish

    def late(*given: object, **more: object) -> None:
        publish(*given, **more)  # type: ignore[arg-type]
        raise FileError("cannot be synced")

    first = Changing(root)
    monkeypatch.setattr(store, "publish", late)
    with pytest.raises(FileError):
        put(first, FIRST)
    monkeypatch.undo()
    assert put(first, SECOND) == 2
    assert written(root) == {FIRST, SECOND}


def test_what_cannot_be_reasoned_with_never_reaches_the_journal(
    build_corpus: Callable[..., BuildReport], tmp_path: Path
) -> None:
    build_corpus()
    committed: list[bool] = []
    changing = Changing(tmp_path / "dataset", lambda: committed.append(True))
    with pytest.raises(FactsError, match=r"RDF 1\.1"):
        put(changing, FIRST, QUOTED)
    text = f"INSERT DATA {{ GRAPH <{FIRST}> {{ {QUOTED.decode()} }} }}"
    asked = {"action": "update", "agent": "me", "text": text, "using": None, "using_named": None}
    with pytest.raises(FactsError, match=r"RDF 1\.1"):
        changing.make(asked)
    assert committed == []
    assert not (tmp_path / "dataset" / journal.FILE).exists()


def test_graphs_of_any_name_are_written_in_turn(
    build_corpus: Callable[..., BuildReport], tmp_path: Path
) -> None:
    build_corpus()
    root = tmp_path / "dataset"
    turns = [Changing(root), Changing(root)]
    for n in range(6):
        content = SHORT + f"<urn:a> <urn:p> {n} .".encode()
        assert put(turns[n % 2], f"urn:g{n % 4}", content) == n + 1
    assert written(root) == {f"urn:g{n}" for n in range(4)}
