"""The pages on 146,000 real triples: they answer, in every belief, and a page stays a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.building.build import build
from server import create_app
from server.settings import Settings
from tests.gmdb import BELIEFS, PAGES, write

DATA = Path(__file__).parents[3] / "shared" / "data" / "gmdb.nt.gz"
MOST_BYTES = 250_000

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not DATA.is_file(), reason=f"{DATA} is not there; it is not shipped"),
]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("gmdb")
    write(DATA, folder)
    build(
        [folder / "facts"],
        dataset=folder / "dataset",
        ontology=[folder / "ontology"],
        shapes=False,
    )
    app = create_app(Settings(dataset=folder / "dataset", workers=1))
    yield app.test_client()
    app.extensions["celadon"].close()


@pytest.mark.parametrize("belief", BELIEFS)
def test_pages_answer_and_are_bounded(large: FlaskClient, belief: str) -> None:
    for page in PAGES:
        address = f"{page}{'&' if '?' in page else '?'}{belief}"
        answered = large.get(address, headers={"Accept": "text/html"})
        assert answered.status_code == 200, address
        assert len(answered.data) < MOST_BYTES, address


@pytest.mark.parametrize("page", ["/browse", "/people", "/timeline", "/conflicts"])
def test_long_lists_are_paged(large: FlaskClient, page: str) -> None:
    answered = large.get(page, headers={"Accept": "text/html"}).text
    assert 'rel="next"' in answered
