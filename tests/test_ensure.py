"""Making sure of a dataset: when it is built, left alone, or refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from builds import append

from kg.building.build import BuildReport, build, ensure
from kg.errors import DatasetError
from kg.storage import store

Build = Callable[..., BuildReport]
SCHEMA = Path(__file__).parent / "data" / "schema"


def test_ensure_leaves_a_dataset_of_other_facts_alone(build_corpus: Build, tmp_path: Path) -> None:
    built = build_corpus()
    assert ensure(tmp_path / "dataset") == tmp_path / "dataset"
    assert store.is_current(tmp_path / "dataset", built.snapshot)


def test_ensure_builds_the_shipped_facts_again_when_they_changed(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = {"facts": corpus, "ontology": SCHEMA}
    monkeypatch.setattr("kg.building.inputs.shipped", folders.__getitem__)
    root = ensure(tmp_path / "dataset")
    first = store.current(root)
    assert first is not None
    assert first.record.shipped
    ensure(root)
    assert store.is_current(root, first)
    append(corpus / "gazette/harvest-moon.ttl", "film:harvest-moon cel:durationMinutes 91 .")
    ensure(root)
    assert not store.is_current(root, first)


def test_ensure_does_not_hide_damage(build_corpus: Build, tmp_path: Path) -> None:
    build_corpus()
    (tmp_path / "dataset" / "current").write_text("")
    with pytest.raises(DatasetError, match="celadon build --force"):
        ensure(tmp_path / "dataset")


def make_older(snapshot: store.Snapshot, **changes: object) -> None:
    path = snapshot.folder / "record.json"
    record = json.loads(path.read_text("utf-8"))
    del record["supports"]
    path.write_text(json.dumps(record | {"format": 1} | changes), "utf-8")


def test_ensure_builds_a_shipped_dataset_of_an_older_layout_anew(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = {"facts": corpus, "ontology": SCHEMA}
    monkeypatch.setattr("kg.building.inputs.shipped", folders.__getitem__)
    first = build(dataset=tmp_path / "dataset").snapshot
    make_older(first)
    ensure(tmp_path / "dataset")
    serving = store.current(tmp_path / "dataset")
    assert serving is not None
    assert serving.id != first.id


@pytest.mark.parametrize("changes", [{"shipped": False}, {"format": 99}], ids=str)
def test_ensure_refuses_other_facts_and_newer_layouts(
    changes: dict[str, object], build_corpus: Build, tmp_path: Path
) -> None:
    make_older(build_corpus().snapshot, **({"shipped": True} | changes))
    with pytest.raises(DatasetError, match="has layout"):
        ensure(tmp_path / "dataset")


def test_folder_with_other_things_in_it_is_left_alone(corpus: Path) -> None:
    before = sorted(corpus.rglob("*"))
    for call in (lambda: ensure(corpus), lambda: build(dataset=corpus)):
        with pytest.raises(DatasetError, match="is not empty and holds no dataset"):
            call()
    assert sorted(corpus.rglob("*")) == before
