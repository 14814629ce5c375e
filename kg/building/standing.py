"""A closure that stands ready to be changed: what a session keeps between two changes.

Claims that come are closed with what is there; where some go, or are marked otherwise, all is
closed again in the same numbers. Either way what is told is the difference.

Invariant: the closure is that of the facts given last, with the marks that they bear, as
`kg.building.content.derive` makes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress

from pyoxigraph import Literal, Triple

from kg.building.content import batches_of
from kg.claims.decisions import rejected
from kg.claims.facts import Facts
from kg.claims.passages import Passage
from kg.engine.difference import Incomparable, Moved, difference, moment
from kg.reasoning.closure import (
    Key,
    TermTexts,
    claim_texts,
    close,
    is_named,
    key_of,
    texts,
    units_of,
)
from kg.reasoning.conflicts import Conflict, cone_of, disputed, find_conflicts, taking_part
from kg.reasoning.reasoner import Batch, Mark
from kg.views import outright

_Made = tuple[str, frozenset[Mark], Triple]


@dataclass(frozen=True, slots=True)
class Move:
    """A triple that is held for other reasons than before.

    Attributes:
        triple: its terms, as `kg.reasoning.closure.triples_of` takes them.
        old: what told its support graph, None where it was not there.
        new: what tells it now, None where it is not there.
    """

    triple: TermTexts
    old: Key | None
    new: Key | None


class Standing:
    """The closure of the facts of a session.

    Attributes:
        conflicts: what contradicts itself.
        newly_stated: how many triples more than before the last change somebody states.
    """

    def __init__(self, axioms: Sequence[Triple], facts: Facts) -> None:
        """Close facts under axioms."""
        self._axioms = axioms
        self._facts = facts
        self._rejected = rejected(facts)
        batches = batches_of(facts, rejected=self._rejected)
        closure = close(axioms, batches)
        self.conflicts: Sequence[Conflict] = find_conflicts(axioms, facts, batches, closure)
        self.newly_stated = 0
        self._disputed = disputed(self.conflicts)
        if self._disputed:
            batches = batches_of(facts, rejected=self._rejected, disputed=self._disputed)
            closure = close(axioms, batches)
        self._batches, self._closure = batches, closure
        self._outright = outright(batch.unit for batch in batches)
        self._known = closure.conflicts
        self._look_back()
        self._axiom_texts = {texts(axiom) for axiom in axioms}
        self._keys: dict[int, Key] = {}
        self._made = Counter(item for passage in facts.passages for item in self._named(passage))
        self._stated = Counter(c for passage in facts.passages for c in set(passage.claims))

    def change(self, facts: Facts) -> list[Move] | None:
        """Close other facts instead, and return what has moved.

        None where that cannot be told triple by triple; then, and after an error, this closure is
        of no use any more.
        """
        then, batches = moment(self._closure), len(self._closure.stated)
        came, went, touched = self._restate(facts)
        literals = {texts(claim)[2] for claim in touched if isinstance(claim.object, Literal)}
        try:
            self._close(came, went)
            self._closure.restate(literals)
            if self._find_conflicts(touched, batches):
                again, no_more = self._remark()
                self._close(again, no_more)
                self._closure.restate(literals)
                self._known = self._closure.conflicts
            found = list(difference(then, self._closure, map(claim_texts, touched)))
        except Incomparable:
            return None
        moves = [Move(t, self._key(old), self._key(new)) for t, old, new in self._shown(found)]
        is_capped = any(key[2] for move in moves for key in (move.old, move.new) if key)
        return None if is_capped else [move for move in moves if move.old != move.new]

    def _named(self, passage: Passage | None) -> set[_Made]:
        """Return the claims of a passage, each with the batch that it belongs to."""
        if passage is None:
            return set()
        found = set()
        for claim in passage.claims:
            marks = {Mark.REJECTED} if (passage.iri, claim) in self._rejected else set()
            marks |= {Mark.DISPUTED} if claim in self._disputed else set()
            found.add((passage.unit, frozenset(marks), claim))
        return found

    def _restate(self, facts: Facts) -> tuple[set[_Made], set[_Made], set[Triple]]:
        """Take other facts for those that are stated; return what came, went, and was touched."""
        old = {passage.iri: passage for passage in self._facts.passages}
        new = {passage.iri: passage for passage in facts.passages}
        doubted = rejected(facts)
        about = {iri for iri, _ in doubted ^ self._rejected}
        differing = [
            iri
            for iri in old.keys() | new.keys()
            if iri in about or _differ(old.get(iri), new.get(iri))
        ]
        held = [self._named(old.get(iri)) for iri in differing]
        self._rejected, self._facts = doubted, facts
        holds = [self._named(new.get(iri)) for iri in differing]
        gone = [was - is_now for was, is_now in zip(held, holds, strict=True)]
        there = [is_now - was for was, is_now in zip(held, holds, strict=True)]
        before = {made[2]: self._stated[made[2]] for found in (*gone, *there) for made in found}
        came, went = self._count(gone, there)
        for passages, sign in ((gone, -1), (there, 1)):
            for claim in (claim for made in passages for _, _, claim in made):
                self._stated[claim] += sign
        now = {claim: self._stated[claim] for claim in before}
        axioms = set(self._axioms) if before else set()
        self.newly_stated = sum(
            (now[claim] > 0) - (count > 0) for claim, count in before.items() if claim not in axioms
        )
        return came, went, set(before)

    def _count(
        self, gone: Iterable[set[_Made]], there: Iterable[set[_Made]]
    ) -> tuple[set[_Made], set[_Made]]:
        """Count what passages no longer say and what they say; return what came and went by it."""
        changes: Counter[_Made] = Counter(item for made in there for item in made)
        changes.subtract(item for made in gone for item in made)
        came: set[_Made] = set()
        went: set[_Made] = set()
        for item, change in changes.items():
            before = self._made[item]
            self._made[item] = before + change
            if before + change == 0:
                del self._made[item]
            if (before > 0) != (before + change > 0):
                (went if before else came).add(item)
        return came, went

    def _close(self, came: Iterable[_Made], went: set[_Made]) -> None:
        """Close the claims that came with what is there, or all again where some went."""
        if went:
            self._leave_out(went)
        grouped: dict[tuple[str, frozenset[Mark]], list[Triple]] = {}
        for unit, marks, claim in sorted(came, key=lambda made: (made[0], str(made[2]))):
            grouped.setdefault((unit, marks), []).append(claim)
        fresh = [Batch(unit, marks, tuple(claims)) for (unit, marks), claims in grouped.items()]
        self._batches = [*self._batches, *fresh]
        self._outright |= outright(batch.unit for batch in fresh)
        self._closure.extend((units_of(batch), map(claim_texts, batch.claims)) for batch in fresh)

    def _leave_out(self, went: set[_Made]) -> None:
        """Replace the closure by one, not closed yet, of what is left."""
        axioms, *stated = self._closure.stated
        names = {(unit, marks) for unit, marks, _ in went}
        batches, kept = [], [axioms]
        for batch, forms in zip(self._batches, stated, strict=True):
            if (batch.unit, batch.marks) in names:
                stays = [(batch.unit, batch.marks, c) not in went for c in batch.claims]
                batch = replace(batch, claims=tuple(compress(batch.claims, stays)))
                forms = forms.only(stays)
            if batch.claims:
                batches.append(batch)
                kept.append(forms)
        self._batches, self._closure = batches, self._closure.again(kept)

    def _find_conflicts(self, touched: set[Triple], batches: int) -> bool:
        """Find the conflicts anew where they may have changed; say whether other claims take part.

        They are the same where the closure has the same ones, and the same claims in their cone.

        Args:
            touched: the claims that came or went.
            batches: how many batches were stated before.
        """
        found, involved = self._closure.conflicts, self._taking_part
        is_same = found == self._known
        self._known = found
        if is_same and not self._is_reached(touched, batches):
            return False
        self._look_back()
        if is_same and involved == self._taking_part and not involved & touched:
            return False
        self.conflicts = find_conflicts(self._axioms, self._facts, self._batches, self._closure)
        return disputed(self.conflicts) != self._disputed

    def _is_reached(self, touched: set[Triple], batches: int) -> bool:
        """Whether the last change may have to do with what conflicts rest on."""
        if not self._known:
            return False
        if self._cone is None or self._cone.closure is not self._closure:
            return True
        return bool(self._taking_part & touched) or self._cone.is_reached(batches)

    def _look_back(self) -> None:
        """Find the claims that conflicts rest on."""
        self._cone = cone_of(self._known, self._closure) if self._known else None
        self._taking_part = taking_part(self._cone, self._batches) if self._cone else frozenset()

    def _remark(self) -> tuple[set[_Made], set[_Made]]:
        """Mark the claims that are disputed now; return what came and went by that."""
        contested = disputed(self.conflicts)
        changed = contested ^ self._disputed
        passages = [p for p in self._facts.passages if not changed.isdisjoint(p.claims)]
        gone = [self._named(passage) for passage in passages]
        self._disputed = contested
        return self._count(gone, [self._named(passage) for passage in passages])

    def _shown(self, found: Iterable[Moved]) -> Iterator[Moved]:
        return (item for item in found if is_named(item[0]) or item[0] in self._axiom_texts)

    def _key(self, number: int | None) -> Key | None:
        if number is not None and number not in self._keys:
            self._keys[number] = key_of(self._closure, number, self._outright)
        return None if number is None else self._keys[number]


def _differ(one: Passage | None, other: Passage | None) -> bool:
    """Whether two passages claim different things."""
    if one is other:
        return False
    return (one.claims if one else ()) != (other.claims if other else ())
