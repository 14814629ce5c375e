"""The closure of RDF graphs: the engine with rdflib's terms at its border."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib.term import Node

from kg import engine
from kg.engine.supports import Antichain
from kg.engine.terms import Triple, split
from kg.errors import FileError, TurtleError

Input = rdflib.Graph | str | os.PathLike[str]
NodeTriple = tuple[Node, Node, Node]


class Closed:
    """A closure that speaks rdflib's terms.

    Attributes:
        closure: the engine's closure, whose terms are strings.
    """

    def __init__(self, closure: engine.Closure) -> None:
        """Wrap a closure."""
        self.closure = closure

    @property
    def conflicts(self) -> list[engine.Conflict]:
        """What contradicts itself."""
        return self.closure.conflicts

    def triples(
        self, *, generalized: bool = False, reflexive: bool = False
    ) -> Iterator[NodeTriple]:
        """Yield every triple; `engine.Closure.triples` says which the two flags add.

        Literals come as they were stated: they are not normalised.
        """
        nodes: dict[str, Node] = {}
        for triple in self.closure.triples(generalized=generalized, reflexive=reflexive):
            for term in triple:
                if term not in nodes:
                    nodes[term] = node(term)
            s, p, o = triple
            yield nodes[s], nodes[p], nodes[o]

    def support(self, s: Node, p: Node, o: Node) -> Antichain | None:
        """Return the minimal sets of units that a triple needs, None where it does not follow."""
        return self.closure.support(_string(s), _string(p), _string(o))


def close(*inputs: Input, supports: bool = False) -> Closed:
    """Return the closure of the union of some inputs under OWL 2 RL/RDF.

    Args:
        inputs: each an rdflib graph, Turtle text, or a path (a `pathlib.Path`, or a string in one
            line that names a file or ends as a file's name does). What a file's name ends with says
            its format, Turtle unless known; relative IRIs in it are relative to it. Of a dataset
            all graphs are taken together. Blank nodes of two inputs are different. rdflib
            normalises literals when it parses; to have them back as written, give text or a path.
        supports: whether each input is a unit of trust, named by its path, or `input-N` from 1.

    Raises:
        FileError: a path that cannot be read.
        TurtleError: text or a file that cannot be parsed.
    """
    batches = []
    for number, given in enumerate(inputs, 1):
        name, triples = read(given, f"input-{number}")
        batches.append((frozenset({name} if supports else ()), triples))
    return Closed(engine.close(batches, supports=supports))


def conformance(inputs: Iterable[Input]) -> tuple[list[NodeTriple], list[engine.Conflict]]:
    """Return the closure of some inputs, with all that follows, and its conflicts.

    The form that the runner of the W3C's OWL 2 RL cases asks for.
    """
    closed = close(*inputs)
    return list(closed.triples(generalized=True, reflexive=True)), closed.conflicts


def read(given: Input, name: str) -> tuple[str, list[Triple]]:
    """Return the name of an input, `name` unless it is a file, and its triples as term strings."""
    if isinstance(given, rdflib.Graph):
        return name, [(_string(s), _string(p), _string(o)) for s, p, o, *_ in given]
    path = _path(given)
    try:
        if path is None:
            quads = ox.parse(str(given), format=ox.RdfFormat.TURTLE)
        else:
            name = str(given)
            quads = ox.parse(path=path, format=_format(path), base_iri=path.absolute().as_uri())
        return name, [(str(q.subject), str(q.predicate), str(q.object)) for q in quads]
    except OSError as error:
        raise FileError(f"{path}: cannot be read: {error.strerror or error}") from error
    except SyntaxError as error:
        raise TurtleError(f"{name}: {error}") from error


def _format(path: Path) -> ox.RdfFormat:
    if path.suffix == ".owl":
        return ox.RdfFormat.RDF_XML
    return ox.RdfFormat.from_extension(path.suffix.removeprefix(".")) or ox.RdfFormat.TURTLE


def _path(given: str | os.PathLike[str]) -> Path | None:
    """Return the path that an input names, None for Turtle text."""
    if not isinstance(given, str):
        return Path(given)
    is_text = "\n" in given or "<" in given or not given.strip()
    if is_text or not (Path(given).suffix or os.path.isfile(given)):
        return None
    return Path(given)


def _string(node: Node) -> str:
    if isinstance(node, rdflib.BNode):
        return f"_:{node}"
    if isinstance(node, rdflib.URIRef):
        return f"<{node}>"
    if isinstance(node, rdflib.Literal):
        datatype = None if node.datatype is None else ox.NamedNode(str(node.datatype))
        return str(ox.Literal(str(node), datatype=datatype, language=node.language))
    raise TypeError(f"not an RDF term: {node!r}")


def node(term: str) -> Node:
    """Return the rdflib term that a term string stands for; literals are not normalised."""
    if term.startswith("_:"):
        return rdflib.BNode(term[2:])
    if term.startswith("<"):
        return rdflib.URIRef(term[1:-1])
    text, datatype, language = split(term)
    if language:
        return rdflib.Literal(text, lang=language, normalize=False)
    plain = term.endswith('"')
    return rdflib.Literal(
        text, datatype=None if plain else rdflib.URIRef(datatype), normalize=False
    )
