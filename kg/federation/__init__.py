"""SERVICE by our own client: which parts of a query it is, who may be asked, what they answered.

The engine never calls another server. The query's SERVICE groups are found on its tokens, each is
sent as a query of its own to an endpoint that is on the list, and its answer stands in the query as
VALUES.

    blocks   the SERVICE groups of a text       values   an endpoint's answer as VALUES
    policy   which addresses may be called      client   one request, and its redirects
    calling  a query with the answers put in    bounded  work given up at its deadline
"""

from __future__ import annotations

from kg.federation.calling import Services, called
from kg.federation.policy import ServiceError

__all__ = ["ServiceError", "Services", "called"]
