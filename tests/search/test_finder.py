"""Browsing, people, the timeline and what rests on a source: each held against SPARQL."""

from __future__ import annotations

import pytest

from kg.dataset import Dataset
from kg.search import Finder
from kg.search.browse import Browsed
from kg.search.schema import FACETS

THINGS = "https://w3id.org/celadon/"
VIEWS = ("stated", "possible", "accepted", "undisputed")


@pytest.fixture
def finder(shipped: Dataset) -> Finder:
    return shipped.finder


def one(dataset: Dataset, query: str, **belief: object) -> int:
    ((count,),) = dataset.query(query, **belief).terms()  # type: ignore[arg-type,union-attr]
    return int(count.value)


def counts(browsed: Browsed, facet: str) -> dict[str, int]:
    return {value.value.removeprefix(THINGS): value.count for value in browsed.facets[facet]}


@pytest.mark.parametrize("view", VIEWS)
def test_all_works_of_a_view_are_browsed(shipped: Dataset, finder: Finder, view: str) -> None:
    expected = one(shipped, "SELECT (COUNT(DISTINCT ?w) AS ?n) { ?w a cel:Work }", view=view)
    browsed = finder.browse(view=shipped.view(view), limit=1000)
    assert browsed.total == len(browsed.works) == expected


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("facet", "prop"),
    [("genre", "genre"), ("theme", "theme"), ("place", "setIn"), ("director", "director")],
)
def test_counts_of_a_facet_are_those_of_sparql(
    shipped: Dataset, finder: Finder, view: str, facet: str, prop: str
) -> None:
    rows = shipped.query(
        f"SELECT ?v (COUNT(DISTINCT ?w) AS ?n) {{ ?w a cel:Work ; cel:{prop} ?v }} GROUP BY ?v",
        view=view,
    ).terms()  # type: ignore[union-attr]
    expected = {value.value.removeprefix(THINGS): int(n.value) for value, n in rows}
    assert counts(finder.browse(view=shipped.view(view)), facet) == expected


def test_facets_narrow_each_other_and_not_themselves(shipped: Dataset, finder: Finder) -> None:
    view = shipped.view("possible")
    every = finder.browse(view=view)
    chosen = finder.browse([("decade", "1980")], view=view, limit=1000)
    assert chosen.total == counts(every, "decade")["1980"] == len(chosen.works)
    assert counts(chosen, "decade") == counts(every, "decade")
    assert counts(chosen, "kind")["Film"] < counts(every, "kind")["Film"]
    assert all(min(w.years) >= 1980 or max(w.years) < 1990 for w in chosen.works)


def test_values_of_one_facet_are_alternatives(shipped: Dataset, finder: Finder) -> None:
    view = shipped.view("possible")
    decades = [("decade", "1970"), ("decade", "1980")]
    both = finder.browse(decades, view=view, limit=1000)
    each = [finder.browse([one], view=view, limit=1000) for one in decades]
    assert {w.iri for w in both.works} == {w.iri for page in each for w in page.works}
    films = finder.browse([*decades, ("kind", "Film")], view=view, limit=1000)
    assert {w.iri for w in films.works} == {w.iri for w in both.works if "Film" in w.kinds}


def test_pages_part_the_whole_list(shipped: Dataset, finder: Finder) -> None:
    view = shipped.view("possible")
    whole = finder.browse(view=view, limit=1000).works
    pages = [finder.browse(view=view, offset=at, limit=7).works for at in range(0, len(whole), 7)]
    assert [work for page in pages for work in page] == list(whole)


def test_an_unknown_value_is_shown_with_no_work(shipped: Dataset, finder: Finder) -> None:
    found = finder.browse([("genre", f"{THINGS}genre/none")], view=shipped.view())
    assert found.total == 0
    assert counts(found, "genre")["genre/none"] == 0


def test_disputes_depend_on_what_is_believed(shipped: Dataset, finder: Finder) -> None:
    def disputed(**belief: object) -> set[str]:
        found = finder.browse(view=shipped.view(**belief), limit=1000)  # type: ignore[arg-type]
        return {w.iri.removeprefix(THINGS) for w in found.works if w.disputed}

    assert disputed() == {"film/sea-of-blood"}
    assert disputed(trust=["zoomboola"]) == set()
    assert disputed(name="undisputed") == set()
    assert "film/sea-of-blood" not in disputed(name="accepted")
    assert {"film/sea-of-blood", "series/the-country-i-saw"} <= disputed(name="possible")


def test_a_rejected_year_is_not_shown_to_who_accepts_the_rejection(
    shipped: Dataset, finder: Finder
) -> None:
    def years(view: str) -> tuple[int, ...]:
        works = finder.browse(view=shipped.view(view), limit=1000).works
        return next(w.years for w in works if w.iri.endswith("film/sea-of-blood"))

    assert years("stated") == (1969, 1971)
    assert 1971 not in years("accepted")


def test_every_facet_is_counted(shipped: Dataset, finder: Finder) -> None:
    facets = finder.browse(view=shipped.view("possible")).facets
    assert tuple(facets) == FACETS
    assert all(facets.values())


@pytest.mark.parametrize("view", VIEWS)
def test_all_persons_of_a_view_are_listed_with_their_works(
    shipped: Dataset, finder: Finder, view: str
) -> None:
    rows = shipped.query(
        "SELECT ?p (COUNT(DISTINCT ?w) AS ?n) { ?p a cel:Person "
        "OPTIONAL { ?w cel:contributor ?p } } GROUP BY ?p",
        view=view,
    ).terms()  # type: ignore[union-attr]
    listed = finder.people(view=shipped.view(view), limit=1000).persons
    assert {p.iri: p.works for p in listed} == {p.value: int(n.value) for p, n in rows}


def test_people_are_chosen_by_role_and_source(shipped: Dataset, finder: Finder) -> None:
    role, source = "https://w3id.org/celadon/ontology#director", f"{THINGS}source/listing"
    found = finder.people(view=shipped.view(), roles=[role], sources=[source], limit=1000)
    expected = one(shipped, DIRECTORS_LISTED)
    assert found.total == len(found.persons) == expected
    assert all(role in dict(p.roles) and source in p.sources for p in found.persons)


def test_dates_of_a_person_are_as_they_are_claimed(shipped: Dataset, finder: Finder) -> None:
    persons = finder.people(view=shipped.view("possible"), limit=1000).persons
    shin = next(p for p in persons if p.iri.endswith("shin-sang-ok"))
    assert shin.died == ("2006-04-10", "2006-04-11")


def test_a_timeline_has_every_claim_of_a_year(shipped: Dataset, finder: Finder) -> None:
    shown = finder.timeline(view=shipped.view("possible"))
    sea = next(w for w in shown.works if w.iri.endswith("film/sea-of-blood"))
    assert (sea.first, sea.last) == (1968, 1971)
    assert {"zoomboola", "listing"} <= {claim.unit.rpartition("/")[2] for claim in sea.claims}
    assert sum(count for _, count in shown.by_year) == shown.total == len(shown.works)
    assert any("Shin Sang-ok" in dict(e.people).values() for e in shown.events)


def test_a_timeline_is_cut_to_a_span_and_paged(shipped: Dataset, finder: Finder) -> None:
    view = shipped.view("possible")
    eighties = finder.timeline(view=view, span=(1980, 1989))
    assert all(w.first <= 1989 and w.last >= 1980 for w in eighties.works)
    second = finder.timeline(view=view, span=(1980, 1989), offset=2, limit=2)
    assert second.works == eighties.works[2:4]
    assert second.total == eighties.total


def test_what_rests_on_a_source_alone_falls_without_it(shipped: Dataset, finder: Finder) -> None:
    rest = finder.rest(view=shipped.view())
    size = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert rest.triples == one(shipped, size)
    for share, other in zip(rest.shares, reversed(rest.shares), strict=True):
        left = one(shipped, size, trust=[other.source.rpartition("/")[2]])
        assert share.alone == rest.triples - left
        assert share.helped >= share.alone


def test_agreement_counts_topics_of_two_sources(shipped: Dataset, finder: Finder) -> None:
    rest = finder.rest(view=shipped.view())
    listing, zoomboola = f"{THINGS}source/listing", f"{THINGS}source/zoomboola"
    found, turned = rest.between(listing, zoomboola), rest.between(zoomboola, listing)
    assert found
    assert turned
    differ = one(shipped, DIFFER)
    assert (found.differ, turned.differ) == (differ, differ)
    assert (found.agree, found.only_one) == (turned.agree, turned.only_other)


DIFFER = """
SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p {
  GRAPH graph:catalogue { ?g cel:unit source:zoomboola . ?h cel:unit source:listing }
  GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?s ?p ?other }
  FILTER NOT EXISTS {
    GRAPH graph:catalogue { ?i cel:unit source:zoomboola . ?j cel:unit source:listing }
    GRAPH ?i { ?s ?p ?same } GRAPH ?j { ?s ?p ?same }
  }
} }
"""
DIRECTORS_LISTED = """
SELECT (COUNT(DISTINCT ?p) AS ?n) {
  ?w cel:director ?p . ?p a cel:Person .
  GRAPH graph:catalogue { ?g cel:unit source:listing } GRAPH ?g { ?p ?any ?thing }
}
"""


@pytest.mark.parametrize("span", [None, (1980, 1990)])
@pytest.mark.parametrize("view", VIEWS)
def test_what_is_dated_is_named_as_the_timeline_has_it(
    shipped: Dataset, finder: Finder, view: str, span: tuple[int, int] | None
) -> None:
    chosen = shipped.view(view)
    told = finder.timeline(view=chosen, span=span, limit=1000)
    every = (*told.works, *told.people, *told.events)
    named = finder.dated(view=chosen, span=span, limit=1000)
    assert [(one.iri, one.label, one.korean) for one in named] == [
        (one.iri, one.label, one.korean) for one in every
    ]
    assert every


def test_a_timeline_is_worked_out_once_for_each_belief_and_span(
    shipped: Dataset, finder: Finder
) -> None:
    listing, stated = shipped.view(None, ("listing",)), shipped.view()
    assert finder.timeline(view=listing) is finder.timeline(view=listing)
    assert finder.dated(view=listing) is finder.dated(view=listing)
    assert finder.timeline(view=listing) != finder.timeline(view=stated)
    assert finder.timeline(view=stated, span=(1980, 1990)) != finder.timeline(view=stated)
