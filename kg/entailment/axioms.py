"""What has to be shown for an axiom: its semantic condition, for arbitrary individuals.

The RDF-Based Semantics gives each of these words an *if and only if* (Tables 5.4, 5.5, 5.8, 5.9,
5.11 to 5.14): the axiom holds when its terms are classes or properties, and the condition holds of
all individuals. The word's two names are (s, o); lists are read from the world.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kg.engine.terms import Triple
from kg.entailment import words as w
from kg.entailment.cases import Case, denials
from kg.entailment.world import World

Cases = list[Case]


def cases(world: World, goal: Triple) -> Cases | None:
    """Return the cases of an axiom, None for what is no axiom or has a term of the wrong kind."""
    s, p, o = goal
    if p == w.TYPE:
        characteristic = _CHARACTERISTICS.get(o)
        known = characteristic is not None and world.is_property(s)
        return characteristic(world, s) if known and characteristic is not None else None
    for words, is_s, is_o in _KINDS:
        if p in words:
            return words[p](world, s, o) if is_s(world, s) and is_o(world, o) else None
    if p in _LISTS:
        items = world.stated.items(o)
        return None if items is None else _LISTS[p](world, s, items)
    return None


def _sub_class(world: World, c: str, d: str) -> Cases:
    x = world.constant()
    return [Case(((x, w.TYPE, c),), ((x, w.TYPE, d),))]


def _equivalent_class(world: World, c: str, d: str) -> Cases:
    return [*_sub_class(world, c, d), *_sub_class(world, d, c)]


def _disjoint(world: World, c: str, d: str) -> Cases:
    x = world.constant()
    return [Case(((x, w.TYPE, c), (x, w.TYPE, d)))]


def _complement(world: World, c: str, d: str) -> Cases:
    return [*_disjoint(world, c, d), *_cover(world, (c, d))]


def _cover(world: World, classes: tuple[str, ...]) -> Cases:
    """Everything is in one of some classes: what is in none cannot be."""
    x = world.constant()
    found: list[tuple[Triple, ...]] = [()]
    for c in classes:
        found = [(*a, *b) for a in found for b in denials(world, x, c)]
    return [Case(triples) for triples in found]


def _sub_property(world: World, p: str, q: str) -> Cases:
    x, y = world.constant(), world.constant()
    return [Case(((x, p, y),), ((x, q, y),))]


def _equivalent_property(world: World, p: str, q: str) -> Cases:
    return [*_sub_property(world, p, q), *_sub_property(world, q, p)]


def _disjoint_property(world: World, p: str, q: str) -> Cases:
    x, y = world.constant(), world.constant()
    return [Case(((x, p, y), (x, q, y)))]


def _inverse(world: World, p: str, q: str) -> Cases:
    x, y = world.constant(), world.constant()
    return [Case(((x, p, y),), ((y, q, x),)), Case(((x, q, y),), ((y, p, x),))]


def _domain(world: World, p: str, c: str) -> Cases:
    x, y = world.constant(), world.constant()
    return [Case(((x, p, y),), ((x, w.TYPE, c),))]


def _range(world: World, p: str, c: str) -> Cases:
    x, y = world.constant(), world.constant()
    return [Case(((x, p, y),), ((y, w.TYPE, c),))]


def _transitive(world: World, p: str) -> Cases:
    x, y, z = (world.constant() for _ in range(3))
    return [Case(((x, p, y), (y, p, z)), ((x, p, z),))]


def _functional(world: World, p: str) -> Cases:
    x, y, z = (world.constant() for _ in range(3))
    return [Case(((x, p, y), (x, p, z)), ((y, w.SAME_AS, z),))]


def _inverse_functional(world: World, p: str) -> Cases:
    x, y, z = (world.constant() for _ in range(3))
    return [Case(((x, p, z), (y, p, z)), ((x, w.SAME_AS, y),))]


def _symmetric(world: World, p: str) -> Cases:
    x, y = world.constant(), world.constant()
    return [Case(((x, p, y),), ((y, p, x),))]


def _asymmetric(world: World, p: str) -> Cases:
    x, y = world.constant(), world.constant()
    return [Case(((x, p, y), (y, p, x)))]


def _reflexive(world: World, p: str) -> Cases:
    x = world.constant()
    return [Case(((x, w.TYPE, w.THING),), ((x, p, x),))]


def _irreflexive(world: World, p: str) -> Cases:
    x = world.constant()
    return [Case(((x, p, x),))]


def _chain(world: World, p: str, items: tuple[str, ...]) -> Cases | None:
    if not items or not all(map(world.is_property, (p, *items))):
        return None
    xs = [world.constant() for _ in range(len(items) + 1)]
    steps = tuple((xs[i], q, xs[i + 1]) for i, q in enumerate(items))
    return [Case(steps, ((xs[0], p, xs[-1]),))]


def _key(world: World, c: str, items: tuple[str, ...]) -> Cases | None:
    if not items or not world.is_class(c) or not all(map(world.is_property, items)):
        return None
    x, y = world.constant(), world.constant()
    values = [(p, world.constant()) for p in items]
    shared = tuple((s, p, z) for s in (x, y) for p, z in values)
    return [Case(((x, w.TYPE, c), (y, w.TYPE, c), *shared), ((x, w.SAME_AS, y),))]


def _union(world: World, c: str, items: tuple[str, ...]) -> Cases | None:
    if not all(map(world.is_class, (c, *items))):
        return None
    x = world.constant()
    denied: list[tuple[Triple, ...]] = [((x, w.TYPE, c),)]
    for d in items:
        denied = [(*a, *b) for a in denied for b in denials(world, x, d)]
    parts = [case for d in items for case in _sub_class(world, d, c)]
    return [*parts, *(Case(triples) for triples in denied)]


def _disjoint_union(world: World, c: str, items: tuple[str, ...]) -> Cases | None:
    union = _union(world, c, items)
    pairs = [(a, b) for i, a in enumerate(items) for b in items[i + 1 :]]
    return union and [*union, *(case for a, b in pairs for case in _disjoint(world, a, b))]


def _intersection(world: World, c: str, items: tuple[str, ...]) -> Cases | None:
    if not all(map(world.is_class, (c, *items))):
        return None
    x, y = world.constant(), world.constant()
    parts = tuple((x, w.TYPE, d) for d in items)
    members = tuple((y, w.TYPE, d) for d in items)
    return [
        Case(((x, w.TYPE, c),), parts),
        Case((*members, (y, w.TYPE, w.THING)), ((y, w.TYPE, c),)),
    ]


_Binary = Callable[[World, str, str], Cases]
_CLASS_CLASS: Final[dict[str, _Binary]] = {
    w.SUB_CLASS_OF: _sub_class,
    w.EQUIVALENT_CLASS: _equivalent_class,
    w.DISJOINT_WITH: _disjoint,
    w.COMPLEMENT_OF: _complement,
}
_PROPERTY_PROPERTY: Final[dict[str, _Binary]] = {
    w.SUB_PROPERTY_OF: _sub_property,
    w.EQUIVALENT_PROPERTY: _equivalent_property,
    w.PROPERTY_DISJOINT_WITH: _disjoint_property,
    w.INVERSE_OF: _inverse,
}
_PROPERTY_CLASS: Final[dict[str, _Binary]] = {w.DOMAIN: _domain, w.RANGE: _range}
_Kind = Callable[[World, str], bool]
_KINDS: Final[tuple[tuple[dict[str, _Binary], _Kind, _Kind], ...]] = (
    (_CLASS_CLASS, World.is_class, World.is_class),
    (_PROPERTY_PROPERTY, World.is_property, World.is_property),
    (_PROPERTY_CLASS, World.is_property, World.is_class),
)
_LISTS: Final = {
    w.CHAIN: _chain,
    w.HAS_KEY: _key,
    w.UNION_OF: _union,
    w.INTERSECTION_OF: _intersection,
    w.DISJOINT_UNION_OF: _disjoint_union,
}
_CHARACTERISTICS: Final[dict[str, Callable[[World, str], Cases]]] = {
    w.owl("TransitiveProperty"): _transitive,
    w.owl("FunctionalProperty"): _functional,
    w.owl("InverseFunctionalProperty"): _inverse_functional,
    w.owl("SymmetricProperty"): _symmetric,
    w.owl("AsymmetricProperty"): _asymmetric,
    w.REFLEXIVE: _reflexive,
    w.owl("IrreflexiveProperty"): _irreflexive,
}
