"""Requests of the update operation as values; no I/O, no Flask.

Source: SPARQL 1.1 Protocol §2.2 (update operation).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.http.parameters import (
    FORM,
    Parameters,
    ProtocolError,
    read_parameters,
    read_text,
    text_type,
    without_mark,
)
from server.http.spelling import check_names

DIRECT_UPDATE: Final = "application/sparql-update"

_NAMES: Final = frozenset({"update", "using-graph-uri", "using-named-graph-uri"})


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """An update and the dataset of its WHERE; both lists are None where the request names none."""

    text: str
    using_graphs: tuple[str, ...] | None = None
    using_named_graphs: tuple[str, ...] | None = None


def read_update(content_type: str | None, query_string: bytes, body: bytes) -> UpdateRequest | None:
    """Read one of the two forms of an update operation, or return None for what is none.

    Args:
        content_type: the Content-Type header.
        query_string: the address after its question mark.
        body: the body.

    Raises:
        ProtocolError: 400 for several updates, a query beside it, or bytes that are no UTF-8.
    """
    media_type = (content_type or "").split(";")[0].strip().lower()
    if media_type == DIRECT_UPDATE:
        text_type(content_type)
        url = read_parameters(query_string)
        _refuse_operations(url)
        return _request(read_text(body), url)
    if media_type != FORM:
        return None
    form = read_parameters(body)
    if "update" not in form:
        return None
    url = read_parameters(query_string)
    _refuse_operations(url)
    if "query" in form:
        raise ProtocolError(400, "give a query or an update, not both")
    if len(form["update"]) != 1:
        raise ProtocolError(
            400, f"give the parameter 'update' exactly once, not {len(form['update'])} times"
        )
    return _request(without_mark(form["update"][0]), {**url, **form})


def _refuse_operations(url: Parameters) -> None:
    for name in ("query", "update"):
        if name in url:
            raise ProtocolError(400, f"the address of an update may not have '{name}'")


def _request(text: str, parameters: Parameters) -> UpdateRequest:
    check_names(parameters, _NAMES)
    default = tuple(parameters.get("using-graph-uri", ()))
    named = tuple(parameters.get("using-named-graph-uri", ()))
    names_dataset = bool(default or named)
    return UpdateRequest(text, default if names_dataset else None, named if names_dataset else None)
