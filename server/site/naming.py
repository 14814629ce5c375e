"""Things that a reader means by a name where a query wants an IRI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kg import vocab
from server.graph import Believed, dataset

_LOOKED_AT: Final = 40
_MOST: Final = 8


def written(iri: str, base: str) -> str:
    """Return an IRI as a reader writes it: `person/shin-sang-ok`, `cel:Primary`."""
    if iri.startswith(vocab.CEL):
        return f"cel:{iri.removeprefix(vocab.CEL)}"
    return iri.removeprefix(base)


def meant(query: Any, given: Mapping[str, str], believed: Believed) -> dict[str, tuple[Any, ...]]:
    """Return what may be meant by each value that can be a name, as a search finds it, best first.

    Args:
        query: the named query, whose parameters say of which classes the things are.
        given: the values by parameter.
        believed: whose names count.
    """
    return {
        parameter.name: _named(parameter, given[parameter.name].strip(), believed)
        for parameter in query.parameters
        if parameter.type == "iri" and _can_be_a_name(given.get(parameter.name, ""))
    }


def certain(found: Mapping[str, tuple[Any, ...]], base: str) -> dict[str, str]:
    """Return the values that leave no doubt, as a reader writes them: one thing is called so."""
    called = {name: [h for h in hits if h.way == "exact"] for name, hits in found.items()}
    return {name: written(hits[0].iri, base) for name, hits in called.items() if len(hits) == 1}


def _can_be_a_name(text: str) -> bool:
    return bool(text.strip()) and ":" not in text and "/" not in text


def _named(parameter: Any, text: str, believed: Believed) -> tuple[Any, ...]:
    opened = dataset()
    view = opened.view(believed["view"], believed["trust"])
    prefixes = vocab.prefixes(opened.base)
    begins = tuple(prefixes[kind] for kind in parameter.kinds) or ("",)
    hits = opened.finder.search(text, view=view, limit=_LOOKED_AT).hits
    return tuple(hit for hit in hits if hit.iri.startswith(begins))[:_MOST]
