"""`/sparql` answered on the event loop, where a query needs nothing but an idle worker.

Most queries are small. They pass Flask and its threads by, which cost more than they do. What is
unusual is left to `sparql`, with what the query has come to so far: all refusals and all large
results. An answer from here is the same as from there, header for header.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kg import KGError, pool
from server.graph import ServedGraph
from server.http.clients import CLIENT, Tokens
from server.http.negotiate import content_type
from server.http.protocol import ACCEPT_QUERY, ProtocolError, QueryRequest, read_request
from server.http.reply import IS_GONE, OUTCOME, Headers

PATH: Final = "/sparql"
_ENCODED: Final = "HTTP_ACCEPT_ENCODING"
_METHODS: Final = ("GET", "HEAD", "POST", "QUERY")
_BODILESS: Final = ("GET", "HEAD")
_LONGEST: Final = 8000
"""Up to how many bytes an address and a body together are looked at here."""

_HEADERS_LONGEST: Final = 8000
"""Up to how many characters of headers there may be."""

_ENCODED_BYTES: Final = 32_768
"""Up to which size an answer is compressed while others wait."""


class Soon:
    """What answers queries without waiting for more than a worker."""

    def __init__(self, graph: ServedGraph, tokens: Tokens, *, max_query_bytes: int) -> None:
        """Answer from what `graph` serves; a longer query is left to `sparql`, which refuses it."""
        self._graph = graph
        self._tokens = tokens
        self._longest = min(_LONGEST, max_query_bytes)

    async def __call__(self, environ: dict[str, Any]) -> tuple[Headers, bytes] | None:
        """Return the headers and the body of an answer with status 200, if it comes soon.

        Otherwise None, and maybe an `OUTCOME` in the environment.
        """
        asked = _read(environ, self._longest)
        serving = self._graph.acquire_current() if asked else None
        if asked is None or serving is None:
            return None
        try:
            found = await self._ask(serving.dataset, asked, environ)
        except KGError as error:
            environ[OUTCOME] = error
            return None
        finally:
            self._graph.release(serving)
        if found is None:
            return None
        if not found.is_small or (_ENCODED in environ and (found.length or 0) > _ENCODED_BYTES):
            environ[OUTCOME] = found
            return None
        headers = [("Content-Type", content_type(found.format)), ("Accept-Query", ACCEPT_QUERY)]
        return [*headers, ("Vary", "Accept")], found.read()

    async def _ask(
        self, dataset: pool.PooledDataset, asked: QueryRequest, environ: Mapping[str, Any]
    ) -> pool.Answer | None:
        longest_s = self._tokens.profile(environ[CLIENT]).timeout_s
        return await dataset.ask_soon(
            asked.query,
            view=asked.view,
            is_gone=environ.get(IS_GONE),
            **asked.arguments(environ.get("HTTP_ACCEPT"), longest_s=longest_s),
        )


def _read(environ: Mapping[str, Any], longest: int) -> QueryRequest | None:
    """Return what is asked, None for all that is not plain."""
    method, query = environ["REQUEST_METHOD"], environ["QUERY_STRING"]
    if environ["PATH_INFO"] != PATH or method not in _METHODS:
        return None
    length = int(environ.get("CONTENT_LENGTH") or 0) + len(query)
    if not 0 < length <= longest or _header_characters(environ) > _HEADERS_LONGEST:
        return None
    if "html" in environ.get("HTTP_ACCEPT", "") or (method in _BODILESS and not query):
        return None
    body = environ["wsgi.input"].getvalue() if method not in _BODILESS else b""
    try:
        asked = read_request(method, environ.get("CONTENT_TYPE"), query.encode("latin-1"), body)
    except ProtocolError:
        return None
    return None if asked.trust else asked


def _header_characters(environ: Mapping[str, Any]) -> int:
    return sum(len(value) + len(name) for name, value in environ.items() if name[:5] == "HTTP_")


def drop(environ: dict[str, Any]) -> None:
    """Let go of an outcome that nobody has taken."""
    outcome = environ.pop(OUTCOME, None)
    if isinstance(outcome, pool.Answer):
        outcome.close()
