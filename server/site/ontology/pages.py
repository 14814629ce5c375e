"""`/ontology`, all terms in one document, and `/ontology/<Name>`, one term, by content negotiation.

The IRI of a term is `…/ontology#Name`, whose document is `/ontology`; a script there leads a
browser on to the page of the term.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import get_locale

import kg
from kg import vocab
from server.graph import dataset
from server.http.addresses import SUFFIXES
from server.http.negotiate import MEDIA_TYPES, TRIPLES, choose, content_type
from server.http.problems import problem
from server.site.labels import labels
from server.site.ontology.axioms import Teller, characteristics
from server.site.ontology.diagram import Diagram, draw
from server.site.ontology.model import (
    CLASS,
    DATATYPE_PROPERTY,
    INDIVIDUAL,
    OBJECT_PROPERTY,
    Ontology,
    Term,
)
from server.site.ontology.usage import Usage, asked_by, counts, usage
from server.site.terms import Shown, show
from server.statements import construct

blueprint = Blueprint("ontology", __name__)

_ALL: Final = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH graph:ontology { ?s ?p ?o } }"
_ONE: Final = """
CONSTRUCT { ?s ?p ?o } WHERE { GRAPH graph:ontology {
  <%(iri)s> (owl:equivalentClass|owl:intersectionOf|owl:hasKey|owl:propertyChainAxiom|rdf:first
    |rdf:rest|^rdfs:subClassOf)* ?s .
  FILTER(?s = <%(iri)s> || ISBLANK(?s))
  ?s ?p ?o
} }
"""
_PROPERTIES: Final = (OBJECT_PROPERTY, DATATYPE_PROPERTY)
_FORMATS: Final = f"any({','.join(SUFFIXES)})"


@blueprint.route("/ontology", defaults={"suffix": None})
@blueprint.route(f"/ontology.<{_FORMATS}:suffix>")
def overview(suffix: str | None) -> Response:
    """Answer for the ontology."""
    chosen = suffix or choose(request.headers.get("Accept"), (*TRIPLES, "html"))
    if chosen == "html":
        return _finished("/ontology", Response(_overview(), mimetype="text/html"))
    return _finished("/ontology", _triples(chosen, construct(dataset(), _ALL)))


@blueprint.route("/ontology/<name>", defaults={"suffix": None})
@blueprint.route(f"/ontology/<name>.<{_FORMATS}:suffix>")
def one(name: str, suffix: str | None) -> Response:
    """Answer for a term."""
    term = ontology_of(dataset()).terms.get(name)
    if term is None:
        abort(404, f"the ontology has no term {name!r}: /ontology lists them")
    chosen = suffix or choose(request.headers.get("Accept"), (*TRIPLES, "html"))
    if chosen == "html":
        return _finished(f"/ontology/{name}", Response(_page(term), mimetype="text/html"))
    found = construct(dataset(), _ONE % {"iri": term.iri})
    return _finished(f"/ontology/{name}", _triples(chosen, found))


@lru_cache(maxsize=2)
def ontology_of(served: kg.Dataset) -> Ontology:
    """Return the ontology of a snapshot, read once."""
    return Ontology(construct(served, _ALL))


def _overview() -> str:
    served = dataset()
    ontology, used = ontology_of(served), counts(served)
    return render_template(
        "ontology.html",
        classes=ontology.of_kind(CLASS),
        diagram=class_diagram(ontology),
        properties=[
            (kind, [_property(term, ontology) for term in ontology.of_kind(kind)])
            for kind in _PROPERTIES
        ],
        individuals=ontology.of_kind(INDIVIDUAL),
        used=used,
        ontology=ontology,
        language=_language(),
        alternates=_alternates(),
    )


def class_diagram(ontology: Ontology) -> Diagram:
    """Draw the named classes of an ontology."""
    classes = ontology.of_kind(CLASS)
    names = {term.node: term.name for term in classes}
    above = f"{vocab.RDFS}subClassOf"
    return draw(
        {t.name: [names[o] for o in ontology.objects(t.node, above) if o in names] for t in classes}
    )


def _property(term: Term, ontology: Ontology) -> dict[str, Any]:
    """Return what the table of properties shows of one."""
    teller = Teller(ontology, _language())
    inverse = ontology.objects(term.node, f"{vocab.OWL}inverseOf")
    inverse += ontology.subjects(term.node, f"{vocab.OWL}inverseOf")

    def names(predicate: str) -> list[Any]:
        return [teller.name(node) for node in ontology.objects(term.node, predicate)]

    return {
        "term": term,
        "domain": names(f"{vocab.RDFS}domain"),
        "range": names(f"{vocab.RDFS}range"),
        "above": [
            teller.name(node)
            for node in ontology.objects(term.node, f"{vocab.RDFS}subPropertyOf")
            if node.startswith(f"<{vocab.CEL}")
        ],
        "inverse": [teller.name(node) for node in inverse],
        "marks": characteristics(term, ontology),
    }


def _page(term: Term) -> str:
    served = dataset()
    ontology = ontology_of(served)
    teller = Teller(ontology, _language())
    used = usage(served, term.iri, is_class=term.kind not in _PROPERTIES)
    return render_template(
        "term.html",
        term=term,
        language=_language(),
        axioms=teller.axioms(term),
        around=_around(term, ontology, teller),
        used=used,
        examples=_examples(served, used),
        queries=asked_by(list(served.queries.values()), term.name),
        alternates=_alternates(),
    )


def _around(term: Term, ontology: Ontology, teller: Teller) -> dict[str, list[Any]]:
    """Return the terms above and below, and the properties from and to a class."""
    narrower = vocab.RDFS + ("subPropertyOf" if term.kind in _PROPERTIES else "subClassOf")

    def names(nodes: list[str]) -> list[Any]:
        return [teller.name(node) for node in nodes if node.startswith("<")]

    return {
        "above": names(ontology.objects(term.node, narrower)),
        "below": names(ontology.subjects(term.node, narrower)),
        "from": names(ontology.subjects(term.node, f"{vocab.RDFS}domain")),
        "to": names(ontology.subjects(term.node, f"{vocab.RDFS}range")),
        "values": names(ontology.subjects(term.node, f"{vocab.RDF}type")),
    }


def _examples(served: kg.Dataset, used: Usage) -> list[tuple[Shown, ...]]:
    known = labels(served, used.iris())
    return [tuple(show(term, known, served.base) for term in row) for row in used.examples]


def _language() -> str:
    return str(get_locale() or "en")


def _triples(chosen: str | None, found: kg.results.Triples) -> Response:
    if chosen is None:
        return problem(406, f"this comes as {', '.join(SUFFIXES)}: ask for one of them")
    return Response(found.serialize(chosen), content_type=content_type(chosen))


def _finished(path: str, answered: Response) -> Response:
    answered.vary.add("Accept")
    for name, media_type in _alternates():
        link = f'<{path}.{name}>; rel="alternate"; type="{media_type}"'
        answered.headers.add("Link", link)
    return answered


def _alternates() -> list[tuple[str, str]]:
    return [(name, MEDIA_TYPES[name]) for name in SUFFIXES]
