"""The grammar of OWL 2 RL over an RDF graph: which axioms lie outside the profile, and why.

Follows section 4.2 of the W3C recommendation "OWL 2 Profiles": what a class expression may be
depends on the side of the axiom that it stands on. A breach is a pair of the subject of the axiom
(the node that an editorial note must stand on) and a word on what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, XSD
from rdflib.term import Node

Breach = tuple[Node, str]

_NAMES = """decimal integer nonNegativeInteger nonPositiveInteger positiveInteger negativeInteger
    long int short byte unsignedLong unsignedInt unsignedShort unsignedByte float double string
    normalizedString token language Name NCName NMTOKEN boolean hexBinary base64Binary anyURI
    dateTime dateTimeStamp"""
DATATYPES = {XSD[name] for name in _NAMES.split()} | {
    RDFS.Literal,
    RDF.PlainLiteral,
    RDF.XMLLiteral,
}
FORBIDDEN_TYPES = {OWL.ReflexiveProperty: "a reflexive property"}
FORBIDDEN_PREDICATES = {OWL.disjointUnionOf: "a disjoint union", OWL.hasSelf: "a self restriction"}
NEED_SIMPLE = {OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.IrreflexiveProperty}
NEED_SIMPLE |= {OWL.AsymmetricProperty}


def breaches(graph: Graph) -> list[Breach]:
    """Return every axiom of `graph` that OWL 2 RL does not allow."""
    parts = (_classes, _properties, _forbidden, _non_simple, _data_characteristics)
    return [breach for part in parts for breach in part(graph)]


def _classes(graph: Graph) -> Iterator[Breach]:
    for below, above in graph.subject_objects(RDFS.subClassOf):
        if not _is_sub(graph, below):
            yield below, "the subclass side"
        if not _is_super(graph, above):
            yield below, "the superclass side"
    for one, other in graph.subject_objects(OWL.equivalentClass):
        if not (_is_equivalent(graph, one) and _is_equivalent(graph, other)):
            yield one, "an equivalence"
    for one, other in graph.subject_objects(OWL.disjointWith):
        if not (_is_sub(graph, one) and _is_sub(graph, other)):
            yield one, "a disjointness"
    for subject in graph.subjects(OWL.hasKey):
        if not _is_sub(graph, subject):
            yield subject, "a key"


def _properties(graph: Graph) -> Iterator[Breach]:
    for subject, domain in graph.subject_objects(RDFS.domain):
        if not _is_super(graph, domain):
            yield subject, "a domain"
    for subject, range_ in graph.subject_objects(RDFS.range):
        if (subject, RDF.type, OWL.DatatypeProperty) in graph:
            if range_ not in DATATYPES:
                yield subject, f"the datatype {range_}"
        elif not _is_super(graph, range_):
            yield subject, "a range"


def _forbidden(graph: Graph) -> Iterator[Breach]:
    for kind, word in FORBIDDEN_TYPES.items():
        for subject in graph.subjects(RDF.type, kind):
            yield subject, word
    for predicate, word in FORBIDDEN_PREDICATES.items():
        for subject in graph.subjects(predicate):
            yield subject, word


def _data_characteristics(graph: Graph) -> Iterator[Breach]:
    for subject in graph.subjects(RDF.type, OWL.DatatypeProperty):
        kinds = set(graph.objects(subject, RDF.type))
        if kinds - {OWL.DatatypeProperty, OWL.FunctionalProperty}:
            yield subject, "a characteristic of a data property"


def _non_simple(graph: Graph) -> Iterator[Breach]:
    """Find characteristics that OWL 2 DL allows to simple properties only."""
    composite = set(graph.subjects(RDF.type, OWL.TransitiveProperty))
    composite |= set(graph.subjects(OWL.propertyChainAxiom))
    before = -1
    while before != len(composite):
        before = len(composite)
        composite |= {o for p in composite for o in graph.objects(p, RDFS.subPropertyOf)}
        composite |= {o for p in composite for o in graph.objects(p, OWL.inverseOf)}
        composite |= {s for p in composite for s in graph.subjects(OWL.inverseOf, p)}
    for subject in composite:
        if NEED_SIMPLE & set(graph.objects(subject, RDF.type)):
            yield subject, "a characteristic of a property that is not simple"


def _is_named(graph: Graph, node: Node) -> bool:
    return isinstance(node, URIRef) and node != OWL.Thing


def _list(graph: Graph, head: Node) -> list[Node]:
    return list(Collection(graph, head))


def _is_sub(graph: Graph, node: Node) -> bool:
    if isinstance(node, URIRef):
        return _is_named(graph, node)
    for predicate in (OWL.intersectionOf, OWL.unionOf):
        for head in graph.objects(node, predicate):
            return all(_is_sub(graph, member) for member in _list(graph, head))
    some = graph.value(node, OWL.someValuesFrom)
    if some is not None:
        return some in DATATYPES or some == OWL.Thing or _is_sub(graph, some)
    return any((node, p, None) in graph for p in (OWL.oneOf, OWL.hasValue))


def _is_super(graph: Graph, node: Node) -> bool:
    if isinstance(node, URIRef):
        return _is_named(graph, node)
    for head in graph.objects(node, OWL.intersectionOf):
        return all(_is_super(graph, member) for member in _list(graph, head))
    for inner in graph.objects(node, OWL.complementOf):
        return _is_sub(graph, inner)
    for inner in graph.objects(node, OWL.allValuesFrom):
        return inner in DATATYPES or _is_super(graph, inner)
    return (node, OWL.hasValue, None) in graph or _is_at_most_one(graph, node)


def _is_at_most_one(graph: Graph, node: Node) -> bool:
    counts = {
        int(str(value))
        for predicate in (OWL.maxCardinality, OWL.maxQualifiedCardinality)
        for value in graph.objects(node, predicate)
    }
    classes = list(graph.objects(node, OWL.onClass))
    inner = all(c == OWL.Thing or _is_sub(graph, c) for c in classes)
    return bool(counts) and counts <= {0, 1} and inner


def _is_equivalent(graph: Graph, node: Node) -> bool:
    if isinstance(node, URIRef):
        return _is_named(graph, node)
    for head in graph.objects(node, OWL.intersectionOf):
        return all(_is_equivalent(graph, member) for member in _list(graph, head))
    return (node, OWL.hasValue, None) in graph
