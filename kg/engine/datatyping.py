"""Datatyping: the literals that are stated, as members of the datatypes whose values they have.

    dt-type2: (v a d) ← datatype(d), value(v d)

Invariant: each batch is read once for a datatype that is wanted, so what comes later is typed too.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from kg.engine.store import Store
from kg.engine.terms import VALUED
from kg.engine.values import contains
from kg.engine.vocabulary import DATATYPE_IDS, class_key
from kg.engine.words import Words, ordered


class Datatyping:
    """Types the literals of a store."""

    def __init__(self, store: Store) -> None:
        """Have read no batch yet."""
        self._store = store
        self._read = dict.fromkeys(DATATYPE_IDS, 0)

    def run(self, wanted: Collection[int] | None) -> None:
        """Let members wait for those datatypes whose keys are wanted, None for all."""
        for identifier, datatype in DATATYPE_IDS.items():
            key = class_key(identifier)
            if wanted is None or key in wanted:
                self._store.push(key, self._literals_of(identifier, datatype))

    def _literals_of(self, identifier: int, datatype: str) -> Words:
        """Return the literals stated since the last time whose values a datatype holds."""
        terms, layout = self._store.terms, self._store.layout
        start = self._read[identifier]
        self._read[identifier] = len(self._store.batches)
        found = [layout.members(np.empty(0, np.uint64))]
        for forms, number in self._store.batches[start:]:
            stated = ordered(terms.ids[forms[terms.kinds[forms] == VALUED]])
            held = [
                literal
                for literal in stated.tolist()
                if (value := terms.value(literal)) is not None and contains(datatype, value)
            ]
            found.append(layout.members(np.array(held, np.uint64), number))
        return np.concatenate(found)
