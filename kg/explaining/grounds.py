"""The grounds of a dataset: its closure in memory, ready to be asked why.

Reading a snapshot back and closing it takes about a second; it is done once for each snapshot, and
the last two are kept. A `Grounds` may be shared by threads: they take turns.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, Triple

from kg import vocab
from kg.building.content import batches_of
from kg.building.recorded import Recorded, read_back
from kg.claims.decisions import rejected
from kg.claims.facts import Passage
from kg.claims.passages import values
from kg.dataset import Dataset
from kg.engine import Closure, Conflict, close
from kg.engine.proof import Source
from kg.engine.prover import Prover
from kg.errors import ViewError
from kg.explaining.wording import Wording
from kg.reasoning.closure import CAP, claim_texts, granted, texts
from kg.reasoning.closure import close as close_by_unit
from kg.reasoning.conflicts import Conflict as Located
from kg.reasoning.conflicts import disputed, find_conflicts, name_of
from kg.reasoning.reasoner import Mark
from kg.storage.store import Record
from kg.views import View, short_name

_Texts = tuple[str, str, str]
_MARKED: Final = frozenset(f"mark:{mark}" for mark in Mark)
_KEEP: Final = 2
_kept: OrderedDict[Path, Grounds] = OrderedDict()
_keeping: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Origin:
    """What states a triple: a passage, or the axioms.

    Attributes:
        graph: the IRI of the passage, or of the graph of axioms.
        unit: the short name of its unit of trust, "" for axioms.
        heading: the passage's heading, where it has one.
        start: where the passage begins in its source's text, in characters.
        end: where it ends.
        address: where it can be read, where that is known.
    """

    graph: str
    unit: str = ""
    heading: str | None = None
    start: int | None = None
    end: int | None = None
    address: str | None = None

    @property
    def is_axiom(self) -> bool:
        """Whether this is no passage."""
        return not self.unit


class Grounds:
    """The closure of all that a dataset states, in which every batch is one passage.

    Attributes:
        closure: the closure; a claim that editors reject, or that takes part in a conflict, needs a
            mark beside its unit, as in the build.
        conflicts: its conflicts by id.
        wording: names for its terms.
    """

    def __init__(self, recorded: Recorded, record: Record) -> None:
        """Close what was read back from a dataset."""
        self._record = record
        self._lock = threading.Lock()
        self._origins = [Origin(f"{record.base}graph/ontology")]
        self.closure: Closure = close(self._batches(recorded), cap=CAP)
        # Found here, not when asked for: that may add supports, and threads must not meet there.
        self.conflicts: dict[str, Conflict] = {name_of(c): c for c in self.closure.conflicts}
        self.wording = Wording(_said(recorded), vocab.prefixes(record.base))

    @contextmanager
    def prover(self, view: View, *, effort: int) -> Iterator[Prover]:
        """Give what proves for whoever believes a view; others wait until it is given back."""
        with self._lock:
            yield Prover(self.closure, trusted=view.units | granted(view.name), effort=effort)

    def origin(self, source: Source) -> Origin:
        """Return what states a leaf of a proof."""
        return self._origins[source.batch]

    def unit_name(self, unit: str) -> str:
        """Return the short name of a unit, or of a mark: `rejected`, `disputed`."""
        return unit.removeprefix("mark:") if unit in _MARKED else short_name(self._record, unit)

    def knows(self, term: str) -> bool:
        """Whether some triple has the term."""
        return self.closure.terms.find(term) is not None

    def _batches(self, recorded: Recorded) -> Iterator[tuple[frozenset[str], list[_Texts]]]:
        """Yield axioms and then every passage's claims, apart by their marks."""
        doubted = rejected(recorded.facts)
        contested = disputed(_conflicts(recorded))
        yield frozenset(), [texts(triple) for triple in recorded.axioms]
        for passage in recorded.facts.passages:
            origin = _origin(passage, short_name(self._record, passage.unit))
            marked: dict[frozenset[str], list[_Texts]] = {}
            for claim in passage.claims:
                marks = {Mark.REJECTED} if (passage.iri, claim) in doubted else set()
                marks |= {Mark.DISPUTED} if claim in contested else set()
                needed = frozenset({passage.unit, *(f"mark:{mark}" for mark in marks)})
                marked.setdefault(needed, []).append(claim_texts(claim))
            self._origins.extend(origin for _ in marked)
            yield from marked.items()


def grounds_of(dataset: Dataset) -> Grounds:
    """Return the grounds of an open dataset; made when first asked for.

    Raises:
        ViewError: it was closed by owlrl, which knows no supports.
        DatasetError: the dataset is closed or its files are damaged.
    """
    if not dataset.has_supports:
        raise ViewError(
            "the dataset was closed by owlrl, which cannot say why: build it without "
            "--reasoner owlrl"
        )
    folder = dataset.snapshot.folder
    with _keeping:
        if folder not in _kept:
            _kept[folder] = Grounds(read_back(dataset), dataset.record)
            while len(_kept) > _KEEP:
                _kept.popitem(last=False)
        _kept.move_to_end(folder)
        return _kept[folder]


def _conflicts(recorded: Recorded) -> tuple[Located, ...]:
    batches = batches_of(recorded.facts)
    closure = close_by_unit(recorded.axioms, batches)
    return find_conflicts(recorded.axioms, recorded.facts, batches, closure)


def _said(recorded: Recorded) -> Iterator[_Texts]:
    """Yield all that labels can be taken from."""
    yield from map(texts, (*recorded.axioms, *recorded.catalogue))
    for passage in recorded.facts.passages:
        yield from map(texts, passage.claims)


def _origin(passage: Passage, unit: str) -> Origin:
    return Origin(
        passage.iri,
        unit,
        _text(passage, "heading"),
        _number(passage, "start"),
        _number(passage, "end"),
        _text(passage, "address"),
    )


def _text(passage: Passage, name: str) -> str | None:
    found = [v.value for v in values(passage, name) if not isinstance(v, Triple)]
    return min(found, default=None)


def _number(passage: Passage, name: str) -> int | None:
    found = [int(v.value) for v in values(passage, name) if isinstance(v, Literal)]
    return min(found, default=None)
