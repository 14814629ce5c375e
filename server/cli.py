"""The command `celadon` with `serve` added; everything else is `kg.cli`'s."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import click
import waitress

from kg.cli import main
from server.app import create_app
from server.settings import ENVIRONMENT_PREFIX, Settings, from_environment

__all__ = ["main", "run", "serve"]

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command one option for each setting."""
    for item in reversed(fields(Settings)):
        command = _option(item)(command)
    return command


def _option(item: Field[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    variable = ENVIRONMENT_PREFIX + item.name.upper()
    default = "" if item.default is None else f"default {item.default}; "
    kind: click.ParamType[Any] = click.STRING
    if item.name == "dataset":
        kind = click.Path(file_okay=False, path_type=Path)
    elif isinstance(item.default, int):
        least = 0 if item.name in ("port", "workers") else 1
        kind = click.IntRange(least, item.metadata.get("most"))
    elif isinstance(item.default, float):
        kind = click.FloatRange(0, item.metadata.get("most"), min_open=True)
    help_text = f"{item.metadata['help']} [{default}environment {variable}]"
    return click.option(f"--{item.name.replace('_', '-')}", type=kind, help=help_text)


@main.command()
@_options
def serve(**given: object) -> None:
    """Serve the dataset over HTTP on this machine, building the shipped graph if there is none."""
    chosen = {name: value for name, value in given.items() if value is not None}
    run(Settings(**{**from_environment(), **chosen}))  # type: ignore[arg-type]  # by their fields


def run(settings: Settings) -> None:
    """Serve until interrupted; the address goes to stderr once requests are taken."""
    if settings.host not in _LOOPBACK:
        raise click.UsageError(f"--host {settings.host}: only loopback is served in this version")
    app = create_app(settings)
    try:
        server = waitress.create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            ident=None,
            channel_request_lookahead=1,  # so that a client's leaving is noticed while it waits
        )
    except OSError as error:
        app.extensions["celadon"].close()
        raise click.ClickException(
            f"cannot listen on {settings.host}:{settings.port} ({error.strerror}): choose --port"
        ) from error
    print(f"Celadon is served on http://{settings.host}:{server.effective_port}/", file=sys.stderr)
    for warning in app.extensions["celadon"].warnings():
        print(f"warning: {warning}", file=sys.stderr)
    try:
        server.run()
    finally:
        app.extensions["celadon"].close()
