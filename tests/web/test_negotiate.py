import pytest

from server.http.negotiate import (
    MEDIA_TYPES,
    SOLUTIONS,
    TRIPLES,
    choose,
    content_type,
    named_format,
)

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "offered", "expected"),
    [
        pytest.param(None, SOLUTIONS, "json", id="no header"),
        pytest.param("", TRIPLES, "ttl", id="empty header"),
        pytest.param("*/*", TRIPLES, "ttl", id="anything"),
        pytest.param("text/csv", SOLUTIONS, "csv", id="csv"),
        pytest.param("TEXT/CSV", SOLUTIONS, "csv", id="case does not matter"),
        pytest.param("application/json", SOLUTIONS, "json", id="plain JSON is results JSON"),
        pytest.param("application/json", TRIPLES, "jsonld", id="plain JSON is JSON-LD"),
        pytest.param("application/xml", TRIPLES, "rdf", id="plain XML is RDF/XML"),
        pytest.param("text/csv;q=0.2, text/tab-separated-values;q=0.8", SOLUTIONS, "tsv", id="q"),
        pytest.param("text/*", SOLUTIONS, "csv", id="a range, by the order offered"),
        pytest.param("*/*;q=0.1, application/rdf+xml", TRIPLES, "rdf", id="specific over any"),
        pytest.param("text/turtle;q=0, */*", TRIPLES, "nt", id="q=0 forbids"),
        pytest.param("text/turtle;q=0", TRIPLES, None, id="only a refusal"),
        pytest.param("image/png", SOLUTIONS, None, id="nothing fits"),
        pytest.param("text/turtle;q=nonsense", TRIPLES, None, id="a broken q counts as 0"),
        pytest.param(BROWSER, (*TRIPLES, "html"), "html", id="a browser"),
        pytest.param("text/turtle, */*;q=0.5", (*TRIPLES, "html"), "ttl", id="rdflib-like"),
        pytest.param(" , ;q=1", SOLUTIONS, None, id="empty ranges"),
    ],
)
def test_choose_takes_the_best_format(
    accept: str | None, offered: tuple[str, ...], expected: str | None
) -> None:
    assert choose(accept, offered) == expected


def test_text_formats_say_their_charset() -> None:
    assert content_type("csv") == "text/csv; charset=utf-8"
    assert content_type("jsonld") == "application/ld+json"


def test_every_offered_format_has_a_media_type() -> None:
    assert {*SOLUTIONS, *TRIPLES, "html"} <= set(MEDIA_TYPES)


@pytest.mark.parametrize(
    ("wanted", "format"),
    [
        ("csv", "csv"),
        ("text/csv", "csv"),
        ("application/sparql-results+xml", "xml"),
        ("application/json", "json"),
        ("ttl", None),
        ("text/turtle", None),
        ("*/*", None),
        ("", None),
    ],
)
def test_a_format_is_named_by_suffix_or_media_type(wanted: str, format: str | None) -> None:
    assert named_format(wanted, SOLUTIONS) == format
