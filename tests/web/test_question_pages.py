"""The named queries' pages: typed fields, suggestions, the way into the editor."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from server.site.highlight import highlight

BROWSER = {"Accept": "text/html"}


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_question_has_a_page_in_both_languages(client: FlaskClient, language: str) -> None:
    names = set(re.findall(r'href="/queries/([\w-]+)\?', page(client, "/queries?lang=ko")))
    assert len(names) > 20
    for name in names:
        assert f'<html lang="{language}">' in page(client, f"/queries/{name}?lang={language}")


def test_a_tag_narrows_the_list(client: FlaskClient) -> None:
    whole, narrowed = page(client, "/queries"), page(client, "/queries?tag=ratings")
    assert 0 < narrowed.count('class="card"') < whole.count('class="card"')


def test_a_field_for_a_thing_suggests_those_that_fit(client: FlaskClient) -> None:
    text = page(client, "/queries/claims-about-a-work")
    assert '<option value="film/pulgasari">Pulgasari</option>' in text
    assert '<option value="cel:Primary">' in text
    assert "person/shin-sang-ok" not in text.partition("<h2")[0]


def test_a_field_for_a_number_takes_numbers(client: FlaskClient) -> None:
    assert re.search(
        r'<input[^>]*name="decade"[^>]*type="number"', page(client, "/queries/films-by-decade")
    )


def test_the_editor_opens_with_what_was_given(client: FlaskClient) -> None:
    text = page(client, "/queries/films-by-decade?decade=1980")
    link = re.search(r'class="button" href="([^"]+)"', text)
    assert link
    opened = page(client, unescape(link[1]))
    assert "VALUES ?decade" in opened
    assert "1980" in opened
    assert 'role="alert"' not in opened


def test_the_addresses_of_the_answer_keep_what_was_given(client: FlaskClient) -> None:
    text = page(client, "/queries/films-by-decade?decade=1980&trust=listing")
    link = re.search(r'href="(/queries/films-by-decade\.csv[^"]*)"', text)
    assert link
    rows = client.get(unescape(link[1])).text.splitlines()
    assert len(rows) > 1
    assert all(row.startswith("1980") for row in rows[1:])


def test_colours_change_no_character() -> None:
    text = 'SELECT ?x WHERE { ?x a <http://h/#x> ; cel:y "<b>\'#" } # <end>\n'
    coloured = highlight(text)
    assert unescape(re.sub(r"</?span[^>]*>", "", coloured)) == text
    assert '<span class="q-comment"># &lt;end&gt;</span>' in coloured
