"""Where things are on disk: the shipped ontology, queries and facts, and the user's dataset.

Invariant: nothing here changes a file but `write_atomically`.
The wheel carries `ontology/` and `queries/` inside `kg`; a checkout has them beside it.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

import platformdirs

from kg.errors import FileError

USER_DATASET: Final = Path(platformdirs.user_data_dir("celadon"))
"""Where the dataset is unless something else is said."""

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """Return the shipped folder `name` (`ontology`, `queries` or `facts`).

    Raises:
        FileError: the installation lacks the folder.
    """
    for folder in (_PACKAGE / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileError(
        f"the folder {name!r} is missing from the installation at {_PACKAGE}: reinstall"
    )


def dataset_folder(path: Path | str | None = None) -> Path:
    """Return the dataset's folder: `path`, else `$CELADON_DATASET`, else the user's data folder."""
    chosen = path or os.environ.get("CELADON_DATASET") or USER_DATASET
    return Path(chosen).expanduser().absolute()


def read_text(path: Path) -> str:
    """Return a file's text, which is UTF-8, with its line ends as they are.

    Raises:
        FileError: it cannot be read or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise FileError(f"{path} is not UTF-8 at byte {error.start}: convert it") from error


def write_atomically(path: Path, content: bytes) -> None:
    """Replace the file at `path` by one that holds `content`, durably and all at once.

    A reader sees the old content or the new one; a kill at any moment leaves one of them.

    Raises:
        FileError: the folder cannot be written.
    """
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, path)
        sync_folder(path.parent)
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror}") from error


def sync_folder(folder: Path) -> None:
    """Make what was created, renamed or removed in a folder last through a crash."""
    if os.name == "nt":  # a folder cannot be opened there
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
