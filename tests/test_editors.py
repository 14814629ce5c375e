"""The editors' decisions: one for each contradiction, on claims that exist, and their effect."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest
from claims import claim, described, iri, passages, read, stated, term
from documents import document, runs
from pyoxigraph import Literal, NamedNode, Triple

from kg.files import shipped
from kg.vocab import BASE, CEL, DCTERMS, OWL, PROV, RDF, RDFS, XSD

SOURCE = f"{BASE}source/"
HEDGED = ".hedged"

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
    "the-schoolgirls-diary-year": {"film:the-schoolgirls-diary cel:releaseYear 2007"},
    "choe-ik-gyu-birth": {"person:choe-ik-kyu cel:birthYear 1947"},
}
"""Everything that these files reject."""

KEPT = [
    "film:sea-of-blood cel:contributor person:kim-il-sung",
    "film:the-flower-girl cel:comparedWith work:anna-karenina",
    "film:the-schoolgirls-diary cel:setIn place:pyongyang",
    "series:a-traffic-controller-on-crossroads cel:director person:choe-ik-kyu",
    "series:boy-commander cel:director person:ri-yong-bok",
    "series:boy-commander cel:releaseYear 2006",
    "series:the-respected-mother a cel:Series",
    "series:the-respected-mother cel:releaseYear 2012",
    "series:the-flower-girls-youth cel:continues film:the-flower-girl",
    "source:zoomboola cel:declaredCount 6",
    "rating:the-flower-girl-imdb cel:ratingValue 6.9",
    "rating:pulgasari-imdb cel:ratingValue 5.3",
]
"""What is unsupported or undecided but not refuted: the accepted view keeps it."""

ACCEPTED = [
    ("film:the-flower-girl", "rdf:type", "cel:Film"),
    ("film:the-flower-girl", "cel:releaseYear", "1972"),
    ("film:the-flower-girl", "cel:director", "person:choe-ik-kyu person:pak-hak"),
    ("film:the-flower-girl", "cel:basedOn", "work:the-flower-girl-opera"),
    ("film:the-flower-girl", "cel:award", "award:special-prize-karlovy-vary-1972"),
    ("film:the-flower-girl", "cel:durationMinutes", "121 122 126"),
    ("film:the-flower-girl", "cel:composer", "person:song-deng-chun"),
    ("film:the-flower-girl", "cel:cinematographer", "person:pak-pyong-su person:ri-hi-song"),
    ("film:sea-of-blood", "rdf:type", "cel:Film"),
    ("film:sea-of-blood", "cel:releaseYear", "1969"),
    ("film:sea-of-blood", "cel:productionYear", "1968"),
    ("film:sea-of-blood", "cel:director", "person:choe-ik-kyu"),
    ("film:sea-of-blood", "cel:coDirector", ""),
    ("film:sea-of-blood", "cel:writer", "person:pak-byong-su"),
    ("film:sea-of-blood", "cel:partCount", "2"),
    ("film:sea-of-blood", "cel:genre", "genre:drama genre:propaganda genre:war"),
    ("film:sea-of-blood", "owl:differentFrom", "work:sea-of-blood-opera"),
    ("work:sea-of-blood-opera", "rdf:type", "cel:Opera"),
    ("work:sea-of-blood-opera", "cel:releaseYear", "1971"),
    ("film:pulgasari", "cel:releaseYear", "1985"),
    ("film:pulgasari", "cel:director", "person:shin-sang-ok"),
    ("film:pulgasari", "cel:writer", "person:kim-seryun person:ri-chun-gu"),
    ("film:pulgasari", "cel:countryOfOrigin", "place:china place:japan place:north-korea"),
    ("film:pulgasari", "cel:setDuring", "period:goryeo"),
    ("film:pulgasari", "cel:genre", "genre:action genre:fantasy genre:monster"),
    ("film:the-hero-noreturn", "cel:releaseYear", "1984"),
    ("film:the-hero-noreturn", "cel:director", "person:choi-eun-hee person:shin-sang-ok"),
    ("film:the-hero-noreturn", "cel:writer", "person:shin-sang-ok"),
    ("film:the-hero-noreturn", "cel:basedOn", "work:bloody-conference"),
    ("film:the-hero-noreturn", "cel:genre", "genre:historical-drama"),
    ("film:the-hero-noreturn", "cel:setIn", "place:the-hague"),
    ("film:the-hero-noreturn", "cel:protagonist", ""),
    ("film:the-hero-noreturn", "cel:comparedWith", ""),
    ("film:spirit-of-korean-celadon", "cel:releaseYear", "2002"),
    ("film:spirit-of-korean-celadon", "cel:director", "person:phyo-kwang"),
    ("film:spirit-of-korean-celadon", "cel:setDuring", "period:goryeo"),
    ("film:the-schoolgirls-diary", "cel:releaseYear", "2006"),
    ("film:the-schoolgirls-diary", "cel:director", "person:jang-in-hak"),
    ("film:the-schoolgirls-diary", "cel:writer", "person:an-jun-bo"),
    (
        "film:comrade-kim-goes-flying",
        "cel:director",
        "person:anja-daelemans person:kim-gwang-hun person:nicholas-bonner",
    ),
    ("film:comrade-kim-goes-flying", "cel:releaseYear", "2012"),
    ("film:comrade-kim-goes-flying", "cel:writer", "person:kim-chol person:sin-myong-sik"),
    (
        "film:comrade-kim-goes-flying",
        "cel:countryOfOrigin",
        "place:belgium place:north-korea place:united-kingdom",
    ),
    ("film:the-tale-of-chun-hyang", "cel:releaseYear", "1980"),
    ("film:the-tale-of-chun-hyang", "cel:director", "person:yu-won-jun person:yun-ryong-gyu"),
    ("film:the-tale-of-chun-hyang", "cel:writer", "person:kim-sung-gu person:paek-in-jun"),
    ("film:the-tale-of-chun-hyang", "cel:basedOn", "work:chunhyang-tale"),
    ("film:hong-kil-dong", "cel:director", "person:kim-kil-in"),
    ("series:the-country-i-saw", "rdf:type", "cel:Film"),
    ("series:the-country-i-saw", "cel:releaseYear", "1987 1988"),
    ("series:the-country-i-saw", "cel:director", ""),
    ("series:the-country-i-saw", "cel:writer", "person:choe-il-sim"),
    ("series:the-country-i-saw", "cel:protagonist", "character:takahashi-minoru"),
    ("series:the-country-i-saw", "cel:setDuring", ""),
    ("series:the-country-i-saw", "cel:genre", ""),
    ("series:a-traffic-controller-on-crossroads", "rdf:type", "cel:Film"),
    ("series:a-traffic-controller-on-crossroads", "cel:releaseYear", "1986"),
    ("series:boy-general", "rdf:type", "cel:Series"),
    ("series:boy-general", "cel:director", "person:kim-jun-ok"),
    ("series:boy-general", "cel:protagonist", "character:soe-mae"),
    ("series:boy-general", "cel:setDuring", "period:goguryeo"),
    ("series:boy-commander", "skos:closeMatch", ""),
    ("series:the-respected-mother", "cel:director", ""),
    ("film:the-mother-of-great-songun-korea", "cel:productionYear", "2011"),
    ("person:choe-ik-kyu", "cel:birthYear", "1934"),
    ("person:kim-jong-chul", "cel:sibling", "person:kim-jong-un"),
    ("person:kim-ki-nam", "cel:wikidata", ""),
]
"""Third column of research/identifiers.md, part 2: exactly these values, all sources taken."""


def _decisions(kind: str) -> list[tuple[str, str, dict[str, list[object]]]]:
    """Return (file, IRI, what is said of it) of every rejection or open question."""
    return [
        (passage.removeprefix(f"{SOURCE}editors/"), triple.subject.value, about)
        for passage, triples in passages("editors").items()
        for triple in triples
        if triple.predicate.value == f"{RDF}type" and triple.object.value == CEL + kind
        for about in [described(triple.subject.value, triples)]
    ]


REJECTIONS = _decisions("Rejection")
QUESTIONS = _decisions("OpenQuestion")
EACH = [pytest.param(*each, id=each[1].rpartition("/")[2]) for each in REJECTIONS + QUESTIONS]
EACH_REJECTION = [pytest.param(*each, id=each[1].rpartition("/")[2]) for each in REJECTIONS]
EACH_QUESTION = [pytest.param(*each, id=each[1].rpartition("/")[2]) for each in QUESTIONS]


def _claim_of(about: dict[str, list[object]]) -> Triple:
    (subject,), (predicate,), (value,) = (
        about[RDF + part] for part in ("subject", "predicate", "object")
    )
    return Triple(subject, predicate, value)


@cache
def _claims_by_passage() -> dict[str, frozenset[Triple]]:
    return {name: frozenset(stated(name, triples)) for name, triples in passages().items()}


@cache
def _accepted() -> dict[tuple[NamedNode, NamedNode], frozenset[object]]:
    """Return what is left: all outright claims of all sources less the rejected ones."""
    fallen = {(about[f"{CEL}statedIn"][0].value, _claim_of(about)) for _, _, about in REJECTIONS}
    left = defaultdict(set)
    for name, triples in _claims_by_passage().items():
        if not name.endswith(HEDGED):
            for triple in triples:
                if (name, triple) not in fallen:
                    left[triple.subject, triple.predicate].add(triple.object)
    return {key: frozenset(values) for key, values in left.items()}


def test_every_contradiction_is_decided_and_every_file_decides_something_known() -> None:
    assert sorted(DECISIONS) == list(range(1, 28))
    named = {name for names in DECISIONS.values() for name in names} | set(BESIDE)
    assert {name.removeprefix(f"{SOURCE}editors/") for name in passages("editors")} == named


@pytest.mark.parametrize("number", sorted(DECISIONS))
def test_a_contradiction_is_met_by_a_rejection_or_an_open_question(number: int) -> None:
    deciding = {name for name, _, _ in REJECTIONS + QUESTIONS}
    assert set(DECISIONS[number]) & deciding


@pytest.mark.parametrize("name", REJECTED)
def test_a_file_rejects_exactly_these_claims(name: str) -> None:
    found = {_claim_of(about) for file, _, about in REJECTIONS if file == name}
    assert found == {claim(row) for row in REJECTED[name]}


@pytest.mark.parametrize(("file", "name", "about"), EACH_REJECTION)
def test_a_rejected_claim_is_stated_outright_in_the_passage_named(
    file: str, name: str, about: dict[str, list[object]]
) -> None:
    (passage,) = about[f"{CEL}statedIn"]
    assert not passage.value.endswith(HEDGED)
    assert not passage.value.startswith(f"{SOURCE}editors/")
    assert _claim_of(about) in _claims_by_passage()[passage.value]


@pytest.mark.parametrize(("file", "name", "about"), EACH_REJECTION)
def test_a_rejected_claim_falls_in_every_passage_of_its_source(
    file: str, name: str, about: dict[str, list[object]]
) -> None:
    (passage,) = about[f"{CEL}statedIn"]
    source = passage.value.rpartition("/")[0] + "/"
    holding = {
        other
        for other, triples in _claims_by_passage().items()
        if other.startswith(source) and _claim_of(about) in triples
    }
    fallen = {
        each[f"{CEL}statedIn"][0].value
        for _, _, each in REJECTIONS
        if _claim_of(each) == _claim_of(about)
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


@pytest.mark.parametrize(("file", "name", "about"), EACH_QUESTION)
def test_an_open_question_is_about_something_stated(
    file: str, name: str, about: dict[str, list[object]]
) -> None:
    if file == "common-names":  # about identities that nobody states
        return
    asked = {(s, p) for s in about[f"{RDF}subject"] for p in about[f"{RDF}predicate"]}
    said = {(t.subject, t.predicate) for ts in _claims_by_passage().values() for t in ts}
    for subject in about[f"{RDF}subject"]:
        assert asked & said & {(subject, p) for p in about[f"{RDF}predicate"]}


@pytest.mark.parametrize("row", KEPT)
def test_what_is_not_refuted_is_kept(row: str) -> None:
    kept = claim(row)
    assert kept.object in _accepted()[kept.subject, kept.predicate]


@pytest.mark.parametrize(("subject", "predicate", "values"), ACCEPTED)
def test_the_accepted_view_has_exactly_these_values(
    subject: str, predicate: str, values: str
) -> None:
    expected = {term(value) for value in values.split()}
    assert _accepted().get((iri(subject), iri(predicate)), frozenset()) == expected


def test_a_functional_property_keeps_two_values_only_where_a_question_is_open() -> None:
    ontology = read(shipped("ontology") / "celadon.ttl", BASE)
    functional = {
        t.subject
        for t in ontology
        if t.predicate.value == f"{RDF}type" and t.object.value == f"{OWL}FunctionalProperty"
    }
    asked = {
        (s, p)
        for _, _, about in QUESTIONS
        for s in about[f"{RDF}subject"]
        for p in about[f"{RDF}predicate"]
    }
    torn = {key for key, values in _accepted().items() if key[1] in functional and len(values) > 1}
    assert functional
    assert torn <= asked


def test_nothing_is_accepted_as_a_film_and_as_a_series_or_a_stage_work() -> None:
    kinds = [term(f"cel:{name}") for name in ("Film", "Series", "Opera", "StageWork")]
    torn = {
        key[0].value
        for key, values in _accepted().items()
        if key[1].value == f"{RDF}type" and term("cel:Film") in values
        if len(values & set(kinds)) > 1
    }
    assert torn == set()


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
