"""Benchmarks: the closure, real data, and what a user waits for; as ratios where there is one.

`celadon bench` prints them. Only ratios of one run mean anything: machines differ, and are shared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from kg.bench import closures, datasets, gmdb, prototype, published, shapes
from kg.bench.closures import Measure
from kg.bench.process import fastest_sort

SIZES: Final = (100_000, 1_000_000)
UNITS: Final = (0, 3, 8)
_HEAD: Final = (
    "| triples | units | encode s | close s | × prototype | × Boolean | bytes | add ms |",
    "|---|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure.

    Attributes:
        sizes: how many triples of made-up films to close, one after the other.
        units: how many units to deal them out to; 0 is the Boolean mode and comes first.
        prototype: the folder of the prototype to compare with, if there is one.
        gmdb: the file of the Generis Movie DataBase, if there is one.
        datasets: whether to build the shipped facts, and films, and to publish changes of them.
        shapes: whether to close and prove long chains and deep hierarchies.
    """

    sizes: Sequence[int] = SIZES
    units: Sequence[int] = UNITS
    prototype: Path | None = None
    gmdb: Path | None = None
    datasets: bool = True
    shapes: bool = True


def lines(wanted: Wanted) -> Iterator[str]:
    """Yield Markdown tables of what is measured, line by line, as soon as it is.

    Raises:
        FileError: a file or folder is missing.
        ReasonerError: a measurement fails.
    """
    yield from _HEAD
    for found in _closures(wanted):
        yield _row(found)
    if wanted.gmdb is None and not wanted.datasets and not wanted.shapes:
        return
    yield from ("", "| what | measured |", "|---|---|")
    for what, value in _others(wanted):
        yield f"| {what} | {value} |"


def figures(wanted: Wanted) -> dict[str, Any]:
    """Return all that is measured as data that JSON can hold; see `lines`."""
    settings = fastest_sort()
    found: dict[str, Any] = {"closures": list(_closures(wanted)), "settings": settings}
    if wanted.gmdb is not None:
        found["gmdb"] = asdict(gmdb.measure(wanted.gmdb, settings=settings))
    if wanted.shapes:
        found["shapes"] = [asdict(shape) for shape in shapes.measure(settings)]
    if wanted.datasets:
        found["datasets"] = asdict(datasets.measure())
        found["published"] = asdict(published.measure(settings=settings))
    return found


def _closures(wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Yield the fields of each measure of a closure, with its ratios."""
    settings = fastest_sort()
    for size in wanted.sizes:
        rival = None
        if wanted.prototype is not None:
            rival = prototype.closing_s(size, wanted.prototype, settings)
        boolean: Measure | None = None
        for units in wanted.units:
            found = closures.measure(size, units=units, settings=settings)
            boolean = boolean or found
            yield asdict(found) | {
                "to_prototype": None if rival is None else found.close_s / rival,
                "to_boolean": found.close_s / boolean.close_s if boolean.units == 0 else None,
            }


def _row(found: dict[str, Any]) -> str:
    ratios = (found["to_prototype"], found["to_boolean"])
    to_prototype, to_boolean = ("–" if ratio is None else f"{ratio:.2f}" for ratio in ratios)
    return (
        f"| {found['stated']:,} → {found['closed']:,} | {found['units']} "
        f"| {found['encode_s']:.3f} | {found['close_s']:.3f} | {to_prototype} | {to_boolean} "
        f"| {found['bytes_per_triple']:.1f} | {found['add_ms']:.1f} |"
    )


def _others(wanted: Wanted) -> Iterator[tuple[str, str]]:
    if wanted.gmdb is not None:
        real = gmdb.measure(wanted.gmdb, settings=fastest_sort())
        counts = ", ".join(f"{number} {rule}" for rule, number in real.conflicts.items())
        yield (
            f"gmdb with our ontology, {real.stated:,} → {real.closed:,}, {real.units} units",
            f"closed in {real.close_s:.2f} s after {real.encode_s:.2f} s to number the terms",
        )
        yield f"its conflicts, found in {real.conflicts_s:.3f} s", counts
    for shape in shapes.measure(fastest_sort()) if wanted.shapes else ():
        yield (
            f"{shapes.LENGTH:,} {shape.name} → {shape.closed:,}, 3 units",
            f"closed in {shape.close_s:.2f} s, its ends proven in {shape.prove_s:.2f} s, "
            f"{shape.height} high",
        )
    if wanted.datasets:
        waiting = datasets.measure()
        yield (
            "`celadon build` of the shipped facts, cold, whole process",
            f"{waiting.build_s:.2f} s",
        )
        yield "of which to start Python and import", f"{waiting.start_s:.2f} s"
        yield "publishing a change of one claim", f"{waiting.change_s:.2f} s"
        yield _publishing(published.measure(settings=fastest_sort()))


def _publishing(found: published.Published) -> tuple[str, str]:
    ratio = found.build_s / found.add_s
    return (
        f"9 triples into films of {found.claims:,} → {found.closed:,}, published",
        f"{found.add_s:.2f} s of CPU, dropped again {found.drop_s:.2f} s; "
        f"the whole build {found.build_s:.2f} s, {ratio:.0f} ×",
    )
