"""The two languages of the pages: every word is translated, and a reader gets the right ones."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

import server
from kg.sparql.named import named_queries
from server.site.language import FOLDER, LANGUAGES
from server.site.sentences import CATALOGUE

ROOT = Path(server.__file__).parent
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext.babel_extract")]
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
BROWSER = {"Accept": "text/html"}


def words() -> Iterator[tuple[str, str]]:
    """Every word that pages mark for translation, and where."""
    options = {"**.html": {"silent": "false"}}
    found = extract_from_dir(ROOT, METHODS, options, keywords=KEYWORDS, strip_comment_tags=True)
    for name, line, message, _, _ in found:
        single = message if isinstance(message, str) else message[0]
        if single:
            yield single, f"{name}:{line}"
    for query in named_queries().values():
        helped = [parameter.description for parameter in query.parameters]
        told = [word for column in query.columns for word in (column.meaning, column.unit)]
        for word in filter(None, (query.summary, query.description, *query.tags, *helped, *told)):
            yield word, f"queries/{query.name}.rq"


def catalogue(language: str) -> dict[str, object]:
    merged: dict[str, object] = {}
    for path in sorted(
        set(FOLDER.joinpath(language).glob("*.po")) - {FOLDER / language / CATALOGUE}
    ):
        with path.open("rb") as file:
            read = read_po(file, locale=language, abort_invalid=True)
        for message in read:
            key = message.id if isinstance(message.id, str) else message.id[0]
            assert not message.fuzzy or not key, f"{path.name}: {key} is fuzzy"
            merged[key] = message.string
    return merged


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag != "en"])
def test_every_word_has_a_translation(language: str) -> None:
    known = catalogue(language)
    missing: dict[str, str] = {}
    for word, place in words():
        said = known.get(word)
        if not said or (isinstance(said, tuple) and not all(said)):
            missing.setdefault(word, place)
    lines = [f'#: {place}\nmsgid "{word}"\nmsgstr ""\n' for word, place in missing.items()]
    assert not missing, f"add to server/translations/{language}/…:\n\n" + "\n".join(lines)


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag != "en"])
def test_a_translation_has_the_places_of_its_word(language: str) -> None:
    place = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
    for word, said in catalogue(language).items():
        for text in (said,) if isinstance(said, str) else said:  # type: ignore[union-attr]
            if word:
                assert set(place.findall(text)) <= set(place.findall(word)) | {"%(num)d"}, word


def test_no_translation_is_left_over() -> None:
    used = {word for word, _ in words()}
    assert {word for word in catalogue("ko") if word and word not in used} == set()


@pytest.mark.parametrize(
    ("address", "accepted", "expected"),
    [
        ("/", "", "en"),
        ("/", "ko-KR,ko;q=0.9,en;q=0.5", "ko"),
        ("/", "fr", "en"),
        ("/?lang=ko", "en", "ko"),
        ("/?lang=xx", "ko", "ko"),
    ],
)
def test_a_page_comes_in_the_readers_language(
    client: FlaskClient, address: str, accepted: str, expected: str
) -> None:
    answer = client.get(address, headers=BROWSER | {"Accept-Language": accepted})
    assert f'<html lang="{expected}">' in answer.text
    assert answer.headers["Content-Language"] == expected
    assert {"Accept-Language", "Cookie"} <= set(answer.vary)


def test_a_language_that_was_asked_for_is_kept(client: FlaskClient) -> None:
    fresh = client.application.test_client()
    first = fresh.get("/queries?lang=ko", headers=BROWSER)
    assert 'href="/conflicts?lang=ko"' in first.text
    assert '<html lang="ko">' in fresh.get("/queries", headers=BROWSER).text
    assert '<html lang="en">' in fresh.get("/queries?lang=en", headers=BROWSER).text


def test_questions_are_asked_in_the_readers_language(client: FlaskClient) -> None:
    listed = client.get("/queries?lang=ko", headers=BROWSER).text
    assert "누가 몇 작품을 감독했는가?" in listed
    assert "Who directed" not in listed
    page = client.get("/queries/works-set-in-a-place?lang=ko", headers=BROWSER).text
    assert "장소. 비우면 모두" in page
    assert "Who directed" not in client.get("/?lang=ko", headers=BROWSER).text


def test_places_in_a_text_and_kinds_have_words_of_their_own(client: FlaskClient) -> None:
    html = client.get("/sources/listing?lang=ko", headers={"Accept": "text/html"}).text
    assert "글자 범위" in html
    assert "등장인물" not in html
    home = client.get("/?lang=ko", headers={"Accept": "text/html"}).text
    assert "상충: 종류, 개봉 연도" in home or "논란: 종류, 개봉 연도" in home
