"""Files in the cache folder: each is made once, under a lock, and put in place by a rename.

Invariant: a file under its own name is whole. What a killed process leaves goes by another name
and is removed by whoever makes a file next, of any dataset: the lock of its family, which the
system lets go of when its holder dies, tells that nobody is writing it any more.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import platformdirs
from filelock import FileLock, Timeout

_WAIT_S: Final = 120.0
_KEPT: Final = 2
"""How many files of a family are kept: the newest, and the one before that is still read."""


def cache_folder() -> Path:
    """Return where indexes are kept: `$CELADON_CACHE`, else the user's cache folder."""
    chosen = os.environ.get("CELADON_CACHE")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("celadon"))


def temporary_folder() -> Path:
    """Make a folder that goes when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="celadon-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def made(path: Path, write: Callable[[Path], None]) -> Path:
    """Return a file, having let `write` write it if it is not there.

    Its name begins with its family's, and a hyphen; those of one family that are later sort later.

    Raises:
        OSError: the folder cannot be written.
    """
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(_lock(path), timeout=_WAIT_S):
        if not path.exists():
            _remove_leftovers(path)
            with _unfinished(path) as unfinished:
                write(unfinished)
                os.replace(unfinished, path)
            _remove_older(path)
    return path


@contextmanager
def _unfinished(path: Path) -> Iterator[Path]:
    """Give the name under which a file is written; after it nothing is left there."""
    unfinished = path.parent / f".{path.name}.{os.getpid()}"
    try:
        yield unfinished
    finally:
        unfinished.unlink(missing_ok=True)


def _lock(path: Path) -> Path:
    """Return the lock of a file's family, whether it is finished or not."""
    family = path.name.removeprefix(".").partition("-")[0]
    return path.parent / f"{family}.lock"


def _remove_older(path: Path) -> None:
    """Keep the newest of a family alone."""
    family = path.name.partition("-")[0]
    every = sorted(path.parent.glob(f"{family}-*{path.suffix}"), reverse=True)
    for old in every[_KEPT:]:
        old.unlink(missing_ok=True)


def _remove_leftovers(path: Path) -> None:
    """Remove what nobody is writing any more; the lock of the file's own family is held."""
    for left in path.parent.glob(f".*-*{path.suffix}.*"):
        if _lock(left) == _lock(path):
            left.unlink(missing_ok=True)
            continue
        try:
            with FileLock(_lock(left), blocking=False):
                left.unlink(missing_ok=True)
        except Timeout:
            pass  # it is being written
