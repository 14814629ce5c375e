"""An open dataset: query it, export it, look at it through rdflib.

Invariant: an open dataset is one snapshot, whatever is published meanwhile; `is_current` tells.
It may be shared by threads: answers are read in full in the thread that asks.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, TypeVar

from pyoxigraph import NamedNode, Store

from kg import views, vocab
from kg.building.build import ensure
from kg.errors import DatasetError, ParameterError, QueryError
from kg.export import export
from kg.files import dataset_folder
from kg.progress import SILENT, Progress
from kg.results import Result, Solutions
from kg.sparql.evaluate import evaluate, has_word
from kg.sparql.named import NamedQuery, named_queries
from kg.sparql.narrowing import narrowed
from kg.sparql.question import Question, judge, put
from kg.storage import store
from kg.storage.store import Record, Snapshot
from kg.views import View

if TYPE_CHECKING:
    import rdflib

    from kg.search import Finder
    from kg.search.lookup import Found

A = TypeVar("A")
_PASSAGES: Final = """
SELECT ?passage ?unit WHERE { GRAPH graph:catalogue { ?passage cel:unit ?unit } }
ORDER BY ?passage
"""
_GRAPHS: Final = "SELECT ?graph { GRAPH ?graph { } FILTER(ISIRI(?graph)) }"
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def open(
    path: Path | str | None = None,
    *,
    progress: Progress = SILENT,
    build_shipped: bool | None = None,
) -> Dataset:
    """Open the dataset at `path`, by default `$CELADON_DATASET` or the user's.

    With `build_shipped` the shipped facts are built first where there is no dataset, or one of
    theirs that is out of date. Unless said, that is done in the default folder only.

    Raises:
        DatasetError: there is no dataset, or it is damaged or of another version.
        KGError: as `build`, where it builds.
    """
    root = dataset_folder(path)
    if path is None if build_shipped is None else build_shipped:
        ensure(root, progress=progress)
    for _ in range(3):  # a snapshot may be removed between the two steps by two quick builds
        snapshot = store.current(root)
        if snapshot is None:
            break
        try:
            return Dataset(root, snapshot, store.open_store(snapshot))
        except DatasetError:
            if store.current(root) == snapshot:
                raise
    raise DatasetError(f"there is no dataset at {root}: run `celadon build --dataset {root}`")


class Dataset:
    """A published snapshot, opened for reading."""

    def __init__(self, root: Path, snapshot: Snapshot, opened: Store | None) -> None:
        """Wrap an opened snapshot; `kg.open` is how to get one.

        A subclass that evaluates elsewhere gives no store.
        """
        self._root = root
        self._snapshot = snapshot
        self._store: Store | None = opened

    def __repr__(self) -> str:
        """Return the class, the folder and the snapshot's name."""
        return f"<Dataset {str(self._root)!r} {self.snapshot.id}>"

    def __enter__(self) -> Dataset:
        """Return the dataset; leaving the block closes it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the dataset."""
        self.close()

    def close(self) -> None:
        """Let go of the snapshot's files once running queries are done; it answers no more."""
        self._store = None

    @property
    def root(self) -> Path:
        """The dataset's folder."""
        return self._root

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that is open."""
        return self._snapshot

    @property
    def record(self) -> Record:
        """What the snapshot was made from."""
        return self._snapshot.record

    @property
    def base(self) -> str:
        """The IRI that all IRIs of the dataset's own begin with."""
        return self.record.base

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that every query may use without declaring them; a plain store has none."""
        return {} if self.is_plain else vocab.prefixes(self.base)

    @property
    def default_graphs(self) -> tuple[str, ...]:
        """The graphs whose union is a query's default graph: those of the view `stated`."""
        return self.view().graphs

    @property
    def has_supports(self) -> bool:
        """Whether triples know their sources, so that there are views beside `stated`."""
        return self.record.reasoner not in ("owlrl", store.PLAIN)

    @property
    def is_plain(self) -> bool:
        """Whether this is a plain store, with a default graph of its own and no views."""
        return self.record.reasoner == store.PLAIN

    def view(self, name: str | None = None, trust: Sequence[str] = ()) -> View:
        """Return a view by its name, or of the units to trust; `stated` without either.

        One unit may stand for itself.

        Raises:
            ViewError: it is unknown, or the dataset knows no supports.
        """
        return self._views((name, (trust,) if isinstance(trust, str) else tuple(trust)))

    @cached_property
    def queries(self) -> Mapping[str, NamedQuery]:
        """The named queries that come with Celadon."""
        return named_queries()

    def is_current(self) -> bool:
        """Return whether no other snapshot has been published since; costs one small file read."""
        return store.is_current(self._root, self._snapshot)

    def query(
        self,
        query: str | NamedQuery,
        *,
        parameters: Mapping[str, object] | None = None,
        outside: bool = False,
        view: str | None = None,
        trust: Sequence[str] = (),
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> Result:
        """Answer a named query, by its name, or a SPARQL text.

        The default graph is a view: the one given, the one that a named query is written for, else
        `stated`. The graphs that can be named are the passages of its units, its support graphs,
        the ontology and the catalogue; in the view `possible` every graph. Where the text says
        FROM or either list is given, the dataset is exactly what they name.

        A text of one's own may say SERVICE, which asks the named server over the network. A text
        from others needs `outside`, which refuses what could reach the network or crash the engine.

        Raises:
            QueryError: the query is unknown, refused, wrong, or cannot be evaluated.
            ParameterError: a parameter is missing, unknown or of the wrong type.
            ViewError: the view or a unit is unknown, or both are given.
            DatasetError: the dataset is closed or its files are damaged.
        """
        asked = self._asked(query)
        text = self._text(asked, parameters or {})
        judge(text, outside=outside)
        if not (view or trust) and isinstance(asked, NamedQuery):
            view = asked.view if self.has_supports else None
        chosen = self.view(view, trust)
        return self._put(text, self._evaluate, chosen, default_graphs, named_graphs)

    def export(
        self,
        format: str,
        *,
        whole: bool = False,
        view: str | None = None,
        trust: Sequence[str] = (),
    ) -> bytes:
        """Write a view, or the whole dataset, as `ttl nt jsonld rdf trig nq` or `csv`.

        `trig` and `nq` always hold the whole dataset, graph by graph.

        Raises:
            ViewError: the view or a unit is unknown, or both are given.
            QueryError: there is no such format, or it cannot express the content.
            DatasetError: the dataset is closed or its files are damaged.
        """
        graphs = None if whole or self.is_plain else self.view(view, trust).graphs
        with store.reading():
            return export(self._opened(), format, graphs=graphs, prefixes=self.prefixes)

    @cached_property
    def graph(self) -> rdflib.Dataset:
        """The same data as an rdflib dataset, read-only, over the same store.

        Its default graph is the view `stated`; `graph.graph(iri)` is one named graph. It is for
        one's own programs, not for queries from outside.
        """
        # Imported here: rdflib takes 0.15 s, which most uses need not pay.
        from kg.rdflib_store import rdflib_dataset

        return rdflib_dataset(self._opened(), self.default_graphs, self.prefixes)

    def search(
        self,
        text: str,
        *,
        kind: str | Sequence[str] = (),
        limit: int = 20,
        view: str | None = None,
        trust: Sequence[str] = (),
    ) -> Found:
        """Return the things that go by a name like `text`, best first.

        Case, diacritics, apostrophes, hyphens and romanisations are folded, and Hangul finds what
        is romanised. `kind` is one of `kg.search.schema.KINDS`, or several. The names are those of
        a view, without a choice of `possible`.

        Raises:
            ViewError: the view or a unit is unknown, or both are given.
            DatasetError: the snapshot's files are damaged.
        """
        name = view or ("possible" if self.has_supports and not trust else None)
        kinds = (kind,) if isinstance(kind, str) else kind
        return self.finder.search(text, view=self.view(name, trust), kinds=kinds, limit=limit)

    @cached_property
    def finder(self) -> Finder:
        """The index of names, facets, dates and sources; it is made when it is first used."""
        from kg.search import Finder  # 30 ms that a query does not take

        return Finder(self._snapshot, self._root)

    @cached_property
    def _things(self) -> frozenset[str]:
        """The IRIs that some graph describes."""
        subjects = {quad.subject for quad in self._opened()}
        return frozenset(s.value for s in subjects if isinstance(s, NamedNode))

    def _put(
        self,
        text: str,
        run: Callable[[Question], A],
        view: View,
        default: Sequence[str] | None,
        named: Sequence[str] | None,
        *,
        probe: Callable[[Question], Result] | None = None,
    ) -> A:
        """Return what `run` makes of a text on the graphs of a view, or on those that are given.

        `probe` answers what must be known of the data for that, if it is not the dataset itself.
        """
        if default is not None or named is not None:
            asked, narrow = Question(text, default or (), named or ()), _as_it_is
        elif self.is_plain or has_word(text, "FROM"):
            asked, narrow = Question(text), _as_it_is
        else:
            named = self._named_graphs(view) if has_word(text, "GRAPH") else None
            asked, narrow = Question(text, view.graphs, named), self._narrowed
        return put(asked, run, evaluate=probe or self._evaluate, narrow=narrow)

    def _named_graphs(self, view: View) -> Sequence[str] | None:
        """Return the graphs that can be named in a view, None for all."""
        if view.name == "possible":
            return None
        passages = (iri for unit in view.units for iri in self.passages.get(unit, ()))
        own = (f"{self.base}graph/ontology", f"{self.base}graph/catalogue")
        return (*passages, *view.supports, *own)

    def _narrowed(self, asked: Question) -> Question:
        """Return a question over all named graphs where its text can say which ones it sees."""
        if not asked.named_graphs:
            return asked
        text = narrowed(
            asked.text, shown=asked.named_graphs, every=self.graphs, prefixes=self.prefixes
        )
        return asked if text is None else Question(text, asked.default_graphs)

    @cached_property
    def graphs(self) -> frozenset[str]:
        """The names of all named graphs."""
        found = self._evaluate(Question(_GRAPHS))
        assert isinstance(found, Solutions)
        return frozenset(str(row["graph"]) for row in found)

    @cached_property
    def passages(self) -> Mapping[str, Sequence[str]]:
        """The IRIs of the passages of each unit of trust, in order."""
        rows = self._evaluate(Question(_PASSAGES))
        assert isinstance(rows, Solutions)
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(str(row["unit"]), []).append(str(row["passage"]))
        return found

    @cached_property
    def _views(self) -> Callable[[tuple[str | None, tuple[str, ...]]], View]:
        """`views.choose` on this record, which remembers what it has chosen."""
        return lru_cache(maxsize=256)(lambda asked: views.choose(self.record, *asked))

    def _evaluate(self, question: Question) -> Result:
        return evaluate(self._opened(), question, base=self.base, prefixes=self.prefixes)

    def _opened(self) -> Store:
        if self._store is None:
            raise DatasetError("the dataset is closed: open it again with kg.open()")
        return self._store

    def _asked(self, query: str | NamedQuery) -> str | NamedQuery:
        if isinstance(query, str) and _NAME.fullmatch(query):
            return self._named(query)
        return query

    def _text(self, query: str | NamedQuery, parameters: Mapping[str, object]) -> str:
        if isinstance(query, NamedQuery):
            return query.bind_values(parameters, base=self.base, known=lambda: self._things)
        if parameters:
            raise ParameterError("only a named query takes parameters: write values into the text")
        return query

    def _named(self, name: str) -> NamedQuery:
        if name not in self.queries:
            near = difflib.get_close_matches(name, self.queries, n=3)
            advice = f"did you mean {' or '.join(near)}?" if near else "see `celadon query --list`"
            raise QueryError(f"there is no query called {name!r}: {advice}")
        return self.queries[name]


def _as_it_is(asked: Question) -> Question:
    return asked
