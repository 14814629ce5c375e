"""The Generis Movie DataBase as a corpus of three sources, to see the pages on data of real size.

    python tests/gmdb.py ../shared/data/gmdb.nt.gz FOLDER    writes FOLDER/facts and FOLDER/ontology
    python tests/gmdb.py FOLDER                              prints what CPU time each page takes

The data are not shipped. They are dealt out by film, so that sources share persons and no films; a
tenth of the films is told by two, one of which says another year.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph

from kg.files import shipped
from server import create_app
from server.graph import ServedGraph
from server.settings import Settings
from server.site import PREPARATIONS

SOURCES = ("north", "south", "west")
MOVIES = "http://www.taotesting.com/movies.rdf#"
HASH = hashlib.sha256(b"x").hexdigest()
PREFIXES = """@prefix cel: <https://w3id.org/celadon/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix source: <https://w3id.org/celadon/source/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
FILM = "/thing?iri=http%3A%2F%2Fwww.taotesting.com%2Fmovies.rdf%23TheHurtLocker"
PAGES = (
    "/",
    "/browse",
    "/browse?decade=2010&source=https://w3id.org/celadon/source/north",
    "/browse?order=title&page=200",
    "/people",
    "/people?page=300&order=name",
    "/timeline",
    "/timeline?from=2010&to=2010&page=5",
    "/search?q=the",
    "/search?q=a",
    "/search?q=love+story",
    "/search/suggest?q=s",
    "/search/suggest?q=the+",
    "/sources",
    "/sources/north",
    "/conflicts",
    "/conflicts?source=https://w3id.org/celadon/source/west&page=3",
    FILM,
    "/graph",
    "/graph?iri=http%3A%2F%2Fwww.taotesting.com%2Fmovies.rdf%23TheHurtLocker",
    "/graph/catalogue",
    "/source/north/all",
    "/ontology",
    "/ontology/Film",
    "/ontology/Agent",
    "/ontology/director",
    "/ontology/Event",
)
BELIEFS = ("", "view=possible", "view=accepted", "trust=south")


def write(data: Path, folder: Path) -> None:
    """Write the corpus and the ontology that it is built with."""
    dealt: dict[str, list[pyoxigraph.Triple]] = defaultdict(list)
    for quad in quads(data):
        for source in sources_of(quad):
            dealt[source].append(
                pyoxigraph.Triple(quad.subject, quad.predicate, told(quad, source))
            )
    facts = folder / "facts"
    for source, triples in dealt.items():
        text = pyoxigraph.serialize(
            sorted(set(triples), key=str), format=pyoxigraph.RdfFormat.TURTLE
        )
        path = facts / source / "all.ttl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{PREFIXES}\n{described(source)}\n{text.decode()}", encoding="utf-8")
    listed = "\n".join(map(listed_source, SOURCES, ("Primary", "Primary", "Reference")))
    (facts / "sources.ttl").write_text(f"{PREFIXES}\n{listed}\n", encoding="utf-8")
    for name in ("celadon.ttl", "alignment.ttl", "alignments/gmdb.ttl"):
        target = folder / "ontology" / Path(name).name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(shipped("ontology") / name, target)


def quads(data: Path) -> Iterator[pyoxigraph.Quad]:
    with gzip.open(data) as packed:
        yield from pyoxigraph.parse(packed.read(), format=pyoxigraph.RdfFormat.N_TRIPLES)


def sources_of(quad: pyoxigraph.Quad) -> list[str]:
    """Return who tells of a triple's subject: one source, of a tenth of them two."""
    number = hashlib.sha256(quad.subject.value.encode()).digest()[0]
    chosen = [SOURCES[number % 3]]
    return [*chosen, SOURCES[(number + 1) % 3]] if number < 26 else chosen


def told(quad: pyoxigraph.Quad, source: str) -> pyoxigraph.Term:
    """Return a triple's value; who tells of a film second says that it came out a year later."""
    year = quad.object.value
    if quad.predicate.value == f"{MOVIES}year" and year.isdecimal():
        later = sources_of(quad)[-1] == source and len(sources_of(quad)) > 1
        integer = pyoxigraph.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
        return pyoxigraph.Literal(str(int(year) + later), datatype=integer)
    return quad.object


def described(source: str) -> str:
    """Return the passage of a source; its place and hash stand for a text that there is not."""
    return (
        f'<> a cel:Passage ; rdfs:label "all that {source} tells"@en ; cel:heading "all" ; '
        f'cel:statedIn source:{source} ; cel:start 0 ; cel:end 1 ; cel:sha256 "{HASH}" .'
    )


def listed_source(name: str, role: str) -> str:
    return (
        f'source:{name} a cel:Source ; rdfs:label "{name.title()}"@en ; cel:role cel:{role} ; '
        f'cel:languageTag "en" ; cel:length 1 ; cel:sha256 "{HASH}" .'
    )


def measure(dataset: Path) -> None:
    """Print status, size and CPU times of each page, each on a server newly started."""
    for page in PAGES:
        for belief in ("", "trust=north"):
            address = with_belief(page, belief)
            status, size, first, again = _measured(dataset, address)
            print(f"{status} {size / 1000:6.1f} kB {first:6.0f} ms {again:6.0f} ms  {address}")


def with_belief(page: str, belief: str) -> str:
    """Return the address of a page for who believes something."""
    return f"{page}{'&' if '?' in page else '?'}{belief}" if belief else page


def _measured(dataset: Path, address: str) -> tuple[int, int, float, float]:
    """Return status, size, and CPU time in ms of the first view and the best of three others.

    It is the time of the web process and its workers, in steps of 10 ms for these. The server has
    prepared its snapshot and shown another page, and its cache is not asked.
    """
    app = create_app(Settings(dataset=dataset, workers=1))
    graph, client = app.extensions["celadon"], app.test_client()
    headers = {"Accept": "text/html", "Cache-Control": "no-cache"}
    taken = []
    try:
        graph.prepare(PREPARATIONS)
        for thread in threading.enumerate():
            if thread.name == "indexing":
                thread.join()
        client.get("/queries", headers=headers)
        for _ in range(4):
            start = cpu_ms(graph)
            answered = client.get(address, headers=headers)
            taken.append(cpu_ms(graph) - start)
        return answered.status_code, len(answered.data), taken[0], min(taken[1:])
    finally:
        graph.close()


def cpu_ms(graph: ServedGraph) -> float:
    """Return the CPU time so far of this process and of those that answer queries."""
    workers = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2] for pid in pids(graph))
    ticks = sum(int(stat.split()[11]) + int(stat.split()[12]) for stat in workers)
    return time.process_time() * 1000 + ticks * 1000 / os.sysconf("SC_CLK_TCK")


def pids(graph: ServedGraph) -> list[int]:
    """Return the numbers of the processes that answer queries."""
    workers: Any = graph.status()["workers"]
    return [worker["pid"] for worker in workers]


if __name__ == "__main__":
    if len(sys.argv) == 3:
        write(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        measure(Path(sys.argv[1]))
