"""The index of the newest snapshot: one at a time, and none of a snapshot that is past."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import cast

import kg
from server.indexing import Indexing

PATIENCE_S = 20


@dataclass
class Snapshots:
    """Snapshots that follow one another; the index of each takes until it is allowed to end."""

    begun: list[int] = field(default_factory=list)
    newest: int = 0
    at_once: int = 0
    most_at_once: int = 0
    began: threading.Event = field(default_factory=threading.Event)
    may_end: threading.Event = field(default_factory=threading.Event)

    def publish(self) -> kg.Dataset:
        self.newest += 1
        return cast(kg.Dataset, Snapshot(self, self.newest))


@dataclass
class Snapshot:
    of: Snapshots
    number: int
    is_plain: bool = False

    def is_current(self) -> bool:
        return self.number == self.of.newest

    def search(self, _text: str) -> None:
        self.of.begun.append(self.number)
        self.of.at_once += 1
        self.of.most_at_once = max(self.of.most_at_once, self.of.at_once)
        self.of.began.set()
        assert self.of.may_end.wait(PATIENCE_S)
        self.of.at_once -= 1


def quiet() -> None:
    """Wait until no index is being made."""
    for thread in threading.enumerate():
        if thread.name == "indexing":
            thread.join(PATIENCE_S)
            assert not thread.is_alive()


def test_many_quick_publications_make_two_indexes_one_after_the_other() -> None:
    snapshots, indexing = Snapshots(), Indexing()
    indexing.follow(snapshots.publish())
    assert snapshots.began.wait(PATIENCE_S)
    for _ in range(100):
        indexing.follow(snapshots.publish())
        assert sum(thread.name == "indexing" for thread in threading.enumerate()) == 1
    snapshots.may_end.set()
    quiet()
    assert snapshots.begun == [1, 101]
    assert snapshots.most_at_once == 1


def test_what_is_published_later_is_indexed_too() -> None:
    snapshots, indexing = Snapshots(), Indexing()
    snapshots.may_end.set()
    for _ in range(3):
        indexing.follow(snapshots.publish())
        quiet()
    assert snapshots.begun == [1, 2, 3]


def test_snapshot_that_is_past_is_not_indexed() -> None:
    snapshots, indexing = Snapshots(), Indexing()
    past = snapshots.publish()
    snapshots.publish()
    indexing.follow(past)
    quiet()
    assert snapshots.begun == []


def test_what_pages_keep_is_worked_out_after_the_index() -> None:
    snapshots, indexing = Snapshots(), Indexing()
    snapshots.may_end.set()
    prepared: list[tuple[kg.Dataset, list[int]]] = []
    indexing.also = (lambda served: prepared.append((served, list(snapshots.begun))),)
    served = snapshots.publish()
    indexing.follow(served)
    quiet()
    assert prepared == [(served, [1])]


def test_nothing_more_is_worked_out_of_a_snapshot_that_another_follows() -> None:
    snapshots, indexing = Snapshots(), Indexing()
    snapshots.may_end.set()
    prepared: list[kg.Dataset] = []

    def prepare(served: kg.Dataset) -> None:
        prepared.append(served)
        snapshots.newest = 2

    indexing.also = (prepare, prepare)
    indexing.follow(snapshots.publish())
    quiet()
    assert len(prepared) == 1
