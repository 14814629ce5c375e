"""What the guard refuses of queries from outside, and what it must let pass."""

from __future__ import annotations

import time

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.sparql.guard import MAX_BYTES, MAX_DEPTH, check_query
from kg.sparql.tokens import position, tokens, unescape

U = "<http://127.0.0.1:9/>"
GROUP = "{ ?s ?p ?o }"

REFUSED = {
    "plain": f"SELECT * {{ SERVICE {U} {GROUP} }}",
    "mixed case": f"SELECT * {{ SeRvIcE {U} {GROUP} }}",
    "silent": f"SELECT * {{ SERVICE SILENT {U} {GROUP} }}",
    "glued to its address": f"SELECT * {{SERVICE{U}{GROUP}}}",
    "glued to silent": f"SELECT * {{SERVICESILENT{U}{GROUP}}}",
    "glued to a variable": f"SELECT * {{SERVICE?x{GROUP}}}",
    "glued to an empty prefix": f"PREFIX : {U} SELECT * {{SERVICE:x{GROUP}}}",
    "glued to a prefix": f"PREFIX ex: {U} SELECT * {{SERVICEex:x{GROUP}}}",
    "glued silent to a prefix": f"PREFIX ex: {U} SELECT * {{SERVICEsilentex:x #\n{GROUP}}}",
    "prefix called service": f"PREFIX service: {U} SELECT * {{service:foo {GROUP}}}",
    "after true": f"SELECT * {{ ?s ?p trueSERVICE{U}{GROUP} }}",
    "after a number": f"SELECT * {{ ?s ?p 1SERVICE{U}{GROUP} }}",
    "after a decimal": f"SELECT * {{ ?s ?p 1.5e3SERVICE{U}{GROUP} }}",
    "after an empty name": f"PREFIX ex: {U} SELECT * {{ ?s ?p ex:.SERVICE{U}{GROUP} }}",
    "in a dotted prefix": f"SELECT * {{ ?s ?p a.SERVICE:x{GROUP} }}",
    "after a direction": f"SELECT * {{ ?s ?p 'x'@en--ltrSERVICE{U}{GROUP} }}",
    "after a comment": f"SELECT * {{ # SERVICE\n SERVICE {U} {GROUP} }}",
    "after a comment ended by CR": f"SELECT * {{ # x\r SERVICE {U} {GROUP} }}",
    "after a string": f"SELECT * {{ ?s ?p '\\'' . SERVICE {U} {GROUP} }}",
    "after a long string": f"SELECT * {{ ?s ?p '''a''b'''SERVICE {U} {GROUP} }}",
    "after an escaped name": f"SELECT * {{ ?s ?p ex:a\\' . SERVICE {U} {GROUP} #' \n}}",
    "written with escapes": f"SELECT * {{ \\u0053ERVICE {U} {GROUP} }}",
    "written with long escapes": f"SELECT * {{ SER\\U00000056ICE {U} {GROUP} }}",
    "in EXISTS": f"SELECT * {{ FILTER EXISTS {{ SERVICE {U} {GROUP} }} }}",
    "between comparisons": f"SELECT * {{ FILTER(?a<?b) SERVICE {U} {GROUP} FILTER(?c>?d) }}",
    "comparison then comment": f"PREFIX : {U} SELECT * {{ FILTER(?a<?b)SERVICE:x#>\n{GROUP} }}",
    "comparison then string": f"SELECT * {{ FILTER(?a<?b)#>'''\n SERVICE {U} {GROUP} #'''\n }}",
    "comparison over a comment": f"SELECT * {{ FILTER(?a<#>'''\n?b) SERVICE {U} {GROUP} #'''\n }}",
    "comparison after brackets": f"SELECT * {{ FILTER((?a)<'x')#>'''\n SERVICE {U} {GROUP}#'''\n}}",
    "comparison with a name": f"SELECT * {{ FILTER(?a<a:b)SERVICE:x#>\n{GROUP} }}",
    "LOAD": f"LOAD {U}",
    "load in lower case": f"load silent {U}",
    "INSERT DATA": "INSERT DATA { <a:a> <a:b> 1 }",
    "DELETE WHERE": "DELETE WHERE { ?s ?p ?o }",
    "DROP": "DROP ALL",
    "CLEAR": "CLEAR DEFAULT",
    "CREATE": f"CREATE GRAPH {U}",
    "ADD": f"ADD DEFAULT TO {U}",
    "MOVE": f"MOVE DEFAULT TO {U}",
    "COPY": f"COPY DEFAULT TO {U}",
    "WITH": f"WITH {U} DELETE {GROUP} WHERE {GROUP}",
    "after a query": "ASK {} ; DROP ALL",
    "deep groups": "SELECT * " + "{" * (MAX_DEPTH + 1) + "}" * (MAX_DEPTH + 1),
    "deep parentheses": "ASK { FILTER " + "(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH + "}",
    "deep brackets": "ASK { ?s ?p " + "[ ?p " * MAX_DEPTH + "]" * MAX_DEPTH + "}",
    "many negations": "ASK { FILTER(" + "!" * 2001 + "true) }",
    "many unions": "ASK { {} " + "UNION {} " * 501 + "}",
    "many bindings": "ASK { " + "".join(f"BIND(1 AS ?v{n})" for n in range(501)) + "}",
    "too long": "ASK {}" + " " * MAX_BYTES,
    "too long in bytes": "ASK { ?s ?p '" + "혈" * (MAX_BYTES // 3) + "' }",
    "open string": "ASK { ?s ?p 'x }",
}

ALLOWED = {
    "in a string": "ASK { ?s ?p 'SERVICE <http://a/> {}' }",
    "in a long string": 'ASK { ?s ?p """x"\nSERVICE ""{{ \\" """ }',
    "in a comment": "ASK { # SERVICE <http://a/> { \n ?s ?p ?o }",
    "in an IRI": "ASK { ?s <http://example.org/service#SERVICE> ?o }",
    "in an IRI of a graph": "ASK { GRAPH <http://example.org/service> { ?s ?p ?o } }",
    "variable": "SELECT ?service { ?service ?load $insert }",
    "local name": "PREFIX ex: <http://a/> ASK { ?s ex:service ex:load . GRAPH ex:service {} }",
    "prefix": "PREFIX service: <http://a/> ASK { ?s service:foo ?o }",
    "blank node": "ASK { _:service ?p ?o }",
    "escape in a string": "ASK { ?s ?p '\\u0053ERVICE \\u0027 SERVICE' }",
    "escape in an IRI": "ASK { ?s <http://a/\\u0053ERVICE> ?o }",
    "comparison": "ASK { FILTER(?a<?b && ?c>?d) }",
    "IRI after an operand": "ASK { ?s <http://a/#p>?o ; <http://a/(b)'c#d>'SERVICE' }",
    "IRI in a list": "ASK { VALUES (?a ?b) { (<http://a/#x> <http://a/#y>) } }",
    "relative IRIs": "BASE <http://a/> ASK { ?s <#p> <o(1)#x> }",
    "nesting at the limit": "SELECT * " + "{" * MAX_DEPTH + "}" * MAX_DEPTH,
    "brackets in strings": "ASK { ?s ?p '" + "{" * 500 + "' }",
    "functions": "SELECT (CONCAT('a', STR(?s)) AS ?x) { ?s ?p ?o } ORDER BY DESC(?x) LIMIT 1",
    "size at the limit": "ASK {}" + " " * (MAX_BYTES - 6),
}


@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED)
def test_query_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        check_query(query)


@pytest.mark.parametrize("query", ALLOWED.values(), ids=ALLOWED)
def test_query_is_let_through_and_runs(query: str) -> None:
    check_query(query)
    pyoxigraph.Store().query(query)


def test_refusal_says_where_and_why() -> None:
    with pytest.raises(QueryError, match="line 2, column 3: SERVICE is not allowed") as caught:
        check_query("SELECT * {\n  SERVICE <http://a/> {}\n}")
    assert (caught.value.line, caught.value.column) == (2, 3)


def test_refusal_by_size_gives_the_sizes() -> None:
    with pytest.raises(QueryError, match="has 11 bytes, more than the 10 allowed"):
        check_query("ASK { }    ", max_bytes=10)


PIECES = st.sampled_from(
    [
        *["'", '"', "'''", '"""', "\\", "#", "\n", "<", ">", "{", "}", "(", ")", " ", ".", ":"],
        *["?a", "ex:b", "SERVICE", "<http://a/>", "@en", "1", "FILTER(", "\\u0027", "a", "-", "_:"],
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_tokens_cover_the_text(text: str) -> None:
    try:
        found = list(tokens(text))
    except QueryError:
        return
    assert "".join(token.text for token in found) == text
    assert [token.start for token in found] == [
        sum(len(t.text) for t in found[:n]) for n in range(len(found))
    ]


CALLS = st.sampled_from(
    ["SERVICE<http://127.0.0.1:9/>{}", "SERVICE:x{}", "SERVICEex:x{}", "SERVICE:x#>\n{}"]
)
AROUND = st.lists(PIECES, max_size=6).map("".join)


@given(AROUND, CALLS, AROUND)
def test_no_service_call_that_the_engine_can_parse_passes(a: str, call: str, b: str) -> None:
    """What still parses without its last letter was not the keyword to the engine."""
    query, misspelt = (f"ASK {{ {a}{x}{b} }}" for x in (call, call.replace("SERVICE", "SERVIC")))
    if _parses(query) and not _parses(misspelt):
        with pytest.raises(QueryError):
            check_query(query)


def _parses(query: str) -> bool:
    store = pyoxigraph.Store()
    try:
        store.query("PREFIX ex: <x:ex> PREFIX : <x:> " + query.replace("http://127.0.0.1:9", "x:"))
    except SyntaxError:
        return False
    except OSError:
        return True
    return True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\\u0041SK {}", "ASK {}"),
        ("ASK { ?s ?p '\\u0041' }", "ASK { ?s ?p '\\u0041' }"),
        ("ASK { ?\\u0041 ?p <\\u0041> }", "ASK { ?A ?p <\\u0041> }"),
    ],
)
def test_escapes_are_replaced_outside_strings_and_iris(text: str, expected: str) -> None:
    assert unescape(text) == expected


def test_position_counts_from_one() -> None:
    assert [position("ab\nc", offset) for offset in range(4)] == [(1, 1), (1, 2), (1, 3), (2, 1)]


LONG = {
    "quotes": "'''" + "a''" * 20000 + "a'''",
    "dots": "a." * 30000 + ":",
    "local dots": "a:" + "b." * 30000,
    "angles": "<" * 60000,
    "open iris": "<a" * 30000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_texts_are_cut_in_linear_time(text: str) -> None:
    start = time.perf_counter()
    assert sum(len(token.text) for token in tokens(text)) == len(text)
    assert time.perf_counter() - start < 5  # a quadratic pattern takes half a minute
