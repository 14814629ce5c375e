"""Conflicts as cards.

A value stands with the passages that state it; of a class, also with those that state one below it.
Where the reader chose what to believe, nobody else is heard.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from flask_babel import lazy_gettext as _

import kg
from server.graph import believed, dataset
from server.http.addresses import why_address
from server.site.belief import belief
from server.site.conflict import questions
from server.site.conflict.questions import Claim, Ruling
from server.site.contradictions import Contradiction
from server.site.entity.passages import Passage, known_passages
from server.site.labels import labels
from server.site.rows import Names, property_name
from server.site.snapshot import unit_of
from server.site.terms import Shown, is_literal, show, show_iri
from server.statements import Source

RULES: Final = {
    "dt-diff": _("Has one value at most; these are several."),
    "cax-dw": _("Nothing is of both of these kinds."),
    "cax-adc": _("Nothing is of two of these kinds."),
    "cls-com": _("One of these kinds is what the other is not."),
    "cls-nothing2": _("Nothing at all is of this kind."),
    "cls-maxc1": _("Has no value; here is one."),
    "cls-maxqc1": _("Has no value of that kind; here is one."),
    "cls-maxqc2": _("Has no value; here is one."),
    "eq-diff1": _("Are different, and are said to be one."),
    "eq-diff2": _("Are all different, and two are said to be one."),
    "eq-diff3": _("Are all different, and two are said to be one."),
    "prp-irp": _("Relates nothing to itself."),
    "prp-asyp": _("Holds in one direction only."),
    "prp-pdw": _("Two such properties never relate the same things."),
    "prp-adp": _("Two such properties never relate the same things."),
    "prp-npa1": _("Is denied outright."),
    "prp-npa2": _("Is denied outright."),
    "dt-not-type": _("Is no value of its datatype."),
}
"""What is broken, in words, by the rule that finds it."""

_About = TypeVar("_About", Claim, Ruling)


@dataclass(frozen=True, slots=True)
class Saying:
    """A source that takes part, whether it only alleges, is believed, and one of its passages."""

    source: Source | None
    alleged: bool
    believed: bool
    href: str
    heading: str


@dataclass(frozen=True, slots=True)
class Side:
    """A competing value and who states it; `rejected` where editors reject it.

    `stated` are the kinds that sources name, where the value only follows from them.
    """

    value: Shown
    stated: tuple[Shown, ...]
    sayings: tuple[Saying, ...]
    rejected: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What editors say of it: a rejection of a value, or a question that they leave open."""

    value: Shown | None
    because: Shown
    href: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """A conflict as the page shows it; `others` take part, and state none of its values."""

    iri: str
    rule: str
    broken: str
    thing: Shown | None
    property: Shown | None
    sides: tuple[Side, ...]
    others: tuple[Saying, ...]
    decisions: tuple[Decision, ...]
    why: str


@dataclass(frozen=True, slots=True)
class _Telling:
    """What cards are made with: claims and rulings by thing and property, names, passages."""

    claims: Mapping[tuple[str, str], list[Claim]]
    rulings: Mapping[tuple[str, str], list[Ruling]]
    names: Names
    passages: Mapping[str, Passage]
    below: Mapping[str, frozenset[str]]


def cards(found: Sequence[Contradiction]) -> list[Card]:
    """Return conflicts as the page shows them."""
    opened = dataset()
    pairs = {(c.thing, c.property) for c in found if c.thing and c.property}
    heard = _heard(opened)
    claims = [c for c in questions.claims(opened, tuple(sorted(pairs))) if c.passage in heard]
    things = {c.thing for c in found if c.thing}
    rulings = [r for r in questions.rulings(opened, things) if r.passage in heard]
    telling = _Telling(
        _grouped(claims),
        _grouped(rulings),
        Names(labels(opened, _iris(found, rulings)), {}, opened.base),
        known_passages(opened, {iri for c in found for iri in c.passages}),
        questions.below(opened, _classes(found)),
    )
    return [_card(conflict, telling) for conflict in found]


def _heard(opened: kg.Dataset) -> frozenset[str]:
    """Return the passages of whoever is believed; without a choice those of all."""
    chosen, units_of = believed(), unit_of(opened)
    if not (chosen["view"] or chosen["trust"]):
        return frozenset(units_of)
    units = belief().units
    return frozenset(passage for passage, unit in units_of.items() if unit in units)


def _grouped(found: Iterable[_About]) -> dict[tuple[str, str], list[_About]]:
    groups: dict[tuple[str, str], list[_About]] = defaultdict(list)
    for one in found:
        groups[one.thing, one.property].append(one)
    return groups


def _iris(found: Iterable[Contradiction], rulings: Iterable[Ruling]) -> set[str]:
    terms = {iri for conflict in found for iri in conflict.iris()}
    told = (ruling.value for ruling in rulings)
    return terms | {value.value for value in told if value is not None and not is_literal(value)}


def _classes(found: Iterable[Contradiction]) -> tuple[str, ...]:
    values = (value for conflict in found for value in conflict.values)
    return tuple(sorted({value.value for value in values if not is_literal(value)}))


def _card(conflict: Contradiction, telling: _Telling) -> Card:
    names = telling.names
    key = (conflict.thing or "", conflict.property or "")
    about = telling.rulings.get(key, [])
    stated = [c for c in telling.claims.get(key, []) if c.passage in conflict.passages]
    sides = tuple(_side(value, stated, about, telling) for value in conflict.values)
    told = {c.passage for value in conflict.values for c in _stating(value, stated, telling)}
    others = [iri for iri in conflict.passages if iri not in told]
    decisions = [_decision(ruling, names) for ruling in about]
    return Card(
        conflict.iri,
        conflict.rule,
        str(RULES.get(conflict.rule, conflict.rule)),
        show_iri(conflict.thing, names.labels, names.base) if conflict.thing else None,
        property_name(conflict.property, names) if conflict.property else None,
        sides,
        tuple(_saying(telling.passages[iri]) for iri in others),
        tuple({(d.value, d.because): d for d in decisions}.values()),
        why_address(conflict.iri, "a", "cel:Conflict", **believed()),
    )


def _side(value: Any, stated: Sequence[Claim], about: Iterable[Ruling], telling: _Telling) -> Side:
    found = _stating(value, stated, telling)
    passages = [telling.passages[claim.passage] for claim in found]
    rejected = {str(ruling.value) for ruling in about if ruling.value is not None}
    names = telling.names
    stated_values = {claim.value.value: claim.value for claim in found if claim.value != value}
    return Side(
        show(value, names.labels, names.base),
        tuple(show(one, names.labels, names.base) for _, one in sorted(stated_values.items())),
        tuple({(p.source, p.alleged): _saying(p) for p in passages}.values()),
        not rejected.isdisjoint({str(value), *(str(claim.value) for claim in found)}),
    )


def _stating(value: Any, stated: Iterable[Claim], telling: _Telling) -> list[Claim]:
    """Return the claims that state a value, or of a class one below it."""
    meant = telling.below.get(value.value, {value.value})
    return [claim for claim in stated if claim.value.value in meant]


def _decision(ruling: Ruling, names: Names) -> Decision:
    value = ruling.value
    return Decision(
        show(value, names.labels, names.base) if value is not None else None,
        show(ruling.because, names.labels, names.base),
        show_iri(ruling.decision, names.labels, names.base).href,
    )


def _saying(passage: Passage) -> Saying:
    is_known = passage.source.style != ""
    return Saying(
        passage.source if is_known else None,
        passage.alleged,
        passage.unit in belief().units,
        passage.href,
        passage.heading or passage.href.rpartition("/")[2],
    )
