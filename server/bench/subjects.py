"""The servers that are compared, each a process on loopback."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import kg
from server.bench.load import Target


@contextmanager
def celadon(dataset: Path, *options: str) -> Iterator[Target]:
    """Serve the dataset by `celadon serve`."""
    command = [sys.executable, "-m", "server", "serve", "--port", "0", "--dataset", str(dataset)]
    with _told([*command, *options]) as target:
        yield target


@contextmanager
def bare_flask(dataset: Path) -> Iterator[Target]:
    """Serve the view `stated` by Flask and the engine alone."""
    with kg.open(dataset) as opened:
        store, graphs = str(opened.snapshot.folder / "store"), opened.view().graphs
    with _told([sys.executable, "-m", "server.bench.bare", store, *graphs]) as target:
        yield target


@contextmanager
def rdflib_endpoint(python: Path, dataset: Path, folder: Path) -> Iterator[Target]:
    """Serve the view `stated` by rdflib-endpoint, of the environment of `python`."""
    file = folder / "stated.nt"
    with kg.open(dataset) as opened:
        file.write_bytes(opened.export("nt"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [str(python), "-m", "rdflib_endpoint", "serve", str(file), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port, "/"
    finally:
        _end(process)


@contextmanager
def _told(command: Sequence[str]) -> Iterator[Target]:
    """Start a server that says on stderr where it listens."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ)
    assert process.stderr
    try:
        for line in process.stderr:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
                yield int(found[1]), "/sparql"
                return
        raise RuntimeError(f"{command[2]} does not start")
    finally:
        _end(process)


def _wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _end(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stderr:
        process.stderr.close()
