"""Where a term is used in the data that the request believes: counts and examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import kg
from server.graph import believed
from server.site.terms import is_literal
from server.statements import select

_EXAMPLES: Final = 8
_MEMBERS: Final = """
SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE { ?thing a ?class } GROUP BY ?class
"""
_STATEMENTS: Final = (
    "SELECT ?property (COUNT(*) AS ?n) WHERE { ?s ?property ?o } GROUP BY ?property"
)
_SOME_MEMBERS: Final = """
SELECT DISTINCT ?thing WHERE { ?thing a <%(iri)s> FILTER(ISIRI(?thing)) }
ORDER BY ?thing LIMIT %(limit)d
"""
_SOME_STATEMENTS: Final = """
SELECT ?s ?o WHERE { ?s <%(iri)s> ?o FILTER(ISIRI(?s)) } ORDER BY ?s ?o LIMIT %(limit)d
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
    return _counted(dataset, _MEMBERS)


def uses(dataset: kg.Dataset) -> dict[str, int]:
    """Return how many statements each property is in, by IRI."""
    return _counted(dataset, _STATEMENTS)


def _counted(dataset: kg.Dataset, query: str) -> dict[str, int]:
    rows = select(dataset, query, **believed())
    return {term.value: int(n.value) for term, n in rows if hasattr(term, "value")}


def usage(dataset: kg.Dataset, iri: str, *, is_class: bool) -> Usage:
    """Return how one class or property is used."""
    pattern = f"?s a <{iri}>" if is_class else f"?s <{iri}> ?o"
    what = "?s" if is_class else "?s ?o"
    asked = "COUNT(DISTINCT ?s)" if is_class else "COUNT(*)"
    count = _number(dataset, f"SELECT ({asked} AS ?n) WHERE {{ {pattern} }}")
    stated = _number(dataset, _STATED % {"what": what, "pattern": pattern})
    some = _SOME_MEMBERS if is_class else _SOME_STATEMENTS
    examples = select(dataset, some % {"iri": iri, "limit": _EXAMPLES}, **believed())
    return Usage(count, stated, examples)


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


def _number(dataset: kg.Dataset, query: str) -> int:
    ((found,),) = select(dataset, query, **believed())
    return int(found.value)
