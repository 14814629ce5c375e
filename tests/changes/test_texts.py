"""Update texts: what is cut, inserted and refused, decided by the tokens alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material import material
from pyoxigraph import Store

from kg.changes.errors import ForbiddenError
from kg.changes.texts import (
    NOWHERE,
    default_graph_use,
    operations,
    with_dataset,
    with_view,
    without_loads,
)
from kg.errors import QueryError
from kg.sparql.guard import check_update
from kg.sparql.tokens import unescape

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


LOADS = {
    "glued to silent": "LOADSILENT<U>",
    "glued to a name": "PREFIX ex:<U> LOADex:3",
    "after a glued prefix": "PREFIXex:<U> LOAD ex:4",
    "glued to an empty prefix": "PREFIX : <U> LOAD:6",
    "glued silent to a name": "PREFIX ex:<U>LOADSILENTex:7",
    "between glued words": "PREFIXex:<U>LOAD<U/9>INTO GRAPH<x:g>",
    "after an operation": "INSERT DATA{};LOADSILENT<U>INTOGRAPH<x:g>",
    "after an escaped prefix": "PREFIX\\u0065x:<U> LOAD ex:15",
    "after a glued base": "BASE<U>LOADSILENT<19>",
    "glued to its address": "LOAD<U>",
    "glued to a prefix called load": "PREFIX load:<U> LOADload:a",
    "silent by a glued name": "PREFIX ex:<U> LOAD SILENTex:a",
    "silent by a long name": f"PREFIX {'a' * 300}:<U> LOAD SILENT {'a' * 300}:a",
    "after a version": "VERSION '1.2'LOADSILENT<U>",
    "in small letters": "base<U>prefixex:<a>load ex:1",
    "after a comment": "BASE#>\n<U>LOAD#\n<a>",
    "after a string": "INSERT DATA{<x:a> <x:b> '}'};LOADSILENT<U>",
    "after a template": "DELETE{}WHERE{FILTER(1<2)};LOADSILENT<U>#>",
}


@pytest.mark.parametrize("text", LOADS.values(), ids=LOADS)
def test_no_spelling_of_load_that_the_engine_reads_passes(text: str) -> None:
    with pytest.raises(OSError, match=r"scheme|format"):  # the engine would fetch it
        Store().update(unescape(text).replace("U", "x:U").replace("SILENT", ""))
    with pytest.raises(QueryError):
        without_loads(unescape(text))


PIECES = st.sampled_from(
    [
        *["BASE", "PREFIX", "<x:u>", "ex:", ":", "ex:a", " ", ";", "#>\n", "#", "'", "{", "}", "a"],
        *["INSERT DATA{}", "CLEAR ALL", "DELETE{}WHERE{}", "PREFIX ex:<x:u>", "PREFIX :<x:u>"],
        *["INTO", "GRAPH", "SILENT", "VERSION", "_", "\\u0020", "\\"],
    ]
)
AROUND = st.lists(PIECES, max_size=5).map("".join)
CALLS = st.sampled_from(["LOAD<x:u>", "LOADSILENT<x:u>", "LOADex:a", "LOAD:a", "LOADSILENT:a"])


@given(AROUND, CALLS, AROUND)
def test_no_load_that_the_engine_can_parse_reaches_out(a: str, call: str, b: str) -> None:
    """What still parses without its last letter was not the keyword to the engine."""
    text, misspelt = (_read(f"{a}{x}{b}") for x in (call, call.replace("LOAD", "LOA")))
    if not _parses(text) or _parses(misspelt):
        return
    try:
        passed = without_loads(text)
    except QueryError:
        return
    assert "LOAD" not in passed.replace(f"LOAD SILENT {NOWHERE}", "")


def _read(text: str) -> str:
    try:
        return unescape(text)
    except QueryError:
        return text


def _parses(text: str) -> bool:
    try:
        Store().update(text, base_iri="x:")
    except SyntaxError:
        return False
    except (OSError, RuntimeError):
        return True
    return True


def test_every_update_of_the_w3c_that_loads_nothing_passes() -> None:
    suite = material("suites/rdf-tests")
    texts = [path.read_bytes().decode() for path in suite.rglob("*.ru")]
    passing = [text for text in texts if "LOAD" not in text.upper() and _parses(text)]
    assert len(passing) > 100
    for text in passing:
        check_update(text)
        assert without_loads(unescape(text)) == unescape(text)


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
