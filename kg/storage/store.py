"""A dataset on disk: immutable snapshots, a file that names the one that serves, and a lock.

    DATASET/current                  the id of the snapshot that serves, replaced atomically
    DATASET/snapshots/<id>/store     an Oxigraph store, only ever opened read-only
    DATASET/snapshots/<id>/record.json
    DATASET/writer                   the store that is changed and copied, see `kg.storage.writer`
    DATASET/journal                  who changed what over HTTP, see `kg.storage.journal`
    DATASET/working                  the stores that updates run on first, see `kg.changes`
    DATASET/lock                     held by the one process that builds or changes

Invariant: whatever `current` names was written and synced in full before it was named. A kill at
any moment leaves the old snapshot serving; the next publication clears away what was left behind.
The snapshot before the current one is kept, so that a reader that has just opened it goes on.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyoxigraph
from filelock import BaseFileLock, FileLock, Timeout

from kg.errors import DatasetError, FileError, LockedError
from kg.files import sync_folder, write_atomically

FORMAT: Final = 2
"""The version of the layout; a dataset of another is built anew."""

PLAIN: Final = "none"
"""The reasoner of a plain store: it has a default graph, and holds what was written to it."""

LINGER_S: Final = 3.0
"""How long a snapshot stays for readers after others have followed it in a series of changes."""

_UNFINISHED: Final = ".unfinished-"
_MEND: Final = (
    "run `celadon build --force` to build it anew, or bring a plain store back from its copy"
)


@dataclass(frozen=True, slots=True)
class SupportRecord:
    """A support graph as views know it: its IRI, alternatives, and further views; no triples."""

    graph: str
    alternatives: tuple[frozenset[str], ...]
    views: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Record:
    """What a snapshot was made from; kept beside its store as JSON.

    Attributes:
        id: the snapshot's name, which begins with the time of the build (UTC).
        key: SHA-256 over everything that determines the content.
        started: when the build began, ISO 8601 with seconds, UTC.
        ended: when the content was complete.
        base: the IRI that all its own IRIs begin with.
        reasoner: the name of the reasoner, or `PLAIN`.
        roots: the folders of facts, as absolute paths.
        shipped: whether those are the facts that come with Celadon.
        supports: the support graphs, from which views are put together.
        units: every unit of trust, with the role of its source (`Primary`, `Reference`, …).
        wholes: the graph that holds the union of a view's support graphs, by the view's name.
        journal: the number of the last change in the journal that the content includes.
        inputs: the SHA-256 of each file by its name, `<folder>/<path in it>`.
        versions: the versions of the software that took part, by name.
        counts: figures about the content, by name.
        format: the version of the layout.
    """

    id: str
    key: str
    started: str
    ended: str
    base: str
    reasoner: str
    roots: tuple[str, ...]
    shipped: bool
    supports: tuple[SupportRecord, ...]
    units: Mapping[str, str]
    inputs: Mapping[str, str]
    versions: Mapping[str, str]
    counts: Mapping[str, int] = field(default_factory=dict)
    wholes: Mapping[str, str] = field(default_factory=dict)
    journal: int = 0
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published dataset: its folder and its record."""

    folder: Path
    record: Record

    @property
    def id(self) -> str:
        """The snapshot's name."""
        return self.record.id


def current(root: Path) -> Snapshot | None:
    """Return the snapshot that serves, or None where nothing has been published.

    Raises:
        DatasetError: what is there is damaged or of another version.
    """
    try:
        name = (root / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise DatasetError(f"cannot read {root / 'current'} ({error}): {_MEND}") from error
    folder = root / "snapshots" / name
    if not name or Path(name).name != name or name.startswith("."):
        raise DatasetError(f"{root / 'current'} names no snapshot but {name!r}: {_MEND}")
    return Snapshot(folder, _read_record(folder))


def refuse_plain(root: Path) -> None:
    """Keep a plain store from being built over: what was written to it stands nowhere else.

    Raises:
        DatasetError: the folder holds one.
    """
    name = _serving(root)
    try:
        record = root / "snapshots" / (name or "") / "record.json"
        is_plain = json.loads(record.read_text(encoding="utf-8"))["reasoner"] == PLAIN
    except (OSError, ValueError, TypeError, KeyError):  # no dataset, or a damaged one
        return
    if is_plain:
        raise DatasetError(f"{root} holds a plain store: choose another folder to build in")


def outdated_base(root: Path) -> str | None:
    """Return the base of the snapshot that serves if it is of shipped facts in an older layout."""
    name = _serving(root)
    try:
        record = root / "snapshots" / (name or "") / "record.json"
        content = json.loads(record.read_text(encoding="utf-8"))
        is_old = content["shipped"] is True and content["format"] < FORMAT
        return str(content["base"]) if is_old else None
    except (OSError, ValueError, TypeError, KeyError):  # for `current` to tell
        return None


def snapshot_id(moment: datetime, key: str) -> str:
    """Return the name of the snapshot that is begun at a moment with content of this key."""
    return f"{moment:%Y%m%dT%H%M%S%f}-{key[:12]}"


def serving(root: Path) -> str | None:
    """Return the name of the snapshot that serves; costs one look at a file."""
    return _serving(root)


def is_current(root: Path, snapshot: Snapshot) -> bool:
    """Return whether `snapshot` is the one that serves."""
    return _serving(root) == snapshot.id


def open_store(snapshot: Snapshot) -> pyoxigraph.Store:
    """Open the snapshot's store for reading; any number of processes may.

    Raises:
        DatasetError: its files are missing or damaged.
    """
    with reading():
        return pyoxigraph.Store.read_only(str(snapshot.folder / "store"))


@contextmanager
def reading() -> Iterator[None]:
    """Turn what Oxigraph raises over missing or damaged files into the error of the package.

    Raises:
        DatasetError: the files of the store that was read are missing or damaged.
    """
    try:
        yield
    except (OSError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and not str(error).startswith("Corruption"):
            raise
        raise DatasetError(f"the dataset is damaged ({error}): {_MEND}") from error


@contextmanager
def lock(root: Path, *, wait_s: float = 0) -> Iterator[None]:
    """Hold the dataset's lock; one process at a time may build or change. A kill lets go of it.

    Clears away first what a killed build left behind.

    Raises:
        LockedError: another process holds it and did not let go within `wait_s` seconds.
        DatasetError: the folder has files that are no dataset's.
        FileError: the folder cannot be made or written.
    """
    holder = FileLock(root / "lock", timeout=wait_s)
    with _writing(root):
        _refuse_other_folder(root)
        root.mkdir(parents=True, exist_ok=True)
        _acquire(holder)
    try:
        with _writing(root):
            left = [*(root / "snapshots").glob(f"{_UNFINISHED}*"), *root.glob(".current.*")]
            _remove([*left, root / ".writer"])
        yield
    finally:
        holder.release()


def _acquire(holder: BaseFileLock) -> None:
    try:
        holder.acquire()
    except Timeout as error:
        path = holder.lock_file
        raise LockedError(
            f"another process is changing the dataset (it holds {path}): try again when it is done"
        ) from error


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Say of an error of the system which folder was written."""
    try:
        yield
    except OSError as error:
        raise FileError(f"cannot write to {folder}: {error.strerror or error}") from error


def _refuse_other_folder(root: Path) -> None:
    if not root.is_dir():
        return
    names = {path.name for path in root.iterdir()}
    if names and not names & {"current", "snapshots", "lock"}:
        raise DatasetError(
            f"{root} is not empty and holds no dataset: choose an empty or new folder"
        )


def publish(
    root: Path, record: Record, write: Callable[[Path], None], *, linger_s: float = 0
) -> Snapshot:
    """Write a snapshot with `write(store folder)`, then let it serve; the caller holds the lock.

    An error of `write` is passed on and leaves everything as it was. Snapshots that are younger
    than `linger_s` stay, for readers that open them while several are published in a second.

    Raises:
        FileError: the folder cannot be written.
    """
    snapshots = root / "snapshots"
    folder, unfinished = snapshots / record.id, snapshots / f"{_UNFINISHED}{record.id}"
    with _writing(snapshots):
        snapshots.mkdir(parents=True, exist_ok=True)
        unfinished.mkdir()
        write(unfinished / "store")
        text = json.dumps(asdict(record), ensure_ascii=False, indent=2, default=sorted) + "\n"
        (unfinished / "record.json").write_text(text, encoding="utf-8")
        sync_tree(unfinished)
        os.rename(unfinished, folder)
        sync_folder(snapshots)
    before = _serving(root)
    write_atomically(root / "current", f"{record.id}\n".encode())
    keep = {record.id, before}
    oldest = time.time() - linger_s
    others = (path for path in snapshots.iterdir() if path.name not in keep)
    _remove(path for path in others if not linger_s or path.stat().st_mtime < oldest)
    return Snapshot(folder, record)


def sync_tree(folder: Path) -> None:
    """Bring every file and folder below `folder` to the disk."""
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb+") as file:
                os.fsync(file.fileno())
    sync_folder(folder)


def _read_record(folder: Path) -> Record:
    try:
        content = json.loads((folder / "record.json").read_text(encoding="utf-8"))
        version = content["format"]
        if version == FORMAT:
            supports = tuple(_read_support(support) for support in content["supports"])
            changed = {"roots": tuple(content["roots"]), "supports": supports}
            return Record(**content | changed)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise DatasetError(f"the dataset at {folder} is damaged ({error!r}): {_MEND}") from error
    raise DatasetError(
        f"the dataset at {folder} has layout {version}, and this Celadon reads {FORMAT}: {_MEND}"
    )


def _read_support(content: Mapping[str, Any]) -> SupportRecord:
    alternatives = tuple(frozenset(units) for units in content["alternatives"])
    return SupportRecord(content["graph"], alternatives, frozenset(content["views"]))


def _serving(root: Path) -> str | None:
    try:
        return (root / "current").read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return None


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_dir():  # a reader may hold files open where that forbids their removal
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
