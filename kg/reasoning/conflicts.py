"""What contradicts itself in a corpus, down to the claims and passages that take part.

Every conflict is found, whoever states its claims, hedged or not. The claims that take part in one
made of outright claims alone are disputed: the view `undisputed` is what is left without them, the
intersection of all repairs (Lembo et al. 2010).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import compress, product
from typing import Final

from pyoxigraph import NamedNode, Triple

from kg import engine
from kg.claims.facts import Certainty, Facts
from kg.claims.passages import ALLEGED
from kg.engine.cone import Cone
from kg.reasoning.closure import Sets, TermTexts, claim_texts, minimal, texts, triples_of
from kg.reasoning.reasoner import Batch

_MOST_SETS: Final = 32
_CLAIM: Final = "claim:"
_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """One contradiction in a corpus.

    Attributes:
        id: a name that is the same in every build.
        rule: the id of the OWL 2 RL rule that concludes `false`, or `dt-diff` for unequal values.
        via: for `dt-diff`, the rule that says there is one value.
        axiom: the schema triples that it rests on.
        premises: the other triples that it rests on, but those about a literal.
        values: the competing values, or the literals that premises are about.
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
    """The claims that may take part in a conflict, by number, and who makes each."""

    claims: tuple[Triple, ...]
    units: Mapping[str, frozenset[str]]
    passages: Mapping[str, frozenset[str]]

    def claim(self, name: str) -> Triple:
        """Return the claim of a name, `claim:` and its number."""
        return self.claims[int(name.removeprefix(_CLAIM))]


def find_conflicts(
    axioms: Sequence[Triple],
    facts: Facts,
    batches: Sequence[Batch],
    closure: engine.Closure,
) -> tuple[Conflict, ...]:
    """Return every conflict of the facts, in the order of rules and then of premises.

    Cost: that of closing, each a unit of its own, the claims that some conflict may rest on.

    Args:
        axioms: what holds whoever is trusted.
        facts: the claims, and who makes them.
        batches: the same claims by unit.
        closure: their closure, as `kg.reasoning.closure.close` makes it of axioms and batches.
    """
    found = {_key(conflict, closure): conflict for conflict in closure.conflicts}
    if not found:
        return ()
    index = _indexed(facts, taking_part(cone_of(found.values(), closure), batches))
    supports = _by_claim(list(map(texts, axioms)), map(claim_texts, index.claims), closure)
    hedged = {p.unit for p in facts.passages if p.certainty is Certainty.ALLEGED}
    outright = {name for name, units in index.units.items() if units - hedged}
    located = (_located(c, supports.get(key, ()), index, outright) for key, c in found.items())
    return tuple(sorted(located, key=_order))


def disputed(conflicts: Iterable[Conflict]) -> frozenset[Triple]:
    """Return the claims that take part in a conflict of outright claims."""
    return frozenset(claim for conflict in conflicts for claim in conflict.disputed)


def contested(closure: engine.Closure) -> frozenset[TermTexts]:
    """Return what `disputed` would: from a closure alone, whose first batch is the axioms."""
    axioms, *stated = closure.stated
    found = closure.conflicts
    if not found:
        return frozenset()
    forms = closure.terms.forms
    _, *masks = cone_of(found, closure).stated()
    is_outright: dict[TermTexts, bool] = {}
    for batch, mask in zip(stated, masks, strict=True):
        is_hedged = any(unit.endswith(ALLEGED) for unit in batch.units)
        for s, p, o in batch.forms[mask].tolist():
            claim = forms[s], forms[p], forms[o]
            is_outright[claim] = is_outright.get(claim, False) or not is_hedged
    claims = list(is_outright)
    outright = {f"{_CLAIM}{n}" for n, claim in enumerate(claims) if is_outright[claim]}
    schema = [(forms[s], forms[p], forms[o]) for s, p, o in axioms.forms.tolist()]
    keys = {_key(conflict, closure) for conflict in found}
    supports = _by_claim(schema, claims, closure)
    sets = (needed for key in keys for needed in supports.get(key, ()) if needed <= outright)
    return frozenset(claims[int(name.removeprefix(_CLAIM))] for needed in sets for name in needed)


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


def _key(conflict: engine.Conflict, closure: engine.Closure) -> _Key:
    """Return what a conflict is, in the numbers of a closure: forms of literals do not matter."""
    axiom, premises = (
        tuple(tuple(map(closure.find, triple)) for triple in triples)
        for triples in (conflict.axiom, conflict.premises)
    )
    return conflict.rule, conflict.via, axiom, frozenset(premises)


def cone_of(conflicts: Iterable[engine.Conflict], closure: engine.Closure) -> Cone:
    """Return what some premise of a conflict may be derived from."""
    return Cone(closure, (triple for c in conflicts for triple in (*c.axiom, *c.premises)))


def taking_part(cone: Cone, batches: Sequence[Batch]) -> frozenset[Triple]:
    """Return the claims in a cone; `batches` are those of its closure, but for the axioms."""
    _, *masks = cone.stated()  # the first batch is the axioms
    return frozenset(
        claim
        for batch, mask in zip(batches, masks, strict=True)
        for claim in compress(batch.claims, mask.tolist())
    )


def _by_claim(
    axioms: list[TermTexts], claims: Iterable[TermTexts], closure: engine.Closure
) -> dict[_Key, Sets]:
    """Return the minimal sets of claims, named by their numbers, under which conflicts arise."""
    stated = ((frozenset({f"{_CLAIM}{n}"}), [claim]) for n, claim in enumerate(claims))
    batches = [(frozenset[str](), axioms), *stated]
    found = engine.close(batches, cap=_MOST_SETS).conflicts
    supports: dict[_Key, list[frozenset[str]]] = defaultdict(list)
    for conflict in found:
        supports[_key(conflict, closure)] += conflict.support
    return {key: minimal(sets) for key, sets in supports.items()}


def _indexed(facts: Facts, wanted: frozenset[Triple]) -> _Index:
    units: dict[Triple, set[str]] = defaultdict(set)
    passages: dict[Triple, set[str]] = defaultdict(set)
    for passage in facts.passages:
        for claim in passage.claims:
            if claim in wanted:
                units[claim].add(passage.unit)
                passages[claim].add(passage.iri)
    claims = tuple(units)
    return _Index(
        claims,
        {f"{_CLAIM}{n}": frozenset(units[claim]) for n, claim in enumerate(claims)},
        {f"{_CLAIM}{n}": frozenset(passages[claim]) for n, claim in enumerate(claims)},
    )


def _located(found: engine.Conflict, support: Sets, index: _Index, outright: Set[str]) -> Conflict:
    numbers = _numbers(support)
    alternatives = minimal(
        frozenset(units)
        for needed in support
        for units in product(*(sorted(index.units[n]) for n in sorted(needed)))
    )
    return Conflict(
        name_of(found),
        found.rule,
        found.via,
        triples_of(found.axiom),
        triples_of(filter(_is_rdf, found.premises)),
        found.values or tuple(sorted({s for s, _, _ in found.premises if s.startswith('"')})),
        alternatives,
        tuple(map(index.claim, numbers)),
        tuple(sorted({iri for n in numbers for iri in index.passages[n]})),
        tuple(map(index.claim, _numbers(s for s in support if s <= outright))),
    )


def _is_rdf(triple: TermTexts) -> bool:
    return not triple[0].startswith('"')


def _numbers(sets: Iterable[frozenset[str]]) -> list[str]:
    """Return the claims of some sets by their names, in the order of the facts."""
    return sorted({number for needed in sets for number in needed}, key=lambda n: (len(n), n))


def _order(conflict: Conflict) -> tuple[str, list[str]]:
    return conflict.rule, [str(premise) for premise in conflict.premises]
