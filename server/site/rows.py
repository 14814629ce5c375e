"""Values and who states them, as a page shows them; no I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _

from kg import vocab
from server.http.addresses import path_of
from server.site.belief import ALLEGED
from server.site.terms import Shown, show, show_iri
from server.statements import Source, Statement

TYPE: Final = f"{vocab.RDF}type"
_WORDS: Final = {
    TYPE: _("is a"),
    f"{vocab.RDFS}label": _("label"),
    f"{vocab.OWL}differentFrom": _("different from"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What turns an IRI into a word or a link: labels, sources and the base."""

    labels: Mapping[str, str]
    sources: Mapping[str, Source]
    base: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """A source that makes a claim.

    Attributes:
        source: the source's name where that is short, else the last part of its IRI.
        hint: its full name and the passage's heading.
        href: the passage's page.
        page: the source's page.
        style: the class of the source's colour.
        alleged: whether it only alleges the claim.
        believed: whether the reader believes it in that.
    """

    source: str
    hint: str
    href: str
    page: str
    style: str
    alleged: bool
    believed: bool


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A property and values without attribution: what follows, or who refers here.

    Attributes:
        property: the property.
        values: the values, in the order of their text.
        reasons: for each value where the statement is explained, None where it cannot be.
    """

    property: Shown
    values: tuple[Shown, ...]
    reasons: tuple[str | None, ...] = ()


def value_rows(
    pairs: Iterable[tuple[str, Any]],
    names: Names,
    *,
    why: Callable[[str, Any], str | None] = lambda _property, _value: None,
) -> tuple[ValueRow, ...]:
    """Group (property, term) pairs by property, both in the order of their text.

    `why` gives the address that explains a pair.
    """
    grouped: dict[str, dict[Shown, str | None]] = defaultdict(dict)
    for iri, term in pairs:
        grouped[iri][show(term, names.labels, names.base)] = why(iri, term)
    rows = []
    for iri, found in grouped.items():
        ordered = sorted(found.items(), key=lambda item: item[0].text)
        values, reasons = zip(*ordered, strict=True)
        rows.append(ValueRow(property_name(iri, names), values, reasons))
    return tuple(sorted(rows, key=lambda row: row.property.text))


def property_name(iri: str, names: Names) -> Shown:
    """Return a property as a table names it."""
    if iri in _WORDS:
        return Shown(str(_WORDS[iri]), iri)
    return show_iri(iri, names.labels, names.base)


def attribution(item: Statement, names: Names, units: Container[str]) -> Attribution:
    """Return who makes a claim, as a page names them; `units` are those that are believed."""
    source = names.sources.get(item.source)
    name = source.name if source else item.source
    href = path_of(item.passage, names.base) or item.passage
    return Attribution(
        source.short if source else item.source.rpartition("/")[2],
        f"{name}: {item.heading}" if item.heading else name,
        href,
        source.page if source else href,
        source.style if source else "",
        item.alleged,
        item.source + (ALLEGED if item.alleged else "") in units,
    )
