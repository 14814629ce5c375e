"""Class expressions and axioms in OWL 2 functional-style syntax; no I/O.

Source: OWL 2 Structural Specification and Functional-Style Syntax.
"""

from __future__ import annotations

from typing import Final

from kg import vocab
from server.site.ontology.model import Node, Ontology

_RESTRICTIONS: Final = {
    "someValuesFrom": "SomeValuesFrom",
    "allValuesFrom": "AllValuesFrom",
    "hasValue": "HasValue",
}
_SETS: Final = {
    "intersectionOf": "ObjectIntersectionOf",
    "unionOf": "ObjectUnionOf",
    "oneOf": "ObjectOneOf",
}


def short(node: Node) -> str:
    """Return a named node as a prefixed name where a prefix fits."""
    iri = node[1:-1]
    for prefix, namespace in vocab.PREFIXES.items():
        if iri.startswith(namespace) and "/" not in iri.removeprefix(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return node


def expression(node: Node, ontology: Ontology) -> str:
    """Return a class, property or individual, named or not."""
    if not node.startswith("_:"):
        return short(node) if node.startswith("<") else node
    for name, word in _SETS.items():
        for listed in ontology.objects(node, vocab.OWL + name):
            parts = (expression(member, ontology) for member in ontology.members(listed))
            return f"{word}({' '.join(parts)})"
    for name, word in _RESTRICTIONS.items():
        for value in ontology.objects(node, vocab.OWL + name):
            on = expression(ontology.objects(node, f"{vocab.OWL}onProperty")[0], ontology)
            return f"Object{word}({on} {expression(value, ontology)})"
    return node


def chain(node: Node, ontology: Ontology) -> str:
    """Return a list of properties as a chain."""
    parts = (expression(member, ontology) for member in ontology.members(node))
    return f"ObjectPropertyChain({' '.join(parts)})"
