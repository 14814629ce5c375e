"""The order of a canonical Turtle file: sections, subjects and predicates.

A file with an `owl:Ontology` has the ontology first and then sections, each under a ruler, with
subjects sorted by name; any other file has the subject `<>` first, then all others by name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Triple

from kg import vocab
from kg.turtle.tokens import Kind, Token, tokenize

SECTIONS: Final = (
    "Classes",
    "Object properties",
    "Datatype properties",
    "Annotation properties",
    "Properties",
    "Shapes",
    "Individuals",
    "General axioms",
    "External terms",
)
_RULER_WIDTH: Final = 80
_RULER: Final = re.compile(rf"# (?:{'|'.join(SECTIONS)}) -+")

_TYPE: Final = NamedNode(vocab.RDF + "type")
_ONTOLOGY: Final = NamedNode(vocab.OWL + "Ontology")
_NAMESPACE: Final = NamedNode(vocab.VANN + "preferredNamespaceUri")
_BY_TYPE: Final = {
    vocab.OWL + "Class": "Classes",
    vocab.RDFS + "Class": "Classes",
    vocab.OWL + "ObjectProperty": "Object properties",
    vocab.OWL + "DatatypeProperty": "Datatype properties",
    vocab.OWL + "AnnotationProperty": "Annotation properties",
    vocab.RDF + "Property": "Properties",
    vocab.SH + "NodeShape": "Shapes",
    vocab.SH + "PropertyShape": "Shapes",
}
_BY_PREDICATE: Final = {
    vocab.RDFS + "subClassOf": "Classes",
    vocab.OWL + "equivalentClass": "Classes",
    vocab.RDFS + "subPropertyOf": "Properties",
    vocab.OWL + "equivalentProperty": "Properties",
}
_PREDICATES: Final = tuple(
    namespace + name
    for namespace, names in (
        (vocab.RDF, "type"),
        (vocab.RDFS, "subClassOf subPropertyOf"),
        (vocab.OWL, "equivalentClass equivalentProperty sameAs intersectionOf unionOf oneOf"),
        (vocab.OWL, "complementOf disjointWith disjointUnionOf propertyDisjointWith differentFrom"),
        (vocab.RDFS, "domain range"),
        (vocab.OWL, "inverseOf propertyChainAxiom hasKey"),
        (vocab.OWL, "onProperty someValuesFrom allValuesFrom hasValue hasSelf members"),
        (vocab.RDFS, "label"),
        (vocab.SKOS, "prefLabel altLabel definition"),
        (vocab.RDFS, "comment"),
        (vocab.SKOS, "note scopeNote editorialNote historyNote changeNote example"),
        (vocab.DCTERMS, "source"),
        (vocab.RDFS, "isDefinedBy seeAlso"),
    )
    for name in names.split()
)
_RANK: Final = {iri: rank for rank, iri in enumerate(_PREDICATES)}


def predicate_key(predicate: NamedNode, written: str) -> tuple[int, str]:
    """Return what the predicates of a subject are sorted by: the fixed order, then by name."""
    return (_RANK.get(predicate.value, len(_RANK)), written)


def ontologies(triples: Iterable[Triple]) -> frozenset[object]:
    """Return the subjects that are an `owl:Ontology`."""
    return frozenset(t.subject for t in triples if t.predicate == _TYPE and t.object == _ONTOLOGY)


def own_namespaces(triples: Collection[Triple]) -> tuple[str, ...]:
    """Return the namespaces whose terms an ontology file defines; all others are external."""
    stated = [t.object for t in triples if t.predicate == _NAMESPACE]
    nodes = [node.value for node in ontologies(triples) if isinstance(node, NamedNode)]
    return (
        vocab.CEL,
        *(value.value for value in stated if not isinstance(value, (BlankNode, Triple))),
        *(f"{iri}{end}" for iri in nodes for end in "#/"),
    )


def section_of(subject: object, triples: Iterable[Triple], own: tuple[str, ...]) -> str:
    """Return the name of the section that a subject of an ontology file stands in."""
    if not isinstance(subject, NamedNode):
        return "General axioms"
    if not subject.value.startswith(own):
        return "External terms"
    found = {_section_of_triple(triple) for triple in triples}
    return next((section for section in SECTIONS if section in found), "Individuals")


def _section_of_triple(triple: Triple) -> str | None:
    if triple.predicate == _TYPE and isinstance(triple.object, NamedNode):
        return _BY_TYPE.get(triple.object.value)
    return _BY_PREDICATE.get(triple.predicate.value)


def ruler(section: str) -> str:
    """Return the line that opens a section."""
    return f"# {section} ".ljust(_RULER_WIDTH, "-")


def lost_comments(text: str) -> list[Token]:
    """Return the comments of a Turtle text that are no rulers: the canonical form drops them."""
    return [
        token
        for token in tokenize(text)
        if token.kind is Kind.COMMENT and not _RULER.fullmatch(token.text.rstrip())
    ]
