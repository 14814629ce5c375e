"""Search: the proof of least height of a triple, goal-directed.

The height of a triple is 0 where it is stated, else one more than the least, over the instances
that conclude it, of its premises' greatest height. A goal is tried with growing heights; what was
found or refused is kept, so no goal is tried twice with one height, and parts are shared. A premise
must be lower than what it proves, so no proof is circular.

Cost: for a goal of height h the instances of those triples that lie fewer than h steps from it, and
of few of these where most premises are stated.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Final

from kg.engine.instances import Instance, Instances
from kg.engine.lists import IdTriple
from kg.engine.lookup import Lookup
from kg.engine.proof import Proof, Source
from kg.engine.terms import Triple
from kg.engine.vocabulary import THING, TYPE

_TRANSITIVE: Final = frozenset(("prp-trp", "scm-sco", "scm-spo", "eq-trans"))

_Attempt = Generator[tuple[IdTriple, int], bool, bool]


class TooMuch(Exception):  # noqa: N818 # caught inside the engine, never seen outside
    """More instances were found than a search may look at."""


class Search:
    """Finds heights and proofs in what a `Lookup` sees, and remembers them.

    Attributes:
        lookup: where triples are looked up.
        instances: what finds the instances of rules.
    """

    def __init__(self, lookup: Lookup, *, effort: int | None = None) -> None:
        """Know no height yet.

        Args:
            lookup: where triples are looked up.
            effort: the most instances to find, after which `TooMuch` is raised; without it chains
                of transitive rules are followed link by link, so heights are no longer the least.
        """
        self.lookup = lookup
        self._limit = self._effort = effort
        self.instances = Instances(lookup)
        self._heights: dict[IdTriple, int] = {}
        self._chosen: dict[IdTriple, Instance] = {}
        self._refused: dict[IdTriple, int] = {}
        self._concluding: dict[IdTriple, list[Instance]] = {}
        self._proofs: dict[IdTriple, Proof] = {}
        self._links: dict[IdTriple, bool] = {}

    def concluding(self, goal: IdTriple) -> list[Instance]:
        """Return the instances that conclude a triple.

        Of a triple that the closure does not hold only those of virtual rules, which are all there
        are but for identities of literals, never concluded; and all of instances of owl:Thing.
        """
        found = self._concluding.get(goal)
        if found is None:
            is_virtual = goal[1:] != (TYPE, THING) and not self.lookup.holds(goal)
            found = list(self.instances.concluding(goal, is_virtual=is_virtual))
            if self._effort is None:
                found = [instance for instance in found if self._is_link(instance)]
            else:
                self._effort -= len(found)
                if self._effort < 0:
                    raise TooMuch
            self._concluding[goal] = found
        return found

    def renew(self) -> None:
        """Start another question: let it have all of the effort."""
        self._effort = self._limit

    def _is_link(self, instance: Instance) -> bool:
        """Whether an instance of a transitive rule adds one link in front.

        Any chain can be bracketed so: its first premise need not be concluded by the same rule.
        """
        if instance.rule not in _TRANSITIVE:
            return True
        first = instance.premises[instance.axioms]
        known = self._links.get(first)
        if known is None:
            others = self.instances.concluding(first, without=instance.rule)
            known = bool(self.lookup.stated(first)) or any(True for _ in others)
            self._links[first] = known
        return known

    def is_known(self, goal: IdTriple) -> bool:
        """Whether a triple holds: it is in the closure, or a virtual rule concludes it."""
        return self.lookup.holds(goal) or bool(self.concluding(goal))

    def height(self, goal: IdTriple) -> int | None:
        """Return the least height of the proofs of a triple, None where it has none."""
        if not self.is_known(goal):
            return None
        height = 0
        while not self.is_within(goal, height):
            height += 1
            if height > len(self._refused) + 1:
                return None
        return self._heights[goal]

    def is_within(self, goal: IdTriple, budget: int) -> bool:
        """Whether a triple has a proof of at most a height."""
        answer = self._recall(goal, budget)
        if answer is not None:
            return answer
        # A stack of our own, since proofs may be higher than Python's is deep.
        stack = [self._attempt(goal, budget)]
        sent: bool | None = None
        while stack:
            try:
                asked = next(stack[-1]) if sent is None else stack[-1].send(sent)
                stack.append(self._attempt(*asked))
                sent = None
            except StopIteration as stop:
                stack.pop()
                sent = bool(stop.value)
        return bool(sent)

    def proof(self, goal: IdTriple) -> Proof:
        """Return the proof of least height of a triple whose `height` is known."""
        waiting = [goal]
        while waiting:
            triple = waiting[-1]
            instance = self._chosen.get(triple)
            missing = [p for p in instance.premises if p not in self._proofs] if instance else []
            if missing:
                waiting.extend(missing)
                continue
            waiting.pop()
            if triple not in self._proofs:
                self._proofs[triple] = self._made(triple, instance)
        return self._proofs[goal]

    def prove(self, goal: IdTriple) -> Proof | None:
        """Return the proof of least height of a triple, None where it has none."""
        return None if self.height(goal) is None else self.proof(goal)

    def step(self, conclusion: Triple | None, instance: Instance, parts: list[Proof]) -> Proof:
        """Return the proof whose last step is an instance of a rule."""
        height = 1 + max((part.height for part in parts), default=0)
        return Proof(conclusion, instance.rule, tuple(parts), instance.axioms, (), height)

    def leaf(self, goal: IdTriple) -> Proof | None:
        """Return the proof of a stated triple, None where nobody who is believed states it."""
        sources = tuple(self._source(*place) for place in self.lookup.stated(goal))
        return Proof(self.text(goal), sources=sources) if sources else None

    def text(self, triple: IdTriple) -> Triple:
        """Return a triple of names as terms."""
        s, p, o = (self.lookup.closure.terms.text(name) for name in triple)
        return s, p, o

    def _made(self, triple: IdTriple, instance: Instance | None) -> Proof:
        if instance is None:
            leaf = self.leaf(triple)
            assert leaf is not None
            return leaf
        parts = [self._proofs[premise] for premise in instance.premises]
        return self.step(self.text(triple), instance, parts)

    def _source(self, batch: int, row: int) -> Source:
        terms, stated = self.lookup.closure.terms, self.lookup.closure.stated[batch]
        s, p, o = (terms.forms[form] for form in stated.forms[row].tolist())
        return Source(*self.lookup.origins[batch], (s, p, o))

    def _recall(self, goal: IdTriple, budget: int) -> bool | None:
        """Return what is known of a goal, None where it must be tried."""
        known = self._heights.get(goal)
        if known is not None:
            return known <= budget
        refused = self._refused.get(goal)
        if refused is None:
            if self.lookup.stated(goal):
                self._heights[goal] = 0
                return True
            refused = self._refused[goal] = 0
        return False if refused >= budget else None

    def _attempt(self, goal: IdTriple, budget: int) -> _Attempt:
        """Try a goal with growing heights; yields the goals it needs settled, with budgets."""
        for height in range(self._refused[goal] + 1, budget + 1):
            for instance in self.concluding(goal):
                answers = [self._recall(premise, height - 1) for premise in instance.premises]
                if False in answers:
                    continue
                is_proven = True
                for premise, answer in zip(instance.premises, answers, strict=True):
                    if answer is None and not (yield premise, height - 1):
                        is_proven = False
                        break
                if is_proven:
                    self._heights[goal], self._chosen[goal] = height, instance
                    return True
            self._refused[goal] = height
        return False
