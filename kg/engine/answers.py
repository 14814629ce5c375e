"""Answers: the triples of a closure as terms, groups of identical terms expanded.

Triples that say nothing about the world are hidden unless asked for, or stated; see
`Closure.triples`. A stated triple is written as it was; a derived one with the shortest form of its
literal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import permutations, product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.engine.identity import Identity
from kg.engine.relation import Relation
from kg.engine.store import TYPES, Store
from kg.engine.terms import Triple
from kg.engine.values import contains
from kg.engine.virtual import axioms, occurrence, things, virtual_triples
from kg.engine.vocabulary import (
    BASES,
    DATATYPE_IDS,
    DOMAIN,
    EQUIVALENT_CLASS,
    EQUIVALENT_PROPERTY,
    INTERNAL,
    LITERAL_IDENTITY,
    NOTHING,
    RANGE,
    SAME_AS,
    SUB_CLASS_OF,
    SUB_PROPERTY_OF,
    THING,
    TYPE,
    class_key,
    is_class_key,
    term_of,
)
from kg.engine.words import Words

_REFLEXIVE: Final = {
    SAME_AS,
    SUB_CLASS_OF,
    SUB_PROPERTY_OF,
    EQUIVALENT_CLASS,
    EQUIVALENT_PROPERTY,
}
_UNDER_THING: Final = {SUB_CLASS_OF, DOMAIN, RANGE}
_AXIOMS: Final = axioms()

IdTriple = tuple[int, int, int]


class Answers:
    """One way of reading a closure's triples."""

    def __init__(
        self,
        store: Store,
        identity: Identity,
        stated: Iterable[NDArray[np.uint32]],
        *,
        generalized: bool,
        reflexive: bool,
        texts: Mapping[int, str] | None = None,
    ) -> None:
        """Read `store`, of which the batches `stated`, (n, 3) forms each, were stated.

        `texts` has what to write for some ids, if not what the dictionary says.
        """
        self._store = store
        self._identity = identity
        self._generalized = generalized
        self._reflexive = reflexive
        self._display: dict[int, str] = dict(texts or {})
        self._overrides = self._stated_as(list(stated))

    def annotated(self) -> Iterator[tuple[Triple, int]]:
        """Yield every triple once, with the number of its support."""
        for (s, p, o), number in self._named():
            forms = self._overrides.get((s, p, o))
            if forms is None:
                if self._reflexive or not self._is_hidden_reflexive(s, p, o):
                    yield (self._text(s), self._text(p), self._text(o)), number
                continue
            known = self._store.terms.forms
            for form in sorted(forms):
                yield (known[form[0]], known[form[1]], known[form[2]]), number
        if self._reflexive and self._generalized:
            yield from self._equal_literals()

    def _equal_literals(self) -> Iterator[tuple[Triple, int]]:
        """Yield what `dt-eq` says of literals that were read in several forms."""
        terms, same = self._store.terms, self._text(SAME_AS)
        for identifier, variants in terms.several():
            forms = [terms.forms[form] for form in variants if terms.is_met(form)]
            number = occurrence(self._store, identifier)
            if number is not None:
                yield from (((one, same, other), number) for one, other in permutations(forms, 2))

    def _named(self) -> Iterator[tuple[IdTriple, int]]:
        """Yield the triples of all relations, with all that representatives stand for."""
        types = [name for name in self._members(TYPE) if self._is_predicate(name, TYPES)]
        virtual = {class_key(THING)} if self._reflexive else set()
        for key in sorted(self._store.relations.keys() | virtual):
            if key in INTERNAL and key != LITERAL_IDENTITY:
                continue
            names = [name for name in self._members(term_of(key)) if self._is_predicate(name, key)]
            for s, o, number in self._rows(key):
                subjects = [x for x in self._members(s) if self._is_subject(x)]
                objects = [] if is_class_key(key) else self._members(o)
                if is_class_key(key):
                    for x, p, name in product(subjects, types, names):
                        yield (x, p, name), number
                # That a term is the same as itself `virtual_triples` yields, with all its support.
                is_known = self._reflexive and s == o and term_of(key) == SAME_AS
                for x, name, y in product(subjects, names, objects):
                    if not (is_known and x == y):
                        yield (x, name, y), number
        if self._reflexive:
            yield from self._virtual()

    def _rows(self, key: int) -> Iterator[tuple[int, int, int]]:
        """Yield the rows of a relation that are shown: subject, object (or 0), support."""
        if self._reflexive and key == class_key(THING):
            yield from ((x, 0, number) for x, number in sorted(things(self._store).items()))
            return
        relation = self._store.relations[key]
        layout, words = relation.layout, relation.words
        if not self._reflexive:
            words = words[~self._is_hidden(key, relation)]
        numbers = layout.supports(words).tolist() if layout.support_bits else [0] * len(words)
        if relation.is_class:
            yield from zip(layout.keys(words).tolist(), [0] * len(words), numbers, strict=True)
        else:
            s, o = layout.subjects(words).tolist(), layout.objects(words).tolist()
            yield from zip(s, o, numbers, strict=True)

    def _is_hidden(self, key: int, relation: Relation) -> NDArray[np.bool_]:
        """Say of each row whether it is an axiom of the specification, or true of everything."""
        layout, words = relation.layout, relation.words
        hidden = np.zeros(len(words), bool)
        known = [self._identity.resolve(term) for term in (THING, NOTHING)]
        if relation.is_class:
            members = layout.keys(words)
            if key in _AXIOMS:
                hidden = np.isin(members, list(_AXIOMS[key])) & (layout.supports(words) == 0)
            if key >> 1 in DATATYPE_IDS:
                hidden = self._has_value_in(members, DATATYPE_IDS[key >> 1])
        elif key >> 1 in _UNDER_THING:
            hidden = layout.objects(words) == known[0]
            hidden |= (layout.subjects(words) == known[1]) & (key >> 1 == SUB_CLASS_OF)
        base = self._store.relations.get(BASES.get(key, -1))
        if base is not None:
            if key == class_key(THING):
                hidden[:] = True
            rows = np.flatnonzero(hidden)
            _, found = base.find(layout.keys(words[rows]))
            hidden[rows] = ~found
        return hidden

    def _has_value_in(self, members: Words, datatype: str) -> NDArray[np.bool_]:
        values = (self._store.terms.value(member) for member in members.tolist())
        return np.array([v is not None and contains(datatype, v) for v in values], bool)

    def _is_hidden_reflexive(self, s: int, p: int, o: int) -> bool:
        return s == o and self._identity.resolve(p) in _REFLEXIVE

    def _is_predicate(self, name: int, key: int) -> bool:
        return self._generalized or is_class_key(key) or self._store.terms.forms[name][0] == "<"

    def _is_subject(self, name: int) -> bool:
        return self._generalized or self._store.terms.forms[name][0] != '"'

    def _members(self, representative: int) -> list[int]:
        return self._identity.members(representative)

    def _text(self, identifier: int) -> str:
        text = self._display.get(identifier)
        if text is None:
            text = self._display[identifier] = self._store.terms.text(identifier)
        return text

    def _stated_as(self, batches: list[NDArray[np.uint32]]) -> dict[IdTriple, set[IdTriple]]:
        """Return the stated triples that may be hidden or have a literal with several forms.

        By ids, with all the forms in which each was stated.
        """
        overrides: dict[IdTriple, set[IdTriple]] = {}
        ids = self._store.terms.ids
        for forms in batches:
            triples = ids[forms]
            rows = forms[self._may_differ(triples, forms)]
            for form in rows.tolist():
                s, p, o = ids[form].tolist()
                overrides.setdefault((s, p, o), set()).add((form[0], form[1], form[2]))
        return overrides

    def _may_differ(
        self, triples: NDArray[np.uint32], forms: NDArray[np.uint32]
    ) -> NDArray[np.bool_]:
        terms = self._store.terms
        found: NDArray[np.bool_] = terms.has_variants(triples[:, 2])
        found |= terms.has_variants(triples[:, 0]) | (triples != forms).any(axis=1)
        found |= triples[:, 0] == triples[:, 2]
        return found

    def _virtual(self) -> Iterator[tuple[IdTriple, int]]:
        yield from virtual_triples(self._store, self._identity, generalized=self._generalized)
