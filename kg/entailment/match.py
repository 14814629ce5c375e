"""Simple entailment: blank nodes of a conclusion as things that exist.

A graph entails another if replacing the blank nodes of the other by terms gives triples that the
first one entails (RDF 1.1 Semantics 5.2, the interpolation lemma; with 6.1 for D-entailment).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from kg.engine.terms import Triple
from kg.entailment import words as w
from kg.entailment.world import World

Mechanisms = tuple[str, ...]
Prover = Callable[[World, Triple], Mechanisms | None]
_MOST_STEPS: Final = 20_000


def is_blank(term: str) -> bool:
    """Whether a term is a blank node."""
    return term.startswith("_:")


class Match:
    """A search for terms to replace blank nodes by, by backtracking."""

    def __init__(self, world: World, prover: Prover) -> None:
        """Look in `world`; triples without blank nodes are shown by `prover`."""
        self._world = world
        self._prover = prover
        self._known: dict[Triple, Mechanisms | None] = {}
        self._steps = 0
        self.failed: Triple | None = None

    def solve(self, patterns: Iterable[Triple]) -> Mechanisms | None:
        """Return the mechanisms by which an instance of all patterns follows, None for none."""
        return self._solve(list(patterns), {})

    def _solve(self, patterns: list[Triple], found: dict[str, str]) -> Mechanisms | None:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            return None
        used: list[str] = []
        open_patterns: list[Triple] = []
        for pattern in patterns:
            s, p, o = (
                found.get(pattern[0], pattern[0]),
                pattern[1],
                found.get(pattern[2], pattern[2]),
            )
            if is_blank(s) or is_blank(o):
                open_patterns.append((s, p, o))
                continue
            shown = self._show((s, p, o))
            if shown is None:
                return None
            used.extend(shown)
        rest = self._branch(open_patterns) if open_patterns else ()
        return None if rest is None else tuple(dict.fromkeys((*used, *rest)))

    def _branch(self, patterns: list[Triple]) -> Mechanisms | None:
        """Try all matches of the pattern with the fewest; those with none wait for the others."""
        ways = [(len(found), n, found) for n, t in enumerate(patterns) if (found := self._ways(t))]
        if not ways:
            return self._anything(patterns)
        _, chosen, pairs = min(ways)
        s, _, o = patterns[chosen]
        for x, y in pairs:
            new = {term: value for term, value in ((s, x), (o, y)) if is_blank(term)}
            shown = self._solve(patterns, new)
            if shown is not None:
                return shown
        return None

    def _anything(self, patterns: list[Triple]) -> Mechanisms | None:
        """Take owl:Thing for something that only has to be a thing (Table 5.2)."""
        for s, p, o in patterns:
            if is_blank(s) and (p, o) == (w.TYPE, w.THING):
                return self._solve(patterns, {s: w.THING})
        self.failed = self.failed or patterns[0]
        return None

    def _ways(self, pattern: Triple) -> list[tuple[str, str]]:
        s, p, o = pattern
        free = (None if is_blank(s) else s), p, (None if is_blank(o) else o)
        found = self._world.index.matches(*free)
        return [pair for pair in found if pair[0] == pair[1]] if s == o else found

    def _show(self, triple: Triple) -> Mechanisms | None:
        if triple not in self._known:
            self._known[triple] = self._prover(self._world, triple)
            if self._known[triple] is None:
                self.failed = triple
        return self._known[triple]
