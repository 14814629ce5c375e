"""Words that are nearly those of a name: a letter more, less, other or two changed about.

An index keeps every word of its names in Latin letters, and every two that follow each other as
one. What is asked is compared with all of them: that takes milliseconds, so it is done only where
nothing goes by the name as it was typed. Words of three letters and numbers must be right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg.search.folding import is_cjk, joined, split

MOST: Final = 8
"""The most words that are asked for, and the most spellings that each may have."""

Spellings = Mapping[int, Sequence[str]]
"""Words by their length."""

_LONGEST: Final = 24
_SURE: Final = 3
_LONG: Final = 8


def pairs_of(text: str) -> list[str]:
    """Return each two words of a text that follow each other as one.

    >>> pairs_of("The Tale of Chun Hyang")
    ['thetale', 'taleof', 'ofchun', 'chunhyang']
    """
    words = [word for word in split(text) if not any(map(is_cjk, word))]
    return [one + two for one, two in pairwise(words) if len(one + two) <= _LONGEST]


def words_near(text: str) -> set[str]:
    """Return the words of a text that another may be near to."""
    return {
        word
        for word in (*split(text), *joined(text), *pairs_of(text))
        if len(word) <= _LONGEST and not any(map(is_cjk, word))
    }


def by_length(words: Iterable[str]) -> Spellings:
    """Return words by their length: what is near is nearly as long."""
    found: dict[int, list[str]] = {}
    for word in words:
        found.setdefault(len(word), []).append(word)
    return found


def expression_near(text: str, known: Spellings) -> str:
    """Return what FTS5 is asked for names that are nearly a text, empty where none can be."""
    listed = dict.fromkeys(_readings(text))
    nears = {word: _near(word, known) for word in {word for words in listed for word in words}}
    readings = (_spelt([nears[word] for word in words]) for words in listed)
    return " OR ".join(f"({reading})" for reading in readings if reading)


def distance(asked: str, name: str) -> int:
    """Return how many letters of a text are wrong, if it was meant for a name."""
    known = words_near(name)
    return min(
        sum(min((OSA.distance(word, near) for near in known), default=len(word)) for word in words)
        for words in _readings(asked)
    )


def _readings(text: str) -> Iterator[tuple[str, ...]]:
    """Yield a text's words, and the same with what may be one word as one."""
    words = split(text)[:MOST]
    yield words
    yield joined(text)[:MOST]
    for at in range(1, len(words)):
        yield (*words[: at - 1], words[at - 1] + words[at], *words[at + 1 :])


def _spelt(found: Sequence[Sequence[str]]) -> str:
    if not found or not all(found):
        return ""
    terms = (" OR ".join(f'"{near}"' for near in nears) for nears in found)
    return "{folded pairs} : (" + " AND ".join(f"({term})" for term in terms) + ")"


def _near(word: str, known: Spellings) -> list[str]:
    """Return the known words that a word may be meant for, the nearest first."""
    sure = len(word) <= _SURE or not word.isalpha()
    wrong = 0 if sure else 1 if len(word) < _LONG else 2
    lengths = range(len(word) - wrong, len(word) + wrong + 1)
    words = [near for length in lengths for near in known.get(length, ())]
    found = process.extract(word, words, scorer=OSA.distance, score_cutoff=wrong, limit=MOST)
    return [near for near, _, _ in found]
