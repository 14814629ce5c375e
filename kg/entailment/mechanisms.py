"""The mechanisms that show one triple, each labelled, each sound, none of them in the closure.

They are tried in the order of `prove`. All are sound for the OWL 2 RDF-Based Semantics, extended by
its comprehension conditions (section 8) where a class is named that only an expression describes.
None is complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from kg.engine.terms import Triple
from kg.entailment import axioms, spaces
from kg.entailment import words as w
from kg.entailment.cases import Case, denials
from kg.entailment.match import Mechanisms
from kg.entailment.world import World

CLOSURE: Final = "closure"
DIFFERENCE: Final = "differentFrom symmetry"
REFLEXIVITY: Final = "reflexivity"
CONTAINMENT: Final = "datatype containment"
FREEZE: Final = "freeze-and-chase"
REFUTATION: Final = "refutation"
COMPREHENSION: Final = "comprehension"
INCONSISTENT: Final = "inconsistent premise"

_DEEPEST: Final = 3


def prove(world: World, goal: Triple, depth: int = _DEEPEST) -> Mechanisms | None:
    """Return the mechanisms by which a triple without blank nodes follows, None for none."""
    for mechanism in _MECHANISMS:
        found = mechanism(world, goal, depth)
        if found is not None:
            return found
    return None


def closure(world: World, goal: Triple, depth: int = 0) -> Mechanisms | None:
    """Look into the closure, and at what is true of everything.

    Sound by the OWL 2 RL/RDF rules (Profiles 4.3); what is true of everything by Tables 5.2, 5.8
    and 5.9: all is owl:Thing and the same as itself, classes and properties contain themselves.
    """
    return (CLOSURE,) if world.holds(goal) else None


def difference(world: World, goal: Triple, depth: int = 0) -> Mechanisms | None:
    """Turn owl:differentFrom round, and take it from owl:AllDifferent.

    Sound by Table 5.9, where owl:differentFrom is ≠, and Table 5.10.
    """
    x, p, y = goal
    if p != w.DIFFERENT_FROM:
        return None
    if world.holds((y, p, x)):
        return (DIFFERENCE,)
    both = {world.key(x), world.key(y)}
    for node in world.members(w.ALL_DIFFERENT):
        for word in (w.MEMBERS, w.DISTINCT_MEMBERS):
            for head in world.stated.objects(node, word):
                for items in world.stated.sequences(head):
                    if len(both) == 2 and both <= {world.key(item) for item in items}:
                        return (DIFFERENCE,)
    return None


def reflexivity(world: World, goal: Triple, depth: int = 0) -> Mechanisms | None:
    """Add (x p x) for every reflexive p and every x that is named, and close.

    Sound by Table 5.13: the extension of an owl:ReflexiveProperty holds (x, x) for all x.
    """
    return (REFLEXIVITY,) if world.looped.holds(goal) else None


def containment(world: World, goal: Triple, depth: int = 0) -> Mechanisms | None:
    """Conclude a datatype of what is in all of some others whose common values are all in it.

    Sound by RDF 1.1 Semantics 7: a datatype's extension is its value space. If there are no common
    values, nothing can be in it.
    """
    x, p, c = goal
    datatypes = world.datatypes(x)
    if p != w.TYPE or not datatypes or not spaces.is_datatype(c[1:-1]):
        return None
    return (CONTAINMENT,) if spaces.is_within(spaces.common(datatypes), c[1:-1]) else None


def freeze(world: World, goal: Triple, depth: int) -> Mechanisms | None:
    """Show an axiom for constants that stand for arbitrary individuals: assume, close, look.

    Sound by generalisation on constants and the *if* of the axiom's semantic condition; see
    `axioms`. A case whose assumptions contradict themselves is shown by refutation.
    """
    cases = axioms.cases(world, goal) if depth else None
    return None if cases is None else show(world, cases, depth)


def refutation(world: World, goal: Triple, depth: int) -> Mechanisms | None:
    """Assume that the goal is false, close, and look for a contradiction.

    The opposite of (x owl:differentFrom y) is (x owl:sameAs y) (Table 5.9); that of (x rdf:type c)
    comes from the class expression of c, or of one of its subclasses (Tables 5.4 to 5.6; 8.2 to 8.4
    for the auxiliary classes that write it). Every other triple has an opposite that the rules read
    only beside the triple itself, so nothing would be gained.
    """
    x, p, c = goal
    if p == w.DIFFERENT_FROM:
        return show(world, [Case(((x, w.SAME_AS, c),))], depth)
    if p != w.TYPE:
        return None
    for described in world.stated.described:
        if described == c or world.holds((described, w.SUB_CLASS_OF, c)):
            cases = [Case(triples) for triples in denials(world, x, described)]
            found = show(world, cases, depth)
            if found is not None:
                return found
    return None


def show(world: World, cases: Iterable[Case], depth: int) -> Mechanisms | None:
    """Return the mechanisms by which all cases are shown, None where one is not.

    Where there are no cases nothing could make the goal false.
    """
    used: list[str] = []
    for case in cases:
        found = _show(world.assuming(case.assumptions), case.goals, depth)
        if found is None:
            return None
        used.extend(found)
    return tuple(dict.fromkeys(used)) or (REFUTATION,)


def _show(world: World, goals: tuple[Triple, ...], depth: int) -> Mechanisms | None:
    if world.is_inconsistent:
        return (REFUTATION,)
    if world.looped.is_inconsistent:
        return REFLEXIVITY, REFUTATION
    if not goals:
        return None
    used = [FREEZE]
    for goal in goals:
        found = prove(world, goal, depth - 1)
        if found is None:
            return None
        used.extend(name for name in found if name != CLOSURE)
    return tuple(used)


_MECHANISMS: Final[tuple[Callable[[World, Triple, int], Mechanisms | None], ...]] = (
    closure,
    difference,
    reflexivity,
    containment,
    freeze,
    refutation,
)
