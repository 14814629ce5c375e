"""A session: a dataset that stays open to be changed, graph by graph.

A session takes up what the current snapshot holds, not the files that it was built from. Each
change is closed and published before `apply` returns; one that fails changes nothing. The caller
holds `kg.storage.store.lock`.

Passages of files keep their descriptions when their claims are replaced or dropped; a graph that
was only written vanishes with its last claim, and its source with its last graph.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store, Triple

from kg.building.alteration import Alteration
from kg.building.content import derive, graphs_of, record_of
from kg.building.recorded import read_back
from kg.building.standing import Standing
from kg.claims.facts import Facts
from kg.claims.overlay import overlay, source_described
from kg.dataset import Dataset
from kg.errors import DatasetError
from kg.progress import SILENT, Clock, Progress
from kg.storage import store, writer
from kg.storage.amendment import amending
from kg.storage.store import Record, Snapshot
from kg.storage.writer import Difference
from kg.turtle import Document


class Session:
    """The facts of a dataset in memory, ready to be changed.

    Attributes:
        snapshot: what serves.
        axioms: what holds whoever is trusted.
        facts: the sources and their claims, as they are now.
        difference: what the last change has changed in the store.
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
        self.difference = Difference()
        self._standing = self._stand()

    def graphs(self) -> Mapping[str, frozenset[Triple]]:
        """Return the claims of each passage by the IRI of its graph; hedged ones too."""
        return {p.iri: frozenset(p.claims) for p in self.facts.passages}

    def names(self) -> Iterable[str]:
        """Return the IRI of each passage's graph."""
        return (passage.iri for passage in self.facts.passages)

    def claims(self, graph: str) -> frozenset[Triple]:
        """Return the claims of one graph, none where there is no such graph."""
        passages = self.facts.passages
        place = bisect_left(passages, graph, key=lambda passage: passage.iri)
        is_there = place < len(passages) and passages[place].iri == graph
        return frozenset(passages[place].claims) if is_there else frozenset()

    def apply(
        self,
        changes: Mapping[str, frozenset[Triple] | None],
        *,
        journal: int,
        started: datetime | None = None,
    ) -> Snapshot:
        """Give graphs other claims, None to drop one, and publish what follows.

        Args:
            changes: what each graph is to hold.
            journal: the number of the change, which the snapshot's record keeps.
            started: when the change began, if not now; it names the snapshot.

        Raises:
            FactsError: a graph cannot be written, or a claim not be reasoned with.
            ReasonerError: the facts cannot be closed.
            FileError: the folder cannot be written.
        """
        started = started or datetime.now(UTC)
        facts = self._changed({iri: as_stored(claims or ()) for iri, claims in changes.items()})
        standing, self._standing = self._standing or self._stand(), None
        record = replace(self.snapshot.record, journal=journal)
        self._clock = Clock(self._progress)
        self._clock.begin("close")
        amended: Snapshot | None = None
        with suppress(DatasetError):  # it cannot be told, or the store does not hold what it should
            amended = self._amend(standing, facts, record, started)
            self._standing = standing
        self.snapshot = amended or self._write_all(facts, record, started)
        self._clock.end()
        self.facts = facts
        return self.snapshot

    def _stand(self) -> Standing | None:
        """Close the facts, ready to be changed; nothing for a reasoner that cannot."""
        is_ours = self.snapshot.record.reasoner != "owlrl"
        return Standing(self.axioms, self.facts) if is_ours else None

    def _amend(
        self, standing: Standing | None, facts: Facts, record: Record, started: datetime
    ) -> Snapshot:
        """Publish the difference that other facts make.

        Raises:
            DatasetError: it cannot be told, or not be applied.
        """
        before = standing.conflicts if standing else ()
        moves = standing.change(facts) if standing else None
        if moves is None or standing is None:
            raise DatasetError("the difference cannot be told triple by triple")
        self._clock.begin("write")
        change = Alteration(self.facts, facts, moves, before, standing.conflicts)
        with amending(self._root / "writer") as amendment:
            made = change.make(amendment, record, standing.newly_stated, started)
            snapshot = self._publish(made, amendment.link)
            self.difference = amendment.difference
        return snapshot

    def _write_all(self, facts: Facts, record: Record, started: datetime) -> Snapshot:
        """Close all facts anew, and compare all that the store is to hold with what it holds."""
        content = derive(self.axioms, facts, reasoner=record.reasoner)
        made = record_of(content, record, started)
        graphs = graphs_of(content, made)

        def write(path: Path) -> None:
            self._clock.begin("write")
            self.difference = writer.write(self._root / "writer", graphs, path)
            self._clock.begin("publish")

        return self._publish(made, write)

    def _publish(self, record: Record, write: Callable[[Path], None]) -> Snapshot:
        return store.publish(self._root, record, write, linger_s=store.LINGER_S)

    def _changed(self, changes: Mapping[str, frozenset[Triple]]) -> Facts:
        facts = overlay(self.facts, changes)
        of_files = passages_of_files(self.snapshot.record)
        passages = tuple(p for p in facts.passages if p.claims or p.iri in of_files)
        sources = {passage.source for passage in passages}
        documents = tuple(_without_unused(d, sources, facts.base) for d in facts.sources)
        return replace(facts, passages=passages, sources=documents)


def as_stored(claims: Iterable[Triple]) -> frozenset[Triple]:
    """Return claims as a store gives them back, numbers and dates in their canonical forms."""
    memory = Store()
    memory.extend(Quad(*claim) for claim in claims)
    return frozenset(quad.triple for quad in memory)


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
