"""What is next to a thing, as data and as a table."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from kg import vocab
from server.site.ontology.model import Ontology
from server.site.surroundings import without_inverses

BASE = vocab.BASE
BROWSER = {"Accept": "text/html"}


def edges(client: FlaskClient, address: str) -> dict[tuple[str, str, str], Any]:
    answer = client.get(address)
    assert answer.status_code == 200
    return {
        (
            edge["source"].removeprefix(BASE),
            edge["property"].removeprefix(vocab.CEL),
            edge["target"].removeprefix(BASE),
        ): edge
        for edge in answer.json["edges"]
    }


def test_a_stated_edge_names_its_sources(client: FlaskClient) -> None:
    found = edges(client, "/graph.json?iri=film/pulgasari")
    edge = found["film/pulgasari", "director", "person/shin-sang-ok"]
    assert not edge["inferred"]
    hints = " ".join(source["hint"] for source in edge["sources"])
    assert {"/source/listing/", "/source/zoomboola/"} <= {
        source["href"].rpartition("/")[0] + "/" for source in edge["sources"]
    }
    page = client.get("/sources/zoomboola", headers=BROWSER).text
    assert re.search("<h1>([^<]+)", page)[1] in hints  # type: ignore[index]


def test_the_belief_decides_who_gives_an_edge_its_colour(client: FlaskClient) -> None:
    triple = ("film/pulgasari", "director", "person/shin-sang-ok")
    for source in ("listing", "zoomboola", "wikipedia"):
        edge = edges(client, f"/graph.json?iri=film/pulgasari&trust={source}")[triple]
        assert {one["href"].split("/")[2] for one in edge["sources"]} == {source}
    told = edges(client, "/graph.json?iri=film/pulgasari")[triple]["sources"]
    believed = [one["href"].split("/")[2] in ("listing", "zoomboola") for one in told]
    assert [one["believed"] for one in told] == believed == sorted(believed, reverse=True)
    assert not all(believed)


def test_what_only_others_state_is_no_stated_edge(client: FlaskClient) -> None:
    default = edges(client, "/graph.json?iri=film/pulgasari")
    for edge in default.values():
        assert edge["inferred"] == (not any(one["believed"] for one in edge["sources"]))
    page = client.get("/graph?iri=film/pulgasari", headers=BROWSER).text
    legend = page[page.index("chips legend") :].partition("</ul>")[0]
    assert set(re.findall(r'href="/sources/([^"?]+)', legend)) == {"listing", "zoomboola"}
    assert "unbelieved" in page


def test_an_inferred_edge_leads_to_its_proof(client: FlaskClient) -> None:
    found = edges(client, "/graph.json?iri=character/pulgasari-blacksmith")
    edge = found["character/pulgasari-blacksmith", "appearsIn", "film/pulgasari"]
    assert edge["inferred"]
    assert edge["sources"] == []
    assert client.get(f"{edge['why']}&format=json").json["holds"]


def test_only_the_closest_property_is_shown_unless_all_are_asked_for(client: FlaskClient) -> None:
    triple = ("film/pulgasari", "contributor", "person/shin-sang-ok")
    assert triple not in edges(client, "/graph.json?iri=film/pulgasari")
    assert triple in edges(client, "/graph.json?iri=film/pulgasari&all=1")


def test_edges_are_those_that_are_believed(client: FlaskClient) -> None:
    both = edges(client, "/graph.json?iri=film/pulgasari")
    one = edges(client, "/graph.json?iri=film/pulgasari&trust=listing")
    assert set(one) < set(both)
    assert all("trust=listing" in edge["why"] for edge in one.values())


def test_all_ends_of_edges_are_nodes(client: FlaskClient) -> None:
    data = client.get("/graph.json?iri=person:kim-jong-il&view=possible").json
    nodes = {node["id"] for node in data["nodes"]}
    ends = {edge[end] for edge in data["edges"] for end in ("source", "target")}
    assert ends <= nodes
    assert data["centre"] in nodes
    assert len(data["edges"]) <= 80


def test_the_table_says_the_same_as_the_data(client: FlaskClient) -> None:
    page = client.get("/graph?iri=film/pulgasari", headers=BROWSER).text
    count = len(client.get("/graph.json?iri=film/pulgasari").json["edges"])
    assert page.count('class="why"') == count


def test_without_a_thing_some_thing_is_shown(client: FlaskClient) -> None:
    assert client.get("/graph.json").json["edges"]


@pytest.mark.parametrize("iri", ["qqq zzz xxq", "film/<x>", "http://[x] y"])
def test_what_is_no_iri_is_refused(client: FlaskClient, iri: str) -> None:
    assert client.get("/graph.json", query_string={"iri": iri}).status_code == 400


def test_of_an_inverse_the_stated_side_stays() -> None:
    class Triple:
        subject = f"<{vocab.CEL}directed>"
        predicate = f"<{vocab.OWL}inverseOf>"
        object = f"<{vocab.CEL}director>"

    stated, inferred = ("f", f"{vocab.CEL}director", "p"), ("p", f"{vocab.CEL}directed", "f")
    ontology = Ontology([Triple])
    assert without_inverses([inferred, stated], {stated: ()}, ontology) == [stated]
    assert without_inverses([inferred], {}, ontology) == [inferred]


@pytest.mark.parametrize("name", ["불가사리", "pulgasari", "Pul-gasari"])
def test_a_thing_is_asked_for_by_its_name(client: FlaskClient, name: str) -> None:
    found = client.get("/graph.json", query_string={"iri": name, "view": "possible"}).get_json()
    assert found["centre"].endswith("film/pulgasari")


def test_the_icon_is_where_browsers_look_for_it(client: FlaskClient) -> None:
    answered = client.get("/favicon.ico")
    assert answered.mimetype == "image/svg+xml"
    assert answered.data == client.get("/static/icon.svg").data
    page = client.get("/graph").text
    assert 'rel="icon" type="image/svg+xml"' in page
    assert page.count('name="theme-color"') == 2
