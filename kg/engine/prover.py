"""Why: proofs of the triples and conflicts of a closure, and what is missing for the others.

Every proof is checked by `kg.engine.checker` before it is returned. A proof for units that are
trusted rests on axioms and on triples that these units state; there is one exactly when some set of
the triple's support is contained in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import reduce
from itertools import islice
from typing import Final, TypeVar

import numpy as np

from kg.engine.alternatives import Alternatives
from kg.engine.checker import check
from kg.engine.closure import Closure
from kg.engine.conflicts import Conflict
from kg.engine.contradictions import prove_conflict
from kg.engine.lists import IdTriple
from kg.engine.lookup import Lookup, Uncertain
from kg.engine.proof import Proof, Source
from kg.engine.search import Search, TooMuch
from kg.engine.supports import Antichain
from kg.engine.terms import Triple
from kg.errors import ReasonerError

EFFORT: Final = 10_000
"""How many instances of rules, or steps of an enumeration, are tried unless told."""

_T = TypeVar("_T")


class Prover:
    """Proves what a closure holds, for everyone or for whoever trusts some units.

    It remembers what it has found, so one prover serves many questions; the closure must not be
    extended meanwhile.
    """

    def __init__(
        self, closure: Closure, *, trusted: Iterable[str] | None = None, effort: int = EFFORT
    ) -> None:
        """Prove from all that was stated, or from axioms and what `trusted` units state.

        Args:
            closure: what is proven from.
            trusted: the units that are believed, None for all.
            effort: how many instances of rules to look at for proofs of least height. Where there
                are more, as in long chains, proofs go back by what arose first when what is
                believed is closed: chains are cut about in the middle, but may be higher by some.

        Raises:
            ReasonerError: units are given but the closure was made without supports.
        """
        self._closure = closure
        self._trusted = None if trusted is None else frozenset(trusted)
        if self._trusted is not None and not closure.has_supports:
            raise ReasonerError(
                "the closure does not know its sources, close with supports=True to restrict proofs"
            )
        self._effort = effort
        self._search = Search(Lookup(closure, self._trusted), effort=effort)
        self._told: Search | None = None

    def why(self, s: str, p: str, o: str) -> Proof | None:
        """Return a proof of least height, None where the triple does not follow.

        Raises:
            ReasonerError: the proof found does not pass the checker.
        """
        found = self._ask((s, p, o), lambda search, goal: _listed(search.prove(goal)))
        return found[0] if found else None

    def alternatives(
        self, s: str, p: str, o: str, *, limit: int = 10, effort: int = EFFORT
    ) -> list[Proof]:
        """Return different proofs, at most `limit`, in the order of their heights; none circular.

        `effort` is the most steps to try. Fewer than `limit` proofs are all, or all found by then,
        but there is one wherever the triple follows.
        """

        def enumerate_proofs(search: Search, goal: IdTriple) -> list[Proof]:
            if search.height(goal) is None:
                return []
            found = list(islice(Alternatives(search, effort=effort).proofs(goal), limit))
            return found or [search.proof(goal)]

        return self._ask((s, p, o), enumerate_proofs)

    def last_steps(self, s: str, p: str, o: str, *, effort: int = EFFORT) -> list[Proof]:
        """Return a lowest proof for each way to conclude a triple in one step, the lowest first.

        That it is stated is the first of them. `effort` is the most steps to try for each.
        """

        def find(search: Search, goal: IdTriple) -> list[Proof]:
            if search.height(goal) is None:
                return []
            found = _listed(search.leaf(goal))
            for instance in search.concluding(goal):
                ways = Alternatives(search, effort=effort).through(goal, instance)
                found.extend(islice(ways, 1))
            return sorted(found, key=lambda proof: proof.height)

        return self._ask((s, p, o), find)

    def why_conflict(self, conflict: Conflict) -> Proof | None:
        """Return a proof of `false` by the rule, axiom and premises of a conflict of the closure.

        None where it does not arise for the units trusted.
        """
        found = self._certainly(lambda search: prove_conflict(search, conflict))
        if found is not None:
            self._check(found)
        return found

    def missing(self, s: str, p: str, o: str) -> Antichain:
        """Return the minimal sets of units that would have to be trusted too for a triple to hold.

        The empty set alone where it holds already, and no set where none would do. Where the
        support was capped (`Closure.is_capped`), sets may be missing.
        """
        search = Search(Lookup(self._closure, None), effort=self._effort)
        goal = _goal(search, (s, p, o))
        sets = set() if goal is None else _support(search, goal)
        if self._trusted is None:
            return (frozenset(),) if sets else ()
        return _minimal({needed - self._trusted for needed in sets})

    def _ask(
        self, triple: Triple, question: Callable[[Search, IdTriple], list[Proof]]
    ) -> list[Proof]:
        """Return the proofs of a triple that answer a question, checked."""

        def ask(search: Search) -> list[Proof]:
            goal = _goal(search, triple)
            return [] if goal is None else question(search, goal)

        proofs = [replace(proof, conclusion=triple) for proof in self._certainly(ask)]
        for proof in proofs:
            self._check(proof)
        return proofs

    def _certainly(self, ask: Callable[[Search], _T]) -> _T:
        """Ask the closure; where its supports were cut short, one of what is trusted alone."""
        try:
            return self._within_effort(ask)
        except Uncertain:
            self._search = Search(self._restricted(), effort=self._effort)
            return self._within_effort(ask)

    def _within_effort(self, ask: Callable[[Search], _T]) -> _T:
        self._search.renew()
        try:
            return ask(self._search)
        except TooMuch:
            lookup = self._search.lookup
            self._search = Search(lookup, effort=self._effort)
            if self._told is None or self._told.lookup is not lookup:
                self._told = Search(lookup)
            return ask(self._told)

    def _restricted(self) -> Lookup:
        """Close what the trusted units state."""
        assert self._trusted is not None
        forms = self._closure.terms.forms
        closure = Closure(supports=False)
        origins, batches = [], []
        for number, batch in enumerate(self._closure.stated):
            if batch.units <= self._trusted:
                triples = [(forms[s], forms[p], forms[o]) for s, p, o in batch.forms.tolist()]
                origins.append((number, batch.units))
                batches.append((frozenset[str](), triples))
        closure.extend(batches)
        return Lookup(closure, None, origins=origins)

    def _check(self, proof: Proof) -> None:
        check(proof, self._states, trusted=self._trusted)

    def _states(self, source: Source) -> bool:
        batch = self._closure.stated[source.batch]
        if batch.units != source.units or not all(map(self._closure.terms.knows, source.triple)):
            return False
        row = [self._closure.terms.number(term) for term in source.triple]
        return bool((batch.forms == np.array(row, np.uint32)).all(axis=1).any())


def _goal(search: Search, triple: Triple) -> IdTriple | None:
    s, p, o = (search.lookup.closure.terms.find(term) for term in triple)
    return None if s is None or p is None or o is None else (s, p, o)


def _listed(proof: Proof | None) -> list[Proof]:
    return [] if proof is None else [proof]


def _support(search: Search, goal: IdTriple) -> set[frozenset[str]]:
    """Return sets of units that suffice for a triple, the minimal ones among them."""
    known = search.lookup.support(goal)
    if known is not None and goal[0] != goal[2]:
        return set(known)
    # Of what is true of everything the closure may hold only what other rules conclude.
    sets = set(known or ())
    for instance in search.concluding(goal):
        supports = [search.lookup.support(premise) or () for premise in instance.premises]
        sets |= reduce(lambda a, b: {x | y for x in a for y in b}, supports, {frozenset[str]()})
    return sets


def _minimal(sets: set[frozenset[str]]) -> Antichain:
    kept = (x for x in sets if not any(y < x for y in sets))
    return tuple(sorted(kept, key=lambda x: (len(x), sorted(x))))
