"""Views over HTTP: the parameters `view` and `trust` on every way in."""

import pytest
from flask.testing import FlaskClient

CSV = {"Accept": "text/csv"}
YEAR = "SELECT ?year WHERE { film:sea-of-blood cel:releaseYear ?year } ORDER BY ?year"


@pytest.mark.parametrize(
    ("chosen", "years"),
    [
        ({}, ["1969", "1971"]),
        ({"view": "stated"}, ["1969", "1971"]),
        ({"view": "accepted"}, ["1969"]),
        ({"view": "undisputed"}, []),
        ({"trust": "listing"}, ["1971"]),
        ({"trust": ["listing", "zoomboola"]}, ["1969", "1971"]),
        ({"view": ""}, ["1969", "1971"]),
    ],
)
def test_a_query_is_answered_by_the_view(
    client: FlaskClient, chosen: dict[str, str | list[str]], years: list[str]
) -> None:
    for answer in (
        client.get(
            "/sparql", query_string={"query": YEAR, **chosen}, headers={"Accept": "text/csv"}
        ),
        client.post("/sparql", data={"query": YEAR, **chosen}, headers={"Accept": "text/csv"}),
        client.post(
            "/sparql",
            data=YEAR,
            query_string=chosen,
            content_type="application/sparql-query",
            headers=CSV,
        ),
    ):
        assert answer.text.split() == ["year", *years]


@pytest.mark.parametrize(
    "chosen", [{"view": "nonsense"}, {"trust": "nobody"}, {"view": "stated", "trust": "listing"}]
)
@pytest.mark.parametrize(
    "path", ["/sparql?query=ASK{}", "/export.nt?", "/film/pulgasari?", "/queries/films-by-decade?"]
)
def test_an_unknown_view_is_a_bad_request(
    client: FlaskClient, path: str, chosen: dict[str, str]
) -> None:
    address = path + "".join(f"&{name}={value}" for name, value in chosen.items())
    assert client.get(address).status_code == 400


def test_a_thing_an_export_and_a_named_query_follow_the_view(client: FlaskClient) -> None:
    page = "/film/sea-of-blood.nt"
    assert "1971" in client.get(page).text
    assert "1971" not in client.get(page, query_string={"view": "accepted"}).text
    exported = client.get("/export.nt", query_string={"trust": "zoomboola"}).text
    assert '"1969"^^' in exported
    assert '"1971"^^' not in exported
    decades = client.get("/queries/films-by-decade.csv", query_string={"trust": "listing"}).text
    assert "1970,1971,https://w3id.org/celadon/film/sea-of-blood,Sea of Blood" in decades
    assert "1960,1969" not in decades


def test_a_page_strikes_out_what_nobody_who_is_trusted_says(client: FlaskClient) -> None:
    asked = {"Accept": "text/html"}
    everyone = client.get("/film/sea-of-blood", headers=asked).text
    zoomboola = client.get("/film/sea-of-blood?trust=zoomboola", headers=asked).text
    assert "Kim Ki-nam" in everyone
    assert '<a href="/person/kim-ki-nam">Kim Ki-nam</a>' in everyone
    assert '<del class="gone"><a href="/person/kim-ki-nam?trust=zoomboola">' in zoomboola
    assert '<a href="/person/kim-ki-nam?trust=zoomboola">Kim Ki-nam</a></span>' not in zoomboola
