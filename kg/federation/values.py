"""An endpoint's answer, SPARQL 1.1 JSON results, as a clause VALUES.

Blank nodes become IRIs (`urn:uuid:`, the same within one answer), for VALUES can hold none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid4, uuid5

from pyoxigraph import Literal, NamedNode

from kg.federation.policy import ServiceError

MOST_ROWS: Final = 10_000
"""How many solutions of an endpoint are taken."""

EMPTY: Final = "VALUES () { () }"
"""One solution that binds nothing: what a SILENT service is worth that fails."""


def values(content: bytes) -> str:
    """Return the clause, on one line.

    Raises:
        ServiceError: the answer is not of the form, or has too many solutions.
    """
    try:
        document = json.loads(content)
        variables = [str(name) for name in document["head"].get("vars", [])]
        rows = document["results"]["bindings"]
        if not all(map(_NAME.fullmatch, variables)) or len(rows) > MOST_ROWS:
            raise ServiceError(f"an endpoint answers with more than {MOST_ROWS} solutions")
        nodes = uuid4().hex
        lines = [_row(variables, row, nodes) for row in rows]
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise ServiceError("an endpoint's answer is no SPARQL result in JSON") from error
    names = " ".join(f"?{name}" for name in variables)
    return f"VALUES ({names}) {{ {' '.join(lines)} }}"


def _row(variables: Sequence[str], row: Mapping[str, Any], nodes: str) -> str:
    return f"({' '.join(_term(row[v], nodes) if v in row else 'UNDEF' for v in variables)})"


def _term(given: Mapping[str, Any], nodes: str) -> str:
    """Write a term; pyoxigraph escapes what must be and refuses what no IRI or language is."""
    value = str(given["value"])
    match given["type"]:
        case "uri":
            return str(NamedNode(value))
        case "bnode":
            return f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{nodes}/{value}')}>"
        case "literal" | "typed-literal":
            if language := given.get("xml:lang"):
                return str(Literal(value, language=str(language)))
            datatype = given.get("datatype")
            return str(Literal(value, datatype=NamedNode(str(datatype)) if datatype else None))
    raise ValueError(given["type"])


_NAME: Final = re.compile(r"\w+")
