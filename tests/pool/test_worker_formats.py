"""Whatever term an answer holds, each format writes it or refuses it, and no worker fails."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph
import pytest

from kg.errors import InexpressibleError
from kg.export import write_triples
from kg.worker.answer import answer

TERMS = {
    "iri": "<urn:o>",
    "blank": "[]",
    "literal": '"o"',
    "language": '"o"@en-GB',
    "direction": '"o"@en--rtl',
    "number": "1",
    "double": "1e300",
    "ill-typed": '"x"^^xsd:integer',
    "own type": '"x"^^<urn:type>',
    "html": '"<b>"^^rdf:HTML',
    "empty": '""',
    "escapes": '"\\"\\\\\\n\\r\\t"',
    "astral": '"\U0001f600"',
    "triple": "<<( <urn:a> <urn:b> 1 )>>",
    "triple of a triple": '<<( <urn:a> <urn:b> <<( <urn:a> <urn:b> "o"@en--rtl )>> )>>',
}
TYPES = {"rdf:type": "rdf:type", "other": "<urn:p>"}
PARSED = {
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "rdf": pyoxigraph.RdfFormat.RDF_XML,
}
PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def answered(query: str, format: str) -> tuple[str, bytes]:
    """Return `e` for the end of a whole answer or the kind of its error, and its bytes."""
    sent: list[tuple[bytes, Any]] = []
    request = {"solutions": format, "triples": format, "held_bytes": 1_000_000}
    answer(
        pyoxigraph.Store(),
        {**request, "prefixes": PREFIXES, "query": query},
        lambda kind, content: sent.append((kind, content)),
    )
    kind, last = sent[-1]
    ended = kind.decode() if kind == b"e" else str(last["kind"])
    return ended, b"".join(content for kind, content in sent if kind == b"d")


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("predicate", TYPES)
@pytest.mark.parametrize("format", PARSED)
def test_triples_are_written_as_they_are_or_refused(term: str, predicate: str, format: str) -> None:
    query = f"CONSTRUCT {{ <urn:s> {TYPES[predicate]} {TERMS[term]} }} {{}}"
    kind, content = answered(query, format)
    if kind == "inexpressible":
        assert (format, "triple" in term) == ("jsonld", True)
        return
    assert kind == "e"
    _, plain = answered(query, "nt")
    sets = [
        pyoxigraph.Dataset(pyoxigraph.parse(text, format=PARSED[name]))
        for text, name in ((content, format), (plain, "nt"))
    ]
    for found in sets:
        found.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    if not (format == "jsonld" and term == "direction"):  # which the engine reads without it
        assert sets[0] == sets[1]


@pytest.mark.parametrize("term", [name for name in TERMS if name != "blank"])
@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
def test_solutions_are_written(term: str, format: str) -> None:
    kind, content = answered(f"SELECT * {{ VALUES ?x {{ {TERMS[term]} }} }}", format)
    assert kind == "e"
    assert content


def test_json_ld_keeps_the_direction_of_a_text() -> None:
    _, content = answered('CONSTRUCT { <urn:s> <urn:p> "o"@en--rtl } {}', "jsonld")
    (node,) = json.loads(content)["@graph"]
    assert node["urn:p"] == [{"@direction": "rtl", "@language": "en", "@value": "o"}]


def test_json_ld_refuses_a_triple_term() -> None:
    line = b"<urn:s> <urn:p> <<( <urn:a> <urn:b> <urn:c> )>> .\n"
    with pytest.raises(InexpressibleError, match="triple term"):
        write_triples(line, "jsonld", {})
