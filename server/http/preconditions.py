"""Conditions on which a request may be made: If-Match and If-None-Match; no I/O.

A tag is compared without what stands behind it, the format and the content coding: whoever has any
form of a graph knows the graph.
Source: RFC 9110 §8.8.3 and §13.
"""

from __future__ import annotations

import re
from typing import Final

_TAG: Final = re.compile(r'(?P<weak>W/)?"(?P<tag>[\x21\x23-\x7e\x80-\xff]*)"')


def stem(tag: str) -> str:
    """Return a tag without its format and coding."""
    return tag.partition("-")[0]


def is_met(if_match: str | None, if_none_match: str | None, tag: str | None) -> bool:
    """Say whether a request may be made where the current tag is `tag`, None for nothing there."""
    if if_match is not None and not _names(if_match, tag, strongly=True):
        return False
    return if_none_match is None or not _names(if_none_match, tag, strongly=False)


def _names(header: str, tag: str | None, *, strongly: bool) -> bool:
    if tag is None or header.strip() == "*":
        return tag is not None
    named = (found for found in _TAG.finditer(header) if not (strongly and found["weak"]))
    return any(stem(found["tag"]) == stem(tag) for found in named)
