"""Which blank nodes of a graph are written inside their only mention, as lists, or with labels.

Invariant: the choice and the labels depend on the graph alone, not on the names its blank nodes
came with nor on the order of its triples.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, Triple

from kg import vocab

FIRST: Final = NamedNode(vocab.RDF + "first")
REST: Final = NamedNode(vocab.RDF + "rest")
NIL: Final = NamedNode(vocab.RDF + "nil")
_DEEPEST: Final = 24
"""How many blank nodes are written inside each other before one gets a label."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The triples of a graph by subject, and how each blank node is written.

    A blank node in `lists` is the cell of a well-formed list that is mentioned once; one in
    `labels` is written with its label; any other is written in brackets, inside its only mention
    or, where nothing mentions it, on its own.
    """

    by_subject: Mapping[object, Collection[Triple]]
    nested: frozenset[BlankNode]
    lists: frozenset[BlankNode]
    labels: Mapping[BlankNode, str]


def lay_out(triples: Iterable[Triple]) -> Layout:
    """Decide for each blank node how it is written.

    Canonical labelling (RDFC-1.0) takes exponential time in the worst case; it runs only where
    blank nodes need labels.
    """
    distinct = set(triples)
    layout = _lay_out(distinct)
    return _lay_out(_canonical(distinct)) if layout.labels else layout


def _canonical(triples: Iterable[Triple]) -> set[Triple]:
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {quad.triple for quad in dataset}


def _lay_out(triples: set[Triple]) -> Layout:
    by_subject: dict[object, list[Triple]] = defaultdict(list)
    mentions: dict[BlankNode, list[Triple]] = defaultdict(list)
    for triple in triples:
        by_subject[triple.subject].append(triple)
        if isinstance(triple.object, BlankNode):
            mentions[triple.object].append(triple)
    once = {node: found[0] for node, found in mentions.items() if len(found) == 1}
    lists = _list_cells(by_subject, once)
    nested = _nested(once, lists)
    labelled = sorted((n for n in mentions if n not in nested), key=_canonical_order)
    labels = {node: f"_:b{number}" for number, node in enumerate(labelled, start=1)}
    return Layout(by_subject, nested, lists & nested, labels)


def _canonical_order(node: BlankNode) -> tuple[int, str]:
    return (len(node.value), node.value)  # c14n2 before c14n10


def _list_cells(
    by_subject: Mapping[object, list[Triple]], once: Mapping[BlankNode, Triple]
) -> frozenset[BlankNode]:
    """Return the cells, each mentioned once, from which `rdf:rest` leads to `rdf:nil`."""
    ends = [subject for subject, triples in by_subject.items() if _rest(triples) == NIL]
    cells: set[BlankNode] = set()
    for end in ends:
        cell = end
        while (
            isinstance(cell, BlankNode)
            and cell in once
            and _rest(by_subject.get(cell, [])) is not None
        ):
            cells.add(cell)
            if once[cell].predicate != REST:
                break
            cell = once[cell].subject
    return frozenset(cells)


def _rest(triples: list[Triple]) -> object:
    """Return what follows a list's cell, or None where the triples are not just a cell's."""
    by_predicate = {triple.predicate: triple.object for triple in triples}
    if len(triples) == 2 and by_predicate.keys() == {FIRST, REST}:
        return by_predicate[REST]
    return None


def _nested(once: Mapping[BlankNode, Triple], lists: frozenset[BlankNode]) -> frozenset[BlankNode]:
    """Return the blank nodes that stand inside their only mention: not those on a cycle."""
    depth: dict[object, int] = {}
    for start in once:
        path: dict[BlankNode, None] = {}
        node: object = start
        while isinstance(node, BlankNode) and node in once and node not in depth:
            if node in path:  # all nodes of a cycle are labelled
                depth.update(dict.fromkeys(_from(path, node), 0))
                break
            path[node] = None
            node = once[node].subject
        for inner in [n for n in reversed(path) if n not in depth]:
            depth[inner] = _depth_inside(once[inner], depth, lists)
    return frozenset(node for node in once if depth[node] > 0)


def _from(path: Iterable[BlankNode], node: BlankNode) -> list[BlankNode]:
    nodes = list(path)
    return nodes[nodes.index(node) :]


def _depth_inside(mention: Triple, depth: Mapping[object, int], lists: frozenset[BlankNode]) -> int:
    outer = depth.get(mention.subject, 0)
    if mention.subject in lists and mention.predicate == REST and outer > 0:
        return outer
    return 0 if outer >= _DEEPEST else outer + 1
