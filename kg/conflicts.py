"""What contradicts itself in a corpus, down to the claims and passages that take part.

Every conflict is found, whoever states its claims, hedged or not. The claims that take part in one
made of outright claims alone are disputed: the view `undisputed` is what is left without them, the
intersection of all repairs (Lembo et al. 2010).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from pyoxigraph import NamedNode, Triple

from kg import engine
from kg.closure import Sets, minimal, texts, triples_of
from kg.errors import ReasonerError
from kg.facts import Certainty, Facts

MOST_CLAIMS: Final = 50_000
"""The most distinct claims whose part in conflicts is worked out."""

_MOST_SETS: Final = 32
_CLAIM: Final = "claim:"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One contradiction in a corpus.

    Attributes:
        id: a name that is the same in every build.
        rule: the id of the OWL 2 RL rule that concludes `false`, or `dt-diff` for unequal values.
        via: for `dt-diff`, the rule that says there is one value.
        axiom: the schema triples that it rests on.
        premises: the other triples that it rests on.
        values: the competing values.
        alternatives: the minimal sets of units under which it arises.
        claims: the claims that take part.
        passages: the passages that make those claims.
        disputed: those of its claims by which it arises from outright claims alone; if none do,
            it takes a hedged claim to contradict.
    """

    id: str
    rule: str
    via: str
    axiom: tuple[Triple, ...]
    premises: tuple[Triple, ...]
    values: tuple[str, ...]
    alternatives: Sets
    claims: tuple[Triple, ...]
    passages: tuple[str, ...]
    disputed: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class _Index:
    """Claims by number, and who makes each."""

    claims: tuple[Triple, ...]
    units: Mapping[str, frozenset[str]]
    passages: Mapping[str, frozenset[str]]

    def claim(self, name: str) -> Triple:
        """Return the claim of a name, `claim:` and its number."""
        return self.claims[int(name.removeprefix(_CLAIM))]


def find_conflicts(axioms: Sequence[Triple], facts: Facts) -> tuple[Conflict, ...]:
    """Return every conflict of the facts, in the order of rules and then of premises.

    Cost: one closure in which every claim is a unit of its own.

    Raises:
        ReasonerError: there are more than `MOST_CLAIMS` distinct claims.
    """
    index = _indexed(facts)
    if len(index.claims) > MOST_CLAIMS:
        raise ReasonerError(
            f"{len(index.claims)} claims are too many to find conflicts among, {MOST_CLAIMS} are "
            "the most: build smaller folders"
        )
    stated = (
        (frozenset({f"{_CLAIM}{number}"}), [texts(claim)])
        for number, claim in enumerate(index.claims)
    )
    batches = [(frozenset[str](), [texts(triple) for triple in axioms]), *stated]
    found = engine.close(batches, cap=_MOST_SETS).conflicts
    return tuple(sorted((_located(conflict, index, facts) for conflict in found), key=_order))


def disputed(conflicts: Iterable[Conflict]) -> frozenset[Triple]:
    """Return the claims that take part in a conflict of outright claims."""
    return frozenset(claim for conflict in conflicts for claim in conflict.disputed)


def subject_of(conflict: Conflict) -> NamedNode | None:
    """Return what the conflict is about: the subject that its premises share, if they do."""
    subjects = {premise.subject for premise in conflict.premises}
    (only,) = subjects if len(subjects) == 1 else (None,)
    return only if isinstance(only, NamedNode) else None


def name_of(found: engine.Conflict) -> str:
    """Return a conflict's id, the same in every closure of the same claims."""
    premises = sorted(" ".join(triple) for triple in found.premises)
    spelt = "\n".join((found.rule, found.via, *premises))
    return hashlib.sha256(spelt.encode()).hexdigest()[:12]


def _indexed(facts: Facts) -> _Index:
    units: dict[Triple, set[str]] = defaultdict(set)
    passages: dict[Triple, set[str]] = defaultdict(set)
    for passage in facts.passages:
        for claim in passage.claims:
            units[claim].add(passage.unit)
            passages[claim].add(passage.iri)
    claims = tuple(units)
    return _Index(
        claims,
        {f"{_CLAIM}{n}": frozenset(units[claim]) for n, claim in enumerate(claims)},
        {f"{_CLAIM}{n}": frozenset(passages[claim]) for n, claim in enumerate(claims)},
    )


def _located(found: engine.Conflict, index: _Index, facts: Facts) -> Conflict:
    hedged = {p.unit for p in facts.passages if p.certainty is Certainty.ALLEGED}
    outright = {number for number, units in index.units.items() if units - hedged}
    numbers = _numbers(found.support)
    alternatives = minimal(
        frozenset(units)
        for needed in found.support
        for units in product(*(sorted(index.units[n]) for n in sorted(needed)))
    )
    return Conflict(
        name_of(found),
        found.rule,
        found.via,
        triples_of(found.axiom),
        triples_of(found.premises),
        found.values,
        alternatives,
        tuple(map(index.claim, numbers)),
        tuple(sorted({iri for n in numbers for iri in index.passages[n]})),
        tuple(map(index.claim, _numbers(s for s in found.support if s <= outright))),
    )


def _numbers(sets: Iterable[frozenset[str]]) -> list[str]:
    """Return the claims of some sets by their names, in the order of the facts."""
    return sorted({number for needed in sets for number in needed}, key=lambda n: (len(n), n))


def _order(conflict: Conflict) -> tuple[str, list[str]]:
    return conflict.rule, [str(premise) for premise in conflict.premises]
