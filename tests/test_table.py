"""Tables for people: alignment, Markdown, and nothing that a terminal would obey."""

from __future__ import annotations

import io

import pyoxigraph
import pytest
from rich.cells import cell_len
from rich.console import Console

from kg.results import Solutions
from kg.table import markdown_table, plain_table, rich_table, shortened
from kg.vocab import PREFIXES


def solutions(values: str) -> Solutions:
    query = f"SELECT * {{ VALUES {values} }}"
    answer = pyoxigraph.Store().query(query, prefixes=dict(PREFIXES))
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    return Solutions.read(answer)


FILMS = """
(?film ?title ?year) { (film:sea-of-blood "피바다"@ko 1969) (film:pulgasari "불가사리" UNDEF) }
"""


def test_plain_table_aligns_hangul_and_puts_numbers_right() -> None:
    assert plain_table(solutions(FILMS)) == (
        "film               title     year\n"
        "-----------------  --------  ----\n"
        "film:sea-of-blood  피바다    1969\n"
        "film:pulgasari     불가사리\n"
    )


def test_columns_begin_in_the_same_cell() -> None:
    text = plain_table(solutions('(?a ?b) { ("한" "x") ("abc" "x") ("ㅎㅏㄴŏ" "x") }'))
    starts = {cell_len(line[: line.rindex("x")]) for line in text.splitlines()[2:]}
    assert len(starts) == 1


def test_empty_answer_is_a_header() -> None:
    assert plain_table(solutions("?film { }")) == "film\n----\n"
    assert markdown_table(solutions("?film { }")) == "| film |\n| --- |\n"


def test_markdown_escapes_pipes_and_aligns_numbers() -> None:
    text = markdown_table(solutions('(?a ?n) { ("a|b\\\\" 1.5) ("two\\nlines" 2) }'))
    assert text == ("| a | n |\n| --- | ---: |\n| a\\|b\\\\ | 1.5 |\n| two lines | 2 |\n")


@pytest.mark.parametrize("render", [plain_table, markdown_table], ids=["plain", "markdown"])
def test_control_characters_do_not_reach_the_terminal(render: object) -> None:
    text = render(solutions('?x { "a\\u001b[31mred\\u0007\\u009b2J" }'))  # type: ignore[operator]
    assert not {c for c in text if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160)}


def test_rich_table_takes_no_markup_from_the_data() -> None:
    file = io.StringIO()
    Console(file=file, width=60).print(rich_table(solutions('?x { "[red]x[/red] \\u001b[1m" }')))
    assert "[red]x[/red]" in file.getvalue()
    assert "\x1b" not in file.getvalue()


def test_rich_table_keeps_every_character_in_a_narrow_terminal() -> None:
    file = io.StringIO()
    Console(file=file, width=20).print(rich_table(solutions(f'?x {{ "{"0123456789" * 5}" }}')))
    assert "".join(c for c in file.getvalue() if c.isdigit()) == "0123456789" * 5


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        ("https://w3id.org/celadon/film/pulgasari", "film:pulgasari"),
        ("https://w3id.org/celadon/ontology#Film", "cel:Film"),
        ("https://w3id.org/celadon/source/zoomboola/title", "source:zoomboola/title"),
        ("https://w3id.org/celadon/film/", "https://w3id.org/celadon/film/"),
        ("http://example.org/", "http://example.org/"),
    ],
)
def test_iri_is_shortened_by_our_prefixes(iri: str, short: str) -> None:
    assert shortened(iri) == short
