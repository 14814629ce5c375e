"""What a reasoner is to the build: axioms and claims by unit of trust in, support graphs out.

Invariant: a triple lies in at most one support graph of a result, so that a view is a plain union.
A unit is the IRI of a source for what it states outright, that IRI with `#alleged` for its hedges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import Triple


@dataclass(frozen=True, slots=True)
class SupportGraph:
    """The triples of a closure that rest on the same sources.

    Attributes:
        id: the last segment of the graph's IRI, `<base>support/<id>`.
        alternatives: the sets of units each of which suffices to derive every triple.
        triples: the graph, axioms and claims included, distinct.
    """

    id: str
    alternatives: tuple[frozenset[str], ...]
    triples: tuple[Triple, ...]


class Reasoner(Protocol):
    """A function that closes the claims of some units under the axioms."""

    def __call__(
        self, axioms: Sequence[Triple], units: Mapping[str, Sequence[Triple]]
    ) -> Sequence[SupportGraph]:
        """Return the closure, axioms and claims included, split by support.

        Raises:
            ReasonerError: the axioms cannot be read, such as a list that runs in a circle.
        """
