"""The canonical Turtle: it keeps the graph, it is one for all writings of it, it is stable."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import rdflib
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from material import SHARED, material
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    serialize,
)
from rdflib.compare import isomorphic

from kg import turtle, vocab
from kg.claims.format import format_file, format_paths
from kg.errors import FileError, TurtleError
from kg.files import shipped
from kg.turtle.terms import language_tag
from kg.turtle.writer import format_turtle

BASE = "https://example.org/base/"
EX = "https://example.org/ns#"
HEADER = f"@prefix ex: <{EX}> .\n@prefix owl: <{vocab.OWL}> .\n@prefix xsd: <{vocab.XSD}> .\n"


def formatted(text: str) -> str:
    return format_turtle(turtle.parse(HEADER + text, base_iri=BASE))


def body(text: str) -> str:
    """Return the canonical text after the prefixes."""
    return formatted(text).partition("\n\n")[2]


def canonical(triples: tuple[Triple, ...]) -> set[Quad]:
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def written(triples: list[Triple]) -> turtle.Document:
    """Return a document that holds the triples, by way of N-Triples."""
    text = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
    return turtle.parse(text, base_iri=BASE)


# --- the form ------------------------------------------------------------------------------------


def test_subject_has_a_first_then_fixed_order_then_names() -> None:
    text = body(
        "ex:s ex:b 1 ; ex:a 2 ; <http://www.w3.org/2004/02/skos/core#definition> 'd' ;"
        "<http://www.w3.org/2000/01/rdf-schema#label> 'l' ; a ex:C ."
    )
    assert text == (
        "ex:s\n    a ex:C ;\n    rdfs:label \"l\" ;\n    skos:definition \"d\" ;\n"
        "    ex:a 2 ;\n    ex:b 1 ;\n    .\n"
    )  # fmt: skip


def test_several_objects_stand_on_a_line_each_and_numbers_sort_by_value() -> None:
    assert body("ex:s ex:p 100, 95, ex:z, ex:y, 'b'@ko, 'a' .") == (
        "ex:s\n    ex:p\n        ex:y ,\n        ex:z ,\n        95 ,\n        100 ,\n"
        '        "a" ,\n        "b"@ko ;\n    .\n'
    )


def test_passage_stands_first_and_the_rest_by_name() -> None:
    assert body("ex:b ex:p 1 . <> ex:p 1 . ex:a ex:p 1 .").split("\n\n") == [
        "<>\n    ex:p 1 ;\n    .",
        "ex:a\n    ex:p 1 ;\n    .",
        "ex:b\n    ex:p 1 ;\n    .\n",
    ]


def test_ontology_has_rulers_over_sections_in_their_order() -> None:
    text = formatted(
        "<https://example.org/ns> a owl:Ontology . ex:i a ex:C . ex:C a owl:Class ."
        "ex:p a owl:ObjectProperty , owl:TransitiveProperty . ex:q a owl:DatatypeProperty ."
        "<http://xmlns.com/foaf/0.1/name> a owl:DatatypeProperty ."
        "[] a owl:AllDisjointClasses ; owl:members ( ex:C ex:D ) ."
    )
    heads = [
        block.partition("\n")[0].rstrip("-").strip() for block in text.rstrip().split("\n\n")[1:]
    ]
    assert heads == [
        "<https://example.org/ns>",
        "# Classes",
        "ex:C",
        "# Object properties",
        "ex:p",
        "# Datatype properties",
        "ex:q",
        "# Individuals",
        "ex:i",
        "# General axioms",
        "[]",
        "# External terms",
        "foaf:name",
    ]


def test_prefixes_are_own_first_then_sorted_and_only_those_used() -> None:
    text = formatted(
        f"@prefix cel: <{vocab.CEL}> . @prefix zz: <urn:zz:> . @prefix aa: <urn:aa:> ."
        "zz:s cel:p aa:o . "
    )
    assert [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")] == [
        "cel:",
        "aa:",
        "zz:",
    ]


def test_lists_and_restrictions_are_nested() -> None:
    assert body("ex:s ex:p ( 1 ex:o 'x' ) ; ex:q [ ex:r [ ex:t 1 ] , [ ex:t 0 ] ] .") == (
        'ex:s\n    ex:p ( 1 ex:o "x" ) ;\n    ex:q [\n        ex:r\n            [\n'
        "                ex:t 0 ;\n            ] ,\n            [\n                ex:t 1 ;\n"
        "            ] ;\n    ] ;\n    .\n"
    )


def test_blank_node_with_two_mentions_has_a_label() -> None:
    assert body("ex:s ex:p _:zebra ; ex:q _:zebra . _:zebra ex:r 1 .") == (
        "ex:s\n    ex:p _:b1 ;\n    ex:q _:b1 ;\n    .\n\n_:b1\n    ex:r 1 ;\n    .\n"
    )


@pytest.mark.parametrize(
    ("given_form", "expected"),
    [
        ("01", '"01"^^xsd:integer'),
        ("+1", '"+1"^^xsd:integer'),
        ("-7", "-7"),
        ("0", "0"),
        ("-0", '"-0"^^xsd:integer'),
        ("5.0", "5.0"),
        ("0.33", "0.33"),
        ("5.30", '"5.30"^^xsd:decimal'),
        ("-0.0", '"-0.0"^^xsd:decimal'),
        (".5", '".5"^^xsd:decimal'),
        ("'1'^^xsd:decimal", '"1"^^xsd:decimal'),
        ("true", "true"),
        ("'1'^^xsd:boolean", '"1"^^xsd:boolean'),
        ("1e0", '"1e0"^^xsd:double'),
        ("'1978'^^xsd:gYear", '"1978"^^xsd:gYear'),
        ("'a\"b'", '"a\\"b"'),
        ("'a\\\\b'", '"a\\\\b"'),
        ("'a\\tb\\rc'", '"a\\tb\\rc"'),
        ("'\\u0000\\u202E'", '"\\u0000\\u202E"'),
        ("'a\\nb'", '"""a\nb"""'),
        ('\'a\\n""""\'', '"""a\n\\"\\"\\"\\""""'),
        ("'춘향전'@ko-latn", '"춘향전"@ko-Latn'),
    ],
)
def test_literal_is_written_in_one_way(given_form: str, expected: str) -> None:
    text = formatted(f"ex:s ex:p {given_form} .")
    assert f"    ex:p {expected} ;\n" in text


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("EN", "en"),
        ("en-gb", "en-GB"),
        ("ko-LATN-kp", "ko-Latn-KP"),
        ("en-X-ABCD-us", "en-x-abcd-us"),
    ],
)
def test_language_tag_has_its_usual_letter_case(tag: str, expected: str) -> None:
    assert language_tag(tag) == expected


@pytest.mark.parametrize("local", ["a.b", "9", "a:b", "김", "a%20b", ""], ids=repr)
def test_prefixed_name_where_the_local_name_is_valid(local: str) -> None:
    assert f"ex:p ex:{local} ;" in formatted(f"ex:s ex:p <{EX}{local}> .")


@pytest.mark.parametrize("local", ["a.", "a/b", "-a", "a(b)", "a,b", "~"])
def test_whole_iri_where_the_local_name_would_need_an_escape(local: str) -> None:
    assert f"ex:p <{EX}{local}> ;" in formatted(f"ex:s ex:p <{EX}{local}> .")


def test_empty_document_is_a_line_feed() -> None:
    assert format_turtle(turtle.parse("", base_iri=BASE)) == "\n"


# --- the graph -----------------------------------------------------------------------------------

NODES = st.sampled_from([NamedNode(EX + name) for name in ("a", "b", "c.", "d/e", "")])
BLANKS = st.sampled_from([BlankNode(f"n{number}") for number in range(5)])
TEXT = st.text(
    st.characters(codec="utf-8") | st.sampled_from("\"'\\\n\r\t\u2028\ufeff\u0000"), max_size=8
)
LITERALS = st.one_of(
    st.builds(Literal, TEXT),
    st.builds(
        lambda text, tag: Literal(text, language=tag), TEXT, st.sampled_from(["en", "ko-latn"])
    ),
    st.builds(
        lambda text, name: Literal(text, datatype=NamedNode(vocab.XSD + name)),
        st.sampled_from(["1", "01", "-1.50", "1.5", "true", "1E0", "x\n", ""]) | TEXT,
        st.sampled_from(["integer", "decimal", "boolean", "double", "date"]),
    ),
)
PREDICATES = st.sampled_from(
    [NamedNode(vocab.RDF + name) for name in ("first", "rest", "type")]
    + [NamedNode(EX + "p"), NamedNode(vocab.RDFS + "label")]
)
OBJECTS = st.one_of(NODES, BLANKS, LITERALS, st.just(NamedNode(vocab.RDF + "nil")))
GRAPHS = st.lists(st.builds(Triple, NODES | BLANKS, PREDICATES, OBJECTS), max_size=14)


def renamed(triples: list[Triple], rng: random.Random) -> list[Triple]:
    """Return the same graph with other blank nodes, in another order."""
    names: dict[BlankNode, BlankNode] = {}

    def other(term: Any) -> Any:
        if isinstance(term, BlankNode):
            return names.setdefault(term, BlankNode(f"x{(len(names) * 7 + 3) % 11}"))
        return term

    moved = [Triple(other(t.subject), t.predicate, other(t.object)) for t in triples]
    rng.shuffle(moved)
    return moved


@given(GRAPHS)
@settings(max_examples=examples(400), deadline=None)
def test_formatting_keeps_the_graph_and_is_stable(triples: list[Triple]) -> None:
    document = written(triples)
    text = format_turtle(document)
    again = turtle.parse(text, base_iri=BASE)
    assert canonical(again.triples) == canonical(document.triples)
    assert format_turtle(again) == text


@given(GRAPHS, st.randoms(use_true_random=False))
@settings(max_examples=examples(300), deadline=None)
def test_text_depends_on_the_graph_alone(triples: list[Triple], rng: random.Random) -> None:
    assert format_turtle(written(renamed(triples, rng))) == format_turtle(written(triples))


@given(st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=40))
@settings(deadline=None)
def test_lists_of_any_length_and_depth_keep_their_items(shape: list[int | None]) -> None:
    text = "1"
    for number in shape:
        text = f"( {text} )" if number is None else f"( {' '.join([text] * 1)} {number} [] )"
    document = turtle.parse(f"<urn:s> <urn:p> {text} .", base_iri=BASE)
    again = turtle.parse(format_turtle(document), base_iri=BASE)
    assert canonical(again.triples) == canonical(document.triples)


def test_deep_nesting_and_long_lists_do_not_exhaust_the_stack() -> None:
    chain = [
        Triple(BlankNode(f"n{i}"), NamedNode(EX + "p"), BlankNode(f"n{i + 1}")) for i in range(150)
    ]
    items = " ".join(str(number) for number in range(5000))
    document = written(chain)
    assert len(turtle.parse(format_turtle(document), base_iri=BASE).triples) == 150
    assert len(turtle.parse(formatted(f"ex:s ex:p ( {items} ) ."), base_iri=BASE).triples) == 10001


# --- files ---------------------------------------------------------------------------------------

PREMISES = SHARED / "suites" / "owl2-rl"
FILES = sorted(
    path
    for folder in (shipped("ontology"), shipped("facts"), PREMISES)
    for path in folder.rglob("*.ttl")
)
"""The shipped Turtle files and, where they are at hand, the W3C's premises."""


def test_the_premises_of_the_w3c_are_among_the_files() -> None:
    folder = material("suites/owl2-rl")
    assert sum(folder in path.parents for path in FILES) > 100


@pytest.mark.parametrize("path", FILES, ids=["/".join(p.parts[-3:]) for p in FILES])
def test_file_keeps_its_graph(path: Path) -> None:
    document = turtle.read(path, base_iri=BASE)
    text = format_turtle(document)
    again = turtle.parse(text, base_iri=BASE)
    assert canonical(again.triples) == canonical(document.triples)
    assert format_turtle(again) == text
    assert isomorphic(graph_of(text), graph_of(document.text))


def plain(term: Any) -> Any:
    """Return a literal as RDF 1.1 compares it; rdflib tells "a" from "a"^^xsd:string."""
    if isinstance(term, rdflib.Literal) and term.language:
        return rdflib.Literal(str(term), lang=term.language.lower())
    if isinstance(term, rdflib.Literal) and term.datatype == rdflib.XSD.string:
        return rdflib.Literal(str(term))
    return term


def graph_of(text: str) -> rdflib.Graph:
    """Return rdflib's reading of a Turtle text, literals as RDF 1.1 compares them."""
    graph = rdflib.Graph()
    for s, p, o in rdflib.Graph().parse(data=text, format="turtle", publicID=BASE):
        graph.add((s, p, plain(o)))
    return graph


def test_format_writes_the_canonical_form_once(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<urn:s> <urn:p> 1 .\r\n", newline="")
    first = format_paths([tmp_path], check=False)
    assert [result.changed for result in first] == [True]
    assert path.read_bytes() == b"<urn:s>\n    <urn:p> 1 ;\n    .\n"
    assert [result.changed for result in format_paths([tmp_path], check=False)] == [False]


def test_check_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<urn:s> <urn:p> 1 .")
    assert [result.changed for result in format_paths([path], check=True)] == [True]
    assert path.read_text() == "<urn:s> <urn:p> 1 ."


def test_nothing_is_written_when_one_file_does_not_parse(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:s> <urn:p> 1 .")
    (tmp_path / "b.ttl").write_text("<urn:s> ")
    with pytest.raises(TurtleError, match=r"b\.ttl:1:"):
        format_paths([tmp_path], check=False)
    assert (tmp_path / "a.ttl").read_text() == "<urn:s> <urn:p> 1 ."


def test_comment_is_reported_with_its_line_and_a_ruler_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("# Classes ---\n<urn:s> <urn:p> '# no' . # why <urn:x>\n")
    (problem,) = format_file(path, base_iri=BASE, write=False).dropped_comments
    assert str(problem) == (
        f"{path}:2: the comment '# why <urn:x>' is not kept: put it into skos:editorialNote"
    )
    assert problem.severity == "warning"


def test_file_of_facts_is_read_under_its_passages_iri(tmp_path: Path) -> None:
    (tmp_path / "zoom").mkdir()
    (tmp_path / "sources.ttl").write_text("")
    path = tmp_path / "zoom" / "p-1.hedged.ttl"
    path.write_text("<https://w3id.org/celadon/source/zoom/p-1.hedged> a <urn:c> .")
    format_paths([tmp_path], check=False)
    assert path.read_text() == "<>\n    a <urn:c> ;\n    .\n"


def test_path_with_nothing_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"nope: there is nothing there"):
        format_paths([tmp_path / "nope"], check=True)
