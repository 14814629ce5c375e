"""What the editors decide: the claims that they reject, each in the passage that makes it."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from pyoxigraph import NamedNode, Triple

from kg import vocab
from kg.claims.facts import Certainty, Facts, sources_of_role

_TYPE: Final = NamedNode(vocab.RDF + "type")
_REJECTION: Final = NamedNode(vocab.CEL + "Rejection")
_PARTS: Final = tuple(
    NamedNode(iri)
    for iri in (
        vocab.CEL + "statedIn",
        vocab.RDF + "subject",
        vocab.RDF + "predicate",
        vocab.RDF + "object",
    )
)


def rejected(facts: Facts) -> frozenset[tuple[str, Triple]]:
    """Return each rejected claim with the IRI of the passage in which it is rejected.

    Only what editorial sources reject outright counts.
    """
    editorial = sources_of_role(facts, "Editorial")
    found: set[tuple[str, Triple]] = set()
    for passage in facts.passages:
        if passage.source in editorial and passage.certainty is Certainty.STATED:
            found |= rejections(passage.claims)
    return frozenset(found)


def rejections(claims: tuple[Triple, ...]) -> set[tuple[str, Triple]]:
    """Return each claim that the claims of one editorial passage reject; see `rejected`."""
    described: dict[object, dict[NamedNode, object]] = defaultdict(dict)
    for subject, predicate, value in claims:
        described[subject][predicate] = value
    found: set[tuple[str, Triple]] = set()
    for parts in described.values():
        if parts.get(_TYPE) == _REJECTION and all(part in parts for part in _PARTS):
            passage, s, p, o = (parts[part] for part in _PARTS)
            found.add((passage.value, Triple(s, p, o)))  # type: ignore[attr-defined,arg-type]
    return found
