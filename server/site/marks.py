"""Sources and passages as a page marks them: markup that a page repeats in hundreds of places.

Each mark is made once a request and remembered with it, for a macro takes ten times as long.
Templates have

    mark(badge)         a source that states something, with a link to its page
    location(passage)   where a passage stands in its source, with a link to it
"""

from __future__ import annotations

from typing import Final

from flask import g
from flask_babel import gettext as _
from markupsafe import Markup

from server.site.entity.passages import Badge, Passage
from server.site.links import kept

_SHOWN_ADDRESS: Final = 44
_SPAN: Final = Markup(', <span class="span">[{}, {})</span>')

_Key = tuple[object, ...]


def mark(badge: Badge) -> Markup:
    """Return a source with its colour and name; it says whether it alleges and is believed."""
    key = (badge.source.iri, badge.alleged, badge.believed)
    made = _made()
    if key not in made:
        made[key] = _mark(badge)
    return made[key]


def location(passage: Passage) -> Markup:
    """Return a passage as the entry of a list: its heading, its source, offsets, date, address."""
    made = _made()
    if (passage.iri,) not in made:
        made[passage.iri,] = _location(passage)
    return made[passage.iri,]


def _made() -> dict[_Key, Markup]:
    if "marks" not in g:
        g.marks = {}
    known: dict[_Key, Markup] = g.marks
    return known


def _mark(badge: Badge) -> Markup:
    source = badge.source
    styles = [source.style, "alleged" * badge.alleged, "unbelieved" * (not badge.believed)]
    hint = source.name if badge.believed else f"{source.name} – {_('not believed now')}"
    name = f"{source.short}, {_('alleged')}" if badge.alleged else source.short
    return Markup('<a class="source {}" href="{}" title="{}">{}</a>').format(
        " ".join(filter(None, styles)), kept(source.page), hint, name
    )


def _location(passage: Passage) -> Markup:
    told = [Markup('<span class="quiet">{}').format(passage.source.short)]
    if passage.end:
        told.append(_SPAN.format(passage.start, passage.end))
    if passage.cue:
        told.append(Markup(", “{}”").format(passage.cue))
    if passage.date:
        told.append(Markup(", {}").format(passage.date))
    if passage.address:
        shown = _shortened(passage.address)
        link = Markup(', <a href="{}" rel="external">{}</a>')
        told.append(link.format(passage.address, shown))
    name = passage.heading or passage.href.rpartition("/")[2]
    link = Markup('<li><a href="{}">{}</a> {}</span></li>')
    return link.format(kept(passage.href), name, Markup("").join(told))


def _shortened(address: str) -> str:
    text = address.removeprefix("https://").removeprefix("http://")
    return text if len(text) <= _SHOWN_ADDRESS else f"{text[: _SHOWN_ADDRESS - 1]}…"
