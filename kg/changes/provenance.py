"""The journal in the terms of PROV-O: who made which version of which graph, and when.

A change is a prov:Activity, who made it a prov:Agent, and each version of a graph a prov:Entity
that is a specialisation of the graph and lasts until the next change of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kg import vocab
from kg.changes.change import Change
from kg.results import Triples

_TYPE = NamedNode(f"{vocab.RDF}type")
_LABEL = NamedNode(f"{vocab.RDFS}label")


def provenance(changes: Iterable[Change], *, base: str = vocab.BASE) -> Triples:
    """Return what PROV-O can say of the changes, which are in the order they were made."""
    content = serialize(_triples(changes, base), format=RdfFormat.N_TRIPLES) or b""
    return Triples(b"".join(sorted(set(content.splitlines(keepends=True)))))


def _triples(changes: Iterable[Change], base: str) -> Iterator[Triple]:
    latest: dict[str | None, NamedNode] = {}
    for change in changes:
        activity = NamedNode(f"{base}change/{change.id}")
        agent = NamedNode(f"{base}agent/{quote(change.agent, safe='')}")
        time = Literal(change.time, datatype=NamedNode(f"{vocab.XSD}dateTime"))
        yield Triple(activity, _TYPE, _prov("Activity"))
        yield Triple(activity, _LABEL, Literal(change.action))
        yield Triple(activity, _prov("startedAtTime"), time)
        yield Triple(activity, _prov("wasAssociatedWith"), agent)
        yield Triple(agent, _TYPE, _prov("Agent"))
        yield Triple(agent, _LABEL, Literal(change.agent))
        for number, count in enumerate(change.graphs, 1):
            before = latest.pop(count.graph, None)
            if before is not None:
                yield Triple(before, _prov("wasInvalidatedBy"), activity)
            if count.exists:
                version = NamedNode(f"{activity.value}/graph/{number}")
                latest[count.graph] = version
                yield from _version(version, count.graph, activity, before)


def _version(
    version: NamedNode, graph: str | None, activity: NamedNode, before: NamedNode | None
) -> Iterator[Triple]:
    yield Triple(version, _TYPE, _prov("Entity"))
    yield Triple(version, _prov("wasGeneratedBy"), activity)
    yield Triple(activity, _prov("generated"), version)
    if graph is not None:
        yield Triple(version, _prov("specializationOf"), NamedNode(graph))
    else:
        yield Triple(version, _LABEL, Literal("default graph", language="en"))
    if before is not None:
        yield Triple(version, _prov("wasRevisionOf"), before)


def _prov(name: str) -> NamedNode:
    return NamedNode(vocab.PROV + name)
