"""The same thing elsewhere: identifiers as links, and the thing in schema.org's words; no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kg import vocab
from server.site.belief import Change
from server.site.entity.claims import TYPE, Statement
from server.site.terms import is_literal

_ADDRESSES: Final = {
    "imdb": {
        "tt": "https://www.imdb.com/title/{}/",
        "nm": "https://www.imdb.com/name/{}/",
        "co": "https://www.imdb.com/company/{}/",
    },
    "allMovie": {
        "v": "https://www.allmovie.com/movie/{}",
        "p": "https://www.allmovie.com/artist/{}",
    },
    "daumMovie": {"": "https://movie.daum.net/moviedb/main?movieId={}"},
    "filmAffinity": {"": "https://www.filmaffinity.com/en/film{}.html"},
    "sensCritique": {"": "https://www.senscritique.com/search?query={}"},
}
"""How the identifiers of each catalogue begin, and where such a one is described."""

_NAMES: Final = {
    "wikidata": "Wikidata",
    "wikipedia": "Wikipedia",
    "imdb": "IMDb",
    "allMovie": "AllMovie",
    "daumMovie": "Daum Movie",
    "filmAffinity": "FilmAffinity",
    "sensCritique": "SensCritique",
}
_MOST: Final = 40
"""The longest list of values that the description in schema.org's words has for a property."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A description of the thing by others: who they are, its name there, and the address."""

    catalogue: str
    identifier: str
    href: str


def identifiers(statements: Iterable[Statement]) -> tuple[Elsewhere, ...]:
    """Return where else the thing is described, by the catalogue's name."""
    found = {
        Elsewhere(_NAMES[name], _identifier(one.value), href)
        for one in statements
        if (name := one.property.removeprefix(vocab.CEL)) in _NAMES
        and (href := _address(name, str(one.value.value)))
    }
    return tuple(sorted(found, key=lambda each: (each.catalogue, each.identifier)))


def in_schema_org(
    iri: str,
    label: str,
    statements: Iterable[tuple[Statement, Change]],
    labels: Mapping[str, str],
    links: Iterable[Elsewhere],
) -> dict[str, Any]:
    """Return the thing as JSON-LD in the words of schema.org, with what is believed alone.

    It holds what the alignment lets follow; nothing is mapped here.
    """
    kinds: list[str] = []
    told: dict[str, list[Any]] = {}
    for one, change in statements:
        if change not in (Change.KEPT, Change.NEW):
            continue
        if one.property == TYPE and str(one.value.value).startswith(vocab.SCHEMA):
            kinds.append(one.value.value.removeprefix(vocab.SCHEMA))
        elif one.property.startswith(vocab.SCHEMA):
            name = one.property.removeprefix(vocab.SCHEMA)
            told.setdefault(name, []).append(_value(one.value, labels))
    same = [each.href for each in links]
    return {
        "@context": vocab.SCHEMA,
        "@id": iri,
        "@type": sorted(kinds) or "Thing",
        "name": label,
        **({"sameAs": same} if same else {}),
        **{
            name: values[0] if len(values) == 1 else values[:_MOST]
            for name, values in sorted(told.items())
            if name not in ("name", "sameAs")
        },
    }


def _value(term: Any, labels: Mapping[str, str]) -> Any:
    if not is_literal(term):
        known = labels.get(term.value)
        return {"@id": term.value, **({"name": known} if known else {})}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    return term.value


def _identifier(term: Any) -> str:
    return str(term.value).rstrip("/").rpartition("/")[2] if "://" in term.value else term.value


def _address(name: str, value: str) -> str | None:
    if "://" in value:
        return value if value.startswith(("http://", "https://")) else None
    patterns = _ADDRESSES.get(name, {})
    return next(
        (pattern.format(value) for prefix, pattern in patterns.items() if value.startswith(prefix)),
        None,
    )
