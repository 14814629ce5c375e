"""The ontology as values: its terms and what its axioms say of them; no I/O.

Nodes are named by their N-Triples form: `<iri>`, `_:b1`, `"text"@en`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from kg import vocab
from server.site.terms import is_literal

CLASS: Final = "class"
OBJECT_PROPERTY: Final = "object property"
DATATYPE_PROPERTY: Final = "datatype property"
INDIVIDUAL: Final = "individual"

_KINDS: Final = {
    f"<{vocab.OWL}Class>": CLASS,
    f"<{vocab.OWL}ObjectProperty>": OBJECT_PROPERTY,
    f"<{vocab.OWL}DatatypeProperty>": DATATYPE_PROPERTY,
}
_NIL: Final = f"<{vocab.RDF}nil>"

Node = str
"""A term in N-Triples form."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the ontology, with its words by language.

    Attributes:
        node: the term in N-Triples form.
        kind: `class`, `object property`, `datatype property` or `individual`.
        labels: its name by language tag.
        definitions: its definition by language tag.
        notes: what else is to be known for using it.
        examples: examples, negative ones among them.
    """

    node: Node
    kind: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    notes: tuple[str, ...]
    examples: tuple[str, ...]

    @property
    def iri(self) -> str:
        """The term's IRI."""
        return self.node[1:-1]

    @property
    def name(self) -> str:
        """The local name, as in `/ontology/<name>`."""
        return self.iri.removeprefix(vocab.CEL)

    def label(self, language: str) -> str:
        """Return the label in a language, in English where there is none."""
        return self.labels.get(language) or self.labels.get("en") or self.name

    def definition(self, language: str) -> str:
        """Return the definition in a language, in English where there is none."""
        return self.definitions.get(language) or self.definitions.get("en", "")


class Ontology:
    """The triples of an ontology, by subject and by object."""

    def __init__(self, triples: Iterable[Any]) -> None:
        """Take triples whose terms have `value` and read as N-Triples."""
        self._about: dict[Node, dict[Node, list[Any]]] = defaultdict(lambda: defaultdict(list))
        self._to: dict[Node, dict[Node, list[Node]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            s, p, o = str(triple.subject), str(triple.predicate), triple.object
            self._about[s][p].append(o)
            self._to[str(o)][p].append(s)

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        """The terms under `cel:` by local name, in the order of their names."""
        nodes = sorted(node for node in self._about if node.startswith(f"<{vocab.CEL}"))
        found = (self._term(node) for node in nodes)
        return {term.name: term for term in found}

    def of_kind(self, kind: str) -> list[Term]:
        """Return the terms of one kind."""
        return [term for term in self.terms.values() if term.kind == kind]

    def objects(self, node: Node, predicate: str) -> list[Node]:
        """Return what an axiom gives for a predicate (an IRI), in order, each once."""
        return sorted({str(value) for value in self._about[node][f"<{predicate}>"]})

    def subjects(self, node: Node, predicate: str) -> list[Node]:
        """Return what has `node` as the value of a predicate (an IRI), in order, each once."""
        return sorted(set(self._to[node][f"<{predicate}>"]))

    def members(self, node: Node) -> Iterator[Node]:
        """Yield the elements of an RDF list."""
        while node != _NIL:
            yield from self.objects(node, f"{vocab.RDF}first")
            node = next(iter(self.objects(node, f"{vocab.RDF}rest")), _NIL)

    def label(self, node: Node, language: str) -> str | None:
        """Return a node's label in a language, in English where there is none."""
        found = self._words(node, f"{vocab.RDFS}label")
        return found.get(language) or found.get("en")

    def _term(self, node: Node) -> Term:
        kinds = (_KINDS.get(kind) for kind in self.objects(node, f"{vocab.RDF}type"))
        return Term(
            node,
            next((kind for kind in kinds if kind), INDIVIDUAL),
            self._words(node, f"{vocab.RDFS}label"),
            self._words(node, f"{vocab.SKOS}definition"),
            self._texts(node, f"{vocab.SKOS}scopeNote"),
            self._texts(node, f"{vocab.SKOS}example"),
        )

    def _words(self, node: Node, predicate: str) -> dict[str, str]:
        values = self._about[node][f"<{predicate}>"]
        return {value.language or "": value.value for value in values if is_literal(value)}

    def _texts(self, node: Node, predicate: str) -> tuple[str, ...]:
        return tuple(value.value for value in self._about[node][f"<{predicate}>"])
