"""Writes to a dataset with reasoning: named graphs only, closed anew, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from stores import TOKEN, TURTLE, Reply, Served, of, serving

from kg.building.build import BuildReport

BASE = "https://w3id.org/celadon/"
PREFIXES = (
    f"PREFIX cel: <{BASE}ontology#> PREFIX film: <{BASE}film/> PREFIX person: <{BASE}person/> "
)
MINE = f"{BASE}source/gazette/written"
NOTICE = "celadon-notice"
FILE = f"{BASE}source/gazette/harvest-moon"
PAGE = f"{BASE}source/almanac/page-1"


@pytest.fixture
def served(build_corpus: Callable[..., BuildReport], tmp_path: Path) -> Iterator[Served]:
    build_corpus()
    folder = str(tmp_path / "dataset")
    with serving("--dataset", folder, "--token", TOKEN) as process:
        yield process


def update(served: Served, text: str, **parameters: str) -> Reply:
    return served.update(PREFIXES + text, **parameters)


def holds(served: Served, pattern: str) -> bool:
    return bool(served.query(f"{PREFIXES} ASK {{ {pattern} }}")["boolean"])


def test_what_is_written_is_closed_with_the_rest(served: Served) -> None:
    written = f"GRAPH <{MINE}> {{ film:second cel:director person:ada-lane }}"
    assert update(served, f"INSERT DATA {{ {written} }}").status == 200
    assert holds(served, "film:second cel:director person:ada-lane")
    assert holds(served, written)
    assert served.get(of(MINE)).status == 200
    assert update(served, f"DROP GRAPH <{MINE}>").status == 200
    assert not holds(served, "film:second cel:director person:ada-lane")
    assert served.get(of(MINE)).status == 404


def test_what_follows_from_what_is_written_is_inferred(served: Served) -> None:
    assert not holds(served, "film:second a cel:Work")
    assert served.put(of(MINE), f"<{BASE}film/second> a <{BASE}ontology#Film> .").status == 201
    assert holds(served, "film:second a cel:Work")


def test_where_sees_the_view_and_the_passages(served: Served) -> None:
    text = f"""INSERT {{ GRAPH <{MINE}> {{ ?film cel:releaseYear 1999 }} }}
        WHERE {{ ?film a cel:Work . GRAPH <{FILE}> {{ ?film cel:director ?who }} }}"""
    found = update(served, text).json
    assert found["graphs"] == [{"graph": MINE, "added": 1, "removed": 0, "exists": True}]


def test_where_sees_what_the_request_names_instead(served: Served) -> None:
    text = f"INSERT {{ GRAPH <{MINE}> {{ ?s cel:releaseYear 1 }} }} WHERE {{ ?s a cel:Work }}"
    assert update(served, text, **{"using-graph-uri": FILE}).json["graphs"] == []


SUPPORT = f"{BASE}support/x"
REFUSED = {
    "the default graph by data": "INSERT DATA { film:a a cel:Film }",
    "the default graph by a template": "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "everything": "DROP ALL",
    "all named graphs": "DROP NAMED",
    "a support graph": f"INSERT DATA {{ GRAPH <{BASE}support/x> {{ film:a a cel:Film }} }}",
    "the ontology": f"CLEAR GRAPH <{BASE}graph/ontology>",
    "one graph of two": f"""INSERT DATA {{ GRAPH <{MINE}> {{ film:a a cel:Film }} }} ;
        CLEAR GRAPH <{BASE}graph/catalogue>""",
    "a support graph by a pattern": f"DELETE WHERE {{ GRAPH <{SUPPORT}> {{ ?s ?p ?o }} }}",
    "data of a support graph": f"DELETE DATA {{ GRAPH <{SUPPORT}> {{ film:a a cel:Film }} }}",
    "a support graph by a prefix": "PREFIX s: <support/> DROP SILENT GRAPH s:x",
    "a support graph by WITH": f"WITH <{SUPPORT}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
    "a new support graph": f"CREATE GRAPH <{SUPPORT}>",
    "the source of a move": f"MOVE GRAPH <{SUPPORT}> TO <{MINE}>",
    "the aim of a copy": f"COPY <{FILE}> TO <{SUPPORT}>",
    "a graph found by a variable": """DELETE { GRAPH ?g { cel:Film ?p ?o } }
        WHERE { GRAPH ?g { cel:Film ?p ?o } }""",
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, tiny: object) -> Iterator[Served]:
    """A server whose dataset no test changes."""
    from kg.building.build import build

    folder = tmp_path_factory.mktemp("kept") / "dataset"
    data = Path(__file__).parents[1] / "data"
    build([data / "corpus"], dataset=folder, ontology=[data / "schema"])
    with serving("--dataset", str(folder), "--token", TOKEN) as process:
        yield process


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_what_is_not_written_by_anybody_is_a_conflict(kept: Served, text: str) -> None:
    answer = update(kept, text)
    assert answer.status == 409
    assert "write to a" in answer.json["detail"]
    assert kept.fetch("GET", "/changes").json["count"] == 0


@pytest.mark.parametrize(("said", "graphs"), [("cel:Film", [PAGE, FILE]), ("cel:Work", [])])
def test_what_was_derived_is_left_alone_by_a_variable(
    served: Served, said: str, graphs: list[str]
) -> None:
    """GRAPH finds the passages; what follows from them follows from what is left of them."""
    pattern = f"GRAPH ?g {{ film:harvest-moon a {said} }}"
    found = update(served, f"DELETE {{ {pattern} }} WHERE {{ {pattern} }}").json
    assert [count["graph"] for count in found["graphs"]] == graphs
    assert holds(served, "film:harvest-moon a cel:Film") != bool(graphs)


@pytest.mark.parametrize("graph", ["support/x", "graph/inferred", "graph/view-possible"])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_graph_that_is_made_is_a_conflict_in_the_store(
    kept: Served, method: str, graph: str
) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", **TURTLE}
    content = f"<{BASE}film/a> <urn:p> 1 ." if method != "DELETE" else None
    answer = kept.fetch(method, of(BASE + graph), content, headers)
    assert (answer.status, "made by reasoning" in answer.json["detail"]) == (409, True)


def test_a_graph_that_is_not_there_is_not_found(kept: Served) -> None:
    assert kept.delete(of(MINE)).status == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_the_default_graph_is_a_conflict_in_the_store_too(kept: Served, method: str) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", **TURTLE}
    answer = kept.fetch(method, "/store?default", f"<{BASE}film/a> <urn:p> 1 .", headers)
    assert answer.status == 409


def test_what_cannot_be_reasoned_with_is_refused_with_the_reason(kept: Served) -> None:
    answer = kept.put(of(MINE), "<urn:a> <urn:p> <<( <urn:a> <urn:b> <urn:c> )>> .")
    assert (answer.status, "RDF 1.1" in answer.json["detail"]) == (409, True)
    assert kept.get(of(MINE)).status == 404


def test_who_writes_is_told_what_the_default_view_hides(served: Served) -> None:
    """A graph that is a source of its own is none of a primary source's; the reply says where."""
    told = update(served, "INSERT DATA { GRAPH <urn:영화> { film:second a cel:Film } }").json
    (notice,) = told["notices"]
    assert "<urn:영화>" in notice
    assert "trust=urn:영화" in notice
    assert not holds(served, "film:second a cel:Film")
    for choice in ("trust=urn%3A%EC%98%81%ED%99%94", "view=possible"):
        text = quote(f"{PREFIXES} ASK {{ film:second a cel:Work }}")
        assert served.fetch("GET", f"/sparql?{choice}&query={text}").json["boolean"]


def test_who_puts_a_graph_again_is_told_in_a_header(served: Served) -> None:
    hedged = f"{BASE}source/gazette/rumour.hedged"
    answers = [served.put(of(hedged), f"<{BASE}film/a> <urn:p> {n} .") for n in range(2)]
    assert [answer.status for answer in answers] == [201, 204]
    for answer in answers:
        assert f"<{hedged}>, as it holds what its source alleges" in answer.headers[NOTICE]
    assert "trust=gazette:alleged" in answers[1].headers[NOTICE]
    assert NOTICE not in served.put(of(MINE), f"<{BASE}film/a> <urn:p> 1 .").headers


def test_reading_the_default_graph_of_the_store_gives_the_view(kept: Served) -> None:
    assert f"<{BASE}film/harvest-moon>" in kept.get("/store?default").text


def test_a_passage_of_a_file_is_replaced_and_undone(served: Served) -> None:
    assert (
        served.put(of(FILE), f"<{BASE}film/harvest-moon> a <{BASE}ontology#Film> .").status == 204
    )
    assert not holds(served, "film:harvest-moon cel:releaseYear 1971")
    form = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/x-www-form-urlencoded"}
    assert served.fetch("POST", "/changes/undo", f"graph={FILE}", form).status == 200
    assert holds(served, "film:harvest-moon cel:releaseYear 1971")


def test_two_servers_of_one_dataset_write_in_turn_and_see_each_other(
    build_corpus: Callable[..., BuildReport], tmp_path: Path
) -> None:
    """What one closes rests on what the other wrote, and what one takes away is gone for both."""
    build_corpus()
    options = ("--dataset", str(tmp_path / "dataset"), "--token", TOKEN)
    director, directed = f"<{BASE}ontology#director>", f"<{BASE}ontology#directed>"
    with serving(*options) as first, serving(*options) as second:
        for n in range(6):
            writing, reading = (first, second) if n % 2 else (second, first)
            film = f"<{BASE}film/in-turn-{n}>"
            content = f"{film} {director} <{BASE}person/ada-lane> ."
            assert writing.post(of(MINE), content).status in (200, 201)
            for served in (reading, writing):
                assert holds(served, f"person:ada-lane {directed} {film}")
                assert len(served.get(of(MINE)).text.splitlines()) == n + 1
        assert second.delete(of(MINE)).status in (200, 204)
        assert not holds(first, f"person:ada-lane {directed} film:in-turn-0")
        content = f"<{BASE}film/last> {director} <{BASE}person/ada-lane> ."
        assert first.post(of(MINE), content).status == 201
        assert not holds(second, f"person:ada-lane {directed} film:in-turn-0")
        assert holds(second, f"person:ada-lane {directed} film:last")
        assert second.fetch("GET", "/changes").json["count"] == 8
