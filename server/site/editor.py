"""`/editor`: write a query, see its answer in the same page, take it along.

Without scripts it is a form and a table. With them the field is Yasqe, which completes from
`/editor/terms.json`, and the answer is put into the page without loading it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask import Blueprint, Response, abort, jsonify, render_template, request

import kg
from server.graph import believed, dataset
from server.site.answers import Answer, answer
from server.site.labels import labels
from server.site.ontology.model import CLASS, INDIVIDUAL
from server.site.ontology.pages import ontology_of
from server.site.ontology.usage import members, uses
from server.site.snapshot import once_a_snapshot
from server.site.snippets import snippets

blueprint = Blueprint("editor", __name__)

START: Final = """PREFIX cel: <https://w3id.org/celadon/ontology#>

SELECT ?work ?title ?year WHERE {
  ?work a cel:Film ;
    cel:title ?title ;
    cel:releaseYear ?year .
}
ORDER BY ?year ?title"""
"""What the editor holds before anything is written."""

DOWNLOADS: Final = {
    "solutions": ("csv", "json", "tsv", "xml"),
    "boolean": ("json", "xml"),
    "triples": ("ttl", "nt", "jsonld", "rdf"),
}


@blueprint.route("/editor", methods=["GET", "POST"])
def page() -> Response:
    """Show the editor, with the answer where a query is given."""
    example = _example()
    query = request.values.get("query", "").strip()
    found = answer(query, believed()) if query else None
    shown = render_template(
        "editor.html",
        query=query or (example.text if example else START),
        example=example,
        examples=sorted(dataset().queries.values(), key=lambda one: one.summary),
        found=found,
        downloads=DOWNLOADS.get(found.form, ()) if found else (),
        snippets=_snippets(query, found) if found and found.form != "problem" else {},
    )
    return Response(shown, found.status if found else 200, mimetype="text/html")


@blueprint.route("/editor/terms.json")
def terms() -> Response:
    """Answer with what the editor completes: prefixes, and the terms of ontology and data."""
    chosen = believed()
    return jsonify(_terms(dataset(), chosen["view"], tuple(chosen["trust"])))


@once_a_snapshot
def _terms(served: kg.Dataset, _view: str | None, _trust: tuple[str, ...]) -> dict[str, Any]:
    """Return what is completed; the view is that of the request, named here to be kept by."""
    ours = [t for t in ontology_of(served).terms.values() if t.kind != INDIVIDUAL]
    return {
        "prefixes": dict(served.prefixes),
        "classes": _ranked(served, members(served), [t.iri for t in ours if t.kind == CLASS]),
        "properties": _ranked(served, uses(served), [t.iri for t in ours if t.kind != CLASS]),
    }


def _ranked(
    served: kg.Dataset, used: Mapping[str, int], ours: Iterable[str]
) -> list[dict[str, Any]]:
    """Return terms in use and those of the ontology, by how often they are used."""
    counted = {**dict.fromkeys(ours, 0), **used}
    english, korean = (labels(served, counted, language) for language in ("en", "ko"))
    return [
        {"iri": iri, "count": count, "label": english.get(iri, ""), "ko": korean.get(iri, "")}
        for iri, count in sorted(counted.items(), key=lambda found: (-found[1], found[0]))
    ]


def _example() -> Any:
    name = request.values.get("example")
    if not name:
        return None
    if name not in dataset().queries:
        abort(404, f"there is no query {name!r}: /queries lists them")
    return dataset().queries[name]


def _snippets(query: str, found: Answer) -> dict[str, str]:
    chosen = believed()
    view = chosen["view"]
    parameters = [("view", view)] if view else [("trust", unit) for unit in chosen["trust"]]
    endpoint = f"{request.url_root}sparql"
    return snippets(query, endpoint, parameters, form=found.form)
