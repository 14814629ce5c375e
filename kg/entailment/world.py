"""A world: a closed set of triples, of which can be asked what holds, and that can be added to.

All names are IRIs here. Blank nodes of the premise, constants for arbitrary individuals and
expressions of the conclusion are written `<_:…>`, which no IRI is: replacing the blank nodes of a
premise by names that occur nowhere else changes nothing of what follows without these names (RDF
1.1 Semantics 6, Skolemization).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import count
from typing import Final

from kg import engine
from kg.engine import values
from kg.engine.conflicts import Conflict
from kg.engine.terms import RESOURCE, Triple, split
from kg.entailment import spaces
from kg.entailment import words as w
from kg.entailment.graph import Graph
from kg.entailment.index import Index, Key

_EVERYTHING: Final = (w.THING, w.rdfs("Resource"))
_CLASSES: Final = (w.CLASS, w.rdfs("Class"))
_CLASS_LISTS: Final = (w.INTERSECTION_OF, w.UNION_OF, w.DISJOINT_UNION_OF)
_PROPERTY_LISTS: Final = (w.CHAIN, w.HAS_KEY)


class World:
    """The closure of some triples, with what is true of everything.

    Attributes:
        stated: the triples that were closed.
    """

    def __init__(
        self, triples: Iterable[Triple], terms: frozenset[str], names: Iterator[int] | None = None
    ) -> None:
        """Close triples; `terms` are those of the conclusion, `names` numbers constants."""
        self.stated = Graph(triples)
        self._terms = terms
        self._names = count() if names is None else names
        batch = (frozenset[str](), list(self.stated.triples))
        self._closure = engine.close([batch], supports=False)

    def assuming(self, triples: Iterable[Triple]) -> World:
        """Return the world with more triples. Cost: that of closing it anew."""
        return World((*self.stated.triples, *triples), self._terms, self._names)

    def constant(self) -> str:
        """Return a name that occurs nowhere."""
        return f"<_:any-{next(self._names)}>"

    @cached_property
    def conflicts(self) -> list[Conflict]:
        """The conflicts that are contradictions of OWL 2: not those of dates (see `values`)."""
        return [conflict for conflict in self._closure.conflicts if not _is_of_dates(conflict)]

    @cached_property
    def is_inconsistent(self) -> bool:
        """Whether no interpretation satisfies the world, as far as the rules can tell."""
        return bool(self.conflicts) or any(not spaces.common(d) for d in self._data.values())

    @cached_property
    def looped(self) -> World:
        """The world with (x p x) for every reflexive property p and every x; see `reflexivity`."""
        reflexive = self.members(w.REFLEXIVE)
        if not reflexive:
            return self
        nodes = {term for s, _, o in self.stated.triples for term in (s, o)} | self._terms
        individuals = sorted(term for term in nodes if term[0] == "<" and not w.is_reserved(term))
        return self.assuming((x, p, x) for p in reflexive for x in individuals)

    @cached_property
    def index(self) -> Index:
        """Everything in the closure, to be matched."""
        return Index(self._closure)

    def key(self, term: str) -> Key:
        """Return what terms have in common that are known to denote the same."""
        return self.index.key(term)

    def members(self, c: str) -> list[str]:
        """Return the instances of a class in the closure, one of each that are the same."""
        found = self._closure.find(c)
        relation = None if found is None else self._closure.members(found)
        if relation is None:
            return []
        known = relation.layout.keys(relation.words).tolist()
        return [self._closure.terms.text(x) for x in known]

    def datatypes(self, term: str) -> frozenset[str]:
        """Return the IRIs of datatypes whose value spaces hold what an IRI denotes."""
        return frozenset(self._data.get(self.key(term), ()))

    def holds(self, triple: Triple) -> bool:
        """Whether a triple is in the closure, or is true of everything (`eq-ref`, `scm-cls` …)."""
        s, p, o = triple
        if self._closure.support(s, p, o) is not None:
            return True
        same = self.key(s) == self.key(o)
        if p == w.SAME_AS:
            return same
        if p == w.TYPE:
            return self._is_by_nature(s, o)
        if p in (w.SUB_CLASS_OF, w.EQUIVALENT_CLASS) and self.is_class(s) and self.is_class(o):
            widest = p == w.SUB_CLASS_OF and (o in _EVERYTHING or s == w.NOTHING)
            return same or widest
        both = self.is_property(s) and self.is_property(o)
        return p in (w.SUB_PROPERTY_OF, w.EQUIVALENT_PROPERTY) and same and both

    def is_class(self, term: str) -> bool:
        """Whether a term is known to denote a class (RDF-Based Semantics, Tables 5.1 to 5.4)."""
        if term in self._class_terms or spaces.is_datatype(term[1:-1]):
            return True
        types = (*w.CLASS_TYPES, *w.PROPERTY_TYPES, *_EVERYTHING, w.NOTHING)
        typed = any(self._closure.support(term, w.TYPE, c) is not None for c in w.CLASS_TYPES)
        return term in types or typed or bool(self.members(term))

    def is_property(self, term: str) -> bool:
        """Whether a term is known to denote a property."""
        if term in self._property_terms or term in self.stated.by_predicate:
            return True
        positions = (*w.SUBJECT_IS_CLASS, *w.SUBJECT_IS_PROPERTY, *w.OBJECT_IS_CLASS, w.SAME_AS)
        typed = any(self._closure.support(term, w.TYPE, c) is not None for c in w.PROPERTY_TYPES)
        found = self._closure.find(term)
        relation = None if found is None else self._closure.pairs(found)
        return term in positions or typed or bool(relation)

    def _is_by_nature(self, s: str, c: str) -> bool:
        if c in _EVERYTHING:
            return True
        if c in _CLASSES:
            return self.is_class(s)
        if c == w.rdf("Property"):
            return self.is_property(s)
        if c == w.rdfs("Datatype"):
            return spaces.is_datatype(s[1:-1])
        value = values.value(*split(s)) if s.startswith('"') else None
        datatype = c[1:-1]
        return (
            value is not None and spaces.is_datatype(datatype) and values.contains(datatype, value)
        )

    @cached_property
    def _data(self) -> dict[Key, list[str]]:
        """The datatypes of everything but literals, by key."""
        found: dict[Key, list[str]] = {}
        kinds = self._closure.terms.kinds
        for datatype in values.DATATYPES:
            identifier = self._closure.find(f"<{datatype}>")
            relation = None if identifier is None else self._closure.members(identifier)
            if relation is not None:
                members = relation.layout.keys(relation.words)
                for x in members[kinds[members] == RESOURCE].tolist():
                    found.setdefault(x, []).append(datatype)
        return found

    @cached_property
    def _class_terms(self) -> frozenset[str]:
        return self._terms_at(w.SUBJECT_IS_CLASS, w.OBJECT_IS_CLASS, _CLASS_LISTS)

    @cached_property
    def _property_terms(self) -> frozenset[str]:
        return self._terms_at(w.SUBJECT_IS_PROPERTY, w.OBJECT_IS_PROPERTY, _PROPERTY_LISTS)

    def _terms_at(
        self, subjects: tuple[str, ...], objects: tuple[str, ...], lists: tuple[str, ...]
    ) -> frozenset[str]:
        triples = self.stated.by_predicate
        found = {t[0] for p in subjects for t in triples.get(p, [])}
        found |= {t[2] for p in objects for t in triples.get(p, [])}
        for p in lists:
            for t in triples.get(p, []):
                found.update(item for items in self.stated.sequences(t[2]) for item in items)
        return frozenset(found)


def _is_of_dates(conflict: Conflict) -> bool:
    """Whether a conflict rests on values that OWL 2 does not know to be different."""
    unknown = (values.value(*split(value)) is None for value in conflict.values)
    return conflict.rule == "dt-diff" and any(unknown)
