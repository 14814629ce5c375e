"""Answers that are kept for whoever asks the same again: the least recently used go first.

Invariant: the questions and bodies that are kept, in all their encodings, have at most `max_bytes`
together.
Thread-safe.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from server.http.reply import Headers


class Key(NamedTuple):
    """What was asked, and of which snapshot; `headers` are those that an answer may depend on."""

    snapshot: str
    method: str
    path: str
    asked: str
    body: bytes
    headers: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many bytes it takes; its strings are of Latin-1, as WSGI has them."""
        return len(self.path) + len(self.asked) + len(self.body) + sum(map(len, self.headers))


_OVERHEAD_BYTES: Final = 2_000
"""What an entry takes beside its question and its bodies, on the safe side."""


@dataclass(slots=True, eq=False)
class Entry:
    """An answer with status 200.

    Attributes:
        headers: those of its identity form.
        body: the same.
        tag: what its entity tags begin with.
        route: the route that answered, for the figures.
        query: the hash of its query, if it has one.
        key_bytes: how long its question is.
        encoded: its other forms, by content coding.
    """

    headers: Headers
    body: bytes
    tag: str
    route: str
    query: str | None
    key_bytes: int = 0
    encoded: dict[str, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        bodies = len(self.body) + sum(map(len, self.encoded.values()))
        return _OVERHEAD_BYTES + self.key_bytes + bodies


class Cache:
    """Entries by what was asked."""

    def __init__(self, max_bytes: int) -> None:
        """Keep at most so many bytes; one entry takes at most an eighth of them."""
        self.max_bytes = max_bytes
        self.bytes = 0
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self._entries)

    def get(self, key: Key) -> Entry | None:
        """Return the entry, which is then the most recently used."""
        with self._lock:
            found = self._entries.get(key)
            if found is not None:
                self._entries.move_to_end(key)
            return found

    def put(self, key: Key, entry: Entry) -> None:
        """Keep an entry, in place of the one that was there."""
        entry.key_bytes = key.size
        if entry.size * 8 > self.max_bytes:
            return
        with self._lock:
            self._remove(key)
            self._entries[key] = entry
            self.bytes += entry.size
            self._shrink()

    def put_encoded(self, key: Key, entry: Entry, coding: str, body: bytes) -> None:
        """Keep another form of an entry, if the entry is still kept and does not grow too large."""
        with self._lock:
            is_known = self._entries.get(key) is not entry or coding in entry.encoded
            if not is_known and (entry.size + len(body)) * 8 <= self.max_bytes:
                entry.encoded[coding] = body
                self.bytes += len(body)
                self._shrink()

    def _shrink(self) -> None:
        while self.bytes > self.max_bytes:
            self._remove(next(iter(self._entries)))

    def _remove(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.bytes -= entry.size
