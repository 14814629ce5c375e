"""The named queries and the prefixes in the graph, as SPARQL editors look for them."""

from __future__ import annotations

from kg import vocab
from kg.dataset import Dataset
from kg.results import Solutions

# What sib-swiss's editor asks an endpoint for, with the catalogue as its default graph.
PREFIXES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix }
ORDER BY ?prefix
"""
EXAMPLES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
SELECT DISTINCT ?sq ?comment ?query ?target WHERE {
  ?sq a sh:SPARQLExecutable ;
    rdfs:label|rdfs:comment ?comment ;
    sh:select|sh:ask|sh:construct|sh:describe ?query ;
    schema:target ?target .
}
ORDER BY ?sq
"""


def ask(dataset: Dataset, query: str) -> Solutions:
    found = dataset.query(query, default_graphs=[f"{dataset.base}graph/catalogue"])
    assert isinstance(found, Solutions)
    return found


def test_every_prefix_is_declared_in_the_catalogue(shipped: Dataset) -> None:
    found = {str(row["prefix"]): str(row["namespace"]) for row in ask(shipped, PREFIXES)}
    assert found == dict(vocab.PREFIXES)


def test_every_named_query_is_an_executable_of_the_catalogue(shipped: Dataset) -> None:
    found = {str(row["sq"]): str(row["query"]) for row in ask(shipped, EXAMPLES)}
    assert set(found) == {f"{vocab.BASE}queries/{name}" for name in shipped.queries}
    assert not any("#+" in text for text in found.values())


def test_an_executable_runs_as_the_query_that_it_is(shipped: Dataset) -> None:
    found = {str(row["sq"]): str(row["query"]) for row in ask(shipped, EXAMPLES)}
    text = found[f"{vocab.BASE}queries/films-by-decade"]
    assert shipped.query(text).serialize("csv") == shipped.query("films-by-decade").serialize("csv")


def test_facts_of_others_have_no_examples_of_ours(tiny: Dataset) -> None:
    assert len(ask(tiny, EXAMPLES)) == 0
