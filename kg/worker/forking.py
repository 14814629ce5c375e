"""A process that holds a snapshot in memory and becomes workers by forking; Linux only.

In memory the engine reads a term in a quarter of the time that it takes from disk, and a fork
shares what is not written to, and is ready at once. A fork copies one thread only: others, which
the engine began for reading from disk, sleep, and are not needed for what is in memory. The process
never evaluates a query itself.

On standard input it has a socket that keeps messages apart (SOCK_SEQPACKET). First comes the
configuration, as in `kg.worker.main`, and is answered once the snapshot is in memory. Then each
message is either the two ends of a worker's pipes, answered by its process id, or the process id of
a worker that has ended, answered by its exit code. When the socket ends, so does the process.
"""

from __future__ import annotations

import gc
import json
import os
import socket

from pyoxigraph import Store

from .limits import memory_bytes, open_memory_gauge
from .main import serve

MOST_BYTES = 200_000
"""The longest message."""


def main() -> None:
    """Serve the messages on standard input until it ends."""
    channel = socket.socket(fileno=os.dup(0))
    config = json.loads(channel.recv(MOST_BYTES))
    store = Store()
    store.bulk_extend(Store.read_only(str(config["store"])))
    gc.collect()
    gc.freeze()  # what there is now is never looked at again, and so stays shared
    channel.send(json.dumps({"memory": memory_bytes(open_memory_gauge())}).encode())
    while True:
        message, ends, _, _ = socket.recv_fds(channel, MOST_BYTES, 2)
        if not message:
            return
        channel.send(str(_forked(store, ends, channel) if ends else _ended(int(message))).encode())


def _forked(store: Store, ends: list[int], channel: socket.socket) -> int:
    """Return the id of a new worker that reads and writes these pipes."""
    child = os.fork()
    if not child:
        channel.close()
        for number, end in enumerate(ends):
            os.dup2(end, number)
            os.close(end)
        serve(store)
        os._exit(0)
    for end in ends:
        os.close(end)
    return child


def _ended(pid: int) -> int:
    """Return the exit code of a worker, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
