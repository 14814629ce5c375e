"""The command group: what all commands share in how they fail."""

from __future__ import annotations

from typing import Any

import click

from kg.errors import KGError, ParameterError

EPILOG = "Exit codes: 0 done; 1 the data are wrong or the command failed; 2 wrong usage."


class Group(click.Group):
    """A group of commands whose expected errors become a line on stderr and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a `KGError` is told without a traceback, and is 2 or 1 to the shell."""
        try:
            return super().invoke(ctx)
        except KGError as error:
            click.echo(f"celadon: {error}", err=True)
            ctx.exit(2 if isinstance(error, ParameterError) else 1)


@click.group(
    cls=Group,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="celadon", message="celadon %(version)s")
def main() -> None:
    """Celadon: North Korean film and television as a graph whose every triple has its sources.

    Begin with `celadon query --list`, then `celadon query films-by-decade`.
    """
