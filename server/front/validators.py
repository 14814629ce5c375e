"""Entity tags: made of what was asked and answered, compared with what a client has; no I/O.

A compressed form has a tag of its own, `"…-gzip"`; whoever has any form of an answer has it.
Source: RFC 9110 §8.8.3 and §13.1.2.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final

from server.front.encoding import CODINGS

_TAG: Final = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


def tag_of(question: object) -> str:
    """Return the tag of an answer: equal for equal snapshot, question and media type."""
    return sha256(repr(question).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def header_of(tag: str, coding: str) -> str:
    """Return the ETag header for an answer in a content coding."""
    return f'"{tag}"' if coding == "identity" else f'"{tag}-{coding}"'


def bare(header: str) -> str:
    """Return the tag of an ETag header that another part of the server has set."""
    return header.removeprefix("W/").strip('"')


def matches(if_none_match: str, tag: str) -> bool:
    """Say whether an If-None-Match header names the tag, in whatever coding."""
    if if_none_match.strip() == "*":
        return True
    return any(_without_coding(found) == tag for found in _TAG.findall(if_none_match))


def _without_coding(tag: str) -> str:
    stem, dash, coding = tag.rpartition("-")
    return stem if dash and coding in CODINGS else tag
