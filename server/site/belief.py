"""Believe only…: what a reader chose to believe, and what that takes away or adds.

A triple of the closure lies in exactly one support graph, and a view is a set of support graphs. So
whether a statement holds in a view is one look-up, and a page that knows its statements' graphs can
tell without a further query what a choice changes. The change is told against the view that is
shown when nothing is chosen.

Templates have `panel()`, the choices that every page shows, and `switches()`, those of each source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flask import g, render_template, request
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from markupsafe import Markup

import kg
from server.graph import believed, dataset
from server.site.snapshot import known_sources, once_a_snapshot
from server.statements import Source

ALLEGED: Final = "#alleged"
"""What the unit of a source's hedged claims ends in."""

VIEWS: Final = {
    "stated": (_("Stated"), _("what the primary sources state outright")),
    "accepted": (_("Accepted"), _("all outright claims but those that the editors reject")),
    "undisputed": (
        _("Undisputed"),
        _("all outright claims but those that take part in a conflict"),
    ),
    "possible": (_("Possible"), _("everything that any source states or alleges")),
}
"""Each view with a name, and whom it believes; the first is shown unless another is chosen."""


class Change(StrEnum):
    """What a choice does to a statement; the value is the class of the mark on a page."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"
    APART = "apart"  # holds neither by default nor for whoever chose


@dataclass(frozen=True, slots=True)
class Belief:
    """What a request believes, beside what is believed by default.

    Attributes:
        view: the name of the view, `trust` for a choice of sources.
        units: the units of trust that it believes.
        supports: the support graphs that it consists of.
        default: the support graphs of the default view.
        is_default: whether nothing else was chosen.
        is_told: whether the dataset knows what rests on whom; else everything is believed.
    """

    view: str
    units: frozenset[str]
    supports: frozenset[str]
    default: frozenset[str]
    is_default: bool
    is_told: bool = True

    def change(self, support: str | None) -> Change:
        """Return what the choice does to a statement that lies in a support graph, or in none."""
        if not self.is_told:
            return Change.KEPT
        if support in self.supports:
            return Change.KEPT if support in self.default else Change.NEW
        return Change.GONE if support in self.default else Change.APART

    @property
    def shown(self) -> tuple[str, ...]:
        """The support graphs of what a page shows: what holds, and what would by default."""
        return tuple(sorted(self.supports | self.default))


@dataclass(frozen=True, slots=True)
class Changes:
    """How many statements a choice takes away and adds, on a page; things, where it `is_list`."""

    fewer: int = 0
    more: int = 0
    is_list: bool = False

    @classmethod
    def of(cls, found: Iterable[Change]) -> Changes:
        """Count changes."""
        told = list(found)
        return cls(told.count(Change.GONE), told.count(Change.NEW))


@dataclass(frozen=True, slots=True)
class Switch:
    """A source in the panel: whether its outright and its hedged claims are believed.

    `outright` and `alleged` are None where the source has no such claims.
    """

    source: Source
    name: str
    outright: bool | None
    alleged: bool | None


@dataclass(frozen=True, slots=True)
class Panel:
    """The switches: the view that is chosen, and every source, the primary ones apart."""

    view: str
    name: LazyString | None
    told: LazyString | None
    primary: tuple[Switch, ...]
    others: tuple[Switch, ...]

    @property
    def trusted(self) -> tuple[tuple[Switch, bool], ...]:
        """The sources that are believed, each with whether this is for its hedged claims."""
        switches = (*self.primary, *self.others)
        return tuple(
            (switch, alleged)
            for switch in switches
            for alleged in (False, True)
            if (switch.alleged if alleged else switch.outright)
        )


def belief() -> Belief:
    """Return what this request believes.

    Raises:
        ViewError: the view or a unit is unknown, or both are given.
    """
    if "belief" not in g:
        asked = believed()
        g.belief = _belief(dataset(), asked["view"], tuple(asked["trust"]))
    found: Belief = g.belief
    return found


def is_default() -> bool:
    """Say whether the reader believes what is believed when nothing is chosen."""
    return belief().is_default


def none_chosen() -> bool:
    """Say whether the reader unticked every source, so that the default is shown."""
    return "trust" in request.args and not (believed()["trust"] or believed()["view"])


def panel() -> Panel | None:
    """Return the switches for this request; None where the dataset knows no views or none fits."""
    try:
        return _panel(dataset(), belief()) if dataset().has_supports else None
    except kg.KGError:
        return None


def switches() -> Markup:
    """Return the switches of all sources as the panel shows them."""
    return _switches(dataset(), belief(), g.language)


@once_a_snapshot
def _switches(opened: kg.Dataset, chosen: Belief, _language: str) -> Markup:
    return Markup(render_template("_switches.html", panel=_panel(opened, chosen)))


@once_a_snapshot
def _panel(_opened: kg.Dataset, chosen: Belief) -> Panel:
    name, told = VIEWS.get(chosen.view, (None, None))
    switches = [_switch(source, chosen) for source in known_sources().values()]
    spoken = [s for s in switches if s.outright is not None or s.alleged is not None]
    primary = tuple(s for s in spoken if s.source.primary)
    others = sorted(
        (s for s in spoken if not s.source.primary), key=lambda s: s.source.name.lower()
    )
    return Panel(chosen.view, name, told, primary, tuple(others))


def short_name(source: str) -> str:
    """Return the name by which `trust=` knows a source."""
    return source.removeprefix(f"{dataset().record.base}source/")


@once_a_snapshot
def _belief(served: kg.Dataset, view: str | None, trust: tuple[str, ...]) -> Belief:
    if not served.has_supports and not (view or trust):
        supports = frozenset(support.graph for support in served.record.supports)
        units = frozenset(served.record.units)
        return Belief("stated", units, supports, supports, is_default=True, is_told=False)
    chosen = served.view(view, trust)
    default = served.view()
    return Belief(
        chosen.name,
        chosen.units,
        frozenset(chosen.supports),
        frozenset(default.supports),
        chosen.name == default.name,
    )


def _switch(source: Source, chosen: Belief) -> Switch:
    units = dataset().record.units
    return Switch(
        source,
        short_name(source.iri),
        source.iri in chosen.units if source.iri in units else None,
        source.iri + ALLEGED in chosen.units if source.iri + ALLEGED in units else None,
    )


def carried() -> list[tuple[str, str]]:
    """Return the parameters of this page but the belief, for the form of the panel."""
    return [(k, v) for k, v in request.args.items(multi=True) if k not in ("view", "trust", "page")]
