"""An index of triples by what their terms denote, for matching patterns with blank nodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from kg.engine.terms import Triple

Key = str | int


class Index:
    """Triples by subject, by object and by predicate, terms of one key taken as one."""

    def __init__(self, triples: Iterable[Triple], key: Callable[[str], Key]) -> None:
        """Index triples; `key` maps terms that denote the same to one value. Cost: linear."""
        self._key = key
        self._names: dict[Key, str] = {}
        self._by_sp: dict[tuple[Key, Key], dict[str, None]] = defaultdict(dict)
        self._by_po: dict[tuple[Key, Key], dict[str, None]] = defaultdict(dict)
        self._by_p: dict[Key, dict[tuple[str, str], None]] = defaultdict(dict)
        for triple in triples:
            (a, s), (b, _), (c, o) = (self._named(term) for term in triple)
            self._by_sp[a, b][o] = None
            self._by_po[b, c][s] = None
            self._by_p[b][s, o] = None

    def matches(self, s: str | None, p: str, o: str | None) -> list[tuple[str, str]]:
        """Return the subjects and objects that match, None standing for anything."""
        known = self._key(p)
        if s is not None and o is not None:
            found = self._by_sp.get((self._key(s), known), {})
            return [(s, o)] if self._named(o)[1] in found else []
        if s is not None:
            return [(s, x) for x in self._by_sp.get((self._key(s), known), {})]
        if o is not None:
            return [(x, o) for x in self._by_po.get((known, self._key(o)), {})]
        return list(self._by_p.get(known, {}))

    def _named(self, term: str) -> tuple[Key, str]:
        key = self._key(term)
        return key, self._names.setdefault(key, term)
