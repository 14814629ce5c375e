"""The answer to an entailment question, part by part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kg.engine.conflicts import Conflict
from kg.engine.terms import Triple
from kg.entailment import words as w
from kg.entailment.comprehension import comprehend
from kg.entailment.match import Match, Mechanisms, is_blank
from kg.entailment.mechanisms import COMPREHENSION, INCONSISTENT, closure, prove, show
from kg.entailment.world import World
from kg.reasoning.closing import Input, NodeTriple, node, read

_ONTOLOGY: Final = w.owl("Ontology")
_DECLARED: Final = (
    w.CLASS,
    w.owl("ObjectProperty"),
    w.owl("DatatypeProperty"),
    w.owl("AnnotationProperty"),
    w.owl("NamedIndividual"),
    w.rdfs("Datatype"),
    w.rdfs("Class"),
    w.rdf("Property"),
)
_DEPTH: Final = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A triple of a conclusion, or several that share blank nodes.

    Attributes:
        triples: what it says.
        mechanisms: what shows it, in the order used; empty where nothing does.
        missing: a triple of it that could not be shown, for a part that is not entailed.
    """

    triples: tuple[NodeTriple, ...]
    mechanisms: Mechanisms
    missing: NodeTriple | None = None

    @property
    def is_entailed(self) -> bool:
        """Whether it follows."""
        return bool(self.mechanisms)


@dataclass(frozen=True, slots=True)
class Entailment:
    """Whether a conclusion follows from a premise; true in a condition if it does.

    Attributes:
        parts: the conclusion, part by part.
        conflicts: how the premise contradicts itself, if it does: then everything follows.
    """

    parts: tuple[Part, ...]
    conflicts: tuple[Conflict, ...] = ()

    def __bool__(self) -> bool:
        """Whether the conclusion follows."""
        return self.entailed

    @property
    def entailed(self) -> bool:
        """Whether all parts follow; False says only that none of the mechanisms shows it."""
        return all(part.is_entailed for part in self.parts)

    @property
    def mechanisms(self) -> Mechanisms:
        """All mechanisms that were used."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.mechanisms))

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts that are not entailed."""
        return tuple(part for part in self.parts if not part.is_entailed)


def entails(
    premise: Input | list[Input] | tuple[Input, ...],
    conclusion: Input,
    *,
    axioms_only: bool = False,
) -> Entailment:
    """Say whether a conclusion follows from a premise, and by which mechanisms.

    Args:
        premise: what is given, or several inputs of which the union is; see `close`.
        conclusion: what is asked.
        axioms_only: whether to leave out of the conclusion what makes a graph an OWL 2 DL document
            and is no axiom: ontology headers, imports, and declarations of IRIs. Where nothing else
            is in it they stay.

    Raises:
        FileError: a path that cannot be read.
        TurtleError: text or a file that cannot be parsed.

    >>> chain = "PREFIX : <x:> PREFIX owl: <http://www.w3.org/2002/07/owl#> "
    >>> answer = entails(chain + ":p owl:propertyChainAxiom (:p :p) .",
    ...     chain + ":p a owl:TransitiveProperty .")
    >>> answer.entailed, answer.mechanisms
    (True, ('freeze-and-chase',))
    """
    inputs = premise if isinstance(premise, list | tuple) else [premise]
    given = [t for n, each in enumerate(inputs) for t in _named(_triples(each), n)]
    asked = _triples(conclusion)
    if axioms_only:
        asked = [triple for triple in asked if not _is_no_axiom(triple)] or asked
    world = World(given, frozenset(term for s, _, o in asked for term in (s, o)))
    parts = _parts(asked)
    for possible in (world, world.looped):
        if possible.is_inconsistent:
            follows = (Part(_nodes(part), (INCONSISTENT,)) for part in parts)
            return Entailment(tuple(follows), tuple(possible.conflicts))
    return Entailment(tuple(_answer(world, part) for part in parts))


def _answer(world: World, part: tuple[Triple, ...]) -> Part:
    """Show a part: by the closure, by mechanisms, then with what exists by comprehension."""
    simple, full = Match(world, closure), Match(world, prove)
    found = simple.solve(part) or full.solve(part) or _comprehended(world, part)
    missing = None if found else full.failed
    return Part(_nodes(part), found or (), _nodes([missing])[0] if missing else None)


def _comprehended(world: World, part: tuple[Triple, ...]) -> Mechanisms | None:
    taken = comprehend(world, part)
    if taken is None:
        return None
    larger = world.assuming(taken.descriptions) if taken.descriptions else world
    if larger.is_inconsistent:
        return None
    goals = Match(larger, prove).solve(taken.goals)
    cases = show(larger, taken.cases, _DEPTH) if taken.cases else ()
    if goals is None or cases is None:
        return None
    return tuple(dict.fromkeys((COMPREHENSION, *goals, *cases)))


def _parts(triples: list[Triple]) -> list[tuple[Triple, ...]]:
    """Group triples that share blank nodes, in the order in which the first of each comes."""
    above: dict[str, str] = {}

    def top(label: str) -> str:
        while above.setdefault(label, label) != label:
            above[label] = label = above[above[label]]
        return label

    for s, _, o in triples:
        if is_blank(s) and is_blank(o):
            above[top(s)] = top(o)
    parts: dict[str | Triple, list[Triple]] = {}
    for triple in triples:
        labels = [term for term in (triple[0], triple[2]) if is_blank(term)]
        parts.setdefault(top(labels[0]) if labels else triple, []).append(triple)
    return [tuple(part) for part in parts.values()]


def _triples(given: Input) -> list[Triple]:
    return list(dict.fromkeys(read(given, "input")[1]))


def _named(triples: Iterable[Triple], number: int) -> list[Triple]:
    """Replace blank nodes by names, of each input its own."""

    def name(term: str) -> str:
        return f"<_:{number}-{term[2:]}>" if is_blank(term) else term

    return [(name(s), p, name(o)) for s, p, o in triples]


def _is_no_axiom(triple: Triple) -> bool:
    s, p, o = triple
    declares = o == _ONTOLOGY or (o in _DECLARED and not is_blank(s))
    return p == w.owl("imports") or (p == w.TYPE and declares)


def _nodes(triples: Iterable[Triple]) -> tuple[NodeTriple, ...]:
    return tuple((node(_label(s)), node(_label(p)), node(_label(o))) for s, p, o in triples)


def _label(term: str) -> str:
    """Return a name of `World` as the blank node it was made for."""
    return term[1:-1] if term.startswith("<_:") else term
