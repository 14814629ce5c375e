"""Change: a build applies the difference alone, and what serves equals a build from scratch."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, Quad

import kg
from kg.building.build import BuildReport, build
from kg.errors import DatasetError
from kg.storage import store
from kg.storage.writer import Difference
from kg.vocab import BASE, PREFIXES

Build = Callable[..., BuildReport]
SCHEMA = Path(__file__).parent / "data" / "schema"
IMPORTS = os.pathsep.join([str(Path(kg.__file__).parents[1]), *filter(None, sys.path)])
XSD = PREFIXES["xsd"]
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 4))]


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
build(
    [corpus],
    dataset=corpus.parent / "dataset",
    ontology=[schema],
    shapes=False,
    force=force == "force",
)
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
    report = build([folder / "corpus"], dataset=folder / "dataset", ontology=[SCHEMA], shapes=False)
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
