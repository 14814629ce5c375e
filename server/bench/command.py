"""`celadon bench serve` prints a table of ratios, measured now on this machine."""

from __future__ import annotations

import http.client
import json
import statistics
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import quote

import click

import kg
from server.bench.load import Load, Question, Target, ask
from server.bench.subjects import bare_flask, celadon, rdflib_endpoint

_CEL: Final = "PREFIX cel: <https://w3id.org/celadon/ontology#>"
_FILM: Final = "PREFIX film: <https://w3id.org/celadon/film/>"
_FILMS: Final = ("pulgasari", "sea-of-blood", "the-flower-girl", "the-schoolgirls-diary")
_RUNAWAY: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
_CLIENTS: Final = 8


def lookup(n: int) -> str:
    """Return a point lookup that nobody has asked before."""
    return f"{_CEL} {_FILM} SELECT ?y {{ film:{_FILMS[n % 4]} cel:releaseYear ?y }} #{n}"


def known(n: int) -> str:
    """Return one of four point lookups."""
    return f"{_CEL} {_FILM} SELECT ?y {{ film:{_FILMS[n % 4]} cel:releaseYear ?y }}"


def rows(n: int) -> str:
    """Return a question with 1,000 rows that nobody has asked before."""
    return f"SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT 1000 #{n}"


@click.command()
@click.option(
    "--dataset",
    type=click.Path(path_type=Path),
    help="Folder of the dataset; the user's by default, made where there is none.",
)
@click.option("--peer", type=click.Path(path_type=Path), help="Python that has rdflib-endpoint.")
@click.option("--seconds", default=3.0, show_default=True, help="Length of a measurement.")
@click.option("--rounds", default=5, show_default=True, help="Measurements; medians are shown.")
def serve(dataset: Path | None, peer: Path | None, seconds: float, rounds: int) -> None:
    """Measure serving on loopback, in ratios to bare Flask and to rdflib-endpoint."""
    with kg.open(dataset) as opened:
        folder = opened.root
    print("| what | a second | ratio | p50, ms | p99, ms | failed |\n|---|---|---|---|---|---|")
    _measure(folder, peer, seconds, rounds)


def _measure(dataset: Path, peer: Path | None, seconds: float, rounds: int) -> None:
    with ExitStack() as stack:
        ours = stack.enter_context(celadon(dataset))
        bare = stack.enter_context(bare_flask(dataset))
        for target in (ours, bare):
            ask(target, lookup, clients=_CLIENTS, seconds=min(1, seconds))  # until all is loaded
        plain, uncached, cached = _together(
            [(bare, lookup), (ours, lookup), (ours, known)], seconds, rounds
        )
        _told("bare Flask and the engine, point lookup", plain)
        _told("point lookup, uncached", uncached, plain)
        _told("point lookup, cached", cached, plain)
        if peer is not None:
            folder = Path(stack.enter_context(TemporaryDirectory()))
            other = stack.enter_context(rdflib_endpoint(peer, dataset, folder))
            for name, question in (("point lookup", lookup), ("1,000 rows", rows)):
                theirs, mine = _together([(other, question), (ours, question)], seconds, rounds)
                _told(f"rdflib-endpoint, {name}", theirs)
                _told(f"{name}, uncached, to rdflib-endpoint", mine, theirs)
        _beside_runaways(ours, seconds)


def _beside_runaways(ours: Target, seconds: float) -> None:
    _told("point lookup beside nothing", ask(ours, lookup, clients=_CLIENTS, seconds=seconds))
    with _Runaway(ours[0]):
        found = ask(ours, lookup, clients=_CLIENTS, seconds=seconds)
    _told("point lookup beside a runaway", found)
    print(_of_one_runaway(ours[0]))


def _together(subjects: list[tuple[Target, Question]], seconds: float, rounds: int) -> list[Load]:
    """Measure subjects by turns, so that what else the machine does meets all of them."""
    found: list[list[Load]] = [[] for _ in subjects]
    for _ in range(rounds):
        for n, (target, question) in enumerate(subjects):
            found[n].append(ask(target, question, clients=_CLIENTS, seconds=seconds))
    return [_middle(loads) for loads in found]


def _middle(loads: list[Load]) -> Load:
    return Load(
        statistics.median(load.rate for load in loads),
        statistics.median(load.p50_ms for load in loads),
        statistics.median(load.p99_ms for load in loads),
        sum(load.failed for load in loads),
    )


def _told(name: str, load: Load, base: Load | None = None) -> None:
    ratio = f"{load.rate / base.rate:.2f}" if base else ""
    cells = (f"{load.rate:,.0f}", ratio, f"{load.p50_ms:.2f}", f"{load.p99_ms:.1f}", load.failed)
    print(f"| {name} | {' | '.join(str(cell) for cell in cells)} |", flush=True)


class _Runaway:
    """Queries without end, one after the other, for as long as the block lasts."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> None:
        self._thread.start()
        time.sleep(0.2)

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self._is_over.is_set():
            _get(self._port, f"/sparql?timeout=1&query={quote(_RUNAWAY)}")


def _of_one_runaway(port: int) -> str:
    """Time the answer to a query without end, and for how long the pool then lacks a worker."""
    _wait_for(port, lambda state: state["living"] == state["kept"])
    began = time.monotonic()
    status, _ = _get(port, f"/sparql?timeout=1&query={quote(_RUNAWAY + ' #once')}")
    answered = time.monotonic() - began
    _wait_for(port, lambda state: state["idle"] > state["size"])
    able = time.monotonic() - began - answered
    _wait_for(port, lambda state: state["living"] == state["kept"])
    whole = time.monotonic() - began - answered
    return (
        f"runaway, timeout 1 s: {status} after {answered:.3f} s, "
        f"all queries can run again {able:.3f} s later, the reserve is back {whole:.3f} s later"
    )


def _wait_for(port: int, is_so: Callable[[Any], bool]) -> None:
    while not is_so(json.loads(_get(port, "/status")[1])):
        time.sleep(0.005)


def _get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body
