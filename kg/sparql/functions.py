"""Functions that the engine does not know: they have no value, as SPARQL has it, and stop nothing.

A call of one is an error of its expression alone, so that BIND leaves its variable unbound and
FILTER drops the solution (SPARQL 1.1 §17.2, §17.6); the engine would refuse the query.
"""

from __future__ import annotations

import re
from typing import Any

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store

MOST_UNKNOWN = 20
"""How many unknown functions a query may call."""

_UNKNOWN = re.compile(r"custom function <([^>]*)> is not supported")


def query(store: Store, text: str, **options: Any) -> QuerySolutions | QueryTriples | QueryBoolean:
    """Evaluate a query as `Store.query` does, unknown functions and all."""
    unknown: dict[NamedNode, Any] = {}
    while True:
        try:
            return store.query(text, custom_functions=unknown, **options)
        except RuntimeError as error:
            found = _UNKNOWN.search(str(error))
            if not found or len(unknown) >= MOST_UNKNOWN or NamedNode(found[1]) in unknown:
                raise
            unknown[NamedNode(found[1])] = _no_value


def _no_value(*_arguments: object) -> None:
    return None
