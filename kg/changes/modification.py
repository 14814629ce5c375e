"""An operation with a WHERE as a query and templates, so that what it would change can be told.

    DELETE { D } INSERT { I } WHERE { P }      (G − D(s)) ∪ I(s) for every solution s of P

The WHERE runs as a SELECT of the variables that the templates have. The engine reads the templates,
as data in which IRIs stand for variables: so nothing here knows the grammar of triples.

Source: SPARQL 1.1 Update §3.1.3 and §4.3.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Triple

from kg.changes.targets import resolved
from kg.changes.texts import Operation
from kg.sparql.tokens import Token, tokens

_CHUNK: Final = 10_000

Slot = Any
"""A term of a template: an RDF term, a `_Variable`, or a BlankNode, which is another each time."""


@dataclass(frozen=True, slots=True)
class _Variable:
    place: int


@dataclass(frozen=True, slots=True)
class Modification:
    """What a DELETE or INSERT with a WHERE writes for each solution.

    Attributes:
        query: the WHERE as a SELECT, whose columns the templates count from 0.
        graph: the default graph of the query, if WITH names one.
        deleted: the template of what is deleted, four slots a quad.
        inserted: the template of what is inserted.
    """

    query: str
    graph: NamedNode | None
    deleted: tuple[tuple[Slot, ...], ...]
    inserted: tuple[tuple[Slot, ...], ...]

    def difference(
        self, store: Store, *, base: str, prefixes: Mapping[str, str]
    ) -> tuple[list[Quad], list[Quad]]:
        """Return the quads that the operation adds to a store, and those that it removes."""
        found: Any = store.query(
            self.query, base_iri=base, prefixes=dict(prefixes), default_graph=self.graph
        )
        rows, deleted, inserted = map(tuple, found), Store(), Store()
        while chunk := list(islice(rows, _CHUNK)):
            deleted.extend(_filled(self.deleted, chunk))
            inserted.extend(_filled(self.inserted, chunk))
        removed = [quad for quad in deleted if quad in store and quad not in inserted]
        return [quad for quad in inserted if quad not in store], removed


def read_modification(
    text: str, operation: Operation, *, base: str, prefixes: Mapping[str, str]
) -> Modification | None:
    """Return what an operation of `text` with a WHERE does, None where only the engine can tell.

    Raises:
        SyntaxError: the engine cannot read a template.
    """
    blocks = dict(_blocks(operation))
    if "WHERE" not in blocks:
        return None
    if operation.kind == "DELETE WHERE":
        blocks["DELETE"] = blocks["WHERE"]
    said = {word: text[start:end] for word, (start, end) in blocks.items()}
    templates = [said.get("DELETE", ""), said.get("INSERT", "")]
    names = list(dict.fromkeys(name for part in templates for name in _variables(part)))
    reader = _Reader(operation, names, base=base, prefixes=prefixes)
    deleted, inserted = map(reader.read, templates)
    if deleted is None or inserted is None or (reader.target is None and _with(operation)):
        return None
    is_fresh = any(isinstance(slot, BlankNode) for slots in inserted for slot in slots)
    query = _select(operation, names, said["WHERE"], is_distinct=not is_fresh)
    has_using = operation.has("USING")
    return Modification(query, None if has_using else reader.target, deleted, inserted)


def _blocks(operation: Operation) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each pair of outermost braces, by the word before it."""
    word, start = "", 0
    for token, depth in operation.nested():
        if depth == 0 and token.kind == "word":
            word = token.text.upper()
        elif depth == 1 and token.text == "{":
            start = token.start
        elif depth == 0 and token.text == "}":
            yield word, (start, token.end)


def _with(operation: Operation) -> Token | None:
    return operation.tokens[1] if operation.kind == "WITH" else None


def _variables(text: str) -> Iterator[str]:
    return (token.text[1:] for token in tokens(text) if token.kind == "variable")


def _select(operation: Operation, names: Sequence[str], where: str, *, is_distinct: bool) -> str:
    """Return the SELECT whose solutions are those of the WHERE; one is enough if all are alike."""
    chosen = " ".join(f"?{name}" for name in names) or "*"
    distinct = "DISTINCT " if is_distinct else ""
    limit = " LIMIT 1" if is_distinct and not names else ""
    graphs = " ".join(_from(operation))
    return f"{operation.prologue} SELECT {distinct}{chosen} {graphs} WHERE {where}{limit}"


def _from(operation: Operation) -> Iterator[str]:
    """Yield what FROM says in a query as USING does in an update."""
    is_within = False
    for token, depth in operation.nested():
        word = token.text.upper() if token.kind == "word" else ""
        if depth == 0 and word in ("USING", "WHERE"):
            is_within = word == "USING"
            if is_within:
                yield "FROM"
        elif is_within:
            yield token.text


class _Reader:
    """Templates as the engine reads them."""

    def __init__(
        self, operation: Operation, names: Sequence[str], *, base: str, prefixes: Mapping[str, str]
    ) -> None:
        """Take the operation whose prologue and WITH hold for the templates."""
        self._prologue, self._base, self._prefixes = operation.prologue, base, dict(prefixes)
        self._stem = f"urn:{secrets.token_hex(16)}:"  # that no template can name
        self._places = {f"{self._stem}{name}": _Variable(n) for n, name in enumerate(names)}
        named = _with(operation)
        iri = resolved(self._prologue, named.text, base=base, prefixes=prefixes) if named else None
        self.target = NamedNode(iri) if iri else None

    def read(self, template: str) -> tuple[tuple[Slot, ...], ...] | None:
        """Return the slots of each quad; None where there is a triple within a triple."""
        if not template:
            return ()
        data = "".join(
            f"<{self._stem}{token.text[1:]}>" if token.kind == "variable" else token.text
            for token in tokens(template)
        )
        memory = Store()
        text = f"{self._prologue} INSERT DATA {data}"
        memory.update(text, base_iri=self._base, prefixes=self._prefixes)
        quads = list(memory)
        if any(isinstance(quad.object, Triple) for quad in quads):
            return None
        return tuple(tuple(map(self._slot, quad)) for quad in quads)

    def _slot(self, term: Any) -> Slot:
        if isinstance(term, DefaultGraph):
            return self.target or term
        return self._places.get(term.value, term) if isinstance(term, NamedNode) else term


def _filled(template: Iterable[Sequence[Slot]], rows: Sequence[tuple[Any, ...]]) -> Iterator[Quad]:
    """Yield the quads of a template for each solution, but those that are none."""
    quads = [tuple(map(_getter, slots)) for slots in template]
    for row in rows:
        fresh = _Fresh()
        for s, p, o, g in quads:
            terms = (s(row, fresh), p(row, fresh), o(row, fresh), g(row, fresh))
            if _is_quad(*terms):
                yield Quad(*terms)


class _Fresh(dict[BlankNode, BlankNode]):
    """The blank nodes that stand for those of a template in one solution."""

    def __missing__(self, label: BlankNode) -> BlankNode:
        self[label] = BlankNode()
        return self[label]


def _getter(slot: Slot) -> Any:
    if isinstance(slot, _Variable):
        place = slot.place
        return lambda row, fresh: row[place]
    if isinstance(slot, BlankNode):
        return lambda row, fresh: fresh[slot]
    return lambda row, fresh: slot


def _is_quad(s: Any, p: Any, o: Any, g: Any) -> bool:
    """Return whether a quad can be made of these, of which unbound ones are None."""
    return (
        isinstance(s, NamedNode | BlankNode)
        and isinstance(p, NamedNode)
        and o is not None
        and isinstance(g, NamedNode | DefaultGraph)
    )
