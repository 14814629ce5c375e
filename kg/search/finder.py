"""An index that is open: who asks gives a view, and gets what that view believes.

Invariant: nothing here writes to the index. A finder is shared by threads, each of which has a
connection of its own.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from kg.search.browse import Browsed, Named, browse, names
from kg.search.index import alternatives_of, index_of
from kg.search.lookup import Found, look_up
from kg.search.near import Spellings, by_length
from kg.search.people import Everyone, People, everyone, people
from kg.search.rest import Rest, rest
from kg.search.schema import ALWAYS
from kg.search.tables import Believed, Label
from kg.search.timeline import Timeline, dated, timeline
from kg.storage.store import Snapshot
from kg.views import View

_CONFLICTS: Final = """
SELECT id, name, id IN (SELECT ground FROM facet WHERE facet = 'disputed')
FROM ground WHERE kind = 'conflict'
"""


class Finder:
    """What can be asked of a snapshot's index."""

    def __init__(self, snapshot: Snapshot, root: Path) -> None:
        """Open the index, having made it if this snapshot has none.

        Raises:
            DatasetError: the snapshot's files are damaged.
        """
        self._record = snapshot.record
        self._path = index_of(snapshot, root)
        self._threads = threading.local()
        self._grounds: Callable[[View], frozenset[int]] = lru_cache(maxsize=64)(self._believed_in)
        self._everyone: Callable[[View], Everyone] = lru_cache(maxsize=8)(
            lambda view: everyone(self._believed(view))
        )
        self._names: Callable[[View, frozenset[tuple[str, str]], str, int], tuple[Named, ...]]
        self._names = lru_cache(maxsize=16)(
            lambda view, chosen, order, limit: names(
                self._believed(view), sorted(chosen), order=order, limit=limit
            )
        )
        self._timeline: Callable[[View, tuple[int, int] | None, int, int], Timeline]
        self._timeline = lru_cache(maxsize=64)(
            lambda view, span, offset, limit: timeline(
                self._believed(view), span, offset=offset, limit=limit
            )
        )
        self._dated: Callable[[View, tuple[int, int] | None, int], tuple[Named, ...]]
        self._dated = lru_cache(maxsize=16)(
            lambda view, span, limit: dated(self._believed(view), span, limit=limit)
        )

    def search(self, text: str, *, view: View, kinds: Sequence[str] = (), limit: int = 20) -> Found:
        """Return the things that go by a name like `text`, best first; see `lookup`."""
        believed = self._believed(view)
        return look_up(believed, text, kinds=kinds, limit=limit, spellings=lambda: self._words)

    def browse(
        self,
        chosen: Iterable[tuple[str, str]] = (),
        *,
        view: View,
        order: str = "year",
        offset: int = 0,
        limit: int = 24,
    ) -> Browsed:
        """Return works that have what is chosen, and how many there are of each; see `browse`."""
        return browse(self._believed(view), chosen, order=order, offset=offset, limit=limit)

    def names(
        self,
        chosen: Iterable[tuple[str, str]] = (),
        *,
        view: View,
        order: str = "year",
        limit: int = 24,
    ) -> tuple[Named, ...]:
        """Return what the works that have what is chosen are called."""
        return self._names(view, frozenset(chosen), order, limit)

    def people(
        self,
        *,
        view: View,
        roles: Sequence[str] = (),
        sources: Sequence[str] = (),
        order: str = "works",
        offset: int = 0,
        limit: int = 40,
    ) -> People:
        """Return persons with what they did and who speaks of them; see `people`."""
        believed = self._believed(view)
        known = self._everyone(view)
        return people(believed, known, roles, sources, order=order, offset=offset, limit=limit)

    def timeline(
        self, *, view: View, span: tuple[int, int] | None = None, offset: int = 0, limit: int = 60
    ) -> Timeline:
        """Return dated works and events with every claim of a date; see `timeline`."""
        return self._timeline(view, span, offset, limit)

    def dated(
        self, *, view: View, span: tuple[int, int] | None = None, limit: int = 60
    ) -> tuple[Named, ...]:
        """Return what the works, persons and events with a date are called, so many of each."""
        return self._dated(view, span, limit)

    def rest(self, *, view: View) -> Rest:
        """Return what each source contributes and how far they agree; see `rest`."""
        return rest(self._believed(view), self._record, view)

    def conflicts(self, *, view: View) -> frozenset[str]:
        """Return the IRIs of the conflicts about one thing that arise in a view."""
        rows = self._believed(view).rows(
            "SELECT g.name FROM ground g JOIN facet f ON f.ground = g.id AND f.facet = 'disputed'"
            " WHERE g.kind = 'conflict' AND g.id IN {grounds}"
        )
        return frozenset(name for (name,) in rows)

    def arising(
        self,
        among: Iterable[str] | None = None,
        *,
        view: View,
        is_proven: Callable[[str], bool],
    ) -> frozenset[str]:
        """Return the IRIs of the conflicts that arise in a view, of all or of some.

        A conflict arises where one of the sets of units that it needs is believed. Views that
        leave out single claims are no sets of units: there the index tells of conflicts about one
        thing, and `is_proven` is asked of each of the others.
        """
        asked = None if among is None else frozenset(among)
        if asked is not None and not asked:
            return asked
        known = self._conflicts_in(view)
        return frozenset(
            iri
            for ground, iri, is_about_one in self._connection().execute(_CONFLICTS)
            if asked is None or iri in asked
            if (ground in known if is_about_one or view.is_of_units else is_proven(iri))
        )

    def labels(self, iris: Iterable[str]) -> dict[str, Label]:
        """Return how things are called, in English (or what there is) and in Korean."""
        return Believed(self._connection(), frozenset({ALWAYS})).labels(iris)

    def most_told(self, *, limit: int) -> tuple[str, ...]:
        """Return the IRIs of the things about which there are most claims, whoever makes them."""
        statement = "SELECT iri FROM thing ORDER BY claims DESC, iri LIMIT ?"
        rows = Believed(self._connection(), frozenset({ALWAYS})).rows(statement, limit)
        return tuple(iri for (iri,) in rows)

    def sizes(self, graphs: Iterable[str]) -> dict[str, int]:
        """Return how many triples some passages or support graphs hold."""
        statement = "SELECT iri, triples FROM graph WHERE iri IN (SELECT value FROM json_each(?))"
        believed = Believed(self._connection(), frozenset({ALWAYS}))
        return dict(believed.rows(statement, sorted(set(graphs))))

    @cached_property
    def _words(self) -> Spellings:
        rows = self._connection().execute("SELECT word FROM spelling")
        return by_length(word for (word,) in rows)

    def _believed(self, view: View) -> Believed:
        return Believed(self._connection(), self._grounds(view))

    def _connection(self) -> sqlite3.Connection:
        opened: sqlite3.Connection | None = getattr(self._threads, "connection", None)
        if opened is None:
            # Nothing changes the file once it has its name, so that no locks are needed.
            opened = sqlite3.connect(f"{self._path.as_uri()}?mode=ro&immutable=1", uri=True)
            self._threads.connection = opened
        return opened

    def _believed_in(self, view: View) -> frozenset[int]:
        supports = frozenset(view.supports)
        rows = self._connection().execute(
            "SELECT id, kind, name FROM ground WHERE kind <> 'conflict'"
        )
        believed = {
            number
            for number, kind, name in rows
            if (kind == "support" and name in supports) or (kind == "unit" and name in view.units)
        }
        return frozenset({ALWAYS, *believed, *self._conflicts_in(view)})

    def _conflicts_in(self, view: View) -> set[int]:
        """Return the conflicts that arise in a view; of rejected claims not in `accepted`."""
        if view.name == "undisputed":
            return set()
        rows = self._connection().execute("SELECT ground, alternatives, accepted FROM conflict")
        return {
            ground
            for ground, alternatives, accepted in rows
            if (accepted or view.name != "accepted")
            and any(units <= view.units for units in alternatives_of(alternatives))
        }
