"""The names of the forms that an answer can be written in."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

import pyoxigraph

from kg.errors import QueryError

SOLUTIONS_FORMATS: Final = MappingProxyType(
    {
        "json": pyoxigraph.QueryResultsFormat.JSON,
        "xml": pyoxigraph.QueryResultsFormat.XML,
        "csv": pyoxigraph.QueryResultsFormat.CSV,
        "tsv": pyoxigraph.QueryResultsFormat.TSV,
    }
)
"""How the answer to a SELECT or ASK can be written: SPARQL 1.1's four result formats."""

TRIPLES_FORMATS: Final = MappingProxyType(
    {
        "ttl": pyoxigraph.RdfFormat.TURTLE,
        "nt": pyoxigraph.RdfFormat.N_TRIPLES,
        "jsonld": pyoxigraph.RdfFormat.JSON_LD,
        "rdf": pyoxigraph.RdfFormat.RDF_XML,
    }
)
"""How the answer to a CONSTRUCT or DESCRIBE can be written: Turtle, N-Triples, JSON-LD, RDF/XML."""


def solutions_format(name: str) -> pyoxigraph.QueryResultsFormat:
    """Return the engine's format called `name`.

    Raises:
        QueryError: solutions and booleans are not written so.
    """
    if name not in SOLUTIONS_FORMATS:
        raise QueryError(
            f"the answer to a SELECT or ASK cannot be written as {name!r}: "
            f"choose {_choices(SOLUTIONS_FORMATS)}"
        )
    return SOLUTIONS_FORMATS[name]


def triples_format(name: str) -> pyoxigraph.RdfFormat:
    """Return the engine's RDF format called `name`.

    Raises:
        QueryError: triples are not written so.
    """
    if name not in TRIPLES_FORMATS:
        raise QueryError(
            f"the answer to a CONSTRUCT or DESCRIBE cannot be written as {name!r}: "
            f"choose {_choices(TRIPLES_FORMATS)}"
        )
    return TRIPLES_FORMATS[name]


def _choices(formats: MappingProxyType[str, object]) -> str:
    *most, last = formats
    return f"{', '.join(most)} or {last}"
