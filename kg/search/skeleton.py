"""One key for all the ways in which a Korean word is put into Latin letters; no I/O.

McCune-Reischauer, the Revised Romanization, the spelling of the North and that of passports differ
in a few letters: `ch'ŏnyŏ`, `cheonyeo`, `chonyo`. A skeleton takes those for one: lax, tense and
aspirated consonants, the vowels that breves or a second letter tell apart, doubled letters, and at
the beginning of a word what the South drops (리/이, 로동/노동, 녀/여). So different words may
share a skeleton; it is the last thing to compare by, never the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kg.search.folding import is_cjk, joined, split
from kg.search.hangul import HANGUL, by_letter, spoken

_CONSONANTS: Final = {
    "tch": "c",
    "jj": "c",
    "ch": "c",
    "sh": "s",
    "ss": "s",
    "kk": "k",
    "gg": "k",
    "tt": "t",
    "dd": "t",
    "pp": "p",
    "bb": "p",
    "ng": "nk",
    "g": "k",
    "d": "t",
    "b": "p",
    "j": "c",
    "r": "l",
}
_VOWELS: Final = {
    "yeo": "yo",
    "you": "yo",
    "yoo": "yo",
    "yae": "ye",
    "wae": "we",
    "woo": "o",
    "weo": "wo",
    "eui": "i",
    "yu": "yo",
    "oe": "we",
    "oi": "we",
    "ui": "i",
    "eo": "o",
    "eu": "o",
    "oo": "o",
    "wu": "o",
    "ae": "e",
    "ee": "i",
    "u": "o",
}
_LETTERS: Final = _CONSONANTS | _VOWELS
_LETTER: Final = re.compile("|".join(sorted(_LETTERS, key=len, reverse=True)))
_DOUBLE: Final = re.compile(r"(.)\1+")
_DROPPED: Final = re.compile(r"^(?:[nl](?=[iy])|y(?=i))")
_INITIAL: Final = re.compile(r"^l")
_SURNAMES: Final = {"lee": "ri", "rhee": "ri", "park": "pak", "choi": "choe", "noh": "no"}
_SYLLABLES: Final = re.compile(
    r"(?:(?:tch|kk|tt|pp|ss|jj|ch|sh|[gkndtrlmbpsjhc])?"
    r"(?:yeo|yae|wae|weo|woo|you|yoo|eui|ya|ye|yo|yu|wa|wo|we|wi|wu|oe|oi|ui|eo|eu|oo|ae|ee|[aeiou])"
    r"(?:ng|kk|ss|[kgntdlrmpb](?![aeiouwy]))?)+"
)


def skeletons(text: str) -> frozenset[str]:
    """Return the skeletons of a text as words, where it may be Korean; else none.

    Hyphens part words in one skeleton and join them in another.

    >>> sorted(skeletons("Choe Ik-kyu"))
    ['cwe ik kyo', 'cwe ikyo']
    >>> skeletons("Choe Ik-gyu") == skeletons("Ch'oe Ik-kyu")
    True
    >>> skeletons("Gone with the Wind")
    frozenset()
    """
    found = (
        _of_words(words) for latin in _in_latin(text) for words in (split(latin), joined(latin))
    )
    return frozenset(skeleton for skeleton in found if skeleton)


def run_together(skeleton: str) -> str:
    """Return a skeleton without the spaces between its words, doubled letters as one."""
    return _DOUBLE.sub(r"\1", skeleton.replace(" ", ""))


def _in_latin(text: str) -> Iterator[str]:
    """Yield the readings of a text in Latin letters, by which it may be looked for."""
    if HANGUL.search(text):
        for reading in (spoken, by_letter):
            yield HANGUL.sub(lambda run, read=reading: read(run[0]), text)  # type: ignore[misc]
    elif not any(map(is_cjk, text)):
        yield text


def _of_words(words: tuple[str, ...]) -> str:
    if not words or not all(_SYLLABLES.fullmatch(_SURNAMES.get(word, word)) for word in words):
        return ""
    return " ".join(map(_of_word, words))


def _of_word(word: str) -> str:
    letters = _LETTER.sub(lambda found: _LETTERS[found[0]], _SURNAMES.get(word, word))
    single = _DOUBLE.sub(r"\1", letters)
    return _INITIAL.sub("n", _DROPPED.sub("", single))
