"""Commands on the journal: changes, undo."""

from __future__ import annotations

import getpass
import json
from dataclasses import asdict
from pathlib import Path

import click

from kg.changes import Change, Writer, log, provenance
from kg.cli.group import EPILOG
from kg.cli.options import dataset_option, quiet_option
from kg.cli.output import say, write
from kg.dataset import open as open_dataset
from kg.files import dataset_folder

FORMATS = ("text", "json", "ttl", "nt", "jsonld", "rdf")


@click.command(epilog=EPILOG)
@click.option("--graph", metavar="IRI", help="Only the changes of this graph.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    default="text",
    help="text, json, or PROV as one of the others [default text].",
)
@dataset_option
def changes(graph: str | None, format_name: str, dataset: Path | None) -> None:
    """Tell who changed what over HTTP, in the order it was done."""
    with open_dataset(dataset) as opened:
        found = log(opened.root, graph)
        base = opened.base
    if format_name == "text":
        write("".join(map(_told, found)).encode())
    elif format_name == "json":
        write(json.dumps([asdict(change) for change in found], indent=2).encode() + b"\n")
    else:
        write(provenance(found, base=base).serialize(format_name))


@click.command(epilog=EPILOG)
@click.argument("graph")
@click.option("--to", type=click.IntRange(0), metavar="N", help="As it was after the change N.")
@dataset_option
@quiet_option
def undo(graph: str, to: int | None, dataset: Path | None, quiet: bool) -> None:
    """Let GRAPH (an IRI, or default) hold what it held before its last change.

    The change is one of its own, made by you: undoing it again brings back what was undone.
    """
    writer = Writer(dataset_folder(dataset))
    try:
        change = writer.undo(
            None if graph == "default" else graph, to=to, agent=_me(), timeout_s=3600
        )
    finally:
        writer.close()
    say(_told(change).rstrip() if change.graphs else "nothing had to be changed", quiet=quiet)


def _me() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # nobody has given this user a name
        return "nobody"


def _told(change: Change) -> str:
    made = f"  {change.snapshot}" if change.snapshot else ""
    head = f"{change.id}  {change.time}  {change.agent}  {change.action}{made}\n"
    counts = (
        f"    {'default graph' if c.graph is None else f'<{c.graph}>'}  +{c.added} -{c.removed}"
        f"{'' if c.exists else '  dropped'}\n"
        for c in change.graphs
    )
    return head + "".join(counts)
