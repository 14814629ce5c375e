"""Change: only the difference is written, and what serves equals a build from scratch."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

import kg
from kg.building.build import BuildReport, build
from kg.errors import DatasetError
from kg.storage import store, writer
from kg.storage.writer import Difference
from kg.vocab import BASE, PREFIXES

Build = Callable[..., BuildReport]
Graphs = Mapping[str, Sequence[Triple]]
SCHEMA = Path(__file__).parent / "data" / "schema"
IMPORTS = os.pathsep.join([str(Path(kg.__file__).parents[1]), *filter(None, sys.path)])
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


# Builds ---------------------------------------------------------------------


def snapshot_quads(report: BuildReport) -> set[Quad]:
    return set(store.open_store(report.snapshot))


def without_the_build(quads: set[Quad]) -> set[Quad]:
    """Leave out what tells when the build was: times, its name and labels with it."""
    said = ("#startedAtTime", "#endedAtTime", "#generatedAtTime", "/identifier", "#label")
    catalogue = NamedNode(f"{BASE}graph/catalogue")
    return {
        quad
        for quad in quads
        if quad.graph_name != catalogue
        or not quad.predicate.value.endswith(said)
        or not quad.subject.value.endswith(("catalogue#build", "catalogue#dataset"))
    }


def append(path: Path, text: str) -> None:
    path.write_text(f"{path.read_text()}\n{text}\n")


def passage(corpus: Path, number: int, text: str) -> None:
    """Write one more page of the almanac."""
    head = (corpus / "almanac" / "page-1.ttl").read_text().partition("film:harvest-moon")[0]
    (corpus / "almanac" / f"page-{number}.ttl").write_text(f"{head}\n{text}\n")


def new_source(corpus: Path) -> None:
    append(
        corpus / "sources.ttl",
        'source:annal a cel:Source ; rdfs:label "The Annal"@en ; cel:languageTag "en" ;\n'
        "    cel:publisher organization:almanac ; cel:role cel:Reference .",
    )
    text = (corpus / "almanac" / "page-1.ttl").read_text().replace("source:almanac", "source:annal")
    (corpus / "annal").mkdir()
    (corpus / "annal" / "page-1.ttl").write_text(text)


EDITS: dict[str, Callable[[Path], Any]] = {
    "change a passage": lambda corpus: append(
        corpus / "almanac/page-1.ttl", 'film:harvest-moon cel:title "The Moon"@en .'
    ),
    "remove a passage": lambda corpus: (corpus / "almanac/page-1.ttl").unlink(),
    "add a passage": lambda corpus: passage(
        corpus, 2, 'film:x a cel:Film ; rdfs:label "X"@en ; cel:title "X"@en .'
    ),
    "add a source": new_source,
}


@pytest.mark.parametrize("edit", EDITS)
def test_build_after_an_edit_applies_the_difference(
    edit: str, build_corpus: Build, corpus: Path, tmp_path: Path
) -> None:
    before = build_corpus()
    EDITS[edit](corpus)
    after = build_corpus()
    old, new = snapshot_quads(before), snapshot_quads(after)
    assert after.difference == Difference(len(new - old), len(old - new))
    anew = build_corpus(dataset=tmp_path / "anew")
    assert anew.difference == Difference(len(new), 0, anew=True)
    assert without_the_build(new) == without_the_build(snapshot_quads(anew))


def test_unchanged_build_has_no_difference(build_corpus: Build) -> None:
    build_corpus()
    assert build_corpus().difference == Difference()


def test_forced_build_is_written_from_scratch(build_corpus: Build) -> None:
    build_corpus()
    report = build_corpus(force=True)
    assert report.difference == Difference(len(snapshot_quads(report)), 0, anew=True)


def test_reader_keeps_its_snapshot_while_the_difference_is_applied(
    build_corpus: Build, corpus: Path
) -> None:
    first = build_corpus()
    reader = store.open_store(first.snapshot)
    quads = set(reader)
    EDITS["change a passage"](corpus)
    build_corpus()
    EDITS["add a source"](corpus)
    build_corpus()
    assert set(reader) == quads


def random_edit(corpus: Path, chance: random.Random, number: int) -> None:
    pages = sorted((corpus / "almanac").glob("page-*.ttl"))
    kind = chance.choice(("add", "change", "remove"))
    if kind == "add" or not pages[1:]:
        year = chance.choice(("01950", "1950", "1951"))
        passage(
            corpus,
            number,
            f'film:f{number} a cel:Film ; rdfs:label "F"@en ; cel:title "F"@en ;\n'
            f'    cel:releaseYear "{year}"^^<{XSD}integer> .',
        )
    elif kind == "change":
        page = chance.choice(pages)
        minutes = chance.choice(("090", "90", "91"))
        append(page, f'film:harvest-moon cel:durationMinutes "{minutes}"^^<{XSD}integer> .')
    else:
        chance.choice(pages[1:]).unlink()


@pytest.mark.parametrize("seed", SEEDS)
def test_random_edits_equal_builds_from_scratch(
    seed: int, build_corpus: Build, corpus: Path, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    build_corpus()
    for number in range(2, 12):
        random_edit(corpus, chance, number)
        report = build_corpus()
        assert not report.difference.anew
        anew = build_corpus(dataset=tmp_path / f"anew-{number}")
        assert without_the_build(snapshot_quads(report)) == without_the_build(snapshot_quads(anew))


# Kills and rivals -----------------------------------------------------------

DIES = """
import os, signal, sys
from pathlib import Path
import kg.storage.writer
from kg.storage import ledger
from kg.building.build import build
from kg.storage.ledger import Ledger
from pyoxigraph import Store

corpus, schema, when, name, force = Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def dying(owner, name):
    function = getattr(owner, name)
    def run(*arguments, **options):
        if when == "before": die()
        done = function(*arguments, **options)
        if when == "after": die()
        return done
    return run

class Dying:
    # Oxigraph's class cannot be derived from
    def __init__(self, *path):
        self.store = Store(*path)
    def __len__(self):
        return len(self.store)
    def __getattr__(self, asked):
        return dying(self.store, asked) if asked == name else getattr(self.store, asked)

places = {"disturb": Ledger, "settle": Ledger, "begin": ledger, "unlink": os}
places["rmtree"] = kg.storage.writer.shutil
if name in places:
    setattr(places[name], name, dying(places[name], name))
elif name.startswith("_"):
    setattr(kg.storage.writer, name, dying(kg.storage.writer, name))
else:
    kg.storage.writer.Store = Dying
build([corpus], dataset=corpus.parent / "dataset", ontology=[schema], force=force == "force")
"""

CHANGING = ["before disturb", "after disturb", "after remove", "before extend", "after extend"]
CLOSING = ["before backup", "after backup", "before settle", "after settle"]
ANEW = ["before _discard", "after unlink", "after _discard", "after bulk_extend", "before flush"]
FINISHING = ["before backup", "after backup", "before begin", "after begin"]
UNHARMED = {"before disturb", "after settle", "before _discard", "after begin"}
KILLS = [(moment, "") for moment in CHANGING + CLOSING]
KILLS += [(moment, "force") for moment in ANEW + FINISHING]


def dies(corpus: Path, moment: str, force: str) -> None:
    command = [sys.executable, "-c", DIES, str(corpus), str(SCHEMA), *moment.split(), force]
    environment = os.environ | {"PYTHONPATH": IMPORTS}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == -9, done.stderr


def edit_of_the_killed(corpus: Path) -> None:
    path = corpus / "almanac" / "page-1.ttl"
    append(path, f'film:harvest-moon cel:durationMinutes "01"^^<{XSD}byte> .')
    path.write_text(path.read_text().replace("1972", "1973"))


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> set[Quad]:
    """What a build from scratch makes of the edited corpus."""
    folder = tmp_path_factory.mktemp("expected")
    shutil.copytree(SCHEMA.parent / "corpus", folder / "corpus")
    edit_of_the_killed(folder / "corpus")
    report = build([folder / "corpus"], dataset=folder / "dataset", ontology=[SCHEMA])
    return without_the_build(snapshot_quads(report))


@pytest.mark.parametrize(("moment", "force"), KILLS)
def test_kill_leaves_the_old_snapshot_and_the_next_build_is_right(
    moment: str,
    force: str,
    build_corpus: Build,
    corpus: Path,
    tmp_path: Path,
    expected: set[Quad],
) -> None:
    before = build_corpus()
    quads = snapshot_quads(before)
    edit_of_the_killed(corpus)
    dies(corpus, moment, force)
    assert store.current(tmp_path / "dataset") == before.snapshot
    assert snapshot_quads(before) == quads
    after = build_corpus()
    assert after.difference.anew is (moment not in UNHARMED)
    assert without_the_build(snapshot_quads(after)) == expected
    kept = {path.name for path in (tmp_path / "dataset").iterdir()}
    assert kept == {"current", "lock", "snapshots", "writer"}


def test_writer_is_closed_to_a_second_builder(build_corpus: Build, corpus: Path) -> None:
    build_corpus()
    EDITS["change a passage"](corpus)

    class Rival:
        tried = False

        def begin(self, step: str) -> None:
            if step in ("write", "publish"):
                with pytest.raises(DatasetError, match="another process is changing"):
                    build_corpus(force=True)
                Rival.tried = True

        def end(self, step: str, seconds: float) -> None:
            pass

    assert not build_corpus(progress=Rival()).difference.anew
    assert Rival.tried


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
