"""The conflicts that arise in what a view believes, listed as the named query lists all of them.

A conflict arises where one of the sets of units that it needs is believed. Views that leave out
single claims, `accepted` and `undisputed`, are no sets of units: there the index tells of conflicts
about one thing, and a proof of the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, cast

from kg.dataset import Dataset
from kg.explaining.why import why
from kg.results import Solutions

_BY_CLAIMS: Final = ("accepted", "undisputed")
_ALTERNATIVES: Final = """
PREFIX cel: <https://w3id.org/celadon/ontology#>
SELECT ?conflict ?alternative ?unit {
  GRAPH ?catalogue {
    ?conflict a cel:Conflict ; cel:alternative ?alternative .
    ?alternative cel:restsOn ?unit .
  }
}
"""
_OF_SEVERAL: Final = """
PREFIX cel: <https://w3id.org/celadon/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?conflict {
  GRAPH ?catalogue { ?conflict a cel:Conflict ; rdf:subject ?thing . }
}
GROUP BY ?conflict
HAVING (COUNT(DISTINCT ?thing) > 1)
"""


def conflicts(
    dataset: Dataset, *, view: str | None = None, trust: str | Sequence[str] = ()
) -> Solutions:
    """Return the rows of the named query `conflicts`: all, or of those that arise in a view.

    Raises:
        ViewError: the view or a unit is unknown, or both are given.
    """
    named = dataset.queries["conflicts"]
    if view or trust:
        iris = " ".join(f"<{iri}>" for iri in sorted(arising(dataset, view=view, trust=trust)))
        named = replace(named, text=f"{named.text}\nVALUES ?conflict {{ {iris} }}\n")
    return cast(Solutions, dataset.query(named))


def arising(
    dataset: Dataset, *, view: str | None = None, trust: str | Sequence[str] = ()
) -> frozenset[str]:
    """Return the IRIs of the conflicts that arise in a view, `stated` unless given.

    Raises:
        ViewError: the view or a unit is unknown, or both are given.
    """
    chosen = dataset.view(view, trust)
    if view in _BY_CLAIMS:
        of_several = (str(row["conflict"]) for row in _rows(dataset, _OF_SEVERAL))
        proven = (
            iri
            for iri in of_several
            if why(iri, "a", "cel:Conflict", dataset=dataset, view=view).holds
        )
        return dataset.finder.conflicts(view=chosen).union(proven)
    sets: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in _rows(dataset, _ALTERNATIVES):
        sets[str(row["conflict"]), str(row["alternative"])].add(str(row["unit"]))
    return frozenset(iri for (iri, _), units in sets.items() if units <= chosen.units)


def _rows(dataset: Dataset, text: str) -> Solutions:
    return cast(Solutions, dataset.query(text, view="possible"))
