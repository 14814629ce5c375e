"""The documents that the facts are about, where they are at hand, and runs of words in them."""

from __future__ import annotations

import re

from material import material

RUN = 7
"""So many words in a row equal to a source are a quotation."""


def document(name: str) -> str:
    """Return the text of a document; skip without it, fail without it under CI."""
    return material(f"sources/{name}.txt").read_bytes().decode("utf-8")


def runs(text: str) -> set[tuple[str, ...]]:
    """Return every run of seven words, without case and punctuation."""
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.casefold())
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
