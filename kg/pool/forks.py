"""Workers forked from a process that holds their snapshot in memory (see `kg.worker.forking`).

A worker is known by a descriptor of its process, which cannot come to mean another one, and its
exit code is told by the process that has forked it.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import weakref
from io import FileIO
from typing import Final

from kg.pool.child import environment
from kg.pool.process import Launch, WorkerProcess, interpreter
from kg.pool.refusals import NoWorkerError

_LOAD_S: Final = 120.0
_ANSWER_S: Final = 10.0
_MESSAGE_BYTES: Final = 1000


def can_fork() -> bool:
    """Say whether this system has what a fork server needs: Linux 5.3 or newer."""
    if sys.platform != "linux" or not hasattr(os, "pidfd_open"):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:  # an older kernel, or a sandbox
        return False
    return True


class ForkServer:
    """A process that holds a snapshot in memory. Thread-safe."""

    def __init__(self, launch: Launch) -> None:
        """Start it; `wait_until_ready` must follow.

        Raises:
            OSError: it cannot be started.
        """
        self._lock = threading.Lock()
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, *interpreter("forking")],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment(),
                start_new_session=True,
            )
        self._launch = launch

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def wait_until_ready(self) -> None:
        """Return once the snapshot is in memory.

        Raises:
            NoWorkerError: it does not get there: closed meanwhile, or of more memory than it has.
        """
        self._asked(self._launch.config(), (), _LOAD_S)

    def fork(self) -> WorkerProcess:
        """Return a new worker.

        Raises:
            NoWorkerError: the process has ended.
        """
        requests, answers = os.pipe(), os.pipe()
        try:
            pid = int(self._asked(b"fork", (requests[0], answers[1]), _ANSWER_S))
            process = Forked(pid, self)
        except (NoWorkerError, OSError) as error:
            os.close(requests[1])
            os.close(answers[0])
            raise NoWorkerError(f"no query worker can be forked: {error}") from error
        finally:
            os.close(requests[0])
            os.close(answers[1])
        return WorkerProcess((process, FileIO(requests[1], "w"), FileIO(answers[0], "r")))

    def exit_code(self, pid: int) -> int:
        """Return the exit code of a worker that has ended, negative for a signal.

        Raises:
            NoWorkerError: the process has ended.
        """
        return int(self._asked(str(pid).encode(), (), _ANSWER_S))

    def is_alive(self) -> bool:
        """Say whether the process is running."""
        return self._process.poll() is None

    def wait(self) -> None:
        """Return when the process has ended."""
        self._process.wait()

    def close(self) -> None:
        """End the process; its workers go on, and others cannot be had."""
        self._process.kill()
        self._process.wait()
        with self._lock:
            self._channel.close()

    def _asked(self, message: bytes, ends: tuple[int, ...], wait_s: float) -> bytes:
        with self._lock:
            try:
                self._channel.settimeout(wait_s)
                if ends:
                    socket.send_fds(self._channel, [message], ends)
                else:
                    self._channel.send(message)
                answer = self._channel.recv(_MESSAGE_BYTES)
            except OSError as error:
                self._process.kill()  # which may be late with an answer to something else
                raise NoWorkerError(f"the fork server does not answer: {error}") from error
        if not answer:
            raise NoWorkerError("the fork server has ended")
        return answer


class Forked:
    """A process that a fork server has forked, as `subprocess.Popen` is one that we have."""

    def __init__(self, pid: int, server: ForkServer) -> None:
        """Take hold of a process that nobody has waited for.

        Raises:
            OSError: there is no such process.
        """
        self.pid = pid
        self._server = server
        self._lock = threading.Lock()
        self._handle = os.pidfd_open(pid)
        weakref.finalize(self, os.close, self._handle)
        self._code: int | None = None

    def poll(self) -> int | None:
        """Return the exit code, negative for a signal, None while it runs."""
        return self._polled(0)

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code; raise `subprocess.TimeoutExpired` if it does not end."""
        code = self._polled(None if timeout is None else timeout * 1000)
        if code is None:
            raise subprocess.TimeoutExpired("a query worker", timeout or 0)
        return code

    def kill(self) -> None:
        """Kill it, if it has not ended."""
        with self._lock, contextlib.suppress(ProcessLookupError):
            if self._code is None:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def _polled(self, wait_ms: float | None) -> int | None:
        if self._code is None and self._has_ended(wait_ms):
            with self._lock:
                if self._code is None:
                    self._code = self._exit_code()
        return self._code

    def _exit_code(self) -> int:
        try:
            return self._server.exit_code(self.pid)
        except NoWorkerError:
            return self._reaped()

    def _reaped(self) -> int:
        """Return the exit code if this is our child now: of who has pid 1, orphans are."""
        with contextlib.suppress(ChildProcessError):
            found = os.waitid(os.P_PIDFD, self._handle, os.WEXITED | os.WNOHANG)
            if found is not None:
                is_signal = found.si_code != os.CLD_EXITED
                return -found.si_status if is_signal else found.si_status
        return -signal.SIGKILL  # nobody knows any more

    def _has_ended(self, wait_ms: float | None) -> bool:
        waiting = select.poll()
        waiting.register(self._handle, select.POLLIN)
        return bool(waiting.poll(wait_ms))
