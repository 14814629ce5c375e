"""The command that measures."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg.bench import SIZES, UNITS, Wanted, figures, lines
from kg.cli.group import EPILOG, Group
from kg.cli.options import FILE, FOLDER
from kg.cli.output import write


@click.group(cls=Group, epilog=EPILOG, invoke_without_command=True)
@click.option(
    "--size",
    "sizes",
    type=click.IntRange(1_000),
    multiple=True,
    metavar="N",
    help="How many triples of films to close; may be repeated [default 100000 and 1000000].",
)
@click.option("--quick", is_flag=True, help="Close 20000 triples, with 0 and 3 units, and no more.")
@click.option(
    "--prototype", type=FOLDER, metavar="DIR", help="Compare with the prototype in this folder."
)
@click.option(
    "--gmdb", type=FILE, metavar="FILE", help="Close the Generis Movie DataBase too: .nt or .nt.gz."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
@click.pass_context
def bench(
    context: click.Context,
    sizes: tuple[int, ...],
    quick: bool,
    prototype: Path | None,
    gmdb: Path | None,
    as_json: bool,
) -> None:
    """Measure closures of made-up films, a cold build and a change; CPU time, and ratios."""
    if context.invoked_subcommand:
        return
    wanted = Wanted(
        sizes=sizes or ((20_000,) if quick else SIZES),
        units=(0, 3) if quick else UNITS,
        prototype=prototype,
        gmdb=gmdb,
        datasets=not quick,
        shapes=not quick,
    )
    found = [json.dumps(figures(wanted), indent=2)] if as_json else lines(wanted)
    for line in found:
        write(f"{line}\n".encode())
