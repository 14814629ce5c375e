"""The header of a `.rq` file: the `#+` lines at its top, as YAML, read strictly.

Invariant: what is read is complete and of the right type; a key that is not known is an error, and
so is one that is missing. Every error names the file and, where it has one, the line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypedDict

from kg.errors import QueryError

TYPES: Final = ("iri", "integer", "decimal", "string", "year")
"""What a parameter can be."""

VIEWS: Final = ("stated", "possible")
"""What a query can be written for: the primary sources' outright claims, or all claims."""

KINDS_OF: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "Agent": ("person", "organization"),
        "Award": ("award",),
        "Character": ("character",),
        "Class": ("cel",),
        "Custom": ("custom",),
        "Event": ("event",),
        "Film": ("film",),
        "Genre": ("genre",),
        "Image": ("image",),
        "Organization": ("organization",),
        "Period": ("period",),
        "Person": ("person",),
        "Place": ("place",),
        "Rating": ("rating",),
        "Review": ("review",),
        "ScreenWork": ("film", "series"),
        "Series": ("series",),
        "Source": ("source",),
        "SourceRole": ("cel",),
        "Theme": ("theme",),
        "Work": ("film", "series", "work"),
    }
)
"""The prefixes under which the things of a class have their IRIs."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What can be varied in a query.

    Attributes:
        name: the variable's name.
        type: one of `TYPES`.
        default: the value when none is given, as in the header; None for any.
        description: what it stands for.
        classes: for an IRI, the ontology's classes that it may belong to; empty for all.
        default_text: how the default is written in SPARQL; None for any.
        kinds: the prefixes under which the things of its classes have their IRIs; empty for all.
    """

    name: str
    type: str
    default: str | int | float | None
    description: str
    classes: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The prefixes under which the things of its classes have their IRIs."""
        return tuple(kind for name in self.classes for kind in KINDS_OF.get(name, ()))

    @property
    def default_text(self) -> str | None:
        """The default as the body writes it: a number or name as it is, a string in quotes."""
        if self.default is None:
            return None
        return f'"{self.default}"' if self.type == "string" else str(self.default)


@dataclass(frozen=True, slots=True)
class Column:
    """What a variable of the answer means; `unit` is None for what has none."""

    name: str
    meaning: str
    unit: str | None = None


class Header(TypedDict):
    """What a header holds; see `kg.sparql.named.NamedQuery`."""

    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    view: str
    columns: tuple[Column, ...]


def read_header(text: str, path: Path) -> Header:
    """Read the header of a query's text; `path` is named in errors.

    Raises:
        QueryError: there is none, it is not YAML, or it breaks the form above.
    """
    data = _parse(text, path)
    reader = _Reader(data, path, text)
    reader.keys(data, required=_KEYS, optional=("parameters",), where="the header")
    summary = reader.text(data, "summary")
    if not summary.endswith("?"):
        reader.fail("summary", "the summary must be a question that ends in '?'")
    if data["view"] not in VIEWS:
        reader.fail("view", f"the view must be one of {', '.join(VIEWS)}")
    return Header(
        summary=summary,
        description=reader.text(data, "description"),
        tags=tuple(map(str, reader.listed(data, "tags"))),
        parameters=tuple(map(reader.parameter, reader.listed(data, "parameters"))),
        view=data["view"],
        columns=reader.columns(data["columns"]),
    )


_KEYS: Final = ("summary", "description", "tags", "view", "columns")


def _parse(text: str, path: Path) -> dict[str, Any]:
    lines = text.splitlines()
    count = next((n for n, line in enumerate(lines) if not line.startswith("#+")), len(lines))
    if not count:
        raise QueryError(f"{path}:1: a query begins with a header of lines '#+ key: value'")
    import yaml  # 15 ms, which a start of the server does not wait for

    # In C where PyYAML was built with it: a tenth of the time.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        header = "\n".join(line[2:].removeprefix(" ") for line in lines[:count])
        data = yaml.load(header, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        reason = getattr(error, "problem", None) or "it cannot be read"
        raise QueryError(f"{path}:{line}: the header is not YAML: {reason}", line=line) from error
    if not isinstance(data, dict):
        raise QueryError(f"{path}:1: the header must be lines '#+ key: value'")
    return data


class _Reader:
    """Reads parts of one header; knows where it is for errors."""

    def __init__(self, data: Mapping[str, Any], path: Path, text: str) -> None:
        self._data, self._path, self._lines = data, path, text.splitlines()

    def fail(self, word: str, message: str) -> None:
        """Raise with the first line of the header that names the key or value `word`."""
        line = next((n for n, s in enumerate(self._lines, 1) if word and word in s), 1)
        raise QueryError(f"{self._path}:{line}: {message}", line=line)

    def keys(
        self,
        data: Mapping[str, Any],
        *,
        required: tuple[str, ...],
        optional: tuple[str, ...],
        where: str,
    ) -> None:
        for key in required:
            if data.get(key) in (None, "", [], {}):
                self.fail("", f"{where} lacks {key!r}")
        for key in data:
            if key not in (*required, *optional):
                self.fail(str(key), f"{where} has the unknown key {key!r}")

    def text(self, data: Mapping[str, Any], key: str) -> str:
        value = data[key]
        if not isinstance(value, str):
            self.fail(key, f"{key!r} must be text")
        return " ".join(str(value).split())

    def listed(self, data: Mapping[str, Any], key: str) -> list[Any]:
        value = data.get(key, [])
        if not isinstance(value, list):
            self.fail(key, f"{key!r} must be a list")
        return list(value)

    def parameter(self, data: object) -> Parameter:
        if not isinstance(data, dict):
            self.fail("parameters", "a parameter must have keys: name, type, description")
        assert isinstance(data, dict)
        name = str(data.get("name", "?"))
        where = f"the parameter {name!r}"
        self.keys(
            data,
            required=("name", "type", "description"),
            optional=("class", "default"),
            where=where,
        )
        if data["type"] not in TYPES:
            self.fail(f"type: {data['type']}", f"{where} must have a type of {', '.join(TYPES)}")
        if "class" in data and data["type"] != "iri":
            self.fail("class", f"{where} has a class but is no iri")
        classes = data.get("class", [])
        return Parameter(
            name=name,
            type=data["type"],
            default=data.get("default"),
            description=self.text(data, "description"),
            classes=tuple(classes) if isinstance(classes, list) else (str(classes),),
        )

    def columns(self, data: object) -> tuple[Column, ...]:
        if not isinstance(data, dict):
            self.fail("columns", "'columns' must have a line 'variable: meaning' for each")
        assert isinstance(data, dict)
        return tuple(self._column(str(name), value) for name, value in data.items())

    def _column(self, name: str, value: object) -> Column:
        if isinstance(value, str):
            return Column(name, value)
        if not isinstance(value, dict) or set(value) != {"meaning", "unit"}:
            self.fail(name, f"the column {name!r} must be a meaning, or {{meaning: …, unit: …}}")
        assert isinstance(value, dict)
        return Column(name, str(value["meaning"]), str(value["unit"]))
