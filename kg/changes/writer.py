"""The writer as a server sees it: a process that is asked for changes, and killed when it hangs.

Invariant: one change at a time in this process; others wait their turn, and then the dataset's
lock. A change that is being published is not interrupted. Thread-safe.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast

import kg.changes.errors as change_errors
from kg import errors
from kg.changes.change import PUBLISH_S, Change
from kg.changes.errors import WriterBusyError, WriterLostError, WriteTimeoutError
from kg.errors import KGError
from kg.pool.child import Child, spawn
from kg.pool.refusals import EngineCrashError, QueryMemoryError, QueryTimeoutError, death
from kg.storage import journal, store
from kg.worker.frames import CONFIG, DATA, END, ERROR, REQUEST, frame

_CODE: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from kg.changes.process import main; main()"
)
MEMORY: Final = "the change needs more memory than is allowed: change less at a time"

_START_S: Final = 30.0
_TURN_S: Final = 10.0

Document = tuple[str, bytes]


class Writer:
    """Changes of one dataset, by a process of this server's own."""

    def __init__(self, root: Path, *, memory_bytes: int = 4_000_000_000) -> None:
        """Remember the folder; `start` or the first change starts the process."""
        self._root = root
        self._memory_bytes = memory_bytes
        self._turn = threading.Lock()
        self._child: Child | None = None
        self.limits: frozenset[str] | None = None

    def start(self) -> None:
        """Start the process in the background, so that the first change finds it ready."""
        threading.Thread(target=self._start, daemon=True).start()

    def held(self) -> frozenset[str]:
        """Return what holds the process (see `kg.worker.limits`), started if it is not.

        Raises:
            ChangeError: it cannot be started.
        """
        with self._turn:
            self._ready()
        return self.limits or frozenset()

    def update(
        self,
        text: str,
        *,
        agent: str,
        using_graphs: Sequence[str] | None = None,
        using_named_graphs: Sequence[str] | None = None,
        timeout_s: float = 60.0,
    ) -> Change:
        """Run a SPARQL update as one transaction.

        Args:
            text: the update.
            agent: who asks, for the journal.
            using_graphs: the graphs whose union is the default graph of each WHERE.
            using_named_graphs: the graphs that GRAPH finds in each WHERE.
            timeout_s: how long it may run; publishing it is not counted.

        Raises:
            QueryError: it is refused or wrong, or cannot be evaluated.
            QueryMemoryError: it needs too much memory; nothing was changed.
            ConflictError: what it would change may not be, or is refused by the facts' checks.
            ChangeError: it was not made, for a reason that is not in its text.
        """
        asked = {"text": text, "using": _listed(using_graphs)}
        asked["using_named"] = _listed(using_named_graphs)
        return self._make("update", agent, asked, timeout_s=timeout_s)

    def put(
        self,
        graph: str | None,
        documents: Sequence[Document],
        *,
        agent: str,
        base: str,
        timeout_s: float = 60.0,
        expected: str | None = None,
    ) -> Change:
        """Let a graph (None: the default graph) hold what the documents say.

        Args:
            graph: the graph's IRI, or None for the default graph.
            documents: pairs of a format (see `kg.changes.FORMATS`) and a content.
            agent: who asks, for the journal.
            base: the IRI that relative IRIs are resolved against.
            timeout_s: how long it may take; publishing it is not counted.
            expected: the snapshot for which it is meant, if it may be no other.

        Raises:
            OutdatedError: another snapshot serves than was expected.
            DocumentError: a document cannot be read, or the graph's name is no IRI.
            ConflictError, ChangeError: as `update`.
        """
        return self._write("put", graph, documents, agent, base, timeout_s, expected)

    def post(
        self,
        graph: str | None,
        documents: Sequence[Document],
        *,
        agent: str,
        base: str,
        timeout_s: float = 60.0,
        expected: str | None = None,
    ) -> Change:
        """Add what the documents say to a graph; see `put`."""
        return self._write("post", graph, documents, agent, base, timeout_s, expected)

    def delete(
        self,
        graph: str | None,
        *,
        agent: str,
        timeout_s: float = 60.0,
        expected: str | None = None,
    ) -> Change:
        """Remove a graph; of the default graph its triples.

        Raises:
            GraphNotFoundError: there is none.
            ConflictError, ChangeError: as `update`.
        """
        asked = {"graph": graph, **_expecting(expected)}
        return self._make("delete", agent, asked, timeout_s=timeout_s)

    def undo(
        self,
        graph: str | None,
        *,
        agent: str,
        to: int | None = None,
        timeout_s: float = 60.0,
    ) -> Change:
        """Let a graph hold what it held after the change `to`, or before the last change of it.

        Raises:
            GraphNotFoundError: no change of the graph is known.
            ConflictError, ChangeError: as `update`; also where there is no change `to`.
        """
        return self._make("undo", agent, {"graph": graph, "to": to}, timeout_s=timeout_s)

    def close(self) -> None:
        """End the process, after the change that is being made."""
        with self._turn:
            self._drop()

    def _write(
        self,
        action: str,
        graph: str | None,
        documents: Sequence[Document],
        agent: str,
        base: str,
        timeout_s: float,
        expected: str | None,
    ) -> Change:
        asked = {"graph": graph, "base": base, "formats": [format for format, _ in documents]}
        asked |= _expecting(expected)
        contents = [content for _, content in documents]
        return self._make(action, agent, asked, contents, timeout_s=timeout_s)

    def _make(
        self,
        action: str,
        agent: str,
        asked: Mapping[str, Any],
        documents: Sequence[bytes] = (),
        *,
        timeout_s: float,
    ) -> Change:
        request = {"action": action, "agent": agent, "timeout_s": timeout_s, **asked}
        message = frame(REQUEST, json.dumps(request).encode())
        with self._my_turn():
            child = self._ready()
            serving = store.serving(self._root)
            with _Deadline(child, timeout_s) as deadline:
                try:
                    child.send(message)
                    for content in documents:
                        child.send(frame(DATA, content))
                    return _answer(child, deadline)
                except (EOFError, OSError) as error:
                    self._child = None
                    may_be_made = store.serving(self._root) != serving
                    raise _loss(child, deadline, timeout_s, may_be_made=may_be_made) from error

    @contextlib.contextmanager
    def _my_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=_TURN_S):
            raise WriterBusyError("others are changing the dataset: try again")
        try:
            yield
        finally:
            self._turn.release()

    def _start(self) -> None:
        with contextlib.suppress(KGError), self._turn:  # the first change tells what is wrong
            self._ready()

    def _ready(self) -> Child:
        """Return the process, started if there is none or it has died; the turn is held."""
        if self._child is None or not self._child.is_alive():
            self._drop()
            child = Child(*spawn(["-I", "-c", _CODE, str(Path(errors.__file__).parent.parent)]))
            with _Deadline(child, _START_S), contextlib.suppress(OSError, EOFError):
                config = {"root": str(self._root), "memory_bytes": self._memory_bytes}
                child.send(frame(CONFIG, json.dumps(config).encode()))
                self.limits = frozenset(json.loads(child.receive()[1])["limits"])
                self._child = child
        if self._child is None:
            child.close()
            raise WriterLostError("no writer process starts: try again")
        return self._child

    def _drop(self) -> None:
        if self._child is not None:
            self._child.close()
            self._child = None


def log(root: Path, graph: str | None = None) -> list[Change]:
    """Return the changes of a dataset, or of one graph of it, in the order they were made.

    Raises:
        DatasetError, FileError: the journal is damaged or cannot be read.
    """
    changes = [Change.told(entry) for entry in journal.entries(root)]
    return [c for c in changes if graph is None or any(n.graph == graph for n in c.graphs)]


class _Deadline:
    """Kills a process that takes too long, unless it has begun to publish."""

    def __init__(self, child: Child, seconds: float) -> None:
        self._child = child
        self._timer = self._timed(seconds)
        self.is_publishing = False
        self.is_over = False

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def publish(self) -> None:
        """Give the process the time to publish."""
        self._timer.cancel()
        self.is_publishing = True
        self._timer = self._timed(PUBLISH_S)
        self._timer.start()

    def _timed(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._end)
        timer.daemon = True
        return timer

    def _end(self) -> None:
        self.is_over = True
        self._child.kill()


def _answer(child: Child, deadline: _Deadline) -> Change:
    while True:
        kind, content = child.receive()
        said = json.loads(content)
        if kind == END:
            return Change.read(said)
        if kind == ERROR:
            raise _error(said)
        deadline.publish()


def _error(said: Mapping[str, Any]) -> KGError:
    name = said["kind"]
    if name == MemoryError.__name__:
        return QueryMemoryError(MEMORY)
    kind: Any = getattr(change_errors, name, None) or getattr(errors, name, None)
    if kind is None:
        return WriterLostError(f"the writer failed: {said['message']}")
    if issubclass(kind, change_errors.DocumentError | errors.QueryError):
        return cast(KGError, kind(said["message"], line=said["line"], column=said["column"]))
    return cast(KGError, kind(said["message"]))


def _loss(child: Child, deadline: _Deadline, timeout_s: float, *, may_be_made: bool) -> KGError:
    """Return the error for a writer that died; the process is reaped."""
    code = child.wait()
    child.close()
    if deadline.is_publishing and may_be_made:
        return WriterLostError(
            "the writer was lost while it published the change: /changes says whether it was made"
        )
    if deadline.is_over:
        longest_s = PUBLISH_S if deadline.is_publishing else timeout_s
        return WriteTimeoutError(f"the change was stopped after {longest_s:g} seconds")
    found = death(code)
    if isinstance(found, QueryMemoryError):
        return QueryMemoryError(MEMORY)
    if isinstance(found, EngineCrashError):
        return found
    if isinstance(found, QueryTimeoutError):
        return WriteTimeoutError(str(found))
    return WriterLostError("the writer was killed; nothing was changed: try again")


def _expecting(snapshot: str | None) -> dict[str, str]:
    return {} if snapshot is None else {"expected": snapshot}


def _listed(iris: Sequence[str] | None) -> list[str] | None:
    return None if iris is None else list(iris)
