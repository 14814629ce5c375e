"""Graphs written over HTTP may have a `#` in their names: each is a source of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

import kg.dataset
from kg.building.build import BuildReport
from kg.building.session import Session
from kg.vocab import BASE, CEL, RDF

ONE, OTHER = "http://example.org/notes#one", "http://example.org/notes#other"
FILM = NamedNode(f"{BASE}film/x")
KIND = Triple(FILM, NamedNode(f"{RDF}type"), NamedNode(f"{CEL}Film"))


def year(value: int) -> Triple:
    return Triple(FILM, NamedNode(f"{CEL}releaseYear"), Literal(value))


def test_two_graphs_of_one_document_are_two_sources(
    build_corpus: Callable[..., BuildReport], tmp_path: Path
) -> None:
    build_corpus()
    changes = {ONE: frozenset({KIND, year(1971)}), OTHER: frozenset({KIND, year(1972)})}
    Session(tmp_path / "dataset").apply(changes, journal=0)
    with kg.dataset.open(tmp_path / "dataset") as opened:
        view = opened.view("possible")
        rest = opened.finder.rest(view=view)
        assert {share.source: share.claims for share in rest.shares if "#" in share.source} == {
            ONE: 2,
            OTHER: 2,
        }
        between = rest.between(ONE, OTHER)
        assert between
        assert (between.agree, between.differ) == (1, 1)
        sources = opened.finder.browse(view=view).facets["source"]
        assert {ONE, OTHER} <= {value.value for value in sources}
