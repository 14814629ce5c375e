"""Answers: typed values, data frames and the standard forms."""

from __future__ import annotations

import pickle
import sys
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
import pyoxigraph
import pytest
import rdflib
import rdflib.compare

from kg import results
from kg.errors import QueryError
from kg.results import Boolean, Solutions, Triples, Value, value_of
from kg.vocab import PREFIXES, XSD


def ask_engine(query: str) -> results.Result:
    store = pyoxigraph.Store()
    return results.read(store.query(query, prefixes=dict(PREFIXES)))


def solutions(values: str) -> Solutions:
    answer = ask_engine(f"SELECT * {{ VALUES {values} }}")
    assert isinstance(answer, Solutions)
    return answer


def literal(text: str, name: str) -> pyoxigraph.Literal:
    return pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode(XSD + name))


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        (pyoxigraph.NamedNode("https://example.org/a"), "https://example.org/a"),
        (pyoxigraph.BlankNode("b"), "_:b"),
        (pyoxigraph.Literal("1"), "1"),
        (pyoxigraph.Literal("피바다", language="ko"), "피바다"),
        (literal("+08", "integer"), 8),
        (literal("12345678901234567890", "integer"), 12345678901234567890),
        (literal("7", "nonNegativeInteger"), 7),
        (literal("many", "integer"), "many"),
        (literal("1_000", "integer"), "1_000"),
        (literal("6.90", "decimal"), Decimal("6.90")),
        (literal("1e3", "decimal"), "1e3"),
        (literal("1e3", "double"), 1000.0),
        (literal("-INF", "float"), float("-inf")),
        (literal("1", "boolean"), True),
        (literal("false", "boolean"), False),
        (literal("yes", "boolean"), "yes"),
        (literal("1985", "gYear"), 1985),
        (literal("-0044", "gYear"), -44),
        (literal("1985Z", "gYear"), "1985Z"),
        (literal("1978-01-14", "date"), date(1978, 1, 14)),
        (literal("1978-02-30", "date"), "1978-02-30"),
        (literal("-0044-03-15", "date"), "-0044-03-15"),
        (literal("1978-01-14Z", "date"), "1978-01-14Z"),
        (literal("2026-01-02T03:04:05", "dateTime"), datetime(2026, 1, 2, 3, 4, 5)),
        (
            literal("2026-01-02T03:04:05.5Z", "dateTimeStamp"),
            datetime(2026, 1, 2, 3, 4, 5, 500000, UTC),
        ),
        (literal("P1Y", "duration"), "P1Y"),
    ],
    ids=str,
)
def test_term_becomes_the_value_of_its_datatype(
    term: pyoxigraph.NamedNode | pyoxigraph.Literal | None, value: Value
) -> None:
    found = value_of(term)
    assert (found, type(found)) == (value, type(value))


def test_rows_hold_every_variable_in_order_and_none_where_unbound() -> None:
    answer = solutions('(?film ?year) { (film:pulgasari 1985) ("x" UNDEF) }')
    assert answer.variables == ("film", "year")
    assert answer.to_dicts() == [
        {"film": "https://w3id.org/celadon/film/pulgasari", "year": 1985},
        {"film": "x", "year": None},
    ]
    assert (len(answer), list(answer)) == (2, answer.to_dicts())


def test_terms_keep_language_and_datatype() -> None:
    answer = solutions('?x { "피바다"@ko 1.5 }')
    assert answer.terms() == (
        (pyoxigraph.Literal("피바다", language="ko"),),
        (literal("1.5", "decimal"),),
    )


def test_solutions_cross_threads_and_processes() -> None:
    answer = solutions("?x { 1 2 }")
    seen: list[object] = []
    thread = threading.Thread(target=lambda: seen.extend(row["x"] for row in answer))
    thread.start()
    thread.join()
    assert seen == [1, 2]
    assert pickle.loads(pickle.dumps(answer)) == answer


@pytest.mark.parametrize(
    ("format_name", "text"),
    [
        ("csv", "x,y\r\n피바다,\r\n"),
        ("tsv", '?x\t?y\n"피바다"@ko\t\n'),
        (
            "json",
            '{"head":{"vars":["x","y"]},"results":{"bindings":'
            '[{"x":{"type":"literal","value":"피바다","xml:lang":"ko"}}]}}',
        ),
        (
            "xml",
            '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>'
            '<variable name="x"/><variable name="y"/></head><results><result><binding name="x">'
            '<literal xml:lang="ko">피바다</literal></binding></result></results></sparql>',
        ),
    ],
)
def test_solutions_are_written_in_the_standard_formats(format_name: str, text: str) -> None:
    answer = solutions('(?x ?y) { ("피바다"@ko UNDEF) }')
    assert answer.serialize(format_name).decode() == text


@pytest.mark.parametrize(
    ("form", "wrong"),
    [("SELECT * {}", "ttl"), ("ASK {}", "nt"), ("CONSTRUCT WHERE { ?s ?p ?o }", "csv")],
)
def test_wrong_format_is_refused_with_the_choices(form: str, wrong: str) -> None:
    with pytest.raises(QueryError, match=rf"cannot be written as '{wrong}': choose .* or "):
        ask_engine(form).serialize(wrong)


def test_boolean_is_its_answer() -> None:
    yes, no = ask_engine("ASK {}"), ask_engine("ASK { ?s ?p ?o }")
    assert (yes, no) == (Boolean(True), Boolean(False))
    assert yes
    assert not no
    assert yes.serialize("json") == b'{"head":{},"boolean":true}'
    assert no.serialize("csv") == b"false"


COLUMNS = {
    "whole": ("1 UNDEF", "Int64", pl.Int64(), [1, None]),
    "exact": ("6.9 5.35", "Float64", pl.Decimal(38, 2), [Decimal("6.90"), Decimal("5.35")]),
    "float": ("1e3 UNDEF", "Float64", pl.Float64(), [1000.0, None]),
    "truth": ("true UNDEF", "boolean", pl.Boolean(), [True, None]),
    "text": ('"a"@en "b"', "string", pl.String(), ["a", "b"]),
    "nothing": ("UNDEF UNDEF", "string", pl.String(), [None, None]),
    "mixed": ('1 "b"', "object", pl.String(), ["1", "b"]),
    "huge": ("12345678901234567890 1", "object", pl.String(), ["12345678901234567890", "1"]),
    "day": (
        '"1978-01-14"^^xsd:date UNDEF',
        "datetime64[s]",
        pl.Date(),
        [date(1978, 1, 14), None],
    ),
    "moment": (
        '"2026-01-02T03:04:05"^^xsd:dateTime UNDEF',
        "datetime64[us]",
        pl.Datetime("us"),
        [datetime(2026, 1, 2, 3, 4, 5), None],
    ),
    "instant": (
        '"2026-01-02T03:04:05+09:00"^^xsd:dateTime UNDEF',
        "datetime64[us, UTC]",
        pl.Datetime("us", "UTC"),
        [datetime(2026, 1, 1, 18, 4, 5, tzinfo=UTC), None],
    ),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_frames_have_a_typed_column_for_each_variable(name: str) -> None:
    values, pandas_type, polars_type, expected = COLUMNS[name]
    answer = solutions(f"?x {{ {values} }}")
    frame = answer.to_pandas()
    assert list(frame.columns) == ["x"]
    assert str(frame["x"].dtype) == pandas_type
    missing = [value is None for value in expected]
    assert list(frame["x"].isna()) == missing
    series = answer.to_polars()["x"]
    assert (series.dtype, series.to_list()) == (polars_type, expected)


def test_pandas_values_are_right_in_a_mixed_column() -> None:
    assert list(solutions('?x { 1 "b" 2.5 }').to_pandas()["x"]) == [1, "b", Decimal("2.5")]


def test_pandas_numbers_add_up() -> None:
    frame = solutions("(?a ?b) { (1 6.9) (2 5.3) }").to_pandas()
    assert frame["a"].sum() == 3
    assert frame["b"].mean() == pytest.approx(6.1)


@pytest.mark.parametrize("method", [Solutions.to_pandas, Solutions.to_polars])
def test_empty_answer_still_has_its_columns(method: Callable[[Solutions], object]) -> None:
    answer = ask_engine("SELECT ?a ?b { ?a ?b 1 }")
    assert isinstance(answer, Solutions)
    frame = method(answer)
    assert list(frame.columns) == ["a", "b"]  # type: ignore[attr-defined] # either library's
    assert len(frame) == 0  # type: ignore[arg-type] # either library's


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_missing_library_is_an_error_that_names_the_extra(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(QueryError, match=rf"pip install 'celadon\[{library}\]'"):
        getattr(solutions("?x { 1 }"), f"to_{library}")()


def test_html_escapes_what_the_data_holds_and_counts_what_it_cuts() -> None:
    html = solutions('?x { "<script>" ' + " ".join(map(str, range(120))) + " }")._repr_html_()
    assert "<td>&lt;script&gt;</td>" in html
    assert html.count("<tr>") == 101
    assert "21 more of 121 rows" in html


TRIPLES = """
CONSTRUCT { ?film a cel:Film ; rdfs:label ?label ; cel:releaseYear 1985 } WHERE {
  VALUES (?film ?label) { (film:pulgasari "Pulgasari"@en) (film:pulgasari "불가사리"@ko) }
}
"""


def triples() -> Triples:
    answer = ask_engine(TRIPLES)
    assert isinstance(answer, Triples)
    return answer


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own JSON-LD parser
@pytest.mark.parametrize(
    ("format_name", "parser"),
    [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("rdf", "xml")],
)
def test_triples_are_read_back_the_same_by_rdflib(format_name: str, parser: str) -> None:
    answer = triples()
    again = rdflib.Graph().parse(data=answer.serialize(format_name), format=parser)
    assert rdflib.compare.isomorphic(again, answer.to_rdflib())
    assert len(again) == 4


def test_triples_are_distinct_and_sorted() -> None:
    answer = triples()
    lines = answer.nt.decode().splitlines()
    assert (len(answer), lines) == (4, sorted(set(lines)))
    assert [str(triple) + " ." for triple in answer] == lines


def test_turtle_declares_only_the_prefixes_it_uses() -> None:
    text = triples().serialize("ttl").decode()
    declared = {line.split()[1] for line in text.splitlines() if line.startswith("@prefix")}
    assert declared == {"cel:", "film:", "rdf:", "rdfs:", "xsd:"}
    assert "film:pulgasari" in text


def test_triples_cross_processes() -> None:
    assert pickle.loads(pickle.dumps(triples())).nt == triples().nt


def test_turtle_is_the_same_each_time_with_prefixes_in_our_order() -> None:
    texts = {triples().serialize("ttl") for _ in range(20)}
    assert len(texts) == 1
    declared = [line.split()[1] for line in texts.pop().decode().splitlines()[:5]]
    assert declared == ["cel:", "film:", "rdf:", "rdfs:", "xsd:"]


@pytest.mark.parametrize("triple", ['<x:s> <x:1> "a"', '<x:s> <x:p> "a\\u0001"'])
def test_triple_that_xml_cannot_hold_is_refused_there_alone(triple: str) -> None:
    answer = ask_engine(f"CONSTRUCT {{ {triple} }} {{}}")
    with pytest.raises(QueryError, match=r"XML cannot (express|hold)"):
        answer.serialize("rdf")
    for format_name in ("ttl", "nt", "jsonld"):
        assert answer.serialize(format_name)
