"""The command `celadon search`: what goes by a name, however it is spelt."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg.cli.answers import RESULT_FORMATS, write_result
from kg.cli.group import EPILOG
from kg.cli.options import (
    dataset_option,
    format_option,
    quiet_option,
    trust_option,
    view_option,
)
from kg.cli.output import say, shown_progress
from kg.dataset import open as open_dataset
from kg.results import Solutions
from kg.search.lookup import Found
from kg.search.schema import KINDS

_COLUMNS = ("thing", "kind", "label", "name", "way")


@click.command(epilog=EPILOG)
@click.argument("text")
@click.option(
    "--kind",
    type=click.Choice(KINDS, case_sensitive=False),
    metavar="KIND",
    multiple=True,
    help="Only of this kind, like Film or Person; may be repeated.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    help="The most things to list.",
)
@view_option
@trust_option
@format_option(*RESULT_FORMATS[:6], default="table on a terminal, else csv")
@dataset_option
@quiet_option
def search(
    text: str,
    kind: tuple[str, ...],
    limit: int,
    view: str | None,
    trust: tuple[str, ...],
    format_name: str | None,
    dataset: Path | None,
    quiet: bool,
) -> None:
    """Find what goes by the name TEXT: in Hangul, in any romanisation, with or without marks.

    The view is `possible` unless another is chosen. The exit code is 1 where nothing is found.
    """
    with open_dataset(dataset, progress=shown_progress(quiet=quiet)) as opened:
        found = opened.search(text, kind=kind, limit=limit, view=view, trust=trust)
    write_result(_solutions(found), format_name)
    say(f"{len(found.hits)} of {found.total}", quiet=quiet)
    click.get_current_context().exit(0 if found.hits else 1)


def _solutions(found: Found) -> Solutions:
    rows = ((hit.iri, hit.kind, hit.label, hit.text, hit.way) for hit in found.hits)
    bindings = [
        {
            name: {"type": "literal" if name != "thing" else "uri", "value": value}
            for name, value in zip(_COLUMNS, row, strict=True)
        }
        for row in rows
    ]
    data = {"head": {"vars": list(_COLUMNS)}, "results": {"bindings": bindings}}
    return Solutions(json.dumps(data, ensure_ascii=False).encode())
