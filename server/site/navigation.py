"""The main navigation: one list of pages, of which those are shown that this server has.

A new page needs no change here if its address is in the list; else one line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import current_app, request
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the main navigation: its name and the address that it answers at."""

    label: LazyString
    path: str

    @property
    def is_here(self) -> bool:
        """Whether the reader is on the page or on one below it."""
        at = request.path
        return at == self.path or (self.path != "/" and at.startswith(f"{self.path}/"))


ENTRIES: Final = (
    Entry(_("Home"), "/"),
    Entry(_("Browse"), "/browse"),
    Entry(_("People"), "/people"),
    Entry(_("Timeline"), "/timeline"),
    Entry(_("Graph"), "/graph"),
    Entry(_("Sources"), "/sources"),
    Entry(_("Conflicts"), "/conflicts"),
    Entry(_("Queries"), "/queries"),
    Entry(_("Editor"), "/editor"),
    Entry(_("Ontology"), "/ontology"),
    Entry(_("Learn"), "/learn"),
)
"""The pages in the order in which they are shown."""


def entries() -> list[Entry]:
    """Return the entries whose address this server answers at."""
    return [entry for entry in ENTRIES if answers_at(entry.path)]


def answers_at(path: str) -> bool:
    """Say whether some route is exactly this address."""
    return any(rule.rule == path for rule in current_app.url_map.iter_rules())
