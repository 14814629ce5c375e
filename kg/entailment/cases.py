"""Cases: what has to be shown for a statement, and how a class membership is denied.

A statement holds if all its cases do; a case holds if its assumptions cannot be satisfied, or if
its goals follow from them. Assumptions speak of constants that occur nowhere else, so what follows
for them follows for everything (generalisation on constants).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kg.engine.terms import Triple
from kg.entailment import words as w
from kg.entailment.graph import Expression
from kg.entailment.world import World

Triples = tuple[Triple, ...]
_MOST: Final = 16
_DEEPEST: Final = 4


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to show: `goals` under `assumptions`, or that they contradict themselves."""

    assumptions: Triples
    goals: Triples = ()


def denials(world: World, x: str, c: str, depth: int = _DEEPEST) -> list[Triples]:
    """Return sets of triples, at least one of which is true if x is no instance of c.

    By the semantic conditions of c's expressions (Tables 5.4 to 5.6); besides, x is in the
    complement of c. An expression whose denial has too many alternatives is left out.
    """
    no = world.constant()
    found: list[Triples] = [((no, w.COMPLEMENT_OF, c), (x, w.TYPE, no))]
    for expression in world.stated.expressions(c) if depth else ():
        denied = _DENIALS[expression.construct](world, x, expression, depth - 1)
        if denied is not None and len(found) * len(denied) <= _MOST:
            found = [(*a, *b) for a in found for b in denied]
    return found


def _not_complement(world: World, x: str, e: Expression, depth: int) -> list[Triples]:
    return [((x, w.TYPE, e.items[0]),)]


def _not_any(world: World, x: str, e: Expression, depth: int) -> list[Triples] | None:
    """Deny a union: all members are denied."""
    found: list[Triples] = [()]
    for c in e.items:
        found = [(*a, *b) for a in found for b in denials(world, x, c, depth)]
        if len(found) > _MOST:
            return None
    return found


def _not_all(world: World, x: str, e: Expression, depth: int) -> list[Triples] | None:
    """Deny an intersection: one member is denied."""
    found = [triples for c in e.items for triples in denials(world, x, c, depth)]
    return found if len(found) <= _MOST else None


def _not_among(world: World, x: str, e: Expression, depth: int) -> list[Triples]:
    return [tuple((x, w.DIFFERENT_FROM, a) for a in e.items)]


def _not_only(world: World, x: str, e: Expression, depth: int) -> list[Triples]:
    """Deny ∀p.c: there is a y with (x p y) that is no c."""
    y = world.constant()
    return [((x, e.property, y), *rest) for rest in denials(world, y, e.items[0], depth)]


def _not_some(world: World, x: str, e: Expression, depth: int) -> list[Triples]:
    """Deny ∃p.c: x is a ∀p.¬c; where c is the complement of d, also a ∀p.d."""
    no = world.constant()
    inner = world.stated.expressions(e.items[0])
    negated = [no, *(i.items[0] for i in inner if i.construct == w.COMPLEMENT_OF)]
    found: list[Triple] = [(no, w.COMPLEMENT_OF, e.items[0])]
    for filler in negated:
        only = world.constant()
        found += [(x, w.TYPE, only), (only, w.ALL_VALUES_FROM, filler)]
        found += [(only, w.ON_PROPERTY, e.property)]
    return [tuple(found)]


def _not_value(world: World, x: str, e: Expression, depth: int) -> list[Triples]:
    return [refusal(world, x, e.property, e.items[0])]


def _not_least(world: World, x: str, e: Expression, depth: int) -> list[Triples]:
    """Deny ≥ n p.c: x is a ≤ n − 1 p.c; nothing denies ≥ 0."""
    if e.number == 0:
        return []
    most = world.constant()
    qualified = e.construct in (w.MIN_QUALIFIED, w.EXACTLY_QUALIFIED)
    word = w.MAX_QUALIFIED if qualified else w.MAX
    described: Triples = (most, word, w.count(e.number - 1)), (most, w.ON_PROPERTY, e.property)
    if qualified:
        described = (*described, (most, w.ON_CLASS, e.items[0]))
    return [((x, w.TYPE, most), *described)]


def _not_most(world: World, x: str, e: Expression, depth: int) -> list[Triples] | None:
    """Deny ≤ n p.c: x has n + 1 different values that are c."""
    if e.number >= _MOST:
        return None
    ys = [world.constant() for _ in range(e.number + 1)]
    related = tuple((x, e.property, y) for y in ys)
    typed = tuple((y, w.TYPE, e.items[0]) for y in ys)
    apart = tuple((a, w.DIFFERENT_FROM, b) for i, a in enumerate(ys) for b in ys[i + 1 :])
    return [(*related, *typed, *apart)]


def _not_exactly(world: World, x: str, e: Expression, depth: int) -> list[Triples] | None:
    more = _not_most(world, x, e, depth)
    return None if more is None else [*_not_least(world, x, e, depth), *more]


_DENIALS: Final[dict[str, Callable[[World, str, Expression, int], list[Triples] | None]]] = {
    w.COMPLEMENT_OF: _not_complement,
    w.UNION_OF: _not_any,
    w.INTERSECTION_OF: _not_all,
    w.ONE_OF: _not_among,
    w.ALL_VALUES_FROM: _not_only,
    w.SOME_VALUES_FROM: _not_some,
    w.HAS_VALUE: _not_value,
    w.MIN: _not_least,
    w.MIN_QUALIFIED: _not_least,
    w.MAX: _not_most,
    w.MAX_QUALIFIED: _not_most,
    w.EXACTLY: _not_exactly,
    w.EXACTLY_QUALIFIED: _not_exactly,
}


def refusal(world: World, s: str, p: str, o: str) -> Triples:
    """Return a negative property assertion, which is there if (s p o) is false (Table 5.15)."""
    n = world.constant()
    target = w.TARGET_VALUE if o.startswith('"') else w.TARGET_INDIVIDUAL
    return (n, w.SOURCE, s), (n, w.ASSERTION_PROPERTY, p), (n, target, o)
