"""Passages and the sources that they are from, as a page names them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import kg
from kg import vocab
from server.http.addresses import path_of
from server.site.belief import ALLEGED, Belief
from server.site.entity import questions
from server.site.snapshot import each_once_a_snapshot, known_sources
from server.statements import Source

_DATES: Final = (f"{vocab.DCTERMS}created", f"{vocab.DCTERMS}issued")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage: where in its source it stands, and whether it only alleges what it says.

    `start` and `end` are offsets in characters, `date` when it was written, where known.
    """

    iri: str
    href: str
    source: Source
    alleged: bool
    cue: str | None
    heading: str | None
    start: str | None
    end: str | None
    date: str | None
    address: str | None

    @property
    def unit(self) -> str:
        """The unit of trust that it belongs to."""
        return self.source.iri + (ALLEGED if self.alleged else "")


@dataclass(frozen=True, slots=True)
class Badge:
    """A source with a certainty, named once for a value, and whether the reader believes it."""

    source: Source
    alleged: bool
    believed: bool
    passages: tuple[Passage, ...]


@each_once_a_snapshot
def known_passages(opened: kg.Dataset, iris: frozenset[str]) -> dict[str, Passage]:
    """Return the passages of some graphs by their IRI."""
    told: dict[str, dict[str, str]] = defaultdict(dict)
    for passage, prop, value in questions.passages(opened, iris):
        told[passage.value].setdefault(prop.value.removeprefix(vocab.CEL), value.value)
    return {iri: _passage(iri, told.get(iri, {}), opened.record.base) for iri in iris}


def badges(found: Iterable[Passage], belief: Belief) -> tuple[Badge, ...]:
    """Return each source with a certainty once, with its passages: who is believed first."""
    grouped: dict[tuple[str, bool], list[Passage]] = defaultdict(list)
    for passage in found:
        grouped[passage.source.iri, passage.alleged].append(passage)
    made = [
        Badge(
            some[0].source,
            alleged,
            some[0].unit in belief.units,
            tuple(sorted(some, key=_place)),
        )
        for (_, alleged), some in grouped.items()
    ]
    return tuple(sorted(made, key=_rank))


def _rank(badge: Badge) -> tuple[bool, bool, bool, str]:
    """Put who is believed first, then primary sources, then what is said outright."""
    source = badge.source
    return (not badge.believed, not source.primary, badge.alleged, source.short.lower())


def _passage(iri: str, told: Mapping[str, str], base: str) -> Passage:
    source = told.get("statedIn", iri)
    known = known_sources().get(source)
    return Passage(
        iri,
        path_of(iri, base) or iri,
        known
        or Source(source, source.rpartition("/")[2], path_of(source, base) or source, "", False),
        told.get("certainty", "").endswith("#Alleged"),
        told.get("cue"),
        told.get("heading"),
        told.get("start"),
        told.get("end"),
        next((told[name] for name in _DATES if name in told), None),
        told.get("address"),
    )


def _place(passage: Passage) -> tuple[int, str]:
    return int(passage.start or 0), passage.iri
