"""Frames on a pipe: one byte of kind, four of length, then so many bytes.

To a worker go a `CONFIG` once and a `REQUEST` each time, both JSON. From it come `READY` once, and
for each request either `ERROR`, or `HEAD`, any number of `DATA` and `END`; an `ERROR` after the
`HEAD` means that the data so far are not the whole result. All but `DATA` hold JSON.
"""

from __future__ import annotations

import struct

HEADER = struct.Struct(">cI")

CONFIG = b"c"
REQUEST = b"q"
READY = b"r"
HEAD = b"h"
DATA = b"d"
END = b"e"
ERROR = b"x"


def frame(kind: bytes, content: bytes) -> bytes:
    """Return a frame's bytes."""
    return HEADER.pack(kind, len(content)) + content
