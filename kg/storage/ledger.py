"""What the writer's store holds: each graph's triples, in one file beside it, with their digests.

A store can say what it holds, but slowly: reading a graph back takes as long as loading it. So the
ledger keeps the text. Invariant: an open ledger is sound, which means that the store held exactly
what it lists when it was last settled, and nothing has been changed since. `disturb` comes before
the first change to the store and is on the disk when it returns; `settle` comes after the last.
Whatever is wrong with a ledger is a `DatasetError`, and the store has to be written anew.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from importlib import metadata
from pathlib import Path
from typing import Final

from kg.errors import DatasetError, FileError

_FORMAT: Final = 2
_MOST_CHANGES: Final = 1000
_SCHEMA: Final = """
CREATE TABLE state (sound INTEGER NOT NULL, made_by TEXT NOT NULL, quads INTEGER NOT NULL);
CREATE TABLE graph (iri TEXT PRIMARY KEY, digest BLOB NOT NULL, content BLOB NOT NULL);
CREATE TABLE change (iri TEXT NOT NULL, added BLOB NOT NULL, removed BLOB NOT NULL);
CREATE INDEX changes ON change (iri);
"""


class Ledger:
    """A sound ledger, open; use it in the `with` statement of `opened`.

    Attributes:
        digests: the digest of each graph, by its IRI; empty where it was changed line by line.
        quads: how many quads the store holds.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read the list of graphs; `connection` stays the caller's to close."""
        self._connection = connection
        found = connection.execute("SELECT sound, made_by, quads FROM state").fetchall()
        if [row[:2] for row in found] != [(1, _made_by())]:
            raise DatasetError("the writer's store was left in the middle of a change")
        self.quads: int = found[0][2]
        self.digests: dict[str, bytes] = dict(connection.execute("SELECT iri, digest FROM graph"))
        changed = connection.execute("SELECT DISTINCT iri FROM change")
        self.digests.update({iri: b"" for (iri,) in changed})

    def content(self, iri: str) -> bytes:
        """Return the lines of a graph as they were given; of one that is not there, nothing.

        Raises:
            DatasetError: they are damaged.
        """
        if iri not in self.digests:
            return b""
        query = "SELECT digest, content FROM graph WHERE iri = ?"
        row = self._connection.execute(query, (iri,)).fetchone()
        content = zlib.decompress(row[1]) if row else b""
        if row and digest(content) != row[0]:
            raise DatasetError(f"the writer's list of {iri} is damaged")
        return content if self.digests[iri] else self._changed(iri, content)

    def _changed(self, iri: str, content: bytes) -> bytes:
        lines = set(content.splitlines(keepends=True))
        query = "SELECT added, removed FROM change WHERE iri = ? ORDER BY rowid"
        for added, removed in self._connection.execute(query, (iri,)):
            lines.difference_update(zlib.decompress(removed).splitlines(keepends=True))
            lines.update(zlib.decompress(added).splitlines(keepends=True))
        return b"".join(sorted(lines))

    def disturb(self) -> None:
        """Note on the disk that the store is being changed."""
        with self._connection:
            self._connection.execute("UPDATE state SET sound = 0")

    def settle(self, changed: Mapping[str, bytes], quads: int) -> None:
        """Note on the disk the new lines of the changed graphs, and that the store holds them."""
        with self._connection:
            gone = [(iri,) for iri in changed]
            self._connection.executemany("DELETE FROM graph WHERE iri = ?", gone)
            self._connection.executemany("DELETE FROM change WHERE iri = ?", gone)
            self._connection.executemany("INSERT INTO graph VALUES (?, ?, ?)", _rows(changed))
            self._connection.execute("UPDATE state SET sound = 1, quads = ?", (quads,))

    def note(self, changes: Mapping[str, tuple[bytes, bytes]], quads: int) -> None:
        """Note on the disk the lines added to and removed from graphs, and that the store has them.

        Cost: of the lines alone, however much the graphs hold.
        """
        with self._connection:
            rows = (
                (iri, zlib.compress(added, level=1), zlib.compress(removed, level=1))
                for iri, (added, removed) in changes.items()
            )
            self._connection.executemany("INSERT INTO change VALUES (?, ?, ?)", rows)
            self._connection.execute("UPDATE state SET sound = 1, quads = ?", (quads,))
        self.digests.update(dict.fromkeys(changes, b""))
        for iri in changes:
            self._compact(iri)

    def _compact(self, iri: str) -> None:
        """Write a graph's lines anew where very many changes would have to be read."""
        query = "SELECT count(*) FROM change WHERE iri = ?"
        (count,) = self._connection.execute(query, (iri,)).fetchone()
        if count <= _MOST_CHANGES:
            return
        content = self.content(iri)
        with self._connection:
            self._connection.execute("DELETE FROM graph WHERE iri = ?", (iri,))
            self._connection.execute("DELETE FROM change WHERE iri = ?", (iri,))
            self._connection.executemany(
                "INSERT INTO graph VALUES (?, ?, ?)", _rows({iri: content})
            )


@contextmanager
def opened(path: Path) -> Iterator[Ledger]:
    """Open the ledger at `path`.

    Raises:
        DatasetError: there is none, it is damaged, of another version, or not sound.
    """
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as connection:
            yield Ledger(connection)
    except (sqlite3.Error, zlib.error) as error:
        raise DatasetError(f"the writer's ledger is missing or damaged ({error})") from error


def begin(path: Path, contents: Mapping[str, bytes], quads: int) -> None:
    """Write a new, sound ledger; there must be none at `path`.

    Raises:
        FileError: it cannot be written.
    """
    try:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.executescript(_SCHEMA)
            connection.executemany("INSERT INTO graph VALUES (?, ?, ?)", _rows(contents))
            connection.execute("INSERT INTO state VALUES (1, ?, ?)", (_made_by(), quads))
    except sqlite3.Error as error:
        raise FileError(f"cannot write {path}: {error}") from error


def digest(content: bytes) -> bytes:
    """Return the SHA-256 of a graph's lines."""
    return hashlib.sha256(content).digest()


def _rows(contents: Mapping[str, bytes]) -> Iterable[tuple[str, bytes, bytes]]:
    for iri, content in contents.items():
        if content:
            yield iri, digest(content), zlib.compress(content, level=1)


def _made_by() -> str:
    """Return what must be the same for a store to be changed: its forms of literals may differ."""
    return f"{_FORMAT} pyoxigraph {metadata.version('pyoxigraph')}"
