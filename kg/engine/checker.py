"""The checker: whether a proof is one, worked out without what found it.

It reads the text of the rules, the proof, and what was stated; it knows no closure, plan or search.
A proof passes when every step is an instance of the rule that it names, with the premises of that
rule in their order; every leaf is stated by the batches named, all of them trusted; no triple
stands above itself; and heights are as they say. Literals of one value are one term (`dt-eq`), and
an identity claimed of a literal is never acted on.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from kg.engine import values
from kg.engine.proof import Proof, Source
from kg.engine.rules import PREFIXES, Condition, Pattern, Rule, is_variable, rules
from kg.engine.terms import Triple, split
from kg.errors import ReasonerError

_FIRST: Final = f"<{PREFIXES['rdf']}first>"
_REST: Final = f"<{PREFIXES['rdf']}rest>"
_NIL: Final = f"<{PREFIXES['rdf']}nil>"
_LISTS: Final = {"list": 0, "member": 1, "pair": 2}
_SUBSTITUTING: Final = {"eq-sym": 1, "eq-trans": 2, "eq-rep-s": 1, "eq-rep-p": 1, "eq-rep-o": 1}
"""Rules that act on identities, and how many of their premises are some."""

_Binding = dict[str, str]
_State = tuple[int, _Binding]


def check(
    proof: Proof,
    states: Callable[[Source], bool],
    *,
    trusted: frozenset[str] | None = None,
    among: Iterable[Rule] | None = None,
) -> None:
    """Check a proof.

    Args:
        proof: the proof.
        states: says whether a batch has a triple, written so, and rests on exactly those units.
        trusted: the units that leaves may rest on, None for all.
        among: the rules, those of the specification unless given.

    Raises:
        ReasonerError: the proof has a fault; the message names the step.
    """
    known = {rule.id: rule for rule in (rules() if among is None else among)}
    below: dict[int, frozenset[Hashable]] = {}
    for step in reversed(_premises_last(proof)):
        fault = _fault(step, known, states, trusted)
        own = _same(step.conclusion)
        under = [below[id(premise)] | {_same(premise.conclusion)} for premise in step.premises]
        below[id(step)] = frozenset().union(*under)
        if own in below[id(step)]:
            fault = "it stands above itself"
        if fault:
            shown = "false" if step.conclusion is None else " ".join(step.conclusion)
            by = step.rule or "stated"
            raise ReasonerError(f"the proof of {shown} ({by}) is wrong, report this: {fault}")


def _premises_last(proof: Proof) -> list[Proof]:
    """Return all steps, every one before all its premises."""
    done: dict[int, Proof] = {}
    waiting = [(proof, False)]
    while waiting:
        step, is_left = waiting.pop()
        if is_left:
            done[id(step)] = step
        elif id(step) not in done:
            waiting.append((step, True))
            waiting.extend((premise, False) for premise in step.premises)
    return list(reversed(done.values()))


def _fault(
    step: Proof,
    known: dict[str, Rule],
    states: Callable[[Source], bool],
    trusted: frozenset[str] | None,
) -> str:
    """Return what is wrong with a step, "" for nothing."""
    if not step.rule:
        return _leaf_fault(step, states, trusted)
    if step.sources:
        return "what a rule concludes has no source"
    if step.height != 1 + max((premise.height for premise in step.premises), default=0):
        return f"its height is not {step.height}"
    rule = known.get(step.rule)
    if rule is None:
        return "there is no such rule"
    premises = [premise.conclusion for premise in step.premises]
    if not _is_instance(rule, step.conclusion, [p for p in premises if p], step.axioms):
        return "it does not follow from its premises by that rule"
    return "" if None not in premises else "false is no premise"


def _leaf_fault(
    step: Proof, states: Callable[[Source], bool], trusted: frozenset[str] | None
) -> str:
    if step.premises or step.axioms or step.height or not step.sources:
        return "a stated triple has sources, and nothing else"
    for source in step.sources:
        if _same(source.triple) != _same(step.conclusion) or not states(source):
            return f"batch {source.batch} does not state it"
        if trusted is not None and not source.units <= trusted:
            return f"batch {source.batch} is not trusted"
    return ""


def _is_instance(
    rule: Rule, conclusion: Triple | None, premises: Sequence[Triple], axioms: int
) -> bool:
    if rule.id == "dt-not-type" and len(premises) == 1 and not axioms and conclusion is None:
        text = premises[0][2]
        if text.startswith('"') and _has_no_value(text):
            return True
    same = premises[: _SUBSTITUTING.get(rule.id, 0)]
    if any(term.startswith('"') for s, _, o in same for term in (s, o)):
        return False
    conditions = [item for item in rule.body + rule.schema if isinstance(item, Condition)]
    for place, binding in _match(rule.schema, premises, (0, {})):
        for end, bound in _match(rule.body, premises, (place, binding)):
            if place != axioms or end != len(premises):
                continue
            for final in _conclude(rule, conclusion, bound):
                if all(_is_true(item, final) for item in conditions if item.word not in _LISTS):
                    return True
    return False


def _conclude(rule: Rule, conclusion: Triple | None, binding: _Binding) -> Iterator[_Binding]:
    if conclusion is None:
        yield from () if rule.heads else (binding,)
        return
    for head in rule.heads:
        yield from _unify(head, conclusion, binding)


def _match(
    items: Sequence[Pattern | Condition], premises: Sequence[Triple], state: _State
) -> Iterator[_State]:
    """Meet conditions from left to right with the premises from a place on."""
    if not items:
        yield state
        return
    for following in _meet(items[0], premises, state):
        yield from _match(items[1:], premises, following)


def _meet(item: Pattern | Condition, premises: Sequence[Triple], state: _State) -> Iterator[_State]:
    place, binding = state
    if isinstance(item, Condition):
        if item.word in _LISTS:
            yield from _read(item, premises, state)
        else:
            yield state
        return
    copies = int(binding["n"]) if any("[i" in term for term in item.terms) else 1
    for number in range(1, copies + 1):
        if place >= len(premises):
            return
        terms = (
            t.replace("[i]", f"[{number}]").replace("[i+1]", f"[{number + 1}]") for t in item.terms
        )
        found = list(_unify(Pattern(*terms), premises[place], binding))
        if not found:
            return
        binding, place = found[0], place + 1
    yield place, binding


def _read(item: Condition, premises: Sequence[Triple], state: _State) -> Iterator[_State]:
    """Read the list whose head is bound from the premises, and choose its elements."""
    place, binding = state
    node, elements = binding[item.args[0]], list[str]()
    while node != _NIL or not elements:
        pair = premises[place : place + 2]
        expected = [(node, _FIRST), (node, _REST)]
        if [(s, p) for s, p, _ in pair] != expected:
            return
        elements.append(pair[0][2])
        node, place = pair[1][2], place + 2
    if item.word == "list":
        stem = item.args[1].partition("[")[0]
        bound = {f"{stem}[{number}]": e for number, e in enumerate(elements, 1)}
        yield place, {**binding, **bound, "n": str(len(elements))}
        return
    for chosen in combinations(elements, _LISTS[item.word]):
        bound = dict(zip(item.args[1:], chosen, strict=True))
        if all(_same(binding.get(name, term)) == _same(term) for name, term in bound.items()):
            yield place, {**binding, **bound}


def _unify(pattern: Pattern, triple: Triple, binding: _Binding) -> Iterator[_Binding]:
    """Yield the binding under which a pattern is a triple, if there is one."""
    extended = dict(binding)
    for term, found in zip(pattern.terms, triple, strict=True):
        name = term.replace("[n+1]", f"[{int(binding.get('n', 0)) + 1}]")
        expected = extended.setdefault(name, found) if is_variable(term) else term
        if _same(expected) != _same(found):
            return
    yield extended


def _is_true(item: Condition, binding: _Binding) -> bool:
    """Whether a condition on datatypes or values is true."""
    left, right = binding[item.args[0]], binding[item.args[-1]]
    if item.word == "datatype":
        return left[1:-1] in values.DATATYPES
    if not left.startswith('"'):
        return False
    value = _value(left)
    if item.word in ("value", "no-value"):
        is_inside = value is not None and values.contains(right[1:-1], value)
        return is_inside == (item.word == "value")
    if not right.startswith('"'):
        return False
    other = _value(right)
    if item.word == "equal":
        return value is not None and value == other
    if value is not None and other is not None:
        return value != other
    one, two = (values.interval(*split(term)[:2]) for term in (left, right))
    return one is not None and two is not None and values.are_disjoint(one, two)


def _has_no_value(literal: str) -> bool:
    """Whether a literal's own datatype is one of OWL 2 RL and does not allow its text."""
    return values.is_supported(split(literal)[1]) and _value(literal) is None


def _value(literal: str) -> values.Value | None:
    return values.value(*split(literal))


def _same(term: str | Triple | None) -> Hashable:
    """Return what a term or a triple has in common with those that are the same by value."""
    if term is None:
        return None
    if not isinstance(term, str):
        return tuple(_same(part) for part in term)
    value = _value(term) if term.startswith('"') else None
    return term if value is None else value
