"""What is true of everything, made on request: conclusions of virtual rules."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kg.engine.identity import Identity
from kg.engine.relation import Relation
from kg.engine.rules import rules
from kg.engine.store import Store
from kg.engine.terms import RESOURCE
from kg.engine.values import contains
from kg.engine.vocabulary import (
    CLASS,
    DATATYPE_IDS,
    IDS,
    INTERNAL,
    LITERAL_IDENTITY,
    SAME_AS,
    THING,
    TYPE,
    class_key,
    is_class_key,
    term_of,
)
from kg.engine.words import ordered

IdTriple = tuple[int, int, int]


def axioms() -> dict[int, set[int]]:
    """Return what the rules without conditions say: the key of a class, and its members.

    These are `prp-ap`, `cls-thing` and `cls-nothing1`; and `dt-type1` of the 32 datatypes.
    """
    found: dict[int, set[int]] = {}
    for rule in rules():
        if not rule.body and not any(item for item in rule.schema) and rule.virtual:
            for head in rule.heads:
                found.setdefault(class_key(IDS[head.o]), set()).add(IDS[head.s])
        if rule.id == "dt-type1":
            found[class_key(IDS[rule.heads[0].o])] = set(DATATYPE_IDS)
    return found


def virtual_triples(
    store: Store, identity: Identity, *, generalized: bool
) -> Iterator[tuple[IdTriple, int]]:
    """Yield the triples of `eq-ref` and `dt-type2`.

    Each with the number of its support. Those that a relation holds are left out, and all of
    literals unless `generalized`.
    """
    used = _used(store)
    for term in sorted(used):
        if store.terms.kinds[term] == RESOURCE:
            for name in identity.members(term):
                yield (name, SAME_AS, name), used[term]
        elif generalized:
            yield from _of_literal(store, identity, term, used[term])


def virtual_support(store: Store, s: int, p: int, o: int) -> int | None:
    """Return the support of a triple that a virtual rule concludes, None of any other.

    Of representatives, in the virtual rules `virtual_triples` and `things` speak of. Cost: one pass
    over all relations where it is about identity or a literal, a search in each declared class
    where it is about owl:Thing.
    """
    if p == SAME_AS and s == o:
        return occurrence(store, s)
    if p == TYPE and o == THING:
        return _thing(store, s)
    value = store.terms.value(s) if p == TYPE and o in DATATYPE_IDS else None
    if value is None or not contains(DATATYPE_IDS[o], value):
        return None
    return occurrence(store, s)


def occurrence(store: Store, term: int) -> int | None:
    """Return the support of a representative's being in a triple, None where it is in none.

    It is that of (term owl:sameAs term) by `eq-ref`. Cost: one pass over all relations.
    """
    total: int | None = None
    for key, relation in _shown(store):
        layout, words = relation.layout, relation.words
        if term not in (term_of(key), TYPE if is_class_key(key) else -1):
            columns = [layout.keys(words)]
            if not relation.is_class:
                columns = [layout.subjects(words), layout.objects(words)]
            words = words[np.logical_or.reduce([column == term for column in columns])]
        for number in ordered(layout.supports(words)).tolist():
            total = number if total is None else store.algebra.sum(total, number)
    return total


def _shown(store: Store) -> Iterator[tuple[int, Relation]]:
    """Yield the relations whose rows are triples of the closure, each triple once."""
    for key, relation in store.relations.items():
        if len(relation) and (key == LITERAL_IDENTITY or key not in INTERNAL):
            yield key, relation


def _used(store: Store) -> dict[int, int]:
    """Return every id in a triple, with the support of its being there."""
    used: dict[int, int] = {}
    for key, relation in _shown(store):
        layout, words = relation.layout, relation.words
        numbers = layout.supports(words)
        columns = [layout.keys(words)] if is_class_key(key) else []
        if not is_class_key(key):
            columns = [layout.subjects(words), layout.objects(words)]
        fixed = (key >> 1, TYPE) if is_class_key(key) else (term_of(key),)
        for column in (*columns, *(np.full(len(words), term, np.uint64) for term in fixed)):
            for term, number in set(zip(column.tolist(), numbers.tolist(), strict=True)):
                known = used.setdefault(term, number)
                if known != number:
                    used[term] = store.algebra.sum(known, number)
    return used


def _of_literal(
    store: Store, identity: Identity, literal: int, number: int
) -> Iterator[tuple[IdTriple, int]]:
    yield (literal, SAME_AS, literal), number
    value = store.terms.value(literal)
    if value is None:
        return
    for identifier, datatype in DATATYPE_IDS.items():
        key = class_key(identity.resolve(identifier))
        if contains(datatype, value) and _found(store, key, literal) is None:
            yield (literal, TYPE, identifier), number


def things(store: Store) -> dict[int, int]:
    """Return the instances of owl:Thing, stored or not, each with the number of its support.

    (x a owl:Thing) ← (c a owl:Class), so that (c rdfs:subClassOf owl:Thing) | (x a c)
    """
    found = dict(_weighed(store, THING))
    for c, number in _weighed(store, CLASS):
        for x, needed in _weighed(store, c) if c != THING else ():
            total = store.algebra.product((number, needed))
            found[x] = store.algebra.sum(found[x], total) if x in found else total
    return found


def _thing(store: Store, x: int) -> int | None:
    """Return the support of one instance of owl:Thing, stored or not, None where it is none."""
    total = _found(store, class_key(THING), x)
    for c, number in _weighed(store, CLASS):
        needed = None if c == THING else _found(store, class_key(c), x)
        if needed is not None:
            needed = store.algebra.product((number, needed))
            total = needed if total is None else store.algebra.sum(total, needed)
    return total


def _weighed(store: Store, c: int) -> Iterator[tuple[int, int]]:
    """Yield the members of a class with the numbers of their supports."""
    relation = store.relations.get(class_key(c))
    if relation is not None:
        layout, words = relation.layout, relation.words
        yield from zip(layout.keys(words).tolist(), layout.supports(words).tolist(), strict=True)


def _found(store: Store, key: int, x: int) -> int | None:
    """Return the support of a member of a class, None where it is none."""
    relation = store.relations.get(key)
    if relation is None or not len(relation):
        return None
    rows, found = relation.find(np.array([x], relation.words.dtype))
    return int(relation.layout.supports(relation.words[rows])[0]) if found[0] else None
