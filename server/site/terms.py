"""RDF terms as a page shows them: text, language and where a link goes; no I/O.

A term is an object with `value`, as `kg` gives it; a literal also has `language` and `datatype`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kg import vocab
from server.http.addresses import path_of

_WORD_START: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ELEMENTS: Final = ("dc", "http://purl.org/dc/elements/1.1/")  # only what others say uses it


@dataclass(frozen=True, slots=True, order=True)
class Shown:
    """A term on a page.

    Attributes:
        text: the label, the literal's text, or the IRI in short.
        href: where a link goes, None for a literal.
        language: the literal's language tag, None without one.
    """

    text: str
    href: str | None = None
    language: str | None = None


def is_literal(term: Any) -> bool:
    """Say whether a term is a literal."""
    return hasattr(term, "datatype")


def show(term: Any, labels: Mapping[str, str], base: str) -> Shown:
    """Return a term as a page shows it, IRIs by their label where they have one."""
    if is_literal(term):
        return Shown(term.value, None, term.language)
    return show_iri(str(term.value), labels, base)


def show_iri(iri: str, labels: Mapping[str, str], base: str) -> Shown:
    """Return an IRI by its label, or in short, with a link where it can be followed.

    An IRI of others leads to its page here if the dataset has a label for it, else to them.
    """
    is_own = iri.startswith((vocab.CEL, base)) or iri in labels
    href = (path_of(iri, base) if is_own else None) or iri
    return Shown(labels.get(iri) or short(iri), href if href.startswith(("/", "http")) else None)


def short(iri: str) -> str:
    """Return an IRI as a prefixed name where a prefix fits, else whole; `cel:` terms as words."""
    if iri.startswith(vocab.CEL):
        return _WORD_START.sub(" ", iri.removeprefix(vocab.CEL)).lower()
    for prefix, namespace in (*vocab.PREFIXES.items(), _ELEMENTS):
        rest = iri.removeprefix(namespace)
        if rest != iri and rest and "/" not in rest:
            return f"{prefix}:{rest}"
    return iri
