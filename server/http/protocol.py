"""Requests of the SPARQL 1.1 Protocol as values; no I/O, no Flask.

A request is read whole before anything runs. What the protocol forbids raises `ProtocolError` with
the status that its section names.
Source: SPARQL 1.1 Protocol, §2.1 (query operation).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypedDict

from server.http.negotiate import SOLUTIONS, TRIPLES, choose, named_format
from server.http.parameters import (
    FORM,
    Parameters,
    ProtocolError,
    read_parameters,
    read_text,
    single,
    text_type,
    without_mark,
)
from server.http.spelling import check_names

__all__ = [
    "ACCEPT_QUERY",
    "DIRECT",
    "FORM",
    "ProtocolError",
    "QueryRequest",
    "read_request",
    "read_view",
]

DIRECT: Final = "application/sparql-query"

ACCEPT_QUERY: Final = f"{DIRECT}, {FORM}"
"""What a query can be sent as, for the header Accept-Query."""

_NAMES: Final = frozenset(
    {"query", "default-graph-uri", "named-graph-uri", "timeout", "view", "trust", "format", "lang"}
)


class Arguments(TypedDict):
    """What a dataset is asked with, beside the text and whom to believe."""

    solutions: str | None
    triples: str | None
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    timeout_s: float


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query and the dataset that the request, not the query, names.

    `default_graphs` and `named_graphs` are None where the request names no dataset at all: then
    the query's own FROM clauses or the view decide. No part of the protocol are `timeout_s`, what
    the parameter `timeout` asks for in seconds, `view`, `trust`, the units to believe, and
    `format`, which beats the Accept header.
    """

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    timeout_s: float | None = None
    view: str | None = None
    trust: tuple[str, ...] = ()
    format: str | None = None

    def arguments(self, accept: str | None, *, longest_s: float) -> Arguments:
        """Return what a dataset is asked with, beside the text and whom to believe.

        A format is None where none will do; a query may run for `longest_s` at most.
        """
        offered = (SOLUTIONS, TRIPLES)
        if self.format is None:
            solutions, triples = (choose(accept, formats) for formats in offered)
        else:
            solutions, triples = (named_format(self.format, formats) for formats in offered)
        return {
            "solutions": solutions,
            "triples": triples,
            "default_graphs": self.default_graphs,
            "named_graphs": self.named_graphs,
            "timeout_s": min(self.timeout_s or longest_s, longest_s),
        }


def read_request(
    method: str, content_type: str | None, query_string: bytes, body: bytes
) -> QueryRequest:
    """Read one of the three forms of a query operation: GET, POST form, POST direct.

    The method QUERY (draft-ietf-httpbis-safe-method-w-body) takes the same bodies as POST. The
    address of a form may hold parameters beside `query` too; those of the body come first.

    Args:
        method: GET, HEAD, POST or QUERY.
        content_type: the Content-Type header.
        query_string: the address after its question mark.
        body: the body, empty for GET.

    Raises:
        ProtocolError: 400 for no query, several queries, an update beside it, a parameter that is
            misspelt, or bytes that are no UTF-8; 415 for another body.
    """
    url = read_parameters(query_string)
    if method in ("GET", "HEAD"):
        return _from_parameters(url)
    media_type = text_type(content_type)
    if media_type == FORM:
        return _from_form(url, read_parameters(body))
    if media_type == DIRECT:
        _refuse_operations(url, "the address of a query that is the body")
        return _request(read_text(body), url)
    raise ProtocolError(
        415, f"send a query as {DIRECT} or {FORM}, not as {media_type or 'nothing'}"
    )


def _from_form(url: Mapping[str, list[str]], form: Mapping[str, list[str]]) -> QueryRequest:
    _refuse_operations(url, "the address of a form")
    return _from_parameters({**url, **form})


def _refuse_operations(parameters: Parameters, where: str) -> None:
    for name in ("query", "update"):
        if name in parameters:
            raise ProtocolError(400, f"{where} may not have the parameter '{name}'")


def _from_parameters(parameters: Parameters) -> QueryRequest:
    queries = parameters.get("query", ())
    if "update" in parameters:
        raise ProtocolError(400, "an update comes by POST, and without a query beside it")
    if len(queries) != 1:
        raise ProtocolError(
            400, f"give the parameter 'query' exactly once, not {len(queries)} times"
        )
    return _request(without_mark(queries[0]), parameters)


def _request(query: str, parameters: Parameters) -> QueryRequest:
    check_names(parameters, _NAMES)
    default = tuple(parameters.get("default-graph-uri", ()))
    named = tuple(parameters.get("named-graph-uri", ()))
    names_dataset = bool(default or named)
    return QueryRequest(
        query,
        default if names_dataset else None,
        named if names_dataset else None,
        _timeout(single(parameters, "timeout")),
        *read_view(parameters),
        single(parameters, "format"),
    )


def read_view(parameters: Parameters) -> tuple[str | None, tuple[str, ...]]:
    """Return what the parameters `view` and `trust` choose to believe; empty ones count as absent.

    Raises:
        ProtocolError: 400 for several views.
    """
    return single(parameters, "view"), tuple(unit for unit in parameters.get("trust", ()) if unit)


def _timeout(given: str | None) -> float | None:
    if given is None:
        return None
    try:
        seconds = float(given)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise ProtocolError(400, f"timeout must be a number of seconds, not {given!r}")
    return seconds
