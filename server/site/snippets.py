"""A query as a command or a program that asks it: curl, Python, R; no I/O.

Each runs as it is: curl and R need nothing else, Python its standard library.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

Parameters = Sequence[tuple[str, str]]

_ACCEPT: Final = {
    "solutions": "text/csv",
    "triples": "text/turtle",
    "boolean": "application/sparql-results+json",
}
_SUFFIX: Final = {"text/csv": "csv", "text/turtle": "ttl"}


def snippets(query: str, endpoint: str, believed: Parameters, *, form: str) -> dict[str, str]:
    """Return the texts by name.

    Args:
        query: the query, as it was written.
        endpoint: the address of the SPARQL endpoint.
        believed: the parameters `view` and `trust`.
        form: of the answer: `solutions`, `triples` or `boolean`.
    """
    accept = _ACCEPT[form]
    return {
        "curl": _curl(query, endpoint, believed, accept),
        "Python": _python(query, endpoint, believed, accept),
        "R": _r(query, endpoint, believed, accept),
    }


def _curl(query: str, endpoint: str, believed: Parameters, accept: str) -> str:
    lines = [f"curl -sS {shlex.quote(endpoint)} -H 'Accept: {accept}'"]
    given = [*believed, ("query", query)]
    lines += [f"  --data-urlencode {shlex.quote(f'{name}={value}')}" for name, value in given]
    return " \\\n".join(lines)


def _python(query: str, endpoint: str, believed: Parameters, accept: str) -> str:
    is_table = accept == "text/csv"
    reads = (
        "    for row in csv.DictReader(io.TextIOWrapper(answer, 'utf-8')):\n        print(row)"
        if is_table
        else "    print(answer.read().decode())"
    )
    imports = ["import csv", "import io"] if is_table else []
    given = ", ".join([*(repr(pair) for pair in believed), "('query', query)"])
    return "\n".join(
        [
            *imports,
            "from urllib.parse import urlencode",
            "from urllib.request import Request, urlopen",
            "",
            f"query = {_quoted(query)}",
            f"form = urlencode([{given}]).encode()",
            f"request = Request({endpoint!r}, form, {{'Accept': {accept!r}}})",
            "with urlopen(request) as answer:",
            reads,
        ]
    )


def _r(query: str, endpoint: str, believed: Parameters, accept: str) -> str:
    start = f"{endpoint}?{urlencode([*believed, ('format', _SUFFIX.get(accept, 'json'))])}&query="
    reads = (
        'print(read.csv(address, fileEncoding = "UTF-8"))'
        if accept == "text/csv"
        else 'cat(readLines(address, encoding = "UTF-8"), sep = "\\n")'
    )
    return "\n".join(
        [
            f"query <- {json.dumps(query, ensure_ascii=False)}",
            f"address <- paste0({json.dumps(start)}, URLencode(query, reserved = TRUE))",
            reads,
        ]
    )


def _quoted(query: str) -> str:
    """Return a text as a Python literal over several lines, where that says the same."""
    text = query.replace("\r\n", "\n")
    if '"""' in text or "\\" in text or text.endswith('"'):
        return repr(text)
    return f'"""{text}"""'
