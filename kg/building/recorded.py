"""What a dataset was built from, read back from the dataset itself.

Passages come back with their claims and descriptions; the files that they stood in do not. Numbers
and dates come back as Oxigraph keeps them, by value.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Triple

from kg import vocab
from kg.claims.facts import Certainty, Facts, Passage
from kg.claims.overlay import described_as_passage
from kg.claims.passages import ALLEGED
from kg.dataset import Dataset
from kg.storage.store import open_store, reading
from kg.turtle import Document

_UNIT: Final = NamedNode(f"{vocab.CEL}unit")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a dataset states: its axioms, its facts, and what the catalogue says."""

    axioms: tuple[Triple, ...]
    facts: Facts
    catalogue: tuple[Triple, ...]


def read_back(dataset: Dataset) -> Recorded:
    """Read axioms and claims from a dataset, hedged claims too.

    They are read from the snapshot's files: a query would take three times as long, and workers
    bound what it may return.

    Raises:
        DatasetError: the dataset is closed or its files are damaged.
    """
    listed = ((iri, unit) for unit, passages in dataset.passages.items() for iri in passages)
    units = dict(sorted(listed))
    ontology, catalogue = (f"{dataset.base}graph/{name}" for name in ("ontology", "catalogue"))
    graphs: dict[str, list[Triple]] = defaultdict(list)
    with reading():
        opened = open_store(dataset.snapshot)
        for graph in (*units, ontology, catalogue):
            found = opened.quads_for_pattern(None, None, None, NamedNode(graph))
            graphs[graph] = [quad.triple for quad in found]
    described = tuple(graphs[catalogue])
    facts = Facts(
        roots=(),
        sources=(_document(catalogue, _of_sources(described, units, dataset.base)),),
        background=(),
        passages=_passages(units, graphs, described),
        base=dataset.base,
    )
    return Recorded(tuple(graphs[ontology]), facts, described)


def _of_sources(
    catalogue: tuple[Triple, ...], units: dict[str, str], base: str
) -> tuple[Triple, ...]:
    """Return what is said of sources: not of passages, nor of what the build itself makes.

    A graph that is a source of its own is both: what makes it a passage is not said of the source.
    """
    made = (f"{base}support/", f"{base}graph/catalogue#")
    return tuple(
        triple
        for triple in catalogue
        if isinstance(triple.subject, NamedNode)
        if not triple.subject.value.startswith(made)
        if not _is_of_passage(triple, units)
    )


def _is_of_passage(triple: Triple, units: dict[str, str]) -> bool:
    iri = triple.subject.value  # type: ignore[union-attr] # no blank node is a passage
    if units.get(iri) != iri:
        return iri in units
    return triple.predicate == _UNIT or triple in described_as_passage(iri, iri)


def _passages(
    units: dict[str, str], graphs: dict[str, list[Triple]], catalogue: tuple[Triple, ...]
) -> tuple[Passage, ...]:
    descriptions: dict[str, list[Triple]] = defaultdict(list)
    for triple in catalogue:
        if isinstance(triple.subject, NamedNode) and _is_of_passage(triple, units):
            descriptions[triple.subject.value].append(triple)
    return tuple(
        Passage(
            iri=iri,
            source=unit.removesuffix(ALLEGED),
            certainty=Certainty.ALLEGED if unit.endswith(ALLEGED) else Certainty.STATED,
            document=_document(iri, tuple(graphs[iri])),
            description=tuple(t for t in descriptions[iri] if t.predicate != _UNIT),
            claims=tuple(sorted(graphs[iri], key=str)),
        )
        for iri, unit in units.items()
    )


def _document(iri: str, triples: tuple[Triple, ...]) -> Document:
    return Document(path=None, base_iri=iri, text="", prefixes={}, triples=triples)
