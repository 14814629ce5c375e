"""`/sources`: what each source contributes, how far they agree, and its passages in order.

What a choice of what to believe leaves out has no share and no place in the matrix.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, abort, render_template

from kg import vocab
from server.graph import dataset
from server.http.addresses import path_of
from server.site.belief import Changes, belief
from server.site.finding.shown import Link, Paging, links, page_asked, view
from server.site.snapshot import known_sources
from server.statements import Source, select

blueprint = Blueprint("sources", __name__)

MOST_COMPARED: Final = 12
"""The most sources in the matrix."""

SIZE: Final = 200
"""Passages on a page."""

_DESCRIBED: Final = """
SELECT ?source ?property ?value WHERE {
  GRAPH graph:catalogue { ?source a cel:Source ; ?property ?value
    VALUES ?property { cel:role cel:publisher cel:address cel:languageTag cel:length
      dcterms:issued dcterms:title } }
}
ORDER BY ?source ?property ?value
"""
_PASSAGES: Final = """
SELECT ?passage ?label ?heading ?start ?end ?certainty ?cue ?address WHERE {
  GRAPH graph:catalogue {
    ?passage cel:statedIn <%(source)s> .
    OPTIONAL { ?passage rdfs:label ?label }
    OPTIONAL { ?passage cel:heading ?heading }
    OPTIONAL { ?passage cel:start ?start ; cel:end ?end }
    OPTIONAL { ?passage cel:certainty ?certainty }
    OPTIONAL { ?passage cel:cue ?cue }
    OPTIONAL { ?passage cel:address ?address }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Described:
    """A source with what the catalogue says of it and what it contributes to the view.

    `share` is None where the reader does not believe it.
    """

    source: Source
    role: Link | None
    publisher: Link | None
    title: str | None
    issued: str | None
    address: str | None
    languages: tuple[str, ...]
    length: str | None
    share: Any


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a source, in words."""

    href: str
    label: str
    heading: str | None
    start: int | None
    end: int | None
    alleged: bool
    cues: tuple[str, ...]
    address: str | None
    claims: int


@blueprint.route("/sources")
def sources() -> str:
    """List every source with its share of the view, and compare those that share most topics."""
    rest = dataset().finder.rest(view=view())
    listed = _described(rest)
    compared = _compared(rest)
    return render_template(
        "sources.html",
        listed=[item for item in listed if item.share],
        apart=[item for item in listed if not item.share],
        claims=_claims(),
        rest=rest,
        compared=compared,
        most=max((item.share.helped for item in listed if item.share), default=0),
        changes=_changes(),
    )


@blueprint.route("/sources/<path:name>")
def source(name: str) -> str:
    """Show one source: its passages in order, and how it compares with every other."""
    page = page_asked()
    iri = f"{dataset().base}source/{name}"
    if iri not in known_sources():
        abort(404, f"there is no source {name!r}: see /sources")
    rest = dataset().finder.rest(view=view())
    shown = next(item for item in _described(rest) if item.source.iri == iri)
    passages = _passages(iri)
    others = [(other, rest.between(iri, other.iri)) for other in known_sources().values()]
    compared = [(other, found) for other, found in others if found]
    compared.sort(key=lambda pair: -(pair[1].agree + pair[1].differ))
    return render_template(
        "source.html",
        item=shown,
        triples=rest.triples,
        passages=passages[(page - 1) * SIZE : page * SIZE],
        paging=Paging(page, SIZE, len(passages)),
        compared=compared,
        changes=_changes(),
    )


def _claims() -> dict[str, int]:
    """Return how many claims each source makes outright, whatever is believed."""
    every = dataset().view("possible") if dataset().has_supports else view()
    return {share.source: share.claims for share in dataset().finder.rest(view=every).shares}


def _changes() -> Changes:
    """Count the triples that the choice takes away and adds."""
    chosen = belief()
    sizes = dataset().finder.sizes(chosen.shown) if not chosen.is_default else {}
    fewer = sum(sizes.get(support, 0) for support in chosen.default - chosen.supports)
    more = sum(sizes.get(support, 0) for support in chosen.supports - chosen.default)
    return Changes(fewer, more)


def _described(rest: Any) -> list[Described]:
    """Return every source, primary ones first, then by what rests on it alone."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for iri, prop, value in select(dataset(), _DESCRIBED):
        found[iri.value][prop.value].append(value.value)
    named = links(v for parts in found.values() for v in _iris(parts))
    shares = {share.source: share for share in rest.shares}
    listed = [
        _one(source, found[iri], named, shares.get(iri)) for iri, source in known_sources().items()
    ]
    return sorted(listed, key=_rank)


def _rank(item: Described) -> tuple[bool, int, str]:
    return not item.source.primary, -(item.share.alone if item.share else -1), item.source.name


def _iris(parts: dict[str, list[str]]) -> Iterable[str]:
    return (*parts[f"{vocab.CEL}role"], *parts[f"{vocab.CEL}publisher"])


def _one(
    source: Source, parts: dict[str, list[str]], named: dict[str, Link], share: Any
) -> Described:
    def first(iri: str) -> str | None:
        return parts[iri][0] if parts[iri] else None

    return Described(
        source,
        named.get(first(f"{vocab.CEL}role") or ""),
        named.get(first(f"{vocab.CEL}publisher") or ""),
        first(f"{vocab.DCTERMS}title"),
        first(f"{vocab.DCTERMS}issued"),
        first(f"{vocab.CEL}address"),
        tuple(parts[f"{vocab.CEL}languageTag"]),
        first(f"{vocab.CEL}length"),
        share,
    )


def _compared(rest: Any) -> list[Source]:
    """Return the sources of the matrix: primary ones, and those that share most with others."""
    shared: dict[str, int] = defaultdict(int)
    for pair, found in rest.agreement.items():
        for iri in pair:
            shared[iri] += found.agree + found.differ
    known = known_sources()
    ranked = sorted(
        (iri for iri in shared if iri in known), key=lambda iri: _place(known[iri], shared)
    )
    chosen = set(ranked[:MOST_COMPARED])
    return [source for iri, source in known.items() if iri in chosen]


def _place(source: Source, shared: dict[str, int]) -> tuple[bool, int, str]:
    return not source.primary, -shared[source.iri], source.iri


def _passages(iri: str) -> list[Passage]:
    """Return the passages of a source in the order of its text, each once."""
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in select(dataset(), _PASSAGES % {"source": iri}):
        rows[row[0].value].append([None if term is None else term.value for term in row])
    sizes = dataset().finder.sizes(rows)
    found = [_passage(passage, group, sizes.get(passage, 0)) for passage, group in rows.items()]
    return sorted(found, key=lambda p: (p.start is None, p.start or 0, p.end or 0, p.href))


def _passage(iri: str, rows: list[Any], claims: int) -> Passage:
    _, label, heading, start, end, certainty, _, address = rows[0]
    return Passage(
        path_of(iri, dataset().base) or iri,
        label or iri.rpartition("/")[2],
        heading if heading != label else None,
        int(start) if start else None,
        int(end) if end else None,
        certainty == f"{vocab.CEL}Alleged",
        tuple(sorted({row[6] for row in rows if row[6]})),
        address,
        claims,
    )
