"""The command `celadon build`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from kg.building.build import REASONERS, BuildReport
from kg.building.build import build as build_dataset
from kg.cli.group import EPILOG
from kg.cli.options import (
    base_option,
    dataset_option,
    facts_argument,
    ontology_option,
    quiet_option,
)
from kg.cli.output import say, shown_progress, write
from kg.vocab import BASE

_OWLRL: Final = (
    "owlrl is unsound: it merges the members of a class that has a key, and the values of a "
    "functional data property. It is kept from both here; and it knows no sources of what it "
    "infers, so that there is no view but `stated`"
)


@click.command(epilog=EPILOG)
@facts_argument("[FACTS]...")
@ontology_option
@base_option
@click.option(
    "--reasoner",
    type=click.Choice(REASONERS),
    default=REASONERS[0],
    help=f"Which reasoner closes the graph [default {REASONERS[0]}].",
)
@click.option(
    "--no-shapes", is_flag=True, help="Do not hold the facts against SHACL shapes; see import."
)
@click.option("--force", is_flag=True, help="Build even when nothing has changed.")
@dataset_option
@quiet_option
def build(
    facts: tuple[Path, ...],
    ontology: tuple[Path, ...],
    base: str | None,
    reasoner: str,
    no_shapes: bool,
    force: bool,
    dataset: Path | None,
    quiet: bool,
) -> None:
    """Check folders of FACTS (the shipped ones by default), close them, and publish the dataset.

    The snapshot's name is written to stdout. Nothing is done when the dataset was made from the
    same files.
    """
    if reasoner == "owlrl":
        say(_OWLRL, quiet=quiet)
    report = build_dataset(
        facts,
        dataset=dataset,
        ontology=ontology or None,
        base=base or BASE,
        reasoner=reasoner,
        shapes=not no_shapes,
        progress=shown_progress(quiet=quiet),
        force=force,
    )
    say(_told(report), quiet=quiet)
    write(f"{report.snapshot.id}\n".encode())


def _told(report: BuildReport) -> str:
    counts = ", ".join(f"{number} {name}" for name, number in report.counts.items())
    if report.unchanged:
        return f"nothing has changed: {counts}"
    changed = f"{report.difference.added} quads added, {report.difference.removed} removed"
    return f"built in {sum(report.seconds.values()):.1f} s: {counts}; {changed}"
