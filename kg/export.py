"""A dataset, or the graphs that a view selects, in the standard formats.

Invariant: equal content gives equal bytes; triples are sorted, types first. The quad formats hold
the whole dataset, each graph under its name; the others hold one graph, by default the view's, and
for the whole dataset the union of all graphs.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from kg import vocab
from kg.errors import InexpressibleError, QueryError
from kg.jsonld import jsonld
from kg.xmltext import readable

MEDIA_TYPES: Final = MappingProxyType(
    {
        "ttl": "text/turtle",
        "nt": "application/n-triples",
        "jsonld": "application/ld+json",
        "rdf": "application/rdf+xml",
        "trig": "application/trig",
        "nq": "application/n-quads",
        "csv": "text/csv",
    }
)
"""The formats by name, which is the file's extension too, with their media types."""

_QUADS: Final = MappingProxyType({"trig": RdfFormat.TRIG, "nq": RdfFormat.N_QUADS})
_TRIPLES: Final = MappingProxyType(
    {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML}
)
_TYPE: Final = vocab.RDF + "type"
_XML_NAME: Final = re.compile(r"[^\W\d][\w.\-·]*$")


def export(
    store: Store,
    format: str,
    *,
    graphs: Sequence[str] | None,
    prefixes: Mapping[str, str] = vocab.PREFIXES,
) -> bytes:
    """Write the union of `graphs`, or for None the whole dataset, as one of `MEDIA_TYPES`.

    A graph is named by its IRI, the stored default graph by the empty text.
    `trig` and `nq` always hold the whole dataset; `jsonld` and `csv` name the graphs when it is the
    whole one. All of it is held in memory.

    Raises:
        QueryError: there is no such format, or it cannot express the content.
    """
    if format not in MEDIA_TYPES:
        raise QueryError(f"there is no format {format!r}: choose one of {', '.join(MEDIA_TYPES)}")
    if format in _QUADS:
        return _write(_whole(store, prefixes), _QUADS[format], prefixes)
    quads = _whole(store, prefixes) if graphs is None else _view(store, graphs)
    if format == "csv":
        return _csv(quads, named=graphs is None)
    if format == "jsonld":
        return jsonld(_by_graph(quads), prefixes)
    triples = _distinct(quads)
    if format == "rdf":
        return _rdf_xml(triples, prefixes)
    return _write(triples, _TRIPLES[format], prefixes)


def write_triples(nt: bytes, format: str, prefixes: Mapping[str, str]) -> bytes:
    """Write N-Triples, which are sorted and distinct, as `nt ttl jsonld rdf`, in their order.

    Raises:
        InexpressibleError: RDF/XML cannot express one of them.
    """
    if format == "nt":
        return nt
    triples = [quad.triple for quad in parse(nt, format=RdfFormat.N_TRIPLES)]
    if format == "rdf":
        return rdf_xml(triples, prefixes)
    if format == "jsonld":
        return jsonld({None: triples}, prefixes)
    return _write(triples, RdfFormat.TURTLE, prefixes)


def rdf_xml(triples: Iterable[Triple], prefixes: Mapping[str, str] = vocab.PREFIXES) -> bytes:
    """Write triples as RDF/XML, in the order of the other formats.

    Raises:
        InexpressibleError: XML cannot hold a predicate's name or a character of a literal.
    """
    return _rdf_xml(sorted(set(triples), key=_place), prefixes)


def _whole(store: Store, prefixes: Mapping[str, str]) -> list[Quad]:
    """Return all quads but the copies that make a view one graph."""
    copies = f"<{prefixes['graph']}view-" if "graph" in prefixes else None
    return _sorted(q for q in store if not copies or not str(q.graph_name).startswith(copies))


def _view(store: Store, graphs: Sequence[str]) -> list[Quad]:
    found = {
        Quad(*quad.triple)
        for graph in graphs
        for quad in store.quads_for_pattern(None, None, None, graph_node(graph))
    }
    return _sorted(found)


def graph_node(name: str) -> NamedNode | DefaultGraph:
    """Return the node of a graph's name; the default graph's is empty."""
    return NamedNode(name) if name else DefaultGraph()


def _sorted(quads: Iterable[Quad]) -> list[Quad]:
    return sorted(quads, key=lambda quad: (str(quad.graph_name), *_place(quad.triple)))


def _place(triple: Triple) -> tuple[str, str, str]:
    s, p, o = triple
    return str(s), "" if p.value == _TYPE else p.value, str(o)


def _distinct(quads: Iterable[Quad]) -> list[Triple]:
    return sorted({quad.triple for quad in quads}, key=_place)


def _by_graph(quads: Iterable[Quad]) -> dict[str | None, list[Triple]]:
    graphs: dict[str | None, list[Triple]] = {}
    for quad in quads:
        name = None if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value
        graphs.setdefault(name, []).append(quad.triple)
    return graphs


def _write(
    statements: Sequence[Triple] | Sequence[Quad], format: RdfFormat, prefixes: Mapping[str, str]
) -> bytes:
    """Write with the prefixes that are used, in their own order: pyoxigraph has none."""
    names = "\n".join({str(node) for statement in statements for node in statement})
    used = {prefix: iri for prefix, iri in prefixes.items() if f"<{iri}" in names}
    content: bytes = serialize(statements, format=format, prefixes=used) or b""
    if format not in (RdfFormat.TURTLE, RdfFormat.TRIG):
        return content
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in used.items()).encode()
    if len(head) != _length_of_head(content):
        raise AssertionError("pyoxigraph wrote other prefixes than those given")
    return head + content[len(head) :]


def _length_of_head(content: bytes) -> int:
    head = re.match(rb"(?:@prefix [^\n]*\n)*", content)
    return head.end() if head else 0


def _rdf_xml(triples: Sequence[Triple], prefixes: Mapping[str, str]) -> bytes:
    """Write RDF/XML; pyoxigraph would write names and characters that no XML parser accepts."""
    for predicate in {triple.predicate.value for triple in triples}:
        if not _XML_NAME.search(predicate):
            raise InexpressibleError(
                f"RDF/XML cannot express the predicate <{predicate}>, which ends in no XML name: "
                "choose another format"
            )
    return readable(_write(triples, RdfFormat.RDF_XML, prefixes))


def _csv(quads: Iterable[Quad], *, named: bool) -> bytes:
    """Write a table of terms: IRIs and lexical forms as they are, blank nodes as `_:name`."""
    text = io.StringIO()
    table = csv.writer(text)
    columns = ["subject", "predicate", "object", "datatype", "language"]
    table.writerow([*columns, "graph"] if named else columns)
    for quad in quads:
        s, p, o, graph = quad
        row = [_cell(s), p.value, _cell(o), "", ""]
        if isinstance(o, Literal):
            row[3:] = ["" if o.language else o.datatype.value, o.language or ""]
        table.writerow([*row, _cell(graph)] if named else row)
    return text.getvalue().encode()


def _cell(term: Any) -> str:
    if isinstance(term, DefaultGraph):
        return ""
    return f"_:{term.value}" if isinstance(term, BlankNode) else str(term.value)
