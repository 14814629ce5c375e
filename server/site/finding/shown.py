"""Things, sources and lists as the finding pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import abort, request
from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from kg import vocab
from server.graph import believed, dataset
from server.http.addresses import path_of
from server.site.snapshot import known_sources
from server.site.terms import short
from server.statements import Source

KIND_NAMES: Final = {
    "Film": _("Films"),
    "Series": _("Series"),
    "Opera": _("Operas"),
    "StageWork": _("Stage works"),
    "LiteraryWork": _("Literary works"),
    "Franchise": _("Franchises"),
    "Tale": _("Tales"),
    "ScreenWork": _("Other screen works"),
    "Work": _("Other works"),
    "Person": _("People"),
    "Organization": _("Organisations"),
    "Family": _("Families"),
    "Agent": _("Other agents"),
    "Character": _("Characters"),
    "Place": _("Places"),
    "Period": _("Periods"),
    "Event": _("Events"),
    "Award": _("Awards"),
    "Genre": _("Genres"),
    "Theme": _("Themes"),
    "Custom": _("Customs"),
    "Review": _("Reviews"),
    "Rating": _("Ratings"),
    "Image": _("Images"),
    "Source": _("Sources"),
    "Passage": _("Passages"),
    "Rejection": _("Decisions of editors"),
    "OpenQuestion": _("Open questions"),
    "Term": _("Terms of the ontology"),
    "Thing": _("Other things"),
}
"""What a group of each kind of thing is called."""

_WORDS: Final = {
    f"{vocab.RDF}type": _("kind"),
    f"{vocab.RDFS}label": _("label"),
    f"{vocab.SKOS}prefLabel": _("label"),
    "several": _("several properties"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A thing by its name and the address of its page."""

    text: str
    href: str
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a list is shown."""

    page: int
    size: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def first_shown(self) -> int:
        """The number of the first thing on the page, counted from 1; 0 where there is none."""
        return min((self.page - 1) * self.size + 1, self.total)

    @property
    def last_shown(self) -> int:
        """The number of the last thing on the page."""
        return min(self.page * self.size, self.total)


def page_asked() -> int:
    """Return the parameter `page`, 1 without it; 400 for what is no page."""
    return number_asked("page", 1, most=1_000_000) or 1


def number_asked(name: str, least: int, *, most: int) -> int | None:
    """Return a parameter that is a number, None where it is not given; 400 for anything else."""
    given = request.args.get(name, "").strip()
    if not given:
        return None
    digits = given.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 7):
        abort(400, f"{name} must be a whole number, not {given!r}")
    if not least <= int(given) <= most:
        abort(400, f"{name} must be from {least} to {most}, not {given}")
    return int(given)


def choice_asked(name: str, offered: Sequence[str]) -> str:
    """Return a parameter that is one of some words, the first without it; 400 for another."""
    given = request.args.get(name) or offered[0]
    if given not in offered:
        abort(400, f"{name} must be one of {', '.join(offered)}, not {given!r}")
    return given


def view() -> Any:
    """Return the view of the request, as the index wants it."""
    asked = believed()
    return dataset().view(asked["view"], asked["trust"])


def link(iri: str, label: str | None, korean: str | None = None) -> Link:
    """Return a thing's name in the language of the page where it has one, with its address."""
    text = (korean if str(get_locale()) == "ko" else None) or label or short(iri)
    return Link(text, path_of(iri, dataset().base) or iri, iri)


def links(iris: Iterable[str]) -> dict[str, Link]:
    """Return links for things by their IRI, by one look-up of their labels."""
    wanted = set(iris)
    known = dataset().finder.labels(wanted)
    return {iri: link(iri, *known.get(iri, (None, None))) for iri in wanted}


def word(iri: str, known: dict[str, Link]) -> str:
    """Return a property or class as a word."""
    return str(_WORDS[iri]) if iri in _WORDS else known[iri].text if iri in known else short(iri)


def marks(iris: Iterable[str]) -> list[Source]:
    """Return sources as their marks are shown: primary ones first."""
    known = known_sources()
    wanted = set(iris)
    return [source for iri, source in known.items() if iri in wanted]
