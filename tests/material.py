"""What tests compare with and the repository does not hold: `$TEST_SHARED`, else `../shared`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("TEST_SHARED") or Path(__file__).resolve().parents[2] / "shared")


def material(path: str) -> Path:
    """Return a file or folder of the shared material; skip without it, fail without it under CI."""
    found = SHARED / path
    if found.exists():
        return found
    reason = f"{found} is not at hand: set TEST_SHARED to the folder that holds {path}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
