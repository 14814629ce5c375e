"""Requests of the SPARQL 1.1 Protocol as values; no I/O, no Flask.

A request is read whole before anything runs. What the protocol forbids raises `ProtocolError` with
the status that its section names.
Source: SPARQL 1.1 Protocol, §2.1 (query operation).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"

Parameters = Mapping[str, Sequence[str]]


class ProtocolError(Exception):
    """A request that the protocol forbids, with its status code."""

    def __init__(self, status: int, message: str) -> None:
        """Keep the status that the answer takes and the message that says what to do."""
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query and the dataset that the request, not the query, names.

    `default_graphs` and `named_graphs` are None where the request names no dataset at all: then
    the query's own FROM clauses or the view decide. No part of the protocol are `timeout_s`, what
    the parameter `timeout` asks for in seconds, `view`, and `trust`, the units to believe.
    """

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    timeout_s: float | None = None
    view: str | None = None
    trust: tuple[str, ...] = ()


def read_request(
    method: str, media_type: str, url: Parameters, form: Parameters, body: bytes
) -> QueryRequest:
    """Read one of the three forms of a query operation: GET, POST form, POST direct.

    The method QUERY (draft-ietf-httpbis-safe-method-w-body) takes the same bodies as POST.

    Args:
        method: GET, HEAD, POST or QUERY.
        media_type: the body's media type, without parameters, in lower case.
        url: the parameters of the query string.
        form: the parameters of a form body, empty for the other forms.
        body: the body of a direct POST.

    Raises:
        ProtocolError: 400 for no query, several queries or an update; 415 for another body.
    """
    if method in ("GET", "HEAD"):
        return _from_parameters(url)
    if media_type == FORM:
        return _from_parameters(form)
    if media_type == DIRECT:
        return _request(_decode(body), url)
    raise ProtocolError(
        415, f"send a query as {DIRECT} or {FORM}, not as {media_type or 'nothing'}"
    )


def _from_parameters(parameters: Parameters) -> QueryRequest:
    queries = parameters.get("query", ())
    if parameters.get("update"):
        raise ProtocolError(403, "this endpoint is read-only: it takes no update")
    if len(queries) != 1:
        raise ProtocolError(
            400, f"give the parameter 'query' exactly once, not {len(queries)} times"
        )
    return _request(queries[0], parameters)


def _request(query: str, parameters: Parameters) -> QueryRequest:
    default = tuple(parameters.get("default-graph-uri", ()))
    named = tuple(parameters.get("named-graph-uri", ()))
    names_dataset = bool(default or named)
    return QueryRequest(
        query,
        default if names_dataset else None,
        named if names_dataset else None,
        _timeout(parameters.get("timeout", ())),
        *read_view(parameters),
    )


def read_view(parameters: Parameters) -> tuple[str | None, tuple[str, ...]]:
    """Return what the parameters `view` and `trust` choose to believe; empty ones count as absent.

    Raises:
        ProtocolError: 400 for several views.
    """
    names = {name for name in parameters.get("view", ()) if name}
    if len(names) > 1:
        raise ProtocolError(400, f"give one view, not {len(names)}: {', '.join(sorted(names))}")
    return next(iter(names), None), tuple(unit for unit in parameters.get("trust", ()) if unit)


def _timeout(given: Sequence[str]) -> float | None:
    if not given or not given[-1]:
        return None
    try:
        seconds = float(given[-1])
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise ProtocolError(400, f"timeout must be a number of seconds, not {given[-1]!r}")
    return seconds


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError(400, f"the query is not UTF-8 at byte {error.start}") from error
