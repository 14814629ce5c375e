"""Hangul in Latin letters, by the Revised Romanization of 2000; no I/O.

Two readings of a word matter to whoever looks for it: as it is spoken, in which neighbouring
syllables change each other (독립 is `dongnip`), and letter by letter, as names are often spelt
(`dokrip`). Other systems differ from these in letters that `kg.search.skeleton` takes for one.
Source: Ministry of Culture and Tourism, notice 2000-8, chapters 2 and 3.
"""

from __future__ import annotations

import re
from typing import Final

_FIRST: Final = 0xAC00
_INITIALS: Final = (
    *("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch"),
    *("k", "t", "p", "h"),
)
_MEDIALS: Final = (
    *("a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo"),
    *("u", "wo", "we", "wi", "yu", "eu", "ui", "i"),
)
_FINALS: Final = (
    *("", "g", "kk", "g s", "n", "n j", "n h", "d", "r", "r g", "r m", "r b", "r s", "r t"),
    *("r p", "r h", "m", "b", "b s", "s", "ss", "ng", "j", "ch", "k", "t", "p", "h"),
)
"""The final consonants by their letters; a cluster is two, and the second moves to a vowel."""

_AT_END: Final = {
    "g": "k",
    "kk": "k",
    "d": "t",
    "r": "l",
    "b": "p",
    "s": "t",
    "ss": "t",
    "j": "t",
    "ch": "t",
    "h": "",
}
_CLUSTER_AT_END: Final = {
    "g s": "g",
    "n j": "n",
    "n h": "n",
    "r g": "g",
    "r m": "m",
    "r b": "r",
    "r s": "r",
    "r t": "r",
    "r p": "p",
    "r h": "r",
    "b s": "b",
}
_NASAL: Final = {"k": "ng", "t": "n", "p": "m"}
_ASPIRATED: Final = {"g": "k", "d": "t", "j": "ch", "b": "p"}

HANGUL: Final = re.compile(r"[가-힣]+")
"""A run of syllables."""

_INITIAL_LETTERS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_ONLY_INITIALS: Final = re.compile(f"[{_INITIAL_LETTERS}\\s]+")

_Syllable = tuple[str, str, str]


def spoken(word: str) -> str:
    """Return a run of syllables as it is pronounced.

    >>> spoken("독립"), spoken("돌아오지"), spoken("꽃파는")
    ('dongnip', 'doraoji', 'kkotpaneun')
    """
    parts = [_parts(syllable) for syllable in word]
    written: list[str] = []
    for number, (initial, medial, final) in enumerate(parts):
        following = parts[number + 1] if number + 1 < len(parts) else None
        end, next_initial = _meeting(final, following[0] if following else None)
        written += [initial, medial, end]
        if following:
            parts[number + 1] = (next_initial, *following[1:])
    return "".join(written)


def by_letter(word: str) -> str:
    """Return a run of syllables with each written as it is alone.

    >>> by_letter("독립"), by_letter("최익규")
    ('dokrip', 'choeikgyu')
    """
    return "".join(i + m + _at_end(f) for i, m, f in map(_parts, word))


def initials_of(text: str) -> str:
    """Return the first letters of a text's syllables, by which Koreans look things up.

    >>> initials_of("꽃파는 처녀, 1972")
    'ㄲㅍㄴㅊㄴ'
    """
    return "".join(
        _INITIAL_LETTERS[(ord(syllable) - _FIRST) // (len(_MEDIALS) * len(_FINALS))]
        for run in HANGUL.findall(text)
        for syllable in run
    )


def as_initials(text: str) -> str:
    """Return a text that is nothing but first letters, without its spaces; else no text.

    >>> as_initials("ㄲㅍㄴ ㅊㄴ"), as_initials("꽃ㅍ")
    ('ㄲㅍㄴㅊㄴ', '')
    """
    return "".join(text.split()) if _ONLY_INITIALS.fullmatch(text) else ""


def _parts(syllable: str) -> _Syllable:
    rest, final = divmod(ord(syllable) - _FIRST, len(_FINALS))
    initial, medial = divmod(rest, len(_MEDIALS))
    return _INITIALS[initial], _MEDIALS[medial], _FINALS[final]


def _at_end(final: str) -> str:
    single = _CLUSTER_AT_END.get(final, final)
    return _AT_END.get(single, single)


def _meeting(final: str, initial: str | None) -> tuple[str, str]:
    """Return how a final is written before an initial, and what becomes of that initial."""
    if not final or initial is None:
        return _at_end(final), initial or ""
    if initial == "":
        return _before_vowel(final)
    if final in ("h", "n h", "r h") and initial in _ASPIRATED:
        return _at_end(final.removesuffix("h").strip()), _ASPIRATED[initial]
    return _before_consonant(_at_end(final), initial)


def _before_vowel(final: str) -> tuple[str, str]:
    """The last letter of a final moves on to the vowel; `ng` stays and `h` is lost."""
    if final == "ng":
        return "ng", ""
    kept, _, moved = final.rpartition(" ")
    return _at_end(kept), "" if moved == "h" else moved


def _before_consonant(end: str, initial: str) -> tuple[str, str]:
    if initial in ("n", "m"):
        end = _NASAL.get(end, end)
        return (end, "l") if (end, initial) == ("l", "n") else (end, initial)
    if initial == "r":
        if end in ("l", "n"):
            return "l", "l"
        if end in _NASAL or end in ("m", "ng"):
            return _NASAL.get(end, end), "n"
    return end, initial
