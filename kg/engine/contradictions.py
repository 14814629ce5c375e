"""Contradictions: the proof of a conflict, from the rule, axiom and premises that its record names.

What `dt-diff` found, two values where a rule says that there is one, is proven as the specification
does: the rule concludes that the two are the same, `dt-diff` that they differ, and `eq-diff1` that
both cannot be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from kg.engine.conflicts import Conflict
from kg.engine.instances import Binding, Instance
from kg.engine.lists import IdTriple
from kg.engine.proof import Proof
from kg.engine.rules import Pattern, Rule, rules
from kg.engine.search import Search
from kg.engine.terms import Triple
from kg.engine.vocabulary import DIFFERENT_FROM, SAME_AS

_RULES: Final = {rule.id: rule for rule in rules()}


def prove_conflict(search: Search, conflict: Conflict) -> Proof | None:
    """Return the proof of `false` of least height that a conflict names, None where it has none."""
    axiom = [_names(search, triple) for triple in conflict.axiom]
    premises = [_names(search, triple) for triple in conflict.premises]
    if None in axiom or None in premises:
        return None
    used = {triple for triple in (*axiom, *premises) if triple is not None}
    if conflict.rule == "dt-diff":
        return _unequal(search, conflict, used)
    if conflict.rule == "dt-not-type":
        return _proof(search, None, Instance(conflict.rule, tuple(used), 0))
    return _lowest(search, None, _instances(search, conflict, used))


def _unequal(search: Search, conflict: Conflict, used: set[IdTriple]) -> Proof | None:
    x, y = (search.lookup.closure.terms.find(value) for value in conflict.values)
    assert x is not None
    assert y is not None
    claim = x, SAME_AS, y
    if conflict.via:
        rule = _RULES[conflict.via]
        found = (
            instance
            for head in rule.heads
            if (binding := search.instances.unify(head, claim, {})) is not None
            for instance in _using(search, rule, binding, used)
        )
        same = _lowest(search, search.text(claim), found)
    else:
        same = search.prove(claim)
    if same is None:
        return None
    differ = Proof(search.text((x, DIFFERENT_FROM, y)), "dt-diff", height=1)
    return search.step(None, Instance("eq-diff1", (), 0), [same, differ])


def _instances(search: Search, conflict: Conflict, used: set[IdTriple]) -> Iterator[Instance]:
    """Yield the instances of a conflict's rule that use its axiom and premises."""
    rule = _RULES[conflict.rule]
    orders = [[_names(search, triple) for triple in conflict.premises]]
    if conflict.rule in ("eq-diff2", "eq-diff3"):
        # The record's identity may be against the order of the list.
        orders.append([(t[2], t[1], t[0]) for t in orders[0] if t is not None])
    for premises in orders:
        binding: Binding | None = {}
        for pattern, triple in zip(rule.body, premises, strict=True):
            assert isinstance(pattern, Pattern)
            if binding is not None and triple is not None:
                binding = search.instances.unify(pattern, triple, binding)
        if binding is not None:
            rest = used - set(_present(orders[0])) | set(_present(premises))
            yield from _using(search, rule, binding, rest)


def _using(search: Search, rule: Rule, binding: Binding, used: set[IdTriple]) -> Iterator[Instance]:
    for instance in search.instances.under(rule, binding):
        if used <= set(instance.premises):
            yield instance


def _lowest(search: Search, conclusion: Triple | None, found: Iterable[Instance]) -> Proof | None:
    proofs = (_proof(search, conclusion, instance) for instance in found)
    return min((p for p in proofs if p is not None), key=lambda p: p.height, default=None)


def _proof(search: Search, conclusion: Triple | None, instance: Instance) -> Proof | None:
    parts = [search.prove(premise) for premise in instance.premises]
    present = [part for part in parts if part is not None]
    return search.step(conclusion, instance, present) if len(present) == len(parts) else None


def _names(search: Search, triple: Triple) -> IdTriple | None:
    s, p, o = (search.lookup.closure.terms.find(term) for term in triple)
    return None if s is None or p is None or o is None else (s, p, o)


def _present(triples: Iterable[IdTriple | None]) -> Iterator[IdTriple]:
    return (triple for triple in triples if triple is not None)
