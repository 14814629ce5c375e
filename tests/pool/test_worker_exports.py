"""Exports as a worker writes them: in order where the store is small, else as they are read."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    parse,
)

from kg import vocab
from kg.worker import exports
from kg.worker.frames import DATA, END, HEAD

FORMATS = {
    "nt": RdfFormat.N_TRIPLES,
    "ttl": RdfFormat.TURTLE,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}


def iri(name: str) -> NamedNode:
    return NamedNode(f"{vocab.BASE}{name}")


A, B, COPY = iri("source/a"), iri("source/b"), iri("graph/view-stated")


@pytest.fixture
def store() -> Store:
    """Two graphs, a default graph, and the copy that makes a view one graph."""
    made = Store()
    text = Literal('a "quoted" .\n@prefix <g> .\n}')
    for n in range(300):
        made.add(Quad(iri(f"film/{n}"), iri("ontology#title"), text, A))
        made.add(Quad(iri(f"film/{n}"), iri("ontology#year"), Literal(1900 + n), B))
    made.add(Quad(BlankNode("x"), iri("ontology#note"), Literal("불가사리", language="ko"), B))
    made.add(Quad(iri("film/0"), iri("ontology#title"), text, COPY))
    return made


def written(store: Store, format: str, graphs: list[str] | None) -> bytes:
    sent: list[tuple[bytes, object]] = []
    request: dict[str, object] = {"export": format, "graphs": graphs, "held_bytes": 1000}
    request["prefixes"] = dict(vocab.prefixes(vocab.BASE))
    exports.write_export(store, request, lambda kind, content: sent.append((kind, content)))
    content = b"".join(part for kind, part in sent if kind == DATA and isinstance(part, bytes))
    assert [sent[0][0], sent[-1][0]] == [HEAD, END]
    assert json.loads(json.dumps(sent[-1][1]))["bytes"] == len(content)
    return content


@pytest.mark.parametrize("limit", [0, 10_000], ids=["as read", "in order"])
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("chosen", [(A,), (A, B), None], ids=["one", "two", "all"])
def test_an_export_holds_the_graphs_and_nothing_else(
    store: Store,
    format: str,
    limit: int,
    chosen: tuple[NamedNode, ...] | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "SORTED_QUADS", limit)
    has_names = format in ("nq", "trig") or (format == "jsonld" and chosen is None)
    shown = (A, B) if chosen is None or has_names else chosen
    expected = {
        (q.subject, q.predicate, q.object, q.graph_name if has_names else DefaultGraph())
        for graph in shown
        for q in store.quads_for_pattern(None, None, None, graph)
        if not isinstance(q.subject, BlankNode)
    }
    content = written(store, format, None if chosen is None else [g.value for g in chosen])
    found = [
        (q.subject, q.predicate, q.object, q.graph_name)
        for q in parse(content, format=FORMATS[format])
        if not isinstance(q.subject, BlankNode)
    ]
    assert set(found) == expected
    assert len(found) == len(expected)
    assert ("불가사리".encode() in content) == (B in shown)
