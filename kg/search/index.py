"""A snapshot's index: one SQLite file, made once, read by any number of threads and processes.

The index lies in a cache folder and not beside the store, for a dataset may be read-only and a
write must not wait for it; its name is the snapshot's, so that it never goes stale. Whoever needs
it first makes it. Where the cache cannot be written it lies in a temporary folder of this process.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

from pyoxigraph import Store

from kg.claims.passages import ALLEGED
from kg.search.cache import cache_folder, made, temporary_folder
from kg.search.collect import Collector, Name, Row
from kg.search.folding import fold, joined, spaced
from kg.search.hangul import initials_of
from kg.search.near import pairs_of, words_near
from kg.search.said import Sayings
from kg.search.schema import ALWAYS, FORMAT, INDEXES, TABLES, WORKS
from kg.search.skeleton import run_together, skeletons
from kg.storage import store
from kg.storage.store import Record, Snapshot

_CALLED: Final = ("label", "title", "name", "heading", "prefLabel")
"""The properties that give what a thing is called in a list; a label does whatever else it is."""
_KIND_FACETS: Final = f"""
INSERT INTO facet SELECT k.thing, 'kind', v.value, k.ground
FROM kind k JOIN json_each('{json.dumps(WORKS)}') v ON v.key = k.kind
WHERE v.value NOT IN ('StageWork', 'ScreenWork', 'Work')
   OR NOT EXISTS (SELECT 1 FROM kind better WHERE better.thing = k.thing AND better.kind < k.kind)
"""
"""A work's kinds; of the general ones only what nothing more special is known of."""


def index_of(snapshot: Snapshot, root: Path) -> Path:
    """Return the file of a snapshot's index, having made it if there is none.

    Args:
        snapshot: what to index.
        root: the dataset's folder.

    Raises:
        DatasetError: the snapshot's store is missing or damaged.
    """
    family = hashlib.sha256(str(root).encode()).hexdigest()[:12]
    name = f"{family}-{snapshot.id}-{FORMAT}.sqlite"

    def write(path: Path) -> None:
        write_index(path, store.open_store(snapshot), snapshot.record)

    try:
        return made(cache_folder() / name, write)
    except (OSError, sqlite3.OperationalError):
        return made(temporary_folder() / name, write)


def write_index(path: Path, opened: Store, record: Record) -> None:
    """Write the index of a store to a new file.

    Raises:
        DatasetError: the store's files are damaged.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as base, store.reading():
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")
        base.execute("BEGIN")
        for statement in TABLES.split(";"):
            base.execute(statement)
        _fill(base, Collector(opened, record), opened)
        for statement in INDEXES.split(";"):
            base.execute(statement)
        base.execute("COMMIT")
        base.execute("ANALYZE")


def _fill(base: sqlite3.Connection, collector: Collector, opened: Store) -> None:
    names = list(collector.names())
    _fill_names(base, names)
    _insert(base, "kind", 3, collector.kinds())
    base.execute("CREATE INDEX kind_of ON kind (thing, kind, ground)")
    _insert(base, "facet", 4, collector.facets())
    _insert(base, "credit", 4, collector.credits())
    _insert(base, "part", 3, collector.parts())
    _insert(base, "dated", 7, collector.dates())
    _insert(base, "graph", 2, collector.sizes())
    for row, facet in collector.conflicts():
        _insert(base, "conflict", 3, [row])
        _insert(base, "facet", 4, [facet] if facet else [])
    sayings = Sayings(collector, opened)
    _insert(base, "said", 3, sayings.said())
    _insert(base, "agreement", 4, sayings.agreement())
    units = {number: name for number, kind, name in collector.grounds.rows if kind == "unit"}
    mentions = ((t, "source", units[g].removesuffix(ALLEGED), g) for t, g in sayings.mentions)
    _insert(base, "facet", 4, mentions)
    base.execute(_KIND_FACETS)
    _insert(base, "ground", 3, [(ALWAYS, "always", ""), *collector.grounds.rows])
    _fill_things(base, collector, names, sayings)


def _insert(base: sqlite3.Connection, table: str, width: int, rows: Iterable[Row]) -> None:
    base.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)


def _fill_names(base: sqlite3.Connection, names: list[Name]) -> None:
    numbered = list(enumerate(names, start=1))
    _insert(base, "name", 5, ((n, *name[:4]) for n, name in numbered))
    _insert(base, "named", 2, ((n, ground) for n, name in numbered for ground in name.grounds))
    _insert(base, "words (rowid, folded, skeleton, pairs, initials)", 5, map(_words, numbered))
    words = {word for name in names for word in words_near(name.text)}
    _insert(base, "spelling", 1, ((word,) for word in sorted(words)))


def _words(numbered: tuple[int, Name]) -> Row:
    number, name = numbered
    pairs = " | ".join(pairs_of(name.text))
    initials = " ".join(initials_of(name.text))
    return number, folded_words(name.text), skeleton_words(name.text), pairs, initials


def folded_words(text: str) -> str:
    """Return what a text is found by when only case and marks are folded."""
    split, whole = spaced(fold(text)), spaced(" ".join(joined(text)))
    return split if split == whole else f"{split} | {whole}"


def skeleton_words(text: str) -> str:
    """Return what a text is found by when romanisations are folded too."""
    found = sorted(skeletons(text))
    return " | ".join(dict.fromkeys((*found, *map(run_together, found))))


def _fill_things(
    base: sqlite3.Connection, collector: Collector, names: list[Name], sayings: Sayings
) -> None:
    labels: dict[int, dict[str | None, str]] = {}
    for name in sorted(names, key=lambda name: (name.rank, name.text)):
        if name.property.rpartition("#")[2] in _CALLED or not name.rank:
            labels.setdefault(name.thing, {}).setdefault(name.language, name.text)
    claims: dict[int, int] = {}
    for (thing, _), count in sayings.mentions.items():
        claims[thing] = claims.get(thing, 0) + count
    rows = (
        (number, iri, _label(labels.get(number, {})), labels.get(number, {}).get("ko"), count)
        for iri, number in collector.things.items()
        for count in [claims.get(number, 0)]
    )
    _insert(base, "thing", 5, rows)


def _label(found: dict[str | None, str]) -> str | None:
    """Return the label in English, without language, or else the first by its language tag."""
    for language in ("en", None):
        if language in found:
            return found[language]
    return min(((tag or "", text) for tag, text in found.items()), default=(None, None))[1]


def alternatives_of(text: str) -> tuple[frozenset[str], ...]:
    """Return the alternatives of a conflict as they are stored."""
    return tuple(frozenset(units) for units in json.loads(text))
