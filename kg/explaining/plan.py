"""The plan: the OWL 2 RL rules as the engine compiles them against an ontology."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg import turtle, vocab
from kg.building.inputs import gather
from kg.reasoning.axioms import axioms_of
from kg.reasoning.closure import close


def plan_of(ontology: Sequence[Path] = ()) -> str:
    """Return the compiled rules for the ontology's files, the shipped ones unless given.

    A line is `rule: conclusion <- axiom | conditions that are joined`.

    Raises:
        FileError: a file cannot be read.
        TurtleError: a file is not Turtle.
    """
    paths = gather((), ontology=ontology or None).ontology
    base_iri = vocab.CEL.removesuffix("#")
    return close(axioms_of(turtle.read(path, base_iri=base_iri) for path in paths), ()).plan()
