"""A request evaluated, and its result written within limits.

A request is a JSON object: `query` with `default_graphs` and `named_graphs` (lists of IRIs, or null
for what the text and the store say), or `dump` (a list of graphs, or null for all). `solutions`
and `triples` name the format wanted for either form, null where none will do; `max_bytes` and
`max_rows` (null: none) what is too much.

Invariant: up to `held_bytes` of a result are kept back, so that whatever goes wrong until then is
an error and no cut result; a result that ends within them is sent with its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
)

from .frames import DATA, END, ERROR, HEAD
from .rows import Rows, rows_of

Send = Callable[[bytes, bytes | dict[str, object]], None]

_CHUNK_BYTES = 65_536
_FORMATS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_PLACE = re.compile(r"error at (\d+):(\d+):")


class RefusedError(Exception):
    """A result is not sent; `kind` says why in one word."""

    def __init__(self, kind: str, message: str) -> None:
        """Keep both."""
        super().__init__(message)
        self.kind = kind


def answer(store: Store, request: dict[str, object], send: Send) -> None:
    """Evaluate a request and send its result or its error; only a broken pipe is raised."""
    try:
        if "dump" in request:
            _dump(store, request, send)
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


class _Output:
    """A writable file that counts, refuses what is too much, and holds back."""

    def __init__(self, head: dict[str, object], rows: Rows, request: dict[str, object], send: Send):
        self._head = head
        self._rows = rows
        self._max_bytes = _number(request, "max_bytes")
        self._max_rows = _number(request, "max_rows")
        self._held_bytes = _number(request, "held_bytes") or 0
        self._send = send
        self._buffer = bytearray()
        self._held: list[bytes] | None = []
        self._bytes = 0

    def write(self, data: bytes) -> int:
        """Take bytes of the result."""
        self._buffer += data
        if len(self._buffer) >= _CHUNK_BYTES:
            self._pass_on()
        return len(data)

    def flush(self) -> None:
        """Do nothing: `end` sends the rest."""

    def end(self) -> None:
        """Send what was held back, and that this was all."""
        self._pass_on()
        if self._held is not None:
            self._release(length=self._bytes)
        self._send(END, {"bytes": self._bytes, "rows": self._rows.count})

    def take(self) -> bytes:
        """Return what was held back instead of sending it."""
        self._pass_on()
        return b"".join(self._held or ())

    def _pass_on(self) -> None:
        chunk = bytes(self._buffer)
        self._buffer.clear()
        self._bytes += len(chunk)
        self._rows.feed(chunk)
        if self._max_bytes is not None and self._bytes > self._max_bytes:
            raise RefusedError("too-large", f"the {self._max_bytes:,} bytes")
        if self._max_rows is not None and self._rows.count > self._max_rows:
            raise RefusedError("too-large", f"the {self._max_rows:,} rows")
        if self._held is None:
            self._send(DATA, chunk)
        else:
            self._held.append(chunk)
            if self._bytes > self._held_bytes:
                self._release(length=None)

    def _release(self, length: int | None) -> None:
        held, self._held = self._held, None
        self._send(HEAD, {**self._head, "length": length})
        for chunk in held or ():
            self._send(DATA, chunk)


def _query(store: Store, request: dict[str, object], send: Send) -> None:
    found = store.query(
        str(request["query"]),
        base_iri=request.get("base"),  # type: ignore[arg-type]  # a str or None
        prefixes=request.get("prefixes"),  # type: ignore[arg-type]  # a dict of str or None
        default_graph=_nodes(request.get("default_graphs")),
        named_graphs=_nodes(request.get("named_graphs")),
    )
    if isinstance(found, QueryTriples):
        _write_triples(found, request, send)
        return
    format = _wanted(request, "solutions")
    form = "boolean" if isinstance(found, QueryBoolean) else "solutions"
    rows = rows_of(format) if form == "solutions" else rows_of("nt")
    output = _Output({"form": form, "format": format}, rows, request, send)
    found.serialize(output, _FORMATS[format])  # type: ignore[arg-type]  # a file as far as needed
    output.end()


def _write_triples(found: QueryTriples, request: dict[str, object], send: Send) -> None:
    """Write distinct N-Triples in order, so that equal results are equal bytes."""
    format = _wanted(request, "triples")
    collected = _Output({}, rows_of("nt"), {**request, "held_bytes": 1 << 62}, send)
    found.serialize(collected, RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
    output = _Output({"form": "triples", "format": format}, rows_of("nt"), request, send)
    for line in sorted(set(collected.take().splitlines(keepends=True))):
        output.write(line)
    output.end()


def _dump(store: Store, request: dict[str, object], send: Send) -> None:
    output = _Output({"form": "quads", "format": "nq"}, rows_of("nq"), request, send)
    graphs = _nodes(request["dump"])
    if graphs is None:
        store.dump(output, RdfFormat.N_QUADS)  # type: ignore[arg-type]
    for graph in graphs or ():
        store.dump(output, RdfFormat.N_TRIPLES, from_graph=graph)  # type: ignore[arg-type]
    output.end()


def _wanted(request: dict[str, object], form: str) -> str:
    format = request.get(form)
    if format is None:
        raise RefusedError("format", form)
    return str(format)


def _nodes(iris: object) -> list[Any] | None:
    return [NamedNode(iri) for iri in iris] if isinstance(iris, list) else None


def _number(request: dict[str, object], name: str) -> int | None:
    value = request.get(name)
    return value if isinstance(value, int) else None
