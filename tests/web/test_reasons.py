"""`/why` and `/conflicts`: pages, JSON, PROV-O, and the links to them."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from server.site.reasons import tree

BASE = "https://w3id.org/celadon/"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
BODY = {"s": "person/shin-sang-ok", "p": "cel:bodyOfWork", "o": "film/pulgasari"}
HEDGED = {"s": "film/sea-of-blood", "p": "cel:coDirector", "o": "person/kim-jong-il"}


def test_a_proof_is_a_page_with_links_to_passages(client: FlaskClient) -> None:
    answer = client.get("/why", query_string=BODY, headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert "It holds in the view Stated." in answer.text
    assert re.search(r'<code class="rule"[^>]*>prp-inv2</code>', answer.text)
    assert 'href="/source/zoomboola/pulgasari-2"' in answer.text
    assert answer.vary.as_set() >= {"accept"}


@pytest.mark.parametrize(
    ("query", "accept"), [({"format": "json"}, "text/html"), ({}, "application/json"), ({}, "*/*")]
)
def test_a_proof_is_json(query: dict[str, str], accept: str, client: FlaskClient) -> None:
    answer = client.get("/why", query_string=BODY | query, headers={"Accept": accept})
    assert answer.mimetype == "application/json"
    found = answer.get_json()
    assert found["holds"]
    assert found["proof"]["steps"][0]["conclusion"] == found["triple"]


def test_a_proof_is_prov_o(client: FlaskClient) -> None:
    answer = client.get("/why", query_string=BODY, headers={"Accept": "text/turtle"})
    assert answer.mimetype == "text/turtle"
    assert "prov:hadPrimarySource" in answer.text


def test_alternatives_are_shown_on_demand(client: FlaskClient) -> None:
    answer = client.get("/why", query_string=BODY | {"alternatives": "1"}, headers=BROWSER)
    assert "Proof 2" in answer.text


def test_what_does_not_hold_is_an_answer(client: FlaskClient) -> None:
    answer = client.get("/why", query_string=HEDGED, headers=BROWSER)
    assert answer.status_code == 200
    assert "does not hold in the view Stated" in answer.text
    (needs,) = re.findall(r'<ul class="needs">(.*?)</ul>', answer.text, re.S)
    assert re.search(r'href="/sources/zoomboola"[^>]*>[^<:]+, alleged</a>', needs)
    assert ["zoomboola:alleged"] in client.get("/why", query_string=HEDGED).get_json()["missing"]


def test_sources_that_would_make_it_so_are_named_as_elsewhere(client: FlaskClient) -> None:
    asked = {"s": "film/sea-of-blood", "p": "cel:releaseYear", "o": "1969", "trust": "listing"}
    page = client.get("/why", query_string=asked, headers=BROWSER).text
    missing = client.get("/why", query_string=asked).get_json()["missing"]
    assert len(missing) > 1
    assert "whoever also believes any one of" in page
    (needs,) = re.findall(r'<ul class="needs">(.*?)</ul>', page, re.S)
    for (name,) in missing:
        assert f'href="/sources/{name}?trust=listing"' in needs


def test_claims_that_a_view_leaves_out_are_told_in_words(client: FlaskClient) -> None:
    asked = {"s": "film/sea-of-blood", "p": "cel:releaseYear", "o": "1969", "view": "undisputed"}
    page = client.get("/why", query_string=asked, headers=BROWSER).text
    (needs,) = re.findall(r'<ul class="needs">(.*?)</ul>', page, re.S)
    assert "claims that take part in a conflict" in needs
    korean = client.get("/why", query_string=asked | {"lang": "ko"}, headers=BROWSER).text
    assert "상충에 끼는 주장" in korean


@pytest.mark.parametrize("chosen", [{"view": "possible"}, {"trust": ["zoomboola:alleged"]}])
def test_a_view_is_believed(chosen: dict[str, object], client: FlaskClient) -> None:
    assert client.get("/why", query_string=HEDGED | chosen).get_json()["holds"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"s": "x y"},
        {"p": ""},
        {"o": "<<"},
        {"view": "none"},
        {"trust": "none"},
        {"alternatives": "1000"},
        {"alternatives": "x"},
    ],
)
def test_what_cannot_be_read_is_a_bad_request(wrong: dict[str, str], client: FlaskClient) -> None:
    assert client.get("/why", query_string=BODY | wrong).status_code == 400


def test_another_format_is_not_acceptable(client: FlaskClient) -> None:
    assert client.get("/why", query_string=BODY | {"format": "png"}).status_code == 406
    assert client.get("/conflicts", headers={"Accept": "image/png"}).status_code == 406


def test_without_a_triple_there_is_a_form(client: FlaskClient) -> None:
    answer = client.get("/why", headers=BROWSER)
    assert answer.status_code == 200
    assert '<input name="s"' in answer.text
    assert client.get("/why").status_code == 400


def test_terms_are_escaped(client: FlaskClient) -> None:
    asked = {"s": "film/pulgasari", "p": "cel:title", "o": '"<script>alert(1)</script>"'}
    page = client.get("/why", query_string=asked, headers=BROWSER).text
    assert "<script>" not in page


def test_conflicts_are_listed(client: FlaskClient) -> None:
    found = client.get("/conflicts").get_json()["conflicts"]
    page = client.get("/conflicts", headers=BROWSER).text
    assert f"{len(found)} conflicts" in page
    (years,) = [
        one
        for one in found
        if one["rule"] == "dt-diff" and one["thing"] == f"{BASE}film/sea-of-blood"
    ]
    assert [value[1:5] for value in years["values"]] == ["1969", "1971"]
    assert [f"{BASE}source/listing", f"{BASE}source/zoomboola"] in years["alternatives"]


def test_every_conflict_leads_to_its_proof(client: FlaskClient) -> None:
    for one in client.get("/conflicts").get_json()["conflicts"]:
        found = client.get(one["why"]).get_json()
        assert found["holds"]
        assert found["proof"]["steps"][0]["conclusion"] is None


def test_a_conflict_of_what_is_believed_is_proved_from_it_and_named(client: FlaskClient) -> None:
    page = client.get("/conflicts", headers=BROWSER).text
    believed = re.split(r'<h2 class="part">[^<]*do not believe', page)[0]
    links = [unescape(link) for link in re.findall(r'class="why" href="([^"]+)"', believed)]
    assert links
    for link in links:
        assert "It arises in the view Stated." in client.get(link, headers=BROWSER).text
    (link,) = re.findall(
        r'film/sea-of-blood.*?release year.*?class="why" href="([^"]+)"', page, re.S
    )[:1]
    told = client.get(unescape(link), headers=BROWSER).text
    heading = re.sub("<[^>]+>", "", re.findall(r"<h1.*?</h1>", told, re.S)[0])
    assert heading == "Sea of Blood, release year: 1969 / 1971 cannot all be so"


@pytest.mark.parametrize(
    "chosen", ["view=stated", "view=accepted", "trust=listing&trust=zoomboola"]
)
def test_conflicts_of_a_view_arise_there(chosen: str, client: FlaskClient) -> None:
    everything = {one["id"] for one in client.get("/conflicts").get_json()["conflicts"]}
    found = client.get(f"/conflicts?{chosen}").get_json()["conflicts"]
    assert found
    assert {one["id"] for one in found} < everything
    assert all(client.get(one["why"]).get_json()["holds"] for one in found)


def test_undisputed_claims_have_no_conflicts(client: FlaskClient) -> None:
    assert client.get("/conflicts?view=undisputed").get_json() == {"conflicts": []}


def test_what_is_inferred_leads_to_its_proof(client: FlaskClient) -> None:
    page = client.get("/person/shin-sang-ok", headers=BROWSER).text
    links = [unescape(link) for link in re.findall(r'class="why" href="([^"]+)"', page)]
    assert any("bodyOfWork" in link for link in links)
    assert all(client.get(link).get_json()["holds"] for link in links)


@pytest.mark.parametrize(
    ("s", "p", "o"),
    [
        ("person/shin-sang-ok", "cel:workedWith", "organization/godzilla-effects-team"),
        ("person/shin-sang-ok", "a", "cel:Director"),
        ("film/pulgasari", "a", "cel:ScreenWork"),
        ("film/pulgasari", "a", "cel:Work"),
    ],
)
def test_a_proof_is_told_in_korean(s: str, p: str, o: str, client: FlaskClient) -> None:
    asked = {"s": s, "p": p, "o": o, "lang": "ko"}
    page = client.get("/why", query_string=asked, headers=BROWSER).text
    said = [re.sub("<[^>]+>", "", one) for one in re.findall('class="said">(.*?)</span> <', page)]
    assert said
    for one in said:
        assert not re.search(r"(rdfs?|owl):|follows|whatever|every| is a ", one), one
        assert re.search("[가-힣]", one), one


def test_axioms_in_korean_are_told_as_their_terms_pages_tell_them(client: FlaskClient) -> None:
    asked = {"s": "person/shin-sang-ok", "p": "cel:workedWith", "lang": "ko"}
    asked["o"] = "organization/godzilla-effects-team"
    page = re.sub("<[^>]+>", "", client.get("/why", query_string=asked, headers=BROWSER).text)
    assert "연출한 작품은 감독의 역관계이다" in page
    chain = "작품 목록 → 참여자를 차례로 따라가 닿는 곳은"
    assert chain in page
    term = client.get("/ontology/workedWith?lang=ko", headers=BROWSER).text
    assert chain in re.sub("<[^>]+>", "", term)


def step(number: int, *premises: int, conclusion: str = "<x>") -> dict[str, object]:
    return {
        "number": number,
        "rule": "prp-trp" if premises else None,
        "conclusion": [conclusion, "<p>", "<y>"],
        "axioms": [],
        "premises": list(premises),
    }


def test_a_step_used_twice_is_unfolded_once() -> None:
    root = tree([step(1, 2, 3), step(2, 4), step(3, 2), step(4)])
    first, second = root.premises
    assert [node.is_known for node in (first, second.premises[0])] == [False, True]
    assert second.premises[0].premises == ()


def test_the_inner_parts_of_anonymous_classes_are_not_shown() -> None:
    root = tree([step(1, 2, 3), step(2), step(3, conclusion="_:c")])
    assert [node.step["number"] for node in root.premises] == [2]


def test_a_very_high_proof_is_cut() -> None:
    node = tree([*(step(n, n + 1) for n in range(1, 100)), step(100)])
    height = 0
    while node.premises:
        node, height = node.premises[0], height + 1
    assert (height, node.is_cut) == (40, True)


@pytest.mark.parametrize("question", ["", "&s=person/shin-sang-ok&p=a&o=cel:Person"])
def test_another_question_keeps_the_sources_that_are_believed(
    client: FlaskClient, question: str
) -> None:
    chosen = "trust=listing&trust=zoomboola:alleged"
    html = client.get(f"/why?{chosen}{question}", headers={"Accept": "text/html"}).text
    form = html.partition('<form class="query"')[2].partition("</form>")[0]
    assert re.findall(r'name="trust" value="([^"]+)"', form) == ["listing", "zoomboola:alleged"]
    assert 'name="view"' not in form
    html = client.get(f"/why?view=possible{question}", headers={"Accept": "text/html"}).text
    assert '<option value="possible" selected>' in html
    assert client.get("/why?trust=none", headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize("path", ["/film/pulgasari?page=", "/why?s=a&p=b&o=c&alternatives="])
@pytest.mark.parametrize("number", ["9" * 5000, "-1", "²", "x"])
def test_a_number_that_is_none_or_too_long_is_refused(
    path: str, number: str, client: FlaskClient
) -> None:
    assert client.get(path + number, headers=BROWSER).status_code == 400
