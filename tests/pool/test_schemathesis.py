"""Requests that schemathesis makes from `/openapi.json`: no 5xx, no undocumented status."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import Served, serving

CHECKS = "not_a_server_error,status_code_conformance"


@pytest.fixture(scope="module")
def served(shipped_dataset: Path) -> Iterator[Served]:
    with serving(
        shipped_dataset, "--token", "right", "--timeout-s", "60", "--queue-wait-s", "60"
    ) as process:
        yield process


@pytest.mark.long
def test_requests_made_from_the_description_are_answered_as_it_says(
    served: Served, tmp_path: Path
) -> None:
    command = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    assert command, "schemathesis is part of the test extra"
    ended = subprocess.run(
        [
            command,
            "run",
            f"http://127.0.0.1:{served.port}/openapi.json",
            *("--checks", CHECKS, "--max-examples", "15", "--workers", "2", "--no-color"),
            *("--exclude-path-regex", "^/static", "--request-timeout", "200"),
            *("--exclude-method", "HEAD", "--exclude-method", "OPTIONS"),  # alike everywhere
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-8000:]
    assert served.is_alive()
