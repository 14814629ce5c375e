"""A dataset with reasoning: named graphs are passages, and what follows from them is closed anew.

The default graph follows from all sources, and the support graphs, the ontology and the catalogue
are made by the build: none of them can be written. The WHERE of an update sees the view `stated` as
its default graph and can name every passage, unless the request or the text says otherwise. There
GRAPH with a variable finds the passages, the ontology and the catalogue; what was derived only
where USING NAMED says so. An update that says that it writes a graph which is made, or the default
graph, is refused before anything runs; one that comes to such a graph by a variable, after it ran.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from pyoxigraph import Triple

from kg import vocab
from kg.building.session import Session
from kg.changes.errors import ConflictError
from kg.changes.targets import targets
from kg.changes.texts import default_graph_use, with_dataset, with_view
from kg.changes.working import WorkingStore
from kg.claims.overlay import refuse_quoted
from kg.sparql.evaluate import has_word
from kg.sparql.tokens import position
from kg.storage.journal import Entry, GraphChange, read_lines
from kg.storage.store import Snapshot
from kg.views import choose

_MADE: Final = ("graph/", "support/")


class ReasonedChanges:
    """Changes of a dataset with reasoning; the caller holds the dataset's lock for each."""

    def __init__(self, root: Path) -> None:
        """Remember the folder; nothing is opened yet."""
        self._root = root
        self._session: Session | None = None

    def begin(self, snapshot: Snapshot) -> None:
        """Make the next change one of this snapshot."""
        if self._session is None or self._session.snapshot.id != snapshot.id:
            self._session = Session(self._root)

    def abandon(self) -> None:
        """Forget what was not published, which the session never does before it is."""

    def update(
        self, text: str, using: Sequence[str] | None, named: Sequence[str] | None
    ) -> list[GraphChange]:
        """Run an update on a copy of the snapshot; see `kg.changes.Writer.update`."""
        if (found := default_graph_use(text)) is not None:
            line, column = position(text, found.start)
            raise ConflictError(f"line {line}, column {column}: {_DEFAULT}")
        self._refuse_targets(text)
        snapshot = self._open.snapshot
        if using is not None or named is not None:
            text = with_dataset(text, using or (), named or ())
        else:
            text = with_view(text, *self._view(text))
        base = snapshot.record.base
        working = WorkingStore(self._root, snapshot)
        try:
            made = working.update(text, base=base, prefixes=vocab.prefixes(base))
        finally:
            working.discard()
        for change in made:
            self._refuse(change.graph)
            refuse_quoted(read_lines(change.added))
        return [  # a passage without claims is none
            replace(change, exists=self._after(change) is not None)
            for change in made
            if change.added or change.removed
        ]

    def put(self, graph: str | None, triples: Sequence[Triple]) -> list[GraphChange]:
        """Let a graph hold exactly these triples."""
        return self._changed(graph, frozenset(triples))

    def post(self, graph: str | None, triples: Sequence[Triple]) -> list[GraphChange]:
        """Add triples to a graph."""
        return self._changed(graph, self._claims(graph).union(triples))

    def delete(self, graph: str | None) -> list[GraphChange]:
        """Remove a graph."""
        return self._changed(graph, frozenset())

    def has(self, graph: str | None) -> bool:
        """Return whether there is such a graph."""
        return graph is None or bool(self._claims(graph))

    def held(self, change: GraphChange) -> tuple[str, ...]:
        """Return what a graph held before a change of it that is not published."""
        return _lines(self._claims(change.graph))

    def publish(self, entry: Entry, moment: datetime) -> Snapshot:
        """Close what was changed, and publish it as one snapshot, begun at a moment.

        Raises:
            FactsError, ReasonerError: the graphs cannot be reasoned with; nothing was changed.
            OSError, FileError: the folder cannot be written.
        """
        changes = {
            change.graph: self._after(change) for change in entry.graphs if change.graph is not None
        }
        return self._open.apply(changes, journal=entry.id, started=moment)

    def _view(self, text: str) -> tuple[Sequence[str], Sequence[str]]:
        """Return what the default graph of a WHERE is made of, and which graphs it can name."""
        record = self._open.snapshot.record
        own = (f"{record.base}graph/ontology", f"{record.base}graph/catalogue")
        named = (*self._open.names(), *own) if has_word(text, "GRAPH") else ()
        return choose(record).graphs, named

    def _changed(self, graph: str | None, new: frozenset[Triple]) -> list[GraphChange]:
        self._refuse(graph)
        old = self._claims(graph)
        refuse_quoted(new - old)
        if old == new:
            return []
        return [GraphChange(graph, _lines(new - old), _lines(old - new), exists=bool(new))]

    def _after(self, change: GraphChange) -> frozenset[Triple] | None:
        """Return what a graph holds after a change, None where it is dropped."""
        held = self._claims(change.graph).difference(read_lines(change.removed))
        return held.union(read_lines(change.added)) or None

    def _claims(self, graph: str | None) -> frozenset[Triple]:
        return self._open.claims(graph or "")

    def _refuse_targets(self, text: str) -> None:
        """Refuse an update that names a graph to write which is made and not written."""
        base = self._open.snapshot.record.base
        for target in targets(text, base=base, prefixes=vocab.prefixes(base)):
            try:
                if target.graph is None:
                    raise ConflictError(_ALL)
                self._refuse(target.graph)
            except ConflictError as error:
                line, column = position(text, target.token.start)
                raise ConflictError(f"line {line}, column {column}: {error}") from error

    def _refuse(self, graph: str | None) -> None:
        """Refuse a graph that is made and not written."""
        base = self._open.snapshot.record.base
        if graph is None:
            raise ConflictError(_DEFAULT)
        if graph.startswith(tuple(base + part for part in _MADE)):
            raise ConflictError(
                f"the graph <{graph}> is made by reasoning: write to a graph of a source"
            )

    @property
    def _open(self) -> Session:
        assert self._session is not None  # `begin` came before
        return self._session


def _lines(triples: Iterable[Triple]) -> tuple[str, ...]:
    return tuple(sorted(f"{triple} ." for triple in triples))


_DEFAULT: Final = (
    "the default graph is what follows from all sources and cannot be written: "
    "write to a named graph, like <…/source/NAME/PASSAGE>"
)
_ALL: Final = (
    "the ontology and what follows from it are among the named graphs and cannot be written: "
    "write to a graph of a source, by its name"
)
