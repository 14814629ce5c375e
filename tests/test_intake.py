"""RDF from elsewhere becomes a folder of facts that builds."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode, Quad, Triple, parse

from kg.building.build import build
from kg.claims.facts import load
from kg.claims.intake import FORMATS, take_in
from kg.cli import main
from kg.errors import FactsError, FileError, KGError, TurtleError
from kg.storage import store
from kg.vocab import BASE, CEL, RDF, RDFS

SCHEMA = Path(__file__).parent / "data" / "schema"
MOVIES = """@prefix m: <http://movies.example/> .
@prefix cel: <https://w3id.org/celadon/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
m:x a m:Movie ; rdfs:label "x" ; cel:director [ rdfs:label "y" ] .
m:y a m:Movie .
"""
ALIGNMENT = """@prefix m: <http://movies.example/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix cel: <https://w3id.org/celadon/ontology#> .
m:Movie a owl:Class ; owl:equivalentClass cel:Film .
"""


@pytest.fixture
def movies(tmp_path: Path) -> Path:
    path = tmp_path / "The Movies.ttl.gz"
    path.write_bytes(gzip.compress(MOVIES.encode()))
    return path


def test_command_makes_a_folder_that_builds(movies: Path, tmp_path: Path) -> None:
    folder, alignment = tmp_path / "facts", tmp_path / "movies.ttl"
    alignment.write_text(ALIGNMENT)
    told = CliRunner().invoke(
        main, ["import", str(movies), "--source", "movies", "--out", str(folder)]
    )
    assert (told.exit_code, told.stdout) == (0, f"{folder}\n")
    assert "5 claims" in told.stderr
    report = build(
        [folder], ontology=[SCHEMA, alignment], dataset=tmp_path / "dataset", shapes=False
    )
    found = store.open_store(report.snapshot)
    film = NamedNode("http://movies.example/y"), NamedNode(f"{RDF}type"), NamedNode(f"{CEL}Film")
    assert any(found.quads_for_pattern(*film, None))
    claim = film[0], film[1], NamedNode("http://movies.example/Movie")
    assert Quad(*claim, NamedNode(f"{BASE}source/movies/the-movies")) in found
    assert report.snapshot.record.units == {f"{BASE}source/movies": "Reference"}


def test_blank_nodes_become_iris_of_their_own(movies: Path, tmp_path: Path) -> None:
    take_in([movies], tmp_path / "facts", source="movies")
    (passage,) = load(tmp_path / "facts").passages
    genid = NamedNode("https://w3id.org/.well-known/genid/movies-the-movies-1")
    labelled = [t for t in passage.claims if t.subject == genid]
    assert [t.predicate.value for t in labelled] == [f"{RDFS}label"]
    assert genid in [t.object for t in passage.claims]


def test_equal_files_give_equal_folders(movies: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        take_in([movies], tmp_path / name, source="movies")
    one, two = (tmp_path / name / "movies" / "the-movies.ttl" for name in ("one", "two"))
    assert one.read_text() == two.read_text()


@pytest.mark.parametrize("extension", FORMATS)
def test_every_format_is_read(extension: str, tmp_path: Path) -> None:
    triple = Triple(*(NamedNode(f"http://example.org/{name}") for name in "spo"))
    text = {
        ".rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e='
        '"http://example.org/"><rdf:Description rdf:about="http://example.org/s"><e:p '
        'rdf:resource="http://example.org/o"/></rdf:Description></rdf:RDF>',
        ".jsonld": '{"@id": "http://example.org/s", "http://example.org/p": '
        '{"@id": "http://example.org/o"}}',
    }
    text |= dict.fromkeys((".owl", ".xml"), text[".rdf"])
    path = tmp_path / f"data{extension}"
    path.write_text(text.get(extension, f"{triple} ."))
    assert take_in([path], tmp_path / "facts", source="data") == 1
    found = {q.triple for q in parse(path=str(tmp_path / "facts" / "data" / "data.ttl"))}
    assert triple in found


@pytest.mark.parametrize(
    ("name", "text", "source", "error"),
    [
        ("a.ttl", "not Turtle", "a", TurtleError),
        ("a.txt", "", "a", FileError),
        ("a.ttl.gz", "not gzipped", "a", FileError),
        ("a.ttl", "", "Not A Slug", FactsError),
        ("a.ttl", "<http://x/s> <http://x/p> <<( <http://x/s> <http://x/p> 1 )>> .", "a", KGError),
    ],
)
def test_what_cannot_be_taken_in_makes_nothing(
    name: str, text: str, source: str, error: type[KGError], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(error):
        take_in([path], tmp_path / "facts", source=source)
    assert not (tmp_path / "facts").exists()


def test_folder_with_something_in_it_is_left_alone(movies: Path, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="not empty"):
        take_in([movies], tmp_path, source="movies")


def test_two_files_of_one_name_are_refused(movies: Path, tmp_path: Path) -> None:
    with pytest.raises(FactsError, match="the passage the-movies"):
        take_in([movies, movies], tmp_path / "facts", source="movies")
