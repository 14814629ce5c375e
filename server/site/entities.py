"""Things, sources and passages at their own IRIs' paths, by content negotiation.

A suffix beats the Accept header; a browser gets HTML, `*/*` Turtle. The RDF forms hold what the
view says of the thing and what the catalogue does, or a passage's claims. Of a thing that the view
knows no kind of, they hold what the view `possible` says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, abort, render_template, request

import kg
from kg import vocab
from server.graph import believed, dataset, everything
from server.http.addresses import SUFFIXES, iri_of, split_suffix, why_address
from server.http.negotiate import MEDIA_TYPES, TRIPLES, choose, content_type
from server.http.problems import problem
from server.site.rows import ClaimRow, Names, ValueRow, claim_rows, value_rows
from server.site.terms import Shown, is_literal, show
from server.statements import construct, iris_of, labels, select, sources, statements

blueprint = Blueprint("entities", __name__)

_KINDS: Final = f"any({','.join((*vocab.KINDS, 'graph', 'support'))})"

_DESCRIBE: Final = """
CONSTRUCT { ?s ?p ?o } WHERE {
  { VALUES ?s { <%(iri)s> } ?s ?p ?o }
  UNION { VALUES ?o { <%(iri)s> } ?s ?p ?o }
  UNION { GRAPH <%(iri)s> { ?s ?p ?o } }
  UNION { VALUES ?s { <%(iri)s> } GRAPH graph:catalogue { ?s ?p ?o } }
}
"""
_CONTENT: Final = """
SELECT ?thing ?property ?value WHERE { GRAPH <%(iri)s> { ?thing ?property ?value } }
ORDER BY ?thing ?property ?value
LIMIT 1000
"""


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing as its page shows it."""

    iri: str
    label: str
    rows: tuple[ClaimRow, ...]
    inferred: tuple[ValueRow, ...]
    incoming: tuple[ValueRow, ...]
    content: tuple[tuple[Shown, ...], ...]


@blueprint.route(f"/<{_KINDS}:kind>/<path:rest>")
def thing(kind: str, rest: str) -> Response:
    """Answer for a thing, a source, a passage or a graph of ours."""
    path, suffix = split_suffix(f"/{kind}/{rest}")
    iri = iri_of(path, dataset().record.base)
    if iri is None:
        abort(404, "no IRI holds such characters: check the address")
    chosen = _chosen(suffix)
    if chosen == "html":
        return _finished(path, _page(path, iri))
    return _finished(path, _triples(chosen, _described(iri)))


def _chosen(suffix: str | None) -> str | None:
    return suffix or choose(request.headers.get("Accept"), (*TRIPLES, "html"))


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


def _described(iri: str) -> kg.results.Triples:
    found = construct(dataset(), _DESCRIBE % {"iri": iri}, **believed())
    if not _is_described(found, iri):
        found = construct(dataset(), _DESCRIBE % {"iri": iri}, **everything())
    if not len(found):
        abort(404, f"nothing is known of {iri}: see / for the works, /queries for questions")
    return found


def _is_described(found: kg.results.Triples, iri: str) -> bool:
    """Say whether some triple gives the thing a kind, or a graph of that name holds triples."""
    kind = f"{vocab.RDF}type"
    return any(
        triple.predicate.value == kind and triple.subject.value == iri
        for triple in found
        if hasattr(triple.subject, "value")
    )


def _page(path: str, iri: str) -> Response:
    entity = _entity(iri)
    page = render_template("entity.html", entity=entity, path=path, alternates=_alternates())
    return Response(page, mimetype="text/html")


def _entity(iri: str) -> Entity:
    """Ask for everything that a page shows of a thing; 404 where nothing is known of it."""
    served = dataset()
    base = served.record.base
    claims = statements(served, f"VALUES ?thing {{ <{iri}> }}")
    about = _pairs(f"<{iri}> ?property ?value")
    incoming = _pairs(f"?value ?property <{iri}>")
    content = select(served, _CONTENT % {"iri": iri}, **everything())
    if not (claims or about or incoming or content):
        abort(404, f"nothing is known of {iri}: see / for the works, /queries for questions")
    named = iris_of(claims) | _iris((*about, *incoming, *content)) | {iri}
    names = Names(labels(served, named), sources(served, base), base)
    stated = {(item.property, item.value) for item in claims}
    inferred = [(p.value, v) for p, v in about if (p.value, v) not in stated]
    return Entity(
        iri,
        names.labels.get(iri) or iri.removeprefix(base),
        claim_rows(claims, names),
        value_rows(inferred, names, why=_explained(iri)),
        value_rows(((p.value, v) for p, v in incoming), names),
        tuple(tuple(show(term, names.labels, base) for term in row) for row in content),
    )


def _pairs(pattern: str) -> tuple[tuple[Any, ...], ...]:
    return select(
        dataset(),
        "SELECT DISTINCT ?property ?value WHERE { "
        f"{{ {pattern} }} UNION {{ GRAPH graph:catalogue {{ {pattern} }} }} "
        "} ORDER BY ?property ?value",
        **believed(),
    )


def _explained(iri: str) -> Callable[[str, Any], str | None]:
    """Return what gives the address that explains a statement about a thing.

    What the catalogue alone says has none, and nothing has in a dataset without supports.
    """
    rows = select(
        dataset(), f"SELECT ?property ?value WHERE {{ <{iri}> ?property ?value }}", **believed()
    )
    viewed = {(prop.value, value) for prop, value in rows} if dataset().has_supports else set()

    def why(prop: str, value: Any) -> str | None:
        if (prop, value) not in viewed or str(value).startswith("_:"):
            return None
        return why_address(iri, prop, str(value), **believed())

    return why


def _iris(pairs: tuple[tuple[Any, ...], ...]) -> set[str]:
    return {term.value for pair in pairs for term in pair if not is_literal(term)}
