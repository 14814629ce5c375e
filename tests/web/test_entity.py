"""The page of a thing: who says what, what follows, what is disputed, what a choice changes."""

import gzip
import json
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from server.site.entity.incoming import PAGE

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SEA = "/film/sea-of-blood"


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200, address
    return answer.text


def rows(html: str, heading: str) -> list[str]:
    """The groups of rows of the table below a heading, a property each."""
    section = html.partition(f'id="{heading}"')[2].partition("</table>")[0]
    return re.findall(r"<tbody.*?</tbody>", section, re.DOTALL)


def row(html: str, name: str, heading: str = "claims") -> str:
    (found,) = [r for r in rows(html, heading) if re.search(rf'rowgroup".*?>{name}</a>', r)]
    return found


def lines(group: str) -> list[str]:
    return re.findall(r"<tr.*?</tr>", group, re.DOTALL)


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_a_property_has_one_row_with_its_values_side_by_side(client: FlaskClient) -> None:
    years = lines(row(page(client, SEA), "release year"))
    assert [re.search(r"\d{4}", text(line)).group() for line in years] == ["1969", "1971"]  # type: ignore[union-attr]
    assert "zoomboola" in text(years[0])
    assert "listing" in text(years[1])
    assert "disputed" in text(years[0])


def test_a_source_is_named_once_for_a_value_whatever_its_passages(client: FlaskClient) -> None:
    (film, _) = lines(row(page(client, SEA), "is a"))
    badges = re.findall(r'<a class="source [^>]*>([^<]+)</a>', film)
    assert len(badges) == len(set(badges)) > 5
    assert film.count("<li>") > len(badges)
    assert "[1409, 1437)" in text(film)


def test_a_hedged_claim_says_that_it_is_alleged(client: FlaskClient) -> None:
    group = row(page(client, SEA), "co-director")
    assert re.search(r'class="source source-2 alleged[^"]*"[^>]*>zoomboola, alleged</a>', group)
    assert "allegedly" in text(group)


def test_what_editors_reject_says_why(client: FlaskClient) -> None:
    _, listing = lines(row(page(client, SEA), "release year"))
    assert "Editors reject this (listing):" in text(listing)
    assert 'href="/source/editors/' in listing


def test_what_follows_names_what_it_rests_on(client: FlaskClient) -> None:
    group = row(page(client, "/person/shin-sang-ok"), "body of work", "follows")
    (line,) = [line for line in lines(group) if "Pulgasari" in line]
    assert "zoomboola" in text(line)
    (why,) = re.findall(r'class="why" href="([^"]+)"', line)
    assert client.get(unescape(why)).get_json()["holds"]


def test_a_choice_strikes_out_what_it_takes_away(client: FlaskClient) -> None:
    html = page(client, f"{SEA}?trust=listing")
    first, second = lines(row(html, "release year"))
    assert "1971" in text(first)
    assert 'class="line-gone"' in second
    assert re.search(r'<del class="gone"><span>1969</span></del>', second)
    assert re.search(r"<strong>\d+ statements fewer</strong>", html)
    assert "unbelieved" in second


def test_a_choice_is_told_at_the_top_of_the_page(client: FlaskClient) -> None:
    def told(address: str) -> str:
        return text(page(client, address).partition('id="effects"')[2].partition("</section>")[0])

    assert re.search(r"gone .*release year 1969", told(f"{SEA}?trust=listing"))
    assert re.search(r"new .*co-director Kim Jong-il", told(f"{SEA}?view=possible"))
    assert told(SEA) == ""


def test_a_choice_marks_what_it_adds(client: FlaskClient) -> None:
    html = page(client, f"{SEA}?view=possible")
    group = row(html, "co-director")
    assert re.search(r'<ins class="new"><a href="/person/kim-jong-il\?view=possible">', group)
    assert re.search(r"<strong>\d+ statements more</strong>", html)


def test_the_count_is_what_the_two_views_differ_by(client: FlaskClient) -> None:
    """Hold the figure against the triples themselves, asked of the endpoint."""

    def triples(view: str) -> set[str]:
        query = (
            "SELECT ?s ?p ?o WHERE { { <https://w3id.org/celadon/film/sea-of-blood> ?p ?o } UNION "
            "{ ?s ?p <https://w3id.org/celadon/film/sea-of-blood> FILTER(ISIRI(?s)) } }"
        )
        found = client.get("/sparql", query_string={"query": query, "view": view}).get_json()
        return {json.dumps(b, sort_keys=True) for b in found["results"]["bindings"] if own(b)}

    def own(binding: dict[str, dict[str, str]]) -> bool:
        prop, value = binding["p"]["value"], binding.get("o", {"value": ""})["value"]
        if prop.endswith("#type"):
            return value.startswith("https://w3id.org/celadon/") or "s" in binding
        named = "http://www.w3.org/2000/01/rdf-schema#label"
        return prop == named or prop.startswith(("https://w3id.org/", "http://www.w3.org/2002/07"))

    default, chosen = triples("stated"), triples("undisputed")
    html = page(client, f"{SEA}?view=undisputed")
    told = re.search(r"<strong>(\d+) statements? fewer, (\d+) more</strong>", html)
    assert told
    assert int(told[1]) == len(default - chosen)
    assert int(told[2]) == len(chosen - default)


def test_links_of_a_page_keep_the_choice(client: FlaskClient) -> None:
    html = page(client, f"{SEA}?view=accepted")
    links = re.findall(r'<td class="value"><a href="([^"]+)"', html)
    assert links
    assert all("view=accepted" in link for link in links if link.startswith("/"))


def test_a_thing_is_described_for_search_engines(client: FlaskClient) -> None:
    html = page(client, "/film/pulgasari")
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    told = json.loads(data)
    assert told["@type"] == ["Movie"] or "Movie" in told["@type"]
    assert told["name"] == "Pulgasari"
    assert told["director"]["name"] == "Shin Sang-ok"
    assert "https://www.imdb.com/title/tt0089851/" in told["sameAs"]


def test_of_disputed_values_the_rejected_ones_are_not_published(client: FlaskClient) -> None:
    data = re.findall(r'ld\+json">(.*?)</script>', page(client, SEA), re.DOTALL)[0]
    assert "1971" not in json.dumps(json.loads(data).get("datePublished", "1969"))


@pytest.mark.parametrize(
    "address",
    [
        "/genre/drama", "/place/north-korea", "/source/wikipedia", "/graph/ontology",
        "/source/zoomboola/sea-of-blood-1", "/period/goryeo", "/organization/imdb",
        "/character/kim-yong-mi", "/rating/pulgasari-imdb",
    ],
)  # fmt: skip
def test_every_kind_of_thing_has_a_page(client: FlaskClient, address: str) -> None:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200
    assert re.search(r"<h1>[^<]+</h1>", answer.text)
    assert len(gzip.compress(answer.data)) <= 60_000


def test_a_things_page_fits_the_budget(client: FlaskClient) -> None:
    for address in ("/", SEA, f"{SEA}?view=possible", "/film/pulgasari", "/place/north-korea"):
        assert len(gzip.compress(client.get(address, headers=BROWSER).data)) <= 60_000


def test_references_come_a_page_at_a_time(client: FlaskClient) -> None:
    html = page(client, "/theme/scheme")
    total = int(re.findall(r'class="quiet count">(\d+)<', html)[0])
    assert total > PAGE
    seen: list[str] = []
    for number in range(1, -(-total // PAGE) + 1):
        html = page(client, f"/theme/scheme?page={number}")
        section = html.partition('id="incoming"')[2]
        for name, cell in re.findall(
            r'<th scope="row"><a href="([^"]+)">.*?class="referring">(.*?)</td>', section, re.DOTALL
        ):
            seen += [f"{name} {href}" for href in re.findall(r'href="([^"]+)"', cell)]
    assert len(seen) == len(set(seen)) == total


@pytest.mark.parametrize("number", ["0", "-1", "x", "1e9"])
def test_a_page_that_cannot_be_is_refused(client: FlaskClient, number: str) -> None:
    assert client.get(f"{SEA}?page={number}", headers=BROWSER).status_code == 400


def test_a_thing_of_others_has_a_page_and_forms(client: FlaskClient) -> None:
    iri = "http://www.wikidata.org/entity/Q423"
    html = page(client, f"/thing?iri={iri}")
    assert "North Korea" in text(html)
    turtle = client.get(f"/thing?iri={iri}&format=ttl")
    assert turtle.mimetype == "text/turtle"
    assert "place/north-korea" in turtle.text or "place:north-korea" in turtle.text


def test_a_thing_of_ours_is_shown_at_its_own_address(client: FlaskClient) -> None:
    iri = "https://w3id.org/celadon/film/pulgasari"
    answer = client.get(f"/thing?iri={iri}&view=accepted", headers=BROWSER)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/film/pulgasari?view=accepted"


@pytest.mark.parametrize("iri", ["", "no iri", "http://x/<b>", "relative/path"])
def test_what_is_no_iri_is_refused(client: FlaskClient, iri: str) -> None:
    assert client.get("/thing", query_string={"iri": iri}, headers=BROWSER).status_code == 400


def test_names_come_in_the_readers_language(client: FlaskClient) -> None:
    html = page(client, f"{SEA}?lang=ko")
    assert re.search(r'rowgroup".*?>개봉 연도</a>', html)
    assert "출처가 말하는 것" in html


def test_on_narrow_screens_the_bar_of_a_dispute_stands_beside_the_letters(
    client: FlaskClient,
) -> None:
    """The cells have no padding there, so the bar is the group's, which has some."""
    html = page(client, SEA)
    (href,) = re.findall(r'href="([^"]*css/entity\.css[^"]*)"', html)
    narrow = client.get(href).text.partition("@media (max-width: 40rem)")[2]
    assert re.search(r"\.in-dispute > tr:first-child > th \{ box-shadow: none", narrow)
    assert re.search(r"\.claims \.in-dispute \{ box-shadow: inset", narrow)


def test_the_legend_is_true_of_a_view(client: FlaskClient) -> None:
    """What a view leaves out may be of a source that is believed otherwise."""
    html = page(client, f"{SEA}?view=accepted")
    assert "Grey: does not hold in what you believe." in html
    assert "회색: 지금 믿는 것에서는 성립하지 않음." in page(client, f"{SEA}?view=accepted&lang=ko")


@pytest.mark.parametrize("address", ["/film/pulgasari", "/browse", "/", "/source/zoomboola"])
def test_a_source_leads_to_its_passages_and_share(client: FlaskClient, address: str) -> None:
    page = client.get(f"{address}?view=possible", headers=BROWSER).text
    leads = re.findall(r'<a class="source [^"]*" href="([^"?]+)', page)
    leads += re.findall(r'href="([^"?]+)[^"]*">Its passages, share and agreement', page)
    assert leads
    for lead in sorted(set(leads))[:4]:
        assert lead.startswith("/sources/")
        assert 'id="passages"' in client.get(lead, headers=BROWSER).text


def test_a_value_that_editors_reject_is_marked_beside_it(client: FlaskClient) -> None:
    told, listing = lines(row(page(client, SEA), "release year"))
    assert "1971 rejected by editors" in text(listing)
    assert "rejected by editors" not in text(told)


def test_one_other_way_is_one(client: FlaskClient) -> None:
    html = text(page(client, SEA) + page(client, "/film/pulgasari"))
    assert "1 other ways" not in re.findall(r"\b1 other ways?", html)
    assert re.search(r"\bor \d+ other ways", html)
    assert re.search(r"\bor 1 other way\b", html)


def test_terms_of_dublin_core_are_named_in_short(client: FlaskClient) -> None:
    html = text(page(client, SEA))
    assert re.search(r"\bdc:\w+", html)
    assert "http://purl.org/dc/elements/1.1/" not in html


def test_a_passage_tells_its_claims_in_words(client: FlaskClient) -> None:
    table = page(client, "/source/zoomboola/sea-of-blood-1").partition('id="content-of"')[2]
    assert "rdf:type" not in table.partition("</table>")[0]
    assert "is a" in text(table.partition("</table>")[0])


SHIN = "/person/shin-sang-ok"


def test_dates_that_differ_stand_side_by_side_with_a_mark(client: FlaskClient) -> None:
    believed = page(client, f"{SHIN}?view=possible&lang=en")
    died = row(believed, "death date")
    assert {"2006-04-10", "2006-04-11"} <= set(text(died).split())
    assert '<span class="disputed">sources differ</span>' in died
    assert "disputed" not in text(died)
    assert "Sources differ, though no rule is broken: death date" in text(believed)
    assert "출처마다 다름" in row(page(client, f"{SHIN}?view=possible&lang=ko"), "사망일")


def test_dates_differ_for_who_believes_the_sources_that_do(client: FlaskClient) -> None:
    for choice in ("", "?trust=bafta"):
        died = row(page(client, f"{SHIN}{choice}"), "death date")
        assert "sources you do not believe differ" in text(died)
    agreed = row(page(client, f"{SHIN}?view=possible"), "birth date")
    assert "differ" not in text(agreed)


def test_directors_that_differ_are_marked_as_on_the_first_page(client: FlaskClient) -> None:
    assert "sources differ" in text(row(page(client, f"{SEA}?view=possible"), "director"))
    assert "sources differ" in page(client, "/?view=possible")


def test_nobody_is_told_to_have_worked_with_himself(client: FlaskClient) -> None:
    html = page(client, f"{SHIN}?view=possible&lang=en")
    worked = [text(line) for line in lines(row(html, "worked with", "follows"))]
    assert worked
    assert not [line for line in worked if "Shin Sang-ok" in line.partition("why?")[0]]
    incoming = html.partition('id="incoming"')[2].partition("</section>")[0]
    assert ">Shin Sang-ok</a>" not in incoming


def test_citing_a_page_says_whom_it_believes(client: FlaskClient) -> None:
    def cited(address: str) -> str:
        return text(page(client, address).partition('class="cite')[2].partition("</section>")[0])

    assert "Read believing: Stated (what the primary sources state outright)." in cited(SEA)
    chosen = cited(f"{SEA}?trust=listing&trust=zoomboola:alleged")
    assert "list of films and series; zoomboola.com: films worth watching (alleged)." in chosen
    assert "믿은 것: 인정됨" in cited(f"{SEA}?view=accepted&lang=ko")


def test_a_conflict_is_linked_by_what_it_is_about(client: FlaskClient) -> None:
    def asked(address: str) -> list[str]:
        html = page(client, address).partition("<h1")[2].partition("</header>")[0]
        return sorted(re.findall(r"data-why>([^<]*)</a>", html))

    assert asked(f"{SEA}?lang=en") == ["how: is a?", "how: release year?"]
    assert asked(f"{SEA}?lang=ko") == ["어떻게: 개봉 연도?", "어떻게: 종류?"]
    several = asked("/series/boy-general?view=possible&lang=en")
    assert several == [f"how: start year ({n})?" for n in (1, 2, 3)]
