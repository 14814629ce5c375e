"""A request evaluated, and its result written within limits.

A request is a JSON object: `query` with `default_graphs` and `named_graphs` (lists of IRIs, or null
for what the text and the store say), or `export`, the name of a format, with `graphs` (a list, or
null for all). `solutions` and `triples` name the format wanted for either form of a query, null
where none will do; `max_bytes` and `max_rows` (null: none) what is too much.

How much is held back and what is refused is told in `kg.worker.output`.
"""

from __future__ import annotations

import re
from typing import Any, cast

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
)

from kg.errors import KGError
from kg.export import write_triples
from kg.sparql.functions import query

from .exports import write_export
from .frames import ERROR
from .output import Output, RefusedError, Send
from .rows import rows_of

_FORMATS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_PLACE = re.compile(r"error at (\d+):(\d+):")


def answer(store: Store, request: dict[str, object], send: Send) -> None:
    """Evaluate a request and send its result or its error; only a broken pipe is raised."""
    try:
        if "export" in request:
            write_export(store, request, send)
        else:
            _query(store, request, send)
    except BrokenPipeError:
        raise
    except Exception as error:
        send(ERROR, described(error))


def described(error: Exception) -> dict[str, object]:
    """Return an error as kind, message, line and column (from 1, null where not known)."""
    match error:
        case RefusedError():
            kind = error.kind
        case KGError():
            kind = "inexpressible"
        case SyntaxError():
            kind = "syntax"
        case MemoryError():
            kind = "memory"
        case OSError():
            kind = "storage"
        case RuntimeError() | ValueError():
            kind = "evaluation"
        case _:
            kind = "bug"
    message = str(error.msg if isinstance(error, SyntaxError) else error)
    place = _PLACE.match(message)
    line, column = (int(place[1]), int(place[2])) if place else (None, None)
    return {"kind": kind, "message": message, "line": line, "column": column}


def _query(store: Store, request: dict[str, object], send: Send) -> None:
    found = query(
        store,
        str(request["query"]),
        base_iri=request.get("base"),
        prefixes=request.get("prefixes"),
        default_graph=_nodes(request.get("default_graphs")),
        named_graphs=_nodes(request.get("named_graphs")),
    )
    if isinstance(found, QueryTriples):
        _write_triples(found, request, send)
        return
    format = _wanted(request, "solutions")
    form = "boolean" if isinstance(found, QueryBoolean) else "solutions"
    rows = rows_of(format) if form == "solutions" else rows_of("nt")
    output = Output({"form": form, "format": format}, rows, request, send, is_xml=format == "xml")
    found.serialize(output, _FORMATS[format])  # type: ignore[arg-type]  # a file as far as needed
    output.end()


def _write_triples(found: QueryTriples, request: dict[str, object], send: Send) -> None:
    """Write distinct triples in order, so that equal results are equal bytes."""
    format = _wanted(request, "triples")
    collected = Output({}, rows_of("nt"), {**request, "held_bytes": 1 << 62}, send)
    found.serialize(collected, RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
    lines = sorted(set(collected.take().splitlines(keepends=True)))
    output = Output({"form": "triples", "format": format}, rows_of("nt"), request, send)
    if format != "nt":
        prefixes = cast(dict[str, str], request.get("prefixes") or {})
        lines = [write_triples(b"".join(lines), format, prefixes)]
    for line in lines:
        output.write(line)
    output.end()


def _wanted(request: dict[str, object], form: str) -> str:
    format = request.get(form)
    if format is None:
        raise RefusedError("format", form)
    return str(format)


def _nodes(iris: object) -> list[Any] | None:
    return [NamedNode(iri) for iri in iris] if isinstance(iris, list) else None
