"""The ontology: its terms and axioms, its header, its alignment, and what follows."""

from __future__ import annotations

import re
from itertools import combinations

import pyoxigraph
import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VANN

from kg import vocab
from kg.files import shipped
from kg.reasoning import reference

CEL = Namespace(vocab.CEL)
ONTOLOGY = URIRef("https://w3id.org/celadon/ontology")
FOLDER = shipped("ontology")
FILES = ("alignment", "celadon", "shapes", "style")


def graph_of(*names: str) -> Graph:
    graph = Graph()
    for name in names:
        graph.parse(FOLDER / f"{name}.ttl")
    return graph


CORE = graph_of("celadon")
ALIGNMENT = graph_of("alignment")
TERMS = sorted(t for t in set(CORE.subjects(RDFS.isDefinedBy)) if isinstance(t, URIRef))
WORDS = """Work Film Series StageWork LiteraryWork Franchise Tale ScreenWork Person Organization
    Agent Review Rating Character Place Country City Period Event Genre Theme Source Passage Support
    Rejection Director Critic NorthKoreanWork Opera Continent Image Custom Award Abduction Journey
    Negotiation Asylum Release Screening Stance Certainty SourceRole Availability OpenQuestion
    Conflict Adaptation Sequel PeriodWork ReviewedWork Screenwriter Still Cover Trailer Family"""
PROPERTIES = """title releaseYear contributor director coDirector creator writer specialEffectsBy
    productionCompany castMember bodyOfWork directed workedWith countryOfOrigin citizenOf genre
    theme setIn setDuring character protagonist basedOn continues comparedWith derivedFrom parent
    child sibling relativeOf reviewOf reviewer publishedIn hasReview stance ratingOf ratingValue
    bestRating ratedBy audience audienceShare summary participant onOrderOf year place wikidata imdb
    statedIn certainty cue heading start end sha256 role declaredCount restsOn alternative because
    romanizedTitle revisedRomanization mcCuneReischauer name romanizedName productionYear startYear
    endYear episodeCount durationMinutes birthYear deathYear birthDate deathDate producer composer
    cinematographer filmEditor distributor adviser lists locatedIn appearsIn portrayedBy occupation
    relatedTo remakeOf spouse reviewDate ratingCount appreciatedAbroad shownIn studiedAt
    availability award concerns precedes purpose illustrates practisedIn imageOf depicts allMovie
    filmAffinity daumMovie sensCritique wikipedia address length publisher languageTag date month
    startDate endDate birthPlace deathPlace partCount color filmedIn influencedBy about reputation
    assessment carriedOutBy compiledBy relatedCharacter comesFrom memberOf territory destination
    calendarMonth translationAvailability unit mentions"""
INDIVIDUALS = """Favourable Mixed Unfavourable Stated Alleged Primary Reference Editorial
    HardToFind EasyToFind Lost"""
PROPERTY_KINDS = {OWL.ObjectProperty, OWL.DatatypeProperty}


@pytest.mark.parametrize("name", FILES)
def test_a_file_parses_alike_with_both_libraries(name: str) -> None:
    path = FOLDER / f"{name}.ttl"
    assert len(graph_of(name)) == len(set(pyoxigraph.parse(path=path)))


@pytest.mark.parametrize("name", WORDS.split())
def test_a_class_is_there(name: str) -> None:
    assert (CEL[name], RDF.type, OWL.Class) in CORE


@pytest.mark.parametrize("name", PROPERTIES.split())
def test_a_property_is_there(name: str) -> None:
    assert len(PROPERTY_KINDS & set(CORE.objects(CEL[name], RDF.type))) == 1


@pytest.mark.parametrize("name", INDIVIDUALS.split())
def test_a_member_of_an_enumeration_is_there(name: str) -> None:
    assert (CEL[name], RDF.type, OWL.NamedIndividual) in CORE


def test_no_term_is_missing_from_these_lists() -> None:
    listed = {*WORDS.split(), *PROPERTIES.split(), *INDIVIDUALS.split()}
    listed |= {"Alternative", "wrote", "wroteReview"}
    listed |= {"inView", "involves", "isCapped", "rule"}
    assert {str(term).removeprefix(vocab.CEL) for term in TERMS} == listed


DISJOINT = [
    *combinations(("Agent", "Event", "Place", "Work"), 2),
    ("Film", "Series"),
    ("Organization", "Person"),
    ("Character", "Person"),
    *combinations(("LiteraryWork", "ScreenWork", "StageWork"), 2),
]


@pytest.mark.parametrize(("one", "other"), DISJOINT)
def test_two_classes_are_disjoint(one: str, other: str) -> None:
    either = {(CEL[one], OWL.disjointWith, CEL[other]), (CEL[other], OWL.disjointWith, CEL[one])}
    assert any(triple in CORE for triple in either)


def test_no_class_lies_below_two_disjoint_ones() -> None:
    above = {c: set(CORE.transitive_objects(c, RDFS.subClassOf)) for c in TERMS}
    pairs = list(CORE.subject_objects(OWL.disjointWith))
    assert [c for c in TERMS for a, b in pairs if {a, b} <= above[c]] == []


BELOW = """Film ScreenWork|Series ScreenWork|ScreenWork Work|StageWork Work|LiteraryWork Work
    |Franchise Work|Tale Work|Person Agent|Organization Agent|Country Place|City Place
    |Opera StageWork|Continent Place|Abduction Event|Journey Event|Negotiation Event|Asylum Event
    |Release Event|Screening Event|Genre Concept|Theme Concept|Custom Concept"""


@pytest.mark.parametrize("row", [tuple(r.split()) for r in BELOW.split("|")])
def test_a_class_lies_below_another(row: tuple[str, str]) -> None:
    above = SKOS.Concept if row[1] == "Concept" else CEL[row[1]]
    assert (CEL[row[0]], RDFS.subClassOf, above) in CORE


SUBPROPERTIES = [
    *((f"{p}", "contributor") for p in PROPERTIES.split()[3:10]),
    ("directed", "bodyOfWork"),
    ("protagonist", "character"),
    ("basedOn", "derivedFrom"),
    ("continues", "derivedFrom"),
    ("remakeOf", "derivedFrom"),
    ("parent", "relativeOf"),
    ("sibling", "relativeOf"),
    ("spouse", "relativeOf"),
    ("revisedRomanization", "romanizedTitle"),
    ("mcCuneReischauer", "romanizedTitle"),
]


@pytest.mark.parametrize(("below", "above"), SUBPROPERTIES)
def test_a_property_lies_below_another(below: str, above: str) -> None:
    assert (CEL[below], RDFS.subPropertyOf, CEL[above]) in CORE


def test_wikidata_is_an_exact_match_and_no_identity() -> None:
    above = set(CORE.objects(CEL.wikidata, RDFS.subPropertyOf))
    assert above == {SKOS.exactMatch}


CHARACTERISTICS = {
    "Functional": "releaseYear productionYear startYear endYear birthYear deathYear",
    "Transitive": "locatedIn derivedFrom relativeOf precedes",
    "Symmetric": "workedWith comparedWith sibling relativeOf spouse relatedTo relatedCharacter",
    "Asymmetric": "basedOn continues remakeOf parent",
}


@pytest.mark.parametrize("kind", CHARACTERISTICS)
def test_exactly_these_properties_have_the_characteristic(kind: str) -> None:
    found = set(CORE.subjects(RDF.type, OWL[f"{kind}Property"]))
    ours = {str(p).removeprefix(vocab.CEL) for p in found if str(p).startswith(vocab.CEL)}
    assert ours == set(CHARACTERISTICS[kind].split())


INVERSES = """bodyOfWork contributor|directed director|child parent|appearsIn character
    |hasReview reviewOf|wrote writer|wroteReview reviewer"""


@pytest.mark.parametrize("row", [tuple(r.split()) for r in INVERSES.split("|")])
def test_a_property_has_an_inverse(row: tuple[str, str]) -> None:
    assert (CEL[row[0]], OWL.inverseOf, CEL[row[1]]) in CORE


@pytest.mark.parametrize(
    ("name", "steps"),
    [("setIn", ["setIn", "locatedIn"]), ("workedWith", ["bodyOfWork", "contributor"])],
)
def test_a_property_follows_from_a_chain(name: str, steps: list[str]) -> None:
    chains = [list(Collection(CORE, c)) for c in CORE.objects(CEL[name], OWL.propertyChainAxiom)]
    assert [[CEL[s] for s in steps]] == chains


KEYS = {"Work": "imdb allMovie filmAffinity daumMovie sensCritique", "Person": "imdb allMovie"}


@pytest.mark.parametrize("name", KEYS)
def test_catalogue_numbers_are_keys(name: str) -> None:
    keys = [list(Collection(CORE, key)) for key in CORE.objects(CEL[name], OWL.hasKey)]
    assert all([CEL[p]] in keys for p in KEYS[name].split())


DOMAINS_RANGES = """title Work -|releaseYear Work integer|contributor Work Agent
    |director Work Person|coDirector Work Agent|bodyOfWork Agent Work|countryOfOrigin Work Country
    |citizenOf Person Country|genre Work Genre|theme Work Theme|setIn Work Place
    |setDuring Work Period|character Work Character|basedOn Work Work|continues Work Work
    |comparedWith Work Work|parent Person Person|sibling Person Person|relativeOf Person Person
    |reviewOf Review Work|reviewer Review Person|publishedIn Review Organization
    |stance Review Stance|ratingOf Rating Work|ratingValue Rating decimal|bestRating Rating decimal
    |ratedBy Rating Organization|audience Work integer|audienceShare Work decimal
    |participant Event Agent|place Event Place|workedWith Agent Agent|lists Source Work"""


@pytest.mark.parametrize("row", [tuple(r.split()) for r in DOMAINS_RANGES.split("|")])
def test_a_property_leads_from_its_domain_to_its_range(row: tuple[str, str, str]) -> None:
    name, domain, range_ = row
    ends = {str(r).rpartition("#")[2] for r in CORE.objects(CEL[name], RDFS.range)}
    assert CORE.value(CEL[name], RDFS.domain) == CEL[domain]
    assert ends == ({"Literal"} if range_ == "-" else {range_})


@pytest.mark.parametrize("name", ["summary", "locatedIn", "imdb", "wikidata", "statedIn"])
def test_a_property_of_many_kinds_has_no_domain(name: str) -> None:
    assert (CEL[name], RDFS.domain, None) not in CORE


VOCABULARIES = ("purl.org/dc/", "schema.org/", "purl.org/vocab/vann/", "purl.org/ontology/bibo/")


def has(*predicates: URIRef | str) -> bool:
    return all((ONTOLOGY, URIRef(p), None) in CORE for p in predicates)


def every_term(*predicates: URIRef) -> bool:
    declared = {s for kind in (OWL.Class, *PROPERTY_KINDS) for s in CORE.subjects(RDF.type, kind)}
    named = {s for s in declared if str(s).startswith(vocab.CEL)}
    return bool(named) and all(any((s, p, None) in CORE for p in predicates) for s in named)


BIBO_STATUS = "http://purl.org/ontology/bibo/status"
CATALOGUE = f"{vocab.SCHEMA}includedInDataCatalog"
FOOPS = {
    "PURL1": lambda: str(ONTOLOGY).startswith("https://w3id.org/"),
    "URI2": lambda: set(CORE.subjects(RDF.type, OWL.Ontology)) == {ONTOLOGY},
    "VER1": lambda: has(OWL.versionIRI) and (ONTOLOGY, OWL.versionIRI, ONTOLOGY) not in CORE,
    "OM1": lambda: (
        has(DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.creator, OWL.versionIRI)
        and str(CORE.value(ONTOLOGY, VANN.preferredNamespaceUri)) == vocab.CEL
    ),
    "FIND1": lambda: str(CORE.value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "cel",
    "FIND3": lambda: has(CATALOGUE),
    "HTTP1": lambda: re.match(r"https?://", str(ONTOLOGY)) is not None,
    "RDF1": lambda: len(CORE) > 1000,
    "VOC1": lambda: all(any(v in str(p) for p in CORE.predicates(ONTOLOGY)) for v in VOCABULARIES),
    "VOC2": lambda: (
        (CEL.Genre, RDFS.subClassOf, SKOS.Concept) in CORE and (None, OWL.imports, None) not in CORE
    ),
    "VOC3": lambda: every_term(RDFS.label),
    "VOC4": lambda: every_term(SKOS.definition),
    "OM2": lambda: has(
        VANN.preferredNamespacePrefix,
        OWL.versionInfo,
        DCTERMS.created,
        DCTERMS.bibliographicCitation,
    ),
    "OM3, but for a DOI and a logo": lambda: has(
        DCTERMS.publisher, BIBO_STATUS, DCTERMS.source, DCTERMS.issued
    ),
    "OM4.1": lambda: isinstance(CORE.value(ONTOLOGY, DCTERMS.license), URIRef),
    "OM4.2, its form": lambda: str(CORE.value(ONTOLOGY, DCTERMS.license)).startswith(
        "https://creativecommons.org/"
    ),
    "OM5.1": lambda: has(DCTERMS.creator, DCTERMS.created),
    "OM5.2": lambda: has(DCTERMS.issued, DCTERMS.publisher),
}


@pytest.mark.parametrize("check", FOOPS)
def test_the_header_passes_a_check_of_foops(check: str) -> None:
    assert FOOPS[check]()


def test_annotation_properties_in_use_are_declared() -> None:
    about = {ONTOLOGY, *TERMS}
    used = {p for s in about for p in CORE.predicates(s)}
    builtin = (str(OWL), str(RDF), str(RDFS))
    foreign = {p for p in used if not str(p).startswith(builtin)}
    assert {p for p in foreign if (p, RDF.type, OWL.AnnotationProperty) not in CORE} == set()


def test_the_alignment_is_one_way() -> None:
    below = (RDFS.subClassOf, RDFS.subPropertyOf)
    ours = [o for p in below for o in ALIGNMENT.objects(None, p) if str(o).startswith(vocab.CEL)]
    foreign = [s for p in below for s in ALIGNMENT.subjects(p) if not str(s).startswith(vocab.CEL)]
    assert (ours, foreign) == ([], [])


@pytest.mark.parametrize(
    "predicate", [OWL.equivalentClass, OWL.equivalentProperty, OWL.sameAs, OWL.imports]
)
def test_no_outside_meaning_is_let_in(predicate: URIRef) -> None:
    assert (None, predicate, None) not in ALIGNMENT


def test_the_alignment_speaks_of_known_terms_only() -> None:
    named = {t for triple in ALIGNMENT for t in triple if isinstance(t, URIRef)}
    assert {t for t in named if str(t).startswith(vocab.CEL)} <= set(TERMS)


def test_a_name_is_one_kind_of_thing_in_both_files() -> None:
    both = CORE + ALIGNMENT
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    sets = [set(both.subjects(RDF.type, kind)) for kind in kinds]
    assert [a & b for a, b in combinations(sets, 2) if a & b] == []


GIVEN = """
film:a a cel:Film ; cel:director person:d ; cel:writer person:w ; cel:basedOn work:novel ;
    cel:countryOfOrigin place:north-korea ; cel:setIn place:pyongyang ;
    cel:setDuring period:goryeo ; cel:productionCompany organization:studio ;
    cel:title "A"@en ; cel:imdb "tt0000001" .
film:b a cel:Film ; cel:continues film:a ; cel:countryOfOrigin place:japan .
work:novel a cel:LiteraryWork ; cel:writer person:n .
period:goryeo a cel:Period . organization:studio a cel:Organization .
place:pyongyang cel:locatedIn place:north-korea .
review:r a cel:Review ; cel:reviewOf film:a ; cel:reviewer person:c .
person:c a cel:Person . person:w a cel:Person . person:n a cel:Person .
person:kid cel:parent person:d . person:d cel:parent person:old .
series:s a cel:Series .
"""
FOLLOWS = """person:d a cel:Director|person:c a cel:Critic|person:w a cel:Screenwriter
    |film:a a cel:NorthKoreanWork|film:a a cel:Adaptation|film:b a cel:Sequel
    |film:a a cel:PeriodWork|film:a a cel:ReviewedWork|film:a cel:setIn place:north-korea
    |film:b cel:derivedFrom work:novel|person:d cel:bodyOfWork film:a|person:d cel:directed film:a
    |person:d cel:workedWith person:w|person:old cel:child person:d
    |person:kid cel:relativeOf person:old|film:a wdt:P31 wd:Q11424|film:a wdt:P57 person:d
    |film:a wdt:P4032 person:c|series:s wdt:P31 wd:Q5398426|person:d wdt:P31 wd:Q5
    |film:a a schema:Movie|film:a schema:director person:d|person:old wdt:P40 person:d
    |person:d a foaf:Person|film:a dcterms:temporal period:goryeo"""
NOT_FOLLOWS = """person:n a cel:Screenwriter|film:b a cel:NorthKoreanWork|person:w a cel:Director
    |organization:studio a cel:Person|film:a a cel:Sequel|work:novel a cel:Adaptation
    |work:novel wdt:P31 wd:Q11424|organization:studio cel:directed film:a"""
PREFIXES = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in vocab.PREFIXES.items())


def triples_of(text: str) -> list[pyoxigraph.Triple]:
    quads = pyoxigraph.parse(PREFIXES + text, format=pyoxigraph.RdfFormat.TURTLE)
    return [quad.triple for quad in quads]


@pytest.fixture(scope="module")
def closure() -> set[pyoxigraph.Triple]:
    paths = (FOLDER / "celadon.ttl", FOLDER / "alignment.ttl")
    axioms = [quad.triple for path in paths for quad in pyoxigraph.parse(path=path)]
    return reference.close(axioms, triples_of(GIVEN))


@pytest.mark.parametrize("statement", [s.strip() for s in FOLLOWS.split("|")])
def test_a_statement_follows(statement: str, closure: set[pyoxigraph.Triple]) -> None:
    assert set(triples_of(f"{statement} .")) <= closure


@pytest.mark.parametrize("statement", [s.strip() for s in NOT_FOLLOWS.split("|")])
def test_a_statement_does_not_follow(statement: str, closure: set[pyoxigraph.Triple]) -> None:
    assert not set(triples_of(f"{statement} .")) & closure
