"""Celadon: a knowledge graph in which every triple can be traced to its sources.

    import kg

    graph = kg.open()                                   # builds the shipped graph the first time
    graph.query("films-by-decade").to_pandas()          # a named query
    graph.query("SELECT * WHERE { ?film a cel:Film }")  # or a text

`kg.build` makes a dataset from folders of facts, `kg.open` opens one, and its `query` returns
`Solutions`, `Triples` or a `Boolean`. What goes wrong on purpose is a `KGError`; `kg.errors` draws
their tree. `kg.vocab` has the namespaces and prefixes. `kg.pool` runs queries in processes that can
be killed.
"""

from __future__ import annotations

from kg import errors, pool, vocab
from kg.build import build
from kg.dataset import Dataset, open
from kg.errors import KGError
from kg.results import Boolean, Solutions, Triples

__all__ = [
    "Boolean",
    "Dataset",
    "KGError",
    "Solutions",
    "Triples",
    "build",
    "errors",
    "open",
    "pool",
    "vocab",
]
