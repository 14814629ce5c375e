"""The answer to a CONSTRUCT or DESCRIBE query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

import pyoxigraph

from kg.export import write_triples
from kg.results.formats import triples_format
from kg.vocab import PREFIXES

if TYPE_CHECKING:
    import rdflib


@dataclass(frozen=True)
class Triples:
    """The answer to a CONSTRUCT or DESCRIBE query, held as sorted, distinct N-Triples.

    Attributes:
        nt: the triples as N-Triples.
        prefixes: what Turtle and RDF/XML may abbreviate with; those unused are left out.
    """

    nt: bytes
    prefixes: Mapping[str, str] = field(default_factory=lambda: dict(PREFIXES))

    @classmethod
    def read(cls, answer: pyoxigraph.QueryTriples) -> Triples:
        """Read the engine's answer to its end, in the thread that asked."""
        lines = (answer.serialize(format=pyoxigraph.RdfFormat.N_TRIPLES) or b"").splitlines(True)
        return cls(b"".join(sorted(set(lines))))

    @cached_property
    def _triples(self) -> tuple[pyoxigraph.Triple, ...]:
        quads = pyoxigraph.parse(self.nt, format=pyoxigraph.RdfFormat.N_TRIPLES)
        return tuple(quad.triple for quad in quads)

    def __len__(self) -> int:
        """Return the number of triples."""
        return len(self._triples)

    def __iter__(self) -> Iterator[pyoxigraph.Triple]:
        """Give the triples in the order of their N-Triples lines."""
        return iter(self._triples)

    def serialize(self, format: str = "ttl") -> bytes:
        """Write the triples as `ttl`, `nt`, `jsonld` or `rdf`.

        Raises:
            QueryError: the format is not one of these, or cannot express a triple.
        """
        triples_format(format)
        return write_triples(self.nt, format, self._used())

    def to_rdflib(self) -> rdflib.Graph:
        """Return the triples as a new rdflib graph with the prefixes bound."""
        import rdflib

        graph = rdflib.Graph()
        for prefix, namespace in self._used().items():
            graph.bind(prefix, namespace, replace=True)
        return graph.parse(data=self.nt.decode(), format="nt")

    def _used(self) -> dict[str, str]:
        text = self.nt.decode()
        return {prefix: iri for prefix, iri in self.prefixes.items() if f"<{iri}" in text}

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.serialize('ttl').decode())}</pre>"
