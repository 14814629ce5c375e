"""Commands on reasons: why, conflicts, plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click

from kg.cli.answers import RESULT_FORMATS, write_result
from kg.cli.group import EPILOG
from kg.cli.options import (
    dataset_option,
    format_option,
    ontology_option,
    quiet_option,
    trust_option,
    view_option,
)
from kg.cli.output import say, shown_progress, write
from kg.dataset import open as open_dataset
from kg.explaining.arising import conflicts as conflicts_of
from kg.explaining.explanation import Explanation
from kg.explaining.plan import plan_of
from kg.explaining.why import why as explain
from kg.views import VIEWS

SOLUTION_FORMATS: Final = RESULT_FORMATS[:6]
_OF_WHY: Final = (
    "Exit codes: 0 done, it holds; 1 it does not hold, or the command failed; 2 wrong usage."
)
_OF_CONFLICTS: Final = (
    "Exit codes: 0 done, there are none; 1 the data are wrong or the command failed; 2 wrong "
    "usage; 3 there are conflicts."
)


@click.command(epilog=_OF_WHY)
@click.argument("subject", metavar="S")
@click.argument("predicate", metavar="P")
@click.argument("value", metavar="O")
@click.option(
    "--alternatives",
    type=click.IntRange(0, 100),
    default=0,
    metavar="N",
    help="How many further proofs to look for [default 0].",
)
@view_option
@trust_option
@format_option("text", "json", "prov", default="text")
@dataset_option
@quiet_option
def why(
    subject: str,
    predicate: str,
    value: str,
    alternatives: int,
    view: str | None,
    trust: tuple[str, ...],
    format_name: str | None,
    dataset: Path | None,
    quiet: bool,
) -> None:
    """Prove a triple S P O down to the passages that it rests on, or say what is missing.

    A term is kind/slug (film/pulgasari), a name with a prefix (cel:director), an IRI, a number, or
    a literal like '"Pulgasari"@en'; P may be a. The format prov is Turtle in the terms of PROV-O.
    """
    with open_dataset(dataset, progress=shown_progress(quiet=quiet)) as opened:
        found = explain(
            subject,
            predicate,
            value,
            dataset=opened,
            view=view,
            trust=trust,
            alternatives=alternatives,
        )
    write(_written(found, format_name or "text").encode())
    click.get_current_context().exit(0 if found.holds else 1)


@click.command(epilog=_OF_CONFLICTS)
@click.option(
    "--view",
    type=click.Choice(VIEWS),
    help="List only what contradicts itself in this view [default all].",
)
@trust_option
@format_option(*SOLUTION_FORMATS, default="table on a terminal, else csv")
@dataset_option
@quiet_option
def conflicts(
    view: str | None,
    trust: tuple[str, ...],
    format_name: str | None,
    dataset: Path | None,
    quiet: bool,
) -> None:
    """List what contradicts itself: rule, values, and the passages and sources that take part.

    The same as the named query `conflicts`; with --view or --trust only what arises in it.
    """
    with open_dataset(dataset, progress=shown_progress(quiet=quiet)) as opened:
        found = conflicts_of(opened, view=view, trust=trust)
    write_result(found, format_name)
    say(f"{len(found)} conflicts", quiet=quiet)
    click.get_current_context().exit(3 if len(found) else 0)


@click.command(epilog=EPILOG)
@ontology_option
def plan(ontology: tuple[Path, ...]) -> None:
    """Print the OWL 2 RL rules as they are compiled against the ontology, one a line."""
    write(f"{plan_of(ontology).rstrip()}\n".encode())


def _written(found: Explanation, format_name: str) -> str:
    if format_name == "json":
        return json.dumps(found.to_dict(), ensure_ascii=False, indent=2) + "\n"
    return found.to_provenance() if format_name == "prov" else found.to_text()
