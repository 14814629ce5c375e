"""The journal: who changed which graphs of a dataset over HTTP, and what exactly.

    DATASET/journal     a line a change: `<checksum> <JSON>`, in the order of their numbers from 1

A line is complete or it does not count: the last one may be torn by a kill, and is then dropped.
A change counts once a snapshot that includes it serves (`Record.journal`); entries beyond that are
what a kill has left, and the next change cuts them off. Nothing else is ever removed.

An entry says of each graph what was added and what was removed, and at the first change of a graph
what it held before; so every version of every written graph can be read back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Triple, parse

from kg.errors import DatasetError, FileError
from kg.files import sync_folder
from kg.storage import store

FILE: Final = "journal"
_CHECKSUM: Final = 16


@dataclass(frozen=True, slots=True)
class GraphChange:
    """What a change did to one graph.

    Attributes:
        graph: its IRI, or None for the default graph.
        added: the triples that came, as N-Triples lines.
        removed: those that went.
        before: what it held before, where the journal says nothing of it earlier, else None.
        exists: whether there is such a graph afterwards; an empty graph may exist.
    """

    graph: str | None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    before: tuple[str, ...] | None = None
    exists: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: all of it was made, in one step.

    Attributes:
        id: its number, from 1.
        time: when it was made, ISO 8601, UTC.
        agent: the name of the token that allowed it.
        action: what was asked: `update`, `put`, `post`, `delete` or `undo`.
        graphs: what it did to each graph that it changed.
        snapshot: the snapshot that it made; "" where an older Celadon wrote the entry.
    """

    id: int
    time: str
    agent: str
    action: str
    graphs: tuple[GraphChange, ...] = field(default_factory=tuple)
    snapshot: str = ""


def entries(root: Path) -> list[Entry]:
    """Return the changes that the snapshot which serves includes, in order.

    Raises:
        DatasetError: the journal is damaged, or lacks changes that the snapshot includes.
        FileError: it cannot be read.
    """
    try:
        serving = store.current(root)
    except DatasetError:  # whatever is complete stays when a damaged dataset is built anew
        serving = None
    most = serving.record.journal if serving else None
    return [entry for entry, _ in _read(root, most)]


def number(root: Path) -> int:
    """Return the number of the last change that the snapshot which serves includes; 0 for none."""
    serving = store.current(root)
    return serving.record.journal if serving else 0


def written(root: Path) -> Mapping[str, frozenset[Triple]]:
    """Return the content of every named graph that was changed over HTTP, by its IRI.

    It stands in for what the files say of the same graph; one that was removed is empty.

    Raises:
        DatasetError, FileError: as `entries`.
    """
    return graphs(entries(root))


def graphs(changes: Iterable[Entry]) -> Mapping[str, frozenset[Triple]]:
    """Return the content of every named graph after the changes, by its IRI."""
    content = contents(changes)
    return {g: frozenset(read_lines(lines)) for g, lines in content.items() if g is not None}


def contents(changes: Iterable[Entry]) -> dict[str | None, set[str]]:
    """Return what each graph holds after the changes, as N-Triples lines."""
    found: dict[str | None, set[str]] = {}
    for entry in changes:
        for change in entry.graphs:
            held = found.setdefault(change.graph, set(change.before or ()))
            held.difference_update(change.removed)
            held.update(change.added)
    return found


def read_lines(lines: Iterable[str]) -> Iterator[Triple]:
    """Return the triples of N-Triples lines."""
    text = "".join(f"{line}\n" for line in lines).encode()
    return (quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES))


@dataclass(frozen=True, slots=True)
class Place:
    """The end of an entry: its number, 0 for the beginning, and its checksum."""

    number: int
    checksum: bytes


def place(root: Path, number: int) -> Place:
    """Return where the entry of a number ends.

    Raises:
        DatasetError: there is none.
        FileError: the journal cannot be read.
    """
    return _place(_lines(root), number)


def changed(root: Path, start: Place, end: Place) -> frozenset[str | None] | None:
    """Return the graphs that were changed between two places; None where this journal had no such.

    Cost: of what was changed, and of finding where lines end.

    Raises:
        DatasetError, FileError: as `place`.
    """
    lines = _lines(root)
    if start.number > end.number or _place(lines, start.number) != start:
        return None
    found = [_entry(line) for line in lines[start.number : end.number]]
    if _place(lines, end.number) != end or None in found:
        return None
    return frozenset(change.graph for entry in found if entry for change in entry.graphs)


def _place(lines: Sequence[bytes], number: int) -> Place:
    if number > len(lines):
        raise DatasetError(f"the journal lacks change {number}")
    return Place(number, lines[number - 1][:_CHECKSUM] if number else b"")


# Writing --------------------------------------------------------------------


class Journal:
    """The journal of a dataset, open for appending; the caller holds the dataset's lock.

    It remembers where the file ended and its last entry, so that only what others have appended is
    read again; all of it where that entry is another's now.
    """

    def __init__(self, root: Path) -> None:
        """Remember the folder; nothing is read yet."""
        self._root = root
        self._forget()

    def _forget(self) -> None:
        self._size = 0
        self._last = 0
        self._start, self._mark = 0, b""  # of the last entry
        self._known: set[str | None] = set()

    def catch_up(self, last: int) -> None:
        """Read up to the entry of number `last` and cut off what is beyond it.

        Raises:
            DatasetError: the journal is damaged or ends before that entry.
            FileError: it cannot be read or written.
        """
        if last < self._last or not self._is_as_it_was():
            self._forget()
        for entry, line in _read(self._root, last, start=self._size, after=self._last):
            self._note(entry, line)
        if _size(self._root) > self._size:
            _cut(self._root / FILE, self._size)

    def knows(self, graph: str | None) -> bool:
        """Return whether an earlier entry has changed the graph."""
        return graph in self._known

    def append(self, entry: Entry) -> None:
        """Write the entry, which follows the last one, to the disk; `catch_up` came before.

        Raises:
            FileError: the disk is full or the file cannot be written; nothing was appended.
        """
        assert entry.id == self._last + 1
        path, line = self._root / FILE, _line(entry)
        is_new = not path.exists()
        try:
            with path.open("ab") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            if is_new:
                sync_folder(self._root)
        except OSError as error:
            _cut(path, self._size)
            raise FileError(f"cannot write {path}: {error.strerror}") from error
        self._note(entry, line)

    def _is_as_it_was(self) -> bool:
        """Return whether the last entry is the one that was read; by its checksum."""
        if not self._size:
            return True
        try:
            with (self._root / FILE).open("rb") as file:
                file.seek(self._start)
                mark = file.read(_CHECKSUM)
        except OSError:  # for reading it in full to tell
            return False
        return mark == self._mark and _size(self._root) >= self._size

    def _note(self, entry: Entry, line: bytes) -> None:
        self._start, self._mark = self._size, line[:_CHECKSUM]
        self._size, self._last = self._size + len(line), entry.id
        self._known.update(change.graph for change in entry.graphs)


def _cut(path: Path, size: int) -> None:
    try:
        os.truncate(path, size)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror}") from error


def _size(root: Path) -> int:
    try:
        return (root / FILE).stat().st_size
    except FileNotFoundError:
        return 0


# Lines ----------------------------------------------------------------------


def _line(entry: Entry) -> bytes:
    content = json.dumps(asdict(entry), ensure_ascii=False, separators=(",", ":")).encode()
    return _checksum(content) + b" " + content + b"\n"


def _checksum(content: bytes) -> bytes:
    return sha256(content).hexdigest()[:_CHECKSUM].encode()


def _read(
    root: Path, last: int | None, *, start: int = 0, after: int = 0
) -> Iterator[tuple[Entry, bytes]]:
    """Yield the entries up to the number `last` (None: all whole ones), each with its line.

    `start` is where the entry of number `after` ends.
    """
    if last == after:
        return
    for line in _lines(root, start):
        entry = _entry(line)
        if entry is None or entry.id != after + 1:
            break
        after = entry.id
        yield entry, line
        if after == last:
            return
    if last is not None:
        raise DatasetError(
            f"{root / FILE} is damaged after change {after}, and the snapshot has {last} changes: "
            "put it back from a copy"
        )


def _lines(root: Path, start: int = 0) -> list[bytes]:
    """Return the journal's lines with their ends, from an offset on."""
    try:
        content = (root / FILE).read_bytes()[start:]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FileError(f"cannot read {root / FILE}: {error.strerror}") from error
    return content.splitlines(keepends=True)


def _entry(line: bytes) -> Entry | None:
    """Return the entry of a line, or None for a line that is not whole."""
    checksum, _, content = line.removesuffix(b"\n").partition(b" ")
    if not line.endswith(b"\n") or checksum != _checksum(content):
        return None
    found = json.loads(content)
    graphs = tuple(_graph_change(change) for change in found["graphs"])
    return Entry(**found | {"graphs": graphs})


def _graph_change(found: Mapping[str, Sequence[str] | None]) -> GraphChange:
    return GraphChange(
        **{k: tuple(v) if isinstance(v, list) else v for k, v in found.items()}  # type: ignore[arg-type]  # as it was written
    )
