"""A query whose SERVICE groups have been answered by the endpoints that they name."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.errors import QueryError
from kg.federation.blocks import Block, blocks
from kg.federation.client import fetch
from kg.federation.policy import (
    Network,
    Resolve,
    ServiceError,
    check_endpoint,
    networks,
    resolved,
)
from kg.federation.values import EMPTY, values
from kg.sparql.guard import check_query
from kg.sparql.tokens import position


@dataclass(frozen=True, slots=True)
class Services:
    """Whom queries may call.

    Attributes:
        endpoints: the exact IRIs of the endpoints; without any, SERVICE is refused.
        exceptions: networks that may be called although they are not public.
        resolve: gives the addresses of a host.
    """

    endpoints: frozenset[str] = frozenset()
    exceptions: tuple[Network, ...] = ()
    resolve: Resolve = field(default=resolved)

    @classmethod
    def read(cls, endpoints: str, exceptions: str = "") -> Services:
        """Read endpoints and networks from texts that separate them by white space.

        Raises:
            ServiceError: an endpoint or a network is none.
        """
        found = frozenset(endpoints.split())
        for endpoint in found:
            check_endpoint(endpoint)
        return cls(found, networks(exceptions.split()))


def called(
    text: str, services: Services, *, prefixes: Mapping[str, str], timeout_s: float
) -> tuple[str, str]:
    """Return a query without its SERVICE groups, and the same with their answers.

    The first is what the guard must look at: the second may be long. Both have the lines of `text`.

    A SILENT group whose endpoint is not on the list fails silently, and nobody is asked.

    Raises:
        QueryError: an endpoint is not on the list, or a group is refused.
        ServiceError: an endpoint gave no answer, and its group is not SILENT.
    """
    if "SERVICE" not in text.upper():
        return text, text
    found = blocks(text, prefixes)
    if not services.endpoints and not all(block.is_silent for block in found):
        return text, text  # which the guard refuses
    bare = _replaced(text, found, ["VALUES () { () }"] * len(found))
    check_query(bare)
    for block in found:
        check_query(block.query)
        if block.endpoint not in services.endpoints and not block.is_silent:
            raise _not_allowed(text, block)
    deadline = time.monotonic() + timeout_s
    answers = [_answer(block, services, deadline - time.monotonic()) for block in found]
    return bare, _replaced(text, found, answers)


def _not_allowed(text: str, block: Block) -> QueryError:
    line, column = position(text, block.start)
    return QueryError(
        f"line {line}, column {column}: SERVICE <{block.endpoint}> is not allowed here",
        line=line,
        column=column,
    )


def _answer(block: Block, services: Services, timeout_s: float) -> str:
    if block.endpoint not in services.endpoints:
        return EMPTY
    try:
        return values(
            fetch(
                block.endpoint,
                block.query,
                timeout_s=timeout_s,
                endpoints=services.endpoints,
                exceptions=services.exceptions,
                resolve=services.resolve,
            )
        )
    except ServiceError:
        if block.is_silent:
            return EMPTY
        raise


def _replaced(text: str, found: Sequence[Block], answers: Sequence[str]) -> str:
    """Put answers in place of groups; what follows keeps its line."""
    for block, answer in reversed(list(zip(found, answers, strict=True))):
        lines = "\n" * text.count("\n", block.start, block.end)
        text = f"{text[: block.start]}{answer}{lines}{text[block.end :]}"
    return text
