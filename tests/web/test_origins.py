"""What scripts of other origins may ask, send and see; and that they may not write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server import create_app
from server.settings import Settings

RIGHT = {"Authorization": "Bearer right"}


@pytest.fixture(scope="module")
def client(shipped_dataset: Path) -> Iterator[FlaskClient]:
    app = create_app(Settings(dataset=shipped_dataset, token="right", workers=1))
    yield app.test_client(use_cookies=False)
    app.extensions["celadon"].close()


def test_scripts_of_other_origins_may_read(client: FlaskClient) -> None:
    headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    answer = client.options("/sparql", headers=headers)
    assert (answer.status_code, answer.data) == (204, b"")
    assert "Content-Type" not in answer.headers
    assert {"GET", "HEAD", "OPTIONS", "POST", "QUERY"} <= set(answer.headers["Allow"].split(", "))
    assert "QUERY" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "name",
    [
        "Accept",
        "Accept-Language",
        "Authorization",
        "Cache-Control",
        "Content-Type",
        "If-Match",
        "If-None-Match",
        "X-Request-Id",
    ],
)
@pytest.mark.parametrize("path", ["/sparql", "/film/pulgasari", "/store", "/export.ttl"])
def test_scripts_of_other_origins_may_send_what_is_read(
    client: FlaskClient, path: str, name: str
) -> None:
    allowed = client.options(path).headers["Access-Control-Allow-Headers"].split(", ")
    assert name in allowed


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/sparql", "GET, HEAD, OPTIONS, POST, QUERY"),
        ("/film/pulgasari", "GET, HEAD, OPTIONS"),
        ("/store", "GET, HEAD, OPTIONS"),
        ("/store/some/graph", "GET, HEAD, OPTIONS"),
        ("/changes/undo", "OPTIONS"),
        ("/status/stop", "OPTIONS"),
    ],
)
def test_scripts_of_other_origins_are_offered_reading_alone(
    client: FlaskClient, path: str, methods: str
) -> None:
    assert client.options(path).headers["Access-Control-Allow-Methods"] == methods


def test_scripts_of_other_origins_see_what_an_answer_says(client: FlaskClient) -> None:
    answer = client.get("/sparql?query=ASK%20%7B%7D")
    seen = {
        name.strip().lower() for name in answer.headers["Access-Control-Expose-Headers"].split(",")
    }
    assert {"allow", "link", "location", "retry-after", "www-authenticate"} <= seen
    hidden = {"connection", "content-encoding", "content-security-policy", "referrer-policy"}
    hidden |= {"date", "x-content-type-options"}
    safelisted = {"cache-control", "content-language", "content-length", "content-type"}
    said = {name.lower() for name in dict(answer.headers) if not name.startswith("Access-")}
    assert said <= seen | hidden | safelisted


FOREIGN = ({"Origin": "https://example.org"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"})
OWN = ({}, {"Origin": "http://localhost"}, {"Origin": "https://localhost"})


@pytest.mark.parametrize("origin", FOREIGN, ids=str)
@pytest.mark.parametrize("path", ["/status/stop", "/sparql", "/store?graph=urn:x"])
def test_scripts_of_other_origins_may_not_write(
    client: FlaskClient, path: str, origin: dict[str, str]
) -> None:
    method = "PUT" if path.startswith("/store") else "POST"
    form = {"query": "0" * 16} if path == "/status/stop" else {"update": "CLEAR GRAPH <urn:x>"}
    answer = client.open(path, method=method, data=form, headers={**RIGHT, **origin})
    assert answer.status_code == 403
    assert "origin" in answer.get_json()["detail"]


@pytest.mark.parametrize(
    "origin", [*OWN, {"Sec-Fetch-Site": "same-origin", "Origin": "https://proxied"}], ids=str
)
def test_a_page_of_our_own_may_write(client: FlaskClient, origin: dict[str, str]) -> None:
    answer = client.post("/status/stop", data={"query": "0" * 16}, headers={**RIGHT, **origin})
    assert answer.status_code == 404
