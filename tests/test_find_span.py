"""Finding a passage in a text: in characters, exactly, or as the paragraph around it."""

from __future__ import annotations

import hashlib

import pytest

from kg.claims.spans import find_span, sha256_of

TEXT = "\n풀가사리 — a monster\nof iron.\n \n It eats; it grows.\r\n\r\nIt grows.\n"


@pytest.mark.parametrize(
    ("wanted", "paragraph", "expected"),
    [
        ("가사", False, "가사"),
        ("It grows.", False, "It grows."),
        ("monster\nof", False, "monster\nof"),
        ("monster", True, "풀가사리 — a monster\nof iron."),
        ("eats", True, "It eats; it grows."),
        ("It grows", True, "It grows."),
        ("iron.\n \n It", True, "풀가사리 — a monster\nof iron.\n \n It eats; it grows."),
    ],
)
def test_span_holds_what_is_wanted(wanted: str, paragraph: bool, expected: str) -> None:
    span = find_span(TEXT, wanted, paragraph=paragraph)
    assert span is not None
    assert TEXT[span.start : span.end] == expected
    assert span.sha256 == hashlib.sha256(expected.encode()).hexdigest() == sha256_of(expected)


@pytest.mark.parametrize("wanted", ["", "steel", "Monster"])
def test_what_is_not_there_has_no_span(wanted: str) -> None:
    assert find_span(TEXT, wanted) is None


def test_first_place_counts() -> None:
    span = find_span("aXbX", "X")
    assert span is not None
    assert (span.start, span.end) == (1, 2)
