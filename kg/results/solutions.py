"""The answer to a SELECT query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Final

import pyoxigraph

from kg.results import frames
from kg.results.formats import solutions_format
from kg.results.values import Term, Value, text_of, value_of
from kg.xmltext import readable

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped] # its stubs are a package of their own
    import polars

Row = dict[str, Value]
"""One solution: every variable, in the query's order, with its value; None where unbound."""

_HTML_ROWS: Final = 100


@dataclass(frozen=True)
class Solutions:
    """The answer to a SELECT query, held as SPARQL 1.1 JSON results.

    Iterating gives rows of Python values, `terms()` the same as RDF terms. It can be read any
    number of times and from any thread.

    Attributes:
        json: the answer in the SPARQL 1.1 Query Results JSON Format.
    """

    json: bytes

    @classmethod
    def read(cls, answer: pyoxigraph.QuerySolutions) -> Solutions:
        """Read the engine's answer to its end, in the thread that asked."""
        return cls(answer.serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b"")

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The names of the query's variables, without `?`, in its order."""
        return tuple(variable.value for variable in self._parse().variables)

    @cached_property
    def _terms(self) -> tuple[tuple[Term | None, ...], ...]:
        answer = self._parse()
        variables = answer.variables
        return tuple(tuple(solution[v] for v in variables) for solution in answer)

    def __len__(self) -> int:
        """Return the number of solutions."""
        return len(self._terms)

    def __iter__(self) -> Iterator[Row]:
        """Give each solution as a dictionary of Python values (see `kg.results.values`)."""
        for row in self._terms:
            yield dict(zip(self.variables, map(value_of, row), strict=True))

    def terms(self) -> tuple[tuple[Term | None, ...], ...]:
        """Return the solutions as RDF terms, in the order of `variables`; None for unbound."""
        return self._terms

    def to_dicts(self) -> list[Row]:
        """Return the rows as a list of dictionaries."""
        return list(self)

    def to_pandas(self) -> pandas.DataFrame:
        """Return a DataFrame with a nullable typed column for each variable.

        Raises:
            QueryError: pandas is not installed; the message names the extra.
        """
        return frames.to_pandas(self.variables, self._terms)

    def to_polars(self) -> polars.DataFrame:
        """Return a polars DataFrame with a typed column for each variable.

        Raises:
            QueryError: polars is not installed; the message names the extra.
        """
        return frames.to_polars(self.variables, self._terms)

    def serialize(self, format: str = "json") -> bytes:
        """Write the answer as `json`, `xml`, `csv` or `tsv`, each as SPARQL 1.1 defines it.

        Raises:
            QueryError: the format is not one of these.
            InexpressibleError: XML cannot hold a character of it.
        """
        chosen = solutions_format(format)
        if chosen == pyoxigraph.QueryResultsFormat.JSON:
            return self.json
        content = self._parse().serialize(format=chosen) or b""
        return readable(content) if format == "xml" else content

    def _parse(self) -> pyoxigraph.QuerySolutions:
        answer = pyoxigraph.parse_query_results(
            self.json, format=pyoxigraph.QueryResultsFormat.JSON
        )
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        return answer

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.variables)
        rows = "".join(f"<tr>{_cells(row)}</tr>" for row in self._terms[:_HTML_ROWS])
        more = len(self) - _HTML_ROWS
        note = f"<p>{more} more of {len(self)} rows</p>" if more > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{note}"


def _cells(row: tuple[Term | None, ...]) -> str:
    return "".join(f"<td>{escape(text_of(term))}</td>" for term in row)
