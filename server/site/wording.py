"""A triple of a proof as a sentence with links, in the language of the page.

What relates two things has a phrase where its label is no noun; every other property of ours is
told as "the film's director is …". Axioms have phrases of their own. What names anonymous classes
is left to `kg`, which describes them in words. In other languages than English axioms are told as
the ontology's pages tell them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask_babel import gettext as _
from markupsafe import Markup, escape

from kg import vocab
from server.site.links import kept
from server.site.ontology.axioms import Teller, particles
from server.site.terms import show_iri

_TYPE: Final = f"{vocab.RDF}type"
_AXIOMS: Final = {
    f"{vocab.RDFS}subClassOf": "every {s} is a {o}",
    f"{vocab.RDFS}subPropertyOf": "{s} is a kind of {o}",
    f"{vocab.RDFS}domain": "whatever has a {s} is a {o}",
    f"{vocab.RDFS}range": "every {s} is a {o}",
    f"{vocab.OWL}inverseOf": "{s} is the inverse of {o}",
    f"{vocab.OWL}disjointWith": "nothing is both a {s} and a {o}",
    f"{vocab.OWL}differentFrom": "{s} and {o} are not the same",
    f"{vocab.OWL}sameAs": "{s} is the same as {o}",
}
_KINDS: Final = {
    f"{vocab.OWL}TransitiveProperty": "{s} passes on from one to the next",
    f"{vocab.OWL}SymmetricProperty": "{s} holds both ways",
    f"{vocab.OWL}AsymmetricProperty": "{s} never holds both ways",
    f"{vocab.OWL}FunctionalProperty": "nothing has two values of {s}",
    f"{vocab.OWL}InverseFunctionalProperty": "no two things share a {s}",
    f"{vocab.OWL}IrreflexiveProperty": "nothing has {s} to itself",
}
_PHRASES: Final = {
    "about": "is about",
    "appearsIn": "appears in",
    "appreciatedAbroad": "was appreciated abroad",
    "basedOn": "is based on",
    "bodyOfWork": "’s body of work includes",
    "carriedOutBy": "was carried out by",
    "castMember": "’s cast includes",
    "child": "’s children include",
    "citizenOf": "is a citizen of",
    "comesFrom": "comes from",
    "comparedWith": "is compared with",
    "compiledBy": "was compiled by",
    "concerns": "concerns",
    "continues": "continues",
    "contributor": "’s contributors include",
    "countryOfOrigin": "was made in",
    "depicts": "depicts",
    "derivedFrom": "is derived from",
    "directed": "directed",
    "filmedIn": "was filmed in",
    "hasReview": "is reviewed in",
    "illustrates": "illustrates",
    "imageOf": "is an image of",
    "influencedBy": "was influenced by",
    "lists": "lists",
    "locatedIn": "lies in",
    "memberOf": "is a member of",
    "mentions": "mentions",
    "onOrderOf": "was ordered by",
    "parent": "’s parents include",
    "portrayedBy": "is portrayed by",
    "practisedIn": "is practised in",
    "precedes": "precedes",
    "publishedIn": "was published in",
    "ratedBy": "was given by",
    "ratingOf": "is a rating of",
    "relatedTo": "is related to",
    "relativeOf": "is a relative of",
    "remakeOf": "is a remake of",
    "reviewOf": "is a review of",
    "setDuring": "is set during",
    "setIn": "is set in",
    "shownIn": "was shown in",
    "sibling": "is a sibling of",
    "specialEffectsBy": "has special effects by",
    "spouse": "is married to",
    "statedIn": "is stated in",
    "studiedAt": "is studied at",
    "workedWith": "worked with",
    "wrote": "wrote",
    "wroteReview": "wrote the review",
}
_VOWELS: Final = tuple("aeiou")


def iris_in(steps: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return every IRI that the conclusions of a proof's steps name."""
    return {
        term[1:-1] for step in steps for term in step["conclusion"] or () if term.startswith("<")
    }


def sentence(
    step: Mapping[str, Any], labels: Mapping[str, str], base: str, teller: Teller | None = None
) -> Markup:
    """Return what a step of a proof concludes, as a sentence without its full stop.

    Args:
        step: as `Explanation.to_dict` describes it.
        labels: names for the IRIs of the proof.
        base: what the IRIs of things begin with.
        teller: tells axioms in another language than English, which has no phrases but names the
            property; None for English.
    """
    conclusion = step["conclusion"]
    if conclusion is None:
        return escape(_("This cannot all be so"))
    told = teller and teller.said(*conclusion)
    if told:
        return Markup(str(told).removesuffix("."))
    if any(term.startswith("_:") for term in conclusion):
        return escape(step["said"])
    s, p, o = conclusion
    subject, value = (_linked(term, labels, base) for term in (s, o))
    prop = p[1:-1]
    if teller is None:
        return _in_english(prop, o, subject, value, labels)
    if prop == _TYPE:
        said = particles(Markup(_("%(s)s is a %(o)s.")) % {"s": subject, "o": value})
        return Markup(str(said).removesuffix("."))
    return Markup(_("{s}: {p} {o}")).format(s=subject, p=_linked(p, labels, base), o=value)


def _in_english(
    prop: str, o: str, subject: Markup, value: Markup, labels: Mapping[str, str]
) -> Markup:
    axiom = _KINDS.get(o[1:-1]) if prop == _TYPE else _AXIOMS.get(prop)
    if axiom:
        return Markup(axiom).format(s=_emphasised(subject), o=_emphasised(value))
    if prop == _TYPE:
        name = labels.get(o[1:-1], "")
        return Markup("{} is {} {}").format(subject, _article(name), value)
    name = prop.removeprefix(vocab.CEL)
    phrase = _PHRASES.get(name)
    if phrase is None:
        return Markup("{}’s {} is {}").format(subject, labels.get(prop) or name, value)
    return Markup("{}{}{} {}").format(subject, "" if phrase[0] == "’" else " ", phrase, value)


def _linked(term: str, labels: Mapping[str, str], base: str) -> Markup:
    """Return a term in N-Triples form as a page shows it: IRIs by name with a link."""
    if not term.startswith("<"):
        text, _mark, rest = term[1:].rpartition('"')
        shown = text if term.startswith('"') else term
        language = rest[1:].split("^")[0] if rest.startswith("@") else None
        quoted = f"“{shown}”" if language else shown
        return Markup("<span{}>{}</span>").format(_lang(language), quoted)
    shown_iri = show_iri(term[1:-1], labels, base)
    if shown_iri.href is None:
        return escape(shown_iri.text)
    return Markup('<a href="{}">{}</a>').format(kept(shown_iri.href), shown_iri.text)


def _lang(language: str | None) -> Markup:
    return Markup(' lang="{}"').format(language) if language else Markup("")


def _emphasised(text: Markup) -> Markup:
    return Markup("<em>{}</em>").format(text)


def _article(name: str) -> str:
    return "an" if name.lower().startswith(_VOWELS) else "a"
