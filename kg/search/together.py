"""Works by a name with a year or with the name of who made them beside it.

Where no work goes by all that was asked, a part of it may be the name of one, and the rest say
which: `Sea of Blood 1969`, `Pulgasari Shin Sang-ok`, `신상옥 불가사리`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, TypeVar

from kg.search.schema import WORKS
from kg.search.tables import Believed
from kg.search.works import YEARS

MOST_WORDS: Final = 8
"""The most words that are parted."""

_YEAR: Final = re.compile(r"\(?(\d{4})\)?년?[,;]?")

_IN_YEAR: Final = f"""
SELECT DISTINCT d.thing FROM dated d
WHERE d.thing IN (SELECT value FROM json_each(?)) AND d.year = ?
  AND d.property IN (SELECT value FROM json_each(?)) AND d.ground IN {{grounds}}
  AND d.support IN {{grounds}} AND EXISTS (SELECT 1 FROM kind k WHERE k.thing = d.thing
  AND k.kind < {len(WORKS)} AND k.ground IN {{grounds}})
"""
_CREDITED: Final = """
SELECT DISTINCT work FROM credit
WHERE agent IN (SELECT value FROM json_each(?)) AND work IN (SELECT value FROM json_each(?))
  AND ground IN {grounds}
"""

Named = TypeVar("Named")
ByName = Callable[[str], Mapping[int, Named]]


def together(
    believed: Believed, text: str, by_name: ByName[Named]
) -> Iterator[tuple[str, dict[int, Named]]]:
    """Yield `year` or `person` with the works that a text names so, the most telling first.

    Args:
        believed: the index, as the reader sees it.
        text: what was asked.
        by_name: gives things by a name.
    """
    words = text.split()[:MOST_WORDS]
    named: ByName[Named] = cache(by_name)
    year, rest = _parted(words)
    made = _credited(believed, rest, named)
    if year is None:
        yield "person", made
    else:
        yield "year", _dated(believed, {**made, **named(" ".join(rest))}, year) if rest else {}


def _parted(words: Sequence[str]) -> tuple[int | None, Sequence[str]]:
    """Return the last year among some words, and the others."""
    for at in reversed(range(len(words))):
        if found := _YEAR.fullmatch(words[at]):
            return int(found[1]), [*words[:at], *words[at + 1 :]]
    return None, words


def _dated(believed: Believed, found: Mapping[int, Named], year: int) -> dict[int, Named]:
    rows = believed.rows(_IN_YEAR, list(found), year, YEARS)
    return {thing: found[thing] for (thing,) in rows}


def _credited(believed: Believed, words: Sequence[str], named: ByName[Named]) -> dict[int, Named]:
    """Return works that one part of the words names, made by whom the other part does."""
    found: dict[int, Named] = {}
    for at in range(1, len(words)):
        one, other = named(" ".join(words[:at])), named(" ".join(words[at:]))
        for works, agents in ((one, other), (other, one)):
            rows = believed.rows(_CREDITED, list(agents), list(works)) if agents and works else []
            found |= {work: works[work] for (work,) in rows if work not in found}
    return found
