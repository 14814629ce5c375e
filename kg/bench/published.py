"""Published: what it costs to add nine triples to a dataset of made-up films, and to drop them.

The films are dealt out to three sources, by subject, and built from files as any facts are; the
nine come in a passage of their own. A change is closed and published before it is over. CPU time,
that of processes started meanwhile included; most of what one waits for beside it is the disk.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zlib import crc32

from kg import vocab
from kg.bench import films
from kg.bench.process import python
from kg.building.build import build
from kg.building.session import Session
from kg.engine.terms import Triple
from kg.errors import ReasonerError
from kg.files import shipped
from kg.reasoning.closure import triples_of
from kg.storage.store import lock

SIZE: Final = 100_000
_SOURCES: Final = ("north", "south", "west")
_HASH: Final = "0" * 64
_PREFIXES: Final = f"""@prefix cel: <{vocab.CEL}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix source: <{vocab.BASE}source/> .
"""


@dataclass(frozen=True, slots=True)
class Published:
    """One measurement; all times are CPU seconds.

    Attributes:
        claims: the triples of the films.
        closed: the triples that follow, theirs included.
        build_s: to build the dataset from its files.
        open_s: to open it for changes.
        add_s: to add nine triples and publish them.
        drop_s: to drop them again.
    """

    claims: int
    closed: int
    build_s: float
    open_s: float
    add_s: float
    drop_s: float


def measure(size: int = SIZE, *, settings: Mapping[str, str] | None = None) -> Published:
    """Build about `size` triples of films and change them, in a process of its own."""
    program = "import sys, kg.bench.published as p; print(p.measured(int(sys.argv[1])))"
    return Published(**json.loads(python(["-c", program, str(size)], settings or {})))


def measured(size: int) -> str:
    """Build and change here and now; return the fields of a `Published` as JSON."""
    with TemporaryDirectory() as scratch:
        folder, root = Path(scratch) / "facts", Path(scratch) / "dataset"
        write(folder, size)
        ontology = [
            shipped("ontology") / "celadon.ttl",
            Path(films.__file__).with_name("films.ttl"),
        ]
        start = _cpu_s()
        report = build([folder], dataset=root, ontology=ontology, shapes=False)
        times = [_cpu_s() - start, *_changed(root)]
    counts = report.snapshot.record.counts
    return json.dumps(asdict(Published(counts["claims"], counts["closure"], *times)))


def write(folder: Path, size: int) -> None:
    """Write about `size` triples of films as facts, a passage for each of three sources."""
    dealt: dict[str, list[Triple]] = defaultdict(list)
    for triple in films.films(size):
        dealt[_SOURCES[crc32(triple[0].encode()) % len(_SOURCES)]].append(triple)
    folder.mkdir()
    listed = "".join(map(_listed, _SOURCES))
    (folder / "sources.ttl").write_text(f"{_PREFIXES}{listed}", encoding="utf-8")
    for source, triples in dealt.items():
        claims = "".join(f"{s} {p} {o} .\n" for s, p, o in sorted(set(triples)))
        path = folder / source / "all.ttl"
        path.parent.mkdir()
        path.write_text(f"{_PREFIXES}{_described(source)}{claims}", encoding="utf-8")


def _changed(root: Path) -> list[float]:
    """Return the seconds to open a dataset, to add nine triples, and to drop them."""
    graph = f"{vocab.BASE}source/{_SOURCES[0]}/new"
    with lock(root):
        start = _cpu_s()
        session = Session(root)
        times = [_cpu_s() - start]
        for claims in (frozenset(triples_of(films.added("published"))), None):
            start = _cpu_s()
            session.apply({graph: claims}, journal=session.snapshot.record.journal)
            times.append(_cpu_s() - start)
            if session.difference.anew:
                raise ReasonerError("a change of nine triples has written the whole dataset anew")
    return times


def _cpu_s() -> float:
    return sum(os.times()[:4])


def _described(source: str) -> str:
    """Return the passage of a source; its place and hash stand for a text that there is not."""
    return (
        f'<> a cel:Passage ; rdfs:label "all that {source} tells"@en ; cel:heading "all" ; '
        f"cel:statedIn source:{source} ; cel:start 0 ; cel:end 1 ; "
        f'cel:sha256 "{_HASH}" .\n'
    )


def _listed(source: str) -> str:
    return (
        f'source:{source} a cel:Source ; rdfs:label "{source.title()}"@en ; cel:role cel:Primary ; '
        f'cel:languageTag "en" ; cel:length 1 ; cel:sha256 "{_HASH}" .\n'
    )
