"""The languages of the pages: which one a request gets, and their catalogues.

Words are marked in templates and code with `_('…')`; `translations/<language>/*.po` translate them,
a file for each part of the site, and one for the sentences that `kg` makes itself
(`server.site.sentences`). The files are read as they are when a language is first used, so that
nothing has to be compiled and nothing can be out of date. English needs no catalogue.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, g, request
from flask_babel import Babel, Domain, get_locale

LANGUAGES: Final = {"en": "English", "ko": "한국어"}
"""Each language by its tag, with its name for itself; the first is the default."""

COOKIE: Final = "lang"
FOLDER: Final = Path(__file__).parents[1] / "translations"

_YEAR_S: Final = 365 * 24 * 3600


class Catalogues(Domain):  # type: ignore[misc]  # Flask-Babel has no types
    """The translations of the language of the request."""

    def get_translations(self) -> NullTranslations:
        """Return the words of the language; outside of requests they stay English."""
        if "words" not in g:
            g.words = catalogue(str(get_locale() or "en"))
        words: NullTranslations = g.words
        return words


def register(app: Flask) -> None:
    """Give every request of `app` its language."""
    babel = Babel(app, locale_selector=chosen)
    babel.domain_instance = Catalogues()
    app.jinja_env.install_gettext_callables(_word, _words, newstyle=True)  # type: ignore[attr-defined]
    app.before_request(_choose)
    app.after_request(_remember)


def chosen() -> str:
    """Return the language of the request: by its parameter, its cookie, or what it accepts."""
    for given in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if given in LANGUAGES:
            return given
    return request.accept_languages.best_match(list(LANGUAGES)) or next(iter(LANGUAGES))


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the translations of one language, read once."""
    words = NullTranslations()
    for path in sorted(FOLDER.joinpath(language).glob("*.po")):
        words.add_fallback(_read(path, language))
    return words


def messages(language: str, name: str) -> dict[str, str]:
    """Return what one file of a language translates; nothing where there is none, as in English."""
    path = FOLDER / language / name
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale=language) if m.id}


def _word(word: str) -> str:
    """Translate for a template: without Flask-Babel's look-ups, which take longer than the rest."""
    return catalogue(g.get("language", "en")).gettext(word)


def _words(one: str, many: str, number: int) -> str:
    return catalogue(g.get("language", "en")).ngettext(one, many, number)


def _read(path: Path, language: str) -> Translations:
    with path.open("rb") as file:
        found: Catalog = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, found)
    compiled.seek(0)
    return Translations(compiled)


def _choose() -> None:
    """Tell the rest of the server which language the names on a page should be in."""
    g.language = chosen()


def _remember(answer: Response) -> Response:
    """Keep a language that was asked for, and say what a page depends on."""
    if answer.mimetype != "text/html":
        return answer
    given = request.args.get("lang")
    if given in LANGUAGES:
        answer.set_cookie(COOKIE, given, max_age=_YEAR_S, samesite="Lax", httponly=True)
    answer.vary.update(("Accept-Language", "Cookie"))
    answer.content_language.add(str(get_locale() or "en"))
    return answer
