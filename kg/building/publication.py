"""From folders of facts to a published dataset: load, close, write, check, publish.

Invariant: nothing is published that has a problem. A dataset holds each passage's claims in a graph
of its own, `graph/ontology` with all axioms, background among them, `graph/catalogue`, and the
support graphs; its default graph is empty, for a view is chosen with each query.

What was written over HTTP lies over the files' passages and is not held against the shapes.

Oxigraph keeps numbers and dates as values: `"01"^^xsd:integer` is read back as `"1"`. The reasoner
sees them as the files write them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kg import turtle, vocab
from kg.building.content import Content, derive, graphs_of, record_of
from kg.building.inputs import Inputs, have_changed
from kg.building.verdict import Verdict
from kg.claims.check import check_terms
from kg.claims.facts import load
from kg.claims.overlay import overlay
from kg.claims.problems import Problem, in_file_order, listed
from kg.errors import FactsError
from kg.progress import Clock
from kg.reasoning.axioms import axioms_of
from kg.storage import journal, store, writer
from kg.storage.store import Record, Snapshot
from kg.storage.writer import Difference
from kg.turtle import Document


def publish(
    inputs: Inputs, verdict: Verdict, root: Path, clock: Clock, *, anew: bool
) -> tuple[Snapshot, Difference]:
    """Build the dataset at `root`, whose lock the caller holds; `anew` writes all of it.

    Raises:
        KGError: as `kg.building.build.build`.
    """
    started = datetime.now(UTC)
    content, template = _derived(inputs, verdict, root, clock)
    record = record_of(content, template, started)
    graphs = graphs_of(content, record)
    made: list[Difference] = []

    def write(path: Path) -> None:
        clock.begin("write")
        made.append(writer.write(root / "writer", graphs, path, anew=anew))
        clock.begin("check")
        _refuse([], verdict)
        if have_changed(inputs):
            raise FactsError("the files changed while they were read: build again")
        clock.begin("publish")

    snapshot = store.publish(root, record, write)
    return snapshot, made[0]


def _derived(inputs: Inputs, verdict: Verdict, root: Path, clock: Clock) -> tuple[Content, Record]:
    """Return what follows from the files and from what was written, and the record so far."""
    clock.begin("load")
    facts = load(*inputs.roots, base=inputs.base)
    ontology = _read(inputs.ontology)
    clock.begin("close")
    if found := check_terms(facts, ontology):
        _refuse(found, verdict)
    changes = journal.entries(root)
    axioms = axioms_of((*ontology, *facts.background))
    facts = overlay(facts, journal.graphs(changes))
    content = derive(axioms, facts, reasoner=inputs.reasoner)
    return content, _template(inputs, journal=changes[-1].id if changes else 0)


def _read(paths: Iterable[Path]) -> tuple[Document, ...]:
    return tuple(turtle.read(path, base_iri=vocab.CEL.removesuffix("#")) for path in paths)


def _refuse(found: Sequence[Problem], verdict: Verdict) -> None:
    """Raise the errors among problems, those that the shapes find included, if there are any."""
    problems = [p for p in (*found, *verdict.problems()) if p.severity == "error"]
    if problems:
        raise FactsError(listed(in_file_order(problems)))


def _template(inputs: Inputs, *, journal: int) -> Record:
    """Return the part of a record that the inputs settle."""
    return Record(
        id="",
        key=inputs.key,
        started="",
        ended="",
        base=inputs.base,
        reasoner=inputs.reasoner,
        roots=tuple(map(str, inputs.roots)),
        shipped=inputs.is_shipped,
        supports=(),
        units={},
        inputs=inputs.hashes,
        versions=inputs.versions,
        journal=journal,
    )
