"""The routes for programs: SPARQL, named queries, exports, the state of the server."""

from __future__ import annotations

from server.endpoint import exports, named, sparql, status

BLUEPRINTS = (
    exports.blueprint,
    named.blueprint,
    sparql.blueprint,
    status.blueprint,
)
