"""The settings of the server: one table, from which options, environment and documentation come.

Each field has a default and its help in the metadata. `CELADON_PORT=8080` sets `port`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final

from kg import KGError

ENVIRONMENT_PREFIX: Final = "CELADON_"


class SettingsError(KGError):
    """A setting is unknown or its value cannot be read."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the server can be told; the defaults serve the shipped graph on loopback."""

    dataset: Path | None = field(
        default=None, metadata={"help": "Folder of the dataset; without it the user's data folder."}
    )
    host: str = field(
        default="127.0.0.1",
        metadata={"help": "Address to listen on; loopback only in this version."},
    )
    port: int = field(
        default=8000, metadata={"help": "Port to listen on; 0 takes a free one.", "most": 65535}
    )
    threads: int = field(
        default=32, metadata={"help": "Requests that are answered at the same time.", "most": 64}
    )
    max_query_bytes: int = field(
        default=65_536, metadata={"help": "Longest query accepted, in bytes of UTF-8."}
    )
    max_body_bytes: int = field(
        default=2_000_000, metadata={"help": "Longest request body accepted, in bytes."}
    )
    timeout_s: float = field(
        default=10.0,
        metadata={"help": "Longest time that a query may take, in seconds.", "most": 3600},
    )
    workers: int = field(
        default=0,
        metadata={
            "help": "Queries that run at a time, each in a process; 0 is one a core, at most 4.",
            "most": 64,
        },
    )
    worker_memory_bytes: int = field(
        default=2_000_000_000, metadata={"help": "Most address space of a query's process."}
    )
    result_bytes: int = field(
        default=50_000_000,
        metadata={"help": "Largest result of a query, in bytes; more is refused, never cut."},
    )
    result_rows: int = field(
        default=100_000,
        metadata={"help": "Largest result of a query, in rows or triples; more is refused."},
    )
    held_bytes: int = field(
        default=64_000_000,
        metadata={"help": "How much of a result is held back, so that an error has a status."},
    )
    queue_wait_s: float = field(
        default=2.0,
        metadata={"help": "Longest wait for a query process, in seconds, before 429.", "most": 60},
    )
    recycle_after: int = field(
        default=10_000, metadata={"help": "Queries after which a query's process is replaced."}
    )
    page_rows: int = field(
        default=1000,
        metadata={"help": "Rows of a result that an HTML page shows; it says so when it cuts."},
    )


def from_environment(environment: Mapping[str, str] | None = None) -> dict[str, object]:
    """Return the settings that the environment gives, by field name.

    Raises:
        SettingsError: a `CELADON_…` variable is no setting, or its value is of the wrong type.
    """
    given = os.environ if environment is None else environment
    known = {ENVIRONMENT_PREFIX + item.name.upper(): item.name for item in fields(Settings)}
    found: dict[str, object] = {}
    for variable, value in given.items():
        if not variable.startswith(ENVIRONMENT_PREFIX):
            continue
        if variable not in known:
            raise SettingsError(f"{variable} is no setting: known are {', '.join(sorted(known))}")
        found[known[variable]] = _read(known[variable], variable, value)
    return found


def _read(name: str, variable: str, value: str) -> object:
    default = next(item.default for item in fields(Settings) if item.name == name)
    if name == "dataset":
        return Path(value)
    if not isinstance(default, int | float):
        return value
    try:
        return type(default)(value)
    except ValueError as error:
        kind = "whole number" if isinstance(default, int) else "number"
        raise SettingsError(f"{variable} must be a {kind}, not {value!r}") from error
