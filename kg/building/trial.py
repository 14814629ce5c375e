"""The facts of a build held against SHACL shapes, as a process of its own does it.

It imports little: of `kg` only what reads and checks facts.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from kg import turtle, vocab
from kg.claims.check import check_shapes
from kg.claims.facts import load
from kg.claims.problems import Problem


def main(asked: str) -> None:
    """Check what is asked for, and write the problems to stdout as JSON."""
    problems = [asdict(problem) for problem in check(**json.loads(asked))]
    sys.stdout.buffer.write(json.dumps(problems).encode())
    sys.stdout.buffer.flush()


def check(
    roots: Sequence[str], ontology: Sequence[str], shapes: Sequence[str], base: str
) -> list[Problem]:
    """Return what the shapes, the shipped ones if none are named, find wrong with the files.

    Raises:
        KGError: the files cannot be read.
    """
    facts = load(*map(Path, roots), base=base)
    documents = [_read(path) for path in ontology]
    chosen = _read(shapes[0]) if shapes else None
    return check_shapes(facts, documents, shapes=chosen)


def _read(path: str) -> turtle.Document:
    return turtle.read(Path(path), base_iri=vocab.CEL.removesuffix("#"))
