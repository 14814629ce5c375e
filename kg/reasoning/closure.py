"""The closure of facts with the sources behind every triple, a `kg.reasoning.reasoner.Reasoner`.

The views `accepted` and `undisputed` are no sets of units, but they are made so: a claim that a
view leaves out needs, beside its own unit, a mark that counts as one. Whoever trusts sources grants
marks without being asked; the view does not. So one closure answers every view.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from pyoxigraph import RdfFormat, Triple, parse

from kg import engine
from kg.reasoning.reasoner import Batch, Mark, SupportGraph

Sets = tuple[frozenset[str], ...]
TermTexts = tuple[str, str, str]
Key = tuple[Sets, frozenset[str], bool]

CAP: Final = 128
"""The most minimal sets of units that a triple keeps."""

_MARKS: Final = frozenset(f"mark:{mark}" for mark in Mark)
_VIEWS: Final = {
    "accepted": frozenset({f"mark:{Mark.DISPUTED}"}),
    "undisputed": frozenset({f"mark:{Mark.REJECTED}"}),
}
"""The marks that each view does not mind."""


def reason(
    axioms: Sequence[Triple], batches: Sequence[Batch], outright: frozenset[str]
) -> Sequence[SupportGraph]:
    """Return the closure, one graph a support and set of views, in the order of their ids.

    What follows about anonymous classes is left out.
    """
    return support_graphs(close(axioms, batches), axioms, outright)


def support_graphs(
    closure: engine.Closure, axioms: Sequence[Triple], outright: frozenset[str]
) -> Sequence[SupportGraph]:
    """Return the graphs of a closure that `close` has made; see `reason`."""
    stated = {texts(triple) for triple in axioms}
    numbered: dict[int, list[TermTexts]] = defaultdict(list)
    for triple, number in closure.annotated():
        if is_named(triple) or triple in stated:
            numbered[number].append(triple)
    grouped: dict[Key, list[TermTexts]] = defaultdict(list)
    for number, found in numbered.items():
        grouped[key_of(closure, number, outright)] += found
    graphs = [
        SupportGraph(graph_id(sets, views, is_capped), sets, triples_of(found), views, is_capped)
        for (sets, views, is_capped), found in grouped.items()
    ]
    return sorted(graphs, key=lambda graph: graph.id)


def key_of(closure: engine.Closure, number: int, outright: frozenset[str]) -> Key:
    """Return what tells the graph of a support: its sets, views, and whether it was capped."""
    sets = closure.antichain(number)
    return _without_marks(sets), _views(sets, outright), closure.is_capped(number)


def close(axioms: Sequence[Triple], batches: Sequence[Batch]) -> engine.Closure:
    """Return the engine's closure, in whose supports marks are units of their own."""
    return engine.close(
        [
            (frozenset(), [texts(triple) for triple in axioms]),
            *(
                (
                    units_of(batch),
                    [claim_texts(claim) for claim in batch.claims],
                )
                for batch in batches
            ),
        ],
        cap=CAP,
    )


def units_of(batch: Batch) -> frozenset[str]:
    """Return what the claims of a batch rest on: its unit and its marks."""
    return frozenset({batch.unit, *(f"mark:{mark}" for mark in batch.marks)})


def granted(view: str) -> frozenset[str]:
    """Return the marks that a view does not mind: all but for `accepted` and `undisputed`."""
    return _VIEWS.get(view, _MARKS)


def texts(triple: Triple) -> TermTexts:
    """Return a triple's terms as the engine takes them, in N-Triples form."""
    return str(triple.subject), str(triple.predicate), str(triple.object)


def claim_texts(claim: Triple) -> TermTexts:
    """Return a claim's terms as `texts`, but for blank nodes, whose names hold in all batches."""
    s, p, o = texts(claim)
    return f"<{s}>" if s[0] == "_" else s, p, f"<{o}>" if o[0] == "_" else o


def triples_of(found: Iterable[TermTexts]) -> tuple[Triple, ...]:
    """Return triples from their terms in N-Triples form."""
    lines = "".join(f"{_term(s)} {p} {_term(o)} .\n" for s, p, o in found)
    return tuple(quad.triple for quad in parse(lines, format=RdfFormat.N_TRIPLES))


def _term(text: str) -> str:
    """Return a term as RDF has it: `claim_texts` writes blank nodes as `<_:name>`."""
    return text[1:-1] if text.startswith("<_:") else text


def minimal(sets: Iterable[frozenset[str]]) -> Sets:
    """Return the sets that contain no other, smaller ones first."""
    kept: list[frozenset[str]] = []
    for candidate in sorted(set(sets), key=lambda units: (len(units), sorted(units))):
        if not any(smaller <= candidate for smaller in kept):
            kept.append(candidate)
    return tuple(kept)


def _without_marks(sets: Sets) -> Sets:
    return minimal(units - _MARKS for units in sets)


def _views(sets: Sets, outright: frozenset[str]) -> frozenset[str]:
    return frozenset(
        view
        for view, granted in _VIEWS.items()
        if any(units <= outright | granted for units in sets)
    )


def is_named(triple: TermTexts) -> bool:
    """Say whether a triple is about named things alone, not about anonymous classes."""
    return not triple[0].startswith("_:") and not triple[2].startswith("_:")


def graph_id(sets: Sets, views: frozenset[str], is_capped: bool) -> str:
    """Return a name that is the same in every build, short enough to be read."""
    alternatives = sorted(" ".join(sorted(units)) for units in sets)
    spelt = "\n".join((*alternatives, "", *sorted(views), str(is_capped)))
    return hashlib.sha256(spelt.encode()).hexdigest()[:12]
