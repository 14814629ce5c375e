"""The command `celadon` with `serve` and `bench serve` added; everything else is `kg.cli`'s."""

from __future__ import annotations

import gc
import ipaddress
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import Field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from kg.cli import Lazy, main
from server.configuration import ENVIRONMENT_PREFIX, FILE_VARIABLE, kind_of, read
from server.settings import Settings, SettingsError

if TYPE_CHECKING:
    from kg import pool
    from server.graph import ServedGraph

__all__ = ["main", "run", "serve"]

_COLLECTING: Final = gc.get_threshold()
"""How often garbage is looked for, before a command of `kg.cli` makes that rare."""

main.offer("bench serve", Lazy("server.bench.command", "serve", "Measure serving on loopback."))


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach what listens on `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command one option for each setting."""
    for item in reversed(fields(Settings)):
        command = _option(item)(command)
    return command


def _option(item: Field[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    kind = kind_of(item.name)
    default = "" if item.default in (None, "") else f"default {item.default}; "
    variable = f"environment {ENVIRONMENT_PREFIX}{item.name.upper()}"
    help_text = f"{item.metadata['help']} [{default}{variable}]"
    name = f"--{item.name.replace('_', '-')}"
    if kind is bool:
        name = f"{name}/--no-{item.name.replace('_', '-')}"
    return click.option(name, type=_KINDS.get(kind, kind), default=None, help=help_text)


_KINDS: Final[dict[type, Any]] = {Path: click.Path(path_type=Path), str: click.STRING}


@main.command()
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="TOML file of settings, by the names of the options with underscores. "
    f"[environment {FILE_VARIABLE}]",
)
@_options
def serve(config: Path | None, **given: object) -> None:
    """Serve the dataset over HTTP on this machine, building the shipped graph if there is none."""
    chosen = {name: value for name, value in given.items() if value is not None}
    try:
        settings = read(chosen, file=config)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
    run(settings)


def run(settings: Settings) -> None:
    """Serve until interrupted; the address goes to stderr once requests are taken."""
    if not (settings.public or is_loopback(settings.host)):
        raise click.UsageError(
            f"--host {settings.host} is not loopback: say --public if anybody may ask this server"
        )
    # Imported here: other commands need none of it, and the first query process starts meanwhile.
    from server.workers import start_ahead

    _end_in_order()
    spares = start_ahead(settings)
    try:
        _serve(settings, spares)
    finally:
        spares.close()


def _end_in_order() -> None:
    """Let SIGTERM end this process as an exit does, so that it ends the processes that it has."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))


def _serve(settings: Settings, spares: pool.Spares) -> None:
    from server.listening import Listener

    try:
        listener = Listener(settings)
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {settings.host}:{settings.port} ({error.strerror}): choose --port"
        ) from error
    from server.app import create_app
    from server.site import PREPARATIONS

    try:
        app = create_app(settings, spares=spares)
    except BaseException:
        listener.close()
        raise
    graph = app.extensions["celadon"]
    print(f"Celadon is served on http://{settings.host}:{listener.port}/", file=sys.stderr)
    threading.Thread(target=_warn, args=(graph,), daemon=True).start()
    graph.prepare(PREPARATIONS)
    gc.set_threshold(*_COLLECTING)
    gc.freeze()  # what is there now stays: it need not be looked at again
    try:
        listener.run(app.extensions["celadon.front"])
    finally:
        graph.close()


def _warn(graph: ServedGraph) -> None:
    """Say what this system cannot limit, once the processes that it concerns have started."""
    for warning in graph.warnings():
        print(f"warning: {warning}", file=sys.stderr, flush=True)
