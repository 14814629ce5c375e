"""What `kg` and the server say in English, told in the language of the page.

Such a sentence is made where no reader is known: by the library, for the command line as well. Its
catalogue has it with numbered places, `there is no view {1}: use one of {2}`; a sentence that fits
is told in the words of the page with what stood in its places, which may be sentences themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from flask import g
from markupsafe import Markup, escape

from server.site.language import messages

CATALOGUE: Final = "refusals.po"
"""The file of a language that has the sentences; words on pages are in the others."""

PLACE: Final = re.compile(r"\{(\d+)\}")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with places: what it looks like in English, and how it is told."""

    english: re.Pattern[str]
    told: str


def said(sentence: str) -> Markup:
    """Return a sentence in the language of the page; where that has none, marked as English."""
    language = g.get("language", "en")
    found = _told(sentence, language)
    if found is not None:
        return escape(found)
    return (
        escape(sentence)
        if language == "en"
        else Markup('<span lang="en">{}</span>').format(sentence)
    )


def _told(sentence: str, language: str) -> str | None:
    found = ((known, known.english.fullmatch(sentence)) for known in _sentences(language))
    known, fits = next(((known, fits) for known, fits in found if fits), (None, None))
    if known is None or fits is None:
        return None
    return PLACE.sub(lambda place: _part(fits[f"p{place[1]}"], language), known.told)


def _part(text: str, language: str) -> str:
    return _told(text, language) or text


@cache
def _sentences(language: str) -> tuple[_Sentence, ...]:
    """Return the sentences of a language, those with the most letters of their own first."""
    found = messages(language, CATALOGUE)
    ordered = sorted(found, key=lambda english: -len(PLACE.sub("", english)))
    return tuple(_Sentence(_pattern(english), found[english]) for english in ordered)


def _pattern(english: str) -> re.Pattern[str]:
    parts = PLACE.split(english)
    texts, numbers = map(re.escape, parts[::2]), parts[1::2]
    places = [f"(?P<p{number}>.*?)" for number in numbers]
    return re.compile("".join(a + b for a, b in zip(texts, [*places, ""], strict=True)), re.DOTALL)
