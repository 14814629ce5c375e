"""Names for terms: labels where there are any, words for anonymous classes and lists.

Terms are strings in N-Triples form. A label in English comes before others, then the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from kg import vocab
from kg.engine.terms import Triple, split

LABEL: Final = f"<{vocab.RDFS}label>"
_FIRST: Final = f"<{vocab.RDF}first>"
_REST: Final = f"<{vocab.RDF}rest>"
_ON: Final = f"<{vocab.OWL}onProperty>"
_RESTRICTIONS: Final = {
    "hasValue": "thing whose {p} is {o}",
    "someValuesFrom": "thing with some {o} as {p}",
    "allValuesFrom": "thing whose every {p} is a {o}",
    "maxCardinality": "thing with at most {o} {p}",
    "maxQualifiedCardinality": "thing with at most {o} {p}",
    "hasSelf": "thing that has itself as {p}",
}
_CLASSES: Final = {"intersectionOf": " that is a ", "unionOf": " or ", "oneOf": " or "}
_DEPTH: Final = 6


class Wording:
    """Names terms, from what some triples say of them."""

    def __init__(self, triples: Iterable[Triple], prefixes: Mapping[str, str]) -> None:
        """Take labels and anonymous nodes from `triples`; other IRIs are shown by `prefixes`."""
        self._prefixes = sorted(prefixes.items(), key=lambda item: -len(item[1]))
        self._labels: dict[str, list[str]] = {}
        self._nodes: dict[str, dict[str, str]] = defaultdict(dict)
        for s, p, o in triples:
            if p == LABEL and o.startswith('"'):
                self._labels.setdefault(s, []).append(o)
            elif s.startswith("_:"):
                self._nodes[s][p] = o

    def name(self, term: str) -> str:
        """Return the name of a term in N-Triples form."""
        return self._name(term, _DEPTH)

    def short(self, iri: str) -> str:
        """Return an IRI with a prefix where one fits."""
        for prefix, namespace in self._prefixes:
            if iri.startswith(namespace):
                return f"{prefix}:{iri.removeprefix(namespace)}"
        return iri

    def _name(self, term: str, depth: int) -> str:
        if term in self._labels:
            return min(map(_rated, self._labels[term]))[1]
        if term.startswith('"'):
            text, datatype, _ = split(term)
            is_text = datatype in (f"{vocab.XSD}string", f"{vocab.RDF}langString")
            return f"“{text}”" if is_text else text
        if term.startswith("_:"):
            return self._anonymous(self._nodes.get(term, {}), depth - 1)
        return self.short(term[1:-1])

    def _anonymous(self, about: Mapping[str, str], depth: int) -> str:
        """Return words for a node of which `about` says something."""
        if depth < 0:
            return "…"
        if _FIRST in about:
            return self._joined(about, " and ", depth)
        for name, words in _RESTRICTIONS.items():
            value = about.get(f"<{vocab.OWL}{name}>")
            if value and _ON in about:
                return words.format(p=self._name(about[_ON], depth), o=self._name(value, depth))
        for name, between in _CLASSES.items():
            value = about.get(f"<{vocab.OWL}{name}>")
            if value:
                return self._joined(self._nodes.get(value, {}), between, depth)
        inverse = about.get(f"<{vocab.OWL}inverseOf>")
        if inverse:
            return f"inverse of {self._name(inverse, depth)}"
        other = about.get(f"<{vocab.OWL}complementOf>")
        return f"anything but {self._name(other, depth)}" if other else "something unnamed"

    def _joined(self, node: Mapping[str, str], between: str, depth: int) -> str:
        names: list[str] = []
        while _FIRST in node and len(names) < len(self._nodes):
            names.append(self._name(node[_FIRST], depth))
            node = self._nodes.get(node.get(_REST, ""), {})
        return between.join(names)


def _rated(label: str) -> tuple[bool, str]:
    text, _, language = split(label)
    return language != "en", text
