"""The facts of source:listing say what the document says, where it says it, in other words."""

from __future__ import annotations

import hashlib
from collections import defaultdict

import pytest
from claims import claim, described, iri, passages, stated, term
from documents import document, runs
from pyoxigraph import Literal

from kg.vocab import BASE, CEL

SOURCE = f"{BASE}source/listing"
FILMS = (
    "the-flower-girl",
    "sea-of-blood",
    "the-schoolgirls-diary",
    "pulgasari",
    "the-tale-of-chun-hyang",
)
SERIES = (
    "the-country-i-saw",
    "a-traffic-controller-on-crossroads",
    "boy-commander",
    "the-respected-mother",
    "the-flower-girls-youth",
)
IN_ORDER = ("films-heading", *FILMS, "series-heading", *SERIES)

CLAIMS = {
    "films-heading": [
        f"film:{slug} {said}"
        for slug in FILMS
        for said in ("a cel:Film", "cel:countryOfOrigin place:north-korea")
    ],
    "series-heading": [
        f"series:{slug} {said}"
        for slug in SERIES
        for said in ("a cel:Series", "cel:countryOfOrigin place:north-korea")
    ],
    "the-flower-girl": [
        "film:the-flower-girl a cel:Film",
        'film:the-flower-girl cel:title "The Flower Girl"@en',
        "film:the-flower-girl cel:releaseYear 1972",
        "film:the-flower-girl cel:director person:choe-ik-kyu",
        'person:choe-ik-kyu rdfs:label "Choe Ik-kyu"@en',
        "film:the-flower-girl cel:setDuring period:japanese-rule",
        "film:the-flower-girl cel:protagonist character:the-flower-girl-heroine",
        "film:the-flower-girl cel:theme theme:resilience",
        "film:the-flower-girl cel:theme theme:sacrifice",
    ],
    "sea-of-blood": [
        "film:sea-of-blood a cel:Film",
        "film:sea-of-blood a cel:Opera",
        'film:sea-of-blood cel:title "Sea of Blood"@en',
        "film:sea-of-blood cel:releaseYear 1971",
        "film:sea-of-blood cel:director person:kim-ki-nam",
        "film:sea-of-blood cel:genre genre:revolutionary-opera",
        "film:sea-of-blood cel:genre genre:epic",
        "film:sea-of-blood cel:setDuring period:japanese-rule",
        "film:sea-of-blood cel:character character:sea-of-blood-family",
        "film:sea-of-blood cel:theme theme:oppression",
        "film:sea-of-blood cel:theme theme:resistance",
        "film:sea-of-blood cel:theme theme:ideology",
        "film:sea-of-blood cel:theme theme:patriotism",
    ],
    "the-schoolgirls-diary": [
        "film:the-schoolgirls-diary a cel:Film",
        'film:the-schoolgirls-diary cel:title "The Schoolgirl\'s Diary"@en',
        "film:the-schoolgirls-diary cel:releaseYear 2006",
        "film:the-schoolgirls-diary cel:director person:jang-in-hak",
        "film:the-schoolgirls-diary cel:genre genre:drama",
        "film:the-schoolgirls-diary cel:setIn place:pyongyang",
        "film:the-schoolgirls-diary cel:character character:the-schoolgirls-diary-students",
        "film:the-schoolgirls-diary cel:theme theme:north-korean-society",
        "film:the-schoolgirls-diary cel:theme theme:loyalty",
        "film:the-schoolgirls-diary cel:theme theme:self-sacrifice",
    ],
    "pulgasari": [
        "film:pulgasari a cel:Film",
        'film:pulgasari cel:title "Pulgasari"@en',
        "film:pulgasari cel:releaseYear 1985",
        "film:pulgasari cel:director person:shin-sang-ok",
        'person:shin-sang-ok cel:occupation "film director"@en',
        "person:shin-sang-ok cel:citizenOf place:south-korea",
        "event:abduction-of-shin-sang-ok a cel:Abduction",
        "event:abduction-of-shin-sang-ok cel:participant person:shin-sang-ok",
        "event:abduction-of-shin-sang-ok cel:carriedOutBy organization:north-korean-government",
        "film:pulgasari cel:genre genre:fantasy",
        "film:pulgasari cel:character character:pulgasari-monster",
        "film:pulgasari cel:character character:pulgasari-peasants",
        "film:pulgasari cel:theme theme:oppression",
        "film:pulgasari cel:theme theme:resistance",
    ],
    "the-tale-of-chun-hyang": [
        "film:the-tale-of-chun-hyang a cel:Film",
        'film:the-tale-of-chun-hyang cel:title "The Tale of Chun Hyang"@en',
        "film:the-tale-of-chun-hyang cel:releaseYear 1980",
        "film:the-tale-of-chun-hyang cel:director person:kim-kil-in",
        "film:the-tale-of-chun-hyang cel:basedOn work:chunhyang-tale",
        "work:chunhyang-tale a cel:Tale",
        'work:chunhyang-tale cel:title "The Tale of Chun Hyang"@en',
        "film:the-tale-of-chun-hyang cel:genre genre:historical",
        "film:the-tale-of-chun-hyang cel:theme theme:love",
        "film:the-tale-of-chun-hyang cel:theme theme:loyalty",
        "film:the-tale-of-chun-hyang cel:theme theme:resistance",
        "film:the-tale-of-chun-hyang cel:theme theme:injustice",
    ],
    "the-country-i-saw": [
        "series:the-country-i-saw a cel:Series",
        'series:the-country-i-saw cel:title "The Country I Saw"@en',
        "series:the-country-i-saw cel:releaseYear 1987",
        "series:the-country-i-saw cel:director person:choe-ik-kyu",
        "series:the-country-i-saw cel:genre genre:historical-drama",
        "series:the-country-i-saw cel:setDuring period:japanese-rule",
        "series:the-country-i-saw cel:character character:the-country-i-saw-resisters",
        "series:the-country-i-saw cel:theme theme:resistance",
    ],
    "a-traffic-controller-on-crossroads": [
        "series:a-traffic-controller-on-crossroads a cel:Series",
        "series:a-traffic-controller-on-crossroads"
        ' cel:title "A Traffic Controller on Crossroads"@en',
        "series:a-traffic-controller-on-crossroads cel:releaseYear 1989",
        "series:a-traffic-controller-on-crossroads cel:director person:choe-ik-kyu",
        "series:a-traffic-controller-on-crossroads cel:setIn place:pyongyang",
        "series:a-traffic-controller-on-crossroads"
        " cel:character character:a-traffic-controller-on-crossroads-controllers",
        "character:a-traffic-controller-on-crossroads-controllers"
        ' cel:occupation "traffic controller"@en',
        "series:a-traffic-controller-on-crossroads cel:theme theme:duty",
        "series:a-traffic-controller-on-crossroads cel:theme theme:public-order",
    ],
    "boy-commander": [
        "series:boy-commander a cel:Series",
        'series:boy-commander cel:title "Boy Commander"@en',
        "series:boy-commander cel:releaseYear 2006",
        "series:boy-commander cel:director person:ri-yong-bok",
        "series:boy-commander cel:genre genre:childrens-series",
        "series:boy-commander cel:protagonist character:kim-hyok",
        'character:kim-hyok rdfs:label "Kim Hyok"@en',
        'character:kim-hyok cel:occupation "pioneer"@en',
        "series:boy-commander cel:theme theme:socialist-values",
    ],
    "the-respected-mother": [
        "series:the-respected-mother a cel:Series",
        'series:the-respected-mother cel:title "The Respected Mother"@en',
        "series:the-respected-mother cel:releaseYear 2012",
        "series:the-respected-mother cel:director person:kim-jong-chul",
        "person:kim-jong-chul cel:sibling person:kim-jong-un",
        "series:the-respected-mother cel:protagonist character:the-respected-mother-mother",
        "series:the-respected-mother cel:theme theme:motherhood",
        "series:the-respected-mother cel:theme theme:duty",
    ],
    "the-flower-girls-youth": [
        "series:the-flower-girls-youth a cel:Series",
        'series:the-flower-girls-youth cel:title "The Flower Girl\'s Youth"@en',
        "series:the-flower-girls-youth cel:releaseYear 2002",
        "series:the-flower-girls-youth cel:continues film:the-flower-girl",
        "film:the-flower-girl a cel:Film",
        "series:the-flower-girls-youth cel:theme theme:youth",
        "series:the-flower-girls-youth cel:theme theme:hardship",
        "series:the-flower-girls-youth cel:theme theme:dreams",
    ],
}
ROWS = [(passage, row) for passage, rows in CLAIMS.items() for row in rows]

EXACTLY = {
    "cel:releaseYear": {
        "film:the-flower-girl": "1972",
        "film:sea-of-blood": "1971",
        "film:the-schoolgirls-diary": "2006",
        "film:pulgasari": "1985",
        "film:the-tale-of-chun-hyang": "1980",
        "series:the-country-i-saw": "1987",
        "series:a-traffic-controller-on-crossroads": "1989",
        "series:boy-commander": "2006",
        "series:the-respected-mother": "2012",
        "series:the-flower-girls-youth": "2002",
    },
    "cel:director": {
        "film:the-flower-girl": "person:choe-ik-kyu",
        "film:sea-of-blood": "person:kim-ki-nam",
        "film:the-schoolgirls-diary": "person:jang-in-hak",
        "film:pulgasari": "person:shin-sang-ok",
        "film:the-tale-of-chun-hyang": "person:kim-kil-in",
        "series:the-country-i-saw": "person:choe-ik-kyu",
        "series:a-traffic-controller-on-crossroads": "person:choe-ik-kyu",
        "series:boy-commander": "person:ri-yong-bok",
        "series:the-respected-mother": "person:kim-jong-chul",
    },
    "cel:setIn": {
        "film:the-schoolgirls-diary": "place:pyongyang",
        "series:a-traffic-controller-on-crossroads": "place:pyongyang",
    },
    "cel:setDuring": dict.fromkeys(
        ("film:the-flower-girl", "film:sea-of-blood", "series:the-country-i-saw"),
        "period:japanese-rule",
    ),
    "cel:protagonist": {
        "film:the-flower-girl": "character:the-flower-girl-heroine",
        "series:boy-commander": "character:kim-hyok",
        "series:the-respected-mother": "character:the-respected-mother-mother",
    },
    "cel:basedOn": {"film:the-tale-of-chun-hyang": "work:chunhyang-tale"},
    "cel:continues": {"series:the-flower-girls-youth": "film:the-flower-girl"},
    "cel:sibling": {"person:kim-jong-chul": "person:kim-jong-un"},
}


def _span(passage: str) -> tuple[int, int, str]:
    name = f"{SOURCE}/{passage}"
    about = described(name, passages("listing")[name])
    (start,), (end,), (sha256,) = (about[CEL + key] for key in ("start", "end", "sha256"))
    return int(start.value), int(end.value), sha256.value


@pytest.mark.parametrize("name", ["films-heading", "series-heading"])
def test_the_heading_of_a_list_is_the_text_s_own(name: str) -> None:
    passage = f"{SOURCE}/{name}"
    (heading,) = described(passage, passages("listing")[passage])[CEL + "heading"]
    start, end, _ = _span(name)
    assert document("listing")[start:end] == f"{heading.value}:"


def test_the_passages_are_the_twelve_blocks_of_the_document_none_hedged() -> None:
    assert sorted(passages("listing")) == sorted(f"{SOURCE}/{name}" for name in IN_ORDER)


@pytest.mark.parametrize(("passage", "row"), ROWS, ids=[f"{p}: {r}" for p, r in ROWS])
def test_the_passage_states_the_claim(passage: str, row: str) -> None:
    name = f"{SOURCE}/{passage}"
    assert claim(row) in stated(name, passages("listing")[name])


@pytest.mark.parametrize("predicate", EXACTLY)
def test_the_document_says_this_of_these_things_and_of_no_others(predicate: str) -> None:
    expected = {iri(name): {term(value)} for name, value in EXACTLY[predicate].items()}
    found = defaultdict(set)
    for name, triples in passages("listing").items():
        for triple in stated(name, triples):
            if triple.predicate == iri(predicate):
                found[triple.subject].add(triple.object)
    assert found == expected


def test_the_source_lists_each_work_in_the_entry_of_its_name() -> None:
    expected = {f"film:{slug}" for slug in FILMS} | {f"series:{slug}" for slug in SERIES}
    listed = {
        name.removeprefix(f"{SOURCE}/"): triple.object
        for name, triples in passages("listing").items()
        for triple in triples
        if triple.predicate == iri("cel:lists")
    }
    assert listed == {name.split(":")[1]: iri(name) for name in expected}


@pytest.mark.parametrize("slug", [*FILMS, *SERIES])
def test_each_work_has_a_label_and_a_summary_in_english(slug: str) -> None:
    name = f"{SOURCE}/{slug}"
    work = iri(f"film:{slug}" if slug in FILMS else f"series:{slug}")
    about = described(work.value, passages("listing")[name])
    for key in ("rdfs:label", "cel:summary"):
        (text,) = about[iri(key).value]
        assert isinstance(text, Literal)
        assert text.language == "en"


@pytest.mark.parametrize("passage", IN_ORDER)
def test_the_hash_is_that_of_the_span(passage: str) -> None:
    start, end, sha256 = _span(passage)
    span = document("listing")[start:end]
    assert (span.strip(), hashlib.sha256(span.encode()).hexdigest()) == (span, sha256)


def test_the_spans_cover_the_document_in_order_without_overlap() -> None:
    text = document("listing")
    assert [text[slice(*_span(name)[:2])] for name in IN_ORDER] == text.split("\n")[::2]
    assert not any(text.split("\n")[1::2])


@pytest.mark.parametrize("slug", [*FILMS, *SERIES])
def test_an_entry_begins_with_the_title_that_it_states(slug: str) -> None:
    start, end, _ = _span(slug)
    name = f"{SOURCE}/{slug}"
    (title,) = {
        triple.object.value
        for triple in passages("listing")[name]
        if triple.predicate == iri("cel:title") and triple.subject.value.endswith(f"/{slug}")
    }
    assert document("listing")[start:end].startswith(f'"{title}" (')


@pytest.mark.parametrize("passage", IN_ORDER)
def test_no_sentence_of_a_document_is_copied(passage: str) -> None:
    name = f"{SOURCE}/{passage}"
    texts = [triple.object.value for triple in passages("listing")[name]]
    ours = set().union(*(runs(text) for text in texts))
    assert not ours & (runs(document("listing")) | runs(document("zoomboola")))
