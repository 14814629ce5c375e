"""A session: a dataset that stays open to be changed, graph by graph.

A session takes up what the current snapshot holds, not the files that it was built from. Each
change is closed and published before `apply` returns; one that fails changes nothing. The caller
holds `kg.store.lock`.

Passages of files keep their descriptions when their claims are replaced or dropped; a graph that
was only written vanishes with its last claim, and its source with its last graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from kg import store, writer
from kg.content import derive, graphs_of, record_of
from kg.dataset import Dataset
from kg.errors import DatasetError
from kg.facts import Facts
from kg.overlay import overlay, source_described
from kg.progress import SILENT, Clock, Progress
from kg.recorded import read_back
from kg.store import Record, Snapshot
from kg.turtle import Document


class Session:
    """The facts of a dataset in memory, ready to be changed.

    Attributes:
        snapshot: what serves.
        axioms: what holds whoever is trusted.
        facts: the sources and their claims, as they are now.
    """

    def __init__(self, root: Path, *, progress: Progress = SILENT) -> None:
        """Take up the dataset in the folder `root`, whose lock the caller holds.

        Raises:
            DatasetError: there is no dataset, or its files are damaged.
        """
        serving = store.current(root)
        if serving is None:
            raise DatasetError(f"there is no dataset in {root}: build one with `celadon build`")
        self._root = root
        self._progress = progress
        self.snapshot: Snapshot = serving
        with Dataset(root, serving, store.open_store(serving)) as dataset:
            recorded = read_back(dataset)
        self.axioms: tuple[Triple, ...] = recorded.axioms
        self.facts: Facts = recorded.facts

    def graphs(self) -> Mapping[str, frozenset[Triple]]:
        """Return the claims of each passage by the IRI of its graph; hedged ones too."""
        return {p.iri: frozenset(p.claims) for p in self.facts.passages}

    def apply(self, changes: Mapping[str, frozenset[Triple] | None], *, journal: int) -> Snapshot:
        """Give graphs other claims, None to drop one, and publish what follows.

        `journal` is the number of the change, which the snapshot's record keeps.

        Raises:
            FactsError: a graph cannot be written, or a claim not be reasoned with.
            ReasonerError: the facts cannot be closed.
            FileError: the folder cannot be written.
        """
        clock = Clock(self._progress)
        started = datetime.now(UTC)
        clock.begin("close")
        record = self.snapshot.record
        facts = self._changed({iri: claims or frozenset() for iri, claims in changes.items()})
        content = derive(self.axioms, facts, reasoner=record.reasoner)
        record = replace(record_of(content, record, started), journal=journal)
        graphs = graphs_of(content, record)

        def write(path: Path) -> None:
            clock.begin("write")
            writer.write(self._root / "writer", graphs, path)
            clock.begin("publish")

        self.snapshot = store.publish(self._root, record, write)
        clock.end()
        self.facts = facts
        return self.snapshot

    def _changed(self, changes: Mapping[str, frozenset[Triple]]) -> Facts:
        facts = overlay(self.facts, changes)
        of_files = passages_of_files(self.snapshot.record)
        passages = tuple(p for p in facts.passages if p.claims or p.iri in of_files)
        sources = {passage.source for passage in passages}
        documents = tuple(_without_unused(d, sources, facts.base) for d in facts.sources)
        return replace(facts, passages=passages, sources=documents)


def passages_of_files(record: Record) -> frozenset[str]:
    """Return the IRIs of the passages that come from files."""
    parts = (name.split("/", 1) for name in record.inputs)
    return frozenset(
        f"{record.base}source/{name.removesuffix('.ttl')}"
        for folder, name in parts
        if folder.startswith("facts") and "/" in name
    )


def _without_unused(document: Document, used: Iterable[str], base: str) -> Document:
    """Take out what was said of sources because graphs were written that are no more."""
    about: dict[object, set[Triple]] = {}
    for triple in document.triples:
        about.setdefault(triple.subject, set()).add(triple)
    gone = {
        subject
        for subject, said in about.items()
        if isinstance(subject, NamedNode) and subject.value not in used
        if said == set(source_described(subject.value, base))
    }
    kept = tuple(t for t in document.triples if t.subject not in gone)
    return replace(document, triples=kept)
