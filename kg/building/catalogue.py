"""The catalogue graph: sources, passages, supports, and how the dataset was built (PROV-O).

Invariant: no blank nodes. What the build itself names gets an IRI in the catalogue,
`<base>graph/catalogue#…`, so that every catalogue describes its own dataset.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Triple

from kg import vocab
from kg.claims.facts import Certainty, Facts, Passage
from kg.reasoning.conflicts import Conflict, subject_of
from kg.reasoning.reasoner import SupportGraph
from kg.storage.store import Record

_TYPE: Final = NamedNode(vocab.RDF + "type")
_LABEL: Final = NamedNode(vocab.RDFS + "label")
_IDENTIFIER: Final = NamedNode(vocab.DCTERMS + "identifier")
_SHA256: Final = NamedNode(vocab.CEL + "sha256")
_VERSION: Final = NamedNode(vocab.SCHEMA + "softwareVersion")
_DATE_TIME: Final = NamedNode(vocab.XSD + "dateTime")


def catalogue(
    facts: Facts,
    supports: Sequence[SupportGraph],
    conflicts: Sequence[Conflict],
    record: Record,
) -> list[Triple]:
    """Return the triples of the catalogue graph, distinct and sorted."""
    found = {
        *(triple for document in facts.sources for triple in document.triples),
        *(triple for passage in facts.passages for triple in of_passage(passage)),
        *(triple for support in supports for triple in of_support(support, record.base)),
        *(triple for conflict in conflicts for triple in of_conflict(conflict, record)),
        *of_build(record),
    }
    return sorted(found, key=str)


def support_iri(support: SupportGraph, base: str) -> str:
    """Return the name of the support's graph."""
    return f"{base}support/{support.id}"


def of_passage(passage: Passage) -> Iterator[Triple]:
    """Yield what the catalogue says of a passage."""
    iri = NamedNode(passage.iri)
    yield from passage.description
    yield Triple(iri, _cel("unit"), NamedNode(passage.unit))
    if passage.certainty is Certainty.STATED:
        yield Triple(iri, _cel("certainty"), _cel("Stated"))


def of_support(support: SupportGraph, base: str) -> Iterator[Triple]:
    """Yield what the catalogue says of a support; its triples do not matter."""
    iri = NamedNode(support_iri(support, base))
    yield Triple(iri, _TYPE, _cel("Support"))
    yield from (Triple(iri, _cel("inView"), Literal(view)) for view in support.views)
    if support.is_capped:
        yield Triple(iri, _cel("isCapped"), Literal(True))
    yield from _alternatives(iri, support.alternatives)


def of_conflict(conflict: Conflict, record: Record) -> Iterator[Triple]:
    """Yield what the catalogue says of a conflict."""
    iri = _part(record, f"conflict-{conflict.id}")
    yield Triple(iri, _TYPE, _cel("Conflict"))
    yield Triple(iri, _cel("rule"), Literal(conflict.rule))
    subject = subject_of(conflict)
    if subject:
        yield Triple(iri, NamedNode(vocab.RDF + "subject"), subject)
    for predicate in {premise.predicate for premise in conflict.premises}:
        yield Triple(iri, NamedNode(vocab.RDF + "predicate"), predicate)
    for premise in conflict.premises:
        yield Triple(iri, NamedNode(vocab.RDF + "object"), premise.object)
    for passage in conflict.passages:
        yield Triple(iri, _cel("involves"), NamedNode(passage))
    yield from _alternatives(iri, conflict.alternatives)


def _alternatives(iri: NamedNode, sets: Iterable[frozenset[str]]) -> Iterator[Triple]:
    for number, units in enumerate(_ordered(sets), start=1):
        separator = "-" if "#" in iri.value else "#"
        alternative = NamedNode(f"{iri.value}{separator}alternative-{number}")
        yield Triple(iri, _cel("alternative"), alternative)
        for unit in units:
            yield Triple(alternative, _cel("restsOn"), NamedNode(unit))


def _ordered(alternatives: Iterable[frozenset[str]]) -> list[list[str]]:
    return sorted(sorted(units) for units in alternatives)


def of_build(record: Record) -> Iterator[Triple]:
    """Yield the build as an activity: what it used, who ran it by which plan, what it made."""
    build, dataset = _part(record, "build"), _part(record, "dataset")
    yield from of_moment(record)
    yield Triple(build, _TYPE, _prov("Activity"))
    yield Triple(dataset, _TYPE, _prov("Entity"))
    yield Triple(dataset, _prov("wasGeneratedBy"), build)
    yield from _inputs(record, build, dataset)
    yield from _agents(record, build)


def of_moment(record: Record) -> Iterator[Triple]:
    """Yield of the build what is another with each change: its name and its times."""
    build, dataset = _part(record, "build"), _part(record, "dataset")
    yield Triple(build, _LABEL, Literal(f"build {record.id}", language="en"))
    yield Triple(build, _prov("startedAtTime"), Literal(record.started, datatype=_DATE_TIME))
    yield Triple(build, _prov("endedAtTime"), Literal(record.ended, datatype=_DATE_TIME))
    yield Triple(dataset, _LABEL, Literal(f"dataset {record.id}", language="en"))
    yield Triple(dataset, _IDENTIFIER, Literal(record.id))
    yield Triple(dataset, _prov("generatedAtTime"), Literal(record.ended, datatype=_DATE_TIME))


def _inputs(record: Record, build: NamedNode, dataset: NamedNode) -> Iterator[Triple]:
    for name, digest in record.inputs.items():
        file = _part(record, f"input/{quote(name)}")
        yield Triple(file, _TYPE, _prov("Entity"))
        yield Triple(file, _LABEL, Literal(name))
        yield Triple(file, _SHA256, Literal(digest))
        yield Triple(build, _prov("used"), file)
        yield Triple(dataset, _prov("wasDerivedFrom"), file)


def _agents(record: Record, build: NamedNode) -> Iterator[Triple]:
    for name, version in record.versions.items():
        agent = _part(record, f"software/{quote(name)}")
        yield Triple(agent, _TYPE, _prov("SoftwareAgent"))
        yield Triple(agent, _LABEL, Literal(name))
        yield Triple(agent, _VERSION, Literal(version))
        yield Triple(build, _prov("wasAssociatedWith"), agent)
    association, plan = _part(record, "association"), _part(record, "plan")
    yield Triple(build, _prov("qualifiedAssociation"), association)
    yield Triple(association, _TYPE, _prov("Association"))
    yield Triple(association, _prov("agent"), _part(record, "software/celadon"))
    yield Triple(association, _prov("hadPlan"), plan)
    yield Triple(plan, _TYPE, _prov("Plan"))
    label = f"OWL 2 RL/RDF rules, reasoner {record.reasoner}"
    yield Triple(plan, _LABEL, Literal(label, language="en"))


def _part(record: Record, name: str) -> NamedNode:
    return NamedNode(f"{record.base}graph/catalogue#{name}")


def _cel(name: str) -> NamedNode:
    return NamedNode(vocab.CEL + name)


def _prov(name: str) -> NamedNode:
    return NamedNode(vocab.PROV + name)
