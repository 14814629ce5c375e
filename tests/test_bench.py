"""The benchmarks: the films they make up, what they measure, and the command that prints it."""

import gzip
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from material import material

from kg.bench import closures, films, gmdb, published, shapes
from kg.cli import main
from kg.engine import close
from kg.errors import FileError


@pytest.fixture
def run() -> Callable[..., Result]:
    """Run `celadon`; measuring needs no dataset."""
    return lambda *arguments: CliRunner().invoke(main, arguments, prog_name="celadon")


def test_films_are_the_same_each_time() -> None:
    assert list(films.films(3_000)) == list(films.films(3_000))


@pytest.mark.parametrize("size", [10_000, 100_000])
def test_films_are_about_as_many_triples_as_asked_for(size: int) -> None:
    assert len(list(films.films(size))) == pytest.approx(size, rel=0.1)


def test_every_kind_of_axiom_has_work() -> None:
    closure = close([(frozenset(), [*films.films(20_000), *films.schema()])], supports=False)
    inferred = Counter(p if "#type" not in p else o for _, p, o in closure.triples())
    terms = "Director Actor Honoured Shown HomeFilm HomeStudio Poet workedWith bornIn taught before"
    missing = [name for name in terms.split() if not inferred[films.term(name)]]
    assert missing == []
    assert closure.identity.groups


def test_films_do_not_contradict_themselves_but_in_birthdays() -> None:
    closure = close([(frozenset(), [*films.films(20_000), *films.schema()])], supports=False)
    assert {conflict.rule for conflict in closure.conflicts} <= {"dt-diff"}


def test_a_measure_counts_what_it_closed() -> None:
    found = closures.measure(2_000, units=3)
    stated = [*films.films(2_000), *films.schema()]
    assert found.stated == len(stated)
    assert found.closed > found.stated
    assert found.supports > 3
    assert found.close_s > 0
    assert 8 <= found.bytes_per_triple <= 24


def test_units_make_no_triple_more_or_less_true() -> None:
    stated, axioms = list(films.films(2_000)), films.schema()
    weighed, plain = (close(closures.batches(stated, axioms, n), supports=n > 0) for n in (3, 0))
    assert set(weighed.triples()) == set(plain.triples())


def small(tmp_path: Path) -> Path:
    """Two films in the terms of the Generis Movie DataBase, one with two years."""
    name = "http://www.taotesting.com/movies.rdf#"
    rows = [
        f"<{name}A> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{name}Movie> .",
        f"<{name}A> <{name}directedBy> <{name}Someone> .",
        f'<{name}A> <{name}year> "2008" .',
        f'<{name}A> <{name}year> "2009" .',
        f'<{name}B> <{name}year> "2010" .',
    ]
    path = tmp_path / "movies.nt.gz"
    path.write_bytes(gzip.compress("\n".join(rows).encode()))
    return path


def test_foreign_films_are_films_of_ours(tmp_path: Path) -> None:
    facts = gmdb.triples_in(small(tmp_path))
    closure = close([(frozenset({"gmdb"}), facts), (frozenset(), gmdb.schema())])
    cel, name = "https://w3id.org/celadon/ontology#", "http://www.taotesting.com/movies.rdf#"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    needed = (frozenset({"gmdb"}),)
    assert closure.support(f"<{name}A>", kind, f"<{cel}Film>") == needed
    assert closure.support(f"<{name}Someone>", kind, f"<{cel}Director>") == needed
    assert closure.support(f"<{name}B>", kind, f"<{cel}Film>") is None


def test_years_of_foreign_films_are_in_conflict(tmp_path: Path) -> None:
    found = gmdb.measure(small(tmp_path))
    assert found.conflicts == {"dt-not-type": 3, "dt-diff": 1}


def test_real_films_close_quickly_and_list_their_conflicts() -> None:
    found = gmdb.measure(material("data/gmdb.nt.gz"))
    assert found.conflicts == {"dt-diff": 257, "cax-dw": 67, "dt-not-type": 7}
    assert found.close_s <= 0.5


@pytest.mark.parametrize(
    ("name", "closed", "height"),
    [
        ("links of a transitive property", 20 * 21 // 2, 5),
        ("links of a transitive and symmetric property", 21 * 21, 6),
        ("identities in a chain, each of one source", 21 * 21, 5),
        ("properties in one owl:propertyChainAxiom", 21, 1),
    ],
)
def test_shapes_say_how_much_follows_and_how_high_its_proof_is(
    name: str, closed: int, height: int
) -> None:
    found = json.loads(shapes.measured(name, 20))
    assert found["closed"] >= closed
    assert found["height"] == height
    assert found["close_s"] > 0
    assert found["prove_s"] > 0


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        gmdb.measure(tmp_path / "none.nt")


def test_bench_prints_a_table_without_any_material(run: Callable[..., Result]) -> None:
    result = run("bench", "--quick", "--size", "2000")
    assert result.exit_code == 0
    head, rule, *rows = result.stdout.splitlines()
    assert head.startswith("| triples | units |")
    assert rule == "|---|---|---|---|---|---|---|---|"
    assert [row.split(" | ")[1] for row in rows] == ["0", "3"]


def test_bench_compares_with_the_prototype(run: Callable[..., Result]) -> None:
    folder = str(material("bench"))
    result = run("bench", "--quick", "--size", "2000", "--prototype", folder, "--json")
    found = json.loads(result.stdout)
    assert [row["units"] for row in found["closures"]] == [0, 3]
    assert all(row["to_prototype"] > 0 for row in found["closures"])
    assert found["closures"][0]["to_boolean"] == 1


def test_bench_names_the_folder_that_lacks_the_prototype(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    result = run("bench", "--quick", "--size", "2000", "--prototype", str(tmp_path))
    assert result.exit_code == 1
    assert "np_engine.py" in result.stderr


def test_published_change_of_films_is_measured_beside_their_build() -> None:
    found = json.loads(published.measured(2_000))
    assert found["claims"] == len(set(films.films(2_000)))
    assert found["closed"] > 2 * found["claims"]
    assert found["add_s"] > 0
    assert found["drop_s"] > 0


@pytest.mark.long
def test_bench_measures_a_build_and_a_change(run: Callable[..., Result]) -> None:
    result = run("bench", "--size", "2000", "--json")
    data = json.loads(result.stdout)
    assert len(data["shapes"]) == 6
    found = data["datasets"]
    assert found["build_s"] > found["start_s"] > 0
    assert found["change_s"] > 0
    assert data["published"]["build_s"] > data["published"]["add_s"] > 0
