"""Things, sources and passages at their own IRIs' paths, by content negotiation.

A suffix beats the Accept header; a browser gets HTML, `*/*` Turtle. The RDF forms hold what the
view says of the thing and what the catalogue does, or a passage's claims. Of a thing that the view
knows no kind of, they hold what the view `possible` says.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, g, render_template, request

import kg
from kg import vocab
from server.graph import believed, dataset, everything
from server.http.addresses import SUFFIXES, iri_of, is_iri, path_of, split_suffix
from server.http.negotiate import MEDIA_TYPES, TRIPLES, choose, content_type
from server.http.problems import problem
from server.site import passage as passages
from server.site.belief import belief
from server.site.entity.page import entity
from server.site.entity.passages import Badge, known_passages
from server.site.finding.shown import page_asked
from server.site.links import here
from server.site.snapshot import known_sources, once_a_snapshot
from server.statements import construct

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


@blueprint.route("/thing")
def foreign() -> Response:
    """Answer for a thing whose IRI is not under the base: `?iri=`, and `format=` for RDF."""
    iri = request.args.get("iri", "")
    if not is_iri(iri):
        abort(400, "say which thing with iri=, a whole IRI such as http://example.org/film/1")
    path = f"/thing?{urlencode({'iri': iri})}"
    own = path_of(iri, dataset().record.base)
    if own and own != path:
        return Response(status=303, headers={"Location": here(own)})
    chosen = _chosen(request.args.get("format"))
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
    for _, href, media_type in _alternates(path):
        answered.headers.add("Link", f'<{href}>; rel="alternate"; type="{media_type}"')
    return answered


def _alternates(path: str) -> list[tuple[str, str, str]]:
    """Return the forms of a page: the format's name, the address and the media type of each."""
    mark = "&format=" if "?" in path else "."
    return [(name, f"{path}{mark}{name}", MEDIA_TYPES[name]) for name in SUFFIXES]


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
    """Show a thing; 404 where nothing is known of it."""
    page = _rendered(dataset(), iri, path, page_asked(), request.full_path, g.language)
    if page is None:
        abort(404, f"nothing is known of {iri}: see / for the works, /queries for questions")
    return Response(page, mimetype="text/html")


@once_a_snapshot
def _rendered(
    opened: kg.Dataset, iri: str, path: str, number: int, _address: str, _language: str
) -> str | None:
    """Return the page of a thing, which the address and the language decide for a snapshot."""
    found = entity(opened, iri, belief(), page=number)
    if found is None:
        return None
    place = passages.place(opened, iri)
    return render_template(
        "entity.html" if place is None else "passage.html",
        entity=found,
        source=known_sources().get(iri),
        alternates=_alternates(path),
        record=opened.record,
        **({} if place is None else _passage(opened, iri, place)),
    )


def _passage(opened: kg.Dataset, iri: str, place: passages.Place) -> dict[str, object]:
    """Return what the page of a passage shows beside what that of a thing does."""
    told = known_passages(opened, [iri])[iri]
    return {
        "passage": told,
        "badge": Badge(told.source, told.alleged, told.unit in belief().units, ()),
        "place": place,
        "decisions": passages.decisions(opened, iri),
        "doubts": passages.doubts(opened, iri),
    }
