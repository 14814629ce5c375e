"""Shapes that are hard on a reasoner: few triples from which very many follow, in long chains.

The time to close each, and to prove what is furthest away, of CPU.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from time import process_time
from typing import Final

from kg.bench.process import python
from kg.engine import Batch, Closure
from kg.engine.prover import Prover
from kg.engine.rules import PREFIXES
from kg.engine.terms import Triple

LENGTH: Final = 1000
_UNITS: Final = 3
_TYPE: Final = f"<{PREFIXES['rdf']}type>"
_SAME: Final = f"<{PREFIXES['owl']}sameAs>"
_SUB_CLASS: Final = f"<{PREFIXES['rdfs']}subClassOf>"
_CHAIN: Final = f"<{PREFIXES['owl']}propertyChainAxiom>"
_P: Final = "<:p>"


@dataclass(frozen=True, slots=True)
class Shape:
    """One measurement.

    Attributes:
        name: what was closed.
        closed: the triples stored when closed.
        close_s: CPU seconds to close.
        prove_s: CPU seconds to prove what is furthest away.
        height: of that proof.
    """

    name: str
    closed: int
    close_s: float
    prove_s: float
    height: int


def measure(settings: Mapping[str, str] | None = None) -> list[Shape]:
    """Close and prove each shape, in three units, in a process of its own."""
    program = "import sys, kg.bench.shapes as s; print(s.measured(sys.argv[1]))"
    return [Shape(**json.loads(python(["-c", program, name], settings or {}))) for name in _SHAPES]


def measured(name: str, length: int = LENGTH) -> str:
    """Close and prove one shape here and now; return the fields of a `Shape` as JSON."""
    axioms, facts, goal = _SHAPES[name](length)
    given: list[Batch] = [(frozenset({f"u{n}"}), facts[n::_UNITS]) for n in range(_UNITS)]
    closure = Closure()
    closure.state([*given, (frozenset(), axioms)])
    start = process_time()
    closure.close()
    closed = process_time()
    proof = Prover(closure).why(*goal)
    proven = process_time()
    assert proof is not None
    found = Shape(name, len(closure), closed - start, proven - closed, proof.height)
    return json.dumps(asdict(found))


_Given = tuple[list[Triple], list[Triple], Triple]
"""Axioms, facts, and what is furthest away."""


def _thing(number: int) -> str:
    return f"<:{number}>"


def _links(p: str, length: int) -> list[Triple]:
    return [(_thing(n), p, _thing(n + 1)) for n in range(length)]


def _transitive(length: int) -> _Given:
    axioms = [(_P, _TYPE, f"<{PREFIXES['owl']}TransitiveProperty>")]
    return axioms, _links(_P, length), (_thing(0), _P, _thing(length))


def _symmetric(length: int) -> _Given:
    axioms, facts, _ = _transitive(length)
    axioms.append((_P, _TYPE, f"<{PREFIXES['owl']}SymmetricProperty>"))
    return axioms, facts, (_thing(length), _P, _thing(0))


def _carried(length: int) -> _Given:
    axioms = [("<:q>", p, o) for _, p, o in _transitive(length)[0]] + _chained(_P, "<:q>")
    return axioms, [*_links(_P, length), *_links("<:q>", length)], (_thing(0), _P, _thing(length))


def _identical(length: int) -> _Given:
    return [], _links(_SAME, length), (_thing(0), _SAME, _thing(length))


def _deep(length: int) -> _Given:
    fact = (_thing(0), _TYPE, "<:instance-of>")
    axioms = [("<:instance-of>", _SUB_CLASS, _thing(0)), *_links(_SUB_CLASS, length)]
    return axioms, [fact], (_thing(0), _TYPE, _thing(length))


def _long_rule(length: int) -> _Given:
    names = [f"<:p{n}>" for n in range(length)]
    facts = [(_thing(n), name, _thing(n + 1)) for n, name in enumerate(names)]
    return _chained(*names), facts, (_thing(0), _P, _thing(length))


def _chained(*names: str) -> list[Triple]:
    """Return the axiom that a path of some properties is one of `_P`."""
    rdf, nodes = PREFIXES["rdf"], [f"<:list-{n}>" for n in range(len(names))]
    axioms = [(_P, _CHAIN, nodes[0])]
    for node, rest, name in zip(nodes, [*nodes[1:], f"<{rdf}nil>"], names, strict=True):
        axioms += [(node, f"<{rdf}first>", name), (node, f"<{rdf}rest>", rest)]
    return axioms


_SHAPES: Final = {
    "links of a transitive property": _transitive,
    "links of a transitive and symmetric property": _symmetric,
    "links of a property, and of a transitive one that carries it": _carried,
    "identities in a chain, each of one source": _identical,
    "classes, each within the next": _deep,
    "properties in one owl:propertyChainAxiom": _long_rule,
}
