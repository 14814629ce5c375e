"""Graphs of the store in a file format, written without ever holding a large store in memory.

A store of up to `SORTED_QUADS` is written in order, prefixes and all, as `kg.export` writes it. A
larger one is passed on as the engine reads it: in the engine's own order, which is the same for the
same snapshot. The formats that need the whole graph at once (RDF/XML, JSON-LD, CSV) are held in
memory at any size, within the limit of the worker.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from kg.export import export, graph_node

from .output import Output, Send
from .rows import LineRows

SORTED_QUADS = 200_000


def write_export(store: Store, request: dict[str, object], send: Send) -> None:
    """Write the graphs of a request, or all, in its format."""
    format = str(request["export"])
    graphs = cast("list[str] | None", request.get("graphs"))
    prefixes = cast(dict[str, str], request.get("prefixes") or {})
    head: dict[str, object] = {"form": "quads", "format": format}
    output = Output(head, LineRows(), request, send)
    if format in _STREAMED and len(store) > SORTED_QUADS:
        _stream(store, format, graphs, prefixes, output)
    else:
        output.write(export(store, format, graphs=graphs, prefixes=prefixes))
    output.end()


_STREAMED = {"nt": RdfFormat.N_TRIPLES, "ttl": RdfFormat.TURTLE}
_STREAMED |= {"nq": RdfFormat.N_TRIPLES, "trig": RdfFormat.TURTLE}
_QUADS = ("nq", "trig")


def _stream(
    store: Store,
    format: str,
    graphs: Sequence[str] | None,
    prefixes: dict[str, str],
    output: Output,
) -> None:
    """Write graph after graph; graphs that overlap give a triple more than once."""
    names = _graphs(store, None if format in _QUADS else graphs, prefixes)
    used = prefixes if format in ("ttl", "trig") else None
    for name in names:
        writer = _Named(output, name, format) if format in _QUADS else output
        store.dump(writer, _STREAMED[format], from_graph=name, prefixes=used)  # type: ignore[arg-type]
        if isinstance(writer, _Named):
            writer.end()


def _graphs(
    store: Store, graphs: Sequence[str] | None, prefixes: dict[str, str]
) -> Iterator[NamedNode | DefaultGraph]:
    """Return the graphs by name; of all, not the copies that make a view one graph."""
    if graphs is not None:
        yield from map(graph_node, graphs)
        return
    copies = f"{prefixes.get('graph', 'graph:')}view-"
    yield DefaultGraph()
    for name in store.named_graphs():
        if isinstance(name, NamedNode) and not name.value.startswith(copies):
            yield name


class _Named:
    """A writable file that takes the triples of one graph and says whose they are."""

    def __init__(self, output: Output, name: NamedNode | DefaultGraph, format: str) -> None:
        self._output = output
        self._name = name if isinstance(name, NamedNode) else None
        self._is_trig = format == "trig"
        self._rest = b""
        self._head = True

    def write(self, data: bytes) -> int:
        """Take bytes of the graph."""
        whole, newline, self._rest = (self._rest + data).rpartition(b"\n")
        if newline:
            self._pass_on(whole + newline)
        return len(data)

    def flush(self) -> None:
        """Do nothing: `end` sends the rest."""

    def end(self) -> None:
        """Send what is left, and close the graph."""
        self._pass_on(self._rest)
        if self._is_trig and self._name and not self._head:
            self._output.write(b"}\n")

    def _pass_on(self, lines: bytes) -> None:
        if self._name is None or not lines:
            self._output.write(lines)
        elif self._is_trig:
            self._output.write(self._opened(lines))
        else:  # no line feed stands inside a term of N-Triples
            self._output.write(lines.replace(b" .\n", f" {self._name} .\n".encode()))

    def _opened(self, lines: bytes) -> bytes:
        """Open the graph after the prefixes, which may not stand inside it."""
        if not self._head:
            return lines
        rows = lines.splitlines(keepends=True)
        count = next((n for n, row in enumerate(rows) if not row.startswith(b"@prefix")), len(rows))
        if count == len(rows):
            return lines
        self._head = False
        return b"".join([*rows[:count], f"{self._name} {{\n".encode(), *rows[count:]])
