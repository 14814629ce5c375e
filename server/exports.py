"""`/export.<format>`: the default view as triples, or with TriG and N-Quads the whole dataset."""

from __future__ import annotations

from flask import Blueprint, Response

from server.graph import dataset
from server.negotiate import content_type

blueprint = Blueprint("exports", __name__)


@blueprint.route("/export.<any(ttl,nt,jsonld,rdf,csv,trig,nq):name>")
def export(name: str) -> Response:
    """Answer with a file of the data, the same bytes for the same snapshot."""
    served = dataset()
    answered = Response(served.export(name), content_type=content_type(name))
    answered.headers["Content-Disposition"] = f'attachment; filename="celadon.{name}"'
    answered.set_etag(f"{served.record.id}-{name}")
    return answered
