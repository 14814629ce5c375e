"""Functions that the engine does not know."""

import pytest
from pyoxigraph import Store

from kg.dataset import Dataset
from kg.results import Solutions
from kg.sparql.functions import MOST_UNKNOWN, query


def test_a_call_of_an_unknown_function_has_no_value(tiny: Dataset) -> None:
    text = "SELECT ?x ?y ?z { BIND(<urn:f>(1) AS ?x) BIND(<urn:g>() AS ?y) BIND(2 AS ?z) }"
    found = tiny.query(text)
    assert isinstance(found, Solutions)
    ((x, y, z),) = found.terms()
    assert (x, y, z and z.value) == (None, None, "2")


def test_a_filter_by_an_unknown_function_drops_the_solution(tiny: Dataset) -> None:
    assert len(tiny.query("SELECT * { ?s ?p ?o FILTER(<urn:f>(?o)) }")) == 0


def test_more_unknown_functions_than_anyone_calls_are_refused() -> None:
    calls = " ".join(f"BIND(<urn:f{n}>() AS ?x{n})" for n in range(MOST_UNKNOWN + 1))
    with pytest.raises(RuntimeError, match="not supported"):
        query(Store(), f"SELECT * {{ {calls} }}")
