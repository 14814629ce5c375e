"""Writing answers to stdout: the standard formats, and tables that fit the terminal."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Final

from rich.console import Console

from kg.cli.output import write
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


def _table(solutions: Solutions, format_name: str) -> str:
    if format_name == "markdown":
        return markdown_table(solutions)
    if not (sys.stdout.isatty() or "FORCE_COLOR" in os.environ):
        return plain_table(solutions)
    console = Console(width=shutil.get_terminal_size((100, 24)).columns)
    with console.capture() as capture:
        console.print(rich_table(solutions))
    return capture.get()
