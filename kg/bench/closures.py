"""Closures of made-up films: how long they take, without supports and with, and how large they are.

Each is measured in a process of its own, the best of a few; encoding of terms and closure are timed
apart. Only ratios of one run mean anything: machines differ, and are shared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from random import Random
from time import process_time

from kg.bench import films
from kg.bench.process import python, repeats
from kg.engine import Batch, Closure
from kg.engine.terms import Triple


@dataclass(frozen=True, slots=True)
class Measure:
    """One measurement of the closure.

    Attributes:
        stated: the triples stated, axioms included.
        closed: the triples stored, of representatives, when closed.
        units: how many units the triples were dealt out to at random; 0 for the Boolean mode.
        encode_s: CPU seconds to number the terms.
        close_s: CPU seconds to close.
        supports: how many supports arose.
        bytes_per_triple: the bytes of relations and stated triples for each triple closed.
        add_ms: CPU milliseconds to add nine triples.
    """

    stated: int
    closed: int
    units: int
    encode_s: float
    close_s: float
    supports: int
    bytes_per_triple: float
    add_ms: float


def measure(size: int, *, units: int = 0, settings: Mapping[str, str] | None = None) -> Measure:
    """Close about `size` triples, dealt out to `units` at random, in a process of its own."""
    program = "import sys, kg.bench.closures as c; print(c.measured(*map(int, sys.argv[1:])))"
    return Measure(**json.loads(python(["-c", program, str(size), str(units)], settings or {})))


def measured(size: int, units: int) -> str:
    """Close here and now; return the fields of a `Measure` as JSON."""
    stated = list(films.films(size))
    given = batches(stated, films.schema(), units)
    found = [_measure(given, units) for _ in range(repeats(size))]
    return json.dumps(asdict(min(found, key=lambda one: one.close_s)))


def batches(facts: list[Triple], axioms: list[Triple], units: int) -> list[Batch]:
    """Return facts dealt out to units at random, the worst case for supports, and axioms."""
    dealt: list[list[Triple]] = [[] for _ in range(units)]
    choose = Random(1)
    for triple in facts if units else ():
        dealt[choose.randrange(units)].append(triple)
    named: list[Batch] = [(frozenset({f"unit-{n}"}), part) for n, part in enumerate(dealt)]
    return [*named, (frozenset(), axioms)] if units else [(frozenset(), facts + axioms)]


def _measure(given: list[Batch], units: int) -> Measure:
    closure = Closure(supports=units > 0)
    start = process_time()
    closure.state(given)
    encoded = process_time()
    closure.close()
    closed = process_time()
    stored, taken = len(closure), closure.nbytes
    closure.add((frozenset(), films.added("first")))
    start_add = process_time()
    closure.add((frozenset(), films.added("second")))
    added = process_time()
    return Measure(
        stated=sum(len(batch.forms) for batch in closure.stated) - 2 * len(films.added("")),
        closed=stored,
        units=units,
        encode_s=encoded - start,
        close_s=closed - encoded,
        supports=len(closure.supports),
        bytes_per_triple=taken / stored,
        add_ms=1000 * (added - start_add),
    )
