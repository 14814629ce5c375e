"""What the tests of the pool share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from processes import PATIENCE_S, Canary, Served, launch, serving, within, write_store

from kg.pool.lanes import Lanes
from kg.pool.pool import Pool


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_store(tmp_path_factory.mktemp("pool") / "store")


@pytest.fixture
def start(store: Path) -> Iterator[Callable[..., Pool]]:
    """Start a whole pool with options of one's own; it is closed after the test."""
    started: list[Pool] = []

    def run(folder: Path = store, memory_bytes: int = 2_000_000_000, **options: Any) -> Pool:
        known = {"lanes": Lanes(options.pop("size", 2)), "queue_wait_s": PATIENCE_S}
        pool = Pool(launch(folder, memory_bytes), **(known | options))
        started.append(pool)
        assert within(PATIENCE_S, pool.is_whole)
        return pool

    yield run
    for pool in started:
        pool.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    listening = Canary()
    yield listening
    listening.close()


@pytest.fixture(scope="session")
def served(shipped_dataset: Path) -> Iterator[Served]:
    with serving(shipped_dataset) as process:
        yield process
