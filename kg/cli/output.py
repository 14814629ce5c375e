"""Writing: data to stdout as the bytes they are, words and progress to stderr."""

from __future__ import annotations

import sys

import click

from kg.progress import SILENT, Progress


def write(data: bytes) -> None:
    """Write data to stdout at once, as the bytes they are."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def say(message: str, *, quiet: bool = False) -> None:
    """Say something to the person on stderr."""
    if not quiet:
        click.echo(message, err=True)


def shown_progress(*, quiet: bool) -> Progress:
    """Return a progress that shows the step under way, if stderr is a terminal."""
    if quiet or not sys.stderr.isatty():
        return SILENT
    from kg.cli.shown import Shown  # rich takes 20 ms, which a program need not pay

    return Shown()
