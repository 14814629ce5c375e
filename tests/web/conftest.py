"""What the tests of the server share: the application on the shipped graph, without a socket."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server import create_app
from server.settings import Settings


@pytest.fixture(scope="session")
def client(shipped_dataset: Path) -> FlaskClient:
    return create_app(Settings(dataset=shipped_dataset)).test_client()
