"""What the index holds, read from a snapshot's store: names, kinds, facets, credits, dates.

It reads the store by patterns; the engine counts what needs no look. About 3 µs a triple read.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg import vocab
from kg.search.schema import ALWAYS, KINDS
from kg.storage.store import Record

_TYPE: Final = NamedNode(f"{vocab.RDF}type")
_SUB_PROPERTY: Final = NamedNode(f"{vocab.RDFS}subPropertyOf")
_LABEL: Final = NamedNode(f"{vocab.RDFS}label")
_NAMES: Final = (
    *(NamedNode(vocab.CEL + name) for name in ("title", "romanizedTitle", "name", "heading")),
    *(NamedNode(vocab.SKOS + name) for name in ("prefLabel", "altLabel")),
    _LABEL,
)
_IDENTIFIERS: Final = tuple(
    NamedNode(vocab.CEL + name)
    for name in ("imdb", "wikidata", "allMovie", "daumMovie", "filmAffinity", "sensCritique")
)
_FACETS: Final = {
    NamedNode(f"{vocab.CEL}genre"): "genre",
    NamedNode(f"{vocab.CEL}theme"): "theme",
    NamedNode(f"{vocab.CEL}setIn"): "place",
    NamedNode(f"{vocab.CEL}setDuring"): "period",
    NamedNode(f"{vocab.CEL}director"): "director",
}
_DATES: Final = tuple(
    NamedNode(vocab.CEL + name)
    for name in (
        "releaseYear",
        "productionYear",
        "startYear",
        "endYear",
        "birthYear",
        "birthDate",
        "deathYear",
        "deathDate",
        "year",
        "month",
        "date",
        "startDate",
    )
)
_DECADES: Final = tuple(NamedNode(vocab.CEL + n) for n in ("releaseYear", "productionYear"))
_PARTS: Final = (NamedNode(f"{vocab.CEL}participant"), NamedNode(f"{vocab.CEL}onOrderOf"))
_CONTRIBUTOR: Final = NamedNode(f"{vocab.CEL}contributor")
_TERMS: Final = tuple(
    NamedNode(vocab.OWL + name) for name in ("Class", "ObjectProperty", "DatatypeProperty")
)
_SIZES: Final = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_YEAR: Final = re.compile(r"-?\d{4}(?!\d)")

Row = tuple[object, ...]


class Name(NamedTuple):
    """A text by which a thing goes, and the grounds on which it does.

    `rank` is how fit it is to stand for the thing: its label first, then what the view `stated`
    holds, then `accepted`, then the others.
    """

    thing: int
    text: str
    language: str | None
    property: str
    grounds: frozenset[int]
    rank: int = 3


class Grounds:
    """The grounds of a snapshot by number, and which one each graph stands on."""

    def __init__(self, record: Record, units: Mapping[str, str]) -> None:
        """Number the support graphs, the units and, as they are found, the conflicts.

        Args:
            record: the snapshot's record.
            units: the unit of each passage.
        """
        names = [("support", support.graph) for support in record.supports]
        names += [("unit", unit) for unit in sorted({*record.units, *units.values()})]
        self.rows: list[tuple[int, str, str]] = [
            (number, *name) for number, name in enumerate(names, start=ALWAYS + 1)
        ]
        known = {name: number for number, _, name in self.rows}
        self.support = {s.graph: known[s.graph] for s in record.supports}
        self.unit = {passage: known[unit] for passage, unit in units.items()}
        self._ranks = {
            known[s.graph]: 1 if "stated" in s.views else 2 if "accepted" in s.views else 3
            for s in record.supports
        }

    def rank(self, number: int) -> int:
        """Return how widely a ground is believed, the most widely first: from 1 to 3."""
        return self._ranks.get(number, 1 if number == ALWAYS else 3)

    def add_conflict(self, iri: str) -> int:
        """Number a conflict."""
        number = len(self.rows) + 1
        self.rows.append((number, "conflict", iri))
        return number


class Collector:
    """Reads a store into rows, and gives each thing a number on the way."""

    def __init__(self, store: Store, record: Record) -> None:
        """Read which passage belongs to which unit."""
        self._store = store
        self._record = record
        self._catalogue = NamedNode(f"{record.base}graph/catalogue")
        unit = NamedNode(f"{vocab.CEL}unit")
        found = store.quads_for_pattern(None, unit, None, self._catalogue)
        self.units = {quad.subject.value: quad.object.value for quad in found}  # type: ignore[union-attr]
        self.grounds = Grounds(record, self.units)
        self.things: dict[str, int] = {}

    def thing(self, node: object) -> int | None:
        """Return the number of an IRI, None of anything else."""
        if not isinstance(node, NamedNode):
            return None
        return self.things.setdefault(node.value, len(self.things) + 1)

    def names(self) -> Iterator[Name]:
        """Yield each distinct text of each thing once, under its most telling property."""
        found: dict[tuple[int, str, str | None], tuple[str, set[int]]] = {}
        labels = set()
        for prop in self._below(_NAMES):
            for quad, ground in self._believed(prop):
                thing = self.thing(quad.subject)
                if thing is not None and isinstance(quad.object, Literal):
                    key = (thing, quad.object.value, quad.object.language)
                    said_by = self._said_by(quad.subject, ground)
                    found.setdefault(key, (prop.value, set()))[1].add(said_by)
                    labels |= {key} if prop == _LABEL else set()
        for key, (prop_iri, grounds) in found.items():
            rank = 0 if key in labels else min(map(self.grounds.rank, grounds))
            yield Name(*key, prop_iri, frozenset(grounds), rank)
        yield from self._identifiers()

    def _said_by(self, subject: object, ground: int) -> int:
        """Return the ground of a name; a passage is there for who believes what it states."""
        if ground != ALWAYS or not isinstance(subject, NamedNode):
            return ground
        return self.grounds.unit.get(subject.value, ground)

    def _identifiers(self) -> Iterator[Name]:
        for prop in _IDENTIFIERS:
            for quad, ground in self._believed(prop):
                thing = self.thing(quad.subject)
                if thing is not None:
                    text = quad.object.value.rpartition("/")[2]  # type: ignore[union-attr]
                    yield Name(thing, text, None, prop.value, frozenset({ground}))

    def kinds(self) -> Iterator[Row]:
        """Yield (thing, kind, ground)."""
        for number, kind in enumerate(KINDS):
            classes = _TERMS if kind == "Term" else (NamedNode(vocab.CEL + kind),)
            for class_ in classes:
                for quad, ground in self._believed(_TYPE, class_):
                    thing = self.thing(quad.subject)
                    is_own = kind != "Term" or quad.subject.value.startswith(vocab.CEL)  # type: ignore[union-attr]
                    if thing is not None and is_own:
                        yield thing, number, ground

    def facets(self) -> Iterator[Row]:
        """Yield (thing, facet, value, ground), but for kinds and disputes."""
        for prop, facet in _FACETS.items():
            for quad, ground in self._believed(prop):
                thing = self.thing(quad.subject)
                if thing is not None and self.thing(quad.object) is not None:
                    yield thing, facet, quad.object.value, ground  # type: ignore[union-attr]
        for prop in _DECADES:
            for quad, ground in self._believed(prop):
                thing, year = self.thing(quad.subject), _year(quad.object)
                if thing is not None and year is not None:
                    yield thing, "decade", f"{year // 10 * 10}", ground

    def credits(self) -> Iterator[Row]:
        """Yield (work, role, agent, ground); just `contributor` where nothing more is known."""
        seen = set()
        for prop in sorted(self._below((_CONTRIBUTOR,)), key=lambda prop: prop == _CONTRIBUTOR):
            for quad, ground in self._believed(prop):
                work, agent = self.thing(quad.subject), self.thing(quad.object)
                if prop == _CONTRIBUTOR and (work, agent) in seen:
                    continue
                seen.add((work, agent))
                if work is not None and agent is not None:
                    yield work, prop.value, agent, ground

    def parts(self) -> Iterator[Row]:
        """Yield (event, person, ground)."""
        for prop in _PARTS:
            for quad, ground in self._believed(prop):
                event, person = self.thing(quad.subject), self.thing(quad.object)
                if event is not None and person is not None:
                    yield event, person, ground

    def dates(self) -> Iterator[Row]:
        """Yield (thing, property, year, value, unit, support, passage): every claim of a date."""
        for root in _DATES:
            for prop in self._below((root,)):
                yield from self._dates_by(prop, root.value)

    def _dates_by(self, prop: NamedNode, name: str) -> Iterator[Row]:
        supports = {(q.subject, q.object): ground for q, ground in self._believed(prop)}
        for quad in self._store.quads_for_pattern(None, prop, None, None):
            passage = getattr(quad.graph_name, "value", "")
            unit, year = self.grounds.unit.get(passage), _year(quad.object)
            thing = self.thing(quad.subject)
            if unit and year is not None and thing is not None:
                support = supports.get((quad.subject, quad.object), ALWAYS)
                yield thing, name, year, quad.object.value, unit, support, passage  # type: ignore[union-attr]

    def conflicts(self) -> Iterator[tuple[Row, Row | None]]:
        """Yield each conflict's row, and its facet where it is about one thing."""
        for iri, parts in self._described("Conflict").items():
            ground = self.grounds.add_conflict(iri)
            sets = [self._rests_on(alternative) for alternative in parts[f"{vocab.CEL}alternative"]]
            row = (ground, json.dumps(sets), self._is_accepted(parts))
            subjects = parts[f"{vocab.RDF}subject"]
            thing = self.thing(subjects[0]) if len(subjects) == 1 else None
            properties = parts[f"{vocab.RDF}predicate"]
            value = properties[0].value if len(properties) == 1 else "several"
            yield row, (thing, "disputed", value, ground) if thing else None

    def _described(self, class_: str) -> dict[str, dict[str, list[NamedNode]]]:
        found: dict[str, dict[str, list[NamedNode]]] = {}
        kind = NamedNode(vocab.CEL + class_)
        for quad in self._store.quads_for_pattern(None, _TYPE, kind, self._catalogue):
            parts: dict[str, list[NamedNode]] = defaultdict(list)
            for part in self._store.quads_for_pattern(quad.subject, None, None, self._catalogue):
                parts[part.predicate.value].append(part.object)  # type: ignore[arg-type]
            found[quad.subject.value] = parts  # type: ignore[union-attr]
        return found

    def _rests_on(self, alternative: NamedNode) -> list[str]:
        prop = NamedNode(f"{vocab.CEL}restsOn")
        quads = self._store.quads_for_pattern(alternative, prop, None, self._catalogue)
        return sorted(quad.object.value for quad in quads)  # type: ignore[union-attr]

    def _is_accepted(self, parts: Mapping[str, list[NamedNode]]) -> bool:
        """Say whether each of the competing statements belongs to the view `accepted`."""
        accepted = {s.graph for s in self._record.supports if "accepted" in s.views}
        subjects, values = parts.get(f"{vocab.RDF}subject", []), parts.get(f"{vocab.RDF}object", [])
        return bool(subjects) and all(
            any(
                quad.graph_name.value in accepted
                for prop in parts.get(f"{vocab.RDF}predicate", [])
                for quad in self._store.quads_for_pattern(subjects[0], prop, value, None)
                if isinstance(quad.graph_name, NamedNode)
            )
            for value in values
        )

    def sizes(self) -> Iterator[Row]:
        """Yield (graph, triples) of every passage and every support graph."""
        found = self._store.query(_SIZES)
        known = self.units.keys() | self.grounds.support.keys()
        for graph, count in found:  # type: ignore[union-attr]
            if graph.value in known:
                yield graph.value, int(count.value)

    def _below(self, roots: Iterable[NamedNode]) -> list[NamedNode]:
        """Return the properties below some, those first, then themselves, each once."""
        found: dict[NamedNode, None] = {}
        for root in roots:
            quads = self._store.quads_for_pattern(None, _SUB_PROPERTY, root, None)
            below = {q.subject for q in quads if isinstance(q.subject, NamedNode)}
            others = below - {root}
            found |= dict.fromkeys((*sorted(others, key=str), root))
        return list(found)

    def _is_of_the_build(self, node: object) -> bool:
        """Say whether the catalogue describes it for the sake of the build: files, software."""
        return str(getattr(node, "value", "")).startswith(f"{self._catalogue.value}#")

    def _believed(
        self, prop: NamedNode, value: NamedNode | None = None
    ) -> Iterator[tuple[Quad, int]]:
        """Yield each triple with a property that is in the closure or in the catalogue."""
        for quad in self._store.quads_for_pattern(None, prop, value, None):
            ground = self._ground(quad)
            if ground is not None and not self._is_of_the_build(quad.subject):
                yield quad, ground

    def _ground(self, quad: Quad) -> int | None:
        graph = quad.graph_name
        if graph == self._catalogue or isinstance(graph, DefaultGraph):
            return ALWAYS
        return self.grounds.support.get(graph.value)


def _year(term: object) -> int | None:
    found = _YEAR.match(term.value) if isinstance(term, Literal) else None
    return int(found[0]) if found else None
