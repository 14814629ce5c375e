"""What the engine evaluates wrongly, and rightly once it is mended."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, NamedNode, Quad, Store

from kg import results
from kg.dataset import Dataset
from kg.errors import QueryError
from kg.results import Result, Solutions
from kg.sparql.mending import mend

PREFIX = "PREFIX : <http://e/>\n"


@pytest.fixture
def store() -> Store:
    found = Store()
    for graph, triples in {"g1": "a p o. a p b", "g2": "b p x. b p o"}.items():
        for triple in triples.split(". "):
            s, p, o = (NamedNode(f"http://e/{name}") for name in triple.split())
            found.add(Quad(s, p, o, NamedNode(f"http://e/{graph}")))
            found.add(Quad(s, p, o))
    return found


def rows(store: Store, text: str) -> list[tuple[str, ...]]:
    def ask(query: str) -> Result:
        return results.read(store.query(query))

    found = ask(mend(PREFIX + text, ask))
    assert isinstance(found, Solutions)
    return sorted(tuple(_short(term) for term in row) for row in found.terms())


def _short(term: object) -> str:
    return str(term).removeprefix("<http://e/").removesuffix(">").split("^^")[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('SELECT (GROUP_CONCAT(?x) AS ?y) { VALUES ?x { "a"@en } }', [('"a"',)]),
        (
            'SELECT (group_concat(DISTINCT ?x; separator=")") AS ?y) { VALUES ?x { "a"@en } }',
            [('"a"',)],
        ),
        ("SELECT ?x { :no :p* ?x }", [("no",)]),
        ("SELECT ?x { ?x (:p/:q)? :no . }", [("no",)]),
        ("SELECT ?x { :a ^:p* ?x }", [("a",)]),
        ("SELECT ?x { :a :p? ?x }", [("a",), ("b",), ("o",)]),
        ("SELECT ?x FROM :g1 { :x :p* ?x }", [("x",)]),
        ("SELECT ?g ?s { GRAPH ?g { ?s :p :o MINUS { ?z :p :b } } }", [("g1", "a"), ("g2", "b")]),
        ("SELECT ?g ?s { GRAPH ?g { ?s :p :o MINUS { ?s :p :b } } }", [("g2", "b")]),
        (
            "SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s :p :x } } }",
            [("g1", '"0"'), ("g2", '"1"')],
        ),
        (
            "SELECT ?g ?n FROM NAMED :g1 { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }",
            [("g1", '"2"')],
        ),
        (
            'SELECT ?g ?t { GRAPH ?g { VALUES (?g ?t) { (UNDEF "u") (:g1 "v") } } }',
            [("g1", '"u"'), ("g1", '"v"'), ("g2", '"u"')],
        ),
        ("SELECT ?g FROM NAMED :none { GRAPH ?g { ?s ?p ?o MINUS { ?a ?b ?c } } }", []),
    ],
)
def test_a_mended_query_has_the_answer_of_the_specification(
    store: Store, text: str, expected: list[tuple[str, ...]]
) -> None:
    assert rows(store, text) == expected


def test_a_blank_node_of_a_label_is_one_a_solution(store: Store) -> None:
    heads = '(BNODE("x") AS ?a) (BNODE("x") AS ?b) (BNODE("y") AS ?c) (BNODE() AS ?d)'
    text = f"SELECT {heads} {{ VALUES ?i {{ 1 2 }} }}"
    found = rows(store, text)
    assert all(a == b and len({a, c, d}) == 3 for a, b, c, d in found)
    assert found[0][0] != found[1][0]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { ?s :p* ?o }",
        "SELECT ?x { :a :p* ?x }",
        "SELECT ?x { :no :p* ?x ; :q ?y }",
        "SELECT ?x { :no :p*/:q ?x }",
        "SELECT ?g ?s { GRAPH ?g { VALUES ?s { :a } ?s :p ?o } }",
        "SELECT ?s { GRAPH :g1 { ?s :p ?o MINUS { ?z :p :b } } }",
        'SELECT ("GROUP_CONCAT(?x) BNODE(1)" AS ?y) { } # GROUP_CONCAT(?x)',
        "SELECT (BNODE(?o) AS ?b) (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?o",
    ],
)
def test_what_is_right_is_left_as_it_is(store: Store, text: str) -> None:
    assert mend(PREFIX + text, lambda query: results.read(store.query(query))) == PREFIX + text


def test_a_pattern_over_many_graphs_nests_little(store: Store) -> None:
    for n in range(600):
        store.add(Quad(BlankNode(), NamedNode("http://e/q"), NamedNode("http://e/o"), _graph(n)))
    text = "SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s :q ?o } } }"
    assert len(rows(store, text)) == 602


def _graph(n: int) -> NamedNode:
    return NamedNode(f"http://e/many{n}")


def test_an_error_points_into_what_was_written(tiny: Dataset) -> None:
    with pytest.raises(QueryError) as caught:
        tiny.query("SELECT (GROUP_CONCAT(?x) AS ?y) {\n ?x ?y }")
    assert (caught.value.line, caught.value.column) == (2, 9)


def test_a_dataset_answers_with_the_mended_query(tiny: Dataset) -> None:
    answer = tiny.query("SELECT ?x { <urn:nowhere> rdfs:subClassOf* ?x }")
    assert isinstance(answer, Solutions)
    assert [str(row["x"]) for row in answer] == ["urn:nowhere"]
