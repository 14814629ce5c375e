"""What a public endpoint must withstand, each over a real process: the acceptance list.

What ends workers (nesting, memory, runaways, leaving clients, signals) is in
`tests/pool/test_isolation.py`, what comes with uploads in `tests/changes`.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from processes import PATIENCE_S, Reply, Served, serving, within

from kg.building.build import BuildReport

SELECT = "SELECT ?film { ?film a cel:Film } ORDER BY ?film"
CONSTRUCT = "CONSTRUCT { ?film a cel:Film } WHERE { ?film a cel:Film }"
GRAPHS = "GRAPH ?x { ?a ?b ?c } GRAPH ?y { ?d ?e ?f } GRAPH ?z { ?g ?h ?i }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def server(shipped_dataset: Path) -> Iterator[Served]:
    with serving(shipped_dataset, "--errors-a-minute", "100000", "--timeout-s", "60") as process:
        yield process


@pytest.fixture(scope="module")
def streaming(shipped_dataset: Path) -> Iterator[Served]:
    """A server that holds nothing but 64 KiB back, and whose limit is 3 MB."""
    limits = ("--held-bytes", "65536", "--result-bytes", "3000000", "--result-rows", "10000000")
    with serving(shipped_dataset, *limits) as process:
        yield process


def ask(server: Served, query: str, accept: str | None = None, **parameters: str) -> Reply:
    headers = {"Content-Type": "application/sparql-query"}
    if accept is not None:
        headers["Accept"] = accept
    path = "/sparql" + "".join(
        f"{'&' if n else '?'}{name}={value}" for n, (name, value) in enumerate(parameters.items())
    )
    return server.fetch(path, "POST", query.encode(), headers)


@pytest.mark.parametrize(
    ("query", "accept", "status", "media_type"),
    [
        (SELECT, None, 200, "application/sparql-results+json"),
        (SELECT, "*/*", 200, "application/sparql-results+json"),
        (SELECT, "application/sparql-results+xml", 200, "application/sparql-results+xml"),
        (SELECT, "application/xml", 200, "application/sparql-results+xml"),
        (SELECT, "text/csv", 200, "text/csv"),
        (SELECT, "text/tab-separated-values", 200, "text/tab-separated-values"),
        (SELECT, "text/csv;q=0.1, application/xml;q=0.2", 200, "application/sparql-results+xml"),
        (SELECT, "text/turtle", 406, "application/problem+json"),
        (SELECT, "image/png", 406, "application/problem+json"),
        (SELECT, "application/sparql-results+json;q=0", 406, "application/problem+json"),
        (CONSTRUCT, None, 200, "text/turtle"),
        (CONSTRUCT, "application/n-triples", 200, "application/n-triples"),
        (CONSTRUCT, "application/ld+json", 200, "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml", 200, "application/rdf+xml"),
        (CONSTRUCT, "text/csv", 406, "application/problem+json"),
    ],
)  # fmt: skip
def test_an_answer_has_the_format_that_is_accepted(
    server: Served, query: str, accept: str | None, status: int, media_type: str
) -> None:
    reply = ask(server, query, accept)
    assert (reply.status, reply.headers["content-type"].split(";")[0]) == (status, media_type)
    assert "accept" in reply.headers["vary"].lower()


def test_a_format_that_is_named_beats_the_header(server: Served) -> None:
    assert ask(server, SELECT, "text/csv", format="xml").text.startswith("<?xml")
    assert ask(server, SELECT, "text/csv", format="ttl").status == 406


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/csv", "text/turtle"])
def test_an_error_is_problem_details_with_the_parsers_place(server: Served, accept: str) -> None:
    reply = ask(server, "SELECT *\nWHERE { ?s ?p }", accept)
    assert (reply.status, reply.headers["content-type"]) == (400, "application/problem+json")
    problem = json.loads(reply.body)
    assert (problem["status"], problem["title"]) == (400, "Bad Request")
    assert (problem["line"], problem["column"]) == (2, 16)


def test_a_browser_reads_an_error_as_a_page_that_escapes_it(server: Served) -> None:
    reply = ask(server, "SELECT <script>alert(1)</script>", BROWSER)
    assert (reply.status, reply.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "<script>alert" not in reply.text


def test_a_count_over_a_cross_product_is_answered_at_its_deadline(server: Served) -> None:
    began = time.monotonic()
    reply = ask(server, f"SELECT (COUNT(*) AS ?n) {{ {GRAPHS} }}", timeout="1")
    assert reply.status == 503
    assert time.monotonic() - began < 20  # how soon it is, the benchmark measures
    assert within(PATIENCE_S, server.is_whole)


READERS: dict[str, Callable[[Reply], object]] = {
    "application/sparql-results+json": lambda reply: json.loads(reply.body),
    "application/sparql-results+xml": lambda reply: ElementTree.fromstring(reply.body),
}


@pytest.mark.parametrize(
    "media_type", [*READERS, "text/csv", "text/tab-separated-values"], ids=lambda name: name[-4:]
)
def test_a_result_that_outgrows_its_limit_on_the_way_is_a_broken_answer(
    streaming: Served, media_type: str
) -> None:
    reply = ask(streaming, f"SELECT * {{ {GRAPHS} }}", media_type)
    assert (reply.status, reply.is_whole) == (200, False)
    assert 65_536 < len(reply.body) <= 3_100_000
    if media_type in READERS:
        with pytest.raises((json.JSONDecodeError, ElementTree.ParseError)):
            READERS[media_type](reply)
    assert streaming.is_alive()


def test_a_result_above_its_limit_is_refused_whole(server: Served) -> None:
    reply = ask(server, f"SELECT * {{ {GRAPHS} }}")
    assert reply.status == 413
    assert "LIMIT" in json.loads(reply.body)["detail"]


def test_an_export_is_whole_and_has_its_length(server: Served) -> None:
    reply = server.fetch("/export.nq")
    assert (reply.status, reply.is_whole) == (200, True)
    assert int(reply.headers["content-length"]) == len(reply.body) > 1_000_000
    again = server.fetch("/export.nq", headers={"If-None-Match": reply.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


def test_a_file_of_rows_is_what_the_rows_are(server: Served) -> None:
    rows = list(csv.reader(io.StringIO(ask(server, SELECT, "text/csv").text)))
    found = json.loads(ask(server, SELECT).body)["results"]["bindings"]
    assert [row[0] for row in rows[1:]] == [row["film"]["value"] for row in found]


def test_a_second_builder_is_told_of_the_first(
    build_corpus: Callable[..., BuildReport], corpus: Path, tmp_path: Path
) -> None:
    build_corpus()
    folder = tmp_path / "dataset"
    schema = Path(__file__).parents[1] / "data" / "schema"
    command = [sys.executable, "-m", "kg", "build", str(corpus), "--dataset", str(folder)]
    command += ["--ontology", str(schema), "--force"]
    holding = "import filelock, sys; l = filelock.FileLock(sys.argv[1]); l.acquire(); input('\\n')"
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(folder / "lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout
        holder.stdout.readline()
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        holder.communicate(b"\n")
    assert ended.returncode == 1
    assert "another process is changing the dataset" in ended.stderr


def test_a_new_snapshot_has_new_etags(
    build_corpus: Callable[..., BuildReport], tmp_path: Path
) -> None:
    first = build_corpus()
    with serving(tmp_path / "dataset") as server:
        before = ask(server, "SELECT * { ?s ?p ?o } LIMIT 5").headers["etag"]
        second = build_corpus(force=True)
        assert second.snapshot != first.snapshot
        query = "SELECT * { ?s ?p ?o } LIMIT 5"
        assert within(
            PATIENCE_S, lambda: ask(server, query).headers.get("etag") not in (None, before)
        )
