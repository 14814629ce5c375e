"""What entails what, mechanism by mechanism, with near misses; and the W3C's cases."""

import json

import pytest
import rdflib
from entailments import DISJOINT, ENTAILED
from material import SHARED, material
from near_misses import NOT_ENTAILED

from kg.entailment import entails

PREFIXES = """
PREFIX : <x:>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


@pytest.mark.parametrize(("premise", "conclusion", "mechanisms"), ENTAILED.values(), ids=ENTAILED)
def test_premise_entails_conclusion_by_these_mechanisms(premise, conclusion, mechanisms):
    answer = entails(PREFIXES + premise, PREFIXES + conclusion)
    assert answer.entailed, answer.missing
    assert mechanisms == " ".join(answer.mechanisms)


@pytest.mark.parametrize(("premise", "conclusion"), NOT_ENTAILED.values(), ids=NOT_ENTAILED)
def test_near_miss_is_not_entailed(premise, conclusion):
    answer = entails(PREFIXES + premise, PREFIXES + conclusion)
    assert not answer.entailed, answer.mechanisms
    assert all(part.missing for part in answer.missing)


def test_answer_names_the_part_that_does_not_follow():
    answer = entails(PREFIXES + ":x :p :y .", PREFIXES + ":x :p :y . :x :q _:z . _:z :p :y .")
    (part,) = answer.missing
    assert not answer
    assert (rdflib.URIRef("x:x"), rdflib.URIRef("x:q")) == part.missing[:2]
    assert answer.mechanisms == ("closure",)


def test_contradictory_premise_says_how():
    answer = entails(PREFIXES + DISJOINT + ":x a :A, :B .", PREFIXES + ":y :q :z .")
    assert [conflict.rule for conflict in answer.conflicts] == ["cax-dw"]


def test_several_premises_are_taken_together():
    inputs = [PREFIXES + "_:a :p :x .", PREFIXES + "_:a :q :x ."]
    assert entails(inputs, PREFIXES + "[] :p :x . [] :q :x .")
    assert not entails(inputs, PREFIXES + "[] :p :x ; :q :x .")


def test_graphs_can_be_given():
    graph = rdflib.Graph().parse(data=PREFIXES + ":x owl:differentFrom :y .", format="turtle")
    assert entails(graph, PREFIXES + ":y owl:differentFrom :x .")


def test_header_and_declarations_count_unless_only_axioms_are_asked():
    conclusion = PREFIXES + "[] a owl:Ontology . :B a owl:NamedIndividual . :x a :A ."
    assert not entails(PREFIXES + ":x a :A .", conclusion)
    assert entails(PREFIXES + ":x a :A .", conclusion, axioms_only=True)
    assert not entails(PREFIXES + ":x a :A .", PREFIXES + ":C a owl:Class .", axioms_only=True)


ROOT = SHARED / "suites" / "owl2-rl"
KNOWN_FAILURES: dict[tuple[str, bool], str] = {
    ("chain2trans1", True): "the conclusion's header has an IRI that the premise does not mention",
}
"""Case and whether headers and declarations count, with the reason."""


def cases():
    for path in sorted(ROOT.glob("*/*/meta.json")):
        meta = json.loads(path.read_text())
        for kind in meta["kinds"]:
            yield pytest.param(path.parent, meta, kind, id=f"{path.parent.name}-{kind}")


def test_the_suite_is_there():
    material("suites/owl2-rl")
    assert len(list(cases())) == 251


def premises(folder, meta):
    return [folder / name for name in ("premise.ttl", *meta.get("imports", {}).values())]


@pytest.mark.parametrize("strict", [False, True], ids=["axioms", "all"])
@pytest.mark.parametrize(("folder", "meta", "kind"), list(cases()))
def test_w3c_case(folder, meta, kind, strict):
    names = {"PositiveEntailment": "conclusion.ttl", "NegativeEntailment": "nonconclusion.ttl"}
    expected = kind in ("PositiveEntailment", "Inconsistency")
    conclusion = folder / names[kind] if kind in names else PREFIXES + ":x :p :y ."
    leave_out = meta["ignore_header_and_declarations"] and not strict
    answer = entails(premises(folder, meta), conclusion, axioms_only=leave_out)
    found = bool(answer.conflicts) if kind.endswith("onsistency") else answer.entailed
    known = KNOWN_FAILURES.get((folder.name, strict)) if kind in names else None
    if known:
        assert expected != found, f"passes now, take it off the list: {known}"
        pytest.xfail(known)
    assert expected == found, answer
