"""A plain store as a process on loopback, and requests of it."""

from __future__ import annotations

import http.client
import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from server_process import launched

TOKEN = "a-token-for-tests"
WRITER = {"Authorization": f"Bearer {TOKEN}"}
TURTLE = {"Content-Type": "text/turtle"}
UPDATE = {"Content-Type": "application/sparql-update"}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Served:
    """A server process; `process` can be killed, `port` stays what it was."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def fetch(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: Mapping[str, str] = {},
        timeout: float = 120,
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        sent = body.encode() if isinstance(body, str) else body
        try:
            with suppress(BrokenPipeError):  # who refuses a long body answers before its end
                connection.request(method, path, sent, dict(headers))
            answer = connection.getresponse()
            known = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, known, answer.read())
        finally:
            connection.close()

    def update(self, text: str, headers: Mapping[str, str] = WRITER, **parameters: Any) -> Reply:
        address = f"/sparql?{urlencode(parameters, doseq=True)}" if parameters else "/sparql"
        return self.fetch("POST", address, text, {**UPDATE, **headers})

    def put(self, where: str, content: str, headers: Mapping[str, str] = TURTLE) -> Reply:
        return self.fetch("PUT", where, content, {**WRITER, **headers})

    def post(self, where: str, content: str, headers: Mapping[str, str] = TURTLE) -> Reply:
        return self.fetch("POST", where, content, {**WRITER, **headers})

    def get(self, where: str, accept: str = "application/n-triples") -> Reply:
        return self.fetch("GET", where, None, {"Accept": accept})

    def delete(self, where: str) -> Reply:
        return self.fetch("DELETE", where, None, WRITER)

    def query(self, text: str) -> Any:
        answer = self.fetch("GET", f"/sparql?{urlencode({'query': text})}")
        assert answer.status == 200, answer.text
        return answer.json

    def ask(self, pattern: str) -> bool:
        return bool(self.query(f"ASK {{ {pattern} }}")["boolean"])


def of(graph: str) -> str:
    """The address of a graph by its name."""
    return f"/store?graph={quote(graph, safe='')}"


@contextmanager
def serving(*options: str, port: int = 0) -> Iterator[Served]:
    with launched(*options, port=port, workers=1) as (process, at):
        yield Served(process, at)


def plain(folder: Path, *options: str) -> tuple[str, ...]:
    """The options that serve a plain store."""
    return ("--reasoner", "none", "--store", str(folder), "--token", TOKEN, *options)
