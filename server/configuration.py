"""Settings read from their three places: a flag beats the environment, which beats a file.

A file is TOML with the settings' names as keys; `CELADON_PORT=8080` sets `port`. A name that is no
setting, a value of another type and one out of bounds are errors that name where they stand.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import Any, Final, get_args, get_type_hints

from server.settings import Settings, SettingsError

ENVIRONMENT_PREFIX: Final = "CELADON_"
FILE_VARIABLE: Final = "CELADON_CONFIG"

_OTHERS: Final = (FILE_VARIABLE, "CELADON_CACHE")  # the second is read by `kg.search`
_FIELDS: Final = {item.name: item for item in fields(Settings)}
_KINDS: Final = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
_TRUE: Final = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def kind_of(name: str) -> type:
    """Return the type of a setting's value: bool, int, float, str or Path."""
    hint: type = get_type_hints(Settings)[name]
    return next((kind for kind in get_args(hint) if kind is not type(None)), hint)


def bounds_of(item: Field[Any]) -> tuple[float | None, float | None]:
    """Return the least and the most that a number may be; None without a bound.

    The least is 1, unless the table says otherwise or the default is 0; what is measured in
    seconds may be any positive number.
    """
    least = item.metadata.get("least")
    if least is None and kind_of(item.name) is int:
        least = 1 if item.default else 0
    return least, item.metadata.get("most")


def read(
    given: Mapping[str, object],
    *,
    environment: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> Settings:
    """Return the settings that flags, environment and file give together.

    Args:
        given: the flags that were given, by setting.
        environment: in place of the process's.
        file: the file; without it the one that `CELADON_CONFIG` names, if it does.

    Raises:
        SettingsError: a name is no setting, a value is wrong, or the file cannot be read.
    """
    variables = os.environ if environment is None else environment
    chosen = file or variables.get(FILE_VARIABLE)
    found = from_file(Path(chosen)) if chosen else {}
    found |= from_environment(variables)
    for name, value in given.items():
        found[name] = _checked(name, value, f"--{name.replace('_', '-')}")
    return Settings(**found)  # type: ignore[arg-type]  # each checked against its field's type


def from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    """Return the settings that the environment gives, by name.

    Raises:
        SettingsError: a `CELADON_…` variable is no setting, or its value is wrong.
    """
    known = {ENVIRONMENT_PREFIX + name.upper(): name for name in _FIELDS}
    found = {}
    for variable, text in environment.items():
        if not variable.startswith(ENVIRONMENT_PREFIX) or variable in _OTHERS:
            continue
        if variable not in known:
            raise SettingsError(f"{variable} is no setting: known are {_listed(known)}")
        name = known[variable]
        found[name] = _checked(name, _parsed(kind_of(name), text), variable)
    return found


def from_file(path: Path) -> dict[str, object]:
    """Return the settings that a TOML file gives, by name.

    Raises:
        SettingsError: it cannot be read, a key is no setting, or a value is wrong.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:  # of TOML or of UTF-8
        raise SettingsError(f"{path} is no TOML: {error}") from error
    for key in content:
        if key not in _FIELDS:
            raise SettingsError(f"{path}: {key} is no setting: known are {_listed(_FIELDS)}")
    return {key: _checked(key, value, f"{path}: {key}") for key, value in content.items()}


def shown(settings: Settings) -> dict[str, object]:
    """Return every setting as a JSON value; of a secret one only whether it is set."""
    values = ((item, getattr(settings, name)) for name, item in _FIELDS.items())
    return {
        item.name: bool(value) if item.metadata.get("secret") else value for item, value in values
    }


def _parsed(kind: type, text: str) -> object:
    if kind is bool:
        return _TRUE.get(text.lower(), text)
    if kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            return text
    return text


def _checked(name: str, value: object, where: str) -> object:
    """Return a value as its field wants it."""
    kind = kind_of(name)
    if kind is Path and isinstance(value, str | Path):
        return Path(value)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise SettingsError(f"{where} must be {_KINDS.get(kind, 'a path')}, not {value!r}")
    if kind in (int, float):
        _check_bounds(name, value, where)
    return value


def _check_bounds(name: str, value: Any, where: str) -> None:
    least, most = bounds_of(_FIELDS[name])
    if least is not None and not value >= least:
        raise SettingsError(f"{where} must be at least {least}, not {value}")
    if isinstance(value, float) and not 0 < value < float("inf"):
        raise SettingsError(f"{where} must be a number above 0, not {value}")
    if most is not None and value > most:
        raise SettingsError(f"{where} must be at most {most}, not {value}")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
