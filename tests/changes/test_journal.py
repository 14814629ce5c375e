"""The journal: what was appended comes back, what a kill tore off does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.changes import create_plain
from kg.errors import DatasetError
from kg.storage import journal, store
from kg.storage.journal import Entry, GraphChange, Journal

A = "<urn:a> <urn:p> <urn:b> ."
B = '<urn:a> <urn:p> "two\\nlines" .'
G = "urn:g"


def entry(number: int, *changes: GraphChange) -> Entry:
    return Entry(number, "2026-11-22T04:00:00+00:00", "owner", "update", changes)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return create_plain(tmp_path / "dataset")


def serve(root: Path, number: int) -> None:
    """Let a snapshot serve that includes the changes up to a number."""
    now = store.current(root)
    assert now
    record = replace(now.record, id=f"{number:04}", journal=number)
    copy = store.open_store(now).backup
    store.publish(root, record, lambda target: copy(str(target)))


def write(root: Path, *entries: Entry) -> None:
    writing = Journal(root)
    writing.catch_up(0)
    for item in entries:
        writing.append(item)
    serve(root, len(entries))


def test_entries_come_back_as_they_were_written(root: Path) -> None:
    written = (entry(1, GraphChange(G, (A, B))), entry(2, GraphChange(None, (), (A,), (A,))))
    write(root, *written)
    assert tuple(journal.entries(root)) == written


def test_written_graphs_are_what_was_there_before_less_and_more(root: Path) -> None:
    write(root, entry(1, GraphChange(G, (B,), (), (A,))), entry(2, GraphChange(G, (), (A,))))
    assert journal.written(root) == {G: frozenset(journal.read_lines([B]))}


def test_the_default_graph_is_no_written_graph(root: Path) -> None:
    write(root, entry(1, GraphChange(None, (A,))))
    assert journal.written(root) == {}


def test_a_torn_last_line_is_dropped_and_the_next_entry_takes_its_place(root: Path) -> None:
    write(root, entry(1, GraphChange(G, (A,))))
    path = root / journal.FILE
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])
    assert [item.id for item in journal.entries(root)] == [1]
    writing = Journal(root)
    writing.catch_up(1)
    writing.append(entry(2, GraphChange(G, (), (A,))))
    serve(root, 2)
    assert [item.id for item in journal.entries(root)] == [1, 2]


def test_entries_beyond_the_snapshot_do_not_count_and_are_cut_off(root: Path) -> None:
    write(root, entry(1, GraphChange(G, (A,))))
    writing = Journal(root)
    writing.catch_up(1)
    writing.append(entry(2, GraphChange(G, (B,))))
    assert [item.id for item in journal.entries(root)] == [1]
    other = Journal(root)
    other.catch_up(1)
    other.append(entry(2, GraphChange(G, (), (A,))))
    serve(root, 2)
    assert journal.entries(root)[1].graphs == (GraphChange(G, (), (A,)),)


def test_an_entry_that_others_have_replaced_is_read_again(root: Path) -> None:
    write(root, entry(1, GraphChange(G, (A,))))
    one = Journal(root)
    one.catch_up(1)
    one.append(entry(2, GraphChange("urn:mine", (A,))))
    other = Journal(root)
    other.catch_up(1)
    other.append(entry(2, GraphChange("urn:theirs", (A, B))))
    serve(root, 2)
    one.catch_up(2)
    assert (one.knows("urn:mine"), one.knows("urn:theirs")) == (False, True)
    one.append(entry(3, GraphChange(G, (), (A,))))
    serve(root, 3)
    assert [change.graphs[0].graph for change in journal.entries(root)] == [G, "urn:theirs", G]


def test_a_damaged_line_in_the_middle_is_an_error_that_names_it(root: Path) -> None:
    write(root, entry(1, GraphChange(G, (A,))), entry(2, GraphChange(G, (B,))))
    path = root / journal.FILE
    path.write_bytes(path.read_bytes().replace(b"urn:a", b"urn:x", 1))
    with pytest.raises(DatasetError, match="damaged after change 0"):
        journal.entries(root)


def test_a_journal_that_is_gone_is_an_error_where_changes_were_made(root: Path) -> None:
    write(root, entry(1, GraphChange(G, (A,))))
    (root / journal.FILE).unlink()
    with pytest.raises(DatasetError, match="the snapshot has 1 changes"):
        journal.entries(root)


def test_a_journal_knows_which_graphs_it_has_told_of(root: Path) -> None:
    write(root, entry(1, GraphChange(G, (A,))))
    writing = Journal(root)
    writing.catch_up(1)
    assert (writing.knows(G), writing.knows(None)) == (True, False)


def test_a_dataset_without_changes_has_an_empty_journal(root: Path) -> None:
    assert journal.entries(root) == []
    assert journal.number(root) == 0
