"""The routes for programs: SPARQL, the graph store, named queries, exports, the server's state."""

from __future__ import annotations

from server.endpoint import (
    changes,
    exports,
    named,
    openapi,
    robots,
    sparql,
    start,
    status,
    store,
    void,
)

BLUEPRINTS = (
    changes.blueprint,
    exports.blueprint,
    named.blueprint,
    openapi.blueprint,
    robots.blueprint,
    sparql.blueprint,
    status.blueprint,
    store.blueprint,
    void.blueprint,
)

PLAIN = (
    changes.blueprint,
    exports.blueprint,
    openapi.blueprint,
    robots.blueprint,
    sparql.blueprint,
    start.blueprint,
    status.blueprint,
    store.blueprint,
    void.blueprint,
)
"""Those that a plain store has, which knows none of our own terms."""
