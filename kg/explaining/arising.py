"""The conflicts that arise in what a view believes, listed as the named query lists all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from kg.dataset import Dataset
from kg.explaining.why import why
from kg.results import Solutions


def conflicts(
    dataset: Dataset, *, view: str | None = None, trust: str | Sequence[str] = ()
) -> Solutions:
    """Return the rows of the named query `conflicts`: all, or of those that arise in a view.

    Raises:
        ViewError: the view or a unit is unknown, or both are given.
    """
    named = dataset.queries["conflicts"]
    if view or trust:
        iris = " ".join(f"<{iri}>" for iri in sorted(arising(dataset, view=view, trust=trust)))
        named = replace(named, text=f"{named.text}\nVALUES ?conflict {{ {iris} }}\n")
    return cast(Solutions, dataset.query(named))


def arising(
    dataset: Dataset, *, view: str | None = None, trust: str | Sequence[str] = ()
) -> frozenset[str]:
    """Return the IRIs of the conflicts that arise in a view, `stated` unless given.

    Raises:
        ViewError: the view or a unit is unknown, or both are given.
    """

    def is_proven(iri: str) -> bool:
        return why(iri, "a", "cel:Conflict", dataset=dataset, view=view).holds

    return dataset.finder.arising(view=dataset.view(view, trust), is_proven=is_proven)
