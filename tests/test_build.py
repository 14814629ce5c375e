"""Building: what lands in which graph, when nothing is done, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from builds import append, opened, run_python, term, triples
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

import kg
from kg.building.build import BuildReport, build
from kg.building.inputs import _code_files
from kg.dataset import Dataset
from kg.errors import FactsError, FileError, KGError, ReasonerError, TurtleError
from kg.results import Solutions
from kg.storage import store
from kg.views import choose
from kg.vocab import BASE, PREFIXES

Build = Callable[..., BuildReport]
SCHEMA = Path(__file__).parent / "data" / "schema"
STEPS = ["load", "close", "write", "check", "publish"]


@pytest.fixture
def build_corpus(build_corpus: Build) -> Build:
    """Build as `celadon build` does: the facts are held against shapes."""
    return partial(build_corpus, shapes=True)


def stated(report: BuildReport) -> set[Triple]:
    """The triples of the view `stated`, which is the union of some support graphs."""
    dataset = opened(report)
    graphs = choose(report.snapshot.record).supports
    return set().union(*(triples(dataset, graph) for graph in graphs))


def triple(s: str, p: str, o: str) -> Triple:
    return Triple(term(s), term(p), term(o))


def rows(dataset: Dataset, text: str) -> list[dict[str, object]]:
    answer = dataset.query(text)
    assert isinstance(answer, Solutions)
    return [dict(row) for row in answer]


# What is in the dataset -----------------------------------------------------


def test_graphs_are_passages_support_ontology_and_catalogue(build_corpus: Build) -> None:
    report = build_corpus()
    supports = {support.graph for support in report.snapshot.record.supports}
    assert len(supports) > 3
    assert all(graph.startswith(f"{BASE}support/") for graph in supports)
    assert {graph.value for graph in opened(report).named_graphs()} == supports | {
        f"{BASE}graph/catalogue",
        f"{BASE}graph/ontology",
        f"{BASE}source/almanac/page-1",
        f"{BASE}source/gazette/harvest-moon",
        f"{BASE}source/gazette/harvest-moon.hedged",
    }


def test_support_graphs_are_disjoint(build_corpus: Build) -> None:
    report = build_corpus()
    dataset = opened(report)
    found = [triples(dataset, s.graph) for s in report.snapshot.record.supports]
    assert sum(map(len, found)) == len(set().union(*found)) == report.counts["closure"]


def test_owlrl_is_still_to_be_had_and_says_the_same_of_the_view_stated(
    build_corpus: Build,
) -> None:
    by_engine = stated(build_corpus())
    report = build_corpus(reasoner="owlrl")
    assert report.snapshot.record.reasoner == "owlrl"
    assert stated(report) == by_engine


def test_default_graph_of_the_store_is_empty(build_corpus: Build) -> None:
    assert not [q for q in opened(build_corpus()) if not isinstance(q.graph_name, NamedNode)]


def test_passage_graph_holds_exactly_its_claims(build_corpus: Build) -> None:
    assert triples(opened(build_corpus()), f"{BASE}source/gazette/harvest-moon.hedged") == {
        triple("film:harvest-moon", "cel:contributor", "person:old-tom"),
        triple("person:old-tom", "rdf:type", "cel:Person"),
        Triple(term("person:old-tom"), term("rdfs:label"), Literal("Old Tom", language="en")),
    }


def test_closure_holds_what_primary_sources_state_and_what_follows(build_corpus: Build) -> None:
    closure = stated(build_corpus())
    assert {
        triple("film:harvest-moon", "cel:director", "person:ada-lane"),
        triple("film:harvest-moon", "cel:contributor", "person:ada-lane"),
        triple("person:ada-lane", "cel:directed", "film:harvest-moon"),
        triple("person:ada-lane", "rdf:type", "cel:Director"),
        triple("film:harvest-moon", "cel:setIn", "place:island"),
        triple("cel:Director", "rdf:type", "owl:Class"),
    } <= closure


def test_closure_leaves_out_hedges_and_reference_sources(build_corpus: Build) -> None:
    closure = stated(build_corpus())
    about = {str(node) for found in closure for node in (found.subject, found.object)}
    assert not {str(term("person:old-tom")), str(term("person:bert-hill"))} & about


def test_ontology_graph_holds_axioms_and_background(build_corpus: Build) -> None:
    axioms = triples(opened(build_corpus()), f"{BASE}graph/ontology")
    assert triple("place:harbour", "cel:locatedIn", "place:island") in axioms
    assert triple("cel:Film", "rdfs:subClassOf", "cel:Work") in axioms


def test_blank_nodes_of_axioms_are_the_same_in_closure_and_ontology(build_corpus: Build) -> None:
    report = build_corpus()
    axioms = triples(opened(report), f"{BASE}graph/ontology")
    anonymous = [
        {triple for triple in found if isinstance(triple.subject, BlankNode)}
        for found in (axioms, stated(report))
    ]
    assert anonymous[0] == anonymous[1] != set()


def test_two_builds_of_equal_input_differ_only_in_what_tells_of_the_build(
    build_corpus: Build,
) -> None:
    first = set(opened(build_corpus()))
    second = set(opened(build_corpus(force=True)))
    changed = {quad.graph_name for quad in first ^ second}
    assert changed == {NamedNode(f"{BASE}graph/catalogue")}
    assert {quad.predicate.value.rpartition("#")[2] for quad in first ^ second} <= {
        "startedAtTime",
        "endedAtTime",
        "generatedAtTime",
        "label",
        "http://purl.org/dc/terms/identifier",
    }


# The catalogue --------------------------------------------------------------


def test_catalogue_describes_supports_by_the_units_they_rest_on(tiny: Dataset) -> None:
    text = """SELECT DISTINCT ?unit WHERE {
        GRAPH ?support { film:harvest-moon cel:contributor %s }
        GRAPH graph:catalogue { ?support a cel:Support ; cel:alternative/cel:restsOn ?unit }
    } ORDER BY ?unit"""
    gazette = f"{BASE}source/gazette"
    assert rows(tiny, text % "person:ada-lane") == [{"unit": gazette}]
    assert rows(tiny, text % "person:old-tom") == []  # `stated` knows no hedge
    found = tiny.query(text % "person:old-tom", view="possible")
    assert isinstance(found, Solutions)
    assert [dict(row) for row in found] == [{"unit": f"{gazette}#alleged"}]


def test_catalogue_gives_each_passage_its_unit_and_certainty(tiny: Dataset) -> None:
    text = """SELECT ?passage ?unit ?certainty WHERE { GRAPH graph:catalogue {
        ?passage a cel:Passage ; cel:unit ?unit ; cel:certainty ?certainty } } ORDER BY ?passage"""
    assert [
        tuple(str(value).rpartition("/")[2] for value in row.values()) for row in rows(tiny, text)
    ] == [
        ("page-1", "almanac", "ontology#Stated"),
        ("harvest-moon", "gazette", "ontology#Stated"),
        ("harvest-moon.hedged", "gazette#alleged", "ontology#Alleged"),
    ]


def test_catalogue_records_the_build_in_prov(tiny: Dataset) -> None:
    text = """SELECT ?name ?hash WHERE { GRAPH graph:catalogue {
        ?dataset prov:wasGeneratedBy ?build ; dcterms:identifier ?id ; prov:wasDerivedFrom ?file .
        ?build a prov:Activity ; prov:startedAtTime ?from ; prov:endedAtTime ?to ; prov:used ?file ;
            prov:qualifiedAssociation/prov:hadPlan/rdfs:label ?plan .
        ?file rdfs:label ?name ; cel:sha256 ?hash .
        FILTER(?from <= ?to && CONTAINS(?plan, "reasoner celadon")) } }"""
    found = {row["name"]: row["hash"] for row in rows(tiny, text)}
    assert found == tiny.record.inputs
    assert {"facts/sources.ttl", "facts/almanac/page-1.ttl", "ontology/schema.ttl"} <= set(found)


def test_catalogue_names_the_software_with_its_versions(tiny: Dataset) -> None:
    text = """SELECT ?name ?version WHERE { GRAPH graph:catalogue {
        ?build prov:wasAssociatedWith ?agent .
        ?agent a prov:SoftwareAgent ; rdfs:label ?name ; schema:softwareVersion ?version } }"""
    found = {row["name"]: row["version"] for row in rows(tiny, text)}
    assert found == tiny.record.versions
    assert set(found) == {"celadon", "numpy", "owlrl", "pyoxigraph", "python", "rdflib"}


def test_catalogue_has_no_blank_nodes(shipped: Dataset) -> None:
    quads = store.open_store(shipped.snapshot).quads_for_pattern(
        None, None, None, NamedNode(f"{BASE}graph/catalogue")
    )
    assert not [q for q in quads if BlankNode in (type(q.subject), type(q.object))]


# When something is done -----------------------------------------------------


def test_unchanged_build_does_nothing(build_corpus: Build) -> None:
    first, second = build_corpus(), build_corpus()
    assert (first.unchanged, second.unchanged) == (False, True)
    assert second.snapshot == first.snapshot
    assert list(first.seconds) == STEPS


def test_unchanged_build_loads_no_reasoner(build_corpus: Build, corpus: Path) -> None:
    build_corpus()
    code = (
        "import sys; from pathlib import Path; from kg.building.build import build\n"
        "corpus, schema = map(Path, sys.argv[1:])\n"
        "report = build([corpus], dataset=corpus.parent / 'dataset', ontology=[schema])\n"
        "print(report.unchanged, {'rdflib', 'owlrl', 'pyshacl'} & set(sys.modules) or 'none')"
    )
    assert run_python(code, corpus, SCHEMA) == "True none"


CHANGES = {
    "a claim": lambda corpus: append(
        corpus / "gazette/harvest-moon.ttl", "film:harvest-moon cel:durationMinutes 91 ."
    ),
    "a new file": lambda corpus: (corpus / "almanac/page-2.ttl").write_text(
        (corpus / "almanac/page-1.ttl").read_text()
    ),
    "a file less": lambda corpus: (corpus / "almanac/page-1.ttl").unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changed_input_is_built(change: str, build_corpus: Build, corpus: Path) -> None:
    before = build_corpus()
    CHANGES[change](corpus)
    after = build_corpus()
    assert not after.unchanged
    assert after.snapshot.id != before.snapshot.id


def test_code_of_every_room_of_the_package_counts() -> None:
    package = Path(kg.__file__).parent
    names = {str(path.relative_to(package)) for path in _code_files() if package in path.parents}
    rooms = {"dataset.py", "engine/closure.py", "claims/shapes.py", "reasoning/conflicts.py"}
    assert rooms <= names
    assert {name for name in names if name.endswith(".rules")} != set()


def test_where_the_folder_lies_does_not_matter(
    build_corpus: Build, corpus: Path, tmp_path: Path
) -> None:
    first = build_corpus()
    moved = corpus.rename(tmp_path / "moved")
    again = build([moved], dataset=tmp_path / "dataset", ontology=[SCHEMA])
    assert again.unchanged
    assert again.snapshot == first.snapshot


def test_other_base_is_built(build_corpus: Build, corpus: Path) -> None:
    base = "https://example.org/kino/"
    for path in corpus.rglob("*.ttl"):
        text = path.read_text().replace(BASE, base).replace(f"{base}ontology#", f"{BASE}ontology#")
        path.write_text(text)
    report = build_corpus(base=base)
    names = {graph.value for graph in opened(report).named_graphs()}  # type: ignore[union-attr]
    assert all(name.startswith(base) for name in names)
    graphs = [support.graph for support in report.snapshot.record.supports]
    assert len(graphs) > 3
    assert all(graph.startswith(f"{base}support/") for graph in graphs)


def test_damaged_dataset_is_built_anew(build_corpus: Build) -> None:
    first = build_corpus()
    (first.snapshot.folder / "record.json").write_text("{")
    second = build_corpus()
    assert not second.unchanged
    assert len(opened(second)) > 0


def test_missing_store_files_are_built_anew(build_corpus: Build) -> None:
    first = build_corpus()
    (first.snapshot.folder / "store" / "CURRENT").unlink()
    assert not build_corpus().unchanged


# Problems -------------------------------------------------------------------


def test_all_problems_are_listed_with_file_and_line(build_corpus: Build, corpus: Path) -> None:
    before = build_corpus()
    append(corpus / "gazette/harvest-moon.ttl", "film:harvest-moon cel:unheardOf 1 .")
    append(corpus / "almanac/page-1.ttl", "film:harvest-moon cel:unseen 1 .")
    with pytest.raises(FactsError) as error:
        build_corpus()
    for name, term_ in (
        ("gazette/harvest-moon.ttl", "unheardOf"),
        ("almanac/page-1.ttl", "unseen"),
    ):
        path = corpus / name
        line = next(n for n, row in enumerate(path.read_text().split("\n"), 1) if term_ in row)
        assert f"{path}:{line}: " in str(error.value)
    assert store.is_current(before.snapshot.folder.parent.parent, before.snapshot)


def test_shapes_beside_the_ontology_are_asked(build_corpus: Build, corpus: Path) -> None:
    path = corpus / "almanac" / "page-1.ttl"
    path.write_text(path.read_text().replace("film:harvest-moon", "film:other"))
    path.write_text(path.read_text().replace('    cel:title "Harvest Moon"@en ;\n', ""))
    with pytest.raises(FactsError, match=r"page-1\.ttl:\d+: film:other: Give the work a title\."):
        build_corpus()


def test_ontology_may_be_given_file_by_file(build_corpus: Build) -> None:
    report = build_corpus(ontology=[SCHEMA / "schema.ttl", SCHEMA / "shapes.ttl"])
    assert {name for name in report.snapshot.record.inputs if name.startswith("onto")} == {
        "ontology/schema.ttl",
        "ontology-2/shapes.ttl",
    }
    graph = triples(opened(report), f"{BASE}graph/ontology")
    assert not [t for t in graph if t.predicate.value.startswith(PREFIXES["sh"])]


def test_turtle_that_does_not_parse_is_an_error(build_corpus: Build, corpus: Path) -> None:
    append(corpus / "almanac/page-1.ttl", "film:harvest-moon cel:title .")
    with pytest.raises(TurtleError, match=r"almanac/page-1\.ttl:\d+:\d+: "):
        build_corpus()


def test_file_that_changes_during_the_build_is_an_error(build_corpus: Build, corpus: Path) -> None:
    class Meddler:
        def begin(self, step: str) -> None:
            if step == "check":
                append(corpus / "almanac/page-1.ttl", "# changed")

        def end(self, step: str, seconds: float) -> None:
            pass

    with pytest.raises(FactsError, match="changed while they were read"):
        build_corpus(progress=Meddler())


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"reasoner": "oracle"}, ReasonerError),
        ({"ontology": [Path("/nowhere")]}, FileError),
    ],
    ids=["reasoner", "ontology"],
)
def test_wrong_option_is_an_error(
    options: dict[str, object], error: type[KGError], build_corpus: Build
) -> None:
    with pytest.raises(error):
        build_corpus(**options)


def test_missing_facts_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file or folder"):
        build([tmp_path / "none"], dataset=tmp_path / "dataset")


# The shipped facts ----------------------------------------------------------


def test_every_outright_primary_claim_is_in_the_default_graph(shipped: Dataset) -> None:
    text = """SELECT ?s ?p ?o WHERE {
        GRAPH graph:catalogue {
            ?source cel:role cel:Primary .
            ?passage cel:statedIn ?source ; cel:certainty cel:Stated }
        GRAPH ?passage { ?s ?p ?o }
        FILTER NOT EXISTS { ?s ?p ?o } }"""
    assert rows(shipped, text) == []
    assert shipped.record.counts["claims"] > 500


def test_no_hedged_claim_is_in_the_default_graph_unless_stated(shipped: Dataset) -> None:
    claims = "GRAPH ?passage { film:sea-of-blood cel:coDirector person:kim-jong-il }"
    text = f"SELECT ?passage WHERE {{ {claims} }}"
    assert not rows(shipped, text)
    assert shipped.query(f"ASK {{ {claims} }}", view="possible")
    assert not shipped.query("ASK { film:sea-of-blood cel:coDirector ?anybody }")


def test_opened_graph_has_no_literal_as_subject_and_no_class_of_itself(shipped: Dataset) -> None:
    assert not shipped.query("ASK { ?c rdfs:subClassOf ?c }")
    assert not shipped.query("ASK { ?x owl:sameAs ?y }")
