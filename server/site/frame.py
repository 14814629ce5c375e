"""What surrounds every page: its language, the navigation, and addresses that keep the belief.

Templates extend `layout.html` and fill its blocks `title`, `head` and `main`. They have

    here, kept      addresses that keep belief and language (`server.site.links`)
    asset, static   addresses of third-party files and of our own (`server.site.assets`)
    navigation()    the main navigation (`server.site.navigation`)
    answers_at(p)   whether this server has a page at the address p
    languages       the languages of the site, by tag
    locale()        the language of this page
    is_default()    whether the reader chose nothing else to believe
    panel()         the choices of what to believe (`server.site.belief`)
    switches()      the switches of all sources in it
    mark, location  sources and passages as they are marked (`server.site.marks`)
    said(s)         a sentence of `kg` in that language (`server.site.sentences`)
    _(…)            words in that language (`server.site.language`)
"""

from __future__ import annotations

from flask import Flask
from flask_babel import get_locale
from jinja2 import pass_context

from server.site import belief, language, marks, navigation
from server.site.assets import asset, static
from server.site.links import here, kept
from server.site.sentences import said


def register(app: Flask) -> None:
    """Give the templates of `app` what the layout and the pages need."""
    language.register(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        here=here,
        asset=asset,
        static=static,
        navigation=navigation.entries,
        answers_at=navigation.answers_at,
        languages=language.LANGUAGES,
        locale=_locale,
        panel=belief.panel,
        switches=belief.switches,
        views=belief.VIEWS,
        carried=belief.carried,
        is_default=belief.is_default,
        none_chosen=belief.none_chosen,
        mark=marks.mark,
        location=marks.location,
        said=said,
    )
    app.jinja_env.filters["kept"] = _kept


@pass_context
def _kept(_context: object, href: str) -> str:
    """Keep belief and language; the context tells Jinja not to fold constants once and for all."""
    return kept(href)


def _locale() -> str:
    return str(get_locale() or "en")
