"""XML is read back as what was written, or refused."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InexpressibleError
from kg.results import Solutions
from kg.worker.answer import answer
from kg.xmltext import XmlText, readable

TEXT = st.text(
    st.characters(codec="utf-8") | st.sampled_from("\r\n\t\x00\x01\x1f\ufffe\uffff\ufffd")
)
NAMESPACE = "{http://www.w3.org/2005/sparql-results#}"
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def document(text: str) -> bytes:
    query = f"SELECT (?given AS ?x) {{ VALUES ?given {{ {pyoxigraph.Literal(text)} }} }}"
    found = pyoxigraph.Store().query(query)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return found.serialize(format=pyoxigraph.QueryResultsFormat.XML) or b""


@given(text=TEXT, size=st.integers(1, 9))
def test_xml_is_read_back_as_what_was_written_or_refused(text: str, size: int) -> None:
    content, whole = document(text), XmlText()
    pieces = [content[n : n + size] for n in range(0, len(content), size)]
    if FORBIDDEN.search(text):
        with pytest.raises(InexpressibleError, match=r"U\+[0-9A-F]{4} of the result"):
            b"".join(map(whole.readable, pieces))
        return
    written = b"".join(map(whole.readable, pieces))
    assert written == readable(content)
    found = ElementTree.fromstring(written).find(f".//{NAMESPACE}literal")
    assert found is not None
    assert (found.text or "") == text


SELECT = 'SELECT ("%s" AS ?x) {}'
CONSTRUCT = 'CONSTRUCT { <urn:s> <urn:p> "%s" } {}'


@pytest.mark.parametrize("query", [SELECT, CONSTRUCT], ids=["select", "construct"])
@pytest.mark.parametrize(
    "character", ["\\u0000", "\\u0001", "\\u001F", "\\uFFFE", "\\uFFFF", "\\b", "\\f"]
)
def test_a_worker_refuses_what_xml_cannot_hold(query: str, character: str) -> None:
    kinds = []

    def send(kind: bytes, content: object) -> None:
        kinds.append(content["kind"] if kind == b"x" and isinstance(content, dict) else kind)

    request = {"solutions": "xml", "triples": "rdf", "held_bytes": 1_000_000}
    answer(pyoxigraph.Store(), {**request, "query": query % character}, send)
    assert kinds == ["inexpressible"]
    kinds.clear()
    others = {**request, "solutions": "json", "triples": "nt"}
    answer(pyoxigraph.Store(), {**others, "query": query % character}, send)
    assert kinds == [b"h", b"d", b"e"]


def test_solutions_are_not_written_as_xml_that_nobody_reads() -> None:
    found = pyoxigraph.Store().query('SELECT ("a\\u0001" AS ?x) {}')
    assert isinstance(found, pyoxigraph.QuerySolutions)
    with pytest.raises(InexpressibleError, match=r"U\+0001"):
        Solutions.read(found).serialize("xml")
