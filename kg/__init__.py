"""Celadon: a knowledge graph in which every triple can be traced to its sources.

    import kg

    graph = kg.open()                                   # builds the shipped graph the first time
    graph.query("films-by-decade").to_pandas()          # a named query
    graph.query("SELECT * WHERE { ?film a cel:Film }")  # or a text
    print(kg.why("film:pulgasari", "a", "cel:NorthKoreanWork").to_text())

`kg.build` makes a dataset from folders of facts, `kg.open` opens one, and its `query` returns
`kg.results`: `Solutions`, `Triples` or a `Boolean`. `kg.why` proves a triple down to its passages.
`kg.close` and `kg.entails` are the reasoning alone, on graphs of any origin. What goes wrong on
purpose is a `KGError`; `kg.errors` draws their tree. `kg.vocab` has the namespaces and prefixes.
`kg.pool` runs queries in processes that can be killed, `kg.changes` changes what is served.

A name is imported when it is first asked for: a program pays for what it uses.
"""

from __future__ import annotations

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg import changes, errors, pool, results, vocab
    from kg.building.build import build
    from kg.dataset import Dataset, open
    from kg.errors import KGError
    from kg.explaining.why import why
    from kg.reasoning import close, entails

__all__ = [
    "Dataset",
    "KGError",
    "build",
    "changes",
    "close",
    "entails",
    "errors",
    "open",
    "pool",
    "results",
    "vocab",
    "why",
]

_HOMES = {
    "Dataset": "kg.dataset",
    "KGError": "kg.errors",
    "build": "kg.building.build",
    "close": "kg.reasoning",
    "entails": "kg.reasoning",
    "open": "kg.dataset",
    "why": "kg.explaining.why",
}
"""Where a name is defined that is not a module of its own."""

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        if name not in _HOMES:
            return _import_module(f"kg.{name}")  # which binds it here
        globals()[name] = getattr(_import_module(_HOMES[name]), name)
        return globals()[name]


def __dir__() -> list[str]:
    return __all__
