"""What a choice of belief takes away from a list and adds to it, against the default list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from server.graph import dataset
from server.site.belief import Changes, belief
from server.site.finding.shown import Link, link, view

MOST: Final = 2000
"""How many things of a list are compared."""

_NAMED: Final = 60
_NOTHING: Final = Changes(is_list=True)


@dataclass(frozen=True, slots=True)
class Differences:
    """A list beside the one that is shown by default.

    Attributes:
        gone: what only the default list has, the first of it.
        new: the IRIs of what only the chosen list has.
        changes: how many of both.
    """

    gone: tuple[Link, ...] = ()
    new: frozenset[str] = frozenset()
    changes: Changes = _NOTHING


def differences(listing: Callable[[Any], Iterable[Any]]) -> Differences:
    """Compare what is listed for what the reader believes with what is listed by default.

    Args:
        listing: returns the things for a view, each with its `iri`, `label` and `korean`.
    """
    if belief().is_default:
        return Differences()
    now = {item.iri for item in listing(view())}
    before = {item.iri: item for item in listing(dataset().view())}
    gone = [item for iri, item in before.items() if iri not in now]
    named = (link(item.iri, item.label, item.korean) for item in gone[:_NAMED])
    new = now - before.keys()
    return Differences(tuple(named), frozenset(new), Changes(len(gone), len(new), is_list=True))


def counted(
    now: Iterable[Hashable], before: Iterable[Hashable], *, is_list: bool = False
) -> Changes:
    """Count what one answer has less and more than another, repeated rows each for itself."""
    shown, default = Counter(now), Counter(before)
    return Changes((default - shown).total(), (shown - default).total(), is_list=is_list)
