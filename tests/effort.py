"""How many examples a property is tried with: a third in the quick run, all with EFFORT=full."""

from __future__ import annotations

import os
from typing import Final

_IS_FULL: Final = os.environ.get("EFFORT") == "full"


def examples(full: int) -> int:
    """Return how many of the examples of the full run are tried in this one."""
    return full if _IS_FULL else max(full // 3, 5)
