"""Views: what is left for someone who believes some of the sources, held against recomputation."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

import pytest
from claims import claim
from click.testing import CliRunner
from pyoxigraph import NamedNode, Quad, Store, Triple
from test_accepted import ACCEPTED

from kg import engine, turtle, vocab
from kg.building.content import batches_of, derive
from kg.claims.decisions import rejected
from kg.claims.facts import Facts, load
from kg.cli import main
from kg.dataset import Dataset
from kg.errors import ViewError
from kg.files import shipped as shipped_folder
from kg.reasoning import closure
from kg.reasoning.axioms import axioms_of
from kg.reasoning.closure import texts
from kg.reasoning.conflicts import Conflict, disputed, name_of
from kg.reasoning.reasoner import Batch
from kg.results import Solutions
from kg.storage.store import open_store
from kg.views import VIEWS, choose, outright

ALLEGED = "ASK { film:sea-of-blood cel:coDirector person:kim-jong-il }"


@cache
def facts() -> Facts:
    return load(shipped_folder("facts"))


@cache
def axioms() -> tuple[Triple, ...]:
    files = (shipped_folder("ontology") / f"{name}.ttl" for name in ("alignment", "celadon"))
    documents = (turtle.read(path, base_iri=vocab.CEL[:-1]) for path in files)
    return tuple(axioms_of((*documents, *facts().background)))


def recomputed(batches: list[Batch]) -> set[Triple]:
    """What follows from the axioms and some batches, by a closure without supports or marks."""
    plain = [Batch("unit", frozenset(), batch.claims) for batch in batches]
    graphs = closure.reason(axioms(), plain, frozenset({"unit"}))
    return {triple for graph in graphs for triple in graph.triples}


def held(dataset: Dataset, view: str | None = None, trust: tuple[str, ...] = ()) -> set[Triple]:
    store = open_store(dataset.snapshot)
    return {
        quad.triple
        for graph in dataset.view(view, trust).supports
        for quad in store.quads_for_pattern(None, None, None, NamedNode(graph))
    }


def values(dataset: Dataset, s: str, p: str, **options: object) -> set[str]:
    found = dataset.query(f"SELECT ?o WHERE {{ {s} {p} ?o }}", **options)  # type: ignore[arg-type]
    assert isinstance(found, Solutions)
    return {str(term) for (term,) in found.terms()}


@pytest.mark.parametrize(("s", "p", "expected"), [r for r in ACCEPTED if r[1] != "rdf:type"])
def test_accepted_answers_as_the_editors_decided(
    s: str, p: str, expected: str, shipped: Dataset
) -> None:
    wanted = {str(claim(f"{s} {p} {value}").object) for value in expected.split()}
    found = values(shipped, s, p, view="accepted")
    assert found >= wanted
    if p != "owl:differentFrom":
        inferred = found - wanted
        assert not inferred or p in ("cel:setIn", "cel:character", "cel:relatedTo"), inferred


@pytest.mark.parametrize(("s", "p", "kind"), [r for r in ACCEPTED if r[1] == "rdf:type"])
def test_accepted_knows_one_kind_of_a_work(s: str, p: str, kind: str, shipped: Dataset) -> None:
    kinds = {f"<{vocab.CEL}{name}>" for name in ("Film", "Series", "Opera")}
    assert values(shipped, s, "a", view="accepted") & kinds == {str(claim(f"{s} a {kind}").object)}


@pytest.mark.parametrize("trust", ["listing", "source/listing", ["listing", "source/listing"]])
def test_a_source_to_trust_is_named_alone_or_as_a_thing(
    trust: str | list[str], shipped: Dataset
) -> None:
    assert shipped.view(trust=trust) == shipped.view(trust=(f"{vocab.BASE}source/listing",))


def test_each_named_view_is_the_closure_of_its_claims(shipped: Dataset) -> None:
    marked = batches_of(facts(), rejected=rejected(facts()), disputed=disputed(conflicts()))
    plain = [batch for batch in marked if not batch.unit.endswith("#alleged")]
    expected = {
        "stated": [b for b in plain if b.unit in choose(shipped.record).units],
        "possible": marked,
        "accepted": [b for b in plain if "rejected" not in b.marks],
        "undisputed": [b for b in plain if "disputed" not in b.marks],
    }
    for view in VIEWS:
        assert as_stored(recomputed(expected[view])) == held(shipped, view), view


@cache
def conflicts() -> Sequence[Conflict]:
    return derive(axioms(), facts(), reasoner="celadon").conflicts


def test_conflicts_are_those_of_a_closure_in_which_every_claim_is_a_unit() -> None:
    claims = list(dict.fromkeys(c for p in facts().passages for c in p.claims))
    stated = ((frozenset({str(n)}), [texts(claim)]) for n, claim in enumerate(claims))
    closure = engine.close([(frozenset(), map(texts, axioms())), *stated])
    expected = {
        name_of(c): {claims[int(n)] for needed in c.support for n in needed}
        for c in closure.conflicts
    }
    assert {c.id: set(c.claims) for c in conflicts()} == expected
    assert len(expected) == 12


def as_stored(found: set[Triple]) -> set[Triple]:
    """Triples as a store gives them back: it writes numbers and language tags its own way."""
    store = Store()
    store.extend(Quad(*triple) for triple in found)
    return {quad.triple for quad in store}


@pytest.mark.parametrize("seed", range(12))
def test_a_trust_view_is_the_closure_of_what_its_units_say(seed: int, shipped: Dataset) -> None:
    units = sorted(shipped.record.units)
    chosen = random.Random(seed).sample(units, k=random.Random(seed).randint(1, len(units)))
    batches = [batch for batch in batches_of(facts()) if batch.unit in chosen]
    names = tuple(u.removeprefix(f"{vocab.BASE}source/").replace("#", ":") for u in chosen)
    assert as_stored(recomputed(batches)) == held(shipped, None, names)


def test_nothing_undisputed_is_in_conflict(shipped: Dataset) -> None:
    left = Facts(
        facts().roots,
        facts().sources,
        facts().background,
        tuple(
            passage
            for passage in facts().passages
            if not passage.unit.endswith("#alleged")
            and not set(passage.claims) & disputed(conflicts())
        ),
    )
    assert len(left.passages) > 100
    assert derive(axioms(), left, reasoner="celadon").conflicts == ()


def test_support_graphs_are_disjoint_and_every_view_is_made_of_them(shipped: Dataset) -> None:
    store = open_store(shipped.snapshot)
    for view in VIEWS:
        chosen = shipped.view(view)
        parts = [
            {quad.triple for quad in store.quads_for_pattern(None, None, None, NamedNode(graph))}
            for graph in chosen.supports
        ]
        assert sum(map(len, parts)) == len(set().union(*parts))
        if chosen.whole:
            whole = store.quads_for_pattern(None, None, None, NamedNode(chosen.whole))
            assert {quad.triple for quad in whole} == set().union(*parts)


def test_a_hedge_holds_only_for_those_who_trust_it(shipped: Dataset) -> None:
    assert not shipped.query(ALLEGED)
    assert shipped.query(ALLEGED, view="possible")
    assert not shipped.query(ALLEGED, trust=["zoomboola"])
    assert shipped.query(ALLEGED, trust=["zoomboola:alleged"])


def test_a_view_limits_the_graphs_that_can_be_named(shipped: Dataset) -> None:
    text = "ASK { GRAPH ?passage { film:sea-of-blood cel:releaseYear 1971 } }"
    assert shipped.query(text, trust=["listing"])
    assert not shipped.query(text, trust=["zoomboola"])
    catalogue = "ASK { GRAPH graph:catalogue { ?conflict a cel:Conflict } }"
    assert shipped.query(catalogue, trust=["zoomboola"])


def test_a_dataset_of_the_query_s_own_overrides_the_view(shipped: Dataset) -> None:
    year = "SELECT ?o FROM <%s> WHERE { film:sea-of-blood cel:releaseYear ?o }"
    graph = f"{vocab.BASE}source/listing/sea-of-blood"
    found = shipped.query(year % graph, trust=["zoomboola"])
    assert isinstance(found, Solutions)
    assert found.to_dicts() == [{"o": 1971}]


@pytest.mark.parametrize(
    ("view", "trust", "says"),
    [
        ("believed", (), "there is no view 'believed': use one of stated"),
        (None, ("zoombola",), "there is no source 'zoombola' to trust; near: zoomboola"),
        (None, ("listing:alleged",), "there is no source 'listing:alleged' to trust"),
        ("stated", ("listing",), "give either a view"),
    ],
)
def test_what_is_no_view_is_an_error_that_says_what_there_is(
    view: str | None, trust: tuple[str, ...], says: str, shipped: Dataset
) -> None:
    with pytest.raises(ViewError, match=says):
        shipped.query("ASK {}", view=view, trust=trust)


def test_outright_units_are_those_without_a_hedge() -> None:
    assert outright({"http://s/a", "http://s/a#alleged"}) == {"http://s/a"}


def test_the_command_line_takes_views(shipped: Dataset) -> None:
    text = "SELECT ?year { film:sea-of-blood cel:releaseYear ?year }"
    run = CliRunner().invoke
    by_view = run(main, ["query", text, "--view", "accepted", "--format", "csv"])
    assert by_view.stdout.split() == ["year", "1969"]
    by_trust = run(main, ["query", text, "--trust", "listing", "--format", "csv"])
    assert by_trust.stdout.split() == ["year", "1971"]
    unknown = run(main, ["query", text, "--trust", "nobody"])
    assert unknown.exit_code == 1
    assert "there is no source 'nobody'" in unknown.stderr
    exported = run(main, ["export", "--format", "nt", "--trust", "listing"])
    years = {line for line in exported.stdout.splitlines() if "sea-of-blood> " in line}
    assert any('"1971"' in line for line in years)
    assert not any('"1969"' in line for line in years)
