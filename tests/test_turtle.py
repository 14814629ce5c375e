"""Parsing Turtle: what an error says, and finding terms in a text again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal

from kg import turtle, vocab
from kg.errors import FileError, TurtleError
from kg.turtle.tokens import Kind, tokenize

BASE = "https://example.org/a"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "\n<> cel:title 'x' .",
            "2:4: the prefix 'cel:' is not declared: "
            f"add '@prefix cel: <{vocab.CEL}> .' at the top",
        ),
        (
            "<> a zz:b .",
            "1:6: the prefix 'zz:' is not declared: add '@prefix zz: <…> .' at the top",
        ),
        (
            "<> <p:p> 'x",
            "1:10: unexpected end of file: close what is open and end the last statement with ' .'",
        ),
        (
            "<> <p:p> <a b> .",
            "1:10: invalid IRI code point ' ': percent-encode what an IRI may not hold",
        ),
        (
            "<> <p:p> <b:b> <c:c> .",
            "1:16: a dot is expected at the end of statements: "
            "write ';' before the next predicate, ',' before the next object",
        ),
        (
            "<> <p:p>\n <<( <s:s> <p:p> 1 )>> .",
            "1:1: a triple term: write Turtle 1.1, without the parts of RDF 1.2",
        ),
        (
            "<>\n<p:p> 'x'@en--ltr .",
            '2:1: the text direction of "x"@en--ltr: write the language tag alone',
        ),
    ],
)
def test_syntax_error_names_file_line_column_and_what_to_do(text: str, message: str) -> None:
    with pytest.raises(TurtleError) as caught:
        turtle.parse(text, base_iri=BASE, path=Path("some/file.ttl"))
    assert str(caught.value) == f"some/file.ttl:{message}"


def test_error_in_a_text_without_a_file_says_so() -> None:
    with pytest.raises(TurtleError, match=r"^<text>:1:1: "):
        turtle.parse("x", base_iri=BASE)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"# \xc3\xa9\n# \xc3\xa9\xff", "2:4: byte 9 (0xff) is not UTF-8: save the file as UTF-8"),
        (b"\xef\xbb\xbf", "1:1: a byte order mark: save the file as UTF-8 without one"),
    ],
    ids=["bad byte", "byte order mark"],
)
def test_file_that_is_not_plain_utf_8(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(content)
    with pytest.raises(TurtleError) as caught:
        turtle.read(path, base_iri=BASE)
    assert str(caught.value) == f"{path}:{message}"


def test_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nope.ttl"
    with pytest.raises(FileError) as caught:
        turtle.read(path, base_iri=BASE)
    assert str(caught.value) == f"{path}: there is no such file: check the name"


def test_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        turtle.read(tmp_path, base_iri=BASE)


def test_document_keeps_lexical_forms_order_and_prefixes() -> None:
    document = turtle.parse("@prefix a: <#> . a:b a:c 01, 5.30 .", base_iri=BASE)
    values = [t.object.value for t in document.triples if isinstance(t.object, Literal)]
    assert values == ["01", "5.30"]
    assert dict(document.prefixes) == {"a": f"{BASE}#"}


def test_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"@prefix a: <#> .\r\na:b\r\n  a:c 1 .\r\n")
    document = turtle.read(path, base_iri=BASE)
    assert turtle.line_of(document, f"{BASE}#c") == 3


TEXT = """@prefix a: <#> . # a:hidden
PREFIX b: <b/>
a:b a:d 'a:hidden', '''
a:hidden <#hidden> "''", "'''@en ; a:d [ a:f 1 ] .
b:x a a:c .
b:y a:z a:c, a:c.d. a:last a:z b:x\\,y, <b/x>,
 <foo>.
@base <https://example.org/other/> .
<foo> a a:C .
"""


@pytest.mark.parametrize(
    ("iri", "line"),
    [
        (f"{BASE}#b", 3),
        (f"{BASE}#d", 3),
        (f"{BASE}#f", 4),
        (f"{vocab.RDF}type", 5),
        (f"{BASE}#c", 5),
        (f"{BASE}#c.d", 6),
        (f"{BASE}#last", 6),
        ("https://example.org/b/x", 5),
        ("https://example.org/b/x,y", 6),
        ("https://example.org/foo", 7),
        ("https://example.org/other/foo", 9),
        (f"{BASE}#hidden", None),
        (f"{BASE}#", None),
    ],
)
def test_line_of_finds_names_outside_strings_comments_and_directives(
    iri: str, line: int | None
) -> None:
    assert turtle.line_of(turtle.parse(TEXT, base_iri=BASE), iri) == line


def test_line_of_keeps_to_the_statements_about_a_subject() -> None:
    document = turtle.parse(TEXT, base_iri=BASE)
    assert turtle.line_of(document, f"{BASE}#c", about="https://example.org/b/y") == 6
    assert turtle.line_of(document, f"{BASE}#c", about=f"{BASE}#b") is None


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\"'<>#@_:.\\\n aé[]"), max_size=60))
def test_tokens_of_any_text_are_the_text(text: str) -> None:
    tokens = list(tokenize(text))
    assert "".join(token.text for token in tokens) == text
    assert [token.line for token in tokens] == sorted(token.line for token in tokens)


def test_string_tokens_end_where_the_string_ends() -> None:
    kinds = {token.text: token.kind for token in tokenize("\"a\\\"b\" '''c'\"#\n''' <x#y> #z")}
    assert kinds['"a\\"b"'] is Kind.STRING
    assert kinds["'''c'\"#\n'''"] is Kind.STRING
    assert kinds["<x#y>"] is Kind.IRI
    assert kinds["#z"] is Kind.COMMENT
