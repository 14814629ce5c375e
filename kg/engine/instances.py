"""Instances: the ways in which a rule of the specification concludes a given triple.

A rule is interpreted as it stands in `owl2rl.rules`, whatever the plan makes of it: its conclusion
is unified with the goal, and its conditions are joined with the closure, the one with the fewest
matches first.

Invariant: the premises of an instance hold in the `Lookup`, stand in the order of the rule's
conditions, and never include the goal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kg.engine import values
from kg.engine.lists import IdTriple
from kg.engine.lookup import Lookup
from kg.engine.readings import Readings
from kg.engine.rules import Condition, Pattern, Rule, is_variable, rules
from kg.engine.vocabulary import DATATYPE_IDS

Binding = dict[str, int]
_Item = Pattern | Condition
_Place = tuple[int, int]
_Todo = tuple[tuple[_Place, _Item], ...]
_Chosen = dict[_Place, tuple[IdTriple, ...]]
_State = tuple[_Todo, Binding, _Chosen]

_NEVER: Final = 1 << 60
_ONE: Final = 2
_LISTS: Final = ("list", "member", "pair")
TRANSITIVE: Final = ("prp-trp", "scm-sco", "scm-spo", "eq-trans")
"""The rules that add one path to another."""

_SUBSTITUTING: Final = ("eq-sym", "eq-trans", "eq-rep-s", "eq-rep-p", "eq-rep-o")


@dataclass(frozen=True, slots=True)
class Instance:
    """One application of a rule.

    Attributes:
        rule: the id of the rule.
        premises: the triples that meet its conditions, in their order.
        axioms: how many of them, from the first, meet schema conditions.
    """

    rule: str
    premises: tuple[IdTriple, ...]
    axioms: int


class Instances:
    """Finds the instances of all rules over what a `Lookup` sees."""

    def __init__(self, lookup: Lookup) -> None:
        """Remember nothing yet."""
        self._lookup = lookup
        self._readings = Readings(lookup)
        self._constants: dict[str, int] = {}
        self._live: list[Rule] | None = None

    def concluding(
        self, goal: IdTriple, *, is_virtual: bool = False, without: Collection[str] = ()
    ) -> Iterator[Instance]:
        """Yield the distinct instances that conclude a triple.

        Of virtual rules only if `is_virtual`; none of the rules in `without`.
        """
        seen: set[tuple[str, tuple[IdTriple, ...]]] = set()
        for rule in self._rules(is_virtual=is_virtual):
            for head in rule.heads if rule.id not in without else ():
                if head.p[0] != "?" and self._constant(head.p) != goal[1]:
                    continue
                binding = self.unify(head, goal, {})
                if binding is None:
                    continue
                for found in self.under(rule, binding):
                    name = found.rule, found.premises
                    if goal not in found.premises and name not in seen:
                        seen.add(name)
                        yield found

    def cut(self, goal: IdTriple, middle: int) -> Iterator[Instance]:
        """Yield the instances of the rules in `TRANSITIVE` whose premises meet in a given term."""
        for rule in self._rules(is_virtual=False):
            if rule.id in TRANSITIVE:
                first = rule.body[0]
                assert isinstance(first, Pattern)
                binding = self.unify(rule.heads[0], goal, {})
                if binding is not None:
                    yield from self.under(rule, {**binding, first.o: middle})

    def under(self, rule: Rule, binding: Binding) -> Iterator[Instance]:
        """Yield the instances of a rule whose variables are bound as given."""
        items = (*rule.schema, *rule.body)
        todo = tuple(((index, 0), item) for index, item in enumerate(items))
        for chosen in self._solve(todo, binding, {}):
            places = sorted(chosen)
            premises = tuple(triple for place in places for triple in chosen[place])
            if not self._merges_literals(rule, premises):
                schema = (place for place in places if place[0] < len(rule.schema))
                yield Instance(rule.id, premises, sum(len(chosen[place]) for place in schema))

    def unify(self, pattern: Pattern, triple: IdTriple, binding: Binding) -> Binding | None:
        """Return the binding under which a pattern is a triple, None where there is none."""
        fresh: Binding = {}
        for term, name in zip(pattern.terms, triple, strict=True):
            known = binding.get(term, fresh.get(term)) if term[0] == "?" else self._constant(term)
            if known is None:
                fresh[term] = name
            elif known != name:
                return None
        return {**binding, **fresh} if fresh else binding

    def _merges_literals(self, rule: Rule, premises: tuple[IdTriple, ...]) -> bool:
        """Whether an instance acts on an identity claimed of a literal, which is never done."""
        if rule.id not in _SUBSTITUTING:
            return False
        same = premises if rule.id == "eq-trans" else premises[:1]
        return any(self._lookup.is_literal(name) for s, _, o in same for name in (s, o))

    def _rules(self, *, is_virtual: bool) -> Iterable[Rule]:
        """Return the rules whose constants all occur, those that act on identities last.

        An explanation by what things are is plainer than one by what they are the same as.
        """
        if is_virtual:
            return (rule for rule in rules() if rule.virtual)
        if self._live is None:
            live = [rule for rule in rules() if self._is_live(rule)]
            self._live = sorted(live, key=lambda rule: rule.id.startswith("eq-"))
        return self._live

    def _is_live(self, rule: Rule) -> bool:
        for item in (*rule.schema, *rule.body):
            if isinstance(item, Pattern):
                s, p, o = (None if is_variable(t) else self._constant(t) for t in item.terms)
                if p is not None and not self._lookup.count(s, p, o):
                    return False
        return True

    def _constant(self, term: str) -> int:
        known = self._constants.get(term)
        if known is None:
            found = self._lookup.closure.terms.find(term)
            assert found is not None
            known = self._constants[term] = found
        return known

    def _solve(self, todo: _Todo, binding: Binding, chosen: _Chosen) -> Iterator[_Chosen]:
        """Meet all conditions; yields for each place of a condition the triples that meet it."""
        # A stack of our own, since rules of long lists have more conditions than Python's is deep.
        stack: list[Iterator[_State]] = [iter(((todo, binding, chosen),))]
        while stack:
            state = next(stack[-1], None)
            if state is None:
                stack.pop()
            elif state[0]:
                stack.append(self._met(*state))
            else:
                yield state[2]

    def _met(self, todo: _Todo, binding: Binding, chosen: _Chosen) -> Iterator[_State]:
        """Meet one condition, one with few matches; yields what is left to do."""
        best = self._cheapest(todo, binding)
        place, item = todo[best]
        rest = todo[:best] + todo[best + 1 :]
        if isinstance(item, Pattern):
            bound = self._bound(item, binding)
            is_closed = None not in bound
            for triple in self._lookup.matching(*bound):
                extended = binding if is_closed else self.unify(item, triple, binding)
                if extended is not None:
                    yield rest, extended, {**chosen, place: (triple,)}
        elif item.word in _LISTS:
            yield from self._read(place, item, rest, binding, chosen)
        else:
            yield from ((rest, extended, chosen) for extended in self._meet(item, binding))

    def _cheapest(self, todo: _Todo, binding: Binding) -> int:
        """Return the place of a condition with at most one match, else of that with the fewest."""
        best, least = 0, _NEVER + 1
        for index, (_, item) in enumerate(todo) if len(todo) > 1 else ():
            cost = self._cost(item, binding)
            if cost < least:
                best, least = index, cost
                if cost <= _ONE:
                    break
        return best

    def _cost(self, item: _Item, binding: Binding) -> int:
        if isinstance(item, Pattern):
            if any("[i" in term for term in item.terms):
                return _NEVER
            return self._lookup.count(*self._bound(item, binding)) + 1
        if item.word in _LISTS:
            return 2 if item.args[0] in binding else _NEVER
        return 0 if all(arg in binding for arg in item.args) else 64

    def _bound(self, item: Pattern, binding: Binding) -> tuple[int | None, int | None, int | None]:
        s, p, o = item.terms
        return self._value(s, binding), self._value(p, binding), self._value(o, binding)

    def _value(self, term: str, binding: Binding) -> int | None:
        return binding.get(term) if term[0] == "?" else self._constant(term)

    def _read(
        self, place: _Place, item: Condition, rest: _Todo, binding: Binding, chosen: _Chosen
    ) -> Iterator[_State]:
        """Meet list(?l: ?e[i]), member(?l: ?e) or pair(?l: ?d ?e)."""
        head, *names = item.args
        wanted = [binding.get(name) for name in names]
        for elements, triples in self._readings.read(item.word, binding[head], wanted):
            if item.word == "list":
                extended, todo = _unrolled(names[0], elements, binding, rest)
            else:
                extended, todo = {**binding, **dict(zip(names, elements, strict=True))}, rest
            yield todo, extended, {**chosen, place: triples}

    def _meet(self, item: Condition, binding: Binding) -> Iterator[Binding]:
        """Meet a condition on datatypes or values."""
        names = [binding.get(arg) for arg in item.args]
        if item.word == "datatype":
            for datatype in DATATYPE_IDS if names[0] is None else (names[0],):
                if datatype in DATATYPE_IDS:
                    yield {**binding, item.args[0]: datatype}
        elif all(name is not None for name in names):
            left, right = (name for name in names if name is not None)
            if self._compare(item.word, left, right):
                yield binding

    def _compare(self, word: str, left: int, right: int) -> bool:
        terms = self._lookup.closure.terms
        if not self._lookup.is_literal(left):
            return False
        value = terms.value(left)
        if word == "value":
            return value is not None and values.contains(DATATYPE_IDS[right], value)
        if word == "no-value":
            return value is None or not values.contains(DATATYPE_IDS[right], value)
        if not self._lookup.is_literal(right):
            return False
        other = terms.value(right)
        if word == "equal":
            return value is not None and left == right
        if value is not None and other is not None:
            return left != right
        one, two = terms.moment(left), terms.moment(right)
        return one is not None and two is not None and values.are_disjoint(one, two)


def _unrolled(
    name: str, elements: tuple[int, ...], binding: Binding, rest: _Todo
) -> tuple[Binding, _Todo]:
    """Bind ?e[1] … ?e[n] and replace each condition on ?e[i] by n conditions."""
    stem, size = name.partition("[")[0], len(elements)
    extended = {f"{stem}[{i}]": element for i, element in enumerate(elements, 1)}
    for known, value in binding.items():
        extended[known.replace("[n+1]", f"[{size + 1}]")] = value
    todo: list[tuple[_Place, _Item]] = []
    for place, item in rest:
        if not isinstance(item, Pattern) or "[i" not in "".join(item.terms):
            todo.append((place, item))
            continue
        for i in range(1, size + 1):
            terms = (t.replace("[i]", f"[{i}]").replace("[i+1]", f"[{i + 1}]") for t in item.terms)
            todo.append(((place[0], i), Pattern(*terms)))
    return extended, tuple(todo)
