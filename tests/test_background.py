"""What needs no source: verified identifiers and no others, labels of concepts, the sources."""

from __future__ import annotations

import hashlib
from collections import defaultdict

import pytest
from claims import FACTS, described, iri, passages, read
from documents import document, runs
from pyoxigraph import Literal, NamedNode

from kg.vocab import BASE, CEL, DCTERMS, RDF, RDFS, SKOS, WD, XSD

BACKGROUND = read(FACTS / "background.ttl", BASE)
SOURCES = read(FACTS / "sources.ttl", BASE)

WIKIDATA = {
    "person:kim-jong-un": "Q56226",
    "person:kim-jong-il": "Q10665",
    "person:kim-il-sung": "Q41117",
    "person:leo-tolstoy": "Q7243",
    "work:anna-karenina": "Q147787",
    "organization:imdb": "Q37312",
    "place:north-korea": "Q423",
    "place:south-korea": "Q884",
    "place:japan": "Q17",
    "place:belgium": "Q31",
    "place:united-kingdom": "Q145",
    "place:united-states": "Q30",
    "place:austria": "Q40",
    "place:europe": "Q46",
    "place:pyongyang": "Q18808",
    "place:vienna": "Q1741",
    "place:korea": "Q18097",
    "place:seoul": "Q8684",
    "period:japanese-rule": "Q503585",
    "period:goryeo": "Q28208",
    "period:goguryeo": "Q28370",
    "period:joseon": "Q28179",
    "genre:drama": "Q130232",
    "genre:comedy": "Q157443",
    "genre:fantasy": "Q157394",
    "genre:action": "Q188473",
    "genre:historical": "Q17013749",
    "genre:monster": "Q1342372",
    "genre:war": "Q369747",
    "genre:romantic-comedy": "Q860626",
    "genre:spy": "Q2297927",
    "genre:documentary": "Q93204",
}
"""The VERIFIED entities of research/identifiers.md, parts 1.2 to 1.6, that the graph names."""

POLITICIAN = ("person:kim-ki-nam-politician", "Q492835")
"""Verified, but not for the background: the reference source that has it may state it."""

NOT_TO_BE_LINKED = {
    "person:kim-ki-nam": "Q492835, the politician; nothing shows that the director is this man",
    "person:kim-jong-chul": "Q385795 or Q494165, in conflict",
    "film:the-flower-girl": "Q717912, a candidate",
    "work:godzilla": "Q6567, a candidate; tt0047034 is the film of 1954, perhaps another",
    "work:mission-impossible": "Q715107, a candidate; tt0117060 is the film of 1996",
    "genre:propaganda": "Q1935609, a candidate",
    "genre:teen-drama": "Q1146335, a single source",
    "organization:variety": "none found",
    "film:pulgasari": "none found",
}

CATALOGUES = {
    ("film:the-flower-girl", "cel:imdb", "tt0168937"),
    ("film:pulgasari", "cel:imdb", "tt0089851"),
    ("film:the-schoolgirls-diary", "cel:imdb", "tt0862677"),
    ("series:the-country-i-saw", "cel:imdb", "tt4946510"),
    ("series:a-traffic-controller-on-crossroads", "cel:imdb", "tt4309644"),
    ("film:the-hero-noreturn", "cel:filmAffinity", "649809"),
    ("film:pulgasari", "cel:allMovie", "v238568"),
    ("person:shin-sang-ok", "cel:allMovie", "p193630"),
    ("film:comrade-kim-goes-flying", "cel:daumMovie", "74287"),
    ("film:the-schoolgirls-diary", "cel:sensCritique", "372662"),
}

ARTICLES = {
    "person:choe-ik-kyu": "en.wikipedia.org/wiki/Choe_Ik-gyu",
    "person:shin-sang-ok": "en.wikipedia.org/wiki/Shin_Sang-ok",
    "person:kim-jong-il": "en.wikipedia.org/wiki/Kim_Jong_Il",
    "person:kim-jong-un": "en.wikipedia.org/wiki/Kim_Jong_Un",
    "person:kim-jong-chul": "en.wikipedia.org/wiki/Kim_Jong-chul",
    "film:the-hero-noreturn": "en.wikipedia.org/wiki/An_Emissary_of_No_Return",
    "film:spirit-of-korean-celadon": "en.wikipedia.org/wiki/Spirit_of_Korean_Celadon",
    "film:the-schoolgirls-diary": "en.wikipedia.org/wiki/The_Schoolgirl's_Diary",
    "film:hong-kil-dong": "en.wikipedia.org/wiki/Hong_Kil-dong_(1986_film)",
    "film:pulgasari": "en.wikipedia.org/wiki/Pulgasari",
    "film:comrade-kim-goes-flying": "en.wikipedia.org/wiki/Comrade_Kim_Goes_Flying",
    "film:the-flower-girl": "en.wikipedia.org/wiki/The_Flower_Girl",
    "work:sea-of-blood-opera": "en.wikipedia.org/wiki/Sea_of_Blood",
    "series:boy-general": "es.wikipedia.org/wiki/Boy_General",
}

LOCATED = {
    ("place:pyongyang", "place:north-korea"),
    ("place:vienna", "place:austria"),
    ("place:austria", "place:europe"),
    ("place:belgium", "place:europe"),
    ("place:united-kingdom", "place:europe"),
    ("place:north-korea", "place:korea"),
    ("place:south-korea", "place:korea"),
}

CATALOGUE_TERMS = {"allMovie", "daumMovie", "filmAffinity", "imdb", "sensCritique"}
CONCEPTS = ("genre", "period", "place", "theme")


def _links() -> set[tuple[NamedNode, NamedNode]]:
    return {(t.subject, t.object) for t in BACKGROUND if t.predicate == iri("cel:wikidata")}


def _languages(thing: str, predicate: str) -> list[str]:
    values = described(thing, BACKGROUND)[predicate]
    return sorted(value.language for value in values if isinstance(value, Literal))


def _terms() -> set[str]:
    every = [*BACKGROUND, *SOURCES, *(t for triples in passages().values() for t in triples)]
    terms = {term for t in every for term in (t.subject, t.object)}
    return {term.value for term in terms if isinstance(term, NamedNode)}


def _used(kind: str) -> set[str]:
    return {value for value in _terms() if value.startswith(f"{BASE}{kind}/")}


def test_the_wikidata_links_are_exactly_the_verified_ones() -> None:
    linked = {name: number for name, number in WIKIDATA.items() if iri(name).value in _terms()}
    assert _links() == {(iri(name), NamedNode(WD + number)) for name, number in linked.items()}


def test_no_other_wikidata_entity_occurs_in_the_facts_nor_on_another_thing() -> None:
    found = {
        (t.subject, t.object.value)
        for triples in (BACKGROUND, SOURCES, *passages().values())
        for t in triples
        if isinstance(t.object, NamedNode) and t.object.value.startswith(WD)
    }
    verified = {*WIKIDATA.items(), POLITICIAN}
    assert found <= {(iri(name), WD + number) for name, number in verified}
    assert not [value for value in _terms() if "wikidata.org" in value and (WD not in value)]


@pytest.mark.parametrize("name", NOT_TO_BE_LINKED, ids=NOT_TO_BE_LINKED.values())
def test_what_is_not_verified_is_not_linked(name: str) -> None:
    assert iri(name) not in {subject for subject, _ in _links()}


def test_the_catalogue_numbers_are_exactly_the_verified_ones() -> None:
    predicates = {NamedNode(CEL + name) for name in CATALOGUE_TERMS}
    found = {
        (t.subject, t.predicate, t.object)
        for triples in (BACKGROUND, *passages().values())
        for t in triples
        if t.predicate in predicates
    }
    assert found == {(iri(s), iri(p), Literal(number)) for s, p, number in CATALOGUES}


def test_the_articles_are_exactly_those_that_were_found() -> None:
    found = {(t.subject, t.object) for t in BACKGROUND if t.predicate == iri("cel:wikipedia")}
    assert found == {(iri(s), NamedNode(f"https://{page}")) for s, page in ARTICLES.items()}


@pytest.mark.parametrize("part", sorted(LOCATED), ids=str)
def test_a_place_lies_where_everyone_knows_it_lies(part: tuple[str, str]) -> None:
    found = {(t.subject, t.object) for t in BACKGROUND if t.predicate == iri("cel:locatedIn")}
    assert (iri(part[0]), iri(part[1])) in found


@pytest.mark.parametrize("kind", CONCEPTS)
def test_every_concept_that_a_fact_names_is_described_in_english_and_korean(kind: str) -> None:
    labels = {thing: _languages(thing, f"{RDFS}label") for thing in _used(kind)}
    assert labels
    assert {thing: tags for thing, tags in labels.items() if tags != ["en", "ko"]} == {}
    assert not [thing for thing in labels if not described(thing, BACKGROUND)[f"{RDF}type"]]


@pytest.mark.parametrize("kind", ["genre", "theme"])
def test_genres_and_themes_are_concepts_of_a_scheme_with_one_root_each(kind: str) -> None:
    scheme = f"{BASE}{kind}/scheme"
    assert described(scheme, BACKGROUND)[f"{RDF}type"] == [iri("skos:ConceptScheme")]
    for concept in _used(kind) - {scheme}:
        about = described(concept, BACKGROUND)
        assert about[f"{RDF}type"] == [iri(f"cel:{kind.title()}")], concept
        assert about[f"{SKOS}inScheme"] == [NamedNode(scheme)], concept
        assert bool(about[f"{SKOS}broader"]) != bool(about[f"{SKOS}topConceptOf"]), concept
        assert {b.value for b in about[f"{SKOS}broader"]} <= _used(kind), concept
        assert sorted(map(str, about[f"{SKOS}prefLabel"])) == sorted(
            map(str, about[f"{RDFS}label"])
        )


def test_every_organization_that_a_fact_names_has_a_label() -> None:
    every = [*BACKGROUND, *SOURCES, *(t for triples in passages().values() for t in triples)]
    labelled = {t.subject.value for t in every if t.predicate == iri("rdfs:label")}
    assert _used("organization") <= labelled


def test_japanese_rule_has_its_years() -> None:
    about = described(iri("period:japanese-rule").value, BACKGROUND)
    years = [about[CEL + key] for key in ("startYear", "endYear")]
    integer = NamedNode(f"{XSD}integer")
    assert years == [[Literal("1910", datatype=integer)], [Literal("1945", datatype=integer)]]


def test_the_scale_of_imdb_goes_to_ten_for_each_of_its_ratings() -> None:
    rated = {
        t.subject
        for triples in passages().values()
        for t in triples
        if t.predicate == iri("cel:ratedBy") and t.object == iri("organization:imdb")
    }
    best = defaultdict(set)
    for t in (*BACKGROUND, *(t for triples in passages().values() for t in triples)):
        if t.predicate == iri("cel:bestRating"):
            best[t.subject].add(float(t.object.value))
    assert rated
    assert best == {rating: {10.0} for rating in rated}


def _sources(role: str) -> set[str]:
    return {
        t.subject.value.removeprefix(f"{BASE}source/")
        for t in SOURCES
        if t.predicate == iri("cel:role") and t.object == iri(f"cel:{role}")
    }


def test_the_two_documents_are_primary_and_the_editors_editorial() -> None:
    assert _sources("Primary") == {"listing", "zoomboola"}
    assert _sources("Editorial") == {"editors"}


def test_every_folder_of_facts_is_a_source_and_every_source_a_folder() -> None:
    folders = {path.name for path in FACTS.iterdir() if path.is_dir()}
    assert folders == _sources("Primary") | _sources("Editorial") | _sources("Reference")


@pytest.mark.parametrize("role", ["Primary", "Editorial", "Reference"])
def test_every_source_has_a_name_a_language_and_a_publisher_with_a_name(role: str) -> None:
    for name in _sources(role):
        about = described(f"{BASE}source/{name}", SOURCES)
        assert len(about[f"{RDFS}label"]) == 1, name
        assert about[f"{CEL}languageTag"], name
        (publisher,) = about[f"{CEL}publisher"]
        labels = [
            described(publisher.value, triples)[f"{RDFS}label"] for triples in (SOURCES, BACKGROUND)
        ]
        assert any(labels), name


def test_the_blog_is_dated_to_its_month() -> None:
    (issued,) = described(f"{BASE}source/listing", SOURCES)[f"{DCTERMS}issued"]
    assert issued == Literal("2023-11", datatype=NamedNode(f"{XSD}gYearMonth"))


@pytest.mark.parametrize("name", ["listing", "zoomboola"])
def test_length_and_hash_are_those_of_the_document(name: str) -> None:
    text = document(name)
    about = described(f"{BASE}source/{name}", SOURCES)
    (length,), (sha256,) = about[f"{CEL}length"], about[f"{CEL}sha256"]
    assert int(length.value) == len(text)
    assert sha256.value == hashlib.sha256(text.encode()).hexdigest()


def test_the_background_copies_no_sentence() -> None:
    ours = set().union(*(runs(t.object.value) for t in BACKGROUND))
    assert not ours & (runs(document("listing")) | runs(document("zoomboola")))
