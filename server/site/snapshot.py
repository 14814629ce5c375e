"""What pages work out once for each snapshot and keep: it cannot change until the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import kg
from server.graph import dataset
from server.statements import Source, sources

_P = ParamSpec("_P")
_R = TypeVar("_R")

_MOST: Final = 128
"""How many answers of one function are kept for a snapshot."""

_MOST_EACH: Final = 10_000
"""Of how many IRIs the answers of one function are kept for a snapshot."""


def once_a_snapshot(
    make: Callable[Concatenate[kg.Dataset, _P], _R],
) -> Callable[Concatenate[kg.Dataset, _P], _R]:
    """Keep what a function of an open dataset and hashable arguments returns.

    Nobody may change what it returns. Two threads may both make it; one of the answers is kept.
    """
    kept: WeakKeyDictionary[kg.Dataset, dict[object, _R]] = WeakKeyDictionary()

    @wraps(make)
    def remembered(opened: kg.Dataset, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        known = kept.setdefault(opened, {})
        key = (args, tuple(sorted(kwargs.items())))
        if key not in known:
            if len(known) >= _MOST:
                known.clear()
            known[key] = make(opened, *args, **kwargs)
        return known[key]

    return remembered


def each_once_a_snapshot(
    ask: Callable[[kg.Dataset, frozenset[str]], Mapping[str, _R]],
) -> Callable[[kg.Dataset, Iterable[str]], dict[str, _R]]:
    """Keep what a function tells of each of several IRIs, and ask it only for those not known.

    The function returns a value for every IRI that it is given. Nobody may change the values.
    """
    kept: WeakKeyDictionary[kg.Dataset, dict[str, _R]] = WeakKeyDictionary()

    @wraps(ask)
    def remembered(opened: kg.Dataset, iris: Iterable[str]) -> dict[str, _R]:
        wanted = frozenset(iris)
        known = kept.get(opened, {})
        if wanted - known.keys():
            room = known if len(known) < _MOST_EACH else {}
            known = kept[opened] = {**room, **ask(opened, wanted - room.keys())}
        return {iri: known[iri] for iri in wanted}

    return remembered


@once_a_snapshot
def _sources(opened: kg.Dataset) -> dict[str, Source]:
    return sources(opened, opened.record.base)


def known_sources() -> dict[str, Source]:
    """Return every source of the catalogue by its IRI, primary ones first."""
    return _sources(dataset())


@once_a_snapshot
def unit_of(opened: kg.Dataset) -> Mapping[str, str]:
    """Return the unit of trust of each passage."""
    return {iri: unit for unit, passages in opened.passages.items() for iri in passages}
