"""The writer process: it makes one change after the other, as a server asks through its pipes.

What goes through the pipes are the frames of `kg.worker.frames`. A `REQUEST` is a JSON object with
`action` and `agent`, and, by the action:

    update   `text`, `using`, `using_named` (lists of IRIs or null)
    put      `graph` (null: the default graph), `base`, `formats`; the documents follow as `DATA`
    post     the same
    delete   `graph`
    undo     `graph`, `to` (the number of a change, or null)

Any may have `expected`, the snapshot for which it is meant; with another it is not made.
The answer is `ERROR` (a class of `kg`, MemoryError, or a bug), or `END` with the change; a `HEAD`
before it says that the change is being published, so that it is no longer a time to stop. It holds
no sockets, and can make none where the system lets us forbid them: an update reaches nothing even
if the guard should fail.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from kg.changes import errors as change_errors
from kg.changes.change import PUBLISH_S
from kg.changes.changing import Changing
from kg.errors import FactsError, FileError, KGError, LockedError, QueryError, ReasonerError
from kg.sparql.evaluate import syntax_error
from kg.worker.frames import CONFIG, END, ERROR, HEAD, HEADER, READY, frame
from kg.worker.limits import confine_writer, limit_cpu

STACK_BYTES: Final = 64 << 20

_OF_DISK: Final = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)
_SAID_OF_DISK: Final = (*map(os.strerror, _OF_DISK), "disk is full", "readonly database")
"""The engine and SQLite say it in words alone."""


def main() -> None:
    """Serve the requests on standard input until it ends."""
    threading.stack_size(STACK_BYTES)
    loop = threading.Thread(target=_Loop().run)
    loop.start()
    loop.join()
    os._exit(0)  # the engine's threads need no farewell


class _Loop:
    def __init__(self) -> None:
        self._requests = sys.stdin.buffer
        self._answers = sys.stdout.buffer

    def run(self) -> None:
        kind, content = self._read()
        if kind != CONFIG:
            return
        config = json.loads(content)
        limits = confine_writer(config["memory_bytes"])
        changing = Changing(Path(config["root"]), committing=self._commit)
        self._send(READY, {"limits": limits})
        while (received := self._read())[0]:
            self._answer(changing, json.loads(received[1]))

    def _commit(self) -> None:
        """Say that the change is being published, which has a time of its own."""
        limit_cpu(PUBLISH_S)
        self._send(HEAD, {})

    def _answer(self, changing: Changing, request: dict[str, Any]) -> None:
        documents = self._documents(len(request.get("formats", ())))
        limit_cpu(request["timeout_s"])
        try:
            self._send(END, asdict(changing.make(request, documents)))
        except Exception as error:
            self._send(ERROR, described(error, request.get("text", "")))

    def _documents(self, number: int) -> list[bytes]:
        try:
            return [self._read()[1] for _ in range(number)]
        except MemoryError:  # what is left of them stands between us and the next request
            os.abort()

    def _read(self) -> tuple[bytes, bytes]:
        header = self._requests.read(HEADER.size)
        if len(header) < HEADER.size:
            return b"", b""
        kind, length = HEADER.unpack(header)
        return kind, self._requests.read(length)

    def _send(self, kind: bytes, content: dict[str, Any]) -> None:
        try:
            self._answers.write(frame(kind, json.dumps(content).encode()))
            self._answers.flush()
        except BrokenPipeError:  # the server is gone
            os._exit(0)


def described(error: Exception, text: str) -> dict[str, Any]:
    """Return an error as JSON values: the name of its class, message, line and column."""
    match error:
        case SyntaxError():
            error = syntax_error(text, str(error.msg))
        case LockedError():
            error = change_errors.WriterBusyError("others are changing the dataset: try again")
        case FactsError() | ReasonerError():
            error = change_errors.ConflictError(str(error))
        case FileError() | OSError():
            kind = change_errors.StorageError if _is_of_disk(error) else FileError
            error = kind(f"nothing was changed: {error}")
        case RuntimeError() | ValueError():
            error = QueryError(f"the update cannot be evaluated: {error}")
    is_known = isinstance(error, KGError | MemoryError)
    name = type(error).__name__ if is_known else "bug"
    message = str(error) if name != "bug" else f"{type(error).__name__}: {error}"
    place = {key: getattr(error, key, None) for key in ("line", "column")}
    return {"kind": name, "message": message, **place}


def _is_of_disk(error: BaseException | None) -> bool:
    """Return whether the disk is full or may not be written, by the error or what it came from."""
    if error is None:
        return False
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in _OF_DISK
    return any(words in str(error) for words in _SAID_OF_DISK) or _is_of_disk(error.__cause__)
