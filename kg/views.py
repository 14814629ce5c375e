"""Views: what is left of the graph for someone who believes some of it.

A view is a union of support graphs, which are disjoint, so that nothing is counted twice. A union
of many graphs is slow to query, so a build writes the named views of many also as graphs of their
own, `<base>graph/view-<name>`.

| view | its default graph |
|---|---|
| `stated` | the closure of what primary sources state outright |
| `possible` | the closure of everything, hedged claims too |
| `accepted` | the closure of all outright claims less those that editors reject |
| `undisputed` | the closure of all outright claims less those that take part in a conflict |
| trust | the closure of what a set of units says; `zoomboola`, `zoomboola:alleged` |
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kg.claims.passages import ALLEGED
from kg.errors import ViewError
from kg.storage.store import PLAIN, Record, SupportRecord

VIEWS: Final = ("stated", "possible", "accepted", "undisputed")
"""The views that have a name; the first is the default."""

WHOLE: Final = "graph/view-"
"""What the IRI of a graph that holds a whole view begins with, after the base."""

_BY_OUTRIGHT: Final = ("accepted", "undisputed")


@dataclass(frozen=True, slots=True)
class View:
    """A choice of what to believe.

    Attributes:
        name: its name, or `trust`.
        units: the units of trust whose passages it shows.
        supports: the IRIs of its support graphs; their union is the view.
        whole: the graph that holds that union, where the build has made one.
    """

    name: str
    units: frozenset[str]
    supports: tuple[str, ...]
    whole: str | None = None

    @property
    def graphs(self) -> tuple[str, ...]:
        """The disjoint graphs of which a query's default graph is made."""
        return self.supports if self.whole is None else (self.whole,)

    @property
    def is_of_units(self) -> bool:
        """Whether it believes all that its units say; else it leaves out single claims."""
        return self.name not in _BY_OUTRIGHT


def choose(record: Record, view: str | None = None, trust: Sequence[str] = ()) -> View:
    """Return the view of a name, or of the units that are trusted; `stated` without either.

    A plain store has one view, without graphs, which stands for what its queries themselves say.

    Raises:
        ViewError: both are given, one is unknown, or the dataset's reasoner knows no supports.
    """
    if view and trust:
        raise ViewError(f"give either a view ({view}) or units to trust ({', '.join(trust)})")
    name = view or ("trust" if trust else VIEWS[0])
    if name != "trust" and name not in VIEWS:
        raise ViewError(f"there is no view {name!r}: use one of {', '.join(VIEWS)}")
    if record.reasoner == PLAIN:
        return _plain(view or trust)
    if name != VIEWS[0] and record.reasoner == "owlrl":
        raise ViewError(
            f"the dataset was closed by owlrl, which knows no supports, so that only the view "
            f"{VIEWS[0]} can be shown: build it without --reasoner owlrl"
        )
    units = _units(record, name, trust)
    supports = tuple(s.graph for s in record.supports if _belongs(s, name, units))
    return View(name, units, supports, record.wholes.get(name))


def _plain(asked: object) -> View:
    if asked:
        raise ViewError(
            "this is a plain store, which knows no sources: ask without a view or units to trust"
        )
    return View(PLAIN, frozenset(), ())


def unit_of(record: Record, given: str) -> str:
    """Return the unit that a short name (`zoomboola`, `zoomboola:alleged`) or an IRI means.

    As things are, a source may be called `source/zoomboola` too.

    Raises:
        ViewError: the dataset has no such unit.
    """
    for named in (given, given.removesuffix(":alleged") + ALLEGED):
        if named in record.units:  # the IRI of a graph that is its own source, `urn:g`
            return named
    prefix = f"{record.base}source/"
    source, _, certainty = given.partition(":") if "//" not in given else (given, "", "")
    iri = source if "//" in source else prefix + source.removeprefix("source/")
    unit = f"{iri}{ALLEGED}" if certainty == "alleged" else iri
    if unit in record.units and certainty in ("", "alleged"):
        return unit
    names = [short_name(record, known) for known in record.units]
    if near := difflib.get_close_matches(given, names, n=3):
        raise ViewError(f"there is no source {given!r} to trust; near: {', '.join(near)}")
    some = ", ".join(sorted(names)[:5])
    raise ViewError(f"there is no source {given!r} to trust; some that are known: {some}")


def short_name(record: Record, unit: str) -> str:
    """Return the short name of a unit: `zoomboola`, `zoomboola:alleged`."""
    source = unit.removesuffix(ALLEGED).removeprefix(f"{record.base}source/")
    return f"{source}:alleged" if unit.endswith(ALLEGED) else source


def outright(units: Iterable[str]) -> frozenset[str]:
    """Return the units of what is stated without a hedge."""
    return frozenset(unit for unit in units if not unit.endswith(ALLEGED))


def _units(record: Record, name: str, trust: Sequence[str]) -> frozenset[str]:
    if name == "trust":
        return frozenset(unit_of(record, given) for given in trust)
    if name == "possible":
        return frozenset(record.units)
    if name == "stated":
        return frozenset(u for u in outright(record.units) if record.units[u] == "Primary")
    return outright(record.units)


def _belongs(support: SupportRecord, name: str, units: frozenset[str]) -> bool:
    if name in _BY_OUTRIGHT:
        return name in support.views
    return any(alternative <= units for alternative in support.alternatives)
