"""Finding things of the shipped facts by names, in views, and the index behind it."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg.dataset
from kg.cli import main
from kg.dataset import Dataset
from kg.search.cache import cache_folder

THINGS = "https://w3id.org/celadon/"


def first(dataset: Dataset, text: str, **options: object) -> str | None:
    hits = dataset.search(text, **options).hits  # type: ignore[arg-type]
    return hits[0].iri.removeprefix(THINGS) if hits else None


@pytest.mark.parametrize(
    ("text", "thing", "way"),
    [
        ("kkot pa-neun", "film/the-flower-girl", "beginning"),
        ("Kkot Pa neun", "film/the-flower-girl", "beginning"),
        ("KKOT PANEUN CHEONYEO", "film/the-flower-girl", "exact"),
        ("꽃파는 처녀", "film/the-flower-girl", "exact"),
        ("꽃파는처녀", "film/the-flower-girl", "romanisation"),
        ("Choe Ik-gyu", "person/choe-ik-kyu", "exact"),
        ("choi ik kyu", "person/choe-ik-kyu", "romanisation"),
        ("최익규", "person/choe-ik-kyu", "exact"),
        ("崔益奎", "person/choe-ik-kyu", "exact"),
        ("ik kyu", "person/choe-ik-kyu", "words"),
        ("리용복", "person/ri-yong-bok", "romanisation"),
        ("이용복", "person/ri-yong-bok", "romanisation"),
        ("김길인", "person/kim-kil-in", "romanisation"),
        ("한 여학생의 일기", "film/the-schoolgirls-diary", "romanisation"),
        ("한 녀학생", "film/the-schoolgirls-diary", "beginning"),
        ("바다", "film/sea-of-blood", "words"),
        ("toraoji anun milsa", "film/the-hero-noreturn", "exact"),
        ("schoolgirls diary", "film/the-schoolgirls-diary", "words"),
        ("pulga", "film/pulgasari", "beginning"),
        ("tt0089851", "film/pulgasari", "exact"),
        ("Q10665", "person/kim-jong-il", "exact"),
        ("nord coreenne", "film/the-schoolgirls-diary", "words"),
        ("pyongyang", "place/pyongyang", "exact"),
        ("평양", "place/pyongyang", "exact"),
    ],
)
def test_a_name_is_found_in_any_spelling(shipped: Dataset, text: str, thing: str, way: str) -> None:
    assert first(shipped, text) == thing
    assert shipped.search(text).hits[0].way == way


@pytest.mark.parametrize("text", ["", "  ", "…", '"', "*", "AND", "zzzz qqqq", 'a" OR "b', "{x}:"])
def test_no_text_is_an_error(shipped: Dataset, text: str) -> None:
    assert shipped.search(text).total >= 0


def test_a_thing_comes_once_whatever_names_it_has(shipped: Dataset) -> None:
    iris = [hit.iri for hit in shipped.search("kim", limit=1000).hits]
    assert len(iris) == len(set(iris))
    assert len(iris) == shipped.search("kim").total


def test_hits_say_what_matched_and_who_speaks_of_them(shipped: Dataset) -> None:
    (hit,) = shipped.search("피바다", kind="Film").hits
    assert (hit.kind, hit.text, hit.language) == ("Film", "피바다", "ko")
    assert hit.property.endswith("ontology#title")
    assert {f"{THINGS}source/zoomboola", f"{THINGS}source/listing"} <= set(hit.sources)


def test_kinds_narrow_the_hits_and_not_the_counts(shipped: Dataset) -> None:
    found = shipped.search("sea of blood", kind=("Opera", "LiteraryWork"))
    assert {hit.kind for hit in found.hits} == {"Opera", "LiteraryWork"}
    assert found.counts["Film"] == 1


def test_a_name_is_found_only_by_who_believes_who_gives_it(shipped: Dataset) -> None:
    assert first(shipped, "崔益奎") == "person/choe-ik-kyu"
    assert first(shipped, "崔益奎", view="stated") is None
    assert first(shipped, "崔益奎", trust=["listing"]) is None
    assert first(shipped, "崔益奎", trust=["wikipedia"]) == "person/choe-ik-kyu"


def test_a_thing_is_of_the_kind_that_is_believed(shipped: Dataset) -> None:
    iri = f"{THINGS}series/the-country-i-saw"

    def kind(trust: str) -> set[str]:
        found = shipped.search("the country i saw", trust=[trust]).hits
        return {hit.kind for hit in found if hit.iri == iri}

    assert (kind("listing"), kind("north-korea-travel")) == ({"Series"}, {"Film"})


def test_every_label_of_a_thing_finds_it(shipped: Dataset) -> None:
    rows = shipped.query(
        "SELECT DISTINCT ?thing ?name WHERE { ?thing a cel:Work ; "
        "cel:title|rdfs:label|cel:romanizedTitle ?name }",
        view="possible",
    ).terms()  # type: ignore[union-attr]
    assert len(rows) > 60
    for thing, name in rows:
        assert thing.value in {hit.iri for hit in shipped.search(name.value, limit=100).hits}


def test_an_index_is_made_once_a_snapshot(shipped: Dataset, shipped_dataset: Path) -> None:
    shipped.search("pulgasari")
    (made,) = cache_folder().glob(f"*{shipped.snapshot.id}*.sqlite")
    before = made.stat().st_mtime_ns
    with kg.dataset.open(shipped_dataset) as again:
        again.search("pulgasari")
    assert made.stat().st_mtime_ns == before


def test_a_read_only_dataset_is_indexed(
    shipped_dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CELADON_CACHE", str(tmp_path / "file" / "cache"))
    (tmp_path / "file").write_text("no folder can be made below a file", encoding="utf-8")
    before = sorted(shipped_dataset.rglob("*"))
    with kg.dataset.open(shipped_dataset) as opened:
        assert first(opened, "pulgasari") == "film/pulgasari"
    assert sorted(shipped_dataset.rglob("*")) == before


def test_indexes_of_old_snapshots_are_cleared_away(
    shipped_dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CELADON_CACHE", str(tmp_path / "cache"))
    root = Path(shutil.copytree(shipped_dataset, tmp_path / "dataset"))
    for number in range(4):
        with kg.dataset.open(root) as opened:
            opened.search("pulgasari")
            folder = opened.snapshot.folder
        newer = f"2{number}{folder.name[2:]}"
        record = folder / "record.json"
        text = record.read_text(encoding="utf-8").replace(folder.name, newer)
        record.unlink()
        record.write_text(text, encoding="utf-8")
        os.rename(folder, folder.parent / newer)
        (root / "current").write_text(newer, encoding="utf-8")
    assert len(list((tmp_path / "cache").glob("*.sqlite"))) == 2


def test_threads_may_search_at_the_same_time(shipped: Dataset) -> None:
    texts = ["pulgasari", "최익규", "sea", "kim"] * 10
    expected = [shipped.search(text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(shipped.search, texts)) == expected


def test_the_command_lists_what_it_finds(shipped_dataset: Path) -> None:
    ran = CliRunner().invoke(main, ["search", "최익규", "--kind", "person", "--format", "csv"])
    assert ran.exit_code == 0
    assert ran.stdout.splitlines() == [
        "thing,kind,label,name,way",
        f"{THINGS}person/choe-ik-kyu,Person,Choe Ik-kyu,최익규,exact",
    ]


def test_the_command_fails_where_nothing_is_found(shipped_dataset: Path) -> None:
    assert CliRunner().invoke(main, ["search", "zzzz"]).exit_code == 1


@pytest.mark.parametrize(
    ("text", "thing", "way"),
    [
        ("Sea of Blood 1969", "film/sea-of-blood", "year"),
        ("1971 sea of blood", "film/sea-of-blood", "year"),
        ("불가사리 1985년", "film/pulgasari", "year"),
        ("pulgasari (1985)", "film/pulgasari", "year"),
        ("Pulgasari Shin Sang-ok", "film/pulgasari", "person"),
        ("shin sang ok pulgasari", "film/pulgasari", "person"),
        ("신상옥 불가사리", "film/pulgasari", "person"),
        ("Flower Girl Choe Ik-gyu", "film/the-flower-girl", "person"),
        ("Pulgasari 1985 Sin Sang Ok", "film/pulgasari", "year"),
    ],
)
def test_a_work_is_found_by_its_name_with_a_year_or_a_person(
    shipped: Dataset, text: str, thing: str, way: str
) -> None:
    assert first(shipped, text) == thing
    assert shipped.search(text).hits[0].way == way


@pytest.mark.parametrize(
    "text", ["Pulgasari 1969", "Pulgasari Choe Ik-gyu", "1985", "1985 1985", "Shin Sang-ok 1850"]
)
def test_another_year_or_person_finds_no_work(shipped: Dataset, text: str) -> None:
    assert {hit.kind for hit in shipped.search(text).hits} <= {"Passage", "Rejection", "Image"}


def test_a_year_counts_for_who_believes_it(shipped: Dataset) -> None:
    def found(**belief: object) -> list[str]:
        return [hit.way for hit in shipped.search("Sea of Blood 1971", **belief).hits]  # type: ignore[arg-type]

    assert "year" in found(trust=["listing"])
    assert "year" not in found(trust=["zoomboola"])
    by = "Pulgasari Shin Sang-ok"
    assert shipped.search(by, trust=["zoomboola", "listing"]).hits[0].way == "person"
    assert not shipped.search(by, trust=["everypolitician"]).hits


def test_passages_are_those_of_the_sources_that_are_believed(shipped: Dataset) -> None:
    def sources(**belief: object) -> set[str]:
        hits = shipped.search("Pulgasari", limit=200, **belief).hits  # type: ignore[arg-type]
        iris = [hit.iri.removeprefix(THINGS) for hit in hits if hit.kind == "Passage"]
        return {iri.split("/")[1] for iri in iris}

    assert sources(trust=["listing"]) == {"listing"}
    assert sources(view="stated") == {"listing", "zoomboola"}
    assert sources(view="possible") > {"listing", "zoomboola", "wikipedia"}
