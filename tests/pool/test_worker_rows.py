"""Rows counted from a result's bytes are the rows that a parser of the format finds."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.worker.rows import rows_of

FORMATS = {
    "json": pyoxigraph.QueryResultsFormat.JSON,
    "xml": pyoxigraph.QueryResultsFormat.XML,
    "csv": pyoxigraph.QueryResultsFormat.CSV,
    "tsv": pyoxigraph.QueryResultsFormat.TSV,
}
AWKWARD = st.text(alphabet='},{[]"\\\n\r<result> a혈', max_size=12)
CELLS = st.lists(st.tuples(st.none() | AWKWARD, st.none() | AWKWARD), max_size=8)


def _literal(text: str | None) -> str:
    return "UNDEF" if text is None else str(pyoxigraph.Literal(text))


def _result(cells: list[tuple[str | None, str | None]], format: str) -> bytes:
    rows = " ".join(f"({_literal(a)} {_literal(b)})" for a, b in cells)
    query = f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {rows} }} }}"
    answer = pyoxigraph.Store().query(query)
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    return answer.serialize(format=FORMATS[format]) or b""


@pytest.mark.parametrize("format", FORMATS)
@given(cells=CELLS, size=st.integers(1, 40))
def test_rows_are_counted_whatever_the_text_and_the_chunks(
    format: str, cells: list[tuple[str | None, str | None]], size: int
) -> None:
    content = _result(cells, format)
    rows = rows_of(format)
    for start in range(0, len(content), size):
        rows.feed(content[start : start + size])
    assert rows.count == len(cells)


@pytest.mark.parametrize("format", FORMATS)
def test_a_triple_term_is_part_of_its_row(format: str) -> None:
    query = "SELECT * { VALUES ?t { <<( <a:a> <a:b> '},{' )>> <<( <a:a> <a:b> <a:c> )>> } }"
    answer = pyoxigraph.Store().query(query)
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    rows = rows_of(format)
    rows.feed(answer.serialize(format=FORMATS[format]) or b"")
    assert rows.count == 2
