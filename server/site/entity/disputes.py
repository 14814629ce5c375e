"""What is disputed about a thing: its conflicts, and its claims that editors reject; no I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from kg import vocab
from server.http.addresses import path_of
from server.site.entity.claims import TYPE, Note
from server.site.entity.passages import Passage

_CONFLICT: Final = f"{vocab.CEL}Conflict"
_Parts = Mapping[str, list[Any]]


class Disputes:
    """The conflicts and rejections about one thing.

    Attributes:
        conflicts: the names of the conflicts, in order.
    """

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Take (dispute, property, value) rows."""
        told: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for name, prop, value in rows:
            if value not in told[name.value][prop.value]:
                told[name.value][prop.value].append(value)
        self._conflicts: dict[str, _Parts] = {n: p for n, p in told.items() if _is_conflict(p)}
        self._rejections: dict[str, _Parts] = {n: p for n, p in told.items() if not _is_conflict(p)}
        self.conflicts = sorted(self._conflicts)

    def properties(self) -> frozenset[str]:
        """Return the properties whose values compete."""
        return frozenset(
            prop.value
            for parts in self._conflicts.values()
            for prop in parts.get(f"{vocab.RDF}predicate", ())
        )

    def between(self, conflict: str) -> str | None:
        """Return the property whose values a conflict is between, None where there is no one."""
        found = self._conflicts[conflict].get(f"{vocab.RDF}predicate", [])
        return str(found[0].value) if len(found) == 1 else None

    def doubted(self) -> set[str]:
        """Return the passages whose claims editors reject."""
        return {
            passage.value
            for parts in self._rejections.values()
            for passage in parts.get(f"{vocab.CEL}statedIn", ())
        }

    def notes(
        self, passages: Mapping[str, Passage], base: str
    ) -> dict[tuple[str, Any], tuple[Note, ...]]:
        """Return what editors say against claims, by the claim's property and value."""
        found: dict[tuple[str, Any], list[Note]] = defaultdict(list)
        for name, parts in self._rejections.items():
            href = path_of(name.partition("#")[0], base) or name
            notes = [Note(_because(parts), href, one.source) for one in _about(parts, passages)]
            for prop in parts.get(f"{vocab.RDF}predicate", ()):
                for value in parts.get(f"{vocab.RDF}object", ()):
                    found[prop.value, value] += notes
        return {claim: tuple(dict.fromkeys(notes)) for claim, notes in found.items()}


def _is_conflict(parts: _Parts) -> bool:
    return any(kind.value == _CONFLICT for kind in parts.get(TYPE, ()))


def _because(parts: _Parts) -> str:
    """Return the reason in English, or in the first language that it is given in."""
    reasons = sorted(parts.get(f"{vocab.CEL}because", []), key=lambda term: term.language != "en")
    return str(reasons[0].value) if reasons else ""


def _about(parts: _Parts, passages: Mapping[str, Passage]) -> list[Passage]:
    """Return the passages whose claim is rejected."""
    return [passages[term.value] for term in parts.get(f"{vocab.CEL}statedIn", ())]
