"""Addresses that keep the belief and the language."""

import pytest
from flask.testing import FlaskClient

from server.site.links import here, kept


@pytest.mark.parametrize(
    ("address", "target", "changes", "expected"),
    [
        ("/queries", "/film/x", {}, "/film/x"),
        ("/queries?view=accepted&lang=ko", "/film/x", {}, "/film/x?view=accepted&lang=ko"),
        ("/queries?q=1&trust=a&trust=b", "/film/x#y", {}, "/film/x?trust=a&trust=b#y"),
        ("/queries?view=accepted", "/why?s=a", {}, "/why?view=accepted&s=a"),
        ("/queries?view=accepted", "/why?view=stated", {}, "/why?view=stated"),
        ("/queries?view=accepted", "/", {"view": None}, "/"),
        ("/queries?page=2&trust=a", None, {}, "/queries?page=2&trust=a"),
        ("/queries?page=2&trust=a", None, {"page": 3, "trust": ["b", "c:alleged"]},
         "/queries?page=3&trust=b&trust=c:alleged"),
        ("/queries?trust=a", "status.status", {}, "/status?trust=a"),
        ("/queries?trust=a", "entities.thing", {"kind": "film", "rest": "x"},
         "/film/x?trust=a"),
        ("/queries?trust=a", "//elsewhere", {}, "//elsewhere"),
    ],
)  # fmt: skip
def test_an_address_keeps_what_is_believed(
    client: FlaskClient,
    address: str,
    target: str | None,
    changes: dict[str, object],
    expected: str,
) -> None:
    with client.application.test_request_context(address):
        assert here(target, **changes) == expected  # type: ignore[arg-type]


def test_an_address_elsewhere_stays_as_it_is(client: FlaskClient) -> None:
    with client.application.test_request_context("/?view=accepted"):
        assert kept("https://www.imdb.com/title/tt1/") == "https://www.imdb.com/title/tt1/"


def test_pages_keep_the_belief(client: FlaskClient) -> None:
    page = client.get("/queries?trust=listing", headers={"Accept": "text/html"}).text
    assert 'href="/conflicts?trust=listing"' in page


def test_what_is_remembered_changes_with_the_file(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept": "text/html"}).text
    assert "/static/css/tokens.css?v=" in page


def test_a_constant_address_is_worked_out_for_each_request(client: FlaskClient) -> None:
    for view in ("accepted", "possible"):
        page = client.get(f"/sources/zoomboola?view={view}", headers={"Accept": "text/html"}).text
        assert f'href="/export.ttl?view={view}"' in page
        assert f'href="/sources?view={view}"' in page
