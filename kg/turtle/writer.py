"""The canonical Turtle of a document.

Invariants: the text parses to the same graph; graphs that are equal up to the names of blank nodes,
with the same prefixes, have the same text, so that formatting twice changes nothing. Comments other
than rulers are not kept (`kg.turtle.sections.lost_comments` finds them).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg import vocab
from kg.turtle.blanks import FIRST, NIL, REST, Layout, lay_out
from kg.turtle.document import Document
from kg.turtle.sections import (
    SECTIONS,
    ontologies,
    own_namespaces,
    predicate_key,
    ruler,
    section_of,
)
from kg.turtle.terms import Names, sort_key, write_literal

_INDENT: Final = "    "
_WIDTH: Final = 100
_TYPE: Final = NamedNode(vocab.RDF + "type")


def format_turtle(document: Document) -> str:
    """Return the canonical text of a document's graph, ending in a line feed."""
    writer = _Writer(lay_out(document.triples), Names(document.prefixes, document.base_iri))
    blocks = list(writer.blocks(document.base_iri))
    declarations = "\n".join(writer.names.declarations())
    return "\n\n".join([block for block in (declarations, *blocks) if block] or [""]) + "\n"


class _Writer:
    """Writes the subjects of one graph; its names remember the prefixes that were needed."""

    def __init__(self, layout: Layout, names: Names) -> None:
        self._layout = layout
        self.names = names

    def blocks(self, base_iri: str) -> Iterable[str]:
        """Yield the text of each subject and each ruler, in the order of the file."""
        written = {
            subject: self._subject(subject)
            for subject in self._layout.by_subject
            if subject not in self._layout.nested
        }
        triples = [t for found in self._layout.by_subject.values() for t in found]
        first = ontologies(triples) or {NamedNode(base_iri)}
        yield from sorted(written[subject] for subject in first if subject in written)
        rest = {subject: text for subject, text in written.items() if subject not in first}
        if ontologies(triples):
            yield from self._sections(rest, own_namespaces(triples))
        else:
            yield from _sorted_blocks(rest)

    def _sections(self, written: dict[object, str], own: tuple[str, ...]) -> Iterable[str]:
        sections: dict[str, dict[object, str]] = defaultdict(dict)
        for subject, text in written.items():
            section = section_of(subject, self._layout.by_subject[subject], own)
            sections[section][subject] = text
        for section in SECTIONS:
            if section in sections:
                yield ruler(section)
                yield from _sorted_blocks(sections[section])

    def _subject(self, subject: object) -> str:
        name = "[]"
        if isinstance(subject, NamedNode):
            name = self.names.write(subject.value)
        elif isinstance(subject, BlankNode):
            name = self._layout.labels.get(subject, "[]")
        lines = self._predicates(self._layout.by_subject[subject], _INDENT)
        return "\n".join([name, *lines, f"{_INDENT}."])

    def _predicates(self, triples: Collection[Triple], indent: str) -> list[str]:
        """Return the lines of a subject's predicates, each ended by a semicolon."""
        objects: dict[NamedNode, list[Triple]] = defaultdict(list)
        for triple in triples:
            objects[triple.predicate].append(triple)
        written = {p: "a" if p == _TYPE else self.names.write(p.value) for p in objects}
        in_order = sorted(written, key=lambda p: predicate_key(p, written[p]))
        return [
            f"{indent}{written[p]}{self._objects(objects[p], indent, len(written[p]))} ;"
            for p in in_order
        ]

    def _objects(self, triples: list[Triple], indent: str, used: int) -> str:
        """Return the objects of one predicate: one beside it, several on a line each."""
        if len(triples) == 1:
            return " " + self._term(triples[0].object, indent, used + 1)
        deeper = indent + _INDENT
        written = [(t.object, self._term(t.object, deeper, 0)) for t in triples]
        in_order = [text for _, text in sorted(written, key=lambda item: sort_key(*item))]
        return "".join(f"\n{deeper}{text} ," for text in in_order).removesuffix(" ,")

    def _term(self, term: object, indent: str, used: int) -> str:
        """Return an object; lines after its first begin with `indent`."""
        if isinstance(term, NamedNode):
            return "()" if term == NIL else self.names.write(term.value)
        if isinstance(term, Literal):
            return write_literal(term, self.names)
        if not isinstance(term, BlankNode):
            raise TypeError(f"{term} is no term of Turtle 1.1")
        if term in self._layout.labels:
            return self._layout.labels[term]
        if term in self._layout.lists:
            return self._list(term, indent, used)
        lines = self._predicates(self._layout.by_subject.get(term, ()), indent + _INDENT)
        return "\n".join(["[", *lines, f"{indent}]"]) if lines else "[]"

    def _list(self, head: BlankNode, indent: str, used: int) -> str:
        """Return a list, on one line where it fits and nothing in it spans lines."""
        items = [self._term(item, indent + _INDENT, 0) for item in self._items(head)]
        line = f"( {' '.join(items)} )"
        if "\n" not in line and len(indent) + used + len(line) + 2 <= _WIDTH:
            return line
        return "\n".join(["(", *(f"{indent}{_INDENT}{item}" for item in items), f"{indent})"])

    def _items(self, head: BlankNode) -> Iterable[object]:
        cell: object = head
        while cell != NIL:
            values = {t.predicate: t.object for t in self._layout.by_subject[cell]}
            yield values[FIRST]
            cell = values[REST]


def _sorted_blocks(written: dict[object, str]) -> list[str]:
    """Return the texts of subjects by name, blank nodes last."""
    return [
        text
        for _, text in sorted(
            (isinstance(subject, BlankNode), text) for subject, text in written.items()
        )
    ]
