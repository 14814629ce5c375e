"""`celadon serve` as a process on loopback: start, answer, refuse, end."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from server_process import launched

COMMAND = (sys.executable, "-m", "server", "serve", "--port", "0")


@pytest.fixture
def address(shipped_dataset: Path) -> Iterator[str]:
    with launched(dataset=shipped_dataset) as (_, port):
        yield f"http://127.0.0.1:{port}/"


def test_a_served_graph_answers_over_loopback(address: str) -> None:
    with urllib.request.urlopen(f"{address}health", timeout=120) as answer:
        assert answer.status == 200
        assert b'"ok"' in answer.read()


def test_another_address_than_loopback_needs_public(shipped_dataset: Path) -> None:
    given = [*COMMAND, "--host", "0.0.0.0", "--dataset", str(shipped_dataset)]
    ended = subprocess.run(given, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 2
    assert "--public" in ended.stderr


def test_a_port_that_is_taken_is_said_so(address: str, shipped_dataset: Path) -> None:
    port = address.rstrip("/").rpartition(":")[2]
    given = [sys.executable, "-m", "server", "serve", "--port", port]
    environment = os.environ | {"CELADON_DATASET": str(shipped_dataset)}
    ended = subprocess.run(
        given, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == 1
    assert f"127.0.0.1:{port}" in ended.stderr


def test_serving_without_a_dataset_builds_the_shipped_one(tmp_path: Path) -> None:
    environment = os.environ | {"CELADON_DATASET": str(tmp_path / "fresh")}
    with subprocess.Popen(COMMAND, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        deadline = time.monotonic() + 120
        line = ""
        while "http://" not in line and time.monotonic() < deadline:
            line = process.stderr.readline()
        assert "http://127.0.0.1" in line
        process.send_signal(signal.SIGINT)
        process.wait(60)
    assert (tmp_path / "fresh" / "current").is_file()


def test_a_server_that_starts_imports_no_reasoner(shipped_dataset: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from server.app import create_app\n"
        "from server.settings import Settings\n"
        "app = create_app(Settings(dataset=Path(sys.argv[1]), workers=1))\n"
        "app.extensions['celadon'].close(); print(*sys.modules)"
    )
    command = [sys.executable, "-c", code, str(shipped_dataset)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert "server.site" in told
    assert {"kg.engine", "kg.building.publication", "numpy", "rdflib", "rich"} & set(told) == set()
