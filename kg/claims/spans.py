"""Where a passage stands in a document, and what the facts say of a document's text.

Offsets count characters of the text as it is, [start, end); hashes are those of its UTF-8.
Nothing here reads a file.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

_BREAK: Final = re.compile(r"\n[^\S\n]*\n")
"""What separates paragraphs: an empty line, or one that is blank."""


@dataclass(frozen=True, slots=True)
class Span:
    """The characters [start, end) of a text and their SHA-256."""

    start: int
    end: int
    sha256: str


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal digits.

    >>> sha256_of("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def find_span(text: str, wanted: str, *, paragraph: bool = False) -> Span | None:
    r"""Return the first place of `wanted` in `text`, or the paragraph around it; None without one.

    >>> span = find_span("One.\n\nTwo, three.\n", "three", paragraph=True)
    >>> (span.start, span.end)
    (6, 17)
    """
    start = text.find(wanted)
    if start < 0 or not wanted:
        return None
    end = start + len(wanted)
    if paragraph:
        start, end = _paragraph(text, start, end)
    return Span(start, end, sha256_of(text[start:end]))


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a place to the paragraphs that it touches, without the white space around them."""
    before = [found.end() for found in _BREAK.finditer(text, 0, start)]
    after = _BREAK.search(text, end)
    first, last = before[-1] if before else 0, after.start() if after else len(text)
    found = text[first:last]
    return first + len(found) - len(found.lstrip()), first + len(found.rstrip())
