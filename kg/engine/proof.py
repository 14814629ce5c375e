"""Proofs as values: which rule concludes what from what, down to the triples that sources state.

A proof is a tree in which equal parts are shared. Its leaves are stated triples, with the batches
that state them, and conclusions of rules without premises.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.engine.terms import Triple


@dataclass(frozen=True, slots=True)
class Source:
    """One batch that states a triple.

    Attributes:
        batch: its place among the batches that were closed, from 0.
        units: what its triples rest on; none for axioms.
        triple: the triple as it was written there.
    """

    batch: int
    units: frozenset[str]
    triple: Triple


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """A proof of a triple, or of a contradiction.

    Attributes:
        conclusion: what is proven, None for `false`.
        rule: the id of the rule in the specification, "" for a stated triple.
        premises: the proofs of the rule's conditions, in their order.
        axioms: how many of the premises, from the first, meet the rule's schema conditions.
        sources: for a stated triple, who states it.
        height: 0 for a stated triple, else one more than that of the highest premise.
    """

    conclusion: Triple | None
    rule: str = ""
    premises: tuple[Proof, ...] = ()
    axioms: int = 0
    sources: tuple[Source, ...] = ()
    height: int = 0

    @property
    def units(self) -> frozenset[str]:
        """All units that the stated triples rest on, of each the batch that is named first."""
        leaves = (step.sources[0].units for step in self.steps() if step.sources)
        return frozenset(unit for units in leaves for unit in units)

    def steps(self) -> Iterator[Proof]:
        """Yield every part once, this one first and each before its premises' own premises."""
        seen = {id(self)}
        waiting = [self]
        for step in waiting:
            yield step
            for premise in step.premises:
                if id(premise) not in seen:
                    seen.add(id(premise))
                    waiting.append(premise)

    def as_dict(self) -> dict[str, object]:
        """Return the proof as JSON data.

        `steps` is a list in the order of `steps()`, the proven step first; a step has

            number       its place in the list, from 1
            conclusion   [subject, predicate, object] in N-Triples form, null for a contradiction
            rule         the id in the specification, null for a stated triple
            axioms       the numbers of the steps that are its schema premises
            premises     the numbers of those that are its other premises, both in the rule's order
            sources      for a stated triple: [{batch, units, triple}], the triple as written
            height       0 for a stated triple

        beside `height`, that of the whole, and `units`, sorted, which suffice for all of it. A step
        that is used twice is listed once.
        """
        steps = list(self.steps())
        numbers = {id(step): number for number, step in enumerate(steps, 1)}
        described = [step._as_dict(numbers) for step in steps]
        return {"height": self.height, "units": sorted(self.units), "steps": described}

    def _as_dict(self, numbers: dict[int, int]) -> dict[str, object]:
        used = [numbers[id(premise)] for premise in self.premises]
        return {
            "number": numbers[id(self)],
            "conclusion": None if self.conclusion is None else list(self.conclusion),
            "rule": self.rule or None,
            "axioms": used[: self.axioms],
            "premises": used[self.axioms :],
            "sources": [
                {"batch": s.batch, "units": sorted(s.units), "triple": list(s.triple)}
                for s in self.sources
            ],
            "height": self.height,
        }
