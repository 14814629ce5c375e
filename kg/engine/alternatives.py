"""Alternatives: all proofs of a triple, the lowest first.

Two proofs are different when some step of theirs is. No triple stands above itself in a proof, so
there are finitely many; but they may be as many as the combinations of their parts, so they are
made one by one, and no more is looked at than a given effort.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from kg.engine.instances import Instance
from kg.engine.lists import IdTriple
from kg.engine.proof import Proof
from kg.engine.search import Search

_Above = frozenset[IdTriple]


class _Exhausted(Exception):  # noqa: N818 # ends an enumeration, never leaves this module
    """The effort is used up."""


class Alternatives:
    """Enumerates the proofs that a `Search` could have chosen."""

    def __init__(self, search: Search, *, effort: int) -> None:
        """Try at most `effort` steps in each enumeration."""
        self._search = search
        self._effort = effort
        self._left = effort
        self._is_cut = False

    def proofs(self, goal: IdTriple) -> Iterator[Proof]:
        """Yield the proofs of a triple in the order of their heights."""
        yield from self._rising(lambda height: self._exactly(goal, height, frozenset()))

    def through(self, goal: IdTriple, instance: Instance) -> Iterator[Proof]:
        """Yield the proofs of a triple whose last step is the given one, the lowest first."""
        above = frozenset((goal,))
        yield from self._rising(lambda height: self._by(goal, instance, height, above))

    def _rising(self, proofs: Callable[[int], Iterable[Proof]]) -> Iterator[Proof]:
        """Yield proofs of height 0, 1, … until no higher ones can be."""
        self._left, height = self._effort, 0
        with suppress(_Exhausted, RecursionError):  # proofs so high are shown, not enumerated
            while True:
                self._is_cut = False
                yield from proofs(height)
                if not self._is_cut:
                    return
                height += 1

    def _exactly(self, goal: IdTriple, height: int, above: _Above) -> Iterator[Proof]:
        """Yield the proofs of exactly one height in which no triple of `above` occurs."""
        self._spend()
        if not self._search.is_within(goal, height):
            self._is_cut = True
            return
        leaf = self._search.leaf(goal) if height == 0 else None
        if leaf is not None:
            yield leaf
        within = above | {goal}
        for instance in self._search.concluding(goal):
            if not any(premise in within for premise in instance.premises):
                if height == 0:
                    self._is_cut = True
                    return
                yield from self._by(goal, instance, height, within)

    def _by(
        self, goal: IdTriple, instance: Instance, height: int, above: _Above
    ) -> Iterator[Proof]:
        if height == 0:
            self._is_cut = True
            return
        if not instance.premises:
            if height == 1:
                yield self._search.step(self._search.text(goal), instance, [])
            return
        if not all(self._search.is_within(premise, height - 1) for premise in instance.premises):
            self._is_cut = True
            return
        for parts in self._combined(instance.premises, height - 1, above):
            yield self._search.step(self._search.text(goal), instance, list(parts))

    def _combined(
        self, premises: tuple[IdTriple, ...], most: int, above: _Above
    ) -> Iterator[tuple[Proof, ...]]:
        """Yield choices of proofs of all premises, none higher than `most` and one of that."""
        parts: list[Proof] = []
        stack = [self._options(premises, 0, most, above, is_due=True)]
        while stack:
            part = next(stack[-1], None)
            if part is None:
                stack.pop()
                if parts:
                    parts.pop()
            elif len(stack) == len(premises):
                yield (*parts, part)
            else:
                parts.append(part)
                is_due = all(known.height < most for known in parts)
                stack.append(self._options(premises, len(parts), most, above, is_due=is_due))

    def _options(
        self, premises: tuple[IdTriple, ...], place: int, most: int, above: _Above, *, is_due: bool
    ) -> Iterator[Proof]:
        """Yield proofs of one premise; where it is the last one and due, the highest alone."""
        is_last = place == len(premises) - 1
        for height in range(most if is_due and is_last else 0, most + 1):
            yield from self._exactly(premises[place], height, above)

    def _spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _Exhausted
