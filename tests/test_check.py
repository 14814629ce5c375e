"""What checks find in facts and ontology: the message, the file, the line, the rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from folders import FILM, HEAD, HEAD_LINES, HEDGED, WIKI, ZOOM, write_folder
from rdflib.plugins.sparql import prepareQuery

from kg import turtle, vocab
from kg.claims import facts, shapes
from kg.claims.check import INFERRED_ONLY, Problem, check, check_ontology
from kg.files import shipped

BASE = vocab.CEL.removesuffix("#")
SCHEMA = """
cel:Film a owl:Class . cel:Work a owl:Class . cel:Director a owl:Class .
cel:Source a owl:Class . cel:Passage a owl:Class . cel:Primary a cel:SourceRole .
cel:Reference a cel:SourceRole . cel:Alleged a cel:Certainty .
cel:title a owl:DatatypeProperty . cel:releaseYear a owl:DatatypeProperty .
cel:director a owl:ObjectProperty . cel:directed a owl:ObjectProperty .
cel:statedIn a owl:ObjectProperty . cel:role a owl:ObjectProperty .
cel:start a owl:DatatypeProperty . cel:end a owl:DatatypeProperty .
cel:sha256 a owl:DatatypeProperty . cel:certainty a owl:ObjectProperty .
cel:cue a owl:DatatypeProperty . skos:note a owl:AnnotationProperty .
"""
SHAPES = """
<#year> a sh:NodeShape ; sh:targetSubjectsOf cel:releaseYear ; sh:property <#range> .
<#range> a sh:PropertyShape ; sh:path cel:releaseYear ; sh:maxInclusive 2100 ;
  sh:message "give a year"@en .
<#spoken> a sh:NodeShape ; sh:targetClass cel:Film ;
  sh:property [ sh:path [ sh:inversePath cel:mentions ] ; sh:maxCount 1 ; sh:message "once" ;
    sh:severity sh:Warning ] .
"""


def found(root: Path, files: dict[str, str], shapes: str = "") -> list[Problem]:
    """Return what the checks find in a folder, paths below `root`."""
    loaded = facts.load(write_folder(root, files))
    ontology = [turtle.parse(HEAD + SCHEMA, base_iri=BASE)]
    return check(loaded, ontology, shapes=turtle.parse(HEAD + shapes, base_iri=BASE))


def lines(root: Path, problems: list[Problem]) -> list[str]:
    return [f"{problem.rule} {problem}".replace(f"{root}/", "") for problem in problems]


def test_facts_that_keep_everything_have_no_problems(tmp_path: Path) -> None:
    files = {"zoom/p.ttl": ZOOM + FILM + "film:x cel:releaseYear 1985 ; skos:note 'n' ."}
    assert found(tmp_path, files, SHAPES) == []


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        (
            "film:x\n cel:titel 'T' .",
            "unknown-term zoom/p.ttl:{line}: the property cel:titel is not in the ontology: "
            "write cel:title, or define the term",
        ),
        (
            "film:x\n a cel:Flim .",
            "unknown-term zoom/p.ttl:{line}: the class cel:Flim is not in the ontology: "
            "write cel:Film, or define the term",
        ),
        (
            "film:x\n schema:actorWhoIsNotDeclared 1 .",
            "unknown-term zoom/p.ttl:{line}: the property schema:actorWhoIsNotDeclared "
            "is not in the ontology: define it, or use another",
        ),
        (
            "film:x\n rdfs:seeAlso cel:Quince .",
            "unknown-term zoom/p.ttl:{line}: the term cel:Quince is not in the ontology: "
            "define it, or use another",
        ),
        (
            "film:x\n a cel:Director .",
            "inferred-only zoom/p.ttl:{line}: cel:Director is inferred only: "
            "state what it follows from",
        ),
        (
            "film:x\n cel:directed film:x .",
            "inferred-only zoom/p.ttl:{line}: cel:directed is inferred only: "
            "state what it follows from",
        ),
        (
            "film:x\n cel:director person:nobody .",
            "dangling zoom/p.ttl:{line}: person:nobody is described nowhere: "
            "give it a type and a label",
        ),
        (
            "film:x\n cel:releaseYear 2101 .",
            "range zoom/p.ttl:{line}: film:x: give a year (here 2101)",
        ),
    ],
    ids=lambda text: text.split()[0] if "zoom" in text else text.partition("\n")[2],
)
def test_problem_names_file_line_and_what_to_do(tmp_path: Path, claims: str, expected: str) -> None:
    problems = found(tmp_path, {"zoom/p.ttl": ZOOM + FILM + claims}, SHAPES)
    assert lines(tmp_path, problems) == [expected.format(line=HEAD_LINES + 4)]
    assert [problem.severity for problem in problems] == ["error"]


def test_thing_described_in_another_file_is_not_dangling(tmp_path: Path) -> None:
    files = {
        "zoom/p.ttl": ZOOM + FILM + "film:x cel:director person:y .",
        "background.ttl": "person:y rdfs:label 'Y'@en .",
    }
    assert found(tmp_path, files) == []


def test_violation_points_to_the_file_that_states_the_value(tmp_path: Path) -> None:
    files = {
        "wiki/a.ttl": WIKI + FILM + "film:x cel:releaseYear 1985 .",
        "zoom/b.ttl": ZOOM + FILM + "film:x\n\n cel:releaseYear 9999 .",
    }
    (problem,) = (p for p in found(tmp_path, files, SHAPES) if p.severity == "error")
    assert (Path(problem.path).name, problem.line) == ("b.ttl", HEAD_LINES + 5)
    assert problem.term == f"{vocab.BASE}film/x"


def test_shapes_see_which_passages_mention_a_subject_and_keep_their_severity(
    tmp_path: Path,
) -> None:
    files = {
        "zoom/a.ttl": ZOOM + FILM,
        "zoom/a.hedged.ttl": HEDGED + "film:x cel:releaseYear 1985 .",
    }
    (problem,) = found(tmp_path, files, SHAPES)
    assert (problem.message, problem.severity) == ("film:x: once", "warning")


def test_bad_literals_do_not_stop_the_check(tmp_path: Path) -> None:
    claims = "film:x cel:releaseYear 'later'^^xsd:integer , '2101'^^xsd:gYear ."
    problems = found(tmp_path, {"zoom/p.ttl": ZOOM + FILM + claims}, SHAPES)
    assert {problem.rule for problem in problems} == {"range"}


ASKING = """
<#named> a sh:NodeShape ; sh:targetClass cel:Film ; sh:sparql <#name> .
<#name> a sh:SPARQLConstraint ; sh:message "name {?name}" ; sh:prefixes <#> ; sh:select '''
    SELECT $this ?name WHERE { $this cel:title ?name . FILTER (STRLEN(?name) > 1) }''' .
<#> sh:declare [ sh:prefix "cel" ; sh:namespace "%s"^^xsd:anyURI ] .
""".replace("%s", vocab.CEL)


def test_query_of_a_shape_is_asked_for_each_thing_and_parsed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []

    def prepare(text: str, **options: Any) -> Any:
        parsed.append(text)
        return prepareQuery(text, **options)

    monkeypatch.setattr(shapes, "prepareQuery", prepare)
    films = "".join(f"film:f{n} a cel:Film ; cel:title '{'T' * n}'@en .\n" for n in range(1, 4))
    problems = found(tmp_path, {"zoom/p.ttl": ZOOM + films}, ASKING)
    assert [p.message for p in problems] == ["film:f2: name TT", "film:f3: name TTT"]
    assert len(parsed) == 1


def test_ontology_term_without_a_definition_is_found_in_its_line() -> None:
    path = shipped("ontology") / "celadon.ttl"
    text = path.read_text(encoding="utf-8")
    start = text.index("\ncel:Film\n")
    broken = text[:start] + text[start:].replace("skos:definition", "skos:note", 1)
    document = turtle.parse(broken, base_iri=BASE, path=Path("mine.ttl"))
    problems = check_ontology([document])
    assert problems
    assert {(p.path, p.term) for p in problems} == {("mine.ttl", f"{vocab.CEL}Film")}
    assert {p.line for p in problems} == {broken[: start + 1].count("\n") + 1}


def test_inferred_only_terms_are_in_the_ontology() -> None:
    document = turtle.read(shipped("ontology") / "celadon.ttl", base_iri=BASE)
    defined = {str(triple.subject) for triple in document.triples}
    assert [iri for iri in sorted(INFERRED_ONLY) if f"<{iri}>" not in defined] == []
