"""The suite of the rules: a file a rule, with cases in named graphs.

`<case/given>` is closed, `<case/then>` must follow, `<case/never>` must not. `<case/false>` names
the rules of the conflicts that must be found, and no others may be. A case is run without supports,
with a unit for each triple, and triple by triple.
"""

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.engine import Closure, close
from kg.engine.rules import parse, rules
from kg.errors import RuleError

FOLDER = Path(__file__).parent / "rules"
BASE = "http://example.org/"


def read():
    cases = {}
    for path in sorted(FOLDER.glob("*.trig")):
        for quad in ox.parse(path=path, format=ox.RdfFormat.TRIG):
            case, _, kind = quad.graph_name.value.removeprefix(BASE).partition("/")
            graphs = cases.setdefault((path.stem, case), {})
            triple = str(quad.subject), str(quad.predicate), str(quad.object)
            graphs.setdefault(kind, []).append(triple)
    return cases


CASES = read()
each_case = pytest.mark.parametrize("case", CASES.values(), ids=["/".join(name) for name in CASES])


def check(closure, case):
    triples = {
        text(triple, closure) for triple in closure.triples(generalized=True, reflexive=True)
    }
    assert [t for t in case.get("then", ()) if text(t, closure) not in triples] == []
    assert [t for t in case.get("never", ()) if text(t, closure) in triples] == []
    wanted = {f'"{conflict.rule}"' for conflict in closure.conflicts}
    assert wanted == {o for _, _, o in case.get("false", ())}


def text(triple, closure):
    """A triple with literals by value."""
    return tuple(closure.terms.find(t) if t.startswith('"') else t for t in triple)


@each_case
def test_rule_in_boolean_mode(case):
    check(close([(frozenset(), case["given"])], supports=False), case)


@each_case
def test_rule_with_a_unit_a_triple(case):
    given = [(frozenset({f"u{n}"}), [spelt(t)]) for n, t in enumerate(case["given"])]
    closure = close(given)
    check(closure, case)
    for sets in closure.supports:
        assert not any(one < other for one in sets for other in sets)


@each_case
def test_rule_triple_by_triple(case):
    closure = Closure(supports=False)
    for triple in reversed(case["given"]):
        closure.add((frozenset(), [spelt(triple)]))
    check(closure, case)


def spelt(triple):
    """A triple whose blank nodes are IRIs, so that it can be stated apart from the others."""
    return tuple(f"<{term}>" if term.startswith("_:") else term for term in triple)


def test_every_rule_has_a_file_with_three_cases():
    counts = {rule.id: 0 for rule in rules()}
    for rule, _ in CASES:
        counts[rule] += 1
    assert {rule: count for rule, count in counts.items() if count < 3} == {}


def test_there_are_78_rules_of_which_17_conclude_false():
    assert (len(rules()), sum(rule.is_contradiction for rule in rules())) == (78, 17)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense", "write 'id: conclusions <- schema | instance'"),
        ("x: (?x a ?y) <- | (?x a)", "has 2 terms"),
        ("x: (?x a ?z) <- | (?x a ?y)", "?z is concluded but occurs in no condition"),
        ("x: (?x ex:p ?y) <- | (?x a ?y)", "the prefix 'ex' is not known"),
        ("x: (?x a ?y) <- lost(?x: ?y) |", "'lost' is no condition"),
        ("x: (?x a ?y) <- list(?x: ?y ?z) |", "list takes 2 arguments, not 3"),
        ("x: member(?x: ?y) <- | (?x a ?y)", "a conclusion must be a triple pattern"),
        ("x: (?x a ?y) <- | (?x a ?y) and", "cannot read '(?x a ?y) and'"),
        ("x: false <- | (?x a !)", "cannot read '!'"),
    ],
)
def test_a_broken_line_is_named(line, message):
    with pytest.raises(RuleError, match=r"^mine:2: ") as caught:
        parse("# rules\n" + line, name="mine")
    assert message in str(caught.value)


def test_a_rule_defined_twice_is_refused():
    line = "x: (?x a ?y) <- | (?x a ?y)\n"
    with pytest.raises(RuleError, match="rule x is defined twice"):
        parse(line + line)
