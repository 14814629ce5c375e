"""Named queries: their files, their parameters, and their answers as the two texts give them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph
import pytest

from kg.dataset import Dataset
from kg.errors import FileError, ParameterError, QueryError
from kg.results import Solutions
from kg.sparql.header import KINDS_OF
from kg.sparql.named import NamedQuery, load_query, named_queries
from kg.sparql.tokens import tokens
from kg.vocab import BASE, PREFIXES

GOLDEN = Path(__file__).parent / "golden"
QUERIES = named_queries()

# The questions of the issue, in its order, and the parameters of the golden answers.
ASKED: Mapping[str, Mapping[str, str]] = {
    "filmography-of-a-person": {},
    "films-by-decade": {},
    "claims-about-a-work": {"role": "cel:Primary"},
    "where-sources-disagree": {},
    "reviews-of-a-work": {},
    "works-by-rating": {},
    "co-productions": {},
    "works-set-in-a-period": {},
    "works-set-in-a-place": {},
    "adaptations-and-continuations": {},
    "comparisons": {},
    "works-by-members-of-one-family": {},
    "collaborators": {},
    "characters": {},
    "wikidata-link-coverage": {},
    "things-without-a-link": {},
    "hedged-claims": {},
    "inferred-statements-about-a-work": {},
    "genre-and-theme-counts": {},
    "directors-by-number-of-works": {},
    "works-known-from-one-source-only": {},
    "audience-figures": {},
    "life-events-of-a-person": {},
    "works-whose-kind-or-year-is-disputed": {"role": "cel:Primary"},
    "source-announcements": {},
    "conflicts": {},
}


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def answer(dataset: Dataset, name: str, **parameters: object) -> list[list[str]]:
    found = dataset.query(name, parameters=parameters)
    assert isinstance(found, Solutions)
    return [
        [cell.replace(BASE, "") for cell in row]
        for row in rows(found.serialize("csv").decode())[1:]
    ]


def test_there_is_a_query_for_each_question_and_an_answer_for_each_query() -> None:
    assert set(QUERIES) == set(ASKED)
    assert {path.stem for path in GOLDEN.glob("*.csv")} == set(ASKED)


@pytest.mark.parametrize("name", ASKED)
def test_answer_is_what_the_texts_give(name: str, shipped: Dataset) -> None:
    found = shipped.query(name, parameters=ASKED[name])
    assert isinstance(found, Solutions)
    expected = (GOLDEN / f"{name}.csv").read_text(encoding="utf-8")
    assert rows(found.serialize("csv").decode()) == rows(expected)


@pytest.mark.parametrize("name", ASKED)
def test_no_row_comes_twice(name: str, shipped: Dataset) -> None:
    found = answer(shipped, name, **{p.name: "" for p in QUERIES[name].parameters})
    assert len(found) == len({tuple(row) for row in found})
    assert found


OTHER_ANSWERS = {
    "films of one decade": (
        *("films-by-decade", {"decade": 2000}, ("year", "title")),
        [("2002", "Spirit of Korean Celadon"), ("2006", "The Schoolgirl's Diary")],
    ),
    "filmography of a director abducted": (
        *("filmography-of-a-person", {"person": "shin-sang-ok"}, ("title", "role", "year")),
        [("Pulgasari", "director", "1985")],
    ),
    "a contributor is credited as no more": (
        *("filmography-of-a-person", {"person": "kim-il-sung"}, ("role", "year", "latestYear")),
        [("contributor", "1969", "1971")],
    ),
    "an alleged co-director has no filmography": (
        *("filmography-of-a-person", {"person": "kim-jong-il"}, ("title",)),
        [],
    ),
    "effects people": (
        *("filmography-of-a-person", {"person": "godzilla-effects-team"}, ("title", "role")),
        [("Godzilla", "contributor"), ("Pulgasari", "special effects by")],
    ),
    "reviews of one work": (
        *("reviews-of-a-work", {"work": "the-flower-girl"}, ("reviewer", "publication", "stance")),
        [("Anthony Kao", "Cinema Escapist", "ontology#Mixed")],
    ),
    "best rated": (
        *("works-by-rating", {"minimum": "6"}, ("title", "rating", "best")),
        [("The Flower Girl", "6.9", "10")],
    ),
    "co-productions with one country": (
        *("co-productions", {"country": "united-kingdom"}, ("name",)),
        [("Belgium",), ("North Korea",), ("United Kingdom",)],
    ),
    "co-productions with a country that had none": (
        *("co-productions", {"country": "japan"}, ("name",)),
        [],
    ),
    "another period": (
        *("works-set-in-a-period", {"period": "goryeo"}, ("title",)),
        [("Spirit of Korean Celadon",)],
    ),
    "a place within": (
        *("works-set-in-a-place", {"place": "south-korea"}, ("title", "name")),
        [("The Hero Noreturn", "South Korea")],
    ),
    "a brother's work counts for the family": (
        *("works-by-members-of-one-family", {"person": "kim-jong-un"}, ("name", "title")),
        [("Kim Jong-chul", "The Respected Mother")],
    ),
    "a father's work counts for the family": (
        *("works-by-members-of-one-family", {"person": "kim-jong-il"}, ("name", "title")),
        [("Kim Il-sung", "Sea of Blood")],
    ),
    "who ordered": (
        *("life-events-of-a-person", {"person": "kim-jong-il"}, ("label", "role", "year")),
        [("abduction of Shin Sang-ok", "on order of", "1978")],
    ),
    "references disagree with the listing on a director": (
        *("where-sources-disagree", {"against": "cel:Reference", "role": ""}, ("thing", "value")),
        ("film/the-tale-of-chun-hyang", "person/kim-kil-in"),
    ),
    "references call a listed series a film": (
        *("works-whose-kind-or-year-is-disputed", {}, ("work", "value", "source")),
        ("series/the-country-i-saw", "ontology#Film", "source/38north"),
    ),
    "references compare with another film": (
        *("comparisons", {"role": "cel:Reference"}, ("work", "other", "source")),
        ("film/the-flower-girl", "work/gone-with-the-wind", "source/bafici"),
    ),
    "a hedge keeps its cue": (
        *("hedged-claims", {}, ("subject", "value", "cue")),
        ("film/sea-of-blood", "person/kim-jong-il", "allegedly"),
    ),
    "a set of characters": (
        *("characters", {"work": "comrade-kim-goes-flying"}, ("name", "isProtagonist")),
        [("Kim Yong Mi", "true")],
    ),
}


@pytest.mark.parametrize("case", OTHER_ANSWERS.values(), ids=OTHER_ANSWERS)
def test_answer_follows_the_parameters(
    case: tuple[str, dict[str, object], tuple[str, ...], object], shipped: Dataset
) -> None:
    """A list is the whole answer in these columns, a tuple one row of it."""
    name, parameters, columns, expected = case
    names = [column.name for column in QUERIES[name].columns]
    found = [
        tuple(row[names.index(column)] for column in columns)
        for row in answer(shipped, name, **parameters)
    ]
    if isinstance(expected, tuple):
        assert expected in found
    else:
        assert found == expected


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_file_runs_as_it_is_and_describes_its_columns(query: NamedQuery) -> None:
    found = pyoxigraph.Store().query(query.text)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    assert [v.value for v in found.variables] == [column.name for column in query.columns]


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_file_is_in_style(query: NamedQuery) -> None:
    words = [t.text for t in tokens(query.text) if t.kind == "word"]
    declared = [
        line.split()[1].rstrip(":") for line in query.text.splitlines() if line.startswith("PREFIX")
    ]
    used = {t.text.partition(":")[0] for t in tokens(query.text) if t.kind == "name"}
    assert "ORDER" in words
    assert declared == sorted(used, key=lambda prefix: (prefix != "cel", prefix))
    assert all(len(line) <= 100 and line == line.rstrip() for line in query.text.splitlines())
    assert query.text.endswith("\n")
    assert {c for p in query.parameters for c in p.classes} <= set(KINDS_OF)
    for prefix in declared:
        assert f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" in query.text


HEADER = """\
#+ summary: Who?
#+ description: Nobody.
#+ tags: [test]
#+ parameters:
#+   - {name: name, type: string, default: x, description: a name}
#+   - {name: work, type: iri, class: Work, description: a work}
#+   - {name: year, type: year, default: 1985, description: a year}
#+   - {name: least, type: decimal, default: 0, description: a number}
#+ view: stated
#+ columns: {name: a name}
"""
BODY = """
PREFIX film: <https://w3id.org/celadon/film/>
# VALUES ?name { "comment" }
SELECT ?name WHERE {
  VALUES ?name { "x" }
  VALUES ?work { UNDEF } # VALUES ?work { film:comment }
  VALUES ?year { 1985 }
  VALUES ?least { 0 }
  BIND("VALUES ?name { 1 }" AS ?text)
  VALUES (?a ?b) { (1 2) }
}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "question.rq"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def question(tmp_path: Path) -> NamedQuery:
    return load_query(write(tmp_path, HEADER + BODY))


BOUND = {
    "string": ("name", "y", 'VALUES ?name { "y" }'),
    "string that would close its quotes": (
        *("name", 'y" } DROP ALL #\n\\'),
        'VALUES ?name { "y\\" } DROP ALL #\\n\\\\" }',
    ),
    "any string": ("name", None, "VALUES ?name { UNDEF }"),
    "path": ("work", "film/pulgasari", f"VALUES ?work {{ <{BASE}film/pulgasari> }}"),
    "prefixed name": ("work", "film:pulgasari", f"VALUES ?work {{ <{BASE}film/pulgasari> }}"),
    "IRI": ("work", f"{BASE}work/x", f"VALUES ?work {{ <{BASE}work/x> }}"),
    "bracketed IRI": ("work", f"<{BASE}work/x>", f"VALUES ?work {{ <{BASE}work/x> }}"),
    "foreign IRI": ("work", "http://a/b", "VALUES ?work { <http://a/b> }"),
    "any work": ("work", "", "VALUES ?work { UNDEF }"),
    "year": ("year", "2006", 'VALUES ?year { "2006"^^<http://www.w3.org/2001/XMLSchema#integer> }'),
    "year as a number": (
        *("year", 2006),
        'VALUES ?year { "2006"^^<http://www.w3.org/2001/XMLSchema#integer> }',
    ),
    "decimal": (
        *("least", "6.50"),
        'VALUES ?least { "6.50"^^<http://www.w3.org/2001/XMLSchema#decimal> }',
    ),
}


@pytest.mark.parametrize(("name", "value", "clause"), BOUND.values(), ids=BOUND)
def test_value_replaces_the_content_of_its_clause_and_nothing_else(
    name: str, value: object, clause: str, question: NamedQuery
) -> None:
    lines = question.bind(**{name: value}).splitlines()
    changed = [
        (old, new) for old, new in zip(question.text.splitlines(), lines, strict=True) if old != new
    ]
    if not changed:
        assert value == ""
    for old, new in changed:
        assert old.strip().startswith(f"VALUES ?{name} {{")
        assert new.strip().startswith(clause)
    pyoxigraph.Store().query("\n".join(lines))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("nam", "x", "has no parameter 'nam': did you mean 'name'"),
        ("other", "x", "it has name, work, year, least"),
        ("year", "next", "year=next: expected a year, like 1985"),
        ("year", True, "expected a year"),
        ("year", "1985 } UNION {", "expected a year"),
        ("least", "NaN", "least=NaN: expected a number, like 6.5"),
        ("least", "1e99", "expected a number"),
        ("work", "pulgasari", "expected film/… or series/… or work/…, or an IRI in full"),
        ("work", "person/kim-il-sung", "expected film/…"),
        ("work", "film/x> } DROP ALL #", "expected film/…"),
        ("work", "nothing:at all", "expected film/…"),
    ],
)
def test_wrong_value_is_refused_with_what_is_expected(
    name: str, value: object, message: str, question: NamedQuery
) -> None:
    with pytest.raises(ParameterError) as caught:
        question.bind(**{name: value})
    assert message in str(caught.value)


KNOWN = frozenset(f"{BASE}{path}" for path in ("film/a", "series/a", "film/pulgasari", "person/b"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("pulgasari", "film/pulgasari"), ("film:a", "film/a"), ("series/a", "series/a")],
)
def test_short_name_is_found_among_the_known(
    value: str, expected: str, question: NamedQuery
) -> None:
    text = question.bind_values({"work": value}, known=lambda: KNOWN)
    assert f"VALUES ?work {{ <{BASE}{expected}> }}" in text


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("a", "expected one of film/a, series/a"),
        ("pulgassari", "near: film/pulgasari"),
        ("flim/pulgasari", "near: film/pulgasari"),
        ("film/pulga", "near: film/pulgasari"),
    ],
)
def test_unknown_name_is_refused_with_near_ones(
    value: str, message: str, question: NamedQuery
) -> None:
    with pytest.raises(ParameterError) as caught:
        question.bind_values({"work": value}, known=lambda: KNOWN)
    assert message in str(caught.value)


def test_query_moves_to_another_base(question: NamedQuery) -> None:
    text = question.bind_values({"work": "film/x"}, base="https://example.org/g/")
    assert "PREFIX film: <https://example.org/g/film/>" in text
    assert "VALUES ?work { <https://example.org/g/film/x> }" in text


BROKEN = {
    "no header": ("SELECT * {}", ":1: a query begins with a header"),
    "not YAML": (HEADER.replace("tags: [test]", "tags: [test") + BODY, "the header is not YAML"),
    "no question": (HEADER.replace("Who?", "Who") + BODY, ":1: the summary must be a question"),
    "unknown view": (HEADER.replace("stated", "likely") + BODY, ":9: the view must be one of"),
    "unknown key": (HEADER + "#+ extra: 1\n" + BODY, ":11: the header has the unknown key 'extra'"),
    "missing key": (HEADER.replace("#+ view: stated\n", "") + BODY, "the header lacks 'view'"),
    "unknown type": (
        HEADER.replace("type: year", "type: date") + BODY,
        ":7: the parameter 'year' must have a type of iri, integer",
    ),
    "class of a string": (
        HEADER.replace("type: string", "type: string, class: Work") + BODY,
        "the parameter 'name' has a class but is no iri",
    ),
    "bad column": (
        HEADER.replace("{name: a name}", "{name: {unit: m}}") + BODY,
        "the column 'name' must be",
    ),
    "no clause": (
        HEADER + BODY.replace("VALUES ?year { 1985 }", ""),
        "exactly one clause `VALUES ?year { … }`, it has 0",
    ),
    "two clauses": (HEADER + BODY + "VALUES ?year { 1 }", "`VALUES ?year { … }`, it has 2"),
    "other default": (
        HEADER + BODY.replace("{ 1985 }", "{ 1986 }"),
        ":17: the clause of ?year holds '1986', its default in the header is '1985'",
    ),
}


@pytest.mark.parametrize(("text", "message"), BROKEN.values(), ids=BROKEN)
def test_broken_file_is_refused_with_file_and_line(text: str, message: str, tmp_path: Path) -> None:
    path = write(tmp_path, text)
    with pytest.raises(QueryError) as caught:
        load_query(path)
    assert str(caught.value).startswith(f"{path}:")
    assert message in str(caught.value)


def test_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot read"):
        load_query(tmp_path / "nothing.rq")
