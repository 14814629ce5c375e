"""What has changed between two moments of a closure: triples with their supports then and now.

Rows are compared as arrays; only those that differ become terms. Both moments share a dictionary
and the supports: the closure was extended, or made again (`Closure.again`).

Invariant: the triples that `Closure.annotated` yields now are those of then, with what is told here
changed. Where that cannot be told cheaply, `Incomparable` is raised: where a representative of
identical terms has changed, where there was not room enough for the numbers of terms, or where
literals of equal value are written in several forms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from kg.engine.answers import Answers
from kg.engine.closure import Closure, Stated
from kg.engine.relation import Relation
from kg.engine.store import Store
from kg.engine.supports import Supports
from kg.engine.terms import Terms, Triple
from kg.engine.vocabulary import BASES, CLOSED, INTERNAL, LITERAL_IDENTITY
from kg.engine.words import Layout, Words

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
    _refuse_incomparable(then, now, changed)
    keys = _changed(then, now)
    for base, closed in CLOSED.items():
        if base in keys:  # whether a row is shown depends on whether its base is there
            keys[closed] = np.union1d(keys.get(closed, keys[base]), keys[base])
    old, new = dict(_shown(then, keys)), dict(_shown(now, keys))
    for triple in old.keys() | new.keys():
        if old.get(triple) != new.get(triple):
            yield triple, old.get(triple), new.get(triple)


def _refuse_incomparable(then: Moment, now: Moment, changed: Iterable[Triple]) -> None:
    terms = now.closure.terms
    size = len(then.representatives)
    if then.layout != now.layout or (now.representatives[:size] != then.representatives).any():
        raise Incomparable
    for term in {term for triple in changed for term in triple if term[0] == '"'}:
        found = terms.find(term)
        if found is not None and len(terms.variants(found)) > 1:
            raise Incomparable


def _changed(then: Moment, now: Moment) -> dict[int, Words]:
    """Return the keys of the rows that differ, sorted, by relation."""
    if now.closure is then.closure:
        taken: dict[int, list[Words]] = defaultdict(list)
        for key, delta in now.closure.taken_up:
            taken[key].append(now.layout.keys(delta))
        return {key: np.unique(np.concatenate(found)) for key, found in taken.items()}
    found = {}
    for key in then.words.keys() | now.words.keys():
        old, new = (words.get(key, np.empty(0, np.uint64)) for words in (then.words, now.words))
        if len(rows := np.setxor1d(old, new, assume_unique=True)):
            found[key] = np.unique(now.layout.keys(rows))
    return found


def _shown(at: Moment, keys: Mapping[int, Words]) -> Iterator[tuple[Triple, int]]:
    """Yield those of some rows that are shown, in terms."""
    part = _Part(at.closure.terms, {})
    bases = set(BASES.values())
    for key, words in at.words.items():
        relation = Relation(at.layout, cast(Supports, None), is_class=bool(key & 1))
        relation.words = words
        if key in keys and (key not in INTERNAL or key == LITERAL_IDENTITY):
            rows, found = relation.find(keys[key])
            relation.words = words[rows[found]]
            part.relations[key] = relation
        elif key in bases:
            part.relations[key] = relation
    forms: Sequence[NDArray[np.uint32]] = [batch.forms for batch in at.stated]
    answers = Answers(
        cast(Store, part), at.closure.identity, forms, generalized=False, reflexive=False
    )
    return answers.annotated()


@dataclass(frozen=True, slots=True)
class _Part:
    """Some rows of a store, as much of it as answers are made from."""

    terms: Terms
    relations: dict[int, Relation]
