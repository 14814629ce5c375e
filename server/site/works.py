"""Works as cards: what each is called, when and by whom it was made, who speaks of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _

import kg
from kg import vocab
from server.graph import believed, dataset
from server.http.addresses import path_of
from server.site.belief import ALLEGED, Belief, Change
from server.site.contradictions import disputed
from server.site.doubts import rejected, sources_differ
from server.site.entity.claims import TYPE, Statement, gather
from server.site.entity.passages import Badge
from server.site.labels import labels
from server.site.snapshot import known_sources, once_a_snapshot, unit_of
from server.site.terms import Shown, show
from server.statements import select

_YEAR: Final = f"{vocab.CEL}releaseYear"
_DIRECTOR: Final = f"{vocab.CEL}director"
KINDS: Final = ("Film", "Series")
"""The kinds of which the first page has a list each."""
_SHOWN: Final = """
SELECT ?work ?property ?value ?graph WHERE {
  VALUES ?work { %(works)s }
  GRAPH ?graph { ?work ?property ?value }
  FILTER(?property IN (rdf:type, cel:releaseYear, cel:productionYear, cel:director))
  FILTER(!STRSTARTS(STR(?graph), "%(base)sgraph/"))
}
"""
_MENTIONS: Final = """
SELECT DISTINCT ?work ?graph WHERE {
  VALUES ?work { %(works)s }
  GRAPH ?graph { ?work ?property ?value }
  FILTER(STRSTARTS(STR(?graph), "%(base)ssource/"))
}
"""


@dataclass(frozen=True, slots=True)
class Told:
    """A value on a card, what the reader's choice does to it, and whether editors reject it."""

    value: Shown
    change: Change
    is_rejected: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A work in a list.

    Attributes:
        title: its name, with the address of its page.
        change: whether it still is a work of this kind for what the reader believes.
        kinds: what it is.
        years: when it came out.
        directors: who directed it.
        sources: the sources that mention it, those believed first.
        disputed: the properties whose values compete, as words.
        elsewhere: those whose values compete only with what the reader does not believe.
        differ: whether two sources name no director in common.
    """

    title: Shown
    change: Change
    kinds: tuple[Told, ...]
    years: tuple[Told, ...]
    directors: tuple[Told, ...]
    sources: tuple[Badge, ...]
    disputed: tuple[str, ...]
    elsewhere: tuple[str, ...]
    differ: bool


def cards(opened: kg.Dataset, works: tuple[str, ...], chosen: Belief) -> list[tuple[str, Card]]:
    """Return the cards, each with the name of its kind, by year and title."""
    told = _statements(opened, works)
    conflicts = _disputed(opened, works)
    elsewhere = _elsewhere(opened, works, conflicts)
    props = {p for found in (conflicts, elsewhere) for named in found.values() for p in named}
    named = {o.value.value for found in told.values() for o in found if not _is_year(o)}
    known = labels(opened, {*works, *named, *props})
    sources = _sources(opened, works, chosen)
    no = rejected(opened, works)
    found = [
        _card(
            work,
            told[work],
            known,
            chosen,
            sources.get(work, ()),
            (conflicts.get(work, ()), elsewhere.get(work, ())),
            no,
        )
        for work in works
    ]
    return sorted(found, key=lambda pair: (_first_year(pair[1]), pair[1].title.text))


def _card(
    work: str,
    told: Sequence[Statement],
    known: Mapping[str, str],
    chosen: Belief,
    sources: tuple[Badge, ...],
    competing: tuple[Iterable[str], Iterable[str]],
    no: Container[tuple[str, str, Any]],
) -> tuple[str, Card]:
    kinds = [o for o in told if o.property == TYPE and o.passages and o.value.value in known]
    title = Shown(known.get(work, work), path_of(work, dataset().record.base) or work)
    changes = [chosen.change(o.support) for o in kinds]
    directors = [o for o in told if o.property == _DIRECTOR]
    disputed, elsewhere = (tuple(known.get(p) or _word(p) for p in props) for props in competing)
    card = Card(
        title=title,
        change=min(changes, key=list(Change).index, default=Change.KEPT),
        kinds=_told(work, kinds, known, chosen, no),
        years=_told(work, [o for o in told if o.property == _YEAR], known, chosen, no),
        directors=_told(work, directors, known, chosen, no),
        sources=sources,
        disputed=disputed,
        elsewhere=elsewhere,
        differ=sources_differ(directors, unit_of(dataset()), chosen.units),
    )
    held = [o for o in kinds if o.support in chosen.default] or kinds
    return _kind(held) or _kind(o for o in told if o.property == TYPE) or "Work", card


def _kind(types: Iterable[Statement]) -> str | None:
    """Return which of the groups a work of some types belongs to."""
    names = {o.value.value.removeprefix(vocab.CEL) for o in types}
    return next((kind for kind in KINDS if kind in names), None)


def _told(
    work: str,
    found: Iterable[Statement],
    known: Mapping[str, str],
    chosen: Belief,
    no: Container[tuple[str, str, Any]],
) -> tuple[Told, ...]:
    """Return the values that hold for the reader or would by default, those that hold first."""
    base = dataset().record.base
    told = [
        Told(
            show(o.value, known, base),
            chosen.change(o.support),
            (work, o.property, o.value) in no,
        )
        for o in found
    ]
    shown = [one for one in told if one.change is not Change.APART]
    return tuple(sorted(shown, key=lambda one: (list(Change).index(one.change), one.value.text)))


def _disputed(opened: kg.Dataset, works: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the properties in which each work contradicts itself for what the reader believes."""
    asked = believed()
    if opened.has_supports and not (asked["view"] or asked["trust"]):
        asked["view"] = opened.view().name
    found = disputed(opened, works, **asked)
    return {work: sorted(props) for work, props in found.items()}


def _elsewhere(
    opened: kg.Dataset, works: tuple[str, ...], here: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Return the properties in which each work is contradicted by what is not believed alone."""
    found = disputed(opened, works, view=widest(opened))
    return {work: sorted(props.difference(here.get(work, ()))) for work, props in found.items()}


def _sources(
    opened: kg.Dataset, works: tuple[str, ...], chosen: Belief
) -> dict[str, tuple[Badge, ...]]:
    """Return the sources that mention each work, once each, those believed first."""
    units: dict[str, dict[str, bool]] = defaultdict(dict)
    for work, unit in _mentions(opened, works):
        source = unit.removesuffix(ALLEGED)
        units[work][source] = units[work].get(source, False) or unit in chosen.units
    known = known_sources()
    return {
        work: tuple(
            Badge(known[iri], False, believed, ())
            for iri, believed in sorted(
                ((iri, held) for iri, held in found.items() if iri in known),
                key=lambda item: (not item[1], not known[item[0]].primary, item[0]),
            )
        )
        for work, found in units.items()
    }


@once_a_snapshot
def _statements(opened: kg.Dataset, works: tuple[str, ...]) -> Mapping[str, list[Statement]]:
    """Return what is said of each work's kind, year and directors, whatever is believed."""
    supports = frozenset(support.graph for support in opened.record.supports)
    rows: dict[str, list[Any]] = defaultdict(list)
    for work, *row in ask(opened, _SHOWN, works):
        rows[work.value].append(row)
    return {work: gather(rows[work], supports, opened.record.base) for work in works}


@once_a_snapshot
def _mentions(opened: kg.Dataset, works: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return each work with each unit of trust that says something of it."""
    known = unit_of(opened)
    rows = ask(opened, _MENTIONS, works)
    return tuple({(work.value, known.get(passage.value, "")): None for work, passage in rows})


def ask(opened: kg.Dataset, text: str, works: Sequence[str]) -> Iterable[Any]:
    """Ask of some works, which the text names as `%(works)s`, whatever is believed."""
    listed = " ".join(f"<{work}>" for work in works)
    asked = text % {"works": listed, "base": opened.record.base}
    return select(opened, asked, view=widest(opened))


def widest(opened: kg.Dataset) -> str | None:
    """Return the view that believes the most; without supports there is one alone."""
    return "possible" if opened.has_supports else None


def _is_year(one: Statement) -> bool:
    return one.property not in (TYPE, _DIRECTOR)


def _first_year(card: Card) -> str:
    return min((told.value.text for told in card.years), default="9999")


def _word(prop: str) -> str:
    return _("kind") if prop == TYPE else prop.rpartition("#")[2]
