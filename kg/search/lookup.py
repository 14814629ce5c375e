"""Finding things by a name, however it is written.

The best match of a thing's names says how it was found:

    exact         the folded texts are equal
    beginning     the name begins with what was typed
    words         all words are in the name, the last perhaps begun
    year          a work by its name and a year that is claimed of it
    person        a work by its name and that of who made it
    romanisation  a name is the same under another romanisation, or in Hangul
    initials      a name in Hangul has these first letters of its syllables
    similar       a name is nearly the same: looked for only where nothing else is found

Of things that are found in the same way, those come first whose label it is that matched.
Years and persons beside a name are looked for only where no work has all the words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from kg.search.folding import fold, is_cjk, joined, split
from kg.search.hangul import as_initials
from kg.search.near import Spellings, distance, expression_near
from kg.search.schema import KINDS, WORKS
from kg.search.skeleton import run_together, skeletons
from kg.search.tables import Believed
from kg.search.together import together

WAYS: Final = (
    "exact",
    "beginning",
    "words",
    "year",
    "person",
    "romanisation",
    "initials",
    "similar",
)
"""How a thing can be found, the best way first."""

MOST: Final = 2000
"""The most names that are looked at; of more, those that match best."""

MOST_OF_A_PART: Final = 300
"""The same where a part of what was asked may be a name."""

_ABOUT: Final = ("Passage", "Rejection", "OpenQuestion", KINDS[-1])
"""What tells of other things, and comes after them."""

_LONGEST: Final = 200
_SIMILAR: Final = WAYS.index("similar")
_ROMANISED: Final = WAYS.index("romanisation")
_SHORTEST_SKELETON: Final = 2

_MATCHES: Final = """
SELECT n.thing, n.text, n.language, n.property, t.iri, t.label, t.korean, t.claims
FROM (SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?) w
JOIN name n ON n.id = w.rowid
JOIN thing t ON t.id = n.thing
WHERE EXISTS (SELECT 1 FROM named WHERE named.name = n.id AND named.ground IN {grounds})
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found.

    Attributes:
        iri: the thing.
        kind: the first of `schema.KINDS` that it is of.
        label: its label, in English where there is one.
        korean: its label in Korean, None without one.
        text: the name that matched.
        language: the language tag of that name.
        property: the property that gives that name.
        way: how it matched, one of `WAYS`.
        sources: the sources that make claims about it.
    """

    iri: str
    kind: str
    label: str
    korean: str | None
    text: str
    language: str | None
    property: str
    way: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the first hits, and how many there are of each kind."""

    hits: tuple[Hit, ...]
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many things were found."""
        return sum(self.counts.values())


class _Match(NamedTuple):
    thing: int
    text: str
    language: str | None
    property: str
    iri: str
    label: str | None
    korean: str | None
    claims: int


Rated = tuple[tuple[int, ...], _Match]
"""A match of a thing, and how good it is: the way first, less is better."""


def look_up(
    believed: Believed,
    text: str,
    *,
    kinds: Sequence[str],
    limit: int,
    spellings: Callable[[], Spellings],
) -> Found:
    """Return what goes by a name like a text, best first; a thing once, by its best name.

    Args:
        believed: the index, as the reader sees it.
        text: what to look for.
        kinds: only of these kinds, if any are named.
        limit: the most hits.
        spellings: gives every word of the index; asked for only where nothing else is found.
    """
    asked = text[:_LONGEST]
    best = _named(believed, asked, MOST)
    of = believed.kinds(best)
    if not any(_leaves_no_doubt(rated, of.get(thing)) for thing, (rated, _) in best.items()):
        best |= _together(believed, asked)
    if not best and split(asked):
        near = expression_near(asked, spellings())
        best = _best(believed, near, lambda name: (_SIMILAR, distance(asked, name), len(name)))
    of = believed.kinds(best)
    ordered = sorted(best.values(), key=lambda rated: _order(rated, of))
    chosen = [match for _, match in ordered if not kinds or _kind(of, match) in kinds]
    counts = Counter(_kind(of, match) for _, match in best.values())
    shown = chosen[:limit]
    sources = believed.sources(match.thing for match in shown)
    hits = (_hit(m, _kind(of, m), best[m.thing][0][0], sources) for m in shown)
    return Found(tuple(hits), dict(sorted(counts.items(), key=lambda item: KINDS.index(item[0]))))


def _leaves_no_doubt(rated: tuple[int, ...], kind: str | None) -> bool:
    """Say whether a work has the name, or another thing that tells of no others has just it."""
    return kind in WORKS or (rated[0] == 0 and kind is not None and kind not in _ABOUT)


def _named(believed: Believed, asked: str, most: int) -> dict[int, Rated]:
    """Return the things that go by a name like a text."""
    return _best(believed, matching(asked), lambda name: (_way(asked, name), len(name)), most)


def _together(believed: Believed, asked: str) -> dict[int, Rated]:
    """Return the works of whose name and year, or name and maker, a text is made."""
    found: dict[int, Rated] = {}
    parts = together(believed, asked, lambda part: _named(believed, part, MOST_OF_A_PART))
    for way, works in parts:
        found |= {
            work: ((WAYS.index(way), *rated), match) for work, (rated, match) in works.items()
        }
    return found


def _best(
    believed: Believed,
    expression: str,
    rate: Callable[[str], tuple[int, ...]],
    most: int = MOST,
) -> dict[int, Rated]:
    """Return the best name of each thing that an expression of FTS5 finds."""
    best: dict[int, Rated] = {}
    found = believed.rows(_MATCHES, expression, most) if expression else []
    for match in map(_Match._make, found):
        rated = (rate(match.text), match)
        known = best.get(match.thing)
        if known is None or (rated[0], match.text) < (known[0], known[1].text):
            best[match.thing] = rated
    return best


def matching(text: str) -> str:
    """Return what FTS5 is asked for a text, empty where it holds no word.

    >>> matching("sea of bl")
    '({folded} : ("sea" AND "of" AND "bl" *))'
    """
    initials = as_initials(text)
    if initials:
        return f'{{initials}} : "{" ".join(initials)}"'
    asked = dict.fromkeys(("folded", words) for words in (split(text), joined(text)))
    for skeleton in sorted(skeletons(text)):
        if len(run_together(skeleton)) >= _SHORTEST_SKELETON:
            asked |= {("skeleton", tuple(skeleton.split())): None}
            asked |= {("skeleton", (run_together(skeleton),)): None}
    return " OR ".join(
        f"({{{column}}} : ({' AND '.join(_terms(words))}))" for column, words in asked if words
    )


def _terms(words: Sequence[str]) -> Iterator[str]:
    """Yield each word as FTS5 is asked for it; the last may go on, and signs follow each other."""
    for number, word in enumerate(words, start=1):
        if any(map(is_cjk, word)):
            yield f'"{" ".join(word)}"'
        else:
            yield f'"{word}" *' if number == len(words) else f'"{word}"'


def _way(asked: str, text: str) -> int:
    if as_initials(asked):
        return WAYS.index("initials")
    wanted, name = fold(asked), fold(text)
    if wanted == name or joined(asked) == joined(text):
        return 0
    if name.startswith(wanted):
        return 1
    return 2 if _has_words(wanted, name) else _ROMANISED


def _has_words(wanted: str, name: str) -> bool:
    *whole, begun = wanted.split()
    words = name.split()
    has_begun = any(word.startswith(begun) for word in words) or (
        is_cjk(begun[0]) and begun in name
    )
    return has_begun and all(word in words for word in whole)


def _order(rated: Rated, kinds: Mapping[int, str]) -> tuple[object, ...]:
    (way, *wrong, _), match = rated
    is_about = _kind(kinds, match) in _ABOUT
    is_other = not way and match.text not in (match.label, match.korean)
    return is_about, way, wrong, is_other, -match.claims, match.label or match.text, match.iri


def _kind(kinds: Mapping[int, str], match: _Match) -> str:
    return kinds.get(match.thing, KINDS[-1])


def _hit(match: _Match, kind: str, way: int, sources: Mapping[int, tuple[str, ...]]) -> Hit:
    return Hit(
        match.iri,
        kind,
        match.label or match.text,
        match.korean,
        match.text,
        match.language,
        match.property,
        WAYS[way],
        sources.get(match.thing, ()),
    )
