"""What a list can be narrowed to: facets with their values and how many things each leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _

from server.site.snapshot import known_sources

_SHOWN: Final = 8
_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a list can be narrowed to; `note` is its formal name, where it has one."""

    value: str
    text: str
    count: int
    is_chosen: bool
    style: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its most frequent values, further ones, and how many more it has."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    hidden: tuple[Choice, ...]
    left_out: int

    @property
    def chosen(self) -> list[Choice]:
        """What the reader has chosen."""
        return [choice for choice in (*self.choices, *self.hidden) if choice.is_chosen]


def facet(name: str, label: object, choices: Iterable[Choice], *, shown: int = _SHOWN) -> Facet:
    """Return a facet that shows some values at once: all that are chosen, and `shown` at least."""
    listed = sorted(choices, key=lambda choice: not choice.is_chosen)
    most = max(shown, sum(choice.is_chosen for choice in listed))
    return Facet(
        name, str(label), tuple(listed[:most]), tuple(listed[most:_MOST]), len(listed[_MOST:])
    )


def in_order(name: str, label: object, choices: Sequence[Choice]) -> Facet:
    """Return a facet that shows its values in their order, chosen or not."""
    return Facet(name, str(label), tuple(choices[:_MOST]), (), len(choices[_MOST:]))


def by_source(counted: Iterable[tuple[str, int]], chosen: Collection[str]) -> Facet:
    """Return the facet of those sources that are known."""
    known = known_sources()
    choices = [
        Choice(iri, known[iri].short, count, iri in chosen, known[iri].style)
        for iri, count in counted
        if iri in known
    ]
    return facet("source", _("Source"), choices)
