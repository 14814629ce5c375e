"""The page of a passage: where it stands, what it states, and what editors decide in it."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

BROWSER = {"Accept": "text/html,*/*;q=0.8"}


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200, address
    return answer.text


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_a_passage_says_where_it_stands(client: FlaskClient) -> None:
    head = text(page(client, "/source/zoomboola/pulgasari-heading").partition("about passage")[2])
    assert "Pulgasari (1985)" in head
    assert "[2333, 2349)" in head
    assert "stated outright" in head


def test_a_hedged_passage_says_by_which_word(client: FlaskClient) -> None:
    links = client.get("/sources/zoomboola", headers=BROWSER).text
    (hedged, *_) = re.findall(r'href="(/source/zoomboola/[^"]+\.hedged)"', links)
    assert re.search(r'class="disputed">alleged: “[^”]+”', page(client, hedged))


@pytest.mark.parametrize("source", ["zoomboola", "listing", "editors"])
def test_one_can_read_a_source_passage_by_passage(client: FlaskClient, source: str) -> None:
    listed = page(client, f"/sources/{source}")
    total = int(re.search(r'id="passages">.*?(\d+)<', listed)[1])  # type: ignore[index]
    (address, *_) = re.findall(rf'href="(/source/{source}/[^"]+)"', listed)
    seen = [address]
    while following := re.search(r'rel="next" href="([^"]+)"', page(client, seen[-1])):
        assert f'rel="prev" href="{seen[-1]}"' in page(client, following[1])
        seen.append(following[1])
    assert len(set(seen)) == len(seen) == total


def test_a_decision_says_why_before_anything_else(client: FlaskClient) -> None:
    html = page(client, "/source/editors/a-traffic-controller-on-crossroads")
    told = text(html.partition('class="decided"')[2])
    why = told.index("It is a single feature film and not a series.")
    assert why < told.index("So the editors reject this claim") < told.index("The decision as data")
    assert (
        "/source/imdb/tt4309644" in html.partition('class="decided"')[2].partition("</section>")[0]
    )


def test_a_claim_that_editors_reject_says_so_in_its_passage(client: FlaskClient) -> None:
    html = page(client, "/source/listing/a-traffic-controller-on-crossroads")
    (row,) = [r for r in re.findall(r"<tr>.*?</tr>", html, re.DOTALL) if ">1989<" in r]
    assert "rejected by editors" in row
    assert "date it to 1986" in row
    assert 'href="/source/editors/a-traffic-controller-on-crossroads"' in row


def test_a_name_that_nobody_believed_gives_is_marked(client: FlaskClient) -> None:
    """Variety does not name Shin Sang-ok, so that for whoever believes it alone he is greyed."""
    default = page(client, "/person/shin-sang-ok")
    assert "<h1>Shin Sang-ok</h1>" in default
    html = page(client, "/person/shin-sang-ok?trust=variety")
    assert '<h1 class="unbelieved">Shin Sang-ok</h1>' in html
    assert "Nobody whom you believe names it." in html
    assert "Nobody whom you believe" not in page(client, "/person/shin-sang-ok?trust=listing")


def test_no_thing_is_headed_by_its_address_while_it_has_a_name(client: FlaskClient) -> None:
    for belief in ("trust=listing", "trust=imdb", "trust=variety", "view=undisputed"):
        for path in ("/film/pulgasari", "/film/the-flower-girl", "/person/choe-ik-kyu"):
            head = re.search(r"<h1[^>]*>([^<]+)</h1>", page(client, f"{path}?{belief}"))
            assert head
            assert "/" not in head[1], (path, belief)


def test_the_passages_beside_have_names_of_their_own(client: FlaskClient) -> None:
    text = client.get("/source/zoomboola/sea-of-blood-1?lang=en", headers=BROWSER).text
    beside = re.findall(r'rel="(?:prev|next)"[^>]*>([^<]*)</a>', text)
    assert beside == ["← Sea of Blood, heading", "Sea of Blood, paragraph 1 (hedged) →"]
