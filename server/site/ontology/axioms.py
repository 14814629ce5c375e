"""What the ontology says of a term: each axiom in words and in functional-style syntax.

Words come in the language of the request and link the terms that they name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _
from markupsafe import Markup

from kg import vocab
from server.site.links import kept
from server.site.ontology import formal
from server.site.ontology.model import CLASS, OBJECT_PROPERTY, Node, Ontology, Term

_ENDING: Final = re.compile(
    r"([가-힣])((?:</a>)?)(은\(는\)|이\(가\)|을\(를\)|과\(와\)|이\(다\)|\(으\)로)"
)
_PARTICLES: Final = {
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "을(를)": ("을", "를"),
    "과(와)": ("과", "와"),
    "이(다)": ("이다", "다"),
    "(으)로": ("으로", "로"),
}


@dataclass(frozen=True, slots=True)
class Axiom:
    """An axiom in words, with links, and in functional-style syntax."""

    words: Markup
    formal: str


class Teller:
    """Says axioms of one ontology in one language."""

    def __init__(self, ontology: Ontology, language: str) -> None:
        """Tell of `ontology` with labels in `language`."""
        self._ontology = ontology
        self._language = language

    def axioms(self, term: Term) -> list[Axiom]:
        """Return every axiom about a term, the defining ones first."""
        if term.kind == CLASS:
            return list(self._of_class(term.node))
        if term.kind.endswith("property"):
            return list(self._of_property(term.node, term.kind == OBJECT_PROPERTY))
        return list(self._of_individual(term.node))

    def said(self, s: Node, p: Node, o: Node) -> Markup | None:
        """Return an axiom, given as a triple, in words; None for what is no axiom."""
        predicate = p[1:-1]
        if predicate == f"{vocab.OWL}propertyChainAxiom":
            return self._chain(s, o).words
        if predicate == f"{vocab.OWL}hasKey":
            return self._key(s, o).words
        if predicate == f"{vocab.RDF}type":
            words = _characteristics().get(o[1:-1].removeprefix(vocab.OWL))
            words = words or (_("%(s)s is a %(o)s.") if o.startswith("_:") else None)
        else:
            words = _relations().get(predicate)
        return None if words is None else self._said(words, s=self.name(s), o=self.name(o))

    def name(self, node: Node) -> Markup:
        """Return a node in words: a term of ours linked, another's with its formal name."""
        if node.startswith("_:"):
            return self._unnamed(node)
        if not node.startswith("<"):
            return Markup("{}").format(node)
        short = formal.short(node)
        text = self._ontology.label(node, self._language) or short
        local = node[1:-1].removeprefix(vocab.CEL)
        if local == node[1:-1]:
            is_theirs = not local.startswith(vocab.BASE) and text != short
            return Markup("{}").format(f"{text} ({short})" if is_theirs else text)
        return Markup('<a href="{}">{}</a>').format(kept(f"/ontology/{local}"), text)

    def _of_class(self, node: Node) -> Iterator[Axiom]:
        sup, equal, key = (
            f"{vocab.RDFS}subClassOf",
            f"{vocab.OWL}equivalentClass",
            f"{vocab.OWL}hasKey",
        )
        for other in self._ontology.objects(node, equal):
            yield self._axiom(_("A %(s)s is exactly %(o)s."), "EquivalentClasses", node, other)
        for other in self._ontology.subjects(node, sup):
            if other.startswith("_:"):
                words = _("Whatever is %(s)s is a %(o)s.")
                yield self._axiom(words, "SubClassOf", other, node)
        for other in self._ontology.objects(node, sup):
            yield self._axiom(_("Every %(s)s is a %(o)s."), "SubClassOf", node, other)
        for listed in self._ontology.objects(node, key):
            yield self._key(node, listed)
        yield from self._disjoint(node)

    def _of_property(self, node: Node, is_object: bool) -> Iterator[Axiom]:
        kind = "Object" if is_object else "Data"
        for name, words in _characteristics().items():
            if f"<{vocab.OWL}{name}>" in self._ontology.objects(node, f"{vocab.RDF}type"):
                said = self._said(words, s=self.name(node))
                yield Axiom(said, f"{name.replace('Property', kind + 'Property')}({_f(node)})")
        for predicate, words, form in self._property_axioms(kind):
            for other in self._ontology.objects(node, predicate):
                yield self._axiom(words, form, node, other)
        for other in self._ontology.subjects(node, f"{vocab.OWL}inverseOf"):
            words = _("%(s)s is the inverse of %(o)s.")
            yield self._axiom(words, "InverseObjectProperties", node, other)
        for listed in self._ontology.objects(node, f"{vocab.OWL}propertyChainAxiom"):
            yield self._chain(node, listed)

    def _property_axioms(self, kind: str) -> tuple[tuple[str, str, str], ...]:
        return (
            (
                f"{vocab.OWL}inverseOf",
                _("%(s)s is the inverse of %(o)s."),
                "InverseObjectProperties",
            ),
            (f"{vocab.RDFS}domain", _("Whatever has %(s)s is a %(o)s."), f"{kind}PropertyDomain"),
            (f"{vocab.RDFS}range", _("Every value of %(s)s is a %(o)s."), f"{kind}PropertyRange"),
            (
                f"{vocab.RDFS}subPropertyOf",
                _("Whatever %(s)s relates, %(o)s relates too."),
                f"Sub{kind}PropertyOf",
            ),
        )

    def _of_individual(self, node: Node) -> Iterator[Axiom]:
        for other in self._ontology.objects(node, f"{vocab.RDF}type"):
            if other.startswith(f"<{vocab.CEL}"):
                yield self._axiom(_("%(s)s is a %(o)s."), "ClassAssertion", other, node, swap=True)

    def _disjoint(self, node: Node) -> Iterator[Axiom]:
        predicate = f"{vocab.OWL}disjointWith"
        others = self._ontology.objects(node, predicate) + self._ontology.subjects(node, predicate)
        if others:
            names = self._joined(sorted(set(others)), _(" or "))
            said = self._said(_("No %(s)s is a %(o)s."), s=self.name(node), o=names)
            pairs = (f"DisjointClasses({_f(node)} {_f(other)})" for other in sorted(set(others)))
            yield Axiom(said, "\n".join(pairs))

    def _key(self, node: Node, listed: Node) -> Axiom:
        keys = list(self._ontology.members(listed))
        words = _("No two things that are a %(s)s have the same %(o)s.")
        said = self._said(words, s=self.name(node), o=self._joined(keys, _(" and ")))
        return Axiom(said, f"HasKey({_f(node)} ({' '.join(map(_f, keys))}) ())")

    def _chain(self, node: Node, listed: Node) -> Axiom:
        steps = self._joined(list(self._ontology.members(listed)), " → ")
        words = _("Where %(o)s leads, one after the other, %(s)s leads too.")
        form = f"SubObjectPropertyOf({formal.chain(listed, self._ontology)} {_f(node)})"
        return Axiom(self._said(words, s=self.name(node), o=steps), form)

    def _axiom(self, words: str, form: str, s: Node, o: Node, *, swap: bool = False) -> Axiom:
        first, second = (o, s) if swap else (s, o)
        said = self._said(words, s=self.name(first), o=self.name(second))
        parts = (formal.expression(node, self._ontology) for node in (s, o))
        return Axiom(said, f"{form}({' '.join(parts)})")

    def _unnamed(self, node: Node) -> Markup:
        objects = self._ontology.objects
        for listed in objects(node, f"{vocab.OWL}intersectionOf"):
            return self._joined(list(self._ontology.members(listed)), _(" that is "))
        for name in ("unionOf", "oneOf"):
            for listed in objects(node, vocab.OWL + name):
                return self._joined(list(self._ontology.members(listed)), _(" or "))
        on = [self.name(found) for found in objects(node, f"{vocab.OWL}onProperty")]
        for name, words in _restrictions().items():
            for value in objects(node, vocab.OWL + name):
                return self._said(words, s=on[0], o=self.name(value))
        return Markup("…")

    def _joined(self, nodes: list[Node], between: str) -> Markup:
        return Markup(between).join(self.name(node) for node in nodes)

    def _said(self, words: str, **parts: Markup) -> Markup:
        return particles(Markup(words) % parts)


def characteristics(term: Term, ontology: Ontology) -> list[str]:
    """Return what marks a property, a word each, like `transitive`."""
    types = ontology.objects(term.node, f"{vocab.RDF}type")
    found = [word for name, word in _marks().items() if f"<{vocab.OWL}{name}>" in types]
    if ontology.objects(term.node, f"{vocab.OWL}propertyChainAxiom"):
        found.append(_("chain"))
    if ontology.subjects(term.node, f"{vocab.RDF}first") and _is_key(term.node, ontology):
        found.append(_("key"))
    return found


def particles(text: Markup) -> Markup:
    """Choose between the two forms of each Korean particle by the syllable before it.

    >>> particles(Markup("<a>감독</a>은(는) 인물이(다)."))
    Markup('<a>감독</a>은 인물이다.')
    """

    def choose(found: re.Match[str]) -> str:
        has_final = (ord(found[1]) - ord("가")) % 28 > 0
        return found[1] + found[2] + _PARTICLES[found[3]][0 if has_final else 1]

    return Markup(_ENDING.sub(choose, str(text)))


def _is_key(node: Node, ontology: Ontology) -> bool:
    lists = ontology.subjects(node, f"{vocab.RDF}first")
    return any(ontology.subjects(listed, f"{vocab.OWL}hasKey") for listed in lists)


def _characteristics() -> dict[str, str]:
    return {
        "FunctionalProperty": _("A thing has at most one value of %(s)s; two are a conflict."),
        "InverseFunctionalProperty": _("No two things share a value of %(s)s."),
        "SymmetricProperty": _("%(s)s holds both ways."),
        "AsymmetricProperty": _("%(s)s never holds both ways."),
        "TransitiveProperty": _("%(s)s passes on from one thing to the next."),
        "IrreflexiveProperty": _("Nothing has itself as a value of %(s)s."),
    }


def _relations() -> dict[str, str]:
    return {
        f"{vocab.RDFS}subClassOf": _("Every %(s)s is a %(o)s."),
        f"{vocab.RDFS}subPropertyOf": _("Whatever %(s)s relates, %(o)s relates too."),
        f"{vocab.RDFS}domain": _("Whatever has %(s)s is a %(o)s."),
        f"{vocab.RDFS}range": _("Every value of %(s)s is a %(o)s."),
        f"{vocab.OWL}equivalentClass": _("A %(s)s is exactly %(o)s."),
        f"{vocab.OWL}inverseOf": _("%(s)s is the inverse of %(o)s."),
        f"{vocab.OWL}disjointWith": _("No %(s)s is a %(o)s."),
    }


def _marks() -> dict[str, str]:
    return {
        "FunctionalProperty": _("functional"),
        "InverseFunctionalProperty": _("inverse functional"),
        "SymmetricProperty": _("symmetric"),
        "AsymmetricProperty": _("asymmetric"),
        "TransitiveProperty": _("transitive"),
        "IrreflexiveProperty": _("irreflexive"),
    }


def _restrictions() -> dict[str, str]:
    return {
        "someValuesFrom": _("something with at least one %(o)s as %(s)s"),
        "allValuesFrom": _("something whose every value of %(s)s is a %(o)s"),
        "hasValue": _("something with %(o)s as %(s)s"),
    }


_f: Final[Callable[[Node], str]] = formal.short
