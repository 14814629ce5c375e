"""Why the pool gave no answer to a query, as errors.

KGError
├── PoolError
│   ├── BusyError            every worker is taken and stayed so for the queue wait
│   ├── QueryTimeoutError    the query was stopped at its deadline
│   ├── QueryMemoryError     the query needs more memory than a worker has
│   ├── ResultTooLargeError  the result has more bytes or rows than are answered
│   ├── WorkerFailedError    the worker has a fault that this query shows
│   ├── WorkerLostError      the worker was killed by someone else
│   ├── NoWorkerError        no worker can be started
│   └── ClientGoneError      who asked has left; nobody reads the answer
└── QueryError               (kg's) the query is wrong
├── EngineCrashError     the query brought the engine down
└── NotAcceptableError   the result cannot be written in a format that is accepted
"""

from __future__ import annotations

import re
import signal
from collections.abc import Mapping
from typing import Any, Final

from kg.errors import DatasetError, InexpressibleError, KGError, QueryError
from kg.sparql.evaluate import syntax_error


class PoolError(KGError):
    """A query got no answer for a reason that is not in its text."""


class BusyError(PoolError):
    """Every worker is taken; `retry_after_s` is when one is free at the latest, if not before."""

    def __init__(self, message: str, retry_after_s: int) -> None:
        """Keep the message and the number of whole seconds."""
        super().__init__(message)
        self.retry_after_s = retry_after_s


class QueryTimeoutError(PoolError):
    """The query was stopped at its deadline."""


class QueryMemoryError(PoolError):
    """The query needs more memory than a worker has."""


class ResultTooLargeError(PoolError):
    """The result has more bytes or rows than are answered."""


class WorkerLostError(PoolError):
    """The worker was killed by someone else, while it worked on the query."""


class WorkerFailedError(PoolError):
    """The worker has a fault that this query shows; another worker would show it too."""


class NoWorkerError(PoolError):
    """No worker can be started."""


class ClientGoneError(PoolError):
    """Who asked has left before the answer."""


class EngineCrashError(QueryError):
    """The query brought the engine down; only its worker died of it."""


class NotAcceptableError(QueryError):
    """The result has a form that none of the accepted formats can hold; `form` names it."""

    def __init__(self, form: str) -> None:
        """Keep the form: `solutions` or `triples`."""
        super().__init__(f"the result is {form}, which the formats asked for cannot hold")
        self.form = form


def refusal(error: Mapping[str, Any], text: str) -> KGError:
    """Return the error that a worker sent for the query `text`."""
    message = str(error["message"])
    match error["kind"]:
        case "syntax":
            return syntax_error(text, message)
        case "evaluation":
            return QueryError(f"the query cannot be evaluated: {message}")
        case "inexpressible":
            return InexpressibleError(message)
        case "format":
            return NotAcceptableError(message)
        case "too-large":
            return ResultTooLargeError(
                f"the result has more than {message} that are answered: add LIMIT, or ask for less"
            )
        case "memory":
            return QueryMemoryError(_MEMORY)
        case "storage":
            return DatasetError(f"the dataset cannot be read ({without_paths(message)})")
        case _:
            return WorkerFailedError(f"the server failed on this query: {message}")


def without_paths(message: str) -> str:
    """Return a message without files' paths, which are nobody's business who asks from outside."""
    return _PATH.sub("…", message)


def death(returncode: int | None) -> KGError:
    """Return the error for a worker that ended by itself while it worked on a query."""
    if returncode in _OUT_OF_MEMORY:
        return QueryMemoryError(_MEMORY)
    if returncode in _CRASHES:
        return EngineCrashError(
            "the query brought the engine down, most likely by how deep it nests: make it simpler"
        )
    if returncode in _OUT_OF_TIME:
        return QueryTimeoutError("the query computed for longer than allowed: ask for less")
    return WorkerLostError("the query's worker was killed: try again")


def _ends(*names: str) -> frozenset[int]:
    return frozenset(-getattr(signal, name) for name in names if hasattr(signal, name))


_PATH: Final = re.compile(r"(?:/|[A-Za-z]:\\)[^\s:]+")
_MEMORY: Final = "the query needs more memory than is allowed: ask for less, or sort less"
_OUT_OF_MEMORY: Final = _ends("SIGABRT")
_CRASHES: Final = _ends("SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP")
_OUT_OF_TIME: Final = _ends("SIGXCPU")
