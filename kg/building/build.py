"""Building: whether there is anything to do, and then from folders of facts to a published dataset.

Invariants: an unchanged build changes nothing, and imports no more than it takes to see that; one
that fails or is killed leaves the dataset as it was. `kg.building.publication` does the work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kg import vocab
from kg.building.inputs import Inputs, gather
from kg.building.verdict import Verdict
from kg.errors import DatasetError, ReasonerError
from kg.files import dataset_folder
from kg.progress import SILENT, Clock, Progress
from kg.storage import store
from kg.storage.store import Snapshot
from kg.storage.writer import Difference

REASONERS: Final = ("celadon", "owlrl")
"""The names of the reasoners that can be asked for, the default first.

`owlrl` is the reference: it closes what primary sources state outright, without supports.
"""

_ENSURE_WAIT_S: Final = 300.0


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        snapshot: the snapshot that serves now.
        unchanged: whether it was there before, made from the same input.
        seconds: how long each step took, by name; empty when unchanged.
        difference: how many quads were added and removed.
    """

    snapshot: Snapshot
    unchanged: bool
    seconds: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    difference: Difference = field(default_factory=Difference)

    @property
    def counts(self) -> Mapping[str, int]:
        """Figures about the content: passages, claims, axioms, inferred and so on."""
        return self.snapshot.record.counts


def build(
    facts_roots: Sequence[Path] = (),
    *,
    dataset: Path | None = None,
    ontology: Sequence[Path] | None = None,
    base: str = vocab.BASE,
    reasoner: str = REASONERS[0],
    shapes: bool = True,
    progress: Progress = SILENT,
    force: bool = False,
    wait_s: float = 0,
) -> BuildReport:
    """Build a dataset from folders of facts, the shipped ones by default, and publish it.

    `shapes` says whether facts are held against the SHACL shapes, which are made for what editors
    write; their form, their terms and their links are checked in any case.

    Nothing is done when the dataset was made from the same input, unless `force` is set; then all
    of it is written from scratch, and not the difference.

    Raises:
        FileError: a file cannot be read, or the dataset's folder cannot be written.
        TurtleError: a file is not Turtle.
        FactsError: the facts have problems; the message lists them all, each with file and line.
        ReasonerError: there is no such reasoner, or it cannot close the axioms.
        DatasetError: another process is building this dataset and takes more than `wait_s`, or the
            folder holds something else.
    """
    if reasoner not in REASONERS:
        raise ReasonerError(f"there is no reasoner {reasoner!r}: use one of {', '.join(REASONERS)}")
    inputs = gather(facts_roots, ontology=ontology, base=base, reasoner=reasoner, shapes=shapes)
    root = dataset_folder(dataset)
    if not force and (serving := _made_from(inputs, root)):
        return BuildReport(serving, unchanged=True)
    with store.lock(root, wait_s=wait_s):
        if not force and (serving := _made_from(inputs, root)):  # by whoever held the lock
            return BuildReport(serving, unchanged=True)
        store.refuse_plain(root)
        return _build(inputs, root, Clock(progress), anew=force)


def ensure(dataset: Path | None = None, *, progress: Progress = SILENT) -> Path:
    """Return the dataset's folder, having built the shipped facts where that is called for.

    They are built when there is no dataset, and when the one there was made from shipped facts
    that have changed since, or by a Celadon with an older layout; a dataset made from other facts
    is left alone.

    Raises:
        KGError: as `build`; also when the dataset there is damaged.
    """
    root = dataset_folder(dataset)
    if (base := store.outdated_base(root)) is not None:
        build(dataset=root, base=base, progress=progress, wait_s=_ENSURE_WAIT_S)
    elif (serving := store.current(root)) is None:
        build(dataset=root, progress=progress, wait_s=_ENSURE_WAIT_S)
    elif (made := serving.record).shipped:
        build(
            dataset=root,
            base=made.base,
            reasoner=made.reasoner,
            progress=progress,
            wait_s=_ENSURE_WAIT_S,
        )
    return root


def _made_from(inputs: Inputs, root: Path) -> Snapshot | None:
    """Return the snapshot that serves if it was made from `inputs` and can be opened."""
    try:
        serving = store.current(root)
        if serving is None or serving.record.key != inputs.key:
            return None
        store.open_store(serving)
    except DatasetError:  # a damaged dataset is built anew
        return None
    return serving


def _build(inputs: Inputs, root: Path, clock: Clock, *, anew: bool) -> BuildReport:
    with closing(Verdict(inputs)) as verdict:
        # Imported here: a build that finds nothing to do needs none of it, and one that goes on has
        # the verdict under way meanwhile.
        from kg.building.publication import publish

        snapshot, difference = publish(inputs, verdict, root, clock, anew=anew)
    clock.end()
    return BuildReport(snapshot, False, MappingProxyType(clock.seconds), difference)
