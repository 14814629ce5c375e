"""Search: the proof of least height of a triple, goal-directed.

The height of a triple is 0 where it is stated, else one more than the least, over the instances
that conclude it, of its premises' greatest height. A goal is tried with growing heights; what was
found or refused is kept, so no goal is tried twice with one height, and parts are shared. A premise
must be lower than what it proves, so no proof is circular.

Cost: for a goal of height h the instances of those triples that lie fewer than h steps from it, and
of few of these where most premises are stated. Where that is more than the effort allowed, another
search takes for each triple what arose first: see `kg.engine.chronicle`.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Final

from kg.engine.chronicle import Chronicle
from kg.engine.instances import TRANSITIVE, Instance, Instances
from kg.engine.lists import IdTriple
from kg.engine.lookup import Lookup
from kg.engine.proof import Proof, Source
from kg.engine.terms import Triple
from kg.engine.vocabulary import SAME_AS, THING, TYPE

_PATHS: Final = (*TRANSITIVE, "eq-rep-s", "eq-rep-o")
"""The rules by which two identities make a third."""

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
            effort: the most instances to find, after which `TooMuch` is raised; without it a
                `Chronicle` says which to take, so heights need no longer be the least.
        """
        self.lookup = lookup
        self._limit = self._effort = effort
        self.instances = Instances(lookup)
        self._heights: dict[IdTriple, int] = {}
        self._chosen: dict[IdTriple, Instance] = {}
        self._refused: dict[IdTriple, int] = {}
        self._concluding: dict[IdTriple, list[Instance]] = {}
        self._proofs: dict[IdTriple, Proof] = {}
        self._chronicle = Chronicle(lookup) if effort is None else None

    def concluding(self, goal: IdTriple) -> list[Instance]:
        """Return the instances that conclude a triple.

        Of a triple that the closure does not hold only those of virtual rules, which are all there
        are but for identities of literals, never concluded; and all of instances of owl:Thing.
        """
        found = self._concluding.get(goal)
        if found is None:
            is_virtual = goal[1:] != (TYPE, THING) and not self.lookup.holds(goal)
            if self._chronicle is None:
                found = list(self.instances.concluding(goal, is_virtual=is_virtual))
                self._spend(len(found))
            else:
                found = self._telling(goal, self._chronicle, is_virtual=is_virtual)
            self._concluding[goal] = found
        return found

    def renew(self) -> None:
        """Start another question: let it have all of the effort."""
        self._effort = self._limit

    def _spend(self, count: int) -> None:
        if self._effort is not None:
            self._effort -= count
            if self._effort < 0:
                raise TooMuch

    def _telling(self, goal: IdTriple, chronicle: Chronicle, *, is_virtual: bool) -> list[Instance]:
        """Return the instances that conclude a triple, of transitive rules the earliest alone."""
        is_identity = goal[1] == SAME_AS and not self.lookup.is_literal(goal[2])
        without = _PATHS if is_identity else TRANSITIVE
        found = self.instances.concluding(goal, is_virtual=is_virtual, without=without)
        middle = chronicle.between(*goal)
        return [*found, *(() if middle is None else self.instances.cut(goal, middle))]

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
            if self._chronicle is None and height > len(self._refused) + 1:
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

    def _go_back(self, goal: IdTriple, chronicle: Chronicle) -> None:
        """Settle a triple and all that it is concluded from by what arose first."""
        waiting, seen = [goal], {goal}
        while waiting:
            triple = waiting.pop()
            instance = self._earliest(triple, chronicle)
            if instance is not None:
                self._chosen[triple] = instance
                fresh = [p for p in instance.premises if p not in seen and p not in self._proofs]
                seen.update(fresh)
                waiting.extend(fresh)
        self._heights[goal] = self.proof(goal).height
        for triple in seen:
            self._heights[triple] = self._proofs[triple].height

    def _earliest(self, goal: IdTriple, chronicle: Chronicle) -> Instance | None:
        """Return the instance that concluded a triple, None where it is stated."""
        if self.lookup.stated(goal):
            return None
        found = self.concluding(goal)
        return min(found, key=lambda instance: self._moment(instance, chronicle))

    def _moment(self, instance: Instance, chronicle: Chronicle) -> int:
        """Return when the last premise of an instance had arisen."""
        latest = 0
        for premise in instance.premises:
            moment = chronicle.moment(premise)
            if moment is None:  # virtual: as soon as what it says is spoken of
                found = (self._moment(other, chronicle) for other in self.concluding(premise))
                moment = min(found, default=0)
            latest = max(latest, moment)
        return latest

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
            if self._chronicle is not None and self.is_known(goal):
                self._go_back(goal, self._chronicle)
                return self._heights[goal] <= budget
            refused = self._refused[goal] = 0
        return False if refused >= budget else None

    def _attempt(self, goal: IdTriple, budget: int) -> _Attempt:
        """Try a goal with growing heights; yields the goals it needs settled, with budgets."""
        for height in range(self._refused[goal] + 1, budget + 1):
            self._spend(1)
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
