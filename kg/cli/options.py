"""Options that several commands have, each with one wording."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from kg.files import USER_DATASET
from kg.views import VIEWS

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)
FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
PATH: Final = click.Path(exists=True, path_type=Path)

# Without `envvar`: `dataset_folder` reads it, and a folder that only the environment names counts
# as the default one, where the shipped facts are built unasked.
dataset_option: Decorator = click.option(
    "--dataset",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help=f"Where the dataset is [default {USER_DATASET}; environment CELADON_DATASET].",
)

view_option: Decorator = click.option(
    "--view",
    type=click.Choice(VIEWS),
    help="Which view to believe [default that of a named query, else stated].",
)

trust_option: Decorator = click.option(
    "--trust",
    multiple=True,
    metavar="UNIT",
    help="Believe only this source (zoomboola) or its hedges (zoomboola:alleged); may be repeated.",
)

quiet_option: Decorator = click.option(
    "--quiet", "-q", is_flag=True, help="Say nothing on stderr but errors."
)

ontology_option: Decorator = click.option(
    "--ontology",
    type=PATH,
    multiple=True,
    metavar="PATH",
    help="A Turtle file of the ontology or a folder of them; may be repeated [default the shipped "
    "ontology].",
)

base_option: Decorator = click.option(
    "--base",
    metavar="IRI",
    help="What the IRIs of the facts begin with [default https://w3id.org/celadon/].",
)


def facts_argument(help_text: str) -> Decorator:
    """Return the argument FACTS…, folders of facts; its help stands in the command's own."""
    return click.argument("facts", nargs=-1, type=FOLDER, metavar=help_text)


def format_option(*names: str, default: str) -> Decorator:
    """Return the option --format with these choices."""
    return click.option(
        "--format",
        "-f",
        "format_name",
        type=click.Choice(names),
        metavar="FORMAT",
        help=f"How to write it: {', '.join(names)} [default {default}].",
    )
