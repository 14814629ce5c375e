"""The facts of the reference sources say what the table of third sources says, page by page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pytest
from claims import FACTS, claim, described, iri, passages, read, stated
from documents import document, runs
from material import material
from pyoxigraph import Literal, NamedNode, Triple
from reference_claims import CLAIMS, DIRECTORS, KINDS, YEARS

from kg.vocab import BASE, CEL, OWL, RDF, RDFS, SKOS, XSD

NOT_REFERENCE = {"zoomboola", "listing", "editors"}
HEDGED = ".hedged"
NO_ADDRESS = {"opensanctions", "everypolitician", "codex"}
"""Data sets: their entries have no page."""

ROWS = [(page, row) for page, rows in CLAIMS.items() for row in rows]
YEAR_TERMS = {
    f"{CEL}{name}"
    for name in ("year", "releaseYear", "productionYear", "startYear", "endYear", "birthYear")
} | {f"{CEL}deathYear"}
EDITORS_ONLY = {f"{OWL}sameAs", f"{OWL}differentFrom", f"{SKOS}exactMatch", f"{SKOS}closeMatch"}
INFERRED_ONLY = {f"{CEL}{name}" for name in ("bodyOfWork", "directed", "wrote", "workedWith")}
SPAN = {f"{CEL}{name}" for name in ("start", "end", "sha256")}


@cache
def _pages() -> dict[str, tuple[Triple, ...]]:
    """Return the files of the reference sources by `publisher/page`."""
    prefix = f"{BASE}source/"
    found = {name.removeprefix(prefix): triples for name, triples in passages().items()}
    return {n: triples for n, triples in found.items() if n.split("/")[0] not in NOT_REFERENCE}


def _claims(page: str) -> set[Triple]:
    return stated(f"{BASE}source/{page}", _pages()[page])


def _outright() -> Iterator[Triple]:
    for page in _pages():
        if not page.endswith(HEDGED):
            yield from _claims(page)


def _about(page: str) -> dict[str, list[object]]:
    return described(f"{BASE}source/{page}", _pages()[page])


def _objects(subject: str, predicate: str) -> set[str]:
    found = (t for t in _outright() if (t.subject, t.predicate) == (iri(subject), iri(predicate)))
    return {triple.object.value for triple in found}


def _table() -> str:
    """Return the table of third sources; skip without it, fail without it under CI."""
    return material("research/identifiers.md").read_text(encoding="utf-8")


def _roles() -> dict[str, set[object]]:
    """Return the roles of each source by its name."""
    roles = defaultdict(set)
    for triple in read(FACTS / "sources.ttl", BASE):
        if triple.predicate == iri("cel:role"):
            roles[triple.subject.value.removeprefix(f"{BASE}source/")].add(triple.object)
    return roles


def _addresses() -> set[str]:
    return {a.value for page in _pages() for a in _about(page).get(f"{CEL}address", [])}


@pytest.mark.parametrize(("page", "row"), ROWS, ids=[f"{p}: {r}" for p, r in ROWS])
def test_the_page_states_the_claim(page: str, row: str) -> None:
    assert claim(row) in _claims(page)


@pytest.mark.parametrize("work", DIRECTORS)
def test_the_pages_name_these_directors_and_no_others(work: str) -> None:
    expected = {f"{BASE}person/{name}" for name in DIRECTORS[work]}
    assert _objects(work, "cel:director") == expected


@pytest.mark.parametrize(("work", "kind"), YEARS, ids=[f"{w} {k}" for w, k in YEARS])
def test_production_and_release_are_years_of_their_own(work: str, kind: str) -> None:
    assert _objects(work, kind) == {str(year) for year in YEARS[work, kind]}


@pytest.mark.parametrize("work", KINDS)
def test_the_pages_say_of_what_kind_a_work_is(work: str) -> None:
    assert _objects(work, "rdf:type") == {f"{CEL}{kind}" for kind in KINDS[work]}


def test_each_publisher_of_a_page_is_described_as_a_reference_source() -> None:
    sources = _roles()
    publishers = {page.split("/")[0] for page in _pages()}
    missing = sorted(p for p in publishers if iri("cel:Reference") not in sources[p])
    assert missing == []


@pytest.mark.parametrize("page", _pages())
def test_a_page_is_a_passage_of_its_publisher_with_label_heading_and_address(page: str) -> None:
    about, publisher = _about(page), page.split("/")[0]
    assert about[f"{RDF}type"] == [iri("cel:Passage")]
    assert about[f"{CEL}statedIn"] == [iri(f"source:{publisher}")]
    assert [label.language for label in about[f"{RDFS}label"]] == ["en"]
    assert len(about[f"{CEL}heading"]) == 1
    addresses = about.get(f"{CEL}address", [])
    assert len(addresses) == (0 if publisher in NO_ADDRESS else 1)
    assert all(address.datatype.value == f"{XSD}anyURI" for address in addresses)
    assert not SPAN & set(about)


@pytest.mark.parametrize("page", _pages())
def test_only_hedged_pages_have_certainty_and_cue(page: str) -> None:
    about = _about(page)
    hedged = page.endswith(HEDGED)
    assert about.get(f"{CEL}certainty", []) == ([iri("cel:Alleged")] if hedged else [])
    assert bool(about.get(f"{CEL}cue")) is hedged


def test_a_hedged_page_has_the_address_of_the_plain_one() -> None:
    hedged = [page for page in _pages() if page.endswith(HEDGED)]
    address = f"{CEL}address"
    assert len(hedged) >= 10
    assert all(
        _about(page)[address] == _about(page.removesuffix(HEDGED))[address] for page in hedged
    )


def test_what_a_page_hedges_it_does_not_state_outright() -> None:
    for page in (page for page in _pages() if page.endswith(HEDGED)):
        assert _claims(page)
        assert not _claims(page) & _claims(page.removesuffix(HEDGED))


def test_kim_jong_ils_co_direction_is_a_rumour_only() -> None:
    assert iri("cel:coDirector") not in {triple.predicate for triple in _outright()}


def test_every_address_is_one_of_the_table() -> None:
    table = _table()
    assert [address for address in sorted(_addresses()) if address not in table] == []


def test_every_address_of_the_tables_second_part_has_a_page() -> None:
    _, _, rest = _table().partition("# 2. What third sources say")
    part, _, _ = rest.partition("# 3. Contradictions")
    named = {match.rstrip(".") for match in re.findall(r"https?://[^\s|;,]+", part)}
    known = _addresses() | {f"{address})" for address in _addresses()}
    assert named
    assert sorted(named - known) == []


def test_no_page_identifies_things_or_states_what_is_inferred() -> None:
    used = {triple.predicate.value for page in _pages() for triple in _claims(page)}
    assert not used & (EDITORS_ONLY | INFERRED_ONLY)


def test_boy_commander_is_on_no_page() -> None:
    names = {n for page in _pages() for t in _claims(page) for n in (t.subject, t.object)}
    assert iri("series:boy-commander") not in names
    assert iri("person:kim-ki-nam") not in names


def test_years_are_integers_and_dates_are_dates() -> None:
    for page in _pages():
        for triple in _claims(page):
            if triple.predicate.value in YEAR_TERMS:
                assert triple.object.datatype == NamedNode(f"{XSD}integer"), (page, triple)
                assert 1890 <= int(triple.object.value) <= 2100, (page, triple)
            if triple.predicate.value.endswith("Date") or triple.predicate == iri("cel:date"):
                assert triple.object.datatype == NamedNode(f"{XSD}date"), (page, triple)


def test_ratings_of_stored_copies_are_things_of_their_own() -> None:
    ours = {t.subject for t in _outright() if t.predicate == iri("cel:ratingOf")}
    primary = {
        t.subject
        for source in ("zoomboola", "listing")
        for triples in passages(source).values()
        for t in triples
        if t.predicate == iri("cel:ratingOf")
    }
    assert len(ours) == 4
    assert not ours & primary


def test_everything_the_pages_name_has_a_type_and_a_label_somewhere() -> None:
    typed, labelled = set(), set()
    for path in FACTS.rglob("*.ttl"):
        for triple in read(path, f"{BASE}source/{path.parent.name}/{path.stem}"):
            if triple.predicate == iri("rdf:type"):
                typed.add(triple.subject)
            if triple.predicate == iri("rdfs:label") and triple.object.language == "en":
                labelled.add(triple.subject)
    named = {n for page in _pages() for t in _claims(page) for n in (t.subject, t.object)}
    ours = {n for n in named if not isinstance(n, Literal) and n.value.startswith(BASE)}
    things = {name for name in ours if not name.value.startswith(CEL)}
    assert len(things) > 150
    assert sorted(str(name) for name in things - typed) == []
    assert sorted(str(name) for name in things - labelled) == []


def test_a_thing_has_the_same_english_label_on_every_page_and_in_the_primary_sources() -> None:
    labels = defaultdict(set)
    for triples in passages().values():
        for triple in triples:
            if triple.predicate == iri("rdfs:label") and triple.object.language == "en":
                labels[triple.subject].add(triple.object.value)
    assert {name: found for name, found in labels.items() if len(found) > 1} == {}


@pytest.mark.parametrize("source", ["zoomboola", "listing"])
def test_no_words_of_the_documents_are_copied(source: str) -> None:
    quoted = runs(document(source))
    texts = (t.object.value for page in _pages() for t in _pages()[page] if _is_text(t.object))
    assert [text for text in texts if runs(text) & quoted] == []


def _is_text(term: object) -> bool:
    return isinstance(term, Literal) and term.language == "en"
