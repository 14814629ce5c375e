"""What has changed between two moments of a closure: triples with their supports then and now.

Rows are compared as arrays; only those that differ become terms. Both moments share a dictionary
and the supports: the closure was extended, or made again (`Closure.again`).

Invariant: the triples that `Closure.annotated` yields now are those of then, with what is told here
changed, once `Closure.restate` has been told of the literals of what came and went. Where that
cannot be told cheaply, `Incomparable` is raised: where a representative of identical terms has
changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from kg.engine.answers import Answers
from kg.engine.closure import Closure, Stated, forms_stated
from kg.engine.relation import Relation, relaid
from kg.engine.store import Store
from kg.engine.supports import Supports
from kg.engine.terms import Terms, Triple
from kg.engine.vocabulary import BASES, CLOSED, INTERNAL, LITERAL_IDENTITY, property_key
from kg.engine.words import Layout, Words, ordered

Moved = tuple[Triple, int | None, int | None]
"""A triple with the number of its support then, None where it was not there, and now."""


class Incomparable(Exception):  # noqa: N818 # told to the caller, who then compares all
    """The two moments cannot be compared row by row."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A closure as it was: its arrays are never written to.

    Attributes:
        closure: the closure, which may have grown since.
        words: the rows of each relation by key.
        stated: the batches stated.
        representatives: the representative of each term.
        layout: how rows were packed.
    """

    closure: Closure
    words: Mapping[int, Words]
    stated: tuple[Stated, ...]
    representatives: NDArray[np.uint32]
    layout: Layout

    def laid_out(self, layout: Layout) -> Moment:
        """Return the same with rows packed in another layout, which has room for them."""
        if layout == self.layout:
            return self
        words = {
            key: relaid(found, self.layout, layout, is_class=bool(key & 1))
            for key, found in self.words.items()
        }
        return replace(self, words=words, layout=layout)


def moment(closure: Closure) -> Moment:
    """Return how a closure is now."""
    relations = closure.relations
    return Moment(
        closure,
        {key: relation.words for key, relation in relations.items()},
        tuple(closure.stated),
        closure.identity.representatives,
        next(iter(relations.values())).layout,
    )


def difference(then: Moment, closure: Closure, changed: Iterable[Triple]) -> Iterator[Moved]:
    """Yield the triples whose support has changed since a moment, or that came or went.

    Args:
        then: the moment.
        closure: the same closure extended, or the one made again from it.
        changed: the stated triples that came or went.

    Raises:
        Incomparable: see the module.
    """
    now = moment(closure)
    size = len(then.representatives)
    if (now.representatives[:size] != then.representatives).any():
        raise Incomparable
    then = then.laid_out(now.layout)
    keys, texts = _changed(then, now), {}
    for triple in changed:
        if (literal := _with_variants(triple, closure.terms)) is not None:
            _add(keys, _rows_of(triple, closure, now.layout))
            texts[literal] = _text_then(literal, then)
    for literal, text in texts.items():
        if text != closure.terms.text(literal):
            for at in (then, now):
                _add(keys, _rows_with(literal, at))
    for base, closed in CLOSED.items():
        if base in keys:  # whether a row is shown depends on whether its base is there
            keys[closed] = ordered(keys.get(closed, keys[base]), keys[base])
    old, new = dict(_shown(then, keys, texts)), dict(_shown(now, keys, {}))
    for triple in old.keys() | new.keys():
        if old.get(triple) != new.get(triple):
            yield triple, old.get(triple), new.get(triple)


def _with_variants(triple: Triple, terms: Terms) -> int | None:
    """Return the literal that a triple ends in where it is known in several forms."""
    found = terms.find(triple[2]) if triple[2][0] == '"' else None
    return found if found is not None and len(terms.variants(found)) > 1 else None


def _text_then(literal: int, then: Moment) -> str:
    """Return what was written for a literal then."""
    terms = then.closure.terms
    return terms.shortest(literal, forms_stated(literal, terms, then.stated))


def _rows_of(triple: Triple, closure: Closure, layout: Layout) -> dict[int, Words]:
    """Return the keys of the rows that may hold a triple, by relation."""
    s, p, o = (np.array([closure.find(term)], np.uint64) for term in triple)
    key = property_key(int(p[0]))
    row = layout.keys(layout.pairs(s, o))
    return {key: row, BASES.get(key, key): row}


def _rows_with(literal: int, at: Moment) -> dict[int, Words]:
    """Return the keys of all rows that name a literal, by relation. Cost: a pass over all."""
    found = {}
    for key, words in at.words.items():
        if key & 1:
            mask = at.layout.keys(words) == literal
        else:
            mask = (at.layout.objects(words) == literal) | (at.layout.subjects(words) == literal)
        if mask.any():
            found[key] = at.layout.keys(words[mask])
    return found


def _add(keys: dict[int, Words], more: Mapping[int, Words]) -> None:
    for key, found in more.items():
        keys[key] = ordered(keys[key], found) if key in keys else ordered(found)


def _changed(then: Moment, now: Moment) -> dict[int, Words]:
    """Return the keys of the rows that differ, sorted, by relation."""
    if now.closure is then.closure:
        taken: dict[int, list[Words]] = defaultdict(list)
        for key, delta in now.closure.taken_up:
            taken[key].append(now.layout.keys(delta))
        return {key: ordered(*found) for key, found in taken.items()}
    found = {}
    for key in then.words.keys() | now.words.keys():
        old, new = (words.get(key, np.empty(0, np.uint64)) for words in (then.words, now.words))
        if len(rows := np.setxor1d(old, new, assume_unique=True)):
            found[key] = ordered(now.layout.keys(rows))
    return found


def _shown(
    at: Moment, keys: Mapping[int, Words], texts: Mapping[int, str]
) -> Iterator[tuple[Triple, int]]:
    """Yield those of some rows that are shown, in terms; `texts` are those of some literals."""
    part = _Part(at.closure.terms, {})
    bases, about = set(BASES.values()), np.zeros(len(at.representatives), bool)
    for key, words in at.words.items():
        relation = Relation(at.layout, cast(Supports, None), is_class=bool(key & 1))
        relation.words = words
        if key in keys and (key not in INTERNAL or key == LITERAL_IDENTITY):
            rows, found = relation.find(keys[key])
            relation.words = words[rows[found]]
            part.relations[key] = relation
            subjects = at.layout.keys if relation.is_class else at.layout.subjects
            about[subjects(relation.words).astype(np.intp)] = True
        elif key in bases:
            part.relations[key] = relation
    about = about[at.representatives[part.terms.ids[: len(about)]]]
    forms = [batch.forms[about[batch.forms[:, 0]]] for batch in at.stated]
    answers = Answers(
        cast(Store, part),
        at.closure.identity,
        forms,
        generalized=False,
        reflexive=False,
        texts=texts,
    )
    return answers.annotated()


@dataclass(frozen=True, slots=True)
class _Part:
    """Some rows of a store, as much of it as answers are made from."""

    terms: Terms
    relations: dict[int, Relation]
