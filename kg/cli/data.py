"""Commands that read a dataset: query, export."""

from __future__ import annotations

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
from kg.cli.output import say, shown_progress, write
from kg.cli.question import overview, read_parameters, read_question
from kg.dataset import open as open_dataset
from kg.export import MEDIA_TYPES
from kg.files import write_atomically
from kg.sparql.named import named_queries


@click.command(epilog=EPILOG)
@click.argument("question", metavar="NAME|FILE|TEXT|-", required=False)
@click.option(
    "--parameter",
    "-p",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of a named query, like work=sea-of-blood; empty for any; may be repeated.",
)
@click.option("--list", "listed", is_flag=True, help="List the named queries and stop.")
@view_option
@trust_option
@format_option(*RESULT_FORMATS, default="table on a terminal, else csv, or ttl for triples")
@dataset_option
@quiet_option
def query(
    question: str | None,
    parameters: tuple[str, ...],
    listed: bool,
    view: str | None,
    trust: tuple[str, ...],
    format_name: str | None,
    dataset: Path | None,
    quiet: bool,
) -> None:
    """Answer a named query, a .rq file, a SPARQL text, or what stands on standard input (-).

    A thing is given as kind/slug (film/pulgasari), by its slug where the kind is clear, or by IRI.
    A text of your own is run as it is: where it says SERVICE, the named server is asked over the
    network.
    """
    if listed:
        return write_result(overview(named_queries()), format_name)
    if question is None:
        raise click.UsageError("what to ask? give a name, a file, a text, or -; see --list")
    given = read_parameters(parameters)
    asked = read_question(question)
    with open_dataset(dataset, progress=shown_progress(quiet=quiet)) as opened:
        answer = opened.query(asked, parameters=given, view=view, trust=trust)
        return write_result(answer, format_name)


@click.command(epilog=EPILOG)
@format_option(*MEDIA_TYPES, default="ttl")
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to write [default stdout].",
)
@click.option("--whole", is_flag=True, help="Every graph of the dataset, not one view alone.")
@view_option
@trust_option
@dataset_option
@quiet_option
def export(
    format_name: str | None,
    output: Path | None,
    whole: bool,
    view: str | None,
    trust: tuple[str, ...],
    dataset: Path | None,
    quiet: bool,
) -> None:
    """Write a view, or the whole dataset, in a standard format.

    trig and nq always hold the whole dataset, graph by graph.
    """
    with open_dataset(dataset, progress=shown_progress(quiet=quiet)) as opened:
        data = opened.export(format_name or "ttl", whole=whole, view=view, trust=trust)
    if output is None:
        return write(data)
    write_atomically(output.absolute(), data)
    return say(f"wrote {output} ({len(data)} bytes)", quiet=quiet)
