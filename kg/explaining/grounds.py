"""The grounds of a dataset: its closure in memory, ready to be asked why.

They are made when first asked for, once for each snapshot, and the last two are kept. Those of the
next snapshot are made of the same texts, but for the graphs that have changed. A `Grounds` may be
shared by threads: they take turns.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg import vocab
from kg.dataset import Dataset
from kg.engine import Closure, Conflict, close
from kg.engine.proof import Source
from kg.engine.prover import Prover
from kg.errors import ViewError
from kg.explaining.stated import Stated, read_stated
from kg.explaining.wording import LABEL, Wording
from kg.reasoning.closure import CAP, TermTexts, granted
from kg.reasoning.conflicts import contested, name_of
from kg.reasoning.reasoner import Mark
from kg.views import View, short_name

_REJECTED: Final = f"mark:{Mark.REJECTED}"
_DISPUTED: Final = f"mark:{Mark.DISPUTED}"
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
        stated: what the dataset states.
        closure: the closure; a claim that editors reject needs a mark beside its unit, as in the
            build, and in those of `minding_disputes` so does one that takes part in a conflict.
        conflicts: its conflicts by id.
        wording: names for its terms.
    """

    def __init__(self, stated: Stated, disputed: frozenset[TermTexts] = frozenset()) -> None:
        """Close what is stated, with some claims marked as disputed."""
        self.stated = stated
        self._lock = threading.Lock()
        self._minding: Grounds | None = None
        self._origins = [Origin(stated.axioms_graph)]
        said = [*stated.labels, *stated.axioms()]
        self.closure: Closure = close(self._batches(disputed, said), cap=CAP)
        # Found here, not when asked for: that may add supports, and threads must not meet there.
        self.conflicts: dict[str, Conflict] = {name_of(c): c for c in self.closure.conflicts}
        self.wording = Wording(said, vocab.prefixes(stated.record.base))

    def minding_disputes(self) -> Grounds:
        """Return grounds in which claims that take part in a conflict need a mark, too."""
        with self._lock:
            if self._minding is None:
                self._minding = Grounds(self.stated, contested(self.closure))
            return self._minding

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
        is_mark = unit in (_REJECTED, _DISPUTED)
        return unit.removeprefix("mark:") if is_mark else short_name(self.stated.record, unit)

    def knows(self, term: str) -> bool:
        """Whether some triple has the term."""
        return self.closure.terms.find(term) is not None

    def _batches(
        self, disputed: frozenset[TermTexts], said: list[TermTexts]
    ) -> Iterator[tuple[frozenset[str], list[TermTexts]]]:
        """Yield axioms and then every passage's claims, apart by their marks; note the labels."""
        yield frozenset(), self.stated.axioms()
        doubted = self.stated.rejected()
        rejected_in = {passage for passage, _ in doubted}
        for passage, unit in self.stated.units.items():
            claims = self.stated.claims(passage)
            said += (claim for claim in claims if claim[1] == LABEL)
            marked = {frozenset({unit}): claims}
            if disputed or passage in rejected_in:
                marked = {}
                for claim in claims:
                    marks = {_REJECTED} if (passage, claim) in doubted else set()
                    marks |= {_DISPUTED} if claim in disputed else set()
                    marked.setdefault(frozenset({unit, *marks}), []).append(claim)
            origin = self._origin(passage, unit)
            self._origins.extend(origin for _ in marked)
            yield from marked.items()

    def _origin(self, passage: str, unit: str) -> Origin:
        said = self.stated.described
        start, end = (said.get((passage, part)) for part in ("start", "end"))
        return Origin(
            passage,
            short_name(self.stated.record, unit),
            said.get((passage, "heading")),
            None if start is None else int(start),
            None if end is None else int(end),
            said.get((passage, "address")),
        )


def grounds_of(dataset: Dataset, view: View | None = None) -> Grounds:
    """Return the grounds of an open dataset for whoever believes a view.

    Raises:
        ViewError: it was closed by owlrl, which knows no supports.
        DatasetError: the dataset is closed or its files are damaged.
    """
    if not dataset.has_supports:
        raise ViewError(
            "the dataset was closed by owlrl, which cannot say why: build it without "
            "--reasoner owlrl"
        )
    found = _grounds_of(dataset)
    minds = view is not None and _DISPUTED not in granted(view.name)
    return found.minding_disputes() if minds else found


def _grounds_of(dataset: Dataset) -> Grounds:
    folder = dataset.snapshot.folder
    with _keeping:
        if folder not in _kept:
            earlier = [grounds.stated for grounds in reversed(_kept.values())]
            _kept[folder] = Grounds(read_stated(dataset, earlier))
            while len(_kept) > _KEEP:
                _kept.popitem(last=False)
        _kept.move_to_end(folder)
        return _kept[folder]
