"""The conflicts that the catalogue lists, as values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import kg
from kg import vocab
from server.site.snapshot import once_a_snapshot
from server.site.terms import is_literal
from server.statements import select

_CONFLICTS: Final = """
SELECT ?conflict ?property ?value WHERE {
  GRAPH graph:catalogue { ?conflict a cel:Conflict ; ?property ?value }
  FILTER(!ISBLANK(?value))
}
"""
_ABOUT: Final = """
SELECT ?conflict ?thing ?property WHERE {
  VALUES ?thing { %(things)s }
  GRAPH graph:catalogue {
    ?conflict rdf:subject ?thing ; rdf:predicate ?property ; a cel:Conflict .
  }
}
"""
_ALTERNATIVES: Final = """
SELECT ?conflict ?alternative ?unit WHERE {
  GRAPH graph:catalogue { ?conflict a cel:Conflict ; cel:alternative ?alternative .
    ?alternative cel:restsOn ?unit }
}
"""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A conflict as the catalogue describes it.

    Attributes:
        iri: its name.
        rule: the OWL 2 RL rule that finds it, or `dt-diff`.
        thing: what it is about, None where its premises are about several things.
        property: the property whose values compete, None where there are several.
        values: the competing values, as terms.
        passages: the passages that take part.
        alternatives: the minimal sets of units under which it arises.
    """

    iri: str
    rule: str
    thing: str | None
    property: str | None
    values: tuple[Any, ...]
    passages: tuple[str, ...]
    alternatives: tuple[frozenset[str], ...]

    def iris(self) -> Iterator[str]:
        """Yield every IRI that a page of it names."""
        yield from (iri for iri in (self.thing, self.property) if iri)
        yield from self.passages
        yield from (value.value for value in self.values if not is_literal(value))


def contradictions(
    dataset: kg.Dataset, *, view: str | None = None, trust: Sequence[str] = ()
) -> list[Contradiction]:
    """Return the conflicts by thing and rule: all of them, or those that arise in a view."""
    every = _all(dataset)
    if not (view or trust):
        return list(every)
    known = arising(dataset, view=view, trust=trust)
    return [one for one in every if one.iri in known]


def arising(
    dataset: kg.Dataset,
    among: Iterable[str] | None = None,
    *,
    view: str | None = None,
    trust: Sequence[str] = (),
) -> frozenset[str]:
    """Return the names of the conflicts that arise in a view, the default one unless given.

    Args:
        dataset: what is asked.
        among: the names to look at, all of them unless given.
        view: the view.
        trust: the sources to believe instead.
    """

    def is_proven(iri: str) -> bool:
        return kg.why(iri, "a", "cel:Conflict", dataset=dataset, view=view).holds

    chosen = dataset.view(view, trust)
    return dataset.finder.arising(among, view=chosen, is_proven=is_proven)


def disputed(
    dataset: kg.Dataset,
    things: tuple[str, ...],
    *,
    view: str | None = None,
    trust: Sequence[str] = (),
) -> dict[str, set[str]]:
    """Return the properties in which each of some things contradicts itself in a view.

    It asks for those things' conflicts alone, of which a large dataset has thousands of others.
    """
    known = dataset.finder.conflicts(view=dataset.view(view, trust))
    found: dict[str, set[str]] = defaultdict(set)
    for conflict, thing, prop in _of(dataset, things):
        if conflict in known:
            found[thing].add(prop)
    return found


def prepare(opened: kg.Dataset) -> None:
    """Read all conflicts of a snapshot, before a reader asks for them."""
    _all(opened)


@once_a_snapshot
def _of(dataset: kg.Dataset, things: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """Return conflict, thing and property of the conflicts that are about one thing."""
    listed = " ".join(f"<{iri}>" for iri in things)
    about: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for conflict, thing, prop in select(dataset, _ABOUT % {"things": listed}):
        about[conflict.value].append((thing.value, prop.value))
    return tuple((name, *pairs[0]) for name, pairs in about.items() if len(pairs) == 1)


@once_a_snapshot
def _all(dataset: kg.Dataset) -> tuple[Contradiction, ...]:
    about: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for conflict, prop, value in select(dataset, _CONFLICTS):
        about[conflict.value][prop.value].append(value)
    sets: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for conflict, alternative, unit in select(dataset, _ALTERNATIVES):
        sets[conflict.value][alternative.value].add(unit.value)
    found = [
        _contradiction(iri, parts, tuple(map(frozenset, sets[iri].values())))
        for iri, parts in about.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.thing or "", one.rule, one.iri)))


def _contradiction(
    iri: str, parts: dict[str, list[Any]], alternatives: tuple[frozenset[str], ...]
) -> Contradiction:
    return Contradiction(
        iri,
        parts[f"{vocab.CEL}rule"][0].value,
        _only(parts[f"{vocab.RDF}subject"]),
        _only(parts[f"{vocab.RDF}predicate"]),
        tuple(sorted(parts[f"{vocab.RDF}object"], key=lambda term: str(term.value))),
        tuple(sorted(passage.value for passage in parts[f"{vocab.CEL}involves"])),
        alternatives,
    )


def _only(terms: list[Any]) -> str | None:
    return str(terms[0].value) if len(terms) == 1 else None
