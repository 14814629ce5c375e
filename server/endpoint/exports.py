"""`/export.<format>`: the default view as triples, or with TriG and N-Quads the whole dataset.

A worker writes the file, which `server.http.aside` sends when it is whole.
"""

from __future__ import annotations

from hashlib import sha256

from flask import Blueprint, Response, request

from server.graph import believed, dataset
from server.http import aside

blueprint = Blueprint("exports", __name__)


@blueprint.route("/export.<any(ttl,nt,jsonld,rdf,csv,trig,nq):name>")
def export(name: str) -> Response:
    """Answer with a file of the data, the same bytes for the same snapshot."""
    etag = _etag(name)
    if request.if_none_match.contains(etag):
        answered = Response(status=304)
    else:
        answered = aside.file(dataset().stream(name, **believed()))
        answered.headers["Content-Disposition"] = f'attachment; filename="celadon.{name}"'
    answered.set_etag(etag)
    return answered


def _etag(name: str) -> str:
    served, chosen = dataset(), believed()
    graphs = "".join(served.view(chosen["view"], chosen["trust"]).graphs)
    return f"{served.record.id}-{name}-{sha256(graphs.encode()).hexdigest()[:12]}"
