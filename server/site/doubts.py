"""What speaks against a value that is no conflict of the ontology: editors, and other sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any, Final

import kg
from kg import vocab
from server.site.belief import ALLEGED
from server.site.entity.claims import Statement
from server.site.snapshot import once_a_snapshot, unit_of
from server.statements import select

_REJECTED: Final = """
SELECT DISTINCT ?thing ?property ?value WHERE {
  VALUES ?thing { %(things)s }
  GRAPH ?passage {
    ?decision a cel:Rejection ;
      rdf:subject ?thing ; rdf:predicate ?property ; rdf:object ?value .
  }
}
"""

_DATES: Final = """
SELECT ?property WHERE { GRAPH graph:ontology { ?property rdfs:range xsd:date } }
"""
_DIRECTOR: Final = f"{vocab.CEL}director"


@once_a_snapshot
def rejected(opened: kg.Dataset, things: tuple[str, ...]) -> frozenset[tuple[str, str, Any]]:
    """Return each thing, property and value of which editors reject a claim."""
    listed = " ".join(f"<{iri}>" for iri in things)
    view = "possible" if opened.has_supports else None
    rows = select(opened, _REJECTED % {"things": listed}, view=view)
    return frozenset((thing.value, prop.value, value) for thing, prop, value in rows)


def differing(
    opened: kg.Dataset, told: Iterable[Statement], believed: frozenset[str]
) -> dict[str, bool]:
    """Return the properties on which sources differ, though to the ontology it is no conflict.

    They are directors and dates, of which two things have one each; dates are opaque to the rules.
    The values say whether sources that the reader believes differ.

    Args:
        opened: the dataset.
        told: the statements of one thing.
        believed: the units that the reader believes.
    """
    units, grouped = unit_of(opened), defaultdict(list)
    for one in told:
        if one.property in _single(opened):
            grouped[one.property].append(one)
    anybody = frozenset(opened.record.units)
    return {
        prop: sources_differ(found, units, believed)
        for prop, found in grouped.items()
        if sources_differ(found, units, anybody)
    }


@once_a_snapshot
def _single(opened: kg.Dataset) -> frozenset[str]:
    """Return the properties of which sources are expected to give the same values."""
    return frozenset({_DIRECTOR, *(prop.value for (prop,) in select(opened, _DATES))})


def sources_differ(
    told: Iterable[Statement], unit_of: Mapping[str, str], believed: frozenset[str]
) -> bool:
    """Say whether two believed sources share none of the values that they give.

    Args:
        told: the statements of one property of one thing.
        unit_of: the unit of trust of each passage.
        believed: the units that the reader believes.
    """
    values: dict[str, set[Any]] = defaultdict(set)
    for one in told:
        for passage in one.passages:
            unit = unit_of.get(passage, "")
            if unit in believed:
                values[unit.removesuffix(ALLEGED)].add(one.value)
    return any(some.isdisjoint(others) for some, others in combinations(values.values(), 2))
