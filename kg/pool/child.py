"""A process that speaks in frames through its pipes, whoever started it (see `kg.worker.frames`).

What it writes is read without a buffer of Python's, so that a thread may wait for a frame, and an
event loop may take what a descriptor has ready. Invariant: pipes are closed by nobody while they
are read, as their numbers may then be another's.
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
import threading
from collections.abc import Sequence
from io import FileIO
from typing import Final, Protocol, cast

from kg.worker.frames import HEADER

_KEPT: Final = ("LD_LIBRARY_PATH", "SYSTEMROOT", "TZ")
_PIPE_BYTES: Final = 1 << 20
_SET_PIPE_SIZE: Final = 1031  # F_SETPIPE_SZ, Linux

IS_POLLED: Final = hasattr(select, "poll")
"""Whether pipes can be waited for together with others; not on Windows."""

Frame = tuple[bytes, bytes]
"""A kind and a content."""


class Process(Protocol):
    """What is asked of a process; `subprocess.Popen` has it."""

    pid: int

    def poll(self) -> int | None:
        """Return the exit code, negative for a signal, None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code; raise `subprocess.TimeoutExpired` if it does not end."""

    def kill(self) -> None:
        """Kill it, if it has not ended."""


class Child:
    """A process and its pipes; not thread-safe but for `kill`, `is_alive` and `close`."""

    def __init__(self, process: Process, requests: FileIO, answers: FileIO) -> None:
        """Take over a process, the pipe that it reads and the one that it writes."""
        self.reading = threading.Lock()
        self._process = process
        self._requests = requests
        self._answers = answers
        self._got = bytearray()
        _widen(answers)
        if IS_POLLED:
            os.set_blocking(answers.fileno(), False)
            self._poll = select.poll()
            self._poll.register(answers, select.POLLIN)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def fileno(self) -> int:
        """Return the descriptor on which answers come, for who holds `reading`."""
        return self._answers.fileno()

    def send(self, message: bytes) -> None:
        """Send a frame.

        Raises:
            OSError: the process is dead.
        """
        rest = memoryview(message)
        while rest:
            rest = rest[self._requests.write(rest) :]

    def receive(self) -> Frame:
        """Wait for the next frame.

        Raises:
            EOFError: the process is dead.
        """
        with self.reading:
            while (found := self.next_frame()) is None:
                if IS_POLLED:
                    self._poll.poll()
                self.read_some()
            return found

    def read_some(self) -> None:
        """Read what is there; for who holds `reading`. Without `IS_POLLED` it waits for that.

        Raises:
            EOFError: the process is dead.
        """
        read = self._answers.read(_PIPE_BYTES)
        if read:
            self._got += read
        elif read is not None:
            raise EOFError

    def next_frame(self) -> Frame | None:
        """Return the next frame of what was read, None where it is not whole yet."""
        got = self._got
        if len(got) < HEADER.size:
            return None
        kind, length = HEADER.unpack_from(got)
        end = HEADER.size + length
        if len(got) < end:
            return None
        content = bytes(got[HEADER.size : end])
        del got[:end]
        return kind, content

    def kill(self) -> None:
        """Kill the process; a blocked `receive` ends with EOFError."""
        self._process.kill()

    def is_alive(self) -> bool:
        """Say whether the process is running."""
        return self._process.poll() is None

    def wait(self) -> int | None:
        """Return the exit code of a process whose pipe has ended, negative for a signal."""
        try:
            return self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            return None

    def close(self) -> None:
        """Kill the process, reap it and close its pipes."""
        self.kill()
        self._process.wait()
        with self.reading:
            for pipe in (self._requests, self._answers):
                with contextlib.suppress(OSError):
                    pipe.close()


Started = tuple[Process, FileIO, FileIO]
"""What a `Child` takes over."""


def spawn(arguments: Sequence[str]) -> Started:
    """Start the interpreter with its arguments, without our environment and errors.

    Raises:
        OSError: it cannot be started.
    """
    process = subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        env=environment(),
        start_new_session=True,  # Ctrl-C at a terminal is for the server
    )
    return process, cast(FileIO, process.stdin), cast(FileIO, process.stdout)


def environment() -> dict[str, str]:
    """Return what of our environment a process of ours gets."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ}


def _widen(pipe: FileIO) -> None:
    """Let a pipe hold more, where that is possible: fewer switches between the processes."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, _SET_PIPE_SIZE, _PIPE_BYTES)
