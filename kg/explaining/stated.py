"""What a dataset states, graph by graph, as N-Triples text: what its grounds are made of.

A graph is read in bulk. Where an earlier snapshot has been read that was built from the same, only
those graphs are read that the journal says have changed since; all of them where it cannot say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from kg import vocab
from kg.claims.decisions import rejections
from kg.dataset import Dataset
from kg.errors import DatasetError, FileError
from kg.reasoning.closure import TermTexts, claim_texts, texts
from kg.storage import journal
from kg.storage.store import Record, open_store, reading

_LABEL: Final = NamedNode(f"{vocab.RDFS}label")
_PARTS: Final = ("heading", "start", "end", "address")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a snapshot states.

    Attributes:
        root: the folder of the dataset.
        record: the record of the snapshot.
        units: the unit of trust of each passage, by the passage's IRI and in the order of these.
        graphs: the claims of each passage and the axioms, as N-Triples, by graph.
        labels: what the catalogue calls things.
        described: what the catalogue says of passages, by passage and property: the first value.
        place: where the journal ended.
    """

    root: Path
    record: Record
    units: Mapping[str, str]
    graphs: Mapping[str, bytes]
    labels: tuple[TermTexts, ...]
    described: Mapping[tuple[str, str], str]
    place: journal.Place

    @property
    def axioms_graph(self) -> str:
        """The IRI of the graph of axioms."""
        return f"{self.record.base}graph/ontology"

    def axioms(self) -> list[TermTexts]:
        """Return what holds whoever is trusted."""
        return _rows(self.graphs[self.axioms_graph])

    def claims(self, passage: str) -> list[TermTexts]:
        """Return the claims of a passage; the names of their blank nodes hold in all passages."""
        content = self.graphs[passage]
        if b"_:" not in content:
            return _rows(content)
        return [claim_texts(claim) for claim in _read(content)]

    def rejected(self) -> frozenset[tuple[str, TermTexts]]:
        """Return the claims that editors reject, each with the passage that makes it."""
        editorial = (p for p, unit in self.units.items() if self.record.units[unit] == "Editorial")
        return frozenset(
            (rejected, claim_texts(claim))
            for passage in editorial
            for rejected, claim in rejections(_read(self.graphs[passage]))
        )


def read_stated(dataset: Dataset, earlier: Iterable[Stated] = ()) -> Stated:
    """Read what a dataset states, hedged claims too.

    Args:
        dataset: what is read.
        earlier: what has been read of earlier snapshots, the best to begin with first.

    Raises:
        DatasetError: the dataset is closed or its files are damaged.
    """
    units = {iri: unit for unit, passages in dataset.passages.items() for iri in passages}
    units = dict(sorted(units.items()))
    record = dataset.record
    wanted = [*units, f"{record.base}graph/ontology"]
    place, known = _unchanged(dataset, earlier)
    catalogue = NamedNode(f"{record.base}graph/catalogue")
    with reading():
        opened = open_store(dataset.snapshot)
        graphs = {g: known[g] if g in known else _dump(opened, g) for g in wanted}
        labels = opened.quads_for_pattern(None, _LABEL, None, catalogue)
        return Stated(
            dataset.root,
            record,
            units,
            graphs,
            tuple(texts(quad.triple) for quad in labels),
            _described(opened, units, catalogue),
            place,
        )


def _unchanged(
    dataset: Dataset, earlier: Iterable[Stated]
) -> tuple[journal.Place, Mapping[str, bytes]]:
    """Return where the journal ends, and the graphs that are as an earlier snapshot had them."""
    root, record = dataset.root, dataset.record
    try:
        place = journal.place(root, record.journal)
        for stated in earlier:
            if (stated.root, stated.record.key) == (root, record.key):
                changed = journal.changed(root, stated.place, place)
                if changed is not None:
                    kept = stated.graphs.keys() - changed
                    return place, {graph: stated.graphs[graph] for graph in kept}
    except (DatasetError, FileError):  # what is known of no change is read
        return journal.Place(0, b"damaged"), {}
    return place, {}


def _dump(opened: Store, graph: str) -> bytes:
    return opened.dump(format=RdfFormat.N_TRIPLES, from_graph=NamedNode(graph)) or b""


def _described(
    opened: Store, units: Mapping[str, str], catalogue: NamedNode
) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for part in _PARTS:
        name = NamedNode(vocab.CEL + part)
        for quad in opened.quads_for_pattern(None, name, None, catalogue):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal | NamedNode):
                key = quad.subject.value, part
                found[key] = min(found.get(key, quad.object.value), quad.object.value)
    # Of a graph that is a source of its own it is said as of a source.
    return {key: value for key, value in found.items() if units.get(key[0], key[0]) != key[0]}


def _rows(content: bytes) -> list[TermTexts]:
    """Return the triples of N-Triples as Oxigraph writes them: one a line."""
    rows = [line[:-2].split(" ", 2) for line in content.decode().split("\n")[:-1]]
    return [(s, p, o) for s, p, o in rows]


def _read(content: bytes) -> tuple[Triple, ...]:
    return tuple(quad.triple for quad in parse(content, format=RdfFormat.N_TRIPLES))
