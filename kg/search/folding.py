"""Text as it is compared: without case, diacritics, apostrophes and hyphens; no I/O.

Folding keeps words apart and loses nothing else: `Ch'ŏngja ŭi nŏk` and `chongja ui nok` are one.
What it takes to find a word under another romanisation is in `kg.search.skeleton`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_APOSTROPHES: Final = re.compile("['’‘ʼʻ`´＇]")
_HYPHENS: Final = re.compile("[-‐‑‒–—―−·‧ᆞ・]")
_NOT_A_WORD: Final = re.compile(r"[\W_]+")
_LETTERS: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae"})
_CJK: Final = re.compile("[가-힣぀-ヿ㐀-䶿一-鿿]")


def fold(text: str) -> str:
    """Return a text's words in lower case without marks, a hyphen parting words.

    >>> fold("Kkot P'anŭn Ch'ŏnyŏ")
    'kkot panun chonyo'
    >>> fold("Journal d'une jeune Nord-Coréenne")
    'journal dune jeune nord coreenne'
    """
    return " ".join(split(text))


def split(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, those of a hyphenated one each for itself."""
    return _words(_HYPHENS.sub(" ", text))


def joined(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, a hyphenated one as one."""
    return _words(_HYPHENS.sub("", text))


def spaced(text: str) -> str:
    """Return a text with each Chinese, Japanese or Korean sign for itself.

    So any part of a Korean word can be looked for as a phrase.

    >>> spaced("피바다 film")
    '피 바 다 film'
    """
    return " ".join(_CJK.sub(lambda sign: f" {sign[0]} ", text).split())


def is_cjk(sign: str) -> bool:
    """Say whether a sign is a Korean syllable, a kana or a Chinese character."""
    return _CJK.match(sign) is not None


def _words(text: str) -> tuple[str, ...]:
    plain = _APOSTROPHES.sub("", text.casefold())
    parts = unicodedata.normalize("NFD", plain)
    bare = "".join(sign for sign in parts if not unicodedata.combining(sign))
    whole = unicodedata.normalize("NFC", bare).translate(_LETTERS)
    return tuple(_NOT_A_WORD.sub(" ", whole).split())
