"""The editors' decisions as the files have them, and the claims that they judge."""

from __future__ import annotations

from functools import cache

from claims import described, passages, stated
from pyoxigraph import Triple

from kg.vocab import BASE, CEL, RDF

SOURCE = f"{BASE}source/"
HEDGED = ".hedged"


def claim_of(about: dict[str, list[object]]) -> Triple:
    """Return the claim that a rejection names."""
    (subject,), (predicate,), (value,) = (
        about[RDF + part] for part in ("subject", "predicate", "object")
    )
    return Triple(subject, predicate, value)


@cache
def claims_by_passage() -> dict[str, frozenset[Triple]]:
    """Return the claims of every passage, by the passage's IRI."""
    return {name: frozenset(stated(name, triples)) for name, triples in passages().items()}


def decisions(kind: str) -> list[tuple[str, str, dict[str, list[object]]]]:
    """Return (file, IRI, what is said of it) of every rejection or open question."""
    return [
        (passage.removeprefix(f"{SOURCE}editors/"), triple.subject.value, about)
        for passage, triples in passages("editors").items()
        for triple in triples
        if triple.predicate.value == f"{RDF}type" and triple.object.value == CEL + kind
        for about in [described(triple.subject.value, triples)]
    ]


REJECTIONS = decisions("Rejection")
QUESTIONS = decisions("OpenQuestion")
