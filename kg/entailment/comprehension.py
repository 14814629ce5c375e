"""Comprehension: class expressions, lists and axioms that only a conclusion describes.

The comprehension conditions (RDF-Based Semantics 8.1 to 8.4 and 8.6) say that lists, expressions
and inverses exist for all terms; the correspondence with the Direct Semantics (7.2) needs just
this. So a blank node of the conclusion that is described as one may be added to the premise, with
its description, as a new name. It may not where it would have to contain itself, is over a word of
OWL, or over a term that is not known to be a class or a property: section 8 says nothing of these.

Nodes that state an axiom of many terms exist by themselves when all pairs fulfil it (Table 5.10),
and a negative assertion when the triple is false (Table 5.15).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Final

from kg.engine.terms import Triple
from kg.entailment import words as w
from kg.entailment.cases import Case
from kg.entailment.graph import CONSTRUCTS, QUALIFIED, Expression, Graph
from kg.entailment.match import is_blank
from kg.entailment.world import World

_PAIRWISE: Final = {
    w.ALL_DIFFERENT: w.DIFFERENT_FROM,
    w.owl("AllDisjointClasses"): w.DISJOINT_WITH,
    w.owl("AllDisjointProperties"): w.PROPERTY_DISJOINT_WITH,
}
_OF_LIST: Final = (w.FIRST, w.REST)
_OF_CLASS: Final = (*CONSTRUCTS, w.ON_PROPERTY, w.ON_CLASS)
_DESCRIBING: Final = (*_OF_LIST, *_OF_CLASS, w.INVERSE_OF)
_OF_ASSERTION: Final = (w.SOURCE, w.ASSERTION_PROPERTY, w.TARGET_INDIVIDUAL, w.TARGET_VALUE)
_OF_CLASSES: Final = (w.COMPLEMENT_OF, w.INTERSECTION_OF, w.UNION_OF)
_CLASS_TYPES: Final = (w.CLASS, w.rdfs("Class"))


@dataclass(frozen=True, slots=True)
class Comprehended:
    """A part of a conclusion, taken apart.

    Attributes:
        descriptions: what exists by comprehension, under new names.
        goals: what is left to be shown.
        cases: the negative assertions, as what must be contradictory.
    """

    descriptions: tuple[Triple, ...]
    goals: tuple[Triple, ...]
    cases: tuple[Case, ...]


def comprehend(world: World, part: tuple[Triple, ...]) -> Comprehended | None:
    """Take a part of a conclusion apart, None where nothing in it exists by comprehension."""
    reader = _Reader(world, Graph(part))
    nodes = sorted({term for s, _, o in part for term in (s, o) if is_blank(term)})
    axioms = {node: found for node in nodes if (found := reader.axiom(node)) is not None}
    names = {node: world.constant() for node in nodes if node not in axioms and reader.exists(node)}
    if not names and not axioms:
        return None

    def renamed(triple: Triple) -> Triple:
        s, p, o = triple
        return names.get(s, s), p, names.get(o, o)

    left = [triple for triple in part if triple[0] not in axioms]
    described = [t for t in left if t[0] in names and reader.describes(t)]
    goals = [t for t in left if t not in described]
    goals += [goal for found in axioms.values() for goal in found[0]]
    cases = [case for found in axioms.values() for case in found[1]]
    return Comprehended(tuple(map(renamed, described)), tuple(map(renamed, goals)), tuple(cases))


class _Reader:
    """Says which blank nodes of a part exist by comprehension."""

    def __init__(self, world: World, graph: Graph) -> None:
        self._world = world
        self._graph = graph

    def exists(self, node: str, above: frozenset[str] = frozenset()) -> bool:
        """Whether a blank node is a list, a class expression or an inverse, and well-founded."""
        if node in above:
            return False
        inner = above | {node}
        kinds = (self._is_list, self._is_expression, self._is_inverse)
        return any(is_kind(node, inner) for is_kind in kinds)

    def describes(self, triple: Triple) -> bool:
        """Whether a triple says no more of its subject than that it is what it is."""
        s, p, o = triple
        if p == w.TYPE:
            restricts = bool(self._graph.objects(s, w.ON_PROPERTY))
            is_list = bool(self._graph.objects(s, w.FIRST))
            is_class = not is_list and not self._graph.objects(s, w.INVERSE_OF)
            return (
                (o in _CLASS_TYPES and is_class)
                or (o == w.RESTRICTION and restricts)
                or (o == w.LIST and is_list)
            )
        return p in _DESCRIBING

    def axiom(self, node: str) -> tuple[list[Triple], list[Case]] | None:
        """Return what a node that states an axiom of many terms, or a negative one, needs."""
        types = self._graph.objects(node, w.TYPE)
        words = {p for _, p, _ in self._graph.about(node)} - {w.TYPE}
        if len(types) != 1 or any(node == o for _, _, o in self._graph.triples):
            return None
        if types[0] == w.NEGATIVE_ASSERTION and words <= set(_OF_ASSERTION):
            return self._refused(node)
        word = _PAIRWISE.get(types[0])
        if word is None or words not in ({w.MEMBERS}, {w.DISTINCT_MEMBERS}):
            return None
        return self._pairs(node, word, *words)

    def _pairs(self, node: str, word: str, members: str) -> tuple[list[Triple], list[Case]] | None:
        head = self._graph.one(node, members)
        items = None if head is None else self._graph.items(head)
        if head is None or not items or not self._is_list(head, frozenset()):
            return None
        kinds = {w.DISJOINT_WITH: self._is_class, w.PROPERTY_DISJOINT_WITH: self._is_property}
        if word in kinds and not all(kinds[word](item, frozenset()) for item in items):
            return None
        return [(a, word, b) for a, b in combinations(items, 2)], []

    def _refused(self, node: str) -> tuple[list[Triple], list[Case]] | None:
        s, p = self._graph.one(node, w.SOURCE), self._graph.one(node, w.ASSERTION_PROPERTY)
        targets = [o for word in _OF_ASSERTION[2:] for o in self._graph.objects(node, word)]
        if s is None or p is None or len(targets) != 1 or not self._world.is_property(p):
            return None
        if any(is_blank(term) for term in (s, p, targets[0])):
            return None
        return [], [Case(((s, p, targets[0]),))]

    def _words(self, node: str) -> list[str]:
        """Return the predicates that describe a node, sorted, with repetitions."""
        return sorted(p for _, p, _ in self._graph.about(node) if p in _DESCRIBING)

    def _is_list(self, node: str, above: frozenset[str]) -> bool:
        items = self._graph.items(node)
        if items is None or (node != w.NIL and self._words(node) != sorted(_OF_LIST)):
            return False
        return all(not is_blank(item) or self.exists(item, above) for item in items)

    def _is_expression(self, node: str, above: frozenset[str]) -> bool:
        expression = self._graph.expression(node)
        if expression is None or self._words(node) != _words_of(expression):
            return False
        construct, items = expression.construct, expression.items
        if construct in (w.ONE_OF, w.HAS_VALUE):
            fits = all(not is_blank(item) or self.exists(item, above) for item in items)
        else:
            fits = all(self._is_class(item, above) for item in items)
        return fits and (
            construct in (*_OF_CLASSES, w.ONE_OF) or self._is_property(expression.property, above)
        )

    def _is_inverse(self, node: str, above: frozenset[str]) -> bool:
        of = self._graph.one(node, w.INVERSE_OF)
        alone = self._words(node) == [w.INVERSE_OF]
        return of is not None and alone and not is_blank(of) and self._is_property(of, above)

    def _is_class(self, term: str, above: frozenset[str]) -> bool:
        if is_blank(term):
            return term not in above and self._is_expression(term, above | {term})
        return self._world.is_class(term)

    def _is_property(self, term: str, above: frozenset[str]) -> bool:
        if is_blank(term):
            return term not in above and self._is_inverse(term, above | {term})
        return self._world.is_property(term) and not w.is_reserved(term)


def _words_of(expression: Expression) -> list[str]:
    """Return the predicates that an expression is written with, sorted."""
    on = [w.ON_PROPERTY] if expression.property else []
    of = [w.ON_CLASS] if expression.construct in QUALIFIED else []
    return sorted([expression.construct, *on, *of])
