"""What the passages say about things, as values, and the few questions that the pages ask.

Every function takes the dataset and returns values; one query each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

from flask import g

import kg
from kg import vocab
from server.graph import everything
from server.http.addresses import path_of

_CLAIMS: Final = """
SELECT ?thing ?property ?value ?passage ?source ?certainty ?heading WHERE {
  %(which)s
  GRAPH ?passage { ?thing ?property ?value }
  GRAPH graph:catalogue {
    ?passage cel:statedIn ?source .
    OPTIONAL { ?passage cel:certainty ?certainty }
    OPTIONAL { ?passage cel:heading ?heading }
  }
}
ORDER BY ?thing ?property ?value ?source ?passage
"""

_SOURCES: Final = """
SELECT ?source ?role ?name WHERE {
  GRAPH graph:catalogue {
    ?source a cel:Source ;
      cel:role ?role .
    OPTIONAL { ?source rdfs:label ?name FILTER(LANG(?name) IN ("en", "")) }
  }
}
ORDER BY ?source ?name
"""

_LABELS: Final = """
SELECT ?thing ?label WHERE {
  VALUES ?thing { %(things)s }
  { ?thing rdfs:label ?label }
  UNION { GRAPH graph:catalogue { ?thing rdfs:label ?label } }
  UNION { GRAPH graph:ontology { ?thing rdfs:label ?label } }
}
"""

_PRIMARY: Final = f"{vocab.CEL}Primary"
_COLOURS: Final = 12
_KOREAN: Final = "ko"
_SHORT: Final = 22
_MOST_LABELS: Final = 100_000
_labels: Final[WeakKeyDictionary[kg.Dataset, dict[str, dict[str, str]]]] = WeakKeyDictionary()
"""What is known of labels, by snapshot, IRI and language."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source as pages name it; `style` is its colour's class, `source-<n>`: twelve in turn.

    The name stands beside the colour wherever it is shown: there are more sources than colours.
    """

    iri: str
    name: str
    href: str
    style: str
    primary: bool

    @property
    def short(self) -> str:
        """Its name where that is short, else the last part of its IRI."""
        return self.name if len(self.name) <= _SHORT else self.iri.rpartition("/")[2]

    @property
    def page(self) -> str:
        """The page with its passages, share and agreement; what is in no catalogue has its own."""
        is_known = self.style and self.href.startswith("/source/")
        return f"/sources/{self.href.removeprefix('/source/')}" if is_known else self.href


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim of one passage; `value` is the term as `kg` gives it."""

    thing: str
    property: str
    value: Any
    passage: str
    source: str
    alleged: bool
    heading: str | None


def select(
    dataset: kg.Dataset, query: str, *, view: str | None = None, trust: Sequence[str] = ()
) -> tuple[tuple[Any, ...], ...]:
    """Return the rows of a SELECT of our own as tuples of terms, None where unbound."""
    found = dataset.query(query, view=view, trust=trust)
    assert isinstance(found, kg.results.Solutions)
    return found.terms()


def construct(
    dataset: kg.Dataset, query: str, *, view: str | None = None, trust: Sequence[str] = ()
) -> kg.results.Triples:
    """Return the triples of a CONSTRUCT of our own."""
    found = dataset.query(query, view=view, trust=trust)
    assert isinstance(found, kg.results.Triples)
    return found


def statements(dataset: kg.Dataset, which: str) -> list[Statement]:
    """Return the claims about the things that the graph pattern `which` binds to ?thing.

    Of all passages, hedged ones too, unless the request chooses what to believe.
    """
    return [
        Statement(
            thing.value,
            prop.value,
            value,
            passage.value,
            source.value,
            certainty is not None and certainty.value == f"{vocab.CEL}Alleged",
            heading.value if heading else None,
        )
        for thing, prop, value, passage, source, certainty, heading in select(
            dataset, _CLAIMS % {"which": which}, **everything()
        )
    ]


def sources(dataset: kg.Dataset, base: str) -> dict[str, Source]:
    """Return every source of the catalogue by its IRI: primary ones first, each with a colour."""
    rows = {source.value: (role, name) for source, role, name in select(dataset, _SOURCES)}
    ordered = sorted(rows, key=lambda iri: (rows[iri][0].value != _PRIMARY, iri))
    return {
        iri: Source(
            iri,
            rows[iri][1].value if rows[iri][1] else iri.rpartition("/")[2],
            path_of(iri, base) or iri,
            f"source-{rank % _COLOURS + 1}",
            rows[iri][0].value == _PRIMARY,
        )
        for rank, iri in enumerate(ordered)
    }


def labels(dataset: kg.Dataset, iris: Iterable[str], language: str | None = None) -> dict[str, str]:
    """Return the label of each IRI that has one, whoever gives it and whatever is believed.

    One in `language`, that of the page unless given, comes before English, that before others; then
    the first in order. In Korean a title or name in Korean does for a label, as in lists. What was
    asked for once is remembered as long as the snapshot is open.
    """
    wanted = set(iris)
    known = _labels.setdefault(dataset, {})
    missing = sorted(wanted - known.keys())
    if missing:
        if len(known) > _MOST_LABELS:
            known.clear()
        known.update(_asked_labels(dataset, sorted(wanted - known.keys())))
    order = (language or g.get("language", "en"), "en")
    found = {iri: _best(known[iri], order) for iri in wanted if known.get(iri)}
    return found | _korean_names(dataset, known, wanted) if order[0] == _KOREAN else found


def _korean_names(
    dataset: kg.Dataset, known: Mapping[str, Mapping[str, str]], iris: Iterable[str]
) -> dict[str, str]:
    """Return what lists call things in Korean, of those without a label in Korean."""
    named = dataset.finder.labels(iri for iri in iris if _KOREAN not in known[iri])
    return {iri: korean for iri, (_, korean) in named.items() if korean}


def _asked_labels(dataset: kg.Dataset, iris: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the labels of IRIs by language, the first in order of each; {} for one without."""
    found: dict[str, dict[str, str]] = {iri: {} for iri in iris}
    text = _LABELS % {"things": " ".join(f"<{iri}>" for iri in iris)}
    for thing, label in select(dataset, text, view="possible" if dataset.has_supports else None):
        by_language = found[thing.value]
        tag = label.language or ""
        by_language[tag] = min(by_language.get(tag, label.value), label.value)
    return found


def _best(by_language: Mapping[str, str], order: Sequence[str]) -> str:
    rest = min(by_language.items(), key=lambda item: item[1])[1]
    return next((by_language[tag] for tag in order if tag in by_language), rest)
