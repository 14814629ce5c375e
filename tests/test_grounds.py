"""Grounds: after a write they are made of what did not change and of what did, and are as fresh."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.building.build import BuildReport
from kg.building.content import batches_of
from kg.building.recorded import read_back
from kg.changes import Writer
from kg.claims.decisions import rejected
from kg.explaining.grounds import Grounds, grounds_of
from kg.explaining.stated import Stated, read_stated
from kg.explaining.why import why
from kg.reasoning.closure import claim_texts, close, texts
from kg.reasoning.conflicts import contested, disputed, find_conflicts
from kg.storage import journal
from kg.views import VIEWS
from kg.vocab import BASE

MINE = f"{BASE}source/gazette/written"
FILE = f"{BASE}source/gazette/harvest-moon"
WRITTEN = f"""<{BASE}film/harvest-moon> <{BASE}ontology#releaseYear> 1925 .
<{BASE}film/second> <{BASE}ontology#director> <{BASE}person/ada-lane> ."""


@pytest.fixture
def writer(build_corpus: Callable[..., BuildReport], tmp_path: Path) -> Iterator[Writer]:
    build_corpus()
    writer = Writer(tmp_path / "dataset")
    yield writer
    writer.close()


def write(writer: Writer, graph: str, content: str) -> None:
    writer.put(graph, [("ttl", content.encode())], agent="me", base=BASE)


def read(root: Path, earlier: Stated | None = None) -> Stated:
    with kg.open(root) as opened:
        return read_stated(opened, [earlier] if earlier else [])


def explanations(dataset: kg.Dataset) -> list[dict[str, Any]]:
    """Why each triple of the view `possible` holds, or not, in each view."""
    asked = "SELECT ?s ?p ?o { ?s ?p ?o FILTER(!ISBLANK(?s) && !ISBLANK(?o)) }"
    found = dataset.query(asked, view="possible")
    assert isinstance(found, kg.results.Solutions)
    return [
        why(*map(str, triple), dataset=dataset, view=view).to_dict()
        for triple in found.terms()
        for view in VIEWS
    ]


def test_after_a_write_explanations_are_those_of_fresh_grounds(
    writer: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "dataset"
    with kg.open(root) as opened:
        before = grounds_of(opened)
    for content in (WRITTEN, ""):
        write(writer, MINE, content)
        with kg.open(root) as opened:
            derived = grounds_of(opened)
            found = explanations(opened)
            assert derived.stated.graphs[FILE] is before.stated.graphs[FILE]
            with monkeypatch.context() as patched:
                fresh = {opened.snapshot.folder: Grounds(read_stated(opened))}
                patched.setattr("kg.explaining.grounds._kept", OrderedDict(fresh))
                assert found == explanations(opened)
            assert any(MINE in str(explanation) for explanation in found) == bool(content)


def test_a_graph_that_was_written_is_read_again(writer: Writer, tmp_path: Path) -> None:
    first = read(tmp_path / "dataset")
    write(writer, FILE, WRITTEN)
    write(writer, MINE, WRITTEN)
    second = read(tmp_path / "dataset", first)
    assert second.graphs == read(tmp_path / "dataset").graphs
    assert second.graphs[FILE] != first.graphs[FILE]
    assert MINE in second.graphs
    kept = first.graphs.keys() - {FILE}
    assert all(second.graphs[graph] is first.graphs[graph] for graph in kept)


def test_all_is_read_where_the_journal_is_another(writer: Writer, tmp_path: Path) -> None:
    root = tmp_path / "dataset"
    write(writer, MINE, WRITTEN)
    first = read(root)
    write(writer, FILE, WRITTEN)
    end = journal.place(root, 2)
    assert journal.changed(root, first.place, end) == {FILE}
    assert journal.changed(root, journal.Place(1, b"another"), end) is None
    assert journal.changed(root, end, first.place) is None
    (root / "journal").unlink()
    second = read(root, first)
    assert second.graphs.keys() == first.graphs.keys()
    assert not any(second.graphs[graph] is first.graphs[graph] for graph in first.graphs)


def test_texts_that_are_cut_are_the_terms_that_the_engine_reads(shipped: kg.Dataset) -> None:
    stated, recorded = read_stated(shipped), read_back(shipped)
    for passage in recorded.facts.passages:
        expected = list(map(claim_texts, passage.claims))
        assert sorted(stated.claims(passage.iri)) == sorted(expected)
    assert sorted(stated.axioms()) == sorted(map(texts, recorded.axioms))
    doubted = {(passage, claim_texts(claim)) for passage, claim in rejected(recorded.facts)}
    assert stated.rejected() == doubted != frozenset()


def test_disputed_claims_are_those_of_the_build(shipped: kg.Dataset) -> None:
    recorded = read_back(shipped)
    batches = batches_of(recorded.facts)
    closure = close(recorded.axioms, batches)
    found = find_conflicts(recorded.axioms, recorded.facts, batches, closure)
    expected = frozenset(map(claim_texts, disputed(found)))
    assert contested(grounds_of(shipped).closure) == expected != frozenset()
