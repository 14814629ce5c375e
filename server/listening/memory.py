"""What the C library does with memory that was used and is free: here, give it back.

A thread's large blocks would otherwise stay with it, and there are many threads.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys
from typing import Final

_MMAP_THRESHOLD: Final = -3  # M_MMAP_THRESHOLD of glibc; setting it keeps it from growing
_LARGE_BYTES: Final = 1 << 20


def give_back_large() -> None:
    """Let blocks of a megabyte or more go back to the system at once, where that can be told."""
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, OSError):  # another C library than glibc
            ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
