"""Update texts: what is cut, inserted and refused, decided by the tokens alone."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from kg.changes.errors import ForbiddenError
from kg.changes.texts import (
    data_operations,
    default_graph_use,
    operations,
    with_dataset,
    with_view,
    without_loads,
)
from kg.errors import QueryError
from kg.sparql.guard import check_update

KINDS = {
    "INSERT DATA { <a> <b> 1 }": ["INSERT DATA"],
    "PREFIX a: <urn:a> DELETE WHERE { a:b ?p ?o };": ["DELETE WHERE"],
    "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }": ["WITH"],
    "DELETE {} INSERT {} WHERE {} ; CLEAR ALL": ["DELETE", "CLEAR"],
    'INSERT DATA { <a> <b> "; DROP ALL" } # ; DROP ALL': ["INSERT DATA"],
    "BASE <urn:x> LOAD <a> ; PREFIX : <urn:y> COPY :a TO :b": ["LOAD", "COPY"],
    "": [],
}


@pytest.mark.parametrize(("text", "kinds"), KINDS.items(), ids=KINDS)
def test_a_text_is_cut_into_its_operations(text: str, kinds: list[str]) -> None:
    assert [operation.kind for operation in operations(text)] == kinds


def test_an_operation_has_all_that_was_declared_before_it() -> None:
    found = operations("PREFIX a: <urn:a> CLEAR ALL ; BASE <urn:b> DROP ALL")
    assert found[1].prologue == "PREFIX a: <urn:a> BASE <urn:b>"


USING = {
    "INSERT { ?s ?p 2 } WHERE { ?s ?p 1 }": "INSERT { ?s ?p 2 }  USING <urn:g> WHERE { ?s ?p 1 }",
    "DELETE WHERE { ?s ?p 1 }": "DELETE  { ?s ?p 1 } USING <urn:g> WHERE { ?s ?p 1 }",
    "INSERT DATA { <a> <b> 1 }": "INSERT DATA { <a> <b> 1 }",
    "DROP ALL": "DROP ALL",
}


@pytest.mark.parametrize(("text", "expected"), USING.items(), ids=USING)
def test_the_dataset_of_the_request_becomes_using(text: str, expected: str) -> None:
    assert with_dataset(text, ["urn:g"], []) == expected


def test_using_finds_what_it_names_and_nothing_else() -> None:
    store = Store()
    store.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:p> 1 } <urn:b> <urn:p> 1 }")
    store.update(with_dataset("DELETE WHERE { ?s ?p 1 }", ["urn:g"], []))
    assert len(store) == 2  # the default graph is written, the other was read
    copy = "INSERT { ?s <urn:q> 2 } WHERE { ?s ?p 1 } ; INSERT { ?s <urn:r> 3 } WHERE { ?s ?p 1 }"
    store.update(with_dataset(copy, ["urn:g"], []))
    assert {str(q.subject) for q in store if str(q.predicate) != "<urn:p>"} == {"<urn:a>"}


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { ?s ?p 2 } USING <urn:h> WHERE { ?s ?p 1 }",
        "DROP ALL ; WITH <urn:h> DELETE { ?s ?p 2 } WHERE { ?s ?p 1 }",
        "DELETE { ?s ?p 2 } USING NAMED <urn:h> WHERE { ?s ?p 1 }",
    ],
)
def test_a_dataset_in_both_places_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="not both"):
        with_dataset(text, ["urn:g"], [])


def test_a_view_leaves_alone_what_says_its_own_graphs() -> None:
    text = "WITH <urn:h> DELETE { ?s ?p 2 } WHERE { ?s ?p 1 }"
    assert with_view(text, ["urn:g"], ["urn:n"]) == text


@pytest.mark.parametrize(
    "text",
    ["LOAD <http://example.org/>", "DROP ALL ;\nload <a> INTO GRAPH <urn:silent>"],
)
def test_load_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(ForbiddenError) as caught:
        without_loads(text)
    assert caught.value.line == text.count("\n") + 1


def test_a_silent_load_is_aimed_at_nothing() -> None:
    text = without_loads("PREFIX x: <http://example.org/> LOAD SILENT x:a INTO GRAPH <urn:g>")
    assert "x:a" not in text
    store = Store()
    store.update(text)
    assert len(store) == 0


DEFAULT = {
    "INSERT DATA { <a> <b> 1 }": True,
    "INSERT DATA { GRAPH <urn:g> { <a> <b> 1 } . GRAPH <urn:h> { } }": False,
    "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { ?s ?p ?o }": False,
    "DELETE { GRAPH ?g { ?s ?p ?o } ?s ?p ?o } WHERE { }": True,
    "INSERT { ?s ?p ?o } WHERE { GRAPH <urn:g> { ?s ?p ?o } }": True,
    "WITH <urn:g> INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }": False,
    "DELETE WHERE { GRAPH <urn:g> { ?s ?p ?o } }": False,
    "DELETE WHERE { ?s ?p ?o }": True,
    "CLEAR DEFAULT": True,
    "DROP ALL": True,
    "DROP GRAPH <urn:g>": False,
    "COPY DEFAULT TO <urn:g>": True,
    "COPY <urn:h> TO <urn:g>": False,
    "CLEAR GRAPH <urn:g> ; INSERT DATA { <a> <b> 1 }": True,
}


@pytest.mark.parametrize(("text", "uses"), DEFAULT.items(), ids=DEFAULT)
def test_the_use_of_the_default_graph_is_seen(text: str, uses: bool) -> None:
    assert (default_graph_use(text) is not None) == uses


def test_data_alone_needs_no_look_at_the_store() -> None:
    text = "PREFIX : <urn:> INSERT DATA { :a :b 1 } ; DELETE DATA { GRAPH :g { :a :b 2 } }"
    assert data_operations(text) == [
        ("INSERT DATA", "PREFIX : <urn:> INSERT DATA  { :a :b 1 }"),
        ("DELETE DATA", "PREFIX : <urn:> INSERT DATA  { GRAPH :g { :a :b 2 } }"),
    ]
    assert data_operations(f"{text} ; CLEAR ALL") is None


REFUSED = {
    "INSERT { ?s ?p ?o } WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }": "SERVICE",
    "INSERT { ?s ?p ?o } WHERE { FILTER EXISTS { SERVICE SILENT ?x { } } }": "SERVICE",
    f"INSERT DATA {'{' * 101}{'}' * 101}": "nest deeper",
    "INSERT DATA { <a> <b> " + "[ <b> " * 101 + "]" * 101 + "}": "nest deeper",
    "DELETE { } WHERE { " + "OPTIONAL { ?a ?b ?c } " * 501 + "}": "keywords",
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.items(), ids=[k[:40] for k in REFUSED])
def test_the_guard_refuses_updates_that_reach_out_or_nest_too_deep(text: str, reason: str) -> None:
    with pytest.raises(QueryError, match=reason):
        check_update(text)


def test_the_guard_counts_no_data() -> None:
    check_update("INSERT DATA { " + "GRAPH <urn:g> { <urn:a> <urn:b> -1 } " * 3000 + "}")
