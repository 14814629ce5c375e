"""The checker lets no fault pass: proofs are spoilt in every way there is, and each is found."""

from dataclasses import replace

import pytest
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rule_cases import CASES, triple
from test_proofs import closed

from kg.engine.checker import check
from kg.engine.proof import Proof, Source
from kg.engine.prover import Prover
from kg.engine.rules import PREFIXES, parse
from kg.errors import ReasonerError

QUICK = settings(max_examples=examples(300), deadline=None, suppress_health_check=list(HealthCheck))
NOBODY = "<urn:nobody>"


def stated(closure):
    """What the batches of a closure state, kept apart from what proves and checks."""
    forms = closure.terms.forms
    return {
        (number, batch.units, tuple(forms[f] for f in row))
        for number, batch in enumerate(closure.stated)
        for row in batch.forms.tolist()
    }


def checking(closure, **options):
    known = stated(closure)

    def run(proof):
        check(proof, lambda s: (s.batch, s.units, s.triple) in known, **options)

    return run


def proofs(rule):
    """The proofs of a rule's case whose last step is that rule, and what checks them."""
    text, goal = CASES[rule]
    closure = closed("u1| " + text)
    prover = Prover(closure)
    if goal is None:
        found = [prover.why_conflict(conflict) for conflict in closure.conflicts]
    else:
        found = prover.last_steps(*triple(goal))
    return [proof for proof in found if proof.rule == rule], checking(closure)


def is_refused(proof, run):
    try:
        run(proof)
    except ReasonerError:
        return True
    return False


def spoilt(proof):
    """Yield proofs with one fault in their last step, each with the name of the fault."""
    if proof.conclusion is not None:
        for place in range(3):
            terms = [*proof.conclusion]
            terms[place] = NOBODY
            yield f"conclusion {place}", replace(proof, conclusion=tuple(terms))
        yield "false", replace(proof, conclusion=None)
    else:
        yield "true", replace(proof, conclusion=(NOBODY, NOBODY, NOBODY))
    yield "height", replace(proof, height=proof.height + 1)
    yield "no such rule", replace(proof, rule="prp-none")
    yield "as if stated", replace(proof, rule="", premises=(), axioms=0, height=0)
    yield (
        "with a source",
        replace(proof, sources=(Source(0, frozenset({"u1"}), triple(":x :p :y")),)),
    )
    yield "axioms", replace(proof, axioms=proof.axioms + 1)
    if proof.axioms:
        yield "fewer axioms", replace(proof, axioms=proof.axioms - 1)
    for place, premise in enumerate(proof.premises):
        before, after = proof.premises[:place], proof.premises[place + 1 :]
        yield f"without premise {place}", replace(proof, premises=before + after)
        yield f"premise {place} twice", replace(proof, premises=(*before, premise, premise, *after))
        for part in range(3):
            terms = [*premise.conclusion]
            terms[part] = NOBODY
            changed = replace(premise, conclusion=tuple(terms))
            yield (
                f"premise {place} term {part}",
                replace(proof, premises=(*before, changed, *after)),
            )
        if premise.sources:
            source = premise.sources[0]
            for name, wrong in (
                ("batch", replace(source, batch=7)),
                ("units", replace(source, units=frozenset({"u9"}))),
                ("triple", replace(source, triple=(NOBODY, *source.triple[1:]))),
            ):
                changed = replace(premise, sources=(wrong,))
                yield (
                    f"source {name} of {place}",
                    replace(proof, premises=(*before, changed, *after)),
                )


@pytest.mark.parametrize("rule", CASES)
def test_every_fault_of_a_step_is_found(rule):
    found, run = proofs(rule)
    assert found
    for proof in found[:3]:
        run(proof)
        passed = [name for name, bad in spoilt(proof) if not is_refused(bad, run)]
        assert passed == []


@pytest.mark.parametrize("rule", CASES)
def test_no_rule_passes_for_another(rule):
    """A step passes under another id only where both rules say the same of it."""
    found, run = proofs(rule)
    passing = {
        (rule, other)
        for proof in found[:1]
        for other in CASES
        if other != rule and not is_refused(replace(proof, rule=other), run)
    }
    alike = {
        frozenset(pair)
        for pair in (
            ("scm-op", "scm-dp"),
            ("cls-svf1", "cls-svf2"),
            ("cls-maxqc1", "cls-maxqc2"),
        )
    }
    assert {pair for pair in passing if frozenset(pair) not in alike} == set()


def test_a_chain_of_steps_is_checked_to_its_leaves():
    closure = closed(":C rdfs:subClassOf :D; :D rdfs:subClassOf :E", "u1| :x a :C")
    proof = next(p for p in Prover(closure).alternatives(*triple(":x a :E")) if p.premises[1].rule)
    run = checking(closure)
    run(proof)
    below = proof.premises[1]
    bad = replace(below, rule="cax-eqc1")
    assert is_refused(replace(proof, premises=(proof.premises[0], bad)), run)


def test_a_circular_proof_is_refused():
    closure = closed(":x owl:sameAs :y")
    leaf = Prover(closure).why(*triple(":x owl:sameAs :y"))
    there = Proof(triple(":y owl:sameAs :x"), "eq-sym", (leaf,), height=1)
    back = Proof(triple(":x owl:sameAs :y"), "eq-sym", (there,), height=2)
    run = checking(closure)
    run(there)
    with pytest.raises(ReasonerError, match="stands above itself"):
        run(back)


def test_a_leaf_of_a_unit_that_is_not_trusted_is_refused():
    closure = closed(":C rdfs:subClassOf :D", "u1| :x a :C")
    proof = Prover(closure).why(*triple(":x a :D"))
    checking(closure, trusted=frozenset({"u1"}))(proof)
    with pytest.raises(ReasonerError, match="batch 1 is not trusted"):
        checking(closure, trusted=frozenset({"u2"}))(proof)


def test_the_identity_of_a_literal_is_never_acted_on():
    closure = closed(":x owl:sameAs v:1; :x :p :y")
    first, second = (Prover(closure).why(*triple(t)) for t in (":x owl:sameAs v:1", ":x :p :y"))
    step = Proof(triple("v:1 :p :y"), "eq-rep-s", (first, second), height=1)
    assert is_refused(step, checking(closure))


def test_rules_are_read_from_their_text():
    closure = closed(":x :p :y")
    rule = parse("swap: (?y ?p ?x) <- | (?x ?p ?y)")
    leaf = Prover(closure).why(*triple(":x :p :y"))
    step = Proof(triple(":y :p :x"), "swap", (leaf,), height=1)
    assert is_refused(step, checking(closure))
    checking(closure, among=rule)(step)


@QUICK
@given(st.data())
def test_spoilt_parts_of_random_proofs_are_found(data):
    """A fault anywhere in a proof is found, however deep."""
    rule = data.draw(st.sampled_from(list(CASES)))
    found, run = proofs(rule)
    proof = data.draw(st.sampled_from(found))
    path = []
    while proof.premises and data.draw(st.booleans()):
        place = data.draw(st.integers(0, len(proof.premises) - 1))
        path.append((proof, place))
        proof = proof.premises[place]
    faults = [
        bad for name, bad in spoilt(proof) if proof.rule or "conclusion" in name or name == "height"
    ]
    bad = data.draw(st.sampled_from(faults))
    for above, place in reversed(path):
        parts = [*above.premises]
        parts[place] = bad
        bad = replace(above, premises=tuple(parts))
    assert is_refused(bad, run)


def test_a_literal_contradicts_itself_only_where_its_own_datatype_refuses_its_text():
    closure = closed(':x :p "abc"^^xsd:integer; :x :q v:1; :x :r v:year; :x :s "abc"^^:code')
    run = checking(closure)

    def false_by(goal):
        return Proof(None, "dt-not-type", (Prover(closure).why(*triple(goal)),), height=1)

    run(false_by(':x :p "abc"^^xsd:integer'))
    assert is_refused(replace(false_by(':x :p "abc"^^xsd:integer'), axioms=1), run)
    assert is_refused(false_by(":x :q v:1"), run)
    assert is_refused(false_by(":x :r v:year"), run)
    assert is_refused(false_by(':x :s "abc"^^:code'), run)


def test_a_stated_triple_has_nothing_but_its_sources():
    closure = closed(":x :p :y; :x :q :y")
    run, prover = checking(closure), Prover(closure)
    leaf, other = (prover.why(*triple(goal)) for goal in (":x :p :y", ":x :q :y"))
    run(leaf)
    assert is_refused(replace(leaf, premises=(other,)), run)
    assert is_refused(replace(leaf, axioms=1), run)
    assert is_refused(replace(leaf, height=1), run)
    assert is_refused(replace(leaf, sources=()), run)


def literal(text, datatype):
    return f'"{text}"^^<{PREFIXES["xsd"]}{datatype}>'


ONE, ALSO_ONE, TWO = literal(1, "integer"), literal("01", "int"), literal(2, "integer")
NONE, NONE_TOO = literal("abc", "integer"), literal("abd", "integer")
YEAR, LATER, DAY = literal(1994, "gYear"), literal(1995, "gYear"), literal("1994-09-10", "date")


@pytest.mark.parametrize(
    ("rule", "s", "o", "is_right"),
    [
        ("dt-eq", ONE, ALSO_ONE, True),
        ("dt-eq", ONE, TWO, False),
        ("dt-eq", NONE, NONE, False),
        ("dt-eq", NONE, ONE, False),
        ("dt-eq", ONE, "<urn:x>", False),
        ("dt-eq", "<urn:x>", "<urn:x>", False),
        ("dt-diff", ONE, TWO, True),
        ("dt-diff", ONE, ALSO_ONE, False),
        ("dt-diff", NONE, ONE, False),
        ("dt-diff", NONE, NONE_TOO, False),
        ("dt-diff", YEAR, LATER, True),
        ("dt-diff", YEAR, DAY, False),
        ("dt-diff", ONE, "<urn:x>", False),
    ],
)
def test_literals_are_compared_by_their_values(rule, s, o, is_right):
    named = {"dt-eq": "sameAs", "dt-diff": "differentFrom"}[rule]
    step = Proof((s, f"<{PREFIXES['owl']}{named}>", o), rule, height=1)
    assert is_refused(step, checking(closed(":x :p :y"))) != is_right


@pytest.mark.parametrize(
    ("term", "datatype", "is_right"),
    [(ONE, "byte", True), (literal(300, "int"), "byte", False), (NONE, "integer", False)],
)
def test_a_literal_is_of_the_datatypes_that_hold_its_value(term, datatype, is_right):
    conclusion = term, f"<{PREFIXES['rdf']}type>", f"<{PREFIXES['xsd']}{datatype}>"
    step = Proof(conclusion, "dt-type2", height=1)
    assert is_refused(step, checking(closed(":x :p :y"))) != is_right


def test_a_fault_is_told_with_its_step():
    run = checking(closed(":x :p :y"))
    with pytest.raises(ReasonerError, match=r"proof of <urn:a> <urn:b> <urn:c> \(stated\) is wro"):
        run(Proof(("<urn:a>", "<urn:b>", "<urn:c>")))
    with pytest.raises(ReasonerError, match=r"proof of false \(prp-irp\) is wrong"):
        run(Proof(None, "prp-irp", height=1))
