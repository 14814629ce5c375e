"""What the editors' decisions lead to: the claims of all sources less the rejected ones."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest
from claims import claim, iri, read, term
from decisions import HEDGED, QUESTIONS, REJECTIONS, claim_of, claims_by_passage
from pyoxigraph import NamedNode

from kg.files import shipped
from kg.vocab import BASE, CEL, OWL, RDF

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


@cache
def _accepted() -> dict[tuple[NamedNode, NamedNode], frozenset[object]]:
    """Return what is left: all outright claims of all sources less the rejected ones."""
    fallen = {(about[f"{CEL}statedIn"][0].value, claim_of(about)) for _, _, about in REJECTIONS}
    left = defaultdict(set)
    for name, triples in claims_by_passage().items():
        if not name.endswith(HEDGED):
            for triple in triples:
                if (name, triple) not in fallen:
                    left[triple.subject, triple.predicate].add(triple.object)
    return {key: frozenset(values) for key, values in left.items()}


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
