"""Documents that would take a parser long, or more than it reads."""

from __future__ import annotations

import time

import pytest

from kg.changes.documents import read_document
from kg.changes.errors import DocumentError

BASE = "http://e/"
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:"'


def attributes(count: int) -> str:
    return " ".join(f"e:a{n}='x'" for n in range(count))


def namespaces(count: int) -> str:
    return " ".join(f"xmlns:n{n}='urn:{n}'" for n in range(count))


LONG = f'<urn:s> <urn:p> "{"x" * (1 << 24)}" .\n'


@pytest.mark.parametrize(
    ("text", "format", "reason"),
    [
        (LONG, "ttl", "longer than the 16 MiB"),
        (LONG, "nt", "longer than the 16 MiB"),
        (f"{RDF}><rdf:Description {attributes(50_000)}/></rdf:RDF>", "rdf", "more attributes"),
        (f"{RDF} {namespaces(50_000)}/>", "rdf", "more attributes"),
        (f"{RDF}>{'<rdf:Description><e:p>' * 200}", "rdf", "nest deeper"),
    ],
    ids=["long literal", "long literal of lines", "attributes", "namespaces", "nested"],
)
def test_what_would_take_too_long_is_refused_soon(text: str, format: str, reason: str) -> None:
    began = time.process_time()
    with pytest.raises(DocumentError, match=reason):
        read_document(text.encode(), format, base=BASE)
    assert time.process_time() - began < 3


def test_as_many_attributes_as_are_read_are_read() -> None:
    text = f"{RDF}><rdf:Description {attributes(1000)}/></rdf:RDF>"
    assert len(read_document(text.encode(), "rdf", base=BASE)) == 1000
