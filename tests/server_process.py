"""`celadon serve` as a process on loopback, until a block ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ENDS_WITHIN_S = 60


@contextmanager
def launched(
    *options: str,
    dataset: Path | None = None,
    port: int = 0,
    workers: int = 2,
    files: int | None = None,
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Give a server's process and its port, once it has told its address.

    With `files` the process may have no more of them.
    """
    command = [sys.executable, "-m", "server", "serve"]
    if files is not None:
        command = ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh", *command]
    command += ["--port", str(port), "--workers", str(workers), *options]
    environment = {k: v for k, v in os.environ.items() if k != "CELADON_DATASET"}
    if dataset is not None:
        environment["CELADON_DATASET"] = str(dataset)
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        line = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        assert found, line + process.stderr.read()
        threading.Thread(target=process.stderr.read, daemon=True).start()
        try:
            yield process, int(found[1])
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(ENDS_WITHIN_S)
