"""The reasoning engine: OWL 2 RL closure on integer arrays, with the sources behind every triple.

`close` takes batches of triples as N-Triples term strings and returns a `Closure`. Nothing in this
package knows rdflib or pyoxigraph.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.engine.closure import Batch, Closure
from kg.engine.conflicts import Conflict

__all__ = ["Batch", "Closure", "Conflict", "close"]


def close(batches: Iterable[Batch], *, supports: bool = True, cap: int = 32) -> Closure:
    """Return the closure of batches of triples under OWL 2 RL/RDF.

    Args:
        batches: pairs of the units that some triples rest on (none for axioms) and the triples, as
            N-Triples term strings. Blank nodes of two batches are different.
        supports: whether to work out the minimal sets of units of every triple.
        cap: the most sets that a triple keeps; where it had more, `Closure.is_capped` says so.

    Raises:
        ValueError: a term that begins with a quotation mark is no literal in N-Triples form.

    >>> sub_class, a = (f"<http://www.w3.org/{x}>" for x in
    ...     ("2000/01/rdf-schema#subClassOf", "1999/02/22-rdf-syntax-ns#type"))
    >>> closure = close([(frozenset(), [("<:Film>", sub_class, "<:Work>")]),
    ...     (frozenset({"listing"}), [("<:pulgasari>", a, "<:Film>")])])
    >>> closure.support("<:pulgasari>", a, "<:Work>")
    (frozenset({'listing'}),)
    """
    closure = Closure(supports=supports, cap=cap)
    closure.extend(batches)
    return closure
