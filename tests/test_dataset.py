"""An open dataset: queries, errors that point into the text, rdflib, and newer snapshots."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, URIRef

import kg
from kg import errors
from kg.building.build import BuildReport
from kg.dataset import Dataset
from kg.results import Solutions, Triples
from kg.storage import store
from kg.vocab import BASE, CEL

pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")
"""rdflib itself uses what it deprecates."""

Build = Callable[..., BuildReport]
FILM = f"{BASE}film/harvest-moon"
HEDGED = f"{BASE}source/gazette/harvest-moon.hedged"
ALMANAC = f"{BASE}source/almanac/page-1"
YEARS = "SELECT ?year WHERE { ?film cel:releaseYear ?year } ORDER BY ?year"


def column(answer: object) -> list[object]:
    assert isinstance(answer, Solutions)
    return [next(iter(row.values())) for row in answer]


# Queries --------------------------------------------------------------------


def test_default_graph_is_what_the_primary_sources_state(tiny: Dataset) -> None:
    assert column(tiny.query(YEARS)) == [1971]


def test_every_graph_can_be_named(tiny: Dataset) -> None:
    text = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } } ORDER BY ?graph"
    every = {graph.value for graph in store.open_store(tiny.snapshot).named_graphs()}  # type: ignore[union-attr]
    assert set(column(tiny.query(text, view="possible"))) == every
    stated = set(column(tiny.query(text)))
    assert HEDGED not in stated
    assert stated < every


def test_each_triple_is_counted_once(tiny: Dataset) -> None:
    text = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    assert column(tiny.query(text, view="possible")) == [tiny.record.counts["closure"]]
    distinct = "SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT * WHERE { ?s ?p ?o } }"
    assert column(tiny.query(text)) == column(tiny.query(distinct))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        (f"SELECT ?y FROM <{ALMANAC}> WHERE {{ ?film cel:releaseYear ?y }}", [1972]),
        (f"SELECT ?y FROM <{HEDGED}> WHERE {{ ?film cel:releaseYear ?y }}", []),
        (f"SELECT ?y FROM NAMED <{ALMANAC}> WHERE {{ ?film cel:releaseYear ?y }}", []),
        (
            f"SELECT ?y FROM NAMED <{ALMANAC}> WHERE {{ GRAPH ?g {{ ?f cel:releaseYear ?y }} }}",
            [1972],
        ),
        ("SELECT ?y { # FROM <x>\n ?from cel:releaseYear ?y FILTER('FROM' != ?y) }", [1971]),
    ],
    ids=["from", "from another", "from named only", "from named", "the word elsewhere"],
)
def test_dataset_in_the_text_overrides_the_view(text: str, years: list[int], tiny: Dataset) -> None:
    assert column(tiny.query(text)) == years


def test_dataset_given_beside_the_text_overrides_both(tiny: Dataset) -> None:
    assert column(tiny.query(YEARS, default_graphs=[ALMANAC])) == [1972]
    text = f"SELECT ?y FROM <{HEDGED}> WHERE {{ ?film cel:releaseYear ?y }}"
    assert column(tiny.query(text, default_graphs=[ALMANAC])) == [1972]


def test_given_dataset_holds_nothing_but_what_is_given(tiny: Dataset) -> None:
    graphs = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert column(tiny.query(graphs, default_graphs=[ALMANAC])) == []
    assert column(tiny.query(graphs, named_graphs=[HEDGED])) == [HEDGED]
    assert column(tiny.query(YEARS, named_graphs=[ALMANAC])) == []


def test_prefixes_are_known_and_relative_names_are_the_base_s(tiny: Dataset) -> None:
    assert tiny.query("ASK { <film/harvest-moon> a cel:Film ; cel:director person:ada-lane }")


def test_construct_answers_triples(tiny: Dataset) -> None:
    answer = tiny.query("CONSTRUCT { ?x a cel:Director } WHERE { ?x a cel:Director }")
    assert isinstance(answer, Triples)
    assert len(answer) == 1


def test_numbers_are_values(tiny: Dataset) -> None:
    assert tiny.query("ASK { ?film cel:durationMinutes 90 }")


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("SELECT * {\n ?s foo:bar ?o }", 2, 12, "the prefix 'foo:' is not declared: add 'PREFIX"),
        ("SELECT * {\n ?s ?p }", 2, 9, "cannot be read after .*\\?p }"),
        ("SELECT * { ?s ?p ?o", 1, 20, "cannot be read after .*: expected .* or "),
        ("SELECT ?s (COUNT(?p) AS ?n) { ?s ?p ?o }", 1, 41, "variable that is unbound"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 1, 10, "a query begins here with SELECT"),
        ("", 1, 1, "a query begins here with SELECT"),
        ("SELECT * { ?s ?p 'x }", 1, 18, "does not end"),
    ],
    ids=["prefix", "term", "end", "unbound", "update", "empty", "string"],
)
def test_syntax_error_says_where(
    text: str, line: int, column: int, message: str, tiny: Dataset
) -> None:
    with pytest.raises(errors.QueryError, match=f"line {line}, column {column}: .*{message}") as at:
        tiny.query(text)
    assert (at.value.line, at.value.column) == (line, column)


def test_unknown_function_has_no_value(tiny: Dataset) -> None:
    assert not tiny.query("ASK { ?s ?p ?o FILTER(<http://f>(?s)) }")
    assert tiny.query("ASK { ?s ?p ?o BIND(<http://f>(?s) AS ?f) FILTER(!BOUND(?f)) }")


def test_graph_that_is_no_iri_is_a_query_error(tiny: Dataset) -> None:
    with pytest.raises(errors.QueryError, match="no IRI"):
        tiny.query(YEARS, default_graphs=["no iri"])


def test_query_from_outside_may_not_reach_out(tiny: Dataset) -> None:
    text = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    with pytest.raises(errors.QueryError, match="SERVICE is not allowed"):
        tiny.query(text, outside=True)


def test_unknown_query_name_gives_the_nearest(tiny: Dataset) -> None:
    name = next(iter(tiny.queries))
    with pytest.raises(errors.QueryError, match=f"did you mean .*{name}"):
        tiny.query(f"{name}s")


def test_text_takes_no_parameters(tiny: Dataset) -> None:
    with pytest.raises(errors.ParameterError):
        tiny.query(YEARS, parameters={"year": 1971})


def test_answers_cross_threads(tiny: Dataset) -> None:
    answers: list[object] = []

    def ask() -> None:
        answers.append(tiny.query(YEARS))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [column(answer) for answer in answers] == [[1971]] * 8


# Opening --------------------------------------------------------------------


def test_closed_dataset_says_so(build_corpus: Build, tmp_path: Path) -> None:
    build_corpus()
    with kg.open(tmp_path / "dataset") as opened:
        assert column(opened.query(YEARS)) == [1971]
    with pytest.raises(errors.DatasetError, match="closed"):
        opened.query(YEARS)


def test_open_dataset_stays_what_it_was_and_knows_it(
    build_corpus: Build, corpus: Path, tmp_path: Path
) -> None:
    build_corpus()
    opened = kg.open(tmp_path / "dataset")
    assert opened.is_current()
    path = corpus / "gazette" / "harvest-moon.ttl"
    path.write_text(path.read_text().replace("1971", "1970"))
    build_corpus()
    assert not opened.is_current()
    assert column(opened.query(YEARS)) == [1971]
    assert column(kg.open(tmp_path / "dataset").query(YEARS)) == [1970]


def test_damaged_dataset_is_not_opened(build_corpus: Build, tmp_path: Path) -> None:
    report = build_corpus()
    (report.snapshot.folder / "store" / "CURRENT").unlink()
    with pytest.raises(errors.DatasetError, match="celadon build --force"):
        kg.open(str(tmp_path / "dataset"))


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = slice(len(content) // 3, len(content) // 3 + 200)
    content[middle] = bytes(byte ^ 0xFF for byte in content[middle])
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


READS: dict[str, Callable[[Dataset], object]] = {
    "query": lambda opened: opened.query("SELECT * WHERE { ?s ?p ?o }"),
    "export": lambda opened: opened.export("nq"),
}


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("damage", [flip, cut])
def test_damaged_files_are_told_with_the_command_that_mends_them(
    read: str, damage: Callable[[Path], None], build_corpus: Build, tmp_path: Path
) -> None:
    tables = list((build_corpus().snapshot.folder / "store").glob("*.sst"))
    for table in tables:
        damage(table)
    with pytest.raises(errors.DatasetError, match="celadon build --force"):
        READS[read](kg.open(tmp_path / "dataset"))
    assert tables


def test_folder_that_is_named_must_hold_a_dataset(tmp_path: Path) -> None:
    missing = tmp_path / "none"
    with pytest.raises(errors.DatasetError) as caught:
        kg.open(missing)
    advice = f"there is no dataset at {missing}: run `celadon build --dataset {missing}`"
    assert str(caught.value) == advice
    assert not missing.exists()


def test_shipped_facts_are_built_where_that_is_asked_for(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = {"facts": corpus, "ontology": Path(__file__).parent / "data" / "schema"}
    monkeypatch.setattr("kg.building.inputs.shipped", folders.__getitem__)
    assert kg.open(tmp_path / "one", build_shipped=True).record.shipped
    monkeypatch.setenv("CELADON_DATASET", str(tmp_path / "two"))
    with pytest.raises(errors.DatasetError, match="there is no dataset"):
        kg.open(build_shipped=False)
    assert kg.open().root == tmp_path / "two"


def test_default_dataset_is_the_shipped_one(shipped: Dataset) -> None:
    assert kg.open().record.inputs == shipped.record.inputs


# rdflib ---------------------------------------------------------------------


def test_rdflib_s_default_graph_is_the_view(tiny: Dataset) -> None:
    graph = tiny.graph
    years = list(graph.objects(URIRef(FILM), URIRef(f"{CEL}releaseYear")))
    assert [year.toPython() for year in years] == [1971]  # type: ignore[attr-defined]
    (count,) = column(tiny.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"))
    assert len(graph.default_graph) == count


def test_rdflib_gives_each_named_graph(tiny: Dataset) -> None:
    graph = tiny.graph.graph(URIRef(HEDGED))
    assert len(graph) == 3
    assert (URIRef(FILM), URIRef(f"{CEL}contributor"), None) in graph


def test_rdflib_s_quads_are_those_of_the_store(tiny: Dataset) -> None:
    quads = list(tiny.graph.quads((None, None, None, None)))
    assert len(quads) == len(store.open_store(tiny.snapshot))


def test_rdflib_s_queries_mean_the_view(tiny: Dataset) -> None:
    answer = tiny.graph.query("SELECT ?y WHERE { ?film cel:releaseYear ?y }")
    assert [row.y.toPython() for row in answer] == [1971]  # type: ignore[union-attr]
    named = tiny.graph.query(f"ASK {{ GRAPH <{HEDGED}> {{ ?s ?p ?o }} }}")
    assert named.askAnswer


def test_rdflib_knows_the_prefixes(tiny: Dataset) -> None:
    assert tiny.graph.qname(FILM) == "film:harvest-moon"


CHANGES: dict[str, Callable[[rdflib.Dataset], object]] = {
    "add": lambda graph: graph.add((URIRef(FILM), RDF.type, RDF.Bag)),
    "remove": lambda graph: graph.remove((None, None, None)),
    "update": lambda graph: graph.update("DELETE WHERE { ?s ?p ?o }"),
    "parse": lambda graph: graph.parse(data=f"<{FILM}> a <{FILM}> .", format="turtle"),
    "remove_graph": lambda graph: graph.remove_graph(URIRef(HEDGED)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_rdflib_cannot_change_it(change: str, tiny: Dataset) -> None:
    before = len(list(tiny.graph.quads((None, None, None, None))))
    with pytest.raises(errors.DatasetError, match="read-only"):
        CHANGES[change](tiny.graph)
    assert len(list(tiny.graph.quads((None, None, None, None)))) == before
