"""The belief switch on every page: a count, what is gone, what is new, the way back."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SEA_PAGE = "/film/sea-of-blood"
SEA = "iri=https://w3id.org/celadon/film/sea-of-blood"


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200, address
    return answer.text


def told(html: str) -> tuple[int, int]:
    """The figures beside "back to the default": how many gone, how many new."""
    bar = html.partition('class="change"')[2].partition("</p>")[0]
    listed = re.search(r"<strong>(\d+) gone, (\d+) new</strong>", bar)
    fewer, more = re.search(r"(\d+) statements? fewer", bar), re.search(r"(\d+)(?: \w+)? more", bar)
    if listed:
        return int(listed[1]), int(listed[2])
    return int(fewer[1]) if fewer else 0, int(more[1]) if more else 0


def total(html: str) -> int:
    (found,) = re.findall(r'<h2 id="listed">(\d+)', html)
    return int(found)


@pytest.mark.parametrize(
    "address",
    [
        "/browse", "/people", "/timeline", "/conflicts", "/sources", "/sources/wikipedia",
        f"/graph?{SEA}", "/search?q=blood", "/queries/where-sources-disagree", "/queries",
        "/editor", "/ontology", "/why", "/learn",
    ],
)  # fmt: skip
def test_every_page_leads_back_to_the_default(client: FlaskClient, address: str) -> None:
    mark = "&" if "?" in address else "?"
    assert "back to the default" in page(client, f"{address}{mark}trust=wikipedia")
    assert "back to the default" not in page(client, address)


@pytest.mark.parametrize("address", ["/browse", "/people"])
def test_a_list_tells_what_is_gone_and_what_is_new(client: FlaskClient, address: str) -> None:
    default, chosen = page(client, address), page(client, f"{address}?trust=wikipedia")
    gone, new = told(chosen)
    assert gone
    assert new
    assert total(chosen) == total(default) - gone + new
    section = chosen.partition('id="no-longer"')[2].partition("</section>")[0]
    assert section.count("<del") == min(gone, 60)
    assert 'class="mark-new"' in chosen.partition('id="listed"')[2]


def test_the_timeline_tells_what_is_gone_and_what_is_new(client: FlaskClient) -> None:
    chosen = page(client, "/timeline?trust=wikipedia")
    gone, new = told(chosen)
    assert gone
    assert new
    assert 'class="mark-new"' in chosen
    section = chosen.partition('id="no-longer"')[2].partition("</section>")[0]
    assert section.count("<del") == min(gone, 60)


def test_conflicts_tell_which_no_longer_arise(client: FlaskClient) -> None:
    default, chosen = page(client, "/conflicts"), page(client, "/conflicts?trust=listing")
    gone, new = told(chosen)
    assert gone
    assert new == 0
    assert total(chosen) == total(default) - gone
    assert '<del class="gone">' in chosen.partition('id="no-longer"')[2]


def test_sources_count_the_triples_of_both_views(client: FlaskClient) -> None:
    def triples(html: str) -> int:
        return int(re.findall(r"consists of ([\d,]+) triples", html)[0].replace(",", ""))

    default, chosen = page(client, "/sources"), page(client, "/sources?trust=wikipedia")
    fewer, more = told(chosen)
    assert fewer
    assert triples(chosen) == triples(default) - fewer + more


def test_a_question_counts_rows(client: FlaskClient) -> None:
    address = "/queries/directors-by-number-of-works"

    def rows(view: str) -> set[str]:
        found = client.get(f"{address}.json{view}").get_json()["results"]["bindings"]
        return {json.dumps(row, sort_keys=True) for row in found}

    default, chosen = rows(""), rows("?trust=wikipedia")
    gone, new = told(page(client, f"{address}?trust=wikipedia"))
    assert (gone, new) == (len(default - chosen), len(chosen - default))
    assert gone


def test_the_graph_and_the_search_count(client: FlaskClient) -> None:
    assert told(page(client, f"/graph?{SEA}&trust=listing"))[0]
    assert told(page(client, "/search?q=kim&trust=listing"))[0]


def test_the_count_speaks_korean(client: FlaskClient) -> None:
    html = page(client, "/browse?trust=wikipedia&lang=ko")
    assert re.search(r"<strong>\d+개 사라짐, \d+개 새로움</strong>", html)
    assert "믿지 않는 출처와 함께 사라진 것" in html


@pytest.mark.parametrize("chosen", ["view=possible", "trust=listing&trust=zoomboola", "lang=ko"])
def test_the_page_of_the_endpoint_keeps_the_belief(client: FlaskClient, chosen: str) -> None:
    (footer,) = re.findall(r'href="(/sparql[^"]*)"', page(client, f"/film/pulgasari?{chosen}"))
    form = page(client, footer.replace("&amp;", "&")).partition('method="post"')[2]
    hidden = re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form.partition("</form>")[0])
    assert [f"{name}={value}" for name, value in hidden] == (
        [] if chosen == "lang=ko" else chosen.split("&")
    )
    described = client.get(f"/sparql?{chosen}", headers={"Accept": "text/turtle"})
    assert "sd:Service" in described.text or "service-description#Service" in described.text


def test_who_believes_nobody_is_told_that_the_default_is_shown(client: FlaskClient) -> None:
    """Without scripts: the button of the form sends an empty source along."""
    said = "Believe at least one source."
    assert '<button name="trust" value="">' in page(client, SEA_PAGE)
    nobody = page(client, f"{SEA_PAGE}?trust=")
    assert '<details class="belief" open>' in nobody
    assert f'role="status">{said} What is believed by default is shown.' in nobody
    for one in (SEA_PAGE, f"{SEA_PAGE}?trust=listing&trust=", f"{SEA_PAGE}?view=possible"):
        html = page(client, one)
        assert f'role="status" hidden>{said}</p>' in html
        assert '<details class="belief">' in html
