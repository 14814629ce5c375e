"""What each status code of the server says; no I/O."""

from __future__ import annotations

from typing import Final

MEANINGS: Final = {
    200: "Here is the answer.",
    201: "The graph is new, and has been made.",
    204: "Done; there is nothing to show.",
    304: "What you have is still what we would answer.",
    400: "The request cannot be understood; the text says where and why.",
    401: "Writing needs a token.",
    403: "This token or this query may not do that.",
    404: "There is no such thing, graph or address.",
    405: "This address does not take this method; Allow names those that it takes.",
    406: "None of the formats that you accept is offered; the text names those that are.",
    408: "The request did not arrive in time.",
    409: "This graph cannot be changed so; the text says why.",
    412: "What is there is no longer what the request expects.",
    413: "The query or the body is too long, or needs more memory or room than is allowed.",
    414: "The address is too long: send the query with POST.",
    415: "The body is in no format that is read here.",
    429: "Too many requests of yours, or too costly ones: wait as long as Retry-After says.",
    431: "The headers are too long.",
    501: "A body comes whole or in chunks, in no other transfer coding.",
    502: "Another server that the query calls with SERVICE failed.",
    503: "It took too long, or nobody is free: try later or ask for less.",
    507: "There is no room to write.",
}
"""A sentence for each status code."""
