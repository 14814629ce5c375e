"""Formatting files: the canonical form of every Turtle file below some paths.

Only files that differ from their canonical form are written, each at once. What a file loses by
it, comments, is reported and never silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg import turtle, vocab
from kg.claims.facts import base_iri_of, root_of
from kg.claims.problems import Problem
from kg.errors import FileError
from kg.files import write_atomically
from kg.turtle.sections import lost_comments
from kg.turtle.writer import format_turtle


@dataclass(frozen=True, slots=True)
class FormatResult:
    """A file: whether it differs (or differed) from its form, and a warning a comment it loses."""

    path: Path
    changed: bool
    dropped_comments: tuple[Problem, ...]


def format_paths(
    paths: Iterable[Path], *, check: bool, base: str = vocab.BASE
) -> list[FormatResult]:
    """Format the Turtle files at or below `paths`, by path; with `check` write nothing.

    A file in a folder of facts has its passage's base IRI, any other file `base`. No file is
    written before all have been parsed.

    Raises:
        FileError: there is nothing at a path, or a file cannot be read or written.
        TurtleError: a file is not Turtle.
    """
    found = {path: base_iri_for(path, base=base) for path in _turtle_files(paths)}
    results = [format_file(path, base_iri=iri, write=False) for path, iri in found.items()]
    if check:
        return results
    for result in results:
        if result.changed:
            format_file(result.path, base_iri=found[result.path], write=True)
    return results


def format_file(path: Path, *, base_iri: str, write: bool) -> FormatResult:
    """Compare the file at `path` with its canonical form; with `write`, bring it into that form.

    Raises:
        FileError: the file cannot be read or written.
        TurtleError: it is not Turtle.
    """
    document = turtle.read(path, base_iri=base_iri)
    text = format_turtle(document)
    if write and text != document.text:
        write_atomically(path, text.encode())
    lost = tuple(
        Problem(
            str(path),
            comment.line,
            f"the comment '{comment.text}' is not kept: put it into skos:editorialNote",
            severity="warning",
            rule="comment",
        )
        for comment in lost_comments(document.text)
    )
    return FormatResult(path, text != document.text, lost)


def base_iri_for(path: Path, *, base: str = vocab.BASE) -> str:
    """Return the base IRI of a Turtle file: its passage's if it is in a folder of facts."""
    root = root_of(path)
    return base if root is None else base_iri_of(path, root=root, base=base)


def _turtle_files(paths: Iterable[Path]) -> list[Path]:
    return sorted({file for path in paths for file in _files_at(path)})


def _files_at(path: Path) -> Iterator[Path]:
    """Yield the file at `path`, or the Turtle files below it that are not hidden."""
    if path.is_file():
        yield path
    elif path.is_dir():
        for file in path.rglob("*.ttl"):
            if not any(part.startswith(".") for part in file.relative_to(path).parts):
                yield file
    else:
        raise FileError(f"{path}: there is nothing there: check the name")
