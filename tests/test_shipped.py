"""The facts and the ontology that come with Celadon keep the rules that users' own must keep."""

from __future__ import annotations

from material import material

from kg import turtle, vocab
from kg.claims import facts
from kg.claims.check import check, check_ontology
from kg.claims.format import format_paths
from kg.claims.verify import verify_report
from kg.files import shipped
from kg.turtle import Document

SCHEMA = ("celadon.ttl", "alignment.ttl")


def ontology() -> list[Document]:
    folder = shipped("ontology")
    return [turtle.read(folder / name, base_iri=vocab.CEL.removesuffix("#")) for name in SCHEMA]


def test_facts_pass_every_check() -> None:
    problems = check(facts.load(shipped("facts")), ontology())
    assert [str(problem) for problem in problems if problem.severity == "error"] == []


def test_ontology_passes_its_style() -> None:
    assert [str(problem) for problem in check_ontology(ontology())] == []


def test_turtle_is_in_its_canonical_form_and_has_no_comments_to_lose() -> None:
    results = format_paths([shipped("facts"), shipped("ontology")], check=True)
    assert [str(result.path) for result in results if result.changed] == []
    assert [str(problem) for result in results for problem in result.dropped_comments] == []


def test_facts_agree_with_the_documents() -> None:
    folder = material("sources")
    loaded = facts.load(shipped("facts"))
    primary = facts.primary_units(loaded)
    report = verify_report(loaded, folder)
    assert [str(problem) for problem in report.problems] == []
    assert report.documents == len(primary) == 2
    assert report.passages == sum(passage.source in primary for passage in loaded.passages) > 50
