"""Which conflicts arise in a view, held against a proof of each: in `kg` and on the pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import kg
from kg.explaining.arising import arising
from kg.explaining.why import explain_conflict
from server.site import contradictions

DATA = Path(__file__).parent / "data"
BELIEFS: dict[str, Mapping[str, object]] = {
    **{view: {"view": view} for view in ("stated", "possible", "accepted", "undisputed")},
    "gazette": {"trust": ["gazette"]},
    "almanac": {"trust": ["almanac"]},
    "both": {"trust": ["gazette", "almanac"]},
}
ARISING = {"stated": 1, "possible": 3, "accepted": 3, "undisputed": 0}
REMADE = """
film:{one} a cel:Film ; cel:title "{one}"@en ; cel:remakeOf film:{other} .
"""


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[kg.Dataset]:
    """Conflicts about one thing and about two, within one source and between two."""
    folder = tmp_path_factory.mktemp("arising")
    facts = shutil.copytree(DATA / "corpus", folder / "facts")
    schema = shutil.copytree(DATA / "schema", folder / "schema")
    with (schema / "schema.ttl").open("a", encoding="utf-8") as file:
        file.write('cel:remakeOf a owl:AsymmetricProperty ; rdfs:label "remake of"@en .\n')
    for passage, one, other in (
        ("gazette/harvest-moon", "a", "b"),
        ("gazette/harvest-moon", "b", "a"),
        ("gazette/harvest-moon", "c", "d"),
        ("almanac/page-1", "d", "c"),
    ):
        with (facts / f"{passage}.ttl").open("a", encoding="utf-8") as file:
            file.write(REMADE.format(one=one, other=other))
    kg.build([facts], dataset=folder / "dataset", ontology=[schema])
    with kg.open(folder / "dataset") as opened:
        yield opened


def test_there_are_conflicts_about_one_thing_and_about_two(dataset: kg.Dataset) -> None:
    about = [conflict.thing for conflict in contradictions.contradictions(dataset)]
    assert (len(about), about.count(None)) == (3, 2)


@pytest.mark.parametrize("belief", BELIEFS)
def test_what_arises_is_what_can_be_proven(dataset: kg.Dataset, belief: str) -> None:
    asked = BELIEFS[belief]
    names = {conflict.iri for conflict in contradictions.contradictions(dataset)}
    proven = {c for c in names if explain_conflict(c, dataset=dataset, **asked).holds}  # type: ignore[arg-type]
    assert arising(dataset, **asked) == proven  # type: ignore[arg-type]
    assert contradictions.arising(dataset, **asked) == proven  # type: ignore[arg-type]
    some = sorted(names)[:2]
    assert contradictions.arising(dataset, some, **asked) == proven.intersection(some)  # type: ignore[arg-type]
    assert contradictions.arising(dataset, (), **asked) == frozenset()  # type: ignore[arg-type]
    assert len(proven) == ARISING.get(belief, len(proven))
