"""JSON-LD 1.1 with a context, for people to read: one object a subject, compact names.

Invariant: the expanded form holds exactly the triples given, each literal with its lexical form.
pyoxigraph writes only the expanded form, and rdflib turns numbers into JSON's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, Triple

from kg import vocab
from kg.errors import InexpressibleError

_TYPE: Final = vocab.RDF + "type"
_STRING: Final = vocab.XSD + "string"


def jsonld(graphs: Mapping[str | None, Iterable[Triple]], prefixes: Mapping[str, str]) -> bytes:
    """Write graphs by name as one JSON-LD document; None names the default graph.

    Subjects, properties and values come in the order given.

    Raises:
        InexpressibleError: a triple has another one as its object.
    """
    writer = _Writer(prefixes)
    content: list[dict[str, Any]] = []
    for name, triples in graphs.items():
        nodes = writer.nodes(triples)
        if name is None:
            content += nodes
        else:
            content.append({"@id": writer.short(name), "@graph": nodes})
    document = {"@context": writer.used(), "@graph": content}
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


class _Writer:
    """Shortens names and remembers which prefixes that took."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = sorted(prefixes.items(), key=lambda item: -len(item[1]))
        self._shortened: dict[str, str] = {}
        self._used: set[str] = set()

    def used(self) -> dict[str, str]:
        """Return the context: the prefixes in use, by name."""
        return {prefix: iri for prefix, iri in sorted(self._prefixes) if prefix in self._used}

    def nodes(self, triples: Iterable[Triple]) -> list[dict[str, Any]]:
        """Return one object a subject."""
        found: dict[str, dict[str, Any]] = {}
        for s, p, o in triples:
            name = self._id(s)
            node = found.setdefault(name, {"@id": name})
            if p.value == _TYPE and not isinstance(o, Literal):
                node.setdefault("@type", []).append(self._id(o))
            else:
                node.setdefault(self.short(p.value), []).append(self._value(o))
        return list(found.values())

    def short(self, iri: str) -> str:
        """Return the IRI as a compact IRI where a prefix fits."""
        if iri not in self._shortened:
            self._shortened[iri] = self._short(iri)
        return self._shortened[iri]

    def _short(self, iri: str) -> str:
        for prefix, namespace in self._prefixes:
            if iri.startswith(namespace) and not iri[len(namespace) :].startswith("//"):
                self._used.add(prefix)
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    def _id(self, term: Any) -> str:
        if isinstance(term, Triple):
            raise InexpressibleError(
                f"JSON-LD cannot express the triple term {term}: choose another format"
            )
        return f"_:{term.value}" if isinstance(term, BlankNode) else self.short(term.value)

    def _value(self, term: Any) -> dict[str, str] | str:
        if not isinstance(term, Literal):
            return {"@id": self._id(term)}
        if term.language:
            said = {"@direction": term.direction.value} if term.direction else {}
            return {**said, "@language": term.language, "@value": term.value}
        if term.datatype.value == _STRING:
            return str(term.value)
        return {"@type": self.short(term.datatype.value), "@value": term.value}
