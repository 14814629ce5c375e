"""The spans of the shipped passages, without the documents: in bounds, nested nowhere, in order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pyoxigraph import Literal, NamedNode

from kg.claims.facts import Facts, load, sources_of_role
from kg.claims.passages import span_of
from kg.files import shipped
from kg.vocab import BASE, CEL


@pytest.fixture(scope="module")
def facts() -> Facts:
    return load(shipped("facts"))


PRIMARY = ("listing", "zoomboola")


def spans(facts: Facts, name: str) -> list[tuple[int, int]]:
    """Return the distinct spans of a source, in the text's order; hedged claims share one."""
    found = (span_of(p) for p in facts.passages if p.source == f"{BASE}source/{name}")
    return sorted({span for span in found if span is not None})


def length_of(facts: Facts, name: str) -> int:
    (length,) = {
        int(triple.object.value)
        for document in facts.sources
        for triple in document.triples
        if triple.subject == NamedNode(f"{BASE}source/{name}")
        and triple.predicate == NamedNode(f"{CEL}length")
        and isinstance(triple.object, Literal)
    }
    return length


def test_the_primary_sources_are_those_tested_here(facts: Facts) -> None:
    assert sources_of_role(facts, "Primary") == {f"{BASE}source/{name}" for name in PRIMARY}


@pytest.mark.parametrize("name", PRIMARY)
def test_every_passage_of_a_primary_source_has_a_span(name: str, facts: Facts) -> None:
    own = [p for p in facts.passages if p.source == f"{BASE}source/{name}"]
    assert own
    assert all(span_of(passage) for passage in own)


@pytest.mark.parametrize("name", PRIMARY)
def test_spans_lie_in_the_text_and_do_not_overlap(name: str, facts: Facts) -> None:
    found = spans(facts, name)
    assert found[0][0] >= 0
    assert found[-1][1] <= length_of(facts, name)
    assert [pair for pair in pairwise(found) if pair[0][1] > pair[1][0]] == []
