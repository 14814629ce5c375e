"""The named queries' pages: typed fields, suggestions, the way into the editor."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from kg.sparql.named import named_queries
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


@pytest.mark.parametrize("name", ["directors-by-number-of-works", "films-by-decade"])
def test_a_page_says_of_whose_belief_its_answer_is(name: str, client: FlaskClient) -> None:
    outright = "Asked of the view Stated: what the primary sources state outright"
    for default in ("", "?view=stated"):
        assert outright in page(client, f"/queries/{name}{default}")
    possible = page(client, f"/queries/{name}?view=possible")
    trusted = page(client, f"/queries/{name}?trust=listing")
    assert "Asked of the view Possible: everything that any source states" in possible
    assert re.search(r"Asked of these sources alone, and what follows: <span[^>]*>listing", trusted)
    for text in (possible, trusted):
        assert outright not in text


def test_no_question_names_claims_that_are_not_asked() -> None:
    described = [query.description for query in named_queries().values()]
    assert not [text for text in described if "primary sources made outright" in text]


def test_a_question_is_all_in_korean(client: FlaskClient) -> None:
    text = page(client, "/queries/audience-figures?lang=ko")
    shown = text.partition("<main")[2].partition("<pre")[0]
    assert "관객 수와 인구에서 차지하는 비율." in shown
    assert "<dt><code>audience</code></dt><dd>관객 수 (명)</dd>" in shown
    assert "인구에서 차지하는 비율." in page(client, "/queries?lang=ko")


def test_a_tag_narrows_the_list(client: FlaskClient) -> None:
    whole, narrowed = page(client, "/queries"), page(client, "/queries?tag=ratings")
    assert 0 < narrowed.count('class="card"') < whole.count('class="card"')


def test_a_field_for_a_thing_suggests_those_that_fit(client: FlaskClient) -> None:
    text = page(client, "/queries/claims-about-a-work")
    assert '<option value="film/pulgasari">Pulgasari</option>' in text
    assert '<option value="cel:Primary">' in text
    assert "person/shin-sang-ok" not in text.partition("<h2")[0]


@pytest.mark.parametrize("name", ["Shin Sang-ok", "신상옥", "shin sang ok"])
def test_a_form_takes_the_name_of_a_thing(name: str, client: FlaskClient) -> None:
    asked = {"person": name, "view": "possible", "lang": "en"}
    address = "/queries/filmography-of-a-person"
    answer = client.get(address, query_string=asked, headers=BROWSER, follow_redirects=True)
    assert answer.status_code == 200
    assert dict(answer.request.args) == asked | {"person": "person/shin-sang-ok"}
    assert 'value="person/shin-sang-ok"' in answer.text
    assert "Pulgasari" in answer.text.partition("<table>")[2]
    refused = client.get(f"{address}.csv", query_string=asked, headers=BROWSER)
    assert refused.status_code == 400


def test_a_name_in_doubt_leads_to_the_form_with_what_may_be_meant(client: FlaskClient) -> None:
    address = "/queries/filmography-of-a-person?person=Shin&lang=en"
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 400
    assert re.search(r'<input[^>]*name="person" value="Shin"', answer.text)
    suggested = re.search(r'href="([^"]+)">Shin Sang-ok</a>', answer.text)
    assert suggested
    assert "film/" not in answer.text.partition("Did you mean")[2].partition("</ul>")[0]
    assert "Pulgasari" in page(client, unescape(suggested[1]))
    nobody = client.get(address.replace("Shin", "Qxqxqx+Zzz"), headers=BROWSER)
    assert nobody.status_code == 400
    assert 'name="person" value="Qxqxqx Zzz"' in nobody.text


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
