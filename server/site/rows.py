"""Claims grouped as a page shows them: a row a property, a line a value; no I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _

from kg import vocab
from server.http.addresses import path_of
from server.site.terms import Shown, show, show_iri
from server.statements import Source, Statement

TYPE: Final = f"{vocab.RDF}type"
SINGLE_VALUED: Final = frozenset(f"{vocab.CEL}{name}" for name in ("productionYear", "releaseYear"))
KINDS: Final = frozenset(f"{vocab.CEL}{name}" for name in ("Film", "Series", "Opera"))
_FIRST: Final = (TYPE, f"{vocab.RDFS}label", f"{vocab.CEL}title", f"{vocab.CEL}summary")
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
        source: the source's short name.
        hint: its full name and the passage's heading.
        href: the passage's page.
        style: the class of the source's colour.
        alleged: whether it only alleges the claim.
    """

    source: str
    hint: str
    href: str
    style: str
    alleged: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A value and everybody who states it."""

    value: Shown
    attributions: tuple[Attribution, ...]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """All claims with one property.

    Disputed where outright claims give a single-valued property two values, or a work two kinds.
    """

    property: Shown
    iri: str
    claims: tuple[Claim, ...]
    disputed: bool


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


def claim_rows(claims: Iterable[Statement], names: Names) -> tuple[ClaimRow, ...]:
    """Group claims about one thing by property and value; kind, label, title, summary first."""
    grouped: dict[str, dict[Any, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    for item in claims:
        grouped[item.property][item.value].append(item)
    rows = [_claim_row(iri, values, names) for iri, values in grouped.items()]
    return tuple(sorted(rows, key=_order))


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


def _claim_row(iri: str, values: Mapping[Any, Sequence[Statement]], names: Names) -> ClaimRow:
    claims = tuple(
        Claim(
            show(value, names.labels, names.base),
            tuple(attribution(item, names) for item in items),
        )
        for value, items in values.items()
    )
    return ClaimRow(property_name(iri, names), iri, claims, _is_disputed(iri, values))


def _is_disputed(iri: str, values: Mapping[Any, Sequence[Statement]]) -> bool:
    outright = [value.value for value, items in values.items() if not all(i.alleged for i in items)]
    if iri == TYPE:
        return len(KINDS.intersection(outright)) > 1
    return iri in SINGLE_VALUED and len(set(outright)) > 1


def _order(row: ClaimRow) -> tuple[int, str]:
    return (_FIRST.index(row.iri) if row.iri in _FIRST else len(_FIRST), row.property.text)


def attribution(item: Statement, names: Names) -> Attribution:
    """Return who makes a claim, as a page names them."""
    source = names.sources.get(item.source)
    name = source.name if source else item.source
    hint = f"{name}: {item.heading}" if item.heading else name
    href = path_of(item.passage, names.base) or item.passage
    style = source.style if source else ""
    return Attribution(item.source.rpartition("/")[2], hint, href, style, item.alleged)
