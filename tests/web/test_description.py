"""The service description, VoID and DCAT: what they say is what the server does."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib import DCTERMS, FOAF, RDF, RDFS, Namespace, URIRef

from kg.views import VIEWS
from server import create_app
from server.settings import Settings

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
ENT = Namespace("http://www.w3.org/ns/entailment/")
VOID = Namespace("http://rdfs.org/ns/void#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SERVICE = URIRef("http://localhost/sparql")
VOID_PAGE = "http://localhost/.well-known/void"
DATASET = URIRef("http://localhost/.well-known/void#dataset")


def read(client: FlaskClient, path: str) -> rdflib.Graph:
    answer = client.get(path, headers={"Accept": "text/turtle"})
    assert answer.status_code == 200
    return rdflib.Graph().parse(data=answer.data, format="turtle")


def count(client: FlaskClient, pattern: str, what: str = "*", **more: str) -> int:
    query = f"SELECT (COUNT({what}) AS ?n) {{ {pattern} }}"
    found = client.get("/sparql", query_string={"query": query, **more}).get_json(force=True)
    return int(found["results"]["bindings"][0]["n"]["value"])


def number(graph: rdflib.Graph, node: object, name: str) -> int:
    return int(str(graph.value(node, VOID[name])))  # type: ignore[arg-type]


def test_the_service_says_what_it_can(client: FlaskClient) -> None:
    graph = read(client, "/sparql")
    assert set(graph.objects(SERVICE, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert set(graph.objects(SERVICE, SD.feature)) == set()
    assert set(graph.objects(SERVICE, SD.defaultEntailmentRegime)) == {ENT["OWL-RDF-Based"]}
    profile = graph.value(SERVICE, SD.defaultSupportedEntailmentProfile)
    assert profile == URIRef("http://www.w3.org/ns/owl-profile/RL")
    assert len(set(graph.objects(SERVICE, SD.resultFormat))) == 8


def test_who_may_write_or_call_finds_it_said(shipped_dataset: Path) -> None:
    app = create_app(Settings(dataset=shipped_dataset, token="secret", services="http://e/"))
    try:
        graph = read(app.test_client(), "/sparql")
    finally:
        app.extensions["celadon"].close()
    languages = {SD.SPARQL11Query, SD.SPARQL11Update}
    assert set(graph.objects(SERVICE, SD.supportedLanguage)) == languages
    assert set(graph.objects(SERVICE, SD.feature)) == {SD.BasicFederatedQuery}
    assert len(set(graph.objects(SERVICE, SD.inputFormat))) == 4


def test_every_named_graph_of_the_default_dataset_is_listed(client: FlaskClient) -> None:
    graph = read(client, "/sparql")
    dataset = graph.value(SERVICE, SD.defaultDataset)
    named = set(graph.objects(dataset, SD.namedGraph))
    assert len(named) == count(client, "GRAPH ?g { }")
    assert {graph.value(one, SD.entailmentRegime) for one in named} == {ENT.Simple}


def test_each_view_is_a_dataset_with_an_address_of_its_own(client: FlaskClient) -> None:
    graph = read(client, "/sparql")
    for view in graph.objects(SERVICE, SD.availableGraphs):
        address = str(graph.value(view, VOID.sparqlEndpoint))
        name = str(graph.value(view, RDFS.label))
        assert address == f"http://localhost/sparql?view={name}"
        assert client.get(f"{address}&query=ASK{{?s ?p ?o}}").get_json(force=True)["boolean"]


def test_the_address_of_each_view_describes_itself(client: FlaskClient) -> None:
    """Programs ask an address that is told as an endpoint without a query."""
    whole = read(client, "/sparql")
    for view in whole.objects(SERVICE, SD.availableGraphs):
        address = str(whole.value(view, VOID.sparqlEndpoint))
        graph = read(client, address)
        service = URIRef(address)
        assert (service, RDF.type, SD.Service) in graph
        assert set(graph.objects(service, SD.availableGraphs)) == set(
            whole.objects(SERVICE, SD.availableGraphs)
        )
        named = set(graph.objects(graph.value(service, SD.defaultDataset), SD.namedGraph))
        view_name = str(whole.value(view, RDFS.label))
        assert len(named) == count(client, "GRAPH ?g { }", view=view_name)
        void = read(client, f"/.well-known/void?view={view_name}")
        topic = URIRef(f"{VOID_PAGE}?view={view_name}#dataset")
        assert void.value(topic, VOID.sparqlEndpoint) == service
    assert client.get("/sparql?view=none").status_code == 400
    assert client.get("/sparql?views=stated").status_code == 400


def test_an_address_with_other_characters_is_still_an_iri(client: FlaskClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/turtle", "Host": "a<b>.example"})
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("view", [None, "possible"])
def test_void_counts_what_queries_count(client: FlaskClient, view: str | None) -> None:
    more = {"view": view} if view else {}
    address = f"/.well-known/void?view={view}" if view else "/.well-known/void"
    graph = read(client, address)
    dataset = URIRef(f"http://localhost{address}#dataset")
    assert number(graph, dataset, "triples") == count(client, "?s ?p ?o", **more)
    subjects = count(client, "?s ?p ?o", "DISTINCT ?s", **more)
    assert number(graph, dataset, "distinctSubjects") == subjects
    properties = list(graph.objects(dataset, VOID.propertyPartition))
    assert len(properties) == number(graph, dataset, "properties")
    assert len(properties) == count(client, "?s ?p ?o", "DISTINCT ?p", **more)
    total = sum(number(graph, part, "triples") for part in properties)
    assert total == number(graph, dataset, "triples")
    films = f"{{ ?film a <{(film := 'https://w3id.org/celadon/ontology#Film')}> }}"
    (part,) = graph.subjects(VOID["class"], URIRef(film))
    assert number(graph, part, "entities") == count(client, films, "DISTINCT ?film", **more)


def test_a_class_partition_has_the_properties_of_its_things(client: FlaskClient) -> None:
    graph = read(client, "/.well-known/void?partitions=nested")
    (part,) = graph.subjects(VOID["class"], URIRef("https://w3id.org/celadon/ontology#Film"))
    found = {
        str(graph.value(inner, VOID.property)): number(graph, inner, "triples")
        for inner in graph.objects(part, VOID.propertyPartition)
    }
    year = "https://w3id.org/celadon/ontology#releaseYear"
    assert found[year] == count(client, "?film a cel:Film ; cel:releaseYear ?year")


def test_the_description_is_short_and_names_where_there_is_more(client: FlaskClient) -> None:
    graph = read(client, "/.well-known/void")
    assert len(client.get("/.well-known/void").data) < 300_000
    film = URIRef("https://w3id.org/celadon/ontology#Film")
    (part,) = graph.subjects(VOID["class"], film)
    assert list(graph.objects(part, VOID.propertyPartition)) == []
    more = {str(more) for more in graph.objects(None, RDFS.seeAlso)}
    views = {f"{VOID_PAGE}?view={name}" for name in VIEWS}
    assert more == {f"{VOID_PAGE}?partitions=nested", *views}
    for address in more:
        found = read(client, address)
        page = URIRef(address.removesuffix("?partitions=nested"))
        topic = found.value(page, FOAF.primaryTopic)
        assert number(found, URIRef(str(topic)), "triples") > 0
        assert graph.value(URIRef(address), FOAF.primaryTopic) == topic
    assert client.get("/.well-known/void?partitions=all").status_code == 400


def test_dcat_names_files_that_are_there(client: FlaskClient) -> None:
    graph = read(client, "/.well-known/void")
    assert (DATASET, RDF.type, DCAT.Dataset) in graph
    licence = URIRef("https://creativecommons.org/publicdomain/zero/1.0/")
    assert graph.value(DATASET, DCTERMS.license) == licence
    assert graph.value(DATASET, DCTERMS.publisher) is not None
    files = list(graph.objects(DATASET, DCAT.distribution))
    assert len(files) == 7
    for file in files:
        answer = client.head(str(graph.value(file, DCAT.downloadURL)))
        answer.close()
        media_type = str(graph.value(file, DCAT.mediaType)).partition("media-types/")[2]
        assert (answer.status_code, answer.mimetype) == (200, media_type)


@pytest.mark.parametrize(
    ("accept", "status", "media_type"),
    [
        ("application/rdf+xml", 200, "application/rdf+xml"),
        ("application/ld+json", 200, "application/ld+json"),
        ("application/n-triples", 200, "application/n-triples"),
        ("*/*", 200, "text/turtle"),
        ("image/png", 406, "application/problem+json"),
    ],
)
def test_void_comes_in_the_format_that_is_asked_for(
    client: FlaskClient, accept: str, status: int, media_type: str
) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (status, media_type)
    assert "Accept" in answer.headers["Vary"]
