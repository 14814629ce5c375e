"""What the tests of changes share: an empty plain store, served."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from stores import Served, plain, serving


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("plain") / "store"
    with serving(
        *plain(folder, "--max-upload-bytes", "100000", "--write-timeout-s", "3")
    ) as served:
        yield served


@pytest.fixture
def store(running: Served) -> Served:
    """The store, emptied."""
    assert running.update("DROP ALL").status == 200
    return running
