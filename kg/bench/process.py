"""Processes: Python started anew for a measurement, so that none profits from the one before."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from kg.errors import ReasonerError

_ROOT: Final = Path(__file__).parents[2]
_SORTS: Final = ("", "X86_V4 AVX512_ICL AVX512_SPR")
_SORT: Final = """
import numpy, time
words = numpy.random.default_rng(0).integers(0, 1 << 62, 1 << 20, dtype=numpy.uint64)
def seconds():
    start = time.process_time()
    numpy.sort(words)
    return time.process_time() - start
print(min(seconds() for _ in range(9)))
"""


def python(arguments: Sequence[str], settings: Mapping[str, str]) -> str:
    """Run Python with arguments and settings in its environment; return what it prints.

    Raises:
        ReasonerError: it fails; the message ends with its last words.
    """
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), **settings}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ReasonerError(f"a measurement failed: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout


def repeats(size: int) -> int:
    """Return how often to close so many triples, the best of which counts."""
    return max(1, min(15, 3_000_000 // size))


def fastest_sort() -> dict[str, str]:
    """Return the setting under which numpy sorts fastest here, measured.

    On some processors its AVX-512 sort is several times slower than its AVX2 sort, on others twice
    as fast, and which one it takes is settled when it is imported.
    """
    seconds = {
        features: float(python(["-c", _SORT], {"NPY_DISABLE_CPU_FEATURES": features}))
        for features in _SORTS
    }
    return {"NPY_DISABLE_CPU_FEATURES": min(seconds, key=lambda features: seconds[features])}
