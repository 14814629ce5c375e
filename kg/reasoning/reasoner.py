"""What a reasoner is to the build: axioms and claims by unit of trust in, support graphs out.

Invariant: a triple lies in at most one support graph of a result, so that a view is a plain union.
A unit is the IRI of a source for what it states outright, that IRI with `#alleged` for its hedges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pyoxigraph import Triple


class Mark(StrEnum):
    """Why a claim is left out of a view that is no set of units."""

    REJECTED = "rejected"
    """The editors reject it: it is not in the view `accepted`."""

    DISPUTED = "disputed"
    """It takes part in a conflict: it is not in the view `undisputed`."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Claims of one unit that bear the same marks."""

    unit: str
    marks: frozenset[Mark]
    claims: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class SupportGraph:
    """The triples of a closure that rest on the same sources.

    Attributes:
        id: the last segment of the graph's IRI, `<base>support/<id>`.
        alternatives: the minimal sets of units each of which suffices to derive every triple.
        triples: the graph, axioms and claims included, distinct.
        views: those of the views `accepted` and `undisputed` that the triples belong to.
        is_capped: whether alternatives are missing, because there were too many.
    """

    id: str
    alternatives: tuple[frozenset[str], ...]
    triples: tuple[Triple, ...]
    views: frozenset[str] = frozenset()
    is_capped: bool = False


class Reasoner(Protocol):
    """A function that closes the claims of some units under the axioms."""

    def __call__(
        self, axioms: Sequence[Triple], batches: Sequence[Batch], outright: frozenset[str]
    ) -> Sequence[SupportGraph]:
        """Return the closure, axioms and claims included, split by support.

        Args:
            axioms: what holds whoever is trusted.
            batches: the claims; no two of one unit with the same marks.
            outright: the units of which the views `accepted` and `undisputed` are made.

        Raises:
            ReasonerError: the axioms cannot be read, such as a list that runs in a circle.
        """
