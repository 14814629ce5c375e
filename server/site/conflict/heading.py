"""What a conflict is about, in a line: its thing, the property, and the values that compete."""

from __future__ import annotations

from flask_babel import gettext as _
from markupsafe import Markup

import kg
from server.site.contradictions import Contradiction, contradictions
from server.site.labels import labels
from server.site.links import kept
from server.site.rows import Names, property_name
from server.site.terms import Shown, show, show_iri


def heading(opened: kg.Dataset, name: str) -> Markup:
    """Return the line for a conflict, named by its IRI, or by the end of it."""
    ending = name.strip("<>").rpartition("conflict-")[2]
    found = next(c for c in contradictions(opened) if c.iri.endswith(f"#conflict-{ending}"))
    names = Names(labels(opened, set(found.iris())), {}, opened.base)
    values = [_linked(show(value, names.labels, names.base)) for value in found.values]
    if not values:
        return Markup(_("{what}: this cannot all be so")).format(what=_what(found, names))
    return Markup(_("{what}: {values} cannot all be so")).format(
        what=_what(found, names), values=Markup(" / ").join(values)
    )


def _what(found: Contradiction, names: Names) -> Markup:
    """Return the thing and the property, as far as there is one of each."""
    if found.thing is None:
        return Markup("{}").format(_("Several things"))
    thing = _linked(show_iri(found.thing, names.labels, names.base))
    if found.property is None:
        return thing
    return Markup("{}, {}").format(thing, property_name(found.property, names).text)


def _linked(shown: Shown) -> Markup:
    if shown.href:
        return Markup('<a href="{}">{}</a>').format(kept(shown.href), shown.text)
    language = Markup(' lang="{}"').format(shown.language) if shown.language else ""
    return Markup("<span{}>{}</span>").format(language, shown.text)
