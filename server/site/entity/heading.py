"""What the page of a thing is headed by: the name that those give it whom the reader believes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import kg
from kg import vocab
from server.site.belief import Belief, Change
from server.site.entity.claims import Statement
from server.site.labels import Label, known_labels, preferred

_NAMES: Final = tuple(
    f"{vocab.CEL}{name}" for name in ("title", "name", "romanizedTitle", "romanizedName")
)
"""What does for a label where none is believed, the best first."""


def heading(
    opened: kg.Dataset,
    iri: str,
    statements: Iterable[Statement],
    named: Mapping[str, str],
    belief: Belief,
) -> tuple[str, Change]:
    """Return the name of a thing, and what the reader's choice does to it.

    A label that is believed comes first, then a believed title or name, then any label, which is
    then marked as gone. A thing without any is named by the end of its IRI.
    """
    base = opened.record.base
    known = known_labels(opened, [iri])[iri]
    shown = named.get(iri) or end_of(iri, base)
    if not known or not belief.is_told or preferred(known, belief.supports).is_in(belief.supports):
        return shown, Change.KEPT
    others = _believed_names(statements, belief)
    if others:
        return others[0].text, Change.NEW
    is_default = belief.is_default or not preferred(known, belief.default).is_in(belief.default)
    return shown, Change.KEPT if is_default else Change.GONE


def end_of(iri: str, base: str) -> str:
    """Return the end of an IRI, as a name for what has none."""
    rest = iri.removeprefix(base) if iri.startswith(base) else iri.rstrip("/#")
    return rest if iri.startswith(base) else re.split(r"[/#]", rest)[-1] or iri


def _believed_names(statements: Iterable[Statement], belief: Belief) -> list[Label]:
    """Return titles and names that are believed: in the reader's language, in English, others."""
    found = [
        (_NAMES.index(one.property), Label(one.value.value, one.value.language or "", one.support))
        for one in statements
        if one.property in _NAMES and one.support in belief.supports
    ]
    ranks = sorted({rank for rank, _ in found})
    return [preferred([label for at, label in found if at == n], belief.supports) for n in ranks]
