"""A dataset whose queries run in a pool of workers; this process evaluates none.

It is used like any `Dataset`. Queries of one's own are trusted: they take no look of the guard and
no limit on rows, but the deadline and the worker's limits hold for them too.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from kg.dataset import Dataset
from kg.errors import DatasetError, KGError, QueryError
from kg.federation import Services, called
from kg.pool.child import IS_POLLED
from kg.pool.lease import Answer
from kg.pool.pool import Pool
from kg.pool.process import Launch
from kg.pool.refusals import QueryTimeoutError
from kg.pool.soon import ask_soon
from kg.results import Boolean, Result, Solutions, Triples
from kg.sparql.evaluate import has_word
from kg.sparql.question import Question, judge

TRUSTED_BYTES: Final = 256_000_000
"""The largest result of a query of one's own."""

EXPORT_S: Final = 600.0
"""How long an export may take, whose size is the dataset's and not the client's choice."""


_LEAST_S: Final = 0.1
"""What is left to a query whose services took all its time."""

_SOON_CHARACTERS: Final = 2000
"""How long a text may be that is looked at while others wait; a millisecond or two."""

_THINGS: Final = "SELECT DISTINCT ?s WHERE { GRAPH ?g { ?s ?p ?o } FILTER(ISIRI(?s)) }"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take.

    Attributes:
        timeout_s: how long it may run, in seconds, unless it asks for another time.
        longest_s: how long a query from outside may ask for.
        result_bytes: the largest result of a query from outside; more is refused.
        result_rows: the same in rows or triples.
        held_bytes: how much of a result is held back, so that an error is no cut result.
    """

    timeout_s: float = 10.0
    longest_s: float = 10.0
    result_bytes: int = 50_000_000
    result_rows: int = 100_000
    held_bytes: int = 64_000_000


def launch(opened: Dataset, *, memory_bytes: int = 2_000_000_000) -> Launch:
    """Return what a pool over the snapshot of `opened` starts its workers with."""
    return Launch(
        store=str(opened.snapshot.folder / "store"),
        base=opened.base,
        prefixes=opened.prefixes,
        memory_bytes=memory_bytes,
    )


def size_of(launch: Launch) -> int:
    """Return how many bytes the files of a store have."""
    return sum(entry.stat().st_size for entry in os.scandir(launch.store))


class PooledDataset(Dataset):
    """A snapshot whose queries run in a pool."""

    def __init__(
        self, opened: Dataset, pool: Pool, limits: Limits, services: Services | None = None
    ) -> None:
        """Stand for the same snapshot as `opened`, which is not kept.

        `services` are the endpoints that a query from outside may call; without any, none.
        """
        super().__init__(opened.root, opened.snapshot, None)
        self._pool = pool
        self._limits = limits
        self._services = services or Services()

    def ask(
        self,
        text: str,
        *,
        solutions: str | None,
        triples: str | None,
        view: str | None = None,
        trust: Sequence[str] = (),
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        timeout_s: float | None = None,
        is_gone: Callable[[], bool] | None = None,
    ) -> Answer:
        """Run a query from outside; the answer's bytes come as they are made.

        Args:
            text: the query.
            solutions: the format wanted for solutions and booleans, None where none will do.
            triples: the same for triples.
            view: as in `query`.
            trust: as in `query`.
            default_graphs: as in `query`.
            named_graphs: as in `query`.
            timeout_s: at most `longest_s`.
            is_gone: asked now and then whether nobody waits for the answer any more.

        An endpoint that is called with SERVICE must answer within the same time.

        Raises:
            QueryError: the query is refused or wrong, or its form cannot be written as wanted.
            ViewError: the view or a unit is unknown, or both are given.
            PoolError: it got no answer.
            ServiceError: an endpoint that the query calls gave none.
        """
        seconds = min(timeout_s or self._limits.timeout_s, self._limits.longest_s)
        began = time.monotonic()
        bare, joined = called(text, self._services, prefixes=self.prefixes, timeout_s=seconds)
        left_s = max(_LEAST_S, seconds - (time.monotonic() - began))
        judge(bare, outside=True)
        request = self._limited() | {"solutions": solutions, "triples": triples}

        def run(question: Question) -> Answer:
            put = request | _request(question)
            try:
                return self._pool.ask(put, timeout_s=left_s, asked=text, is_gone=is_gone)
            except QueryTimeoutError as error:
                raise self._explained(error) from error

        return self._put(joined, run, self.view(view, trust), default_graphs, named_graphs)

    async def ask_soon(
        self,
        text: str,
        *,
        solutions: str | None,
        triples: str | None,
        view: str | None = None,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
        timeout_s: float | None = None,
        is_gone: Callable[[], bool] | None = None,
    ) -> Answer | None:
        """Answer as `ask` does, on an event loop, where that takes no waiting but for one worker.

        None where that is left to `ask`: if the text is long, if the data or other servers must be
        asked first, if another text is to be run after an error, or this one again.

        Raises:
            KGError: as `ask`.
        """
        if not IS_POLLED or len(text) > _SOON_CHARACTERS or "SERVICE" in text.upper():
            return None
        judge(text, outside=True)
        if has_word(text, "GRAPH"):
            return None
        seconds = min(timeout_s or self._limits.timeout_s, self._limits.longest_s)
        try:
            question = self._put(
                text, _itself, self.view(view), default_graphs, named_graphs, probe=_unknown
            )
        except _UnknownError:
            return None
        request = self._limited() | {"solutions": solutions, "triples": triples}
        put = request | _request(question)
        try:
            return await ask_soon(self._pool, put, timeout_s=seconds, asked=text, is_gone=is_gone)
        except QueryTimeoutError as error:
            raise self._explained(error) from error
        except QueryError:
            if question.text == text:
                raise
        return None

    def _explained(self, error: QueryTimeoutError) -> KGError:
        """Return why a query did not end: the engine tries for ever to read what is gone."""
        if self.snapshot.folder.is_dir():
            return error
        return DatasetError("the dataset's files are gone: who runs this server must bring it back")

    def _limited(self) -> dict[str, object]:
        limits = self._limits
        return {
            "max_bytes": limits.result_bytes,
            "max_rows": limits.result_rows,
            "held_bytes": limits.held_bytes,
        }

    def export(
        self,
        format: str,
        *,
        whole: bool = False,
        view: str | None = None,
        trust: Sequence[str] = (),
    ) -> bytes:
        """Write a view, or the whole dataset; see `Dataset.export`."""
        return self.stream(format, whole=whole, view=view, trust=trust).read()

    def stream(
        self,
        format: str,
        *,
        whole: bool = False,
        view: str | None = None,
        trust: Sequence[str] = (),
        graph: str | None = None,
    ) -> Answer:
        """Write a view, or the whole dataset, as `export` does; the bytes come as they are made.

        With `graph`, its IRI or the empty text for the stored default graph, that graph alone.

        Raises:
            PoolError: it got no answer.
            QueryError: the format cannot express the content.
        """
        chosen = self.view(view, trust).graphs
        is_whole = whole or self.is_plain or format in ("trig", "nq")
        graphs = None if is_whole else list(chosen)
        if graph is not None:
            graphs = [graph]
        request = {"export": format, "graphs": graphs, "held_bytes": self._limits.held_bytes}
        return self._pool.ask(request, timeout_s=EXPORT_S)

    @cached_property
    def _things(self) -> frozenset[str]:
        found = self._evaluate(Question(_THINGS))
        assert isinstance(found, Solutions)
        return frozenset(str(row["s"]) for row in found)

    def _evaluate(self, question: Question) -> Result:
        request = _request(question) | {
            "solutions": "json",
            "triples": "nt",
            "max_bytes": TRUSTED_BYTES,
            "held_bytes": TRUSTED_BYTES,
        }
        answer = self._pool.ask(request, timeout_s=self._limits.timeout_s)
        content = answer.read()
        match answer.form:
            case "solutions":
                return Solutions(content)
            case "triples":
                return Triples(content)
            case _:
                return Boolean(b"true" in content)


def _request(question: Question) -> dict[str, object]:
    default, named = question.default_graphs, question.named_graphs
    return {
        "query": question.text,
        "default_graphs": None if default is None else list(default),
        "named_graphs": None if named is None else list(named),
    }


class _UnknownError(Exception):
    """Something of the data must be known first."""


def _unknown(_question: Question) -> Result:
    raise _UnknownError


def _itself(question: Question) -> Question:
    return question
