"""The loop of a worker: read a request, answer it, until the pipe ends.

It runs in a thread of its own, for a stack of known size: the system's may be so small (128 KiB
under musl) that thirty nested groups overflow it.
"""

from __future__ import annotations

import json
import os
import select
import sys
import threading
import time

from pyoxigraph import Store

from .answer import answer, described
from .frames import END, ERROR, HEADER, READY, frame
from .limits import confine, limit_cpu, memory_bytes, open_memory_gauge

STACK_BYTES = 64 << 20


def main() -> None:
    """Serve the requests on standard input until it ends; the first message names the store."""
    serve(None)


def serve(store: Store | None) -> None:
    """Serve as `main` does, but from a store that is there, if one is."""
    hung_up = None
    if hasattr(select, "epoll"):  # Linux; poll asks for a limit that leaves some descriptors
        hung_up = select.epoll()
        hung_up.register(0, 0)  # of the other end alone
    threading.stack_size(STACK_BYTES)
    loop = threading.Thread(target=_run_and_end, args=(_Loop(store),))
    loop.start()
    if hung_up is not None:
        hung_up.poll()
        os._exit(0)  # the server is gone, and with it who waits for what is computed here
    loop.join()


def _run_and_end(loop: _Loop) -> None:
    """Run a loop, and end the process with it."""
    try:
        loop.run()
    finally:
        os._exit(0)


class _Loop:
    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._requests = sys.stdin.buffer
        self._answers = sys.stdout.buffer
        self._gauge: int | None = None
        self._began_s = 0.0

    def run(self) -> None:
        config = self._read()
        if config is None:
            return
        try:
            store = self._open(config)
        except Exception as error:
            self._send(ERROR, described(error))
            self._answers.flush()
            return
        while (request := self._read()) is not None:
            self._began_s = time.process_time()
            limit_cpu(float(str(request["timeout_s"])))
            try:
                answer(store, config | request, self._send)
                self._answers.flush()
            except BrokenPipeError:  # the server is gone
                os._exit(0)

    def _open(self, config: dict[str, object]) -> Store:
        path = str(config["store"])
        store = self._store if self._store is not None else Store.read_only(path)
        self._gauge = open_memory_gauge()
        is_held = self._store is not None
        limits = confine(None if is_held else path, int(str(config["memory_bytes"])))
        self._send(READY, {"limits": limits, "total_cpu_s": time.process_time()})
        self._answers.flush()
        return store

    def _read(self) -> dict[str, object] | None:
        header = self._requests.read(HEADER.size)
        if len(header) < HEADER.size:
            return None
        content = self._requests.read(HEADER.unpack(header)[1])
        return json.loads(content)  # type: ignore[no-any-return]  # our own server wrote it

    def _send(self, kind: bytes, content: bytes | dict[str, object]) -> None:
        if kind in (END, ERROR) and isinstance(content, dict):
            content["memory"] = memory_bytes(self._gauge)
            content["total_cpu_s"] = total_s = time.process_time()
            content["cpu_s"] = round(total_s - self._began_s, 6)
        if isinstance(content, dict):
            content = json.dumps(content).encode()
        self._answers.write(frame(kind, content))
