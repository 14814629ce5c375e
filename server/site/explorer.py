"""`/graph`, a thing and what is next to it, drawn and as a table; `/graph.json`, as data.

The drawing grows by asking `/graph.json` for a further thing; without scripts the table's links do.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request

import kg
from server.graph import dataset
from server.http.addresses import is_iri
from server.site.finding.shown import view
from server.site.links import here, kept
from server.site.ontology.pages import ontology_of
from server.site.rows import Attribution
from server.site.surroundings import (
    MOST,
    Edge,
    Surroundings,
    Vertex,
    busiest,
    changes_around,
    surroundings,
)

blueprint = Blueprint("explorer", __name__)


@blueprint.route("/graph")
def page() -> str:
    """Show a thing and what is next to it; without one, the thing with most to show."""
    served, found = dataset(), _asked()
    edges = sorted(found.edges, key=lambda edge: (edge.s != found.centre, edge.label, edge.o.label))
    told = {item.page: item for edge in edges for item in edge.stated_by if item.believed}
    return render_template(
        "graph.html",
        found=found,
        edges=edges,
        sources=sorted(told.values(), key=lambda item: item.source),
        most=MOST,
        changes=changes_around(
            served,
            found.centre.iri,
            ontology_of(served),
            everything=request.args.get("all") == "1",
        ),
    )


@blueprint.route("/graph.json")
def data() -> Response:
    """Answer with the nodes and edges around a thing."""
    found = _asked()
    vertices = {vertex.iri: vertex for edge in found.edges for vertex in (edge.s, edge.o)}
    return jsonify(
        centre=found.centre.iri,
        nodes=[_node(vertex) for vertex in {found.centre.iri: found.centre, **vertices}.values()],
        edges=[_edge(edge) for edge in found.edges],
        cut=found.is_cut,
    )


def _asked() -> Surroundings:
    served = dataset()
    given = request.args.get("iri", "").strip()
    iri = (_named(given) or read_iri(given, served)) if given else busiest(served)
    if iri is None:
        abort(400, f"{given!r} is no IRI: give one like film/pulgasari" if given else "no thing")
    everything = request.args.get("all") == "1"
    return surroundings(served, iri, ontology_of(served), everything=everything)


def _named(text: str) -> str | None:
    """Return the thing that a reader means by a name, None for what can be no name."""
    if ":" in text or "/" in text:
        return None
    hits = dataset().finder.search(text, view=view(), limit=1).hits
    return str(hits[0].iri) if hits else None


def read_iri(text: str, served: kg.Dataset) -> str | None:
    """Return the IRI that a reader means: `film/pulgasari`, `film:pulgasari`, or one in full."""
    prefix, colon, rest = text.partition(":")
    if colon and prefix in served.prefixes:
        iri = served.prefixes[prefix] + rest
    else:
        iri = text if colon else served.base + text.lstrip("/")
    return iri if is_iri(iri) else None


def _node(vertex: Vertex) -> dict[str, Any]:
    return {
        "id": vertex.iri,
        "label": vertex.label,
        "kind": vertex.kind,
        "href": kept(vertex.href) if vertex.href else None,
        "centre": here("explorer.page", iri=vertex.iri),
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "id": f"{edge.s.iri} {edge.predicate} {edge.o.iri}",
        "source": edge.s.iri,
        "target": edge.o.iri,
        "property": edge.predicate,
        "label": edge.label,
        "inferred": edge.is_inferred,
        "sources": [_source(item) for item in edge.stated_by],
        "why": kept(edge.why) if edge.why else None,
    }


def _source(item: Attribution) -> dict[str, Any]:
    return {
        "name": item.source,
        "hint": item.hint,
        "href": kept(item.href),
        "style": item.style,
        "alleged": item.alleged,
        "believed": item.believed,
    }
