"""The documents that the facts are about, where they are at hand, and runs of words in them.

They are not in the repository: `$CELADON_SOURCES`, else `../shared/sources` beside it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

RUN = 7
"""So many words in a row equal to a source are a quotation."""


def document(name: str) -> str:
    """Return the text of a document; skip without it, fail without it under CI."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "sources"
    path = Path(os.environ.get("CELADON_SOURCES") or beside) / f"{name}.txt"
    if path.is_file():
        return path.read_bytes().decode("utf-8")
    reason = f"the document {path} is not at hand: set CELADON_SOURCES to the folder that holds it"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def runs(text: str) -> set[tuple[str, ...]]:
    """Return every run of seven words, without case and punctuation."""
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.casefold())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
