"""Claims in short hand for tables of tests: a row of Turtle without its prefixes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kg.files import shipped
from kg.vocab import BASE, PREFIXES

FACTS = shipped("facts")
_HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


def iri(name: str) -> NamedNode:
    """Return the term that the prefixed name stands for (`a/b` after the colon is allowed)."""
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


@cache
def claim(row: str) -> Triple:
    """Return the one triple that a row such as `film:pulgasari cel:releaseYear 1985` states."""
    (quad,) = parse(f"{_HEAD}{row} .".encode(), RdfFormat.TURTLE, base_iri=BASE)
    return quad.triple


@cache
def term(text: str) -> object:
    """Return the term that a Turtle object such as `1985` or `film:pulgasari` stands for."""
    return claim(f"cel:s cel:p {text}").object


@cache
def read(path: Path, base_iri: str) -> tuple[Triple, ...]:
    """Return the triples of a Turtle file."""
    quads = parse(path.read_bytes(), RdfFormat.TURTLE, base_iri=base_iri)
    return tuple(quad.triple for quad in quads)


def passages(source: str = "*") -> dict[str, tuple[Triple, ...]]:
    """Return the triples of each passage file of a source, by the passage's IRI."""
    found = {}
    for path in sorted(FACTS.glob(f"{source}/*.ttl")):
        name = f"{BASE}source/{path.parent.name}/{path.name.removesuffix('.ttl')}"
        found[name] = read(path, name)
    return found


def stated(passage: str, triples: Iterable[Triple]) -> set[Triple]:
    """Return the claims of a passage: what is not about the passage itself."""
    return {triple for triple in triples if triple.subject != NamedNode(passage)}


def described(passage: str, triples: Iterable[Triple]) -> dict[str, list[object]]:
    """Return what a file says of a subject: the objects by the predicate's IRI."""
    found: dict[str, list[object]] = defaultdict(list)
    for triple in triples:
        if triple.subject == NamedNode(passage):
            found[triple.predicate.value].append(triple.object)
    return found
