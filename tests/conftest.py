"""The datasets that tests share: each is built once a session, by whichever worker comes first."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kg.dataset
from kg.building.build import BuildReport, build
from kg.dataset import Dataset

DATA = Path(__file__).parent / "data"
SCHEMA = DATA / "schema"
MEMORY = Path("/dev/shm")
ROOM_BYTES = 4_000_000_000
"""What the folders of all tests take together, and some more."""


def pytest_configure() -> None:
    """Let the tests' folders lie in memory where there is room: then nothing waits for a disk."""
    if MEMORY.is_dir() and min(shutil.disk_usage(MEMORY).free, memory_bytes()) > 2 * ROOM_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def memory_bytes() -> int:
    """Return how much memory is free for programs; 0 where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    told = dict(line.split(":", 1) for line in lines)
    return int(told["MemAvailable"].split()[0]) * 1024


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this session see."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session", autouse=True)
def _cache(shared: Path) -> Iterator[None]:
    """Let indexes be made beside the shared datasets, never in the user's cache folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CELADON_CACHE", str(shared / "cache"))
        yield


@pytest.fixture(scope="session")
def shipped_dataset(shared: Path) -> Path:
    """The folder of a dataset of the shipped facts; nobody may change it."""
    folder = shared / "shipped-dataset"
    build(dataset=folder, wait_s=600)
    return folder


@pytest.fixture(scope="session")
def shipped(shipped_dataset: Path) -> Iterator[Dataset]:
    """The shipped facts, opened."""
    with kg.dataset.open(shipped_dataset) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _no_dataset_of_the_user(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what opens the default dataset find the shared one, never the user's own."""
    monkeypatch.setenv("CELADON_DATASET", str(shared / "shipped-dataset"))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A copy of a tiny corpus that is not about film in North Korea; free to change."""
    return Path(shutil.copytree(DATA / "corpus", tmp_path / "corpus"))


@pytest.fixture
def build_corpus(corpus: Path, tmp_path: Path) -> Callable[..., BuildReport]:
    """Build the copied corpus into `<tmp_path>/dataset`, with options for `build`.

    Unless it is asked for, the facts are not held against shapes: that takes a process of its own,
    four times as long as the rest.
    """

    def run(**options: object) -> BuildReport:
        known = {"dataset": tmp_path / "dataset", "ontology": [SCHEMA], "shapes": False}
        chosen = known | options
        return build([corpus], **chosen)  # type: ignore[arg-type]  # tests give the right ones

    return run


@pytest.fixture(scope="session")
def tiny(shared: Path) -> Iterator[Dataset]:
    """The tiny corpus, built and opened; nobody may change it."""
    folder = shared / "tiny-dataset"
    build([DATA / "corpus"], dataset=folder, ontology=[SCHEMA], wait_s=600)
    with kg.dataset.open(folder) as opened:
        yield opened
