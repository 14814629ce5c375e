"""`/export.<format>`: the default view as triples, or with TriG and N-Quads the whole dataset."""

from __future__ import annotations

from hashlib import sha256

from flask import Blueprint, Response

from server.graph import believed, dataset
from server.http.negotiate import content_type

blueprint = Blueprint("exports", __name__)


@blueprint.route("/export.<any(ttl,nt,jsonld,rdf,csv,trig,nq):name>")
def export(name: str) -> Response:
    """Answer with a file of the data, the same bytes for the same snapshot."""
    served = dataset()
    answered = Response(served.export(name, **believed()), content_type=content_type(name))
    answered.headers["Content-Disposition"] = f'attachment; filename="celadon.{name}"'
    chosen = believed()
    graphs = "".join(served.view(chosen["view"], chosen["trust"]).graphs)
    answered.set_etag(f"{served.record.id}-{name}-{sha256(graphs.encode()).hexdigest()[:12]}")
    return answered
