"""What the grammar forbids and the engine takes."""

import pytest

from kg.errors import QueryError
from kg.sparql.grammar import check_grammar


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (SUM(COUNT(?s)) AS ?x) { ?s ?p ?o }",
        "SELECT (SUM(1 + (2 * max(?s))) AS ?x) { ?s ?p ?o }",
        "SELECT (COUNT ( DISTINCT COUNT\n(?s)) AS ?x) { ?s ?p ?o }",
        "SELECT ?p { ?s ?p ?o } GROUP BY ?p HAVING (MIN(SAMPLE(?o)) > 1)",
    ],
)
def test_an_aggregate_inside_another_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="inside another aggregate"):
        check_grammar(text)


def test_the_place_of_the_inner_one_is_named() -> None:
    with pytest.raises(QueryError) as caught:
        check_grammar("SELECT (SUM(\n  COUNT(?s)) AS ?x) { ?s ?p ?o }")
    assert (caught.value.line, caught.value.column) == (2, 8)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (SUM(?s) + COUNT(?s) AS ?x) { ?s ?p ?o }",
        "SELECT (ABS(SUM(?s)) AS ?x) { ?s ?p ?o }",
        "SELECT (SUM(?n) AS ?x) { { SELECT (COUNT(?s) AS ?n) { ?s ?p ?o } GROUP BY ?p } }",
        "SELECT (SUM(EXISTS { { SELECT (COUNT(?s) AS ?n) {} } }) AS ?x) { ?s ?p ?o }",
        "SELECT (SUM(?count) AS ?x) { ?s ex:SUM 'SUM(COUNT(?s))' # SUM(COUNT(?s))\n }",
    ],
)
def test_aggregates_beside_or_below_one_another_are_not(text: str) -> None:
    check_grammar(text)
