"""What `celadon query` is asked: a name, a file, a text, or standard input."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import click

from kg.errors import FileError
from kg.results import Solutions
from kg.sparql.named import NamedQuery, load_query

_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_BEGINNING: Final = re.compile(
    r"(?:\s|#[^\n]*(?:\n|$))*"
    r"(?:SELECT|ASK|CONSTRUCT|DESCRIBE|PREFIX|BASE|INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|WITH)"
    r"(?=[\s:<*?$(#]|$)",
    re.IGNORECASE,
)
"""White space, comments, and the keyword that a query or an update begins with."""


def read_question(asked: str) -> str | NamedQuery:
    """Return a query's name, the named query in a file with a header, or a SPARQL text.

    `-` is standard input; what looks like a name is one; what begins with a keyword of SPARQL or
    has a brace is a text, and so is what has white space and names no file; the rest is a file.

    Raises:
        FileError: the file cannot be read.
        QueryError: the file's header breaks the form.
    """
    if asked == "-":
        return sys.stdin.buffer.read().decode("utf-8-sig", "replace")
    if _NAME.fullmatch(asked) or _is_text(asked):
        return asked
    path = Path(asked)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"cannot read {path}: {error}") from error
    return load_query(path) if text.startswith("#+") else text


def _is_text(asked: str) -> bool:
    if "{" in asked or _BEGINNING.match(asked):
        return True
    return re.search(r"\s", asked) is not None and not Path(asked).exists()


def read_parameters(given: Iterable[str]) -> dict[str, str]:
    """Return `name=value` words as a mapping.

    Raises:
        click.BadParameter: a word has no `=`, or a name comes twice.
    """
    parameters: dict[str, str] = {}
    for word in given:
        name, equals, value = word.partition("=")
        if not equals or not name or name in parameters:
            raise click.BadParameter(f"{word!r}: write name=value, each name once")
        parameters[name] = value
    return parameters


def overview(queries: Mapping[str, NamedQuery]) -> Solutions:
    """Return the named queries as an answer: name, question, and parameters with defaults."""
    rows = [
        {"name": q.name, "question": q.summary, "parameters": _parameters(q)}
        for q in queries.values()
    ]
    bindings = [
        {name: {"type": "literal", "value": value} for name, value in row.items()} for row in rows
    ]
    head = {"vars": ["name", "question", "parameters"]}
    data = {"head": head, "results": {"bindings": bindings}}
    return Solutions(json.dumps(data, ensure_ascii=False).encode())


def _parameters(query: NamedQuery) -> str:
    return ", ".join(f"{p.name}={p.default_text or ''}" for p in query.parameters)
