"""What a running server does when somebody publishes: it follows, and builds nothing itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from flask.testing import FlaskClient

from kg.building.build import build
from kg.storage import store
from kg.storage.store import Snapshot
from server import create_app
from server.settings import Settings

SCHEMA = Path(__file__).parents[1] / "data" / "schema"
YEAR = "SELECT ?year WHERE { film:harvest-moon cel:releaseYear ?year }"


class Served(NamedTuple):
    """A server of shipped facts, which are a small corpus, and ways to change them."""

    client: FlaskClient
    root: Path
    corpus: Path

    def year(self) -> str:
        answer = self.client.get("/sparql", query_string={"query": YEAR, "format": "csv"})
        assert answer.status_code == 200
        return str(answer.text.splitlines()[1])

    def publish(self, year: int) -> Snapshot:
        """Publish facts that are then as they were, as another installation would."""
        path = self.corpus / "gazette" / "harvest-moon.ttl"
        before = path.read_text("utf-8")
        path.write_text(before.replace("1971", str(year)), "utf-8")
        snapshot = build(dataset=self.root).snapshot
        path.write_text(before, "utf-8")
        return snapshot


@pytest.fixture
def served(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    folders = {"facts": corpus, "ontology": SCHEMA}
    monkeypatch.setattr("kg.building.inputs.shipped", folders.__getitem__)
    app = create_app(Settings(dataset=tmp_path / "dataset", workers=1))
    yield Served(app.test_client(), tmp_path / "dataset", corpus)
    app.extensions["celadon"].close()


def test_start_builds_the_shipped_graph_where_there_is_none(served: Served) -> None:
    assert served.year() == "1971"


def test_what_is_published_from_other_facts_is_served_and_stays(served: Served) -> None:
    published = served.publish(1970)
    assert served.year() == "1970"
    assert store.is_current(served.root, published)


def test_broken_facts_on_disk_do_not_reach_a_running_server(served: Served) -> None:
    published = served.publish(1970)
    (served.corpus / "gazette" / "harvest-moon.ttl").write_text("no Turtle", "utf-8")
    assert served.year() == "1970"
    assert store.is_current(served.root, published)


BREAKS: dict[str, Callable[[Path, Snapshot], object]] = {
    "its store is gone": lambda _, new: (new.folder / "store" / "CURRENT").unlink(),
    "its record is damaged": lambda _, new: (new.folder / "record.json").write_text("{"),
    "nothing is named": lambda root, _: (root / "current").unlink(),
}


@pytest.mark.parametrize("damage", BREAKS.values(), ids=BREAKS)
def test_a_snapshot_that_cannot_be_opened_leaves_the_old_one_serving(
    damage: Callable[[Path, Snapshot], object], served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    damage(served.root, served.publish(1970))
    with caplog.at_level(logging.WARNING, "server.graph"):
        assert [served.year(), served.year()] == ["1971", "1971"]
    assert len(caplog.messages) == 1
    assert "cannot be served" in caplog.messages[0]
