import json

import pytest
from rule_cases import CASES, triple, triples

from kg.engine import close
from kg.engine.prover import Prover
from kg.engine.rules import rules
from kg.errors import ReasonerError


def closed(*parts, **options):
    """A closure of batches, each "unit: triples" or the triples of axioms."""
    given = []
    for part in parts:
        unit, colon, text = part.partition("| ")
        units = frozenset(unit.split("+")) if colon else frozenset()
        given.append((units, triples(text if colon else part)))
    return close(given, **options)


def rules_of(proof):
    return {step.rule for step in proof.steps()}


def test_every_rule_has_a_case():
    assert list(CASES) == [rule.id for rule in rules()]


@pytest.mark.parametrize("rule", CASES)
@pytest.mark.parametrize("units", ["", "u1| "], ids=["axioms", "unit"])
def test_every_rule_explains(rule, units):
    text, goal = CASES[rule]
    closure = closed(units + text)
    prover = Prover(closure)
    if goal is None:
        found = [prover.why_conflict(conflict) for conflict in closure.conflicts]
        assert rule in {proof.rule for proof in found}
        return
    assert prover.why(*triple(goal)).height == 1
    assert rule in {proof.rule for proof in prover.last_steps(*triple(goal))}


def test_a_stated_triple_is_a_leaf_with_all_its_batches():
    closure = closed("u1| :x :p :y", "u2| :x :p :y; :x :p :z")
    proof = Prover(closure).why(*triple(":x :p :y"))
    assert (proof.height, proof.rule, proof.premises) == (0, "", ())
    assert [(s.batch, set(s.units)) for s in proof.sources] == [(0, {"u1"}), (1, {"u2"})]
    trusted = Prover(closure, trusted=["u2"]).why(*triple(":x :p :y"))
    assert [s.batch for s in trusted.sources] == [1]


def test_axioms_are_marked_among_the_premises():
    closure = closed(":R owl:someValuesFrom :C; :R owl:onProperty :p", "u1| :x :p :y; :y a :C")
    proof = Prover(closure).why(*triple(":x a :R"))
    assert (proof.rule, proof.axioms, len(proof.premises)) == ("cls-svf1", 2, 4)
    assert [p.conclusion for p in proof.premises] == triples(
        ":R owl:someValuesFrom :C; :R owl:onProperty :p; :x :p :y; :y a :C"
    )


def test_a_literal_is_proven_in_the_form_asked_and_stated_as_written():
    proof = Prover(closed("u1| :x :p v:one")).why(*triple(":x :p v:1"))
    assert proof.conclusion == triple(":x :p v:1")
    assert proof.sources[0].triple == triple(":x :p v:one")


def test_identical_terms_are_told_apart_in_proofs():
    closure = closed(":x owl:sameAs :y; :C rdfs:subClassOf :D", "u1| :x a :C")
    proof = Prover(closure, trusted=["u1"]).why(*triple(":y a :D"))
    assert proof.height == 2
    assert {"eq-rep-s", "cax-sco"} == rules_of(proof) - {""}


def test_dates_that_cannot_be_one_are_a_proven_conflict():
    stated = ":p a owl:FunctionalProperty", "u1| :x :p v:year", "u2| :x :p v:day; :x :p v:1"
    assert closed(*stated).conflicts == []
    closure = closed(":p a owl:FunctionalProperty", "u1| :x :p v:later", "u2| :x :p v:day")
    (conflict,) = closure.conflicts
    proof = Prover(closure).why_conflict(conflict)
    assert (proof.rule, proof.conclusion) == ("eq-diff1", None)
    assert {step.rule for step in proof.premises} == {"prp-fp", "dt-diff"}
    assert Prover(closure, trusted=["u1"]).why_conflict(conflict) is None


def test_proofs_do_not_recurse():
    chain = "; ".join(f":x{n} :p :x{n + 1}" for n in range(400))
    avf = ":R owl:allValuesFrom :R; :R owl:onProperty :p; :x0 a :R; " + chain
    proof = Prover(closed(avf)).why(*triple(":x400 a :R"))
    assert proof.height == 400
    assert len(proof.as_dict()["steps"]) > 800


def test_a_restricted_proof_rests_on_trusted_units_only():
    closure = closed(
        ":C rdfs:subClassOf :D; :E rdfs:subClassOf :C",
        "u1| :x a :C",
        "u2| :x a :E",
        "u3+u4| :x a :D",
    )
    goal = triple(":x a :D")
    assert Prover(closure).why(*goal).height == 0
    assert Prover(closure, trusted=["u1"]).why(*goal).height == 1
    assert Prover(closure, trusted=["u2"]).why(*goal).units == {"u2"}
    assert Prover(closure, trusted=["u3"]).why(*goal) is None
    assert Prover(closure, trusted=["u3"]).missing(*goal) == (
        frozenset({"u1"}),
        frozenset({"u2"}),
        frozenset({"u4"}),
    )
    assert Prover(closure, trusted=["u2"]).missing(*goal) == (frozenset(),)
    assert Prover(closure, trusted=[]).missing(*triple(":y a :D")) == ()
    assert Prover(closure).missing(*goal) == (frozenset(),)


def test_a_capped_support_does_not_hide_a_proof():
    batches = [f"u{n}| :x a :C{n}; :C{n} rdfs:subClassOf :D" for n in range(6)]
    closure = closed(*batches, ":D rdfs:subClassOf :E", cap=2)
    goal = triple(":x a :E")
    assert len(closure.support(*goal)) == 2
    for n in range(6):
        proof = Prover(closure, trusted=[f"u{n}"]).why(*goal)
        assert {s.batch for step in proof.steps() for s in step.sources} == {n, 6}
        assert proof.units == {f"u{n}"}


def test_a_closure_without_supports_restricts_nothing():
    closure = closed("u1| :x :p :y", supports=False)
    assert Prover(closure).why(*triple(":x :p :y")).height == 0
    with pytest.raises(ReasonerError, match="supports=True"):
        Prover(closure, trusted=["u1"])


def test_alternatives_rise_and_are_never_circular():
    closure = closed(
        ":x :p :y; :p owl:inverseOf :q; :y :q :x",
        ":x :r :y; :p rdfs:subPropertyOf :r; :r rdfs:subPropertyOf :p; :p rdfs:subPropertyOf :s",
        ":s rdfs:subPropertyOf :p",
    )
    found = Prover(closure).alternatives(*triple(":x :p :y"), limit=50)
    assert [proof.height for proof in found] == sorted(proof.height for proof in found)
    assert found[0].rule == ""
    assert {"prp-inv2", "prp-spo1"} <= {proof.rule for proof in found}
    ways = Prover(closure).last_steps(*triple(":x :p :y"))
    assert ways[0].rule == ""
    assert {"prp-inv2", "prp-spo1"} <= {way.rule for way in ways}


def test_proofs_become_json():
    closure = closed(":C rdfs:subClassOf :D", "u1| :x a :C")
    proof = Prover(closure).why(*triple(":x a :D")).as_dict()
    assert json.loads(json.dumps(proof)) == proof
    assert (proof["height"], proof["units"]) == (1, ["u1"])
    first, axiom, premise = proof["steps"]
    assert (first["rule"], first["axioms"], first["premises"]) == ("cax-sco", [2], [3])
    assert (axiom["rule"], premise["sources"][0]["batch"]) == (None, 1)
    assert premise["conclusion"] == list(triple(":x a :C"))


def test_long_chains_are_proven_within_the_effort():
    links = "; ".join(f":x{n} :p :x{n + 1}" for n in range(30))
    closure = closed(":p a owl:TransitiveProperty; " + links)
    goal = triple(":x0 :p :x30")
    assert Prover(closure).why(*goal).height == 5
    prover = Prover(closure, effort=200)
    assert 5 <= prover.why(*goal).height <= 29
    assert prover.why(*triple(":x0 :p :x2")).height == 1


def test_unknown_terms_are_not_proven():
    prover = Prover(closed(":x :p :y"))
    assert prover.why(*triple(":nobody :p :y")) is None
    assert prover.alternatives(*triple(":nobody :p :y")) == []
    assert prover.last_steps(*triple(":y :p :x")) == []
