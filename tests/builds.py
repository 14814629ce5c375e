"""What the tests of building share: looking into a dataset, changing facts, another process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pyoxigraph import NamedNode, Store, Triple

import kg
from kg.building.build import BuildReport
from kg.storage import store
from kg.vocab import PREFIXES

IMPORTS = os.pathsep.join([str(Path(kg.__file__).parents[1]), *filter(None, sys.path)])


def opened(report: BuildReport) -> Store:
    return store.open_store(report.snapshot)


def triples(dataset: Store, graph: str) -> set[Triple]:
    return {q.triple for q in dataset.quads_for_pattern(None, None, None, NamedNode(graph))}


def term(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def append(path: Path, text: str) -> None:
    path.write_text(f"{path.read_text()}\n{text}\n")


def run_python(code: str, *arguments: object) -> str:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": IMPORTS}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return done.stdout.strip()
