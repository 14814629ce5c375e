"""The editors' decisions: one for each contradiction, on claims that exist, with their grounds."""

from __future__ import annotations

import pytest
from claims import claim, described, iri, passages
from decisions import HEDGED, QUESTIONS, REJECTIONS, SOURCE, claim_of, claims_by_passage
from documents import document, runs
from pyoxigraph import Literal, NamedNode

from kg.vocab import CEL, DCTERMS, PROV, RDF, RDFS, XSD

DECISIONS = {
    1: ("sea-of-blood-year",),
    2: ("sea-of-blood-director",),
    3: ("sea-of-blood-kind",),
    4: ("pulgasari-monster",),
    5: ("the-schoolgirls-diary-subject",),
    6: ("the-flower-girl-directors",),
    7: ("zoomboola-count",),
    8: ("the-hero-noreturn-plot",),
    9: ("anna-karenina-comparison",),
    10: ("the-flower-girl-brother",),
    11: ("imdb-ratings",),
    12: ("shin-family",),
    13: ("pulgasari-monster",),
    14: ("the-schoolgirls-diary-doubt",),
    15: ("missing-directors",),
    16: ("quoted-reviews",),
    17: ("romanizations",),
    18: ("sea-of-blood-year", "sea-of-blood-director"),
    19: ("the-tale-of-chun-hyang-directors",),
    20: ("the-country-i-saw",),
    21: ("a-traffic-controller-on-crossroads",),
    22: ("choe-ik-gyu-late-works",),
    23: ("boy-commander", "boy-commander.hedged"),
    24: ("the-respected-mother-director", "the-respected-mother"),
    25: ("the-flower-girls-youth",),
    26: ("common-names",),
    27: ("the-flower-girl-directors",),
}
"""Contradiction of research/identifiers.md, part 3 → the files that decide it."""

BESIDE = {
    "the-schoolgirls-diary-year": "the French release taken for the first",
    "the-country-i-saw-year": "1987 against 1988",
    "boy-general-start": "three first years",
    "choe-ik-gyu-birth": "a birth year of the Korean article, and two days",
    "shin-sang-ok-death": "10 against 11 April",
}
"""Decisions on what the reference sources say against each other: no contradiction of part 3."""

REJECTED = {
    "sea-of-blood-year": {"film:sea-of-blood cel:releaseYear 1971"},
    "sea-of-blood-director": {
        "film:sea-of-blood cel:director person:kim-ki-nam",
        "film:sea-of-blood cel:director person:choe-in-sik",
    },
    "sea-of-blood-kind": {
        "film:sea-of-blood a cel:Opera",
        "film:sea-of-blood cel:genre genre:revolutionary-opera",
        "film:sea-of-blood cel:genre genre:epic",
    },
    "the-tale-of-chun-hyang-directors": {
        "film:the-tale-of-chun-hyang cel:director person:kim-kil-in"
    },
    "a-traffic-controller-on-crossroads": {
        "series:a-traffic-controller-on-crossroads a cel:Series",
        "series:a-traffic-controller-on-crossroads cel:releaseYear 1989",
    },
    "the-respected-mother-director": {
        "series:the-respected-mother cel:director person:kim-jong-chul"
    },
    "the-schoolgirls-diary-doubt": {"film:the-schoolgirls-diary cel:theme theme:socialist-values"},
    "the-hero-noreturn-plot": {
        "film:the-hero-noreturn cel:protagonist character:the-hero-noreturn-spy",
        "film:the-hero-noreturn cel:setIn place:south-korea",
        "film:the-hero-noreturn cel:comparedWith work:mission-impossible",
        "film:the-hero-noreturn cel:genre genre:spy",
        "film:the-hero-noreturn cel:theme theme:cold-war",
        "film:the-hero-noreturn cel:theme theme:duty",
        "film:the-hero-noreturn cel:theme theme:moral-choice",
    },
    "the-country-i-saw": {
        "series:the-country-i-saw a cel:Series",
        "series:the-country-i-saw cel:genre genre:historical-drama",
        "series:the-country-i-saw cel:setDuring period:japanese-rule",
        "series:the-country-i-saw cel:theme theme:resistance",
        "series:the-country-i-saw cel:character character:the-country-i-saw-resisters",
        "series:the-country-i-saw cel:director person:choe-ik-kyu",
        "series:the-country-i-saw cel:director person:choi-eun-hee",
        "series:the-country-i-saw cel:director person:shin-sang-ok",
    },
    "the-schoolgirls-diary-year": {"film:the-schoolgirls-diary cel:releaseYear 2007"},
    "choe-ik-gyu-birth": {"person:choe-ik-kyu cel:birthYear 1947"},
}
"""Everything that these files reject, but for summaries."""

SUMMARIES = {
    ("the-schoolgirls-diary-subject", "listing", "film:the-schoolgirls-diary"),
    ("the-schoolgirls-diary-doubt", "zoomboola", "film:the-schoolgirls-diary"),
    ("the-schoolgirls-diary-doubt", "zoomboola", "character:the-schoolgirls-diary-heroine"),
    ("the-flower-girl-brother", "zoomboola", "film:the-flower-girl"),
    ("the-flower-girl-brother", "zoomboola", "character:the-flower-girl-brother"),
    ("the-hero-noreturn-plot", "zoomboola", "film:the-hero-noreturn"),
    ("the-country-i-saw", "listing", "series:the-country-i-saw"),
}
"""Whose summary falls: the file, the source, the thing."""

EACH = [pytest.param(*each, id=each[1].rpartition("/")[2]) for each in REJECTIONS + QUESTIONS]
EACH_REJECTION = [pytest.param(*each, id=each[1].rpartition("/")[2]) for each in REJECTIONS]
EACH_QUESTION = [pytest.param(*each, id=each[1].rpartition("/")[2]) for each in QUESTIONS]


def test_every_contradiction_is_decided_and_every_file_decides_something_known() -> None:
    assert sorted(DECISIONS) == list(range(1, 28))
    named = {name for names in DECISIONS.values() for name in names} | set(BESIDE)
    assert {name.removeprefix(f"{SOURCE}editors/") for name in passages("editors")} == named


@pytest.mark.parametrize("number", sorted(DECISIONS))
def test_a_contradiction_is_met_by_a_rejection_or_an_open_question(number: int) -> None:
    deciding = {name for name, _, _ in REJECTIONS + QUESTIONS}
    assert set(DECISIONS[number]) & deciding


@pytest.mark.parametrize("name", REJECTED)
def test_a_file_rejects_exactly_these_claims_beside_summaries(name: str) -> None:
    found = {claim_of(about) for file, _, about in REJECTIONS if file == name}
    assert {c for c in found if c.predicate != iri("cel:summary")} == {
        claim(row) for row in REJECTED[name]
    }


def test_exactly_these_summaries_are_rejected() -> None:
    found = {
        (file, about[f"{CEL}statedIn"][0].value.split("/")[-2], claim_of(about).subject)
        for file, _, about in REJECTIONS
        if claim_of(about).predicate == iri("cel:summary")
    }
    assert found == {(file, source, iri(thing)) for file, source, thing in SUMMARIES}


def test_no_other_file_rejects_anything() -> None:
    rejecting = {file for file, _, _ in REJECTIONS}
    assert rejecting == set(REJECTED) | {file for file, _, _ in SUMMARIES}


@pytest.mark.parametrize(("file", "name", "about"), EACH_REJECTION)
def test_a_rejected_claim_is_stated_outright_in_the_passage_named(
    file: str, name: str, about: dict[str, list[object]]
) -> None:
    (passage,) = about[f"{CEL}statedIn"]
    assert not passage.value.endswith(HEDGED)
    assert not passage.value.startswith(f"{SOURCE}editors/")
    assert claim_of(about) in claims_by_passage()[passage.value]


@pytest.mark.parametrize(("file", "name", "about"), EACH_REJECTION)
def test_a_rejected_claim_falls_in_every_passage_of_its_source(
    file: str, name: str, about: dict[str, list[object]]
) -> None:
    (passage,) = about[f"{CEL}statedIn"]
    source = passage.value.rpartition("/")[0] + "/"
    holding = {
        other
        for other, triples in claims_by_passage().items()
        if other.startswith(source) and claim_of(about) in triples
    }
    fallen = {
        each[f"{CEL}statedIn"][0].value
        for _, _, each in REJECTIONS
        if claim_of(each) == claim_of(about)
    }
    assert holding <= fallen


@pytest.mark.parametrize(("file", "name", "about"), EACH)
def test_a_decision_rests_on_passages_that_exist_other_than_the_one_that_falls(
    file: str, name: str, about: dict[str, list[object]]
) -> None:
    grounds = {ground.value for ground in about[f"{PROV}wasDerivedFrom"]}
    fallen = {passage.value for passage in about[f"{CEL}statedIn"]}
    assert grounds
    assert grounds <= set(passages())
    assert not grounds & fallen
    assert not [ground for ground in grounds if ground.startswith(f"{SOURCE}editors/")]


@pytest.mark.parametrize(("file", "name", "about"), EACH)
def test_a_decision_gives_its_reason_in_one_english_sentence(
    file: str, name: str, about: dict[str, list[object]]
) -> None:
    (because,), (label,) = about[f"{CEL}because"], about[f"{RDFS}label"]
    assert (because.language, label.language) == ("en", "en")
    sentence = because.value.replace("zoomboola.com", "zoomboola")
    assert sentence.endswith(".")
    assert sentence.count(". ") == 0


@pytest.mark.parametrize(("file", "name", "about"), EACH)
def test_a_decision_gives_its_reason_in_eight_words_at_least(
    file: str, name: str, about: dict[str, list[object]]
) -> None:
    (because,) = about[f"{CEL}because"]
    assert len(because.value.split()) >= 8


@pytest.mark.parametrize(("file", "name", "about"), EACH_QUESTION)
def test_an_open_question_is_about_something_stated(
    file: str, name: str, about: dict[str, list[object]]
) -> None:
    if file == "common-names":  # about identities that nobody states
        return
    asked = {(s, p) for s in about[f"{RDF}subject"] for p in about[f"{RDF}predicate"]}
    said = {(t.subject, t.predicate) for ts in claims_by_passage().values() for t in ts}
    for subject in about[f"{RDF}subject"]:
        assert asked & said & {(subject, p) for p in about[f"{RDF}predicate"]}


@pytest.mark.parametrize("passage", sorted(passages("editors")))
def test_a_decision_is_a_dated_passage_of_the_editors(passage: str) -> None:
    about = described(passage, passages("editors")[passage])
    assert about[f"{CEL}statedIn"] == [iri("source:editors")]
    (created,) = about[f"{DCTERMS}created"]
    assert created.datatype == NamedNode(f"{XSD}date")
    hedged = passage.endswith(HEDGED)
    assert about[f"{CEL}certainty"] == ([iri("cel:Alleged")] if hedged else [])


def test_the_editors_copy_no_sentence_of_a_document() -> None:
    texts = [
        triple.object.value
        for triples in passages("editors").values()
        for triple in triples
        if isinstance(triple.object, Literal)
    ]
    ours = set().union(*map(runs, texts))
    assert not ours & (runs(document("listing")) | runs(document("zoomboola")))
