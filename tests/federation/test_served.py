"""SERVICE from one real server to another, over loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path

import pytest
from server_process import launched

from kg.dataset import Dataset


@contextmanager
def serving(dataset: Path, *options: str) -> Iterator[str]:
    with launched(*options, dataset=dataset, workers=1) as (_, port):
        yield f"http://127.0.0.1:{port}/sparql"


def ask(endpoint: str, query: str) -> tuple[int, Message, bytes]:
    try:
        with urllib.request.urlopen(
            f"{endpoint}?{urllib.parse.urlencode({'query': query})}", timeout=120
        ) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@pytest.fixture(scope="module")
def pair(tiny: Dataset) -> Iterator[tuple[str, str]]:
    """Two servers of the same dataset; the second may call the first."""
    with serving(tiny.root) as other:
        options = ("--services", f"{other} http://127.0.0.2:9/", "--service-networks", "127.0.0.1")
        with serving(tiny.root, *options) as first:
            yield first, other


def test_a_query_joins_what_another_server_knows(pair: tuple[str, str]) -> None:
    first, other = pair
    count = "(COUNT(*) AS ?n) { %s }"
    local = ask(first, f"SELECT {count % '?s a ?type FILTER(ISIRI(?s))'}")[2]
    joined = f"SERVICE <{other}> {{ ?s a ?type }} ?s a ?type"
    status, headers, content = ask(first, f"SELECT {count % joined}")
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    rows = json.loads(content)["results"]["bindings"]
    assert rows == json.loads(local)["results"]["bindings"]
    assert int(rows[0]["n"]["value"]) > 0


def test_what_is_not_on_the_list_is_refused(pair: tuple[str, str]) -> None:
    first, other = pair
    for endpoint in (f"{other}/", other.replace("sparql", "SPARQL"), "http://example.org/"):
        status, _, content = ask(first, f"SELECT * {{ SERVICE <{endpoint}> {{ ?s a ?t }} }}")
        assert (status, b"not allowed" in content) == (400, True)


def test_what_is_on_the_list_but_private_is_not_called(pair: tuple[str, str]) -> None:
    status, _, content = ask(pair[0], "SELECT * { SERVICE <http://127.0.0.2:9/> { ?s a ?t } }")
    assert (status, b"not public" in content) == (502, True)
    status, _, content = ask(
        pair[0], "SELECT * { SERVICE SILENT <http://127.0.0.2:9/> { ?s a ?t } }"
    )
    assert (status, json.loads(content)["results"]["bindings"]) == (200, [{}])


@pytest.mark.parametrize(
    ("option", "value"), [("--services", "notaniri"), ("--service-networks", "10.0.0.1/8")]
)
def test_a_list_that_is_none_is_refused_at_the_start(
    tiny: Dataset, option: str, value: str
) -> None:
    command = [sys.executable, "-m", "server", "serve", "--port", "0", option, value]
    environment = os.environ | {"CELADON_DATASET": str(tiny.root)}
    ended = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode in (1, 2)
    assert value in ended.stderr
    assert "served on" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_server_without_a_list_calls_nobody(pair: tuple[str, str]) -> None:
    first, other = pair
    status, _, content = ask(other, f"SELECT * {{ SERVICE <{first}> {{ ?s a ?t }} }}")
    assert (status, b"SERVICE is not allowed" in content) == (400, True)
