"""Writing: data to stdout as UTF-8, tables that fit the terminal, progress to stderr."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Final

import click
from rich.console import Console
from rich.status import Status

from kg.progress import SILENT, Progress
from kg.results import Boolean, Result, Solutions, Triples
from kg.table import markdown_table, plain_table, rich_table

TABLES: Final = ("table", "markdown")
"""Forms that are ours and not SPARQL's."""

RESULT_FORMATS: Final = (
    "table",
    "json",
    "csv",
    "tsv",
    "markdown",
    "xml",
    "ttl",
    "nt",
    "jsonld",
    "rdf",
)
"""How `celadon query` can write an answer; which fit depends on the query's form."""


def write(data: bytes) -> None:
    """Write data to stdout at once, as the bytes they are."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def write_result(result: Result, format_name: str | None) -> None:
    """Write an answer; without a format as a table to a terminal and as CSV or Turtle elsewhere.

    Raises:
        QueryError: the format does not fit the answer's form.
    """
    write(rendered(result, format_name or default_format(result)))


def rendered(result: Result, format_name: str) -> bytes:
    """Return an answer in a format, with a final newline where it is text.

    Raises:
        QueryError: the format does not fit the answer's form.
    """
    if isinstance(result, Solutions) and format_name in TABLES:
        return _table(result, format_name).encode()
    if isinstance(result, Boolean) and format_name in TABLES:
        format_name = "csv"
    data = result.serialize(format_name)
    return data if data.endswith(b"\n") or not data else data + b"\n"


def default_format(result: Result) -> str:
    """Return the format for whoever reads stdout: a person at a terminal, or a program."""
    if isinstance(result, Triples):
        return "ttl"
    return "table" if sys.stdout.isatty() else "csv"


def say(message: str, *, quiet: bool = False) -> None:
    """Say something to the person on stderr."""
    if not quiet:
        click.echo(message, err=True)


def shown_progress(*, quiet: bool) -> Progress:
    """Return a progress that shows the step under way, if stderr is a terminal."""
    return SILENT if quiet or not sys.stderr.isatty() else _Shown()


class _Shown:
    """A line at the bottom of the terminal with the step under way."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._status: Status | None = None

    def begin(self, step: str) -> None:
        self._status = self._console.status(f"{step} …")
        self._status.start()

    def end(self, step: str, seconds: float) -> None:
        if self._status:
            self._status.stop()
        self._console.print(f"{step:<8} {seconds:6.1f} s", highlight=False)


def _table(solutions: Solutions, format_name: str) -> str:
    if format_name == "markdown":
        return markdown_table(solutions)
    if not (sys.stdout.isatty() or "FORCE_COLOR" in os.environ):
        return plain_table(solutions)
    console = Console(width=shutil.get_terminal_size((100, 24)).columns)
    with console.capture() as capture:
        console.print(rich_table(solutions))
    return capture.get()
