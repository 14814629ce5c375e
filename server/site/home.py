"""The first page, the list of works with each claim and its source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, render_template

from kg import vocab
from server.graph import dataset
from server.http.addresses import path_of
from server.site.rows import KINDS, TYPE, ClaimRow, Names, claim_rows
from server.statements import Source, Statement, iris_of, labels, sources, statements

blueprint = Blueprint("pages", __name__)

_LISTED: Final = """
  { SELECT DISTINCT ?thing WHERE {
      GRAPH graph:catalogue { ?list cel:statedIn/cel:role cel:Primary }
      GRAPH ?list { ?lister cel:lists ?thing }
  } }
"""


@dataclass(frozen=True, slots=True)
class WorkCard:
    """A work on the first page, with what its primary sources claim."""

    label: str
    href: str
    kinds: tuple[str, ...]
    years: tuple[str, ...]
    directors: tuple[str, ...]
    disputed: tuple[str, ...]
    sources: tuple[str, ...]
    count: int
    rows: tuple[ClaimRow, ...]


@dataclass(frozen=True, slots=True)
class WorkGroup:
    """The works of one kind, in order of their first year and title."""

    name: str
    works: tuple[WorkCard, ...]


@blueprint.route("/")
def home() -> str:
    """Show every work that a primary source lists, and who says what about it."""
    served = dataset()
    base = served.record.base
    known = sources(served, base)
    primary = [source for source in known.values() if source.primary]
    claims = [item for item in statements(served, _LISTED) if known[item.source].primary]
    names = Names(labels(served, iris_of(claims)), known, base)
    cards = _cards(claims, names)
    groups = [
        WorkGroup(name, tuple(card for card in cards if card.kinds[:1] == (kind,)))
        for name, kind in (("Films", "Film"), ("Series", "Series"))
    ]
    return render_template("home.html", groups=groups, sources=[_mark(item) for item in primary])


def _mark(source: Source) -> dict[str, str]:
    short = source.iri.rpartition("/")[2]
    return {"source": short, "name": source.name, "href": source.href, "style": source.style}


def _cards(claims: list[Statement], names: Names) -> list[WorkCard]:
    by_work: dict[str, list[Statement]] = defaultdict(list)
    for item in claims:
        by_work[item.thing].append(item)
    cards = [_card(iri, items, names) for iri, items in by_work.items()]
    return sorted(cards, key=lambda card: (card.years[:1] or ("9999",), card.label))


def _card(iri: str, claims: list[Statement], names: Names) -> WorkCard:
    rows = claim_rows(claims, names)
    kinds = {item.value.value.removeprefix(vocab.CEL) for item in claims if _is_kind(item)}
    return WorkCard(
        label=names.labels.get(iri, iri),
        href=path_of(iri, names.base) or iri,
        kinds=tuple(sorted(kinds, key=("Film", "Series", "Opera").index)),
        years=_values(rows, "releaseYear"),
        directors=_values(rows, "director"),
        disputed=tuple(_short(row) for row in rows if row.disputed),
        sources=tuple(sorted({item.source.rpartition("/")[2] for item in claims})),
        count=len(claims),
        rows=rows,
    )


def _is_kind(item: Statement) -> bool:
    return item.property == TYPE and item.value.value in KINDS


def _values(rows: tuple[ClaimRow, ...], name: str) -> tuple[str, ...]:
    wanted = vocab.CEL + name
    return tuple(sorted(c.value.text for row in rows if row.iri == wanted for c in row.claims))


def _short(row: ClaimRow) -> str:
    return "kind" if row.iri == TYPE else row.property.text
