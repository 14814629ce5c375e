"""The shapes of facts: good facts pass, and each kind of broken ones is caught by its shape."""

from __future__ import annotations

from functools import cache

import pyshacl
import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import RDF, RDFS, SH

from kg import vocab
from kg.files import shipped

SHAPE = Namespace("https://w3id.org/celadon/shapes#")
DIGEST = "0123456789abcdef" * 4
GOOD = f"""
source:paper a cel:Source ; rdfs:label "Paper"@en ; cel:role cel:Primary ; cel:languageTag "en" ;
    cel:length 500 ; cel:sha256 "{DIGEST}" ; cel:publisher organization:house .
source:web a cel:Source ; rdfs:label "Web"@en ; cel:role cel:Reference ; cel:languageTag "en" .
source:editors a cel:Source ; rdfs:label "Editors"@en ; cel:role cel:Editorial .
<urn:p1> a cel:Passage ; rdfs:label "Paper, 1"@en ; cel:heading "Jade" ; cel:statedIn source:paper ;
    cel:start 0 ; cel:end 90 ; cel:sha256 "{DIGEST}" ; cel:mentions film:jade , series:reed .
<urn:p1.hedged> a cel:Passage ; rdfs:label "Paper, 1 (hedged)"@en ; cel:heading "Jade" ;
    cel:statedIn source:paper ; cel:start 0 ; cel:end 90 ; cel:sha256 "{DIGEST}" ;
    cel:certainty cel:Alleged ; cel:cue "perhaps" ; cel:mentions film:jade .
<urn:w1> a cel:Passage ; rdfs:label "Web, Jade"@en ; cel:heading "Jade" ; cel:statedIn source:web ;
    cel:address "https://example.org/jade"^^xsd:anyURI ; cel:mentions film:jade .
<urn:e1> a cel:Passage ; rdfs:label "Decision"@en ; cel:heading "Jade" ;
    cel:statedIn source:editors .
film:jade a cel:Film ; rdfs:label "Jade"@en ; cel:title "Jade"@en ; cel:releaseYear 1972 , 1973 ;
    cel:romanizedTitle "Ok"@ko-Latn ; cel:revisedRomanization "Ok"@ko-Latn ; cel:audience 8000000 ;
    cel:director person:kim ; cel:countryOfOrigin place:north-korea ; cel:audienceShare 0.33 ;
    cel:imdb "tt0168937" ; cel:durationMinutes 90 ; cel:summary "A film."@en ;
    cel:availability cel:HardToFind ; cel:wikipedia <https://en.wikipedia.org/wiki/Jade> ;
    cel:allMovie "v1" ; cel:shownIn organization:house .
series:reed a cel:Series ; rdfs:label "Reed"@en ; cel:title "Reed"@en ;
    cel:startYear 1982 ; cel:endYear 1997 .
person:kim a cel:Person ; rdfs:label "Kim"@en ; cel:birthYear 1926 ; cel:deathYear 2006 .
place:north-korea a cel:Country ; rdfs:label "North Korea"@en ; cel:wikidata wd:Q423 .
organization:house a cel:Organization ; rdfs:label "House"@en .
review:kim-jade a cel:Review ; rdfs:label "Kim on Jade"@en ; cel:reviewOf film:jade ;
    cel:reviewer person:kim ; cel:stance cel:Mixed .
rating:jade a cel:Rating ; rdfs:label "Rating of Jade"@en ; cel:ratingOf film:jade ;
    cel:ratedBy organization:house ; cel:ratingValue 6.9 ; cel:bestRating 10 .
event:escape a cel:Event ; rdfs:label "escape"@en ; cel:year 1986 ; cel:participant person:kim .
<urn:e1#rejection> a cel:Rejection ; rdfs:label "rejected"@en ; rdf:subject film:jade ;
    rdf:predicate cel:releaseYear ; rdf:object 1973 ; cel:statedIn <urn:w1> ;
    cel:because "It is a slip."@en ; prov:wasDerivedFrom <urn:p1> .
<urn:e1#question> a cel:OpenQuestion ; rdfs:label "question"@en ; rdf:subject film:jade ;
    cel:because "Nobody knows."@en .
"""
WARNINGS = {"passage-address", "review-by"}
CLAIM = "rdf:predicate cel:releaseYear"
# shape that must catch it: (text of GOOD, what replaces it)
BROKEN = {
    "work-title": ('cel:title "Jade"@en ;', ""),
    "work-source": ("cel:mentions film:jade , series:reed", "cel:mentions film:jade"),
    "label": ('a cel:Person ; rdfs:label "Kim"@en', "a cel:Person"),
    "label (no tag)": ('rdfs:label "Kim"@en', 'rdfs:label "Kim"'),
    "label (object)": ("cel:ratedBy organization:house", "cel:ratedBy organization:nobody"),
    "release-year": ("cel:releaseYear 1972", "cel:releaseYear 1872"),
    "release-year (late)": ("cel:releaseYear 1972", "cel:releaseYear 2972"),
    "release-year (text)": ("cel:releaseYear 1972", 'cel:releaseYear "1972"'),
    "year": ("cel:year 1986", "cel:year 86"),
    "series-start-year": ("cel:startYear 1982", "cel:startYear 982"),
    "run-years": ("cel:startYear 1982", "cel:startYear 1998"),
    "birth-year": ("cel:birthYear 1926", "cel:birthYear 2007"),
    "audience": ("cel:audience 8000000", "cel:audience -8"),
    "audience-share": ("cel:audienceShare 0.33", "cel:audienceShare 33.0"),
    "duration": ("cel:durationMinutes 90", "cel:durationMinutes 0"),
    "text-summary": ('cel:summary "A film."@en', 'cel:summary "A film."'),
    "romanized-title": ('cel:romanizedTitle "Ok"@ko-Latn', 'cel:romanizedTitle "Ok"@en'),
    "romanization": ('cel:revisedRomanization "Ok"', 'cel:revisedRomanization "Og"'),
    "imdb": ("tt0168937", "0168937"),
    "all-movie": ('cel:allMovie "v1"', 'cel:allMovie "238568"'),
    "wikidata": ("wd:Q423", "<https://www.wikidata.org/wiki/Q423>"),
    "wikipedia": ("<https://en.wikipedia.org/wiki/Jade>", "<https://example.org/Jade>"),
    "stance": ("cel:Mixed", "cel:Cold"),
    "availability": ("cel:HardToFind", "cel:Alleged"),
    "review-of": ("cel:reviewOf film:jade ;", ""),
    "review-by": ("cel:reviewer person:kim ;", ""),
    "rating-of": ("cel:ratingOf film:jade ;", ""),
    "rated-by": ("cel:ratedBy organization:house ;", ""),
    "rating-value": ("cel:ratingValue 6.9", "cel:ratingValue -1.0"),
    "best-rating": ("; cel:bestRating 10", ""),
    "rating": ("cel:ratingValue 6.9", "cel:ratingValue 69"),
    "shown-in": ("cel:shownIn organization:house", "cel:shownIn person:kim"),
    "source-role": ("cel:role cel:Editorial", "cel:role cel:Alleged"),
    "source-role (none)": ("; cel:role cel:Editorial", ""),
    "source-language": ('cel:languageTag "en" ;\n', 'cel:languageTag "English" ;\n'),
    "source-text": ("cel:length 500 ;", ""),
    "passage-source": ('cel:heading "Jade" ; cel:statedIn source:web ;', 'cel:heading "Jade" ;'),
    "passage-source (unknown)": ("cel:statedIn source:web", "cel:statedIn source:other"),
    "passage-heading": ('rdfs:label "Decision"@en ; cel:heading "Jade"', 'rdfs:label "D"@en'),
    "passage-start": (
        "cel:start 0 ; cel:end 90 ; cel:sha256",
        "cel:start 91 ; cel:end 90 ; cel:sha256",
    ),
    "passage-span": ("cel:start 0 ; cel:end 90 ; cel:sha256", "cel:end 90 ; cel:sha256"),
    "passage-address": ('cel:address "https://example.org/jade"^^xsd:anyURI ;', ""),
    "passage-cue": ('cel:cue "perhaps" ;', ""),
    "passage-cue (plain)": ('"Web, Jade"@en ;', '"Web, Jade"@en ; cel:cue "perhaps" ;'),
    "passage-certainty": ("cel:certainty cel:Alleged", "cel:certainty cel:Mixed"),
    "passage-name": ("<urn:p1.hedged>", "<urn:p2>"),
    "passage-name (plain)": ("<urn:w1> a", "<urn:w1.hedged> a"),
    "sha256": (DIGEST, DIGEST.upper()),
    "address": ('"https://example.org/jade"', '"example.org/jade"'),
    "claims-described": ("film:jade a", "<urn:p9> cel:mentions film:jade . film:jade a"),
    "rejection-subject": (f"rdf:subject film:jade ;\n    {CLAIM}", CLAIM),
    "rejection-predicate": (f"{CLAIM} ;", ""),
    "rejection-object": ("rdf:object 1973 ;", ""),
    "rejection-passage": ("cel:statedIn <urn:w1> ;", ""),
    "rejection-passage (unknown)": ("cel:statedIn <urn:w1> ;", "cel:statedIn <urn:w7> ;"),
    "rejection-grounds": ("; prov:wasDerivedFrom <urn:p1>", ""),
    "rejection (no claim)": ("rdf:object 1973", "rdf:object 1999"),
    "rejection (other passage)": (
        "^^xsd:anyURI ; cel:mentions film:jade",
        "^^xsd:anyURI ; cel:mentions series:reed",
    ),
    "decision-reason": ('cel:because "It is a slip."@en ;', ""),
    "decision-reason (question)": ('cel:because "Nobody knows."@en', "rdf:predicate cel:title"),
    "open-question-subject": ('"question"@en ; rdf:subject film:jade', '"question"@en'),
    "never-stated-body-of-work": ("cel:birthYear 1926", "cel:bodyOfWork film:jade"),
    "never-stated-directed": ("cel:birthYear 1926", "cel:directed film:jade"),
    "never-stated-worked-with": ("cel:birthYear 1926", "cel:workedWith person:kim"),
    "never-stated-has-review": ("cel:audience 8000000", "cel:hasReview review:kim-jade"),
    "never-stated-director": ("a cel:Person", "a cel:Person , cel:Director"),
    "never-stated-critic": ("a cel:Person", "a cel:Person , cel:Critic"),
    "never-stated-north-korean-work": ("a cel:Film", "a cel:Film , cel:NorthKoreanWork"),
    "subject-is-work": ("cel:birthYear 1926", "cel:theme theme:war"),
    "subject-is-person": ("cel:audience 8000000", "cel:birthYear 1972"),
    "subject-is-event": ("cel:birthYear 1926", "cel:year 1926"),
    "object-is-person": ("cel:director person:kim", "cel:director organization:house"),
    "object-is-country": ("cel:countryOfOrigin place:north-korea", "cel:countryOfOrigin film:jade"),
    "object-is-work": ("cel:reviewOf film:jade", "cel:reviewOf person:kim"),
}


@cache
def shapes() -> Graph:
    return Graph().parse(shipped("ontology") / "shapes.ttl")


def hierarchy() -> Graph:
    ontology = Graph().parse(shipped("ontology") / "celadon.ttl")
    classes = Graph()
    for triple in ontology.triples((None, RDFS.subClassOf, None)):
        classes.add(triple)
    return classes


def samples() -> dict[str, str]:
    """Return the texts to validate: the good one, one with contradictions, and the broken ones."""
    assert [name for name, (before, _) in BROKEN.items() if before not in GOOD] == []
    broken = {name: GOOD.replace(*change, 1) for name, change in BROKEN.items()}
    contradicted = GOOD.replace("a cel:Film ;", "a cel:Film , cel:Series , cel:Opera ;")
    return broken | {"good": GOOD, "contradicted": contradicted}


@cache
def findings() -> dict[str, set[tuple[str, URIRef]]]:
    """Validate all samples at once, each under IRIs of its own: pairs of shape and severity."""
    data, roots = hierarchy(), {}
    for number, (name, text) in enumerate(samples().items()):
        roots[name] = root = f"https://sample{number}.example/"
        prefixes = "".join(f"@prefix {p}: <{i}> .\n" for p, i in vocab.prefixes(root).items())
        part = Graph().parse(data=prefixes + text.replace("<urn:", f"<{root}"), format="turtle")
        for triple in part:  # and not its prefixes, of which there would be thousands
            data.add(triple)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes(), inference="none")
    results = [
        (
            str(report.value(r, SH.focusNode)),
            str(report.value(r, SH.sourceShape)).removeprefix(SHAPE),
            report.value(r, SH.resultSeverity),
        )
        for r in report.subjects(RDF.type, SH.ValidationResult)
    ]
    return {
        name: {(shape, severity) for focus, shape, severity in results if focus.startswith(root)}
        for name, root in roots.items()
    }


@pytest.mark.parametrize("sample", ["good", "contradicted"])
def test_facts_pass_and_sources_may_contradict_each_other(sample: str) -> None:
    assert findings()[sample] == set()


@pytest.mark.parametrize("sample", BROKEN)
def test_broken_facts_are_caught_by_the_right_shape(sample: str) -> None:
    shape = sample.partition(" (")[0]
    severity = SH.Warning if shape in WARNINGS else SH.Violation
    assert (shape, severity) in findings()[sample]


def test_every_shape_says_what_to_do_and_how_bad_it_is() -> None:
    graph = shapes()
    speaking = {
        s
        for kind in (SH.NodeShape, SH.PropertyShape)
        for s in graph.subjects(RDF.type, kind)
        if str(s).startswith(SHAPE) and set(graph.predicates(s)) - {RDF.type, *_SILENT}
    }
    assert len(speaking) > 60
    assert {s for s in speaking if (s, SH.severity, None) not in graph} == set()
    assert {s for s in speaking if not str(graph.value(s, SH.message)).endswith(".")} == set()


_SILENT = (SH.targetClass, SH.targetSubjectsOf, SH.property, SH.sparql)


def test_shapes_speak_of_known_terms_only() -> None:
    ontology = Graph().parse(shipped("ontology") / "celadon.ttl")
    known = set(ontology.subjects(RDFS.isDefinedBy))
    used = {t for triple in shapes() for t in triple if str(t).startswith(vocab.CEL)}
    assert {t for t in used if t not in known and str(t) != vocab.CEL} == set()


def test_the_shapes_are_well_formed() -> None:
    pyshacl.validate(Graph(), shacl_graph=shapes(), meta_shacl=True)
