"""The W3C's OWL 2 RL cases, which lie beside the project and are not copied into it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from material import material

import kg

IMPORTS = Path(kg.__file__).parents[1]
"""From where the runner can import the package."""

NEEDS_ENTAILS = {
    "DisjointClasses-001": "a negated class expression: refutation",
    "DisjointClasses-003": "a negated class expression: refutation",
    "New-Feature-DisjointDataProperties-002": "a negative property assertion: refutation",
    "New-Feature-DisjointObjectProperties-001": "owl:differentFrom is concluded: refutation",
    "New-Feature-DisjointObjectProperties-002": "a negative property assertion: refutation",
    "New-Feature-ObjectQCR-002": "a negative property assertion: refutation",
    "New-Feature-ReflexiveProperty-001": "no rule reads owl:ReflexiveProperty",
    "WebOnt-I5.26-010": "a class expression that only the conclusion names: comprehension",
    "WebOnt-I5.5-005": "a class expression that only the conclusion names: comprehension",
    "WebOnt-I5.8-006": "a range that contains another: containment of data ranges",
    "WebOnt-I5.8-008": "a range that two others make up: containment of data ranges",
    "WebOnt-I5.8-009": "a range that contains another: containment of data ranges",
    "WebOnt-differentFrom-001": "no rule makes owl:differentFrom symmetric",
    "chain2trans1": "a chain that says transitive: freeze and chase",
    "owl2-rl-rules-fp-differentFrom": "owl:differentFrom is concluded: refutation",
    "owl2-rl-rules-ifp-differentFrom": "owl:differentFrom is concluded: refutation",
}
"""The positive cases that go beyond the rules, with what will bring them."""


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    runner = material("suites/run_owlrl.py")
    report = tmp_path_factory.mktemp("w3c") / "report.json"
    suites = ["--suite", "w3c-rl-rules", "--suite", "w3c-profile-rl"]
    command = [
        sys.executable,
        runner,
        "kg.reasoning.closing:conformance",
        "--input",
        "turtle",
        *suites,
    ]
    subprocess.run([*command, "--json", report], cwd=IMPORTS, check=False, capture_output=True)
    return json.loads(report.read_text())


def failed(results, suite, *kinds):
    chosen = [r for r in results if r["suite"] == suite and r["kind"] in kinds]
    assert chosen
    return {r["id"]: r["why"] for r in chosen if not r["ok"]}


def test_all_cases_of_the_rules_pass(results):
    kinds = "PositiveEntailment", "Inconsistency", "Consistency"
    assert failed(results, "w3c-rl-rules", *kinds) == {}
    assert sum(r["suite"] == "w3c-rl-rules" for r in results) == 153


def test_all_inconsistencies_of_the_profile_are_found(results):
    assert failed(results, "w3c-profile-rl", "Inconsistency") == {}


def test_no_answer_for_the_profile_is_unsound(results):
    assert failed(results, "w3c-profile-rl", "Consistency", "NegativeEntailment") == {}


def test_the_positive_cases_that_fail_are_those_that_need_more_than_rules(results):
    found = failed(results, "w3c-profile-rl", "PositiveEntailment")
    assert sorted(NEEDS_ENTAILS) == sorted(found)
