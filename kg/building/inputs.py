"""What a build is made from: its files with their hashes, its settings, the software.

Invariant: equal keys mean equal content of the dataset, but for the time of the build. So the key
covers names and hashes of all files, this package's code, the versions of what it stands on, the
reasoner and the base; it does not cover where the files lie.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from kg import files as own_files
from kg import vocab
from kg.errors import FileError
from kg.files import shipped

_SOFTWARE: Final = ("celadon", "numpy", "owlrl", "pyoxigraph", "rdflib")
_SHAPES: Final = ("shapes.ttl", "style.ttl")
_APART: Final = "alignments"
"""The folder of axioms for other people's data, read where a build names one."""
_PACKAGE: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files and settings of one build.

    Attributes:
        roots: the folders of facts.
        ontology: the Turtle files of the ontology, those that hold axioms.
        shapes: the Turtle files beside them that only serve the checks.
        base: the IRI that all IRIs of the dataset begin with.
        reasoner: the name of the reasoner.
        is_shaped: whether the facts are held against shapes.
        is_shipped: whether facts and ontology are those that come with Celadon.
        files: each file by name, `facts/…` or `ontology/…`.
        hashes: SHA-256 of each file by name.
        versions: the versions of the software, by name.
        key: SHA-256 over all that determines the content.
    """

    roots: tuple[Path, ...]
    ontology: tuple[Path, ...]
    shapes: tuple[Path, ...]
    base: str
    reasoner: str
    is_shaped: bool
    is_shipped: bool
    files: Mapping[str, Path]
    hashes: Mapping[str, str]
    versions: Mapping[str, str]
    key: str


def gather(
    roots: Sequence[Path] = (),
    *,
    ontology: Sequence[Path] | None = None,
    base: str = vocab.BASE,
    reasoner: str = "celadon",
    shapes: bool = True,
) -> Inputs:
    """Find and hash the files of a build; without `roots` the shipped facts.

    `ontology` lists Turtle files or folders of them; without it the shipped ontology.
    `shapes` says whether the facts are to be held against shapes.

    Raises:
        FileError: a folder or file is missing or cannot be read.
    """
    facts = tuple(Path(root).absolute() for root in roots) or (shipped("facts"),)
    given = tuple(ontology) if ontology is not None else (shipped("ontology"),)
    schema = dict(_named("ontology", given))
    files = dict(_named("facts", facts)) | schema
    hashes, versions = _hashes(files), _versions()
    return Inputs(
        roots=facts,
        ontology=tuple(path for path in schema.values() if path.name not in _SHAPES),
        shapes=tuple(path for path in schema.values() if path.name in _SHAPES),
        base=base,
        reasoner=reasoner,
        is_shaped=shapes,
        is_shipped=not roots and ontology is None,
        files=files,
        hashes=hashes,
        versions=versions,
        key=_key(hashes, versions, base=base, reasoner=reasoner, shapes=str(shapes)),
    )


def have_changed(inputs: Inputs) -> bool:
    """Return whether a file differs from what it was when the inputs were gathered.

    Raises:
        FileError: one cannot be read any more.
    """
    return _hashes(inputs.files) != inputs.hashes


def _key(hashes: Mapping[str, str], versions: Mapping[str, str], **settings: str) -> str:
    determining = [hashes, versions, settings | {"code": _code()}]
    return _digest(json.dumps(determining, sort_keys=True).encode())


def _hashes(files: Mapping[str, Path]) -> dict[str, str]:
    return {name: _hash(path) for name, path in files.items()}


def _named(kind: str, given: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Yield each Turtle file under its name: `facts/…`, of a second folder `facts-2/…`."""
    for number, path in enumerate(given, start=1):
        folder = kind if number == 1 else f"{kind}-{number}"
        if path.is_file():
            yield f"{folder}/{path.name}", path
        elif path.is_dir():
            for file in sorted(path.rglob("*.ttl")):
                name = file.relative_to(path)
                if kind != "ontology" or name.parts[0] != _APART:
                    yield f"{folder}/{name.as_posix()}", file
        else:
            raise FileError(f"{path}: there is no such file or folder")


def _hash(path: Path) -> str:
    try:
        return _digest(path.read_bytes())
    except OSError as error:
        raise FileError(f"{path}: cannot be read: {error.strerror}") from error


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _versions() -> dict[str, str]:
    return {"python": platform.python_version()} | {name: _version(name) for name in _SOFTWARE}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:  # a checkout that is not installed
        return "unknown"


def _code() -> str:
    """Return a hash of this package's modules and queries, so that a change of them rebuilds."""
    return _digest(b"".join(path.read_bytes() for path in _code_files()))


def _code_files() -> list[Path]:
    modules = sorted((*_PACKAGE.rglob("*.py"), *_PACKAGE.rglob("*.rules")))
    return [*modules, *sorted(own_files.shipped("queries").glob("*.rq"))]
