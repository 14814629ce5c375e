"""The description of the routes: whole, typed, and true under requests made from it."""

from __future__ import annotations

import re
import shlex
from html import unescape
from typing import Any

import jsonschema
import pytest
from flask.testing import FlaskClient

from server.http.examples import command


@pytest.fixture(scope="module")
def description(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").get_json()
    return found


def test_every_route_is_described(client: FlaskClient, description: dict[str, Any]) -> None:
    for rule in client.application.url_map.iter_rules():
        if rule.rule.startswith("/queries/<name>"):
            continue
        path = re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule)
        assert path in description["paths"]
        operations = description["paths"][path]
        assert rule.methods
        written = {m.lower().replace("query", "x-query") for m in rule.methods}
        assert written <= set(operations)
        for operation in operations.values():
            assert operation["summary"].endswith(".")
            assert {"400", "429"} <= set(operation["responses"])


def test_every_named_query_has_typed_parameters(
    client: FlaskClient, description: dict[str, Any]
) -> None:
    operation = description["paths"]["/queries/films-by-decade"]["get"]
    types = {item["name"]: item["schema"]["type"] for item in operation["parameters"]}
    assert types["decade"] == "integer"
    listed = client.get("/queries").text
    named = [path for path in description["paths"] if path.startswith("/queries/")]
    assert len(named) > 20
    assert all(path in listed for path in named)


def test_what_any_request_may_be_answered_with_is_described(description: dict[str, Any]) -> None:
    for path, method, one in operations(description):
        statuses = set(one["responses"])
        assert {"400", "408", "414", "429", "431", "503"} <= statuses, (path, method)
        assert "411" not in statuses, "a body may come in chunks"
        if method in ("get", "head", "x-query"):
            assert {"200", "304", "405", "406", "412", "413", "415"} <= statuses, (path, method)
            assert "security" not in one
        elif method != "options":
            assert {"401", "403", "409", "412", "413", "415"} <= statuses, (path, method)


def test_head_and_options_are_answered_as_described(
    client: FlaskClient, description: dict[str, Any]
) -> None:
    for path, about in description["paths"].items():
        if path == "/store/{name}" or path.startswith("/static"):
            continue
        words = shlex.split(command(path, "get", about.get("get") or about["post"], "http://h/"))
        address = words[-1].removeprefix("http://h") if "get" in about else path
        assert client.options(address).status_code == 204, path
        if "get" in about:
            found = client.head(address)
            assert (found.status_code, found.data) == (200, b""), path


def test_query_is_described_as_what_it_is(client: FlaskClient, description: dict[str, Any]) -> None:
    operation = description["paths"]["/sparql"]["x-query"]
    assert set(operation["requestBody"]["content"]) == {
        "application/sparql-query",
        "application/x-www-form-urlencoded",
    }
    page = client.get("/api", headers={"Accept": "text/html"}).text
    assert '<details class="operation" id="query-sparql">' in page
    assert "-X QUERY" in page


def test_operations_have_names_of_their_own(description: dict[str, Any]) -> None:
    names = [
        operation["operationId"]
        for operations in description["paths"].values()
        for operation in operations.values()
    ]
    assert len(names) == len(set(names))


def test_every_schema_is_one(description: dict[str, Any]) -> None:
    for operations in description["paths"].values():
        for operation in operations.values():
            for parameter in operation["parameters"]:
                jsonschema.Draft202012Validator.check_schema(parameter["schema"])


def test_a_list_has_the_parameters_that_it_reads(
    client: FlaskClient, description: dict[str, Any]
) -> None:
    for path, room in {
        "/browse": ("kind", "decade", "genre", "director", "disputed", "order", "page"),
        "/people": ("role", "source", "order", "page"),
        "/timeline": ("from", "to", "page"),
        "/conflicts": ("rule", "source", "page", "format"),
        "/graph": ("iri", "all"),
        "/graph.json": ("iri", "all"),
    }.items():
        operation = description["paths"][path]["get"]
        named = {item["name"]: item["schema"] for item in operation["parameters"]}
        assert {*room, "view", "trust"} <= set(named)
        for name, schema in named.items():
            for value in schema.get("enum", [])[:4]:
                asked = {name: value, "iri": "film/pulgasari"}
                assert client.get(path, query_string=asked).status_code == 200, (path, name)


def test_the_forms_of_pages_ask_for_what_is_described(
    client: FlaskClient, description: dict[str, Any]
) -> None:
    for path in ("/browse", "/people", "/timeline", "/conflicts", "/graph", "/search"):
        page = client.get(f"{path}?q=kim", headers={"Accept": "text/html"}).text
        main = page[page.index("<main") :]
        forms = [f.partition("</form>")[0] for f in main.split("<form")[1:]]
        asked = {n for f in forms for n in re.findall(r'name="([^"]+)"', f)}
        named = {item["name"] for item in description["paths"][path]["get"]["parameters"]}
        assert asked - {"lang"} <= named, path


def test_what_shows_no_facts_takes_no_belief(description: dict[str, Any]) -> None:
    for path in ("/health", "/metrics"):
        assert description["paths"][path]["get"]["parameters"] == []


def test_readers_see_every_address_too(client: FlaskClient) -> None:
    page = client.get("/api", headers={"Accept": "text/html"}).text
    paths = client.get("/openapi.json").get_json()["paths"]
    assert len(paths) > 30
    assert all(f"<code>{path}</code>" in page for path in paths)


def operations(description: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, one)
        for path, about in description["paths"].items()
        for method, one in about.items()
    ]


def test_every_example_of_reading_is_answered(
    client: FlaskClient, description: dict[str, Any]
) -> None:
    wrong = {}
    for path, method, one in operations(description):
        if method == "get":
            words = shlex.split(command(path, method, one, "http://127.0.0.1/"))
            status = client.get(words[-1].removeprefix("http://127.0.0.1")).status_code
            if status != 200:
                wrong[path] = status, words[-1]
    assert set(wrong) == {"/store/{name}"}, wrong  # nobody has written one yet


def test_every_example_of_writing_asks_for_a_token_and_is_known(
    client: FlaskClient, description: dict[str, Any]
) -> None:
    for path, method, one in operations(description):
        if one.get("security") and {} not in one["security"]:
            text = command(path, method, one, "http://127.0.0.1/")
            assert "Authorization: Bearer TOKEN" in text
            assert ("--data" in text) == (method != "delete"), text


def test_readers_see_what_each_parameter_takes(client: FlaskClient) -> None:
    page = client.get("/api", headers={"Accept": "text/html"}).text
    part = page[page.index('id="get-timeline"') :].partition("</details>")[0]
    row = unescape(part[part.index("<code>from</code>") :].partition("</tr>")[0])
    assert "The first year." in row
    assert "integer" in row
    assert "-9999 – 9999" in row
    assert "<code>stated</code></td>" in part
    assert "curl -sS" in part
    assert 'href="#status-400"' in part
    assert 'id="status-400">400</dt><dd>' in page
