"""The answer to an ASK query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph

from kg.results.formats import solutions_format

_JSON: Final = pyoxigraph.QueryResultsFormat.JSON


@dataclass(frozen=True, slots=True)
class Boolean:
    """The answer to an ASK query: true in Python exactly when it is true."""

    answer: bool

    def __bool__(self) -> bool:
        """Return the answer."""
        return self.answer

    def serialize(self, format: str = "json") -> bytes:
        """Write the answer as `json`, `xml`, `csv` or `tsv` (the last two: the word alone).

        Raises:
            QueryError: the format is not one of these.
        """
        chosen = solutions_format(format)
        text = b'{"head":{},"boolean":%s}' % str(self.answer).lower().encode()
        answer = pyoxigraph.parse_query_results(text, format=_JSON)
        return answer.serialize(format=chosen) or b""

    def _repr_html_(self) -> str:
        return f"<code>{str(self.answer).lower()}</code>"
