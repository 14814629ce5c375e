"""What a dataset holds: what follows from axioms and facts, as graphs, and the record of it.

Invariant: content is a function of axioms, facts and reasoner alone, so that a build from files and
a session that has come to the same facts publish the same quads, but for when they did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from typing import Final

from pyoxigraph import Triple

from kg.building.catalogue import catalogue, support_iri
from kg.building.examples import examples
from kg.claims.decisions import rejected
from kg.claims.facts import Facts, primary_units, sources_of_role
from kg.claims.passages import ALLEGED
from kg.reasoning.closure import close, support_graphs
from kg.reasoning.conflicts import Conflict, disputed, find_conflicts
from kg.reasoning.reasoner import Batch, Mark, SupportGraph
from kg.storage.store import Record, SupportRecord, snapshot_id
from kg.views import VIEWS, WHOLE, choose, outright

_MANY: Final = 24
"""A view of more support graphs is written as a graph of its own too."""


@dataclass(frozen=True, slots=True)
class Content:
    """Facts with what follows from them.

    Attributes:
        axioms: what holds whoever is trusted, background included.
        facts: the sources and their claims.
        supports: the closure, split by support.
        conflicts: what contradicts itself.
    """

    axioms: Sequence[Triple]
    facts: Facts
    supports: Sequence[SupportGraph]
    conflicts: Sequence[Conflict]


def derive(axioms: Sequence[Triple], facts: Facts, *, reasoner: str) -> Content:
    """Close facts under axioms with a reasoner, by its name.

    Raises:
        ReasonerError: it cannot close them.
    """
    doubted = rejected(facts)
    batches = batches_of(facts, rejected=doubted)
    closure = close(axioms, batches)
    conflicts = find_conflicts(axioms, facts, batches, closure)
    if reasoner == "owlrl":
        # Imported here: rdflib and owlrl cost 0.3 s that others need not pay.
        from kg.reasoning.reference import reason as refer

        primary = primary_units(facts)
        stated = [b for b in batches_of(facts) if b.unit in primary]
        return Content(axioms, facts, refer(axioms, stated, primary), conflicts)
    if contested := disputed(conflicts):
        closure = close(axioms, batches_of(facts, rejected=doubted, disputed=contested))
    believed = outright(batch.unit for batch in batches)
    return Content(axioms, facts, support_graphs(closure, axioms, believed), conflicts)


def batches_of(
    facts: Facts,
    *,
    rejected: frozenset[tuple[str, Triple]] = frozenset(),
    disputed: frozenset[Triple] = frozenset(),
) -> list[Batch]:
    """Return the claims of the facts by unit and by the marks that they bear, in a fixed order."""
    found: dict[tuple[str, frozenset[Mark]], list[Triple]] = {}
    for passage in facts.passages:
        for claim in passage.claims:
            marks = {Mark.REJECTED} if (passage.iri, claim) in rejected else set()
            marks |= {Mark.DISPUTED} if claim in disputed else set()
            found.setdefault((passage.unit, frozenset(marks)), []).append(claim)
    return [Batch(unit, marks, tuple(claims)) for (unit, marks), claims in found.items()]


def record_of(content: Content, record: Record, started: datetime) -> Record:
    """Return a record of the content, made now; all else as in `record`."""
    supports = tuple(support_record(support, record.base) for support in content.supports)
    return completed(record, content.facts, supports, _counts(content), started)


def completed(
    record: Record,
    facts: Facts,
    supports: tuple[SupportRecord, ...],
    counts: Mapping[str, int],
    started: datetime,
) -> Record:
    """Return a record of content with these facts, supports and counts; see `record_of`."""
    made = replace(
        record,
        id=snapshot_id(started, record.key),
        started=started.isoformat(timespec="seconds"),
        ended=datetime.now(UTC).isoformat(timespec="seconds"),
        supports=supports,
        units=_roles(facts),
        counts=counts,
        wholes={},
    )
    return replace(made, wholes=wholes_of(made))


def wholes_of(record: Record) -> dict[str, str]:
    """Name a graph for each view that is a union of many support graphs."""
    names = VIEWS if record.reasoner != "owlrl" else VIEWS[:1]
    many = [name for name in names if len(choose(record, name).supports) > _MANY]
    return {name: f"{record.base}{WHOLE}{name}" for name in many}


def graphs_of(content: Content, record: Record) -> dict[str, Sequence[Triple]]:
    """Return the dataset's graphs by IRI."""
    base = record.base
    graphs: dict[str, Sequence[Triple]] = {p.iri: p.claims for p in content.facts.passages}
    by_iri = {support_iri(support, base): support.triples for support in content.supports}
    graphs |= by_iri
    for name, iri in record.wholes.items():
        graphs[iri] = list(chain.from_iterable(by_iri[s] for s in choose(record, name).supports))
    graphs[f"{base}graph/ontology"] = content.axioms
    described = catalogue(content.facts, content.supports, content.conflicts, record)
    graphs[f"{base}graph/catalogue"] = described + (examples(base) if record.shipped else [])
    return graphs


def support_record(support: SupportGraph, base: str) -> SupportRecord:
    """Return what a record keeps of a support graph."""
    return SupportRecord(support_iri(support, base), support.alternatives, support.views)


def _roles(facts: Facts) -> dict[str, str]:
    """Return every unit of trust with the role of its source."""
    roles = {
        source: role
        for role in ("Primary", "Reference", "Editorial")
        for source in sources_of_role(facts, role)
    }
    return {
        unit: roles[unit.removesuffix(ALLEGED)] for unit in sorted({p.unit for p in facts.passages})
    }


def _counts(content: Content) -> dict[str, int]:
    passages = content.facts.passages
    closed = {triple for support in content.supports for triple in support.triples}
    stated = {claim for passage in passages for claim in passage.claims}
    return {
        "sources": len({passage.source for passage in passages}),
        "passages": len(passages),
        "claims": sum(len(set(passage.claims)) for passage in passages),
        "axioms": len(content.axioms),
        "supports": len(content.supports),
        "closure": len(closed),
        "inferred": len(closed - stated - set(content.axioms)),
        "conflicts": len(content.conflicts),
    }
