"""Where a term is used in the data that the request believes: counts and examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import kg
from server.graph import believed
from server.site.snapshot import once_a_snapshot
from server.site.terms import is_literal
from server.statements import select

_EXAMPLES: Final = 8
_AMONG: Final = 1000
"""Of how many uses the examples are the first by name: to sort all of a large dataset is slow."""

_MEMBERS: Final = """
SELECT ?graph ?class (COUNT(*) AS ?n) WHERE { GRAPH ?graph { ?thing a ?class } }
GROUP BY ?graph ?class
"""
_STATEMENTS: Final = """
SELECT ?graph ?property (COUNT(*) AS ?n) WHERE { GRAPH ?graph { ?s ?property ?o } }
GROUP BY ?graph ?property
"""
_SOME_MEMBERS: Final = """
SELECT ?thing WHERE {
  { SELECT DISTINCT ?thing WHERE { ?thing a <%(iri)s> FILTER(ISIRI(?thing)) } LIMIT %(among)d }
}
ORDER BY ?thing LIMIT %(limit)d
"""
_SOME_STATEMENTS: Final = """
SELECT ?s ?o WHERE {
  { SELECT ?s ?o WHERE { ?s <%(iri)s> ?o FILTER(ISIRI(?s)) } LIMIT %(among)d }
}
ORDER BY ?s ?o LIMIT %(limit)d
"""
_STATED: Final = """
SELECT (COUNT(*) AS ?n) WHERE {
  { SELECT DISTINCT %(what)s WHERE {
      GRAPH graph:catalogue { ?passage cel:statedIn ?source }
      GRAPH ?passage { %(pattern)s }
  } }
}
"""


@dataclass(frozen=True, slots=True)
class Usage:
    """How a term is used.

    Attributes:
        count: how many members the class has, or how many statements the property is in.
        stated: how many of them some passage states.
        examples: members, or pairs of subject and object, as terms.
    """

    count: int
    stated: int
    examples: tuple[tuple[Any, ...], ...]

    def iris(self) -> set[str]:
        """Return the IRIs that the examples name."""
        return {term.value for row in self.examples for term in row if not is_literal(term)}


def counts(dataset: kg.Dataset) -> dict[str, int]:
    """Return how often each class and property is used, by IRI."""
    return members(dataset) | uses(dataset)


def members(dataset: kg.Dataset) -> dict[str, int]:
    """Return how many members each class has, by IRI."""
    return _believed(dataset, _MEMBERS)


def uses(dataset: kg.Dataset) -> dict[str, int]:
    """Return how many statements each property is in, by IRI."""
    return _believed(dataset, _STATEMENTS)


def prepare(opened: kg.Dataset) -> None:
    """Count the uses of all terms in a snapshot, before a reader asks for them."""
    for query in (_MEMBERS, _STATEMENTS):
        _counted(opened, query)


def _believed(opened: kg.Dataset, query: str) -> dict[str, int]:
    """Add up the graphs of what is believed: a triple of the closure lies in one of them."""
    found: dict[str, int] = defaultdict(int)
    counted, chosen = _counted(opened, query), believed()
    for graph in opened.view(chosen["view"], chosen["trust"]).graphs:
        for iri, count in counted.get(graph, {}).items():
            found[iri] += count
    return dict(found)


@once_a_snapshot
def _counted(opened: kg.Dataset, query: str) -> Mapping[str, Mapping[str, int]]:
    """Return how often each term is used in each graph, whatever is believed."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for graph, term, n in select(opened, query, view="possible" if opened.has_supports else None):
        if not is_literal(term) and hasattr(term, "value"):
            found[graph.value][term.value] = int(n.value)
    return found


def usage(dataset: kg.Dataset, iri: str, *, is_class: bool) -> Usage:
    """Return how one class or property is used."""
    count = (members if is_class else uses)(dataset).get(iri, 0)
    chosen = believed()
    stated = _stated(dataset, iri, is_class, chosen["view"], tuple(chosen["trust"]))
    some = _SOME_MEMBERS if is_class else _SOME_STATEMENTS
    asked = some % {"iri": iri, "among": _AMONG, "limit": _EXAMPLES}
    return Usage(count, stated, select(dataset, asked, **chosen))


@once_a_snapshot
def _stated(
    opened: kg.Dataset, iri: str, is_class: bool, view: str | None, trust: tuple[str, ...]
) -> int:
    """Return how many uses of a term some passage states."""
    what, pattern = ("?s", f"?s a <{iri}>") if is_class else ("?s ?o", f"?s <{iri}> ?o")
    query = _STATED % {"what": what, "pattern": pattern}
    ((found,),) = select(opened, query, view=view, trust=trust)
    return int(found.value)


def asked_by(queries: Sequence[Any], name: str) -> list[Any]:
    """Return the named queries whose text names a term of ours."""
    return [query for query in queries if _names(query.text, f"cel:{name}")]


def _names(text: str, term: str) -> bool:
    following = text.partition(term)[2]
    while following:
        if not (following[0].isalnum() or following[0] == "_"):
            return True
        following = following.partition(term)[2]
    return False
