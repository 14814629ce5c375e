"""Builds that are killed, and builds at once: what serves goes on serving."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from builds import IMPORTS, append, opened, run_python, term, triples
from pyoxigraph import Literal, Triple

from kg.building.build import BuildReport
from kg.errors import DatasetError
from kg.storage import store
from kg.vocab import BASE

Build = Callable[..., BuildReport]
SCHEMA = Path(__file__).parent / "data" / "schema"
STEPS = ["load", "close", "write", "check", "publish"]


DIES = """
import os, signal, sys
from pathlib import Path
import kg.storage.store
from kg.building.build import build

corpus, schema, moment = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def die():
    os.kill(os.getpid(), signal.SIGKILL)

class Progress:
    def begin(self, step):
        if moment == step: die()
    def end(self, step, seconds):
        pass

def dying(function, name):
    def run(*arguments):
        if moment == f"before {name}": die()
        function(*arguments)
        if moment == f"after {name}": die()
    return run

kg.storage.store.os.rename = dying(os.rename, "rename")
kg.storage.store.write_atomically = dying(kg.storage.store.write_atomically, "replace")
build(
    [corpus],
    dataset=corpus.parent / "dataset",
    ontology=[schema],
    shapes=moment == "check",
    progress=Progress(),
)
"""


@pytest.mark.parametrize(
    "moment", [*STEPS, "before rename", "after rename", "before replace", "after replace"]
)
def test_killed_build_leaves_the_dataset_serving(
    moment: str, build_corpus: Build, corpus: Path, tmp_path: Path
) -> None:
    shapes = moment == "check"
    before = build_corpus(shapes=shapes)
    append(corpus / "gazette/harvest-moon.ttl", "film:harvest-moon cel:durationMinutes 91 .")
    with pytest.raises(subprocess.CalledProcessError) as killed:
        run_python(DIES, corpus, SCHEMA, moment)
    assert killed.value.returncode == -9
    serving = store.current(tmp_path / "dataset")
    assert serving is not None
    assert (serving == before.snapshot) is (moment != "after replace")
    assert len(store.open_store(serving)) > 0
    after = build_corpus(shapes=shapes)
    assert after.unchanged is (moment == "after replace")
    claims = triples(opened(after), f"{BASE}source/gazette/harvest-moon")
    assert Triple(term("film:harvest-moon"), term("cel:durationMinutes"), Literal(91)) in claims
    kept = {path.name for path in (tmp_path / "dataset" / "snapshots").iterdir()}
    assert kept == {before.snapshot.id, after.snapshot.id}


def test_second_build_at_once_is_refused_or_waits(build_corpus: Build) -> None:
    class Rival:
        tried = False

        def begin(self, step: str) -> None:
            if step == "close":
                with pytest.raises(DatasetError, match="another process is changing"):
                    build_corpus(force=True)
                Rival.tried = True

        def end(self, step: str, seconds: float) -> None:
            pass

    assert not build_corpus(progress=Rival()).unchanged
    assert Rival.tried


def test_of_two_processes_that_build_at_once_one_waits_and_finds_it_done(corpus: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from kg.building.build import build\n"
        "corpus, schema = map(Path, sys.argv[1:])\n"
        "report = build([corpus], dataset=corpus.parent / 'd', ontology=[schema], wait_s=60)\n"
        "print(report.unchanged, report.snapshot.id)"
    )
    command = [sys.executable, "-c", code, str(corpus), str(SCHEMA)]
    environment = os.environ | {"PYTHONPATH": IMPORTS}
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(2)
    ]
    answers = sorted(process.communicate()[0].split() for process in both)
    assert [unchanged for unchanged, _ in answers] == ["False", "True"]
    assert len({snapshot for _, snapshot in answers}) == 1
