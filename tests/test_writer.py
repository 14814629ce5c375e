"""The writer's store: only the difference is written, and damage is found and written anew."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from kg.storage import writer
from kg.storage.writer import Difference
from kg.vocab import PREFIXES

Graphs = Mapping[str, Sequence[Triple]]
XSD = PREFIXES["xsd"]
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 4))]


def node(name: str) -> NamedNode:
    return NamedNode(f"http://example.org/{name}")


def triple(s: str, o: str = "o", p: str = "p") -> Triple:
    return Triple(node(s), node(p), node(o))


def typed(s: str, form: str, datatype: str) -> Triple:
    return Triple(node(s), node("p"), Literal(form, datatype=NamedNode(XSD + datatype)))


def graphs(**named: Sequence[Triple]) -> Graphs:
    return {node(name).value: triples for name, triples in named.items()}


MANY = [triple(f"s{number}") for number in range(40)]


class Writer:
    """A writer's store in a folder; `write` returns what it did, `at` holds what it linked off."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "writer"
        self.targets = 0

    @property
    def at(self) -> Path:
        return self.folder.parent / f"target-{self.targets}"

    def write(self, content: Graphs, *, anew: bool = False) -> Difference:
        self.targets += 1
        return writer.write(self.folder, content, self.at, anew=anew)

    def quads(self) -> set[Quad]:
        return set(Store.read_only(str(self.at)))


@pytest.fixture
def made(tmp_path: Path) -> Writer:
    """A writer whose store holds forty triples in the graph `g`."""
    found = Writer(tmp_path)
    assert found.write(graphs(g=MANY)) == Difference(40, 0, anew=True)
    return found


def scratch(content: Graphs, folder: Path) -> Store:
    folder.mkdir()
    found = Writer(folder)
    found.write(content)
    return Store.read_only(str(found.at))


def assert_same(at: Path, expected: Store) -> None:
    """Quad for quad, and graph for graph: Oxigraph remembers empty ones."""
    found = Store.read_only(str(at))
    assert set(found) == set(expected)
    assert set(found.named_graphs()) == set(expected.named_graphs())


# The writer's store ---------------------------------------------------------

CHANGES: dict[str, tuple[Graphs, int, int]] = {
    "nothing": (graphs(g=MANY), 0, 0),
    "other order, and twice": (graphs(g=[*reversed(MANY), MANY[0]]), 0, 0),
    "a triple more": (graphs(g=[*MANY, triple("new")]), 1, 0),
    "a triple less": (graphs(g=MANY[1:]), 0, 1),
    "a triple for another": (graphs(g=[*MANY[1:], triple("new")]), 1, 1),
    "a graph more": (graphs(g=MANY, h=[triple("s1")]), 1, 0),
    "an empty graph more": (graphs(g=MANY, h=[]), 0, 0),
    "a triple moves": (graphs(g=MANY[1:], h=MANY[:1]), 1, 1),
    "a blank node": (graphs(g=[*MANY, Triple(BlankNode("d0c1"), node("p"), node("o"))]), 1, 0),
    "a line break": (graphs(g=[*MANY, Triple(node("s"), node("p"), Literal('a .\n"^^<b'))]), 1, 0),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_the_difference_is_written(change: str, made: Writer, tmp_path: Path) -> None:
    content, added, removed = CHANGES[change]
    assert made.write(content) == Difference(added, removed)
    assert_same(made.at, scratch(content, tmp_path / "scratch"))
    assert made.write(content) == Difference()


def test_graph_that_goes_is_forgotten(tmp_path: Path) -> None:
    made = Writer(tmp_path)
    made.write(graphs(g=MANY, h=MANY[:2], i=MANY[:1]))
    assert made.write(graphs(g=MANY, i=[])) == Difference(0, 3)
    assert set(Store.read_only(str(made.at)).named_graphs()) == {node("g")}


def test_what_was_linked_off_before_does_not_change(made: Writer) -> None:
    before, quads = made.at, made.quads()
    reader = Store.read_only(str(before))
    made.write(graphs(g=MANY[:-1]))
    made.write(graphs(h=MANY), anew=True)
    assert set(reader) == set(Store.read_only(str(before))) == quads


FORMS = {
    "the same number, spelt otherwise": ([("01", "integer")], [("1", "integer")], 0, 0),
    "a spelling less": ([("01", "integer"), ("1", "integer")], [("1", "integer")], 0, 0),
    "the other spelling less": ([("01", "integer"), ("1", "integer")], [("01", "integer")], 0, 0),
    "another number": ([("01", "integer")], [("02", "integer")], 1, 1),
    "a number less": ([("01", "integer"), ("2", "integer")], [("2", "integer")], 0, 1),
    "a decimal": ([("1.50", "decimal")], [], 0, 1),
    "a double": ([("1e0", "double")], [("1.0", "double")], 0, 0),
    "a time": ([("2020-01-01T00:00:00.50+00:00", "dateTime")], [], 0, 1),
    "an invalid one": ([("x1", "integer")], [("x2", "integer")], 1, 1),
    "two datatypes": ([("01", "integer")], [("01", "decimal")], 1, 1),
    "a string": ([("01", "string")], [("1", "string")], 1, 1),
}


@pytest.mark.parametrize("case", FORMS)
def test_literals_are_compared_in_the_form_that_the_store_keeps(case: str, tmp_path: Path) -> None:
    before, after, added, removed = FORMS[case]
    old, new = (
        graphs(g=[*MANY, *(typed("s", *literal) for literal in found)]) for found in (before, after)
    )
    made = Writer(tmp_path)
    made.write(old)
    assert made.write(new) == Difference(added, removed)
    assert_same(made.at, scratch(new, tmp_path / "scratch"))


def test_large_difference_is_loaded_from_scratch(made: Writer) -> None:
    assert made.write(graphs(g=MANY[:20])) == Difference(20, 0, anew=True)
    assert made.write(graphs(g=MANY[:19]), anew=True) == Difference(19, 0, anew=True)


def random_graphs(chance: random.Random) -> Graphs:
    """Return most of the same triples in most of the same graphs, in several spellings."""
    spelt = ("01", "1", "1.0", "x")
    pool = [*MANY[:6], *(typed("t", form, d) for form in spelt for d in ("integer", "double"))]
    pool += [Triple(BlankNode("d0c1"), node("p"), other.object) for other in pool[4:8]]
    return {
        node(f"g{number}").value: [found for found in pool if chance.random() < 7 / 8]
        for number in range(8)
        if chance.random() < 3 / 4
    } | graphs(g=[triple(f"s{number}") for number in range(400)])


@pytest.mark.parametrize("seed", SEEDS)
def test_random_sequence_equals_stores_from_scratch(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    made = Writer(tmp_path)
    made.write(random_graphs(chance))
    for number in range(10):
        content, before = random_graphs(chance), made.quads()
        difference = made.write(content)
        after = made.quads()
        assert difference == Difference(len(after - before), len(before - after))
        assert_same(made.at, scratch(content, tmp_path / f"scratch-{number}"))


def test_log_files_do_not_heap_up(made: Writer) -> None:
    for number in range(5):
        made.write(graphs(g=MANY[number:]))
    assert not list((made.folder / "store").glob("LOG.old.*"))


# Damage ---------------------------------------------------------------------


def in_ledger(made: Writer, statement: str) -> None:
    connection = sqlite3.connect(made.folder / "ledger")
    with connection:
        connection.execute(statement)
    connection.close()


def lose_a_quad(made: Writer) -> None:
    Store(str(made.folder / "store")).remove(Quad(*MANY[7], node("g")))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGE: dict[str, Callable[[Writer], Any]] = {
    "no writer": lambda made: shutil.rmtree(made.folder),
    "no store": lambda made: shutil.rmtree(made.folder / "store"),
    "no ledger": lambda made: (made.folder / "ledger").unlink(),
    "dirty": lambda made: in_ledger(made, "UPDATE state SET sound = 0"),
    "other version": lambda made: in_ledger(made, "UPDATE state SET made_by = '0'"),
    "ledger without state": lambda made: in_ledger(made, "DELETE FROM state"),
    "ledger without table": lambda made: in_ledger(made, "DROP TABLE graph"),
    "ledger empty": lambda made: (made.folder / "ledger").write_bytes(b""),
    "ledger no database": lambda made: (made.folder / "ledger").write_bytes(b"x" * 9000),
    "ledger cut": lambda made: cut(made.folder / "ledger"),
    "content damaged": lambda made: in_ledger(made, "UPDATE graph SET content = x'00'"),
    "digest damaged": lambda made: in_ledger(made, "UPDATE graph SET digest = x'00'"),
    "a graph too many": lambda made: in_ledger(
        made, "INSERT INTO graph SELECT 'http://x/', digest, content FROM graph"
    ),
    "a quad lost": lose_a_quad,
    "store without CURRENT": lambda made: (made.folder / "store" / "CURRENT").unlink(),
    "store without a file": lambda made: max(
        (made.folder / "store").glob("*.sst"), key=lambda path: path.stat().st_size
    ).unlink(),
    "store cut": lambda made: [cut(path) for path in (made.folder / "store").glob("*.sst")],
    "store no database": lambda made: [
        path.write_bytes(b"x" * 100) for path in (made.folder / "store").iterdir()
    ],
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_or_dirty_writer_is_written_from_scratch(
    damage: str, made: Writer, tmp_path: Path
) -> None:
    DAMAGE[damage](made)
    content = graphs(g=[*MANY[1:], triple("new")])
    assert made.write(content) == Difference(40, 0, anew=True)
    assert_same(made.at, scratch(content, tmp_path / "scratch"))
    assert made.write(graphs(g=[*MANY[2:], triple("new")])) == Difference(0, 1)


# A large dataset ------------------------------------------------------------


def large(films: int) -> dict[str, list[Triple]]:
    """Passages of ten films each, and the closure of each of four sources: six triples a film."""
    content: dict[str, list[Triple]] = {}
    for film in range(films):
        about = [
            Triple(node(f"film/{film}"), node("title"), Literal(f"Film {film}", language="en")),
            typed(f"film/{film}", str(1900 + film % 120), "integer"),
            triple(f"film/{film}", f"person/{film % 5003}", "director"),
        ]
        content.setdefault(node(f"passage/{film // 10}").value, []).extend(about)
        content.setdefault(node(f"support/{film % 4}").value, []).extend(about)
    return content


@pytest.mark.long
def test_one_file_changed_in_a_large_dataset_is_faster_than_loading(tmp_path: Path) -> None:
    made, content, times = Writer(tmp_path), large(50_000), []
    for step in range(6):
        if step:
            new = triple(f"film/{step}", "person/new", "contributor")
            for graph in (f"passage/{step // 10}", f"support/{step % 4}"):
                content[node(graph).value].append(new)
        started = time.perf_counter()
        made.write(content)
        times.append(time.perf_counter() - started)
    ratio = times[0] / sorted(times[1:])[2]
    print(f"load {times[0]:.2f} s, then a file {times[1:]} s: ratio {ratio:.1f}")
    assert_same(made.at, scratch(content, tmp_path / "scratch"))
    assert made.write(content) == Difference()
