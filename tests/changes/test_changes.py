"""The journal as others see it: /changes, PROV, undo, and the commands."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from stores import WRITER, Reply, Served, of, plain, serving

import kg.changes
from kg.vocab import PROV
from server.cli import main

FORM = {"Content-Type": "application/x-www-form-urlencoded", **WRITER}
G = "urn:g"


def changes(store: Served, accept: str = "application/json", query: str = "") -> Reply:
    return store.fetch("GET", f"/changes{query}", None, {"Accept": accept})


def undo(store: Served, body: str) -> Reply:
    return store.fetch("POST", "/changes/undo", body, FORM)


def test_every_change_is_told_with_who_made_it(store: Served) -> None:
    before = changes(store).json["count"]
    store.put(of(G), "<urn:a> <urn:p> 1, 2 .")
    store.put(of(G), "<urn:a> <urn:p> 2, 3 .")
    found = changes(store).json
    newest = found["changes"][0]
    assert found["count"] == before + 2
    assert (newest["agent"], newest["action"]) == ("owner", "put")
    assert newest["graphs"] == [{"graph": G, "added": 1, "removed": 1, "exists": True}]


def test_every_change_names_the_snapshot_that_it_made(store: Served) -> None:
    made = [store.update(f"INSERT DATA {{ <urn:named> <urn:p> {n} }}").json for n in range(2)]
    found = changes(store).json["changes"][:2]
    assert [c["snapshot"] for c in found] == [change["snapshot"] for change in reversed(made)]
    assert found[0]["snapshot"] == json.loads(store.get("/status").text)["snapshot"]
    assert found[0]["snapshot"] != found[1]["snapshot"]


def test_changes_of_one_graph_are_told_alone(store: Served) -> None:
    store.update("INSERT DATA { <urn:only> <urn:p> 1 GRAPH <urn:alone> { <urn:a> <urn:p> 1 } }")
    store.update("INSERT DATA { <urn:only> <urn:p> 2 }")
    assert changes(store, query="?graph=urn:alone").json["count"] == 1
    assert changes(store, query="?graph=urn:alone&default").status == 400


def test_readers_see_changes_on_a_page(store: Served) -> None:
    store.put(of("urn:page"), "<urn:a> <urn:p> 1, 2 .")
    store.put(of("urn:page"), "<urn:a> <urn:p> 2 .")
    page = changes(store, "text/html", "?graph=urn:page").text
    newest, first = (f'id="change-{one["id"]}"' for one in _listed(store, "urn:page"))
    assert page.index(newest) < page.index(first)
    assert page.count("owner") == 2
    assert "+2" in page.partition(first)[2]
    assert "−1" in page.partition(newest)[2].partition(first)[0]
    assert "changes/undo" in page.partition('id="undo"')[2]
    assert "Nobody has changed this graph" in changes(store, "text/html", "?graph=urn:none").text


def _listed(store: Served, graph: str) -> list[dict[str, int]]:
    found: list[dict[str, int]] = changes(store, query=f"?graph={graph}").json["changes"]
    return found


def test_changes_come_as_prov(store: Served) -> None:
    store.put(of("urn:prov"), "<urn:a> <urn:p> 1 .")
    store.put(of("urn:prov"), "<urn:a> <urn:p> 2 .")
    store.delete(of("urn:prov"))
    found = changes(store, "application/n-triples", "?graph=urn:prov").text
    terms = ["Activity", "Agent", "Entity", "wasAssociatedWith", "startedAtTime", "wasRevisionOf"]
    assert [t for t in terms if f"<{PROV}{t}>" not in found] == []
    assert found.count(f"<{PROV}wasGeneratedBy>") == 2
    assert found.count(f"<{PROV}wasInvalidatedBy>") == 2
    assert found.count(f"<{PROV}specializationOf> <urn:prov>") == 2
    assert changes(store, "text/turtle").status == 200
    assert changes(store, "image/png").status == 406


def test_undo_brings_back_what_was_before(store: Served) -> None:
    store.put(of(G), '<urn:a> <urn:p> [ <urn:q> "x" ] .')
    first = store.get(of(G)).text
    store.delete(of(G))
    answer = undo(store, f"graph={G}")
    assert (answer.status, answer.json["action"]) == (200, "undo")
    assert store.get(of(G)).text == first
    undo(store, f"graph={G}")
    assert store.get(of(G)).status == 404


def test_undo_goes_back_to_any_change(store: Served) -> None:
    graph = "urn:many"
    numbers = []
    for n in range(3):
        store.put(of(graph), f"<urn:a> <urn:p> {n} .")
        numbers.append(changes(store).json["changes"][0]["id"])
    assert undo(store, f"graph={graph}&to={numbers[0]}").status == 200
    assert '"0"' in store.get(of(graph)).text
    assert undo(store, f"graph={graph}&to={numbers[0] - 1}").status == 200
    assert store.get(of(graph)).status == 404


def test_undo_of_the_default_graph(store: Served) -> None:
    store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
    assert undo(store, "default").status == 200
    assert not store.ask("?s ?p ?o")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("graph=urn:never", 404),
        ("", 400),
        ("graph=urn:g&default", 400),
        ("default&to=x", 400),
        ("default&to=999999", 409),
    ],
)
def test_what_cannot_be_undone_is_said_so(store: Served, body: str, status: int) -> None:
    store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
    assert undo(store, body).status == status


def test_undo_needs_a_token(store: Served) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert store.fetch("POST", "/changes/undo", f"graph={G}", form).status == 401


def test_the_commands_tell_and_undo(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with serving(*plain(folder)) as served:
        served.put(of(G), "<urn:a> <urn:p> 1 .")
    told = CliRunner().invoke(main, ["changes", "--dataset", str(folder)])
    assert "  owner  put  " in told.output
    assert "\n    <urn:g>  +1 -0\n" in told.output
    prov = CliRunner().invoke(main, ["changes", "--format", "ttl", "--dataset", str(folder)])
    assert "prov:Activity" in prov.output
    undone = CliRunner().invoke(main, ["undo", G, "--dataset", str(folder)])
    assert undone.exit_code == 0, undone.output
    assert [change.action for change in kg.changes.log(folder)] == ["put", "undo"]
    again = CliRunner().invoke(main, ["undo", quote("urn:no"), "--dataset", str(folder)])
    assert again.exit_code == 1


@pytest.mark.parametrize("more", ["&t0=1", "&to=" + "9" * 5000, "&to=x"])
def test_an_undo_that_is_not_understood_undoes_nothing(store: Served, more: str) -> None:
    store.put(of(G), "<urn:a> <urn:p> 1 .")
    assert undo(store, f"graph={quote(G)}{more}").status == 400
    assert store.ask("GRAPH <urn:g> { <urn:a> <urn:p> 1 }")
