import pyoxigraph as ox
import pytest
from rule_cases import CASES, triple
from test_proofs import closed

from kg.engine import close
from kg.engine.derivations import derivations
from kg.engine.prover import Prover
from kg.engine.telling import tell

BASE = "https://example.org/proof/"
PROV = "http://www.w3.org/ns/prov#"


def label(term):
    return term.rstrip(">").rpartition(":")[2].rpartition("#")[2].replace("-", " ")


def why(closure, goal):
    return Prover(closure).why(*triple(goal))


@pytest.mark.parametrize(
    ("text", "goal", "sentence"),
    [
        (
            ":directed owl:inverseOf :work; :Pulgasari :directed :Shin",
            ":Shin :work :Pulgasari",
            "Shin work Pulgasari because directed is the inverse of work"
            " and Pulgasari directed Shin (prp-inv1).",
        ),
        (
            ":C owl:intersectionOf :l; LIST :l :D :E; :x a :D; :x a :E",
            ":x a :C",
            "x is a C because C is whatever is all of D and E, x is a D and x is a E (cls-int1).",
        ),
        (
            ":p a owl:TransitiveProperty; :x :p :y; :y :p :z",
            ":x :p :z",
            "x p z because p passes on from one to the next, x p y and y p z (prp-trp).",
        ),
        ("u2| :x :p :y", ":x :p :y", "x p y: stated by u2."),
        (":x :p :y", ":x :p :y", "x p y: an axiom."),
        (":x :p :y", "owl:Thing a owl:Class", "Thing is a Class (cls-thing)."),
    ],
)
def test_steps_are_told(text, goal, sentence):
    assert tell(why(closed(text), goal), label) == sentence


def test_a_conflict_is_told():
    closure = closed(":C owl:disjointWith :D; :x a :C; :x a :D")
    proof = Prover(closure).why_conflict(closure.conflicts[0])
    assert (
        tell(proof, label) == "this cannot be because no C is a D, x is a C and x is a D (cax-dw)."
    )


@pytest.mark.parametrize("rule", CASES)
def test_every_step_becomes_prov_without_blank_nodes(rule):
    text, goal = CASES[rule]
    closure = closed("u1| " + text)
    proof = why(closure, goal) if goal else Prover(closure).why_conflict(closure.conflicts[0])
    found = list(derivations(proof, BASE))
    assert len(found) == len(set(found))
    lines = "".join(f"{s} {p} {o} .\n" for s, p, o in found)
    quads = list(ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))
    assert not any(isinstance(t, ox.BlankNode) for q in quads for t in (q.subject, q.object))
    entities = [q for q in quads if q.object == ox.NamedNode(PROV + "Entity")]
    assert len(entities) == len({step.conclusion for step in proof.steps()})


def test_a_derivation_names_its_premises_and_its_rule():
    closure = closed(":C rdfs:subClassOf :D", "u1| :x a :C")
    found = set(
        derivations(why(closure, ":x a :D"), BASE, source_iri=lambda s: f"urn:passage:{s.batch}")
    )
    (goal,) = {
        s
        for s, p, o in found
        if p.endswith("#object>") and o == "<urn:D>"
        if (s, f"<{PROV}wasDerivedFrom>") in {(a, b) for a, b, _ in found}
    }
    premises = {o for s, p, o in found if (s, p) == (goal, f"<{PROV}wasDerivedFrom>")}
    (activity,) = {o for s, p, o in found if (s, p) == (goal, f"<{PROV}wasGeneratedBy>")}
    assert len(premises) == 2
    assert {o for s, p, o in found if s == activity and p.endswith("#label>")} == {'"cax-sco"'}
    assert {o for s, p, o in found if s == activity and p == f"<{PROV}used>"} == premises
    sources = {o for s, p, o in found if p == f"<{PROV}hadPrimarySource>"}
    assert sources == {"<urn:passage:0>", "<urn:passage:1>"}


def test_blank_nodes_of_conclusions_become_skolem_iris():
    closure = close([(frozenset({"u1"}), [("_:b", "<urn:p>", "<urn:y>")])])
    found = list(derivations(Prover(closure).why("_:b", "<urn:p>", "<urn:y>"), BASE))
    assert f"<{BASE}blank/b>" in {o for _, _, o in found}
