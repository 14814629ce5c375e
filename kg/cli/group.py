"""The command group: how commands are found, and how all of them fail."""

from __future__ import annotations

import gc
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

import click

from kg.errors import KGError, ParameterError

_RARELY = (50_000, 20, 50)
"""How often a command looks for garbage, of which there is little until it ends: a tenth of the
time that it would take otherwise."""

EPILOG = "Exit codes: 0 done; 1 the data are wrong or the command failed; 2 wrong usage."


@dataclass(frozen=True, slots=True)
class Lazy:
    """Where a command is defined, and what the list of commands says of it."""

    module: str
    name: str
    summary: str

    def load(self) -> click.Command:
        """Import the command."""
        return cast(click.Command, getattr(import_module(self.module), self.name))


class Commands(MutableMapping[str, click.Command]):
    """Commands by name; one that was offered is imported when it is first looked up."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[str, click.Command | Lazy] = {}

    def offer(self, name: str, lazy: Lazy) -> None:
        """Add a command that is still to be imported."""
        self._known[name] = lazy

    def summary(self, name: str) -> str:
        """Return what the list of commands says of one, without importing it."""
        known = self._known[name]
        return known.summary if isinstance(known, Lazy) else known.get_short_help_str(100)

    def __getitem__(self, name: str) -> click.Command:
        """Return a command."""
        known = self._known[name]
        return known.load() if isinstance(known, Lazy) else known

    def __setitem__(self, name: str, command: click.Command) -> None:
        """Add a command."""
        self._known[name] = command

    def __delitem__(self, name: str) -> None:
        """Take a command away."""
        del self._known[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._known)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._known)


class Group(click.Group):
    """A group of commands whose expected errors become a line on stderr and an exit code."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Take what `click.Group` takes, but no commands."""
        super().__init__(*arguments, **options)
        self.commands: Commands = Commands()
        self._within: dict[str, dict[str, Lazy]] = {}

    def offer(self, name: str, lazy: Lazy) -> None:
        """Add a command that is imported when it is asked for; `a b` is one of the group `a`."""
        first, _, rest = name.partition(" ")
        if rest:
            self._within.setdefault(first, {})[rest] = lazy
        else:
            self.commands.offer(name, lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; a group takes what is offered to it."""
        found = super().get_command(ctx, cmd_name)
        if isinstance(found, Group):
            for name, lazy in self._within.get(cmd_name, {}).items():
                found.offer(name, lazy)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        rows = [(name, self.commands.summary(name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

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
    gc.set_threshold(*_RARELY)
