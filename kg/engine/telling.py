"""Telling: a step of a proof in words.

Labels come from the caller. Words of RDFS and OWL have a phrase each; what is said with any other
property is subject, label of the property, object. The elements of a list stand for the list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from kg.engine.proof import Proof
from kg.engine.rules import PREFIXES
from kg.engine.terms import Triple

Label = Callable[[str], str]
"""Gives the name to show for a term in N-Triples form."""

_RDF, _RDFS, _OWL = (PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl"))
_TYPE: Final = f"<{_RDF}type>"
_FIRST: Final = f"<{_RDF}first>"
_REST: Final = f"<{_RDF}rest>"
_PHRASES: Final = {
    _TYPE: "{s} is a {o}",
    f"<{_RDFS}subClassOf>": "every {s} is a {o}",
    f"<{_RDFS}subPropertyOf>": "whatever {s} relates, {o} relates too",
    f"<{_RDFS}domain>": "whatever has {s} is a {o}",
    f"<{_RDFS}range>": "every value of {s} is a {o}",
    f"<{_OWL}sameAs>": "{s} is the same as {o}",
    f"<{_OWL}differentFrom>": "{s} is different from {o}",
    f"<{_OWL}inverseOf>": "{s} is the inverse of {o}",
    f"<{_OWL}equivalentClass>": "every {s} is a {o} and the other way round",
    f"<{_OWL}equivalentProperty>": "{s} and {o} relate the same",
    f"<{_OWL}disjointWith>": "no {s} is a {o}",
    f"<{_OWL}complementOf>": "{s} is whatever is no {o}",
    f"<{_OWL}propertyDisjointWith>": "what {s} relates, {o} does not",
    f"<{_OWL}propertyChainAxiom>": "{s} follows from the chain of {o}",
    f"<{_OWL}intersectionOf>": "{s} is whatever is all of {o}",
    f"<{_OWL}unionOf>": "{s} is whatever is one of {o}",
    f"<{_OWL}oneOf>": "{s} is just {o}",
    f"<{_OWL}hasKey>": "one {s} alone has the same {o}",
    f"<{_OWL}onProperty>": "{s} speaks of {o}",
    f"<{_OWL}onClass>": "{s} counts each {o}",
    f"<{_OWL}someValuesFrom>": "{s} has some {o}",
    f"<{_OWL}allValuesFrom>": "{s} has nothing but {o}",
    f"<{_OWL}hasValue>": "{s} has the value {o}",
    f"<{_OWL}maxCardinality>": "{s} has at most {o}",
    f"<{_OWL}maxQualifiedCardinality>": "{s} has at most {o}",
    f"<{_OWL}members>": "{s} are {o}",
    f"<{_OWL}distinctMembers>": "{s} are {o}",
}
_KINDS: Final = {
    f"<{_OWL}FunctionalProperty>": "{s} has one value at most",
    f"<{_OWL}InverseFunctionalProperty>": "no two things share a value of {s}",
    f"<{_OWL}SymmetricProperty>": "{s} holds both ways",
    f"<{_OWL}AsymmetricProperty>": "{s} never holds both ways",
    f"<{_OWL}TransitiveProperty>": "{s} passes on from one to the next",
    f"<{_OWL}IrreflexiveProperty>": "nothing has {s} to itself",
    f"<{_OWL}AllDifferent>": "all of {s} are different",
    f"<{_OWL}AllDisjointClasses>": "no two of {s} share a member",
    f"<{_OWL}AllDisjointProperties>": "no two of {s} relate the same",
}


def tell(step: Proof, label: Label, *, unit_label: Callable[[str], str] = str) -> str:
    """Return one sentence for the last step of a proof.

    Args:
        step: the proof, or any of its `steps`.
        label: names terms; a literal may be shown without its quotation marks.
        unit_label: names units.

    >>> from kg.engine.proof import Source
    >>> leaf = Proof(("<x>", "<p>", "<y>"), sources=(Source(0, frozenset({"listing"}), ("",) * 3),))
    >>> tell(leaf, lambda term: term.strip("<>"))
    'x p y: stated by listing.'
    """
    said = "this cannot be" if step.conclusion is None else say(step.conclusion, label)
    if not step.rule:
        units = sorted({unit for source in step.sources for unit in source.units})
        names = _listed([unit_label(unit) for unit in units])
        return f"{said}: {'stated by ' + names if units else 'an axiom'}."
    reasons = _reasons([premise.conclusion for premise in step.premises], label)
    return f"{said}{' because ' + _listed(reasons) if reasons else ''} ({step.rule})."


def say(triple: Triple, label: Label) -> str:
    """Return a triple as a clause."""
    s, p, o = triple
    phrase = (_KINDS.get(o) if p == _TYPE else None) or _PHRASES.get(p, "{s} {p} {o}")
    return phrase.format(s=label(s), p=label(p), o=label(o))


def _reasons(premises: Sequence[Triple | None], label: Label) -> list[str]:
    present = [triple for triple in premises if triple is not None]
    elements = {s: o for s, p, o in present if p == _FIRST}
    following = {s: o for s, p, o in present if p == _REST}

    def name(term: str) -> str:
        names: list[str] = []
        node: str | None = term
        while node in elements and len(names) < len(elements):
            names.append(label(elements[node]))
            node = following.get(node)
        return _listed(names) if names else label(term)

    return [say(triple, name) for triple in present if triple[1] not in (_FIRST, _REST)]


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
