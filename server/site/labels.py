"""What things are called: by a label that the reader believes before any other, in their language.

Every label is kept with the support graphs in which it lies, so that a choice of what to believe
asks nothing anew. What the ontology and the catalogue call a thing is believed whatever is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import g

import kg
from server.graph import believed
from server.site.snapshot import each_once_a_snapshot, once_a_snapshot
from server.statements import select

_LABELS: Final = """
SELECT ?thing ?label ?graph WHERE {
  VALUES ?thing { %(things)s }
  GRAPH ?graph { ?thing rdfs:label ?label }
}
"""
_KOREAN: Final = "ko"


@dataclass(frozen=True, slots=True)
class Label:
    """A name with its language, "" for none, and whose it is.

    `support` is the support graph that holds it, None where it is so whatever is believed.
    """

    text: str
    language: str
    support: str | None

    def is_in(self, supports: frozenset[str]) -> bool:
        """Say whether it is believed by whoever believes these support graphs."""
        return self.support is None or self.support in supports


def labels(opened: kg.Dataset, iris: Iterable[str], language: str | None = None) -> dict[str, str]:
    """Return the name of each IRI that has any label.

    One that is believed comes before others; then one in `language`, that of the page unless given,
    before English, that before the rest; then the first in order. In Korean a title or name in
    Korean does for a label, as in lists.
    """
    chosen = language or g.get("language", "en")
    supports = believed_supports(opened)
    known = known_labels(opened, iris)
    best = {iri: preferred(some, supports, chosen) for iri, some in known.items() if some}
    found = {iri: label.text for iri, label in best.items()}
    return found | _korean(opened, known, best) if chosen == _KOREAN else found


def preferred(
    some: Iterable[Label], supports: frozenset[str], language: str | None = None
) -> Label:
    """Return the label by which a reader who believes these support graphs knows a thing."""
    order = (language or g.get("language", "en"), "en")
    return min(some, key=lambda one: (not one.is_in(supports), _rank(one, order), one.text))


@each_once_a_snapshot
def known_labels(opened: kg.Dataset, iris: frozenset[str]) -> dict[str, tuple[Label, ...]]:
    """Return the labels of each IRI, whoever gives them."""
    found: dict[str, list[Label]] = defaultdict(list)
    asked = _LABELS % {"things": " ".join(f"<{iri}>" for iri in sorted(iris))}
    places = _places(opened)
    for thing, label, graph in select(
        opened, asked, view="possible" if opened.has_supports else None
    ):
        if graph.value in places:
            told = Label(label.value, label.language or "", places[graph.value])
            found[thing.value].append(told)
    return {iri: tuple(found[iri]) for iri in iris}


def believed_supports(opened: kg.Dataset) -> frozenset[str]:
    """Return the support graphs of what the request believes; all where none are known."""
    chosen = believed()
    view, trust = chosen["view"], tuple(chosen["trust"])
    if not opened.has_supports:
        view, trust = None, ()
    return _supports(opened, view, trust)


@once_a_snapshot
def _supports(opened: kg.Dataset, view: str | None, trust: tuple[str, ...]) -> frozenset[str]:
    return frozenset(opened.view(view, trust).supports)


@once_a_snapshot
def _places(opened: kg.Dataset) -> Mapping[str, str | None]:
    """Return the graphs whose labels count: each support graph as itself, axioms as None."""
    base = opened.record.base
    supports = {support.graph: support.graph for support in opened.record.supports}
    return {**supports, f"{base}graph/catalogue": None, f"{base}graph/ontology": None}


def _korean(
    opened: kg.Dataset, known: Mapping[str, Sequence[Label]], best: Mapping[str, Label]
) -> dict[str, str]:
    """Return what lists call things in Korean, of those without a label in Korean."""
    wanted = [iri for iri in known if iri not in best or best[iri].language != _KOREAN]
    named = opened.finder.labels(wanted)
    return {iri: korean for iri, (_, korean) in named.items() if korean}


def _rank(label: Label, order: Sequence[str]) -> int:
    return order.index(label.language) if label.language in order else len(order)
