"""A system that can limit nothing, as the processes find it: it is said, and what asks refused."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from processes import PATIENCE_S, Canary, Served, within

PROGRAM = """
import kg.changes.writer, kg.pool.process
blind = "import kg.worker.limits as l; l.resource = None; l._forbid_sockets = lambda: False"
for module, before in ((kg.pool.process, "from kg.worker."), (kg.changes.writer, "from kg.ch")):
    assert before in module._CODE
    code = module._CODE.replace("; ", "\\n")
    module._CODE = code.replace(before, f"{blind}\\n{before}", 1)
from server.cli import main
main()
"""
TOKEN = "right"


class Unlimited(Served):
    lines: list[str]


@pytest.fixture(scope="module")
def unlimited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unlimited]:
    folder = tmp_path_factory.mktemp("unlimited")
    command = [sys.executable, "-c", PROGRAM, "serve", "--port", "0", "--workers", "2"]
    command += ["--reasoner", "none", "--store", str(folder / "store"), "--token", TOKEN]
    with (folder / "errors").open("w") as errors:
        process = subprocess.Popen(command, env=dict(os.environ), stderr=errors, text=True)
    try:
        said = folder / "errors"
        assert within(PATIENCE_S, lambda: "writer could open" in said.read_text()), said.read_text()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", said.read_text())
        assert found
        served = Unlimited(process, int(found[1]))
        served.lines = said.read_text().splitlines()
        yield served
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def test_what_is_not_limited_is_said_at_the_start(unlimited: Unlimited) -> None:
    said = "\n".join(unlimited.lines)
    for text in (
        "the memory of a query is not limited",
        "stopped at its deadline by the server alone",
        "query workers could open files and sockets",
        "the memory of a change is not limited",
        "the writer could open sockets",
    ):
        assert f"{text}" in said
    assert unlimited.status()["held"] == []


def test_nothing_is_fetched_all_the_same(unlimited: Unlimited, canary: Canary) -> None:
    where = canary.address
    for query in (
        f"SELECT * {{ SERVICE <{where}> {{ ?s ?p ?o }} }}",
        f"SELECT * FROM <{where}> {{ ?s ?p ?o }}",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    ):
        assert b'"value"' not in unlimited.ask(query, "POST").body
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
    for update, status in {
        f"LOAD <{where}>": 403,
        f"LOAD SILENT <{where}> INTO GRAPH <urn:g>": 200,
        f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{where}> {{ ?s ?p ?o }} }}": 400,
    }.items():
        reply = unlimited.fetch("/sparql", "POST", update.encode(), headers)
        assert reply.status == status, reply.text
        assert reply.status != 200 or json.loads(reply.body)["graphs"] == []
    assert canary.visits == 0


def test_deep_and_endless_queries_are_ended_all_the_same(unlimited: Unlimited) -> None:
    assert unlimited.ask("SELECT * " + "{" * 5000 + "}" * 5000, "POST").status == 400
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
    data = " ".join(f"<urn:{n}> <urn:p> {n} ." for n in range(300))
    update = f"INSERT DATA {{ {data} }}".encode()
    assert unlimited.fetch("/sparql", "POST", update, headers).status == 200
    triples = " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(5))
    reply = unlimited.ask(f"SELECT (COUNT(*) AS ?n) {{ {triples} }}", timeout=1)
    assert reply.status == 503
    assert within(PATIENCE_S, unlimited.is_whole)
