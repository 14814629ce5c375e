"""Entity tags of graphs: the same for the same triples, whatever else has changed.

A tag is the hash of a graph's triples; a representation's tag has its format behind it. Hashes are
kept for the snapshots they were made of.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from flask import current_app

import kg
from kg import pool
from server.graph import believed, dataset

TAGS: Final = "celadon.graph_tags"
"""The key under which an application's extensions hold its `GraphTags`."""

_KNOWN: Final = 1_000
_ALL: Final = "possible"
"""The view in which every graph can be named."""

Key = tuple[str, str | None, str]


class GraphTags:
    """The tags that were made lately. Thread-safe."""

    def __init__(self) -> None:
        """Begin with none."""
        self._tags: OrderedDict[Key, str] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[], str]) -> str:
        """Return the tag of a graph in a snapshot and a view, made if it is not known."""
        with self._lock:
            if key in self._tags:
                self._tags.move_to_end(key)
                return self._tags[key]
        made = make()
        with self._lock:
            self._tags[key] = made
            if len(self._tags) > _KNOWN:
                self._tags.popitem(last=False)
        return made


def tag_of_graph(iri: str | None) -> str | None:
    """Return the tag of a graph as this request sees it, None where there is none."""
    served = dataset()
    view = repr(believed()) if iri is None else ""
    known: GraphTags = current_app.extensions[TAGS]
    if iri is not None and not exists(served, iri):
        return None
    return known.get((served.record.id, iri, view), lambda: _hash(iri))


def exists(served: kg.Dataset, iri: str) -> bool:
    """Say whether there is a named graph."""
    every = _ALL if served.has_supports else None
    return bool(served.query(f"ASK {{ GRAPH <{iri}> {{}} }}", view=every))


def stream(iri: str | None, format: str) -> pool.Answer:
    """Return what a graph holds, in a format; None for the default graph."""
    served = dataset()
    if iri is not None:
        return served.stream(format, graph=iri)
    chosen = believed()
    if served.is_plain:
        return served.stream(format, graph="", **chosen)
    return served.stream(format, **chosen)


def _hash(iri: str | None) -> str:
    found = sha256()
    for part in stream(iri, "nt"):
        found.update(part)
    return found.hexdigest()[:32]
