"""What the passages say about things, as values, and the few questions that the pages ask.

Every function takes the dataset and returns values; one query each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

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

_PRIMARY: Final = f"{vocab.CEL}Primary"
_COLOURS: Final = 12
_SHORT: Final = 22


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
