"""Graphs written over HTTP, laid over the passages of files.

A written graph is a passage. `<base>source/<name>/<passage>` belongs to the source of that name,
and holds its hedges where it ends in `.hedged`; a graph of any other IRI is a source of its own. A
source that nothing describes is described as a reference work. What a file says of its passage
stays; the claims are those that were written last, none where the graph was dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from kg import vocab
from kg.claims.facts import Facts
from kg.claims.passages import HEDGED, Certainty, Passage
from kg.errors import FactsError
from kg.turtle import Document

_TYPE: Final = NamedNode(f"{vocab.RDF}type")
_LABEL: Final = NamedNode(f"{vocab.RDFS}label")
_SOURCE: Final = NamedNode(f"{vocab.CEL}Source")
_PASSAGE: Final = NamedNode(f"{vocab.CEL}Passage")
_ROLE: Final = NamedNode(f"{vocab.CEL}role")
_REFERENCE: Final = NamedNode(f"{vocab.CEL}Reference")
_STATED_IN: Final = NamedNode(f"{vocab.CEL}statedIn")
_OWN: Final = ("graph/", "support/")


def overlay(facts: Facts, written: Mapping[str, Iterable[Triple]]) -> Facts:
    """Return facts in which the graphs named have the claims given.

    Raises:
        FactsError: a graph is one of those that are made, not written; or a claim has a triple as
            a term.
    """
    passages = {passage.iri: passage for passage in facts.passages}
    for iri, claims in written.items():
        kept = tuple(sorted(claims, key=str))
        _refuse(iri, kept, facts.base)
        if iri in passages:
            passages[iri] = replace(passages[iri], claims=kept)
        elif kept:
            passages[iri] = written_passage(iri, kept, facts.base)
    found = tuple(passages[iri] for iri in sorted(passages))
    return replace(facts, passages=found, sources=(*facts.sources, *_described(facts, found)))


def written_passage(iri: str, claims: tuple[Triple, ...], base: str) -> Passage:
    """Return the passage that a graph of this IRI is."""
    source = source_of(iri, base)
    is_hedged = iri != source and iri.endswith(HEDGED)
    return Passage(
        iri=iri,
        source=source,
        certainty=Certainty.ALLEGED if is_hedged else Certainty.STATED,
        document=_document(iri, claims),
        description=described_as_passage(iri, source),
        claims=claims,
    )


def described_as_passage(iri: str, source: str) -> tuple[Triple, ...]:
    """Return what is said of a graph as a passage of a source."""
    return (
        Triple(NamedNode(iri), _TYPE, _PASSAGE),
        Triple(NamedNode(iri), _STATED_IN, NamedNode(source)),
    )


def source_of(iri: str, base: str) -> str:
    """Return the IRI of the source that a graph is a passage of, itself where it is none."""
    about = re.fullmatch(re.escape(f"{base}source/") + r"([^/#?]+)/[^/#?]+", iri)
    return f"{base}source/{about[1]}" if about else iri


def source_described(source: str, base: str) -> tuple[Triple, ...]:
    """Return what is said of a source that nobody describes."""
    itself = NamedNode(source)
    return (
        Triple(itself, _TYPE, _SOURCE),
        Triple(itself, _LABEL, Literal(source.removeprefix(f"{base}source/"))),
        Triple(itself, _ROLE, _REFERENCE),
    )


def _refuse(iri: str, claims: Iterable[Triple], base: str) -> None:
    if iri.startswith(tuple(base + part for part in _OWN)):
        raise FactsError(f"the graph <{iri}> is made by reasoning: write to a graph of a source")
    refuse_quoted(claims)


def refuse_quoted(claims: Iterable[Triple]) -> None:
    """Refuse claims about triples.

    Raises:
        FactsError: there is one.
    """
    for claim in claims:
        if any(isinstance(term, Triple) for term in claim):
            raise FactsError(f"a claim about a triple, '{claim}': only RDF 1.1 is kept")


def _described(facts: Facts, passages: Iterable[Passage]) -> Iterable[Document]:
    """Yield a document for each source that nothing describes."""
    known = {t.subject for d in facts.sources for t in d.triples if t.predicate == _ROLE}
    for source in sorted({passage.source for passage in passages}):
        if NamedNode(source) not in known:
            yield _document(source, source_described(source, facts.base))


def _document(iri: str, triples: tuple[Triple, ...]) -> Document:
    return Document(path=None, base_iri=iri, text="", prefixes={}, triples=triples)
