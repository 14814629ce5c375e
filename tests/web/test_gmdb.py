"""The pages on 146,000 real triples: they answer, in every belief, and a page stays a page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from kg.building.build import build
from server import create_app
from server.settings import Settings
from server.site import PREPARATIONS
from tests.gmdb import BELIEFS, FILM, PAGES, with_belief, write
from tests.material import material

MOST_BYTES = 250_000

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("gmdb")
    write(material("data/gmdb.nt.gz"), folder)
    build(
        [folder / "facts"],
        dataset=folder / "dataset",
        ontology=[folder / "ontology"],
        shapes=False,
    )
    app = create_app(Settings(dataset=folder / "dataset", workers=1))
    app.extensions["celadon"].prepare(PREPARATIONS)
    yield app.test_client()
    app.extensions["celadon"].close()


@pytest.mark.parametrize("belief", BELIEFS)
def test_pages_answer_and_are_bounded(large: FlaskClient, belief: str) -> None:
    for page in PAGES:
        address = with_belief(page, belief)
        answered = large.get(address, headers={"Accept": "text/html"})
        assert answered.status_code == 200, address
        assert len(answered.data) < MOST_BYTES, address


@pytest.mark.parametrize("page", ["/browse", "/people", "/timeline", "/conflicts"])
def test_long_lists_are_paged(large: FlaskClient, page: str) -> None:
    answered = large.get(page, headers={"Accept": "text/html"}).text
    assert 'rel="next"' in answered


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("/", "Films"),
        ("/conflicts", "release year"),
        ("/graph/catalogue", "graph:catalogue#conflict-"),
        ("/source/north/all", "all that north tells"),
        ("/ontology", "Film"),
        ("/ontology/Film", "movies.rdf"),
        ("/ontology/director", "movies.rdf"),
        (FILM, "2008"),
    ],
)
def test_pages_tell_of_films_that_are_not_ours(large: FlaskClient, page: str, told: str) -> None:
    assert told in large.get(page, headers={"Accept": "text/html"}).text


@pytest.mark.parametrize("belief", ["", "trust=north"])
def test_home_shows_works_as_cards(large: FlaskClient, belief: str) -> None:
    page = large.get(with_belief("/", belief), headers={"Accept": "text/html"}).text
    assert page.count('class="card work') == 24


def test_graph_begins_with_a_thing_that_is_told_of(large: FlaskClient) -> None:
    page = large.get("/graph", headers={"Accept": "text/html"}).text
    assert "movies.rdf" in page
    assert "subPropertyOf" not in page
