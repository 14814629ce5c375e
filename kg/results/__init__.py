"""What a query answers: solutions (SELECT), triples (CONSTRUCT, DESCRIBE) or a boolean (ASK).

Each holds its answer as bytes in one standard form, so it can cross threads and processes, and is
read into terms when asked. How terms become Python values is the table in `kg.results.values`.
"""

from __future__ import annotations

import pyoxigraph

from kg.results.boolean import Boolean
from kg.results.solutions import Row, Solutions
from kg.results.triples import Triples
from kg.results.values import Value, value_of

__all__ = [
    "Boolean",
    "Result",
    "Row",
    "Solutions",
    "Triples",
    "Value",
    "read",
    "value_of",
]

Result = Solutions | Triples | Boolean
"""What a query answers, whatever its form."""


def read(
    answer: pyoxigraph.QuerySolutions | pyoxigraph.QueryTriples | pyoxigraph.QueryBoolean,
) -> Result:
    """Read the engine's answer to its end; it must be called in the thread that asked."""
    match answer:
        case pyoxigraph.QuerySolutions():
            return Solutions.read(answer)
        case pyoxigraph.QueryTriples():
            return Triples.read(answer)
        case _:
            return Boolean(bool(answer))
