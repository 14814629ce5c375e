"""The facts of source:zoomboola say what the document says, where it says it, in other words."""

from __future__ import annotations

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Iterator

import pytest
from claims import FACTS, claim, described, iri, passages, read, stated
from documents import document, runs
from pyoxigraph import Literal, NamedNode, Triple
from zoomboola_claims import CLAIMS

from kg.files import shipped
from kg.vocab import BASE, CEL, DCTERMS, RDFS

SOURCE = f"{BASE}source/zoomboola"
HEDGED = ".hedged"
FILMS = {
    "the-flower-girl": ("The Flower Girl", 1972, "Kkot Pa-neun Cheo-nyeo"),
    "sea-of-blood": ("Sea of Blood", 1969, "Pibada"),
    "pulgasari": ("Pulgasari", 1985, None),
    "the-hero-noreturn": ("The Hero Noreturn", 1984, "Doraoji aneun milsa"),
    "spirit-of-korean-celadon": ("Spirit of Korean Celadon", 2002, "Cheongjaui neok"),
    "the-schoolgirls-diary": ("The Schoolgirl's Diary", 2006, "Han Nyŏhaksaengŭi Ilgi"),
    "comrade-kim-goes-flying": ("Comrade Kim Goes Flying", 2012, "Kimdongmunŭn hanŭrŭl nanda"),
}
PARAGRAPHS = dict(zip(FILMS, (3, 3, 4, 2, 2, 3, 2), strict=True))
SECTIONS = (
    *("title", "introduction-1", "introduction-2"),
    *(
        f"{slug}-{part}"
        for slug, count in PARAGRAPHS.items()
        for part in ("heading", *range(1, count + 1), "caption-1")
    ),
    *("conclusion-1", "conclusion-2"),
)

ROWS = [
    (passage, row.strip()) for passage, rows in CLAIMS.items() for row in rows.strip().splitlines()
]
EXACTLY = {
    "cel:director": {"film:pulgasari": "person:shin-sang-ok"},
    "cel:contributor": {
        "film:sea-of-blood": "person:kim-il-sung",
        "work:godzilla": "organization:godzilla-effects-team",
    },
    "cel:comparedWith": {
        "film:the-flower-girl": "work:anna-karenina",
        "film:pulgasari": "work:godzilla",
        "film:the-hero-noreturn": "work:mission-impossible",
    },
    "cel:setIn": {
        "film:the-flower-girl": "place:korea",
        "film:the-hero-noreturn": "place:south-korea",
    },
    "cel:setDuring": {
        "film:the-flower-girl": "period:japanese-rule",
        "film:sea-of-blood": "period:japanese-rule",
        "film:spirit-of-korean-celadon": "period:goryeo",
    },
    "cel:protagonist": {
        "film:the-flower-girl": "character:the-flower-girl-heroine",
        "film:sea-of-blood": "character:sea-of-blood-heroine",
        "film:pulgasari": "character:pulgasari-blacksmith",
        "film:the-hero-noreturn": "character:the-hero-noreturn-spy",
        "film:spirit-of-korean-celadon": "character:spirit-of-korean-celadon-potter",
        "film:the-schoolgirls-diary": "character:the-schoolgirls-diary-heroine",
        "film:comrade-kim-goes-flying": "character:kim-yong-mi",
    },
    "cel:parent": {"person:kim-jong-il": "person:kim-il-sung"},
    "cel:stance": {
        "review:kao-the-flower-girl": "cel:Mixed",
        "review:elley-the-schoolgirls-diary": "cel:Favourable",
        "review:weissberg-comrade-kim-goes-flying": "cel:Favourable",
    },
    "cel:coDirector": {},
    "cel:basedOn": {},
    "cel:continues": {},
}
CUES = {"sea-of-blood-1.hedged": "allegedly", "spirit-of-korean-celadon-2.hedged": "might"}
EVENTS_IN_ORDER = (
    "event:abduction-of-shin-sang-ok",
    "event:forced-film-making-of-shin-sang-ok",
    "event:journey-to-vienna",
    "event:arrival-at-us-embassy",
    "event:asylum-of-shin-sang-ok",
)


def _claims(passage: str) -> set[Triple]:
    name = f"{SOURCE}/{passage}"
    return stated(name, passages("zoomboola")[name])


def _stated_outright(predicate: str) -> Iterator[Triple]:
    for passage in SECTIONS:
        yield from (t for t in _claims(passage) if t.predicate == iri(predicate))


def _about(passage: str) -> dict[str, list[object]]:
    name = f"{SOURCE}/{passage}"
    return described(name, passages("zoomboola")[name])


def _span(passage: str) -> tuple[int, int, str]:
    (start,), (end,), (sha256,) = (_about(passage)[CEL + key] for key in ("start", "end", "sha256"))
    return int(start.value), int(end.value), sha256.value


def test_each_block_of_the_document_is_a_passage_and_two_have_hedged_claims() -> None:
    expected = sorted(f"{SOURCE}/{name}" for name in [*SECTIONS, *CUES])
    assert sorted(passages("zoomboola")) == expected


@pytest.mark.parametrize(("passage", "row"), ROWS, ids=[f"{p}: {r}" for p, r in ROWS])
def test_the_passage_states_the_claim(passage: str, row: str) -> None:
    assert claim(row) in _claims(passage)


def test_the_embassy_is_not_said_to_be_in_vienna() -> None:
    embassy = iri("organization:us-embassy-vienna")
    about = {t for t in _claims("pulgasari-4") if t.subject == embassy}
    assert about == {
        claim("organization:us-embassy-vienna a cel:Organization"),
        claim('organization:us-embassy-vienna rdfs:label "US embassy"@en'),
    }


@pytest.mark.parametrize("slug", FILMS)
def test_a_heading_states_titles_year_country_and_that_the_source_lists_the_film(slug: str) -> None:
    title, year, romanized = FILMS[slug]
    rows = [
        f"film:{slug} a cel:Film",
        f'film:{slug} cel:title "{title}"@en',
        f'film:{slug} rdfs:label "{title}"@en',
        f"film:{slug} cel:releaseYear {year}",
        f"film:{slug} cel:countryOfOrigin place:north-korea",
        f"source:zoomboola cel:lists film:{slug}",
    ]
    if romanized:
        marks = "ŏŭ"
        system = "mcCuneReischauer" if any(m in romanized for m in marks) else "revisedRomanization"
        rows += [f'film:{slug} cel:{p} "{romanized}"@ko-Latn' for p in ("romanizedTitle", system)]
    assert _claims(f"{slug}-heading") == {claim(row) for row in rows}


def test_the_source_announces_six_films_and_lists_seven() -> None:
    announced = {triple.object.value for triple in _stated_outright("cel:declaredCount")}
    listed = {triple.object for triple in _stated_outright("cel:lists")}
    assert announced == {"6"}
    assert listed == {iri(f"film:{slug}") for slug in FILMS}


@pytest.mark.parametrize("predicate", EXACTLY)
def test_the_document_says_this_outright_and_no_more(predicate: str) -> None:
    found = {(triple.subject, triple.object) for triple in _stated_outright(predicate)}
    assert found == {(iri(name), iri(value)) for name, value in EXACTLY[predicate].items()}


def test_the_events_of_the_escape_are_in_the_order_of_the_document() -> None:
    after = defaultdict(set)
    for triple in _stated_outright("cel:precedes"):
        after[triple.subject].add(triple.object)
    order = [iri(name) for name in EVENTS_IN_ORDER]
    assert all(later in after[earlier] for earlier, later in itertools.pairwise(order))
    assert not any(
        earlier in after[later] for later in order for earlier in order[: order.index(later) + 1]
    )


@pytest.mark.parametrize("slug", FILMS)
def test_each_film_has_a_summary_in_english_where_its_story_is_told(slug: str) -> None:
    texts = [t.object for t in _stated_outright("cel:summary") if t.subject == iri(f"film:{slug}")]
    assert texts
    assert {text.language for text in texts} == {"en"}
    assert all(text.value.endswith(".") for text in texts)


@pytest.mark.parametrize("passage", CUES)
def test_a_hedged_passage_names_its_cue_and_shares_the_span_of_the_plain_one(passage: str) -> None:
    about = _about(passage)
    assert about[f"{CEL}certainty"] == [NamedNode(f"{CEL}Alleged")]
    assert about[f"{CEL}cue"] == [Literal(CUES[passage])]
    assert _span(passage) == _span(passage.removesuffix(HEDGED))


def test_what_is_hedged_is_nowhere_stated_outright() -> None:
    outright = set().union(*(_claims(passage) for passage in SECTIONS))
    assert not outright & set().union(*(_claims(passage) for passage in CUES))


def test_plain_passages_have_no_certainty_and_no_cue() -> None:
    marked = [p for p in SECTIONS if {f"{CEL}certainty", f"{CEL}cue"} & set(_about(p))]
    assert marked == []


def test_the_primary_sources_give_a_thing_one_label_a_language() -> None:
    labels = defaultdict(set)
    for source in ("zoomboola", "listing"):
        for triples in passages(source).values():
            for triple in (t for t in triples if t.predicate.value == f"{RDFS}label"):
                labels[triple.subject, triple.object.language].add(triple.object.value)
    assert {key: found for key, found in labels.items() if len(found) > 1} == {}


@pytest.mark.parametrize("passage", [*SECTIONS, *CUES])
def test_the_hash_is_that_of_the_span(passage: str) -> None:
    start, end, sha256 = _span(passage)
    span = document("zoomboola")[start:end]
    assert (span.strip(), hashlib.sha256(span.encode()).hexdigest()) == (span, sha256)


@pytest.mark.parametrize("passage", CUES)
def test_the_cue_is_a_word_of_the_passage(passage: str) -> None:
    start, end, _ = _span(passage)
    assert CUES[passage] in document("zoomboola")[start:end].split()


def test_every_line_with_text_lies_in_exactly_one_plain_passage() -> None:
    text = document("zoomboola")
    spans = [_span(passage)[:2] for passage in SECTIONS]
    assert spans == sorted(spans)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(spans))
    lines = [line for start, end in spans for line in text[start:end].split("\n")]
    assert lines == [line for line in text.split("\n") if line.strip()]


def _literals() -> Iterator[tuple[str, Triple]]:
    files = dict(passages())
    for path in (*sorted(FACTS.glob("*.ttl")), *sorted(shipped("ontology").glob("*.ttl"))):
        files[path.name] = read(path, BASE)
    for name, triples in files.items():
        yield from ((name, triple) for triple in triples if isinstance(triple.object, Literal))


def test_no_words_of_the_document_are_copied_into_facts_or_ontology() -> None:
    theirs = runs(document("zoomboola"))
    titles = (f"{CEL}title", f"{DCTERMS}title")
    copied = [
        f"{name}: {triple.object}"
        for name, triple in _literals()
        if triple.predicate.value not in titles and runs(triple.object.value) & theirs
    ]
    assert copied == []
