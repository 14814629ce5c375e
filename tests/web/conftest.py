"""What the tests of the server share: the application on the shipped graph, without a socket."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server import create_app
from server.settings import Settings

sys.path.append(str(Path(__file__).parents[1] / "pool"))  # for `processes`


@pytest.fixture(scope="session")
def client(shipped_dataset: Path) -> Iterator[FlaskClient]:
    app = create_app(Settings(dataset=shipped_dataset))
    yield app.test_client(use_cookies=False)
    app.extensions["celadon"].close()
