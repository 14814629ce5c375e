"""A dataset as rdflib sees it: an rdflib store over an Oxigraph store that cannot be written.

rdflib's default graph is the view's: the union of its support graphs, which Oxigraph keeps under
names of their own. The named graphs are all graphs of the dataset, the support graphs among them.
SPARQL queries are evaluated by Oxigraph; only a query that rdflib has already parsed is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

import rdflib
from oxrdflib import OxigraphStore
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from kg.errors import DatasetError


def rdflib_dataset(
    store: Store, default_graphs: Sequence[str], prefixes: Mapping[str, str]
) -> rdflib.Dataset:
    """Return an rdflib dataset whose default graph is the union of `default_graphs` (IRIs).

    With that, `dataset.triples(…)` and `dataset.query(…)` mean the view; `dataset.graph(iri)` is
    one named graph, `dataset.quads(…)` all of them.
    """
    view: Any = _View(store, default_graphs)
    dataset = rdflib.Dataset(store=_ReadOnly(store=view))
    for prefix, namespace in prefixes.items():
        dataset.bind(prefix, namespace, replace=True)
    return dataset


class _View:
    """What oxrdflib calls of an Oxigraph store, with a union as the default graph."""

    def __init__(self, store: Store, default_graphs: Sequence[str]) -> None:
        self._store = store
        self._default: list[Any] = [NamedNode(graph) for graph in default_graphs]

    def quads_for_pattern(self, s: Any, p: Any, o: Any, graph: Any = None) -> Iterator[Quad]:
        if not isinstance(graph, DefaultGraph):
            yield from self._store.quads_for_pattern(s, p, o, graph)
            return
        for part in self._default:  # disjoint, so nothing comes twice
            for quad in self._store.quads_for_pattern(s, p, o, part):
                yield Quad(*quad.triple)

    def query(self, query: str, *, default_graph: Any = None, **options: Any) -> Any:
        is_view = isinstance(default_graph, DefaultGraph)
        chosen = self._default if is_view else default_graph
        return self._store.query(query, default_graph=chosen, **options)

    def named_graphs(self) -> Iterator[Any]:
        return iter(self._store.named_graphs())


class _ReadOnly(OxigraphStore):
    """oxrdflib's store, which refuses to be written."""

    def add_graph(self, graph: rdflib.Graph) -> None:
        """Do nothing: rdflib calls this when a graph is only looked at."""

    def add(self, *_arguments: Any, **_options: Any) -> NoReturn:
        raise DatasetError("the dataset is read-only: change the facts and run `celadon build`")

    addN = remove = remove_graph = update = destroy = add  # noqa: N815  # rdflib's names
