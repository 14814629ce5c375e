"""A query that sees some named graphs answers as over a store that holds no others."""

from __future__ import annotations

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from kg import results
from kg.dataset import Dataset
from kg.results import Boolean, Solutions
from kg.sparql.narrowing import MOST_NAMES, narrowed
from kg.views import VIEWS, View

PREFIX = "PREFIX : <http://e/>\n"
EVERY = tuple(f"http://e/g{n}" for n in range(1, 6))


def a_store(shown: tuple[str, ...]) -> Store:
    """Return a store of the graphs shown, in each of which `:a :p` its number, and the next's."""
    found = Store()
    for n, name in enumerate(EVERY, 1):
        found.add(triple("a", "q", f"g{n}", DefaultGraph()))
        if name in shown:
            found.add(triple("a", "p", f"{n}", NamedNode(name)))
            found.add(triple("a", "p", f"{n + 1}", NamedNode(name)))
    return found


def triple(s: str, p: str, o: str, graph: NamedNode | DefaultGraph) -> Quad:
    return Quad(*(NamedNode(f"http://e/{name}") for name in (s, p, o)), graph)  # type: ignore[arg-type]


def rows(store: Store, text: str) -> list[str]:
    found = results.read(store.query(text))
    if isinstance(found, Boolean):
        return [str(bool(found))]
    assert isinstance(found, Solutions)
    return sorted(str(row) for row in found.terms())


@pytest.mark.parametrize(
    "shown", [EVERY[:2], EVERY[:4], EVERY[1:3]], ids=["IN", "NOT IN", "middle"]
)
@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?g ?o { GRAPH ?g { :a :p ?o } }",
        "SELECT ?g { GRAPH ?g { } }",
        "SELECT ?g ?h { GRAPH ?g { :a :p ?o } GRAPH ?h { :a :p ?o } FILTER(?g != ?h) }",
        "SELECT ?g ?o { :a :q ?g OPTIONAL { GRAPH ?g { :a :p ?o } } }",
        "SELECT ?g { :a :q ?g FILTER NOT EXISTS { GRAPH ?g { :a :p ?o } } }",
        "SELECT ?g { :a :q ?g MINUS { GRAPH ?g { :a :p ?o } } }",
        "SELECT ?g ?h { GRAPH ?g { :a :p ?o }GRAPH $h { :a :p ?o } }",
        "SELECT ?g ?h { GRAPH ?g { :a :p ?o . GRAPH ?h { :a :p ?o } } }",
        "SELECT (COUNT(DISTINCT ?g) AS ?n) { { SELECT ?g { graph ?g { ?s ?p ?o } } } }",
        "SELECT ?g { { GRAPH ?g { :a :p :2 } } UNION { GRAPH ?g { :a :p :3 } } }",
        "ASK { GRAPH ?g { :a :p :5 } }",
        "SELECT ?s { VALUES ?g { :g1 :g5 } GRAPH ?g { ?s ?p ?o } }",
    ],
)
def test_the_answer_is_that_of_a_store_without_the_others(
    text: str, shown: tuple[str, ...]
) -> None:
    rewritten = narrowed(PREFIX + text, shown=shown, every=EVERY, prefixes={})
    assert rewritten is not None
    assert rows(a_store(EVERY), rewritten) == rows(a_store(shown), PREFIX + text)


@pytest.mark.parametrize(
    "name", ["<http://e/g1>", ":g1", "own:g1"], ids=["in full", "declared", "known"]
)
def test_a_graph_that_is_named_and_shown_is_left_as_it_is(name: str) -> None:
    text = f"{PREFIX} SELECT * {{ GRAPH {name} {{ ?s ?p ?o }} }}"
    prefixes = {"own": "http://e/"}
    assert narrowed(text, shown=EVERY[:1], every=EVERY, prefixes=prefixes) == text


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { GRAPH ?g { ?s ?p ?o } GRAPH :g5 { ?s ?p ?o } }",
        "SELECT * { GRAPH <g1> { ?s ?p ?o } }",
        r"SELECT * { GRAPH :g\1 { ?s ?p ?o } }",
        r"SELECT * { GRAPH ?g { ?s ?p ?o } GR\u0041PH :g5 { ?s ?p ?o } }",
        "PREFIX : <http://f/> SELECT * { GRAPH :g1 { ?s ?p ?o } }",
        "PREFIX GRAPHex: <http://e/> SELECT * { GRAPH ?g { ?s ?p ?o } GRAPHex:g5 { ?s ?p ?o } }",
    ],
    ids=["hidden", "relative", "escaped", "escaped word", "declared twice", "no space"],
)
def test_a_graph_that_cannot_be_told_or_is_hidden_keeps_the_list(text: str) -> None:
    assert narrowed(PREFIX + text, shown=EVERY[:4], every=EVERY, prefixes={}) is None


def test_a_long_list_is_kept() -> None:
    shown = [f"http://e/a{n}" for n in range(MOST_NAMES + 1)]
    every = [*shown, *(f"http://e/b{n}" for n in range(MOST_NAMES + 1))]
    text = "SELECT * { GRAPH ?g { ?s ?p ?o } }"
    assert narrowed(text, shown=shown, every=every, prefixes={}) is None


@pytest.fixture(scope="module")
def stores(shipped: Dataset) -> dict[str, Store]:
    """The shipped dataset as each view shows it: its default graph, and the graphs it can name."""
    return {name: _seen(shipped, shipped.view(name)) for name in VIEWS}


def _seen(dataset: Dataset, view: View) -> Store:
    stored, found = dataset._opened(), Store()
    for name in view.graphs:
        quads = stored.quads_for_pattern(None, None, None, NamedNode(name))
        found.extend(Quad(q.subject, q.predicate, q.object) for q in quads)
    named = dataset._named_graphs(view)
    for name in stored.named_graphs() if named is None else map(NamedNode, named):
        found.extend(stored.quads_for_pattern(None, None, None, name))
    return found


@pytest.mark.parametrize("view", VIEWS)
def test_named_queries_answer_in_every_view_as_over_what_it_shows(
    shipped: Dataset, stores: dict[str, Store], view: str
) -> None:
    for name, query in shipped.queries.items():
        expected = results.read(stores[view].query(query.text, prefixes=dict(shipped.prefixes)))
        assert isinstance(expected, Solutions)
        found = shipped.query(name, view=view)
        assert isinstance(found, Solutions)
        assert list(found.terms()) == list(expected.terms()), name
