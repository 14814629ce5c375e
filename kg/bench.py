"""Benchmarks of the closure, against the prototype that showed the way, as ratios.

Data come from `gen.py` beside the project (`../shared/bench`). Each run is a process of its own and
takes the best of three; encoding of terms and closure are timed apart. Only ratios of one call of
`run` mean anything: machines differ, and are shared.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time
from typing import Final

from kg.engine import Batch, Closure
from kg.errors import FileError

SHARED: Final = Path(__file__).parents[2] / "shared" / "bench"
_SCHEMA_TRIPLES: Final = 201
_SORT_SETTINGS: Final = ("", "X86_V4 AVX512_ICL AVX512_SPR")
_SORT: Final = """
import numpy, time
words = numpy.random.default_rng(0).integers(0, 1 << 62, 1 << 20, dtype=numpy.uint64)
start = time.process_time()
numpy.sort(words)
print(time.process_time() - start)
"""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measurement of the closure.

    Attributes:
        stated: the triples stated.
        closed: the triples stored, of representatives, when closed.
        units: how many units the triples were spread over at random; 0 for the Boolean mode.
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


def run(
    sizes: Sequence[int] = (100_000, 1_000_000),
    *,
    units: Sequence[int] = (0, 3, 8),
    shared: Path = SHARED,
) -> Iterator[str]:
    """Yield a table, line by line: each size and number of units with ratios.

    Args:
        sizes: how many triples to state.
        units: how many units to spread them over; 0 is the Boolean mode and comes first.
        shared: the folder of `gen.py` and `prototype/`.

    Raises:
        FileError: there is no `gen.py`.
    """
    if not (shared / "gen.py").exists():
        raise FileError(f"{shared / 'gen.py'}: not found, name the folder that has it")
    settings = {"NPY_DISABLE_CPU_FEATURES": fastest_sort()}
    yield "| triples | units | encode s | close s | × prototype | × Boolean | bytes | add ms |"
    yield "|---|---|---|---|---|---|---|---|"
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            data = Path(folder) / f"{size}.nt"
            _call([str(shared / "gen.py"), str(size), str(data)], {})
            prototype = _prototype_s(data, shared, settings)
            boolean = None
            for count in units:
                found = measure(data, units=count, settings=settings)
                boolean = boolean or found.close_s
                yield (
                    f"| {found.stated:,} → {found.closed:,} | {count} | {found.encode_s:.3f} "
                    f"| {found.close_s:.3f} | {found.close_s / prototype:.2f} "
                    f"| {found.close_s / boolean:.2f} | {found.bytes_per_triple:.1f} "
                    f"| {found.add_ms:.1f} |"
                )


def fastest_sort() -> str:
    """Return the processor features that numpy should do without, measured.

    On some processors numpy's AVX-512 sort is several times slower than its AVX2 sort, and which
    one it takes is settled when it is imported: set `NPY_DISABLE_CPU_FEATURES` to the answer before
    that.
    """
    seconds = {
        features: float(_call(["-c", _SORT], {"NPY_DISABLE_CPU_FEATURES": features}))
        for features in _SORT_SETTINGS
    }
    return min(seconds, key=lambda features: seconds[features])


def measure(data: Path, *, units: int = 0, settings: dict[str, str] | None = None) -> Measure:
    """Close an N-Triples file of `gen.py` in a process of its own.

    Its last triples, the schema, are axioms; the others are spread over `units` at random.
    """
    program = "import sys, kg.bench; print(kg.bench.measured(sys.argv[1], int(sys.argv[2])))"
    return Measure(**json.loads(_call(["-c", program, str(data), str(units)], settings or {})))


def measured(data: str, units: int) -> str:
    """Close a file here and now; return the fields of a `Measure` as JSON."""
    triples = _read(Path(data))
    repeats = 3 if len(triples) < 5_000_000 else 1
    found = [_measure(triples, units) for _ in range(repeats)]
    return json.dumps(asdict(min(found, key=lambda one: one.close_s)))


def _measure(triples: list[tuple[str, str, str]], units: int) -> Measure:
    closure = Closure(supports=units > 0)
    batches = _batches(triples, units)
    start = process_time()
    closure.state(batches)
    encoded = process_time()
    closure.close()
    closed = process_time()
    stored, taken = len(closure), closure.nbytes
    closure.add((frozenset(), _film("first")))
    start_add = process_time()
    closure.add((frozenset(), _film("second")))
    return Measure(
        stated=len(triples),
        closed=stored,
        units=units,
        encode_s=encoded - start,
        close_s=closed - encoded,
        supports=len(closure.supports),
        bytes_per_triple=taken / stored,
        add_ms=1000 * (process_time() - start_add),
    )


def _film(name: str) -> list[tuple[str, str, str]]:
    """Return nine triples about a new film, related to things that are there."""
    vocabulary, things = "http://cinema.example/o#", "http://cinema.example/id/"
    film = f"<{things}new-{name}>"
    links = {
        "director": "person5",
        "starring": "person9",
        "writer": "person5",
        "hasCountry": "country0",
        "hasGenre": "genre3",
        "studio": "studio1",
    }
    year = '"1999"^^<http://www.w3.org/2001/XMLSchema#integer>'
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    return [
        (film, kind, f"<{vocabulary}FeatureFilm>"),
        (film, f"<{vocabulary}title>", '"A new film"@en'),
        (film, f"<{vocabulary}year>", year),
        *((film, f"<{vocabulary}{p}>", f"<{things}{o}>") for p, o in links.items()),
    ]


def _batches(triples: list[tuple[str, str, str]], units: int) -> list[Batch]:
    if not units:
        return [(frozenset(), triples)]
    choose = random.Random(1)
    spread: list[list[tuple[str, str, str]]] = [[] for _ in range(units)]
    for triple in triples[:-_SCHEMA_TRIPLES]:
        spread[choose.randrange(units)].append(triple)
    stated: list[Batch] = [(frozenset({f"unit-{n}"}), part) for n, part in enumerate(spread)]
    return [*stated, (frozenset(), triples[-_SCHEMA_TRIPLES:])]


def _read(data: Path) -> list[tuple[str, str, str]]:
    triples = []
    with data.open(encoding="utf-8") as lines:
        for line in lines:
            s, p, o = line.split(" ", 2)
            triples.append((s, p, o[:-3]))
    return triples


def _prototype_s(data: Path, shared: Path, settings: dict[str, str]) -> float:
    """Return the best of three CPU times of the prototype on the same data, closure only."""
    encoded = str(data.with_suffix(".npz"))
    folder = shared / "prototype"
    _call([str(folder / "enc.py"), str(data), encoded], settings)
    program = (
        "import sys, time; time.perf_counter = time.process_time; "
        f"sys.path.insert(0, {str(folder)!r}); import np_engine; "
        "e = np_engine.Eng(sys.argv[1]); e.run(); print('reason_s', e.total + e.tcompile)"
    )
    found = [_call(["-c", program, encoded], settings) for _ in range(3)]
    return min(float(match[1]) for text in found if (match := re.search(r"reason_s (\S+)", text)))


def _call(arguments: list[str], settings: dict[str, str]) -> str:
    environment = {**os.environ, **settings}
    environment["PYTHONPATH"] = str(Path(__file__).parents[1])
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True
    ).stdout
