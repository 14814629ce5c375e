"""A worker at work on one query, and the answer that is read from it.

Invariant: a lease is ended exactly once, by whoever reads the last frame or gives up; only its pool
kills its worker.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from kg.errors import KGError
from kg.pool.crew import Crew
from kg.pool.meter import Meter
from kg.pool.process import WorkerProcess
from kg.pool.refusals import (
    ClientGoneError,
    QueryTimeoutError,
    WorkerLostError,
    death,
    refusal,
)
from kg.worker.frames import DATA, END

SMALL_BYTES: Final = 1 << 20
"""Up to this size an answer is read at once, so that a slow client does not hold the worker."""


@dataclass(slots=True, eq=False)
class Lease:
    """A worker at work on one query.

    Attributes:
        crew: whose worker it is.
        text: the query, for the errors that point into it.
        name: what `/status` shows, which is no query text.
        deadline: when it is killed, by `time.monotonic`.
        is_gone: asked now and then whether the client has left.
        is_quick: whether it runs in the pool's quick lane.
        verdict: why the pool killed the worker, None while it has not.
        meter: what counts its cost.
    """

    worker: WorkerProcess
    crew: Crew
    text: str
    name: str
    timeout_s: float
    is_gone: Callable[[], bool] | None = None
    started: float = field(default_factory=time.monotonic)
    verdict: str | None = None
    is_quick: bool = False
    meter: Meter | None = None

    @property
    def deadline(self) -> float:
        """When the worker is killed, by `time.monotonic`."""
        return self.started + self.timeout_s

    def described(self, now: float) -> dict[str, object]:
        """Return the query as JSON values, without its text."""
        return {
            "query": self.name,
            "age_s": round(now - self.started, 3),
            "timeout_s": self.timeout_s,
            "pid": self.worker.pid,
            "client": self.meter.client if self.meter else "",
            "memory_bytes": self.worker.memory_now(),
            "cpu_s": self.worker.cpu_now_s(),
        }

    def charge(self, said: dict[str, Any] | None) -> None:
        """Count the cost: what the worker says at the end, or how long it ran if it was killed."""
        if self.meter is not None:
            age_s = time.monotonic() - self.started
            self.meter.add(self.name, age_s if said is None else float(said.get("cpu_s", age_s)))

    def loss(self) -> KGError:
        """Return the error for a worker whose pipe has ended."""
        match self.verdict:
            case "timeout":
                took = f"{round(self.timeout_s, 1):g} seconds"
                return QueryTimeoutError(f"the query was stopped after {took}: ask for less")
            case "gone":
                return ClientGoneError("the client has left")
            case "stopped":
                return QueryTimeoutError("the query was stopped by who runs this server")
            case "closed":
                return WorkerLostError("the server is closing")
            case _:
                return death(self.worker.wait())


def _nobody(_lease: Lease) -> None:
    raise NotImplementedError


@dataclass(slots=True, eq=False)
class Ticket:
    """A query that waits in line for a worker of a crew; `give` takes its lease, at once."""

    crew: Crew
    text: str
    name: str
    timeout_s: float
    is_gone: Callable[[], bool] | None
    meter: Meter | None
    give: Callable[[Lease], None] = _nobody


End = Callable[[Lease, dict[str, Any] | None], None]
"""How a lease is ended: with what the worker said at the end, or None if it is to be killed."""


class Answer(Iterator[bytes]):
    """The result of a query as its bytes arrive; `close` it when it is not read to its end.

    Attributes:
        form: `solutions`, `boolean`, `triples` or `quads`.
        format: the name of the format of the bytes.
        length: how many bytes there are, or None where the result is so long that they were sent
            before it was complete.
    """

    def __init__(
        self, head: dict[str, Any], lease: Lease | None, end: End, read: Iterable[bytes] = ()
    ) -> None:
        """Continue after the head was read, and what of the rest is in `read`.

        Without a lease that is all.
        """
        self.form: str = head["form"]
        self.format: str = head["format"]
        self.length: int | None = head["length"]
        self._lease = lease
        self._end = end
        self._read = iter(read)

    @property
    def is_small(self) -> bool:
        """Whether it is short enough to be read at once."""
        return is_small(self.length)

    def gather(self) -> None:
        """Read all of it, which frees its worker.

        Raises:
            KGError: the rest will not come.
        """
        self._read = iter(list(self))

    def __next__(self) -> bytes:
        """Return the next bytes.

        Raises:
            KGError: the rest will not come; what was read is no whole result.
        """
        for chunk in self._read:
            return chunk
        lease = self._lease
        if lease is None:
            raise StopIteration
        try:
            kind, content = lease.worker.receive()
        except (EOFError, OSError, ValueError) as error:
            lease.verdict = lease.verdict or "lost"
            self.close()
            raise lease.loss() from error
        if kind == DATA:
            return content
        self._lease = None
        said = json.loads(content)
        self._end(lease, said)
        if kind == END:
            raise StopIteration
        raise refusal(said, lease.text)

    def read(self) -> bytes:
        """Return all the bytes that have not been read."""
        return b"".join(self)

    def close(self) -> None:
        """Give up what has not been read; its worker is killed."""
        lease, self._lease = self._lease, None
        if lease is not None:
            self._end(lease, None)


def is_small(length: int | None) -> bool:
    """Say whether an answer of this length, None if it is not known, is read at once."""
    return length is not None and length <= SMALL_BYTES
