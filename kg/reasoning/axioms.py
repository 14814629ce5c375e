"""The axioms of several documents as one set of triples, whose blank nodes have stable names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, Triple

from kg.turtle import Document


def axioms_of(documents: Iterable[Document]) -> list[Triple]:
    """Return the distinct triples of all documents, sorted.

    A blank node belongs to its document. It is named after the document's place and its own in the
    canonical form (RDFC-1.0), so that equal documents give equal triples whenever they are read.
    """
    found = {
        triple
        for number, document in enumerate(documents)
        for triple in _canonical(document, f"d{number}")
    }
    return sorted(found, key=str)


def _canonical(document: Document, prefix: str) -> Iterator[Triple]:
    dataset = Dataset(Quad(*triple) for triple in document.triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    for s, p, o, _ in dataset:
        subject = BlankNode(prefix + s.value) if isinstance(s, BlankNode) else s
        yield Triple(subject, p, BlankNode(prefix + o.value) if isinstance(o, BlankNode) else o)
