"""The Generis Movie DataBase, real and dirty, closed with our ontology: its time and conflicts.

The data are not shipped: an N-Triples file, or one packed by gzip, is named. What places its terms
below ours is `ontology/alignments/gmdb.ttl`.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time
from typing import Final

from kg import turtle, vocab
from kg.bench.closures import batches
from kg.bench.process import python
from kg.engine import Closure
from kg.engine.terms import Triple
from kg.errors import FileError
from kg.files import shipped
from kg.reasoning.axioms import axioms_of

_UNITS: Final = 3
_REPEATS: Final = 3
_ONTOLOGY: Final = ("celadon.ttl", "alignment.ttl", "alignments/gmdb.ttl")


@dataclass(frozen=True, slots=True)
class Gmdb:
    """What closing the data shows.

    Attributes:
        stated: the triples stated, axioms included.
        closed: the triples stored when closed.
        units: how many units the data were dealt out to at random.
        encode_s: CPU seconds to number the terms.
        close_s: CPU seconds to close.
        conflicts_s: CPU seconds to find all conflicts.
        conflicts: how many conflicts each rule has.
    """

    stated: int
    closed: int
    units: int
    encode_s: float
    close_s: float
    conflicts_s: float
    conflicts: dict[str, int]


def measure(data: Path, *, settings: Mapping[str, str] | None = None) -> Gmdb:
    """Close the data in a process of its own.

    Raises:
        FileError: they cannot be read.
    """
    if not data.is_file():
        raise FileError(f"{data}: there is no such file")
    program = "import sys, kg.bench.gmdb as g; print(g.measured(sys.argv[1]))"
    return Gmdb(**json.loads(python(["-c", program, str(data)], settings or {})))


def measured(data: str) -> str:
    """Close the data here and now; return the fields of a `Gmdb` as JSON."""
    facts, axioms = triples_in(Path(data)), schema()
    found = [_measure(facts, axioms) for _ in range(_REPEATS)]
    return json.dumps(asdict(min(found, key=lambda one: one.close_s)))


def triples_in(data: Path) -> list[Triple]:
    """Return the triples of a file of N-Triples, one a line, packed by gzip or not."""
    opening = gzip.open if data.suffix == ".gz" else open
    with opening(data, "rt", encoding="utf-8") as lines:
        split = (line.rstrip(" .\n").split(" ", 2) for line in lines if line.strip())
        return [(s, p, o) for s, p, o in split]


def schema() -> list[Triple]:
    """Return our ontology and what places the data's terms below ours."""
    folder = shipped("ontology")
    documents = (turtle.read(folder / name, base_iri=vocab.CEL[:-1]) for name in _ONTOLOGY)
    return [(str(t.subject), str(t.predicate), str(t.object)) for t in axioms_of(documents)]


def _measure(facts: list[Triple], axioms: list[Triple]) -> Gmdb:
    closure = Closure(supports=True)
    given = batches(facts, axioms, _UNITS)
    start = process_time()
    closure.state(given)
    encoded = process_time()
    closure.close()
    closed = process_time()
    rules = Counter(conflict.rule for conflict in closure.conflicts)
    return Gmdb(
        stated=sum(len(batch.forms) for batch in closure.stated),
        closed=len(closure),
        units=_UNITS,
        encode_s=encoded - start,
        close_s=closed - encoded,
        conflicts_s=process_time() - closed,
        conflicts=dict(rules.most_common()),
    )
