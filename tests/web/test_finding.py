"""Search, browse, people, timeline, sources, conflicts: what their pages show, and to whom."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

BROWSER = {"Accept": "text/html"}
PAGES = (
    "/search",
    "/search?q=kim",
    "/browse",
    "/browse?decade=1980&kind=Film&order=title",
    "/people",
    "/timeline",
    "/sources",
    "/sources/zoomboola",
    "/conflicts",
)


def main(client: FlaskClient, address: str) -> str:
    answered = client.get(address, headers=BROWSER)
    assert answered.status_code == 200, answered.text
    return unescape(answered.text[answered.text.index("<main") : answered.text.index("</main>")])


def links(page: str) -> list[str]:
    return re.findall(r'<h3><a href="([^"]+)"', page)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_no_inline_style_or_script(client: FlaskClient, address: str) -> None:
    page = main(client, address)
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", page)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("belief", ["view=accepted", "trust=zoomboola&trust=listing"])
def test_links_keep_the_belief(client: FlaskClient, address: str, belief: str) -> None:
    page = main(client, f"{address}{'&' if '?' in address else '?'}{belief}")
    own = [link for link in re.findall(r'(?:href|action)="(/[^"]*)"', page) if "?" in link]
    other = [link for link in own if belief.split("&")[0] not in link]
    assert [link for link in other if "view=possible" not in link] == []


@pytest.mark.parametrize("address", PAGES)
def test_a_page_speaks_korean(client: FlaskClient, address: str) -> None:
    page = main(client, f"{address}{'&' if '?' in address else '?'}lang=ko")
    assert re.search("<h1>[가-힣 ]*[가-힣]", page) or address == "/sources/zoomboola"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/browse?page=0", 400),
        ("/browse?page=x", 400),
        ("/browse?page=99999999999999999999", 400),
        ("/browse?order=colour", 400),
        ("/browse?page=99", 200),
        ("/people?page=-1", 400),
        ("/timeline?from=1990&to=1980", 400),
        ("/timeline?from=x", 400),
        ("/timeline?from=1990", 200),
        ("/timeline?to=1990", 200),
        ("/timeline?from=2100&to=2200", 200),
        ("/sources/none", 404),
        ("/search?view=none", 400),
        ("/browse?trust=none", 400),
        ("/search?q=%00", 200),
        ("/search?q=" + "a" * 5000, 200),
        ("/browse?genre=%27%22%3E", 200),
    ],
)
def test_what_is_asked_wrongly_is_said(client: FlaskClient, address: str, status: int) -> None:
    assert client.get(address, headers=BROWSER).status_code == status


@pytest.mark.parametrize("name", ["kkot pa-neun", "Kkot Pa neun", "꽃파는 처녀", "the flower girl"])
def test_a_film_is_found_in_any_spelling(client: FlaskClient, name: str) -> None:
    assert links(main(client, f"/search?q={name}"))[0] == "/film/the-flower-girl"


def test_what_only_others_name_stands_apart(client: FlaskClient) -> None:
    page = main(client, "/search?q=Choi Eun-hee")
    believed, others = page.split('class="unheard"')
    assert "/person/choi-eun-hee" not in believed
    assert "/person/choi-eun-hee" in others
    assert "unheard" not in main(client, "/search?q=Choi Eun-hee&view=possible")


def test_a_search_says_that_it_found_similar_names_only(client: FlaskClient) -> None:
    headers = {"Accept": "text/html"}
    similar = client.get("/search?q=Sea+of+Blod", headers=headers).text
    assert "Nothing that you believe goes by the name “Sea of Blod”" in similar
    assert "goes by the name" not in client.get("/search?q=Sea+of+Blood", headers=headers).text


def test_search_comes_as_json(client: FlaskClient) -> None:
    found = client.get("/search?q=최익규&view=possible").get_json()
    assert found["hits"][0]["iri"].endswith("person/choe-ik-kyu")
    assert found["counts"]["Person"] == 1
    assert client.get("/search?q=kim", headers={"Accept": "image/png"}).status_code == 406


def test_suggestions_are_few_and_believed(client: FlaskClient) -> None:
    suggested = client.get("/search/suggest?q=k").get_json()["suggestions"]
    assert 0 < len(suggested) <= 8
    assert all(set(one) == {"label", "href", "iri", "kind", "name"} for one in suggested)
    assert client.get("/search/suggest?q=choi eun").get_json()["suggestions"] == []
    assert client.get("/search/suggest?q=choi eun&view=possible").get_json()["suggestions"]


def test_a_choice_of_facets_is_kept_and_can_be_taken_back(client: FlaskClient) -> None:
    page = main(client, "/browse?decade=1980&decade=2000&kind=Series")
    checked = re.findall(r'name="(\w+)" value="(\w+)" checked', page)
    assert set(checked) == {("decade", "1980"), ("decade", "2000"), ("kind", "Series")}
    taken = re.findall(r'class="chip" href="([^"]+)" aria-current', page)
    assert "/browse?decade=2000&kind=Series" in taken
    assert "/browse?decade=1980&decade=2000" in taken


def test_browsed_works_are_those_that_the_counts_promise(client: FlaskClient) -> None:
    page = main(client, "/browse?view=possible")
    counts = re.findall(r'name="genre" value="([^"]+)">.*?class="count">(\d+)', page)
    assert counts
    for value, count in counts:
        assert len(links(main(client, f"/browse?view=possible&genre={value}"))) == int(count)


def test_pages_of_works_follow_each_other(client: FlaskClient) -> None:
    first = main(client, "/browse?view=possible")
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = main(client, following[1])
    assert not set(links(first)) & set(links(second))
    assert 'rel="prev"' in second


def test_people_of_a_role_are_those_of_the_count(client: FlaskClient) -> None:
    page = main(client, "/people")
    found = re.search(r'name="role" value="([^"]+director)">.*?class="count">(\d+)', page, re.S)
    assert found
    chosen = main(client, f"/people?role={quote(found[1])}")
    assert f">{found[2]} people<" in chosen
    assert chosen.count('<th scope="row">') == int(found[2])


def drawing(page: str) -> ElementTree.Element:
    band = page[page.index('<div class="band"') :]
    return ElementTree.fromstring(band[: band.index("</div>") + 6])


def test_each_source_of_a_year_is_a_dot(client: FlaskClient) -> None:
    answered = client.get("/timeline", headers=BROWSER).text
    drawn = drawing(answered)
    rows = [row for row in drawn.iter("svg") if "row" in row.get("class", "").split()]
    (row,) = [row for row in rows if "Sea of Blood" in [text.text for text in row.iter("text")]]
    titles = [title.text or "" for title in row.iter("title")]
    assert [text[:4] for text in titles] == ["1969", "1971"]
    assert "zoomboola" in titles[0]
    assert len([line for line in row.iter("line") if line.get("class") == "bar disputed-bar"]) == 1


def test_a_drawing_is_also_a_table(client: FlaskClient) -> None:
    answered = client.get("/timeline?view=possible", headers=BROWSER).text
    names = {t.text for t in drawing(answered).iter("text") if "wide" in t.get("class", "")}
    table = main(client, "/timeline?view=possible")
    table = table[table.index("<tbody") : table.index('id="lives"')]
    assert names == set(re.findall(r'<th scope="row"[^>]*><a [^>]*>([^<]+)</a>', table))


def test_the_timeline_leads_to_the_page_of_each_source(client: FlaskClient) -> None:
    page = main(client, "/timeline")
    legend, table = page[: page.index("<form")], page[page.index("<tbody") :]
    assert set(re.findall(r'href="(/sources/\w+)"', legend)) == {
        "/sources/listing",
        "/sources/zoomboola",
    }
    assert set(re.findall(r'class="source [^"]*" href="(/sources/\w+)"', table)) == {
        "/sources/listing",
        "/sources/zoomboola",
    }


def test_a_source_shows_its_passages_in_the_order_of_its_text(client: FlaskClient) -> None:
    page = main(client, "/sources/zoomboola")
    starts = [int(start) for start in re.findall(r">(\d+)–\d+</td>", page)]
    assert len(starts) > 30
    assert starts == sorted(starts)


def test_a_source_that_is_not_believed_has_no_share(client: FlaskClient) -> None:
    page = main(client, "/sources?trust=listing")
    before, apart = page.split("<details>")[:2]
    assert before.count('<th scope="row">') == 1
    rows = re.findall(r'href="/sources/([^"?]+).*?class="number"[^>]*>([\d,]+)<', apart, re.DOTALL)
    assert len(rows) > 40
    every = main(client, "/sources?view=possible").partition("</table>")[0]
    counted = re.findall(
        r'href="/sources/([^"?]+).*?class="number"[^>]*>([\d,]+)<', every, re.DOTALL
    )
    assert set(rows) < set(counted)
    assert "You do not believe this source" in main(client, "/sources/zoomboola?trust=listing")


def test_a_conflict_shows_who_says_which_value(client: FlaskClient) -> None:
    page = main(client, "/conflicts?view=stated&rule=dt-diff")
    (card,) = page.split("<article")[1:]
    sides = card.split('<div class="side')[2:]
    assert ["1969" in sides[0], "zoomboola" in sides[0], "listing" in sides[0]] == [
        True,
        True,
        False,
    ]
    assert ["1971" in sides[1], "listing" in sides[1]] == [True, True]


def test_a_conflict_shows_what_the_editors_decided(client: FlaskClient) -> None:
    page = main(client, "/conflicts")
    assert page.count("The editors reject 1971") == 1
    assert "The editors leave it open" in page
    assert "The editors" not in main(client, "/conflicts?view=stated")


def test_conflicts_that_are_believed_come_first(client: FlaskClient) -> None:
    believed = main(client, "/conflicts?view=stated").count("<article")
    assert main(client, "/conflicts").count("arise in what you believe") == 1
    before, after = main(client, "/conflicts").split("more among sources that you do not believe")
    assert f"{believed} arise in what you believe" in before
    assert before.count("<article") == believed
    assert after.count("<article") > 0
    assert "unbelieved" in after
    assert "arise in what" not in main(client, "/conflicts?view=possible")
    assert "unbelieved" not in main(client, "/conflicts?view=possible")


def test_a_page_says_how_many_conflicts_are_believed(client: FlaskClient) -> None:
    listed = client.get("/conflicts?view=possible").get_json()["conflicts"]
    stated = {one["id"] for one in client.get("/conflicts?view=stated").get_json()["conflicts"]}
    told = set()
    for thing in {one["thing"] for one in listed}:
        mine = [one["id"] in stated for one in listed if one["thing"] == thing]
        path = thing.removeprefix("https://w3id.org/celadon")
        words = f"Of these {sum(mine)} in what you believe" if any(mine) else "Not in what you"
        if not all(mine):
            told.add(any(mine))
            assert words in main(client, path)
        believed = main(client, f"{path}?view=possible")
        assert "Of these" not in believed
        assert "Not in what you" not in believed
    assert told


def test_conflicts_are_narrowed_by_rule_and_source(client: FlaskClient) -> None:
    every = main(client, "/conflicts")
    for name in ("rule", "source"):
        choices = re.findall(rf'name="{name}" value="([^"]+)">.*?class="count">(\d+)', every)
        assert choices
        for value, count in choices:
            assert main(client, f"/conflicts?{name}={value}").count("<article") == int(count)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_thing_has_one_name_on_all_pages(client: FlaskClient, language: str) -> None:
    asked = f"?view=possible&lang={language}"
    cards = re.findall(
        r'<h3><a href="([^"?]+)[^"]*"[^>]*>([^<]+)</a>', main(client, f"/browse{asked}")
    )
    persons = re.findall(
        r'<th scope="row"><a href="([^"?]+)[^"]*">([^<]+)</a>', main(client, f"/people{asked}")
    )
    assert len(cards) > 20
    assert len(persons) > 30
    for href, name in (*cards[::4], *persons[::8], ("/person/choe-ik-kyu", None)):
        title = re.search("<h1[^>]*>([^<]+)<", main(client, f"{href}{asked}"))
        assert title
        assert name in (None, title[1].strip())


def test_a_label_comes_before_titles_that_few_believe(client: FlaskClient) -> None:
    found = client.get("/search/suggest?q=Ik-gyu&view=possible").text
    assert "Choe Ik-kyu" in found
    assert "The Hero Noreturn" in main(client, "/search?q=emissary&view=possible&lang=en")


def test_a_korean_title_does_for_a_label_in_korean(client: FlaskClient) -> None:
    assert "피바다</a>" in main(client, "/?lang=ko")


def test_a_name_with_a_year_leads_to_the_film(client: FlaskClient) -> None:
    text = client.get("/search?q=Sea+of+Blood+1969&lang=en", headers=BROWSER).text
    hit = text.partition('class="hit"')[2].partition("</li>")[0]
    assert "/film/sea-of-blood" in hit
    assert "the name and the year" in hit
    korean = client.get("/search?q=신상옥+불가사리&lang=ko", headers=BROWSER).text
    assert "이름과 만든 이" in korean


def test_the_search_page_has_one_field(client: FlaskClient) -> None:
    for address in ("/search", "/search?q=sea"):
        assert client.get(address, headers=BROWSER).text.count('type="search" name="q"') == 1


def test_a_passage_that_is_found_names_its_source(client: FlaskClient) -> None:
    text = client.get("/search?q=introduction&lang=en", headers=BROWSER).text
    hits = text.partition('id="kind-Passage"')[2].split('class="hit"')[1:]
    assert hits
    assert all('href="/sources/zoomboola' in hit for hit in hits)


def test_who_finds_nothing_is_told_where_to_look(client: FlaskClient) -> None:
    text = client.get("/search?q=zzzqqq&lang=en", headers=BROWSER).text
    assert "a name with a year" in text
    assert 'href="/browse?lang=en"' in text.partition("<main")[2]


def test_a_conflict_of_kinds_names_those_that_sources_state(client: FlaskClient) -> None:
    text = client.get("/conflicts?lang=en", headers=BROWSER).text
    card = text.partition("</article>")[0].partition('<article class="card conflict">')[2]
    stated = re.findall(r'class="competes"><a[^>]*>([^<]*)</a>', card)
    assert stated == ["Film", "Opera"]
    assert re.findall(r"which is a kind of <a[^>]*>([^<]*)</a>", card) == [
        "Screen Work",
        "Stage Work",
    ]
    years = text.split('<article class="card conflict">')[2].partition("</article>")[0]
    assert "which is a kind of" not in years
