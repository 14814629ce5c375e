"""A session: graphs are changed, and what is published equals a build of the same content."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from kg.building.build import BuildReport
from kg.building.content import derive, graphs_of, record_of
from kg.building.session import Session
from kg.claims.overlay import overlay
from kg.errors import DatasetError, FactsError, FileError, ReasonerError
from kg.storage import ledger, store, writer
from kg.storage.amendment import Amendment
from kg.storage.journal import Entry, GraphChange, Journal
from kg.storage.store import Record, Snapshot
from kg.turtle import Document
from kg.vocab import BASE, PREFIXES

Build = Callable[..., BuildReport]
Changes = Mapping[str, frozenset[Triple] | None]

PAGE = f"{BASE}source/almanac/page-1"
HEDGED = f"{BASE}source/gazette/harvest-moon.hedged"
NEW = f"{BASE}source/almanac/page-2"
OTHER = f"{BASE}source/chronicle/entry"
FOREIGN = "http://example.org/a-graph"
GRAPHS = (PAGE, HEDGED, NEW, OTHER, FOREIGN, f"{OTHER}.hedged")


def term(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def claim(s: str, p: str, o: str | int) -> Triple:
    year = NamedNode(PREFIXES["xsd"] + "integer")
    value = Literal(str(o), datatype=year) if isinstance(o, int) else term(o)
    return Triple(term(s), term(p), value)


FILM = claim("film:x", "rdf:type", "cel:Film")
YEARS = [claim("film:x", "cel:releaseYear", year) for year in (1980, 1981)]
MOON = claim("film:harvest-moon", "cel:releaseYear", 1971)
CLAIMS = (
    FILM,
    *YEARS,
    MOON,
    claim("film:harvest-moon", "cel:releaseYear", 1973),
    claim("film:harvest-moon", "cel:director", "person:ada-lane"),
    claim("film:x", "cel:director", "person:ada-lane"),
    claim("film:x", "cel:setIn", "place:harbour"),
    claim("place:harbour", "cel:locatedIn", "place:island"),
    claim("place:island", "cel:locatedIn", "place:sea"),
    claim("person:ada-lane", "owl:sameAs", "person:a-lane"),
    claim("cel:director", "rdfs:subPropertyOf", "cel:setIn"),
    claim("cel:Film", "owl:disjointWith", "cel:Place"),
    claim("film:x", "rdf:type", "cel:Place"),
    Triple(term("film:x"), term("cel:title"), Literal("line\nbreak", language="en")),
)


@pytest.fixture
def opened(build_corpus: Build, tmp_path: Path) -> Iterator[Session]:
    """A session on the corpus, whose lock is held."""
    build_corpus()
    with store.lock(tmp_path / "dataset"):
        yield Session(tmp_path / "dataset")


def quads(snapshot: Snapshot) -> set[Quad]:
    """What a snapshot holds, without what tells when it was made."""
    said = ("#startedAtTime", "#endedAtTime", "#generatedAtTime", "/identifier", "#label")
    made = (f"{BASE}graph/catalogue#build", f"{BASE}graph/catalogue#dataset")
    return {
        quad
        for quad in store.open_store(snapshot)
        if not (quad.predicate.value.endswith(said) and quad.subject.value in made)
    }


def settled(record: Record) -> Record:
    """A record without what tells when it was made."""
    return replace(record, id="", started="", ended="", roots=())


def built_from_scratch(session: Session, folder: Path) -> Snapshot:
    """Publish in another folder what a session holds, by way of no earlier state."""
    made = session.snapshot.record
    content = derive(session.axioms, session.facts, reasoner=made.reasoner)
    record = record_of(content, made, datetime.now(UTC))
    graphs = graphs_of(content, record)
    return store.publish(
        folder, record, lambda path: writer.write(folder / "writer", graphs, path) and None
    )


def test_session_holds_the_claims_of_every_passage(opened: Session) -> None:
    held = opened.graphs()
    assert held.keys() == {PAGE, HEDGED, f"{BASE}source/gazette/harvest-moon"}
    assert MOON in held[f"{BASE}source/gazette/harvest-moon"]


def test_written_graph_is_a_passage_of_its_source(opened: Session) -> None:
    snapshot = opened.apply({OTHER: frozenset({FILM})}, journal=7)
    found = store.open_store(snapshot)
    catalogue = NamedNode(f"{BASE}graph/catalogue")
    source = NamedNode(f"{BASE}source/chronicle")
    assert Quad(NamedNode(OTHER), term("cel:statedIn"), source, catalogue) in found
    assert Quad(source, term("cel:role"), term("cel:Reference"), catalogue) in found
    assert snapshot.record.units[source.value] == "Reference"
    assert snapshot.record.journal == 7
    assert Quad(*FILM, NamedNode(OTHER)) in found
    assert store.current(found_root(snapshot)) == snapshot


def found_root(snapshot: Snapshot) -> Path:
    return snapshot.folder.parents[1]


@pytest.mark.parametrize(
    ("graph", "unit"),
    [
        (OTHER, f"{BASE}source/chronicle"),
        (f"{OTHER}.hedged", f"{BASE}source/chronicle#alleged"),
        (FOREIGN, FOREIGN),
        (f"{FOREIGN}.hedged", f"{FOREIGN}.hedged"),
        (f"{BASE}source/chronicle", f"{BASE}source/chronicle"),
        ("urn:x:y", "urn:x:y"),
    ],
)
def test_unit_of_a_written_graph(graph: str, unit: str, opened: Session) -> None:
    before = opened.snapshot.record.units
    after = opened.apply({graph: frozenset({FILM})}, journal=1).record.units
    assert after.keys() - before.keys() == {unit}


def test_passage_of_a_file_keeps_its_description(opened: Session) -> None:
    snapshot = opened.apply({PAGE: None}, journal=1)
    found = store.open_store(snapshot)
    about = {q.predicate for q in found.quads_for_pattern(NamedNode(PAGE), None, None)}
    assert term("cel:heading") in about
    assert opened.graphs()[PAGE] == frozenset()
    assert not list(found.quads_for_pattern(None, None, None, NamedNode(PAGE)))


@pytest.mark.parametrize("graph", [OTHER, FOREIGN, NEW, f"{OTHER}.hedged"])
def test_graph_that_goes_leaves_nothing_behind(graph: str, opened: Session) -> None:
    before, record = quads(opened.snapshot), settled(opened.snapshot.record)
    opened.apply({graph: frozenset(CLAIMS)}, journal=1)
    after = opened.apply({graph: None}, journal=0)
    assert quads(after) == before
    assert settled(after.record) == record


def test_replaced_passage_equals_a_build_of_the_replaced_file(
    build_corpus: Build, corpus: Path, tmp_path: Path
) -> None:
    build_corpus()
    with store.lock(tmp_path / "dataset"):
        session = Session(tmp_path / "dataset")
        claims = session.graphs()[PAGE] - {
            claim("film:harvest-moon", "cel:director", "person:bert-hill")
        }
        written = session.apply({PAGE: claims | {MOON}}, journal=1)
    page = corpus / "almanac" / "page-1.ttl"
    text = page.read_text().replace("cel:director person:bert-hill ;", "cel:releaseYear 1971 ;")
    page.write_text(text)
    built = build_corpus(dataset=tmp_path / "anew").snapshot

    def content(snapshot: Snapshot) -> set[Quad]:  # the file's own hash is not of its content
        return {q for q in quads(snapshot) if "catalogue#input" not in q.subject.value}

    assert content(written) == content(built)
    assert written.record.supports == built.record.supports
    assert written.record.counts == built.record.counts


def test_build_after_changes_of_a_session_writes_the_difference(
    build_corpus: Build, tmp_path: Path
) -> None:
    first = build_corpus()
    before = quads(first.snapshot)
    with store.lock(tmp_path / "dataset"):
        Session(tmp_path / "dataset").apply({PAGE: None, NEW: frozenset(CLAIMS)}, journal=0)
    (tmp_path / "corpus" / "LICENSE").write_text("free")
    again = build_corpus(base=BASE, force=True)
    assert quads(again.snapshot) == before


def test_build_lays_what_was_written_over_the_files(build_corpus: Build, tmp_path: Path) -> None:
    build_corpus()
    root = tmp_path / "dataset"
    with store.lock(root):
        session, log = Session(root), Journal(root)
        before = "".join(f"{triple} .\n" for triple in session.graphs()[PAGE]).splitlines()
        added = tuple(f"{triple} ." for triple in CLAIMS)
        dropped = GraphChange(PAGE, removed=tuple(before), before=tuple(before))
        log.append(Entry(1, "", "owner", "put", (GraphChange(OTHER, added), dropped)))
        written = session.apply({OTHER: frozenset(CLAIMS), PAGE: None}, journal=1)
    built = build_corpus(force=True).snapshot
    assert quads(built) == quads(written)
    assert settled(built.record) == settled(written.record)
    assert build_corpus().unchanged


@pytest.mark.parametrize(
    ("graph", "claims"),
    [
        (f"{BASE}support/0123", {FILM}),
        (f"{BASE}graph/ontology", {FILM}),
        (NEW, {Triple(FILM.subject, FILM.predicate, FILM)}),
    ],
    ids=["a support graph", "the ontology", "a triple term"],
)
def test_refused_change_changes_nothing(graph: str, claims: set[Triple], opened: Session) -> None:
    before, held = opened.snapshot, dict(opened.graphs())
    with pytest.raises((FactsError, ReasonerError)):
        opened.apply({NEW: frozenset({MOON}), graph: frozenset(claims)}, journal=1)
    assert opened.snapshot == store.current(found_root(before)) == before
    assert opened.graphs() == held
    assert quads(opened.apply({}, journal=1)) == quads(before)


def test_session_needs_a_dataset(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="celadon build"):
        Session(tmp_path)


def test_change_is_made_triple_by_triple(
    opened: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Additions, removals, schema and new conflicts: none needs all to be written."""
    monkeypatch.setattr(Session, "_write_all", None)
    for number, change in enumerate(
        (
            {NEW: {FILM}},
            {NEW: {FILM, *YEARS[:1]}, OTHER: {YEARS[1]}},
            {FOREIGN: set(CLAIMS[5:10])},
            {OTHER: set(), NEW: {FILM, *YEARS}},
            {FOREIGN: set(CLAIMS[4:9])},
            {NEW: set()},
        )
    ):
        written = opened.apply({g: frozenset(claims) for g, claims in change.items()}, journal=1)
        anew = built_from_scratch(opened, tmp_path / f"anew-{number}")
        assert quads(written) == quads(anew)
        assert settled(written.record) == settled(anew.record)
        assert 0 < opened.difference.added + opened.difference.removed < len(quads(anew))


def test_failure_to_publish_leaves_everything_as_it_was(
    opened: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, content = opened.snapshot, quads(opened.snapshot)

    def fail(*_: object, **__: object) -> None:
        raise FileError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(store, "publish", fail)
        with pytest.raises(FileError):
            opened.apply({NEW: frozenset(CLAIMS)}, journal=1)
    assert opened.snapshot == store.current(found_root(before)) == before
    assert NEW not in opened.graphs()
    assert quads(opened.apply({NEW: frozenset(CLAIMS)}, journal=1)) != content
    assert quads(opened.apply({NEW: None}, journal=2)) == content


claims = some.frozensets(some.sampled_from(CLAIMS), max_size=6)
changes = some.dictionaries(some.sampled_from(GRAPHS), some.none() | claims, max_size=3)


@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=some.lists(changes, min_size=1, max_size=6))
def test_any_changes_equal_a_build_from_scratch(
    steps: list[Changes],
    build_corpus: Build,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("session")
    if not (tmp_path / "dataset").exists():
        build_corpus()
    shutil.copytree(tmp_path / "dataset", folder / "dataset")
    with store.lock(folder / "dataset"):
        session = Session(folder / "dataset")
        facts = session.facts
        for number, step in enumerate(steps):
            written = session.apply(step, journal=number)
            facts = overlay(facts, {iri: step[iri] or frozenset() for iri in step})
        assert {p.iri: frozenset(p.claims) for p in facts.passages if p.claims} == {
            iri: held for iri, held in session.graphs().items() if held
        }
        anew = built_from_scratch(session, folder / "anew")
    assert quads(written) == quads(anew)
    assert set(Store.read_only(str(written.folder / "store")).named_graphs()) == set(
        store.open_store(anew).named_graphs()
    )
    assert settled(written.record) == settled(replace(anew.record, journal=len(steps) - 1))


@pytest.mark.parametrize("graph", [FOREIGN, "urn:x:y", "urn:x#y", f"{BASE}source/almanac"])
def test_graph_that_is_its_own_source_is_taken_up_as_it_was(graph: str, opened: Session) -> None:
    opened.apply({graph: frozenset({FILM})}, journal=1)
    again = Session(found_root(opened.snapshot))
    assert {p.iri: p for p in again.facts.passages} == {
        p.iri: replace(p, document=again_document(again, p.iri)) for p in opened.facts.passages
    }
    snapshot = again.apply({OTHER: frozenset(YEARS)}, journal=2)
    assert not again.difference.anew
    assert snapshot.record.units[graph] == opened.snapshot.record.units[graph]
    last = Session(found_root(snapshot)).apply({graph: None, OTHER: None}, journal=0)
    assert not any(graph == q.graph_name.value for q in store.open_store(last))


def again_document(session: Session, iri: str) -> Document:
    """The document of a passage as a session has it: what a store gives back has no text."""
    return next(p.document for p in session.facts.passages if p.iri == iri)


def test_store_that_does_not_hold_what_it_should_is_written_from_scratch(
    opened: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Exception] = []  # with its traceback, in which the store stands

    def make(self: Amendment, *_: object) -> None:
        kept.append(DatasetError("the writer's store lacks something"))
        raise kept[0]

    monkeypatch.setattr(Amendment, "make", make)
    snapshot = opened.apply({OTHER: frozenset({FILM})}, journal=1)
    monkeypatch.undo()
    assert opened.difference.anew
    assert Quad(*FILM, NamedNode(OTHER)) in store.open_store(snapshot)
    opened.apply({OTHER: None}, journal=2)
    assert not opened.difference.anew


def test_snapshot_stays_for_its_readers_while_others_follow(opened: Session) -> None:
    made = [opened.apply({OTHER: frozenset({year})}, journal=n) for n, year in enumerate(YEARS, 1)]
    made.append(opened.apply({OTHER: None}, journal=3))
    assert all(snapshot.folder.is_dir() for snapshot in made)


def test_ledger_lists_what_the_store_holds_after_changes(opened: Session) -> None:
    """Times too, which a store writes in another form: or the next build would write all anew."""
    root = found_root(opened.snapshot)
    opened.apply({OTHER: frozenset(CLAIMS)}, journal=1)
    opened.apply({OTHER: frozenset(CLAIMS[:3])}, journal=2)
    kept = Store.read_only(str(root / "writer" / "store"))
    with ledger.opened(root / "writer" / "ledger") as held:
        for graph in kept.named_graphs():
            found = (quad.triple for quad in kept.quads_for_pattern(None, None, None, graph))
            lines = {serialize([t], format=RdfFormat.N_TRIPLES) for t in found}
            assert set(held.content(graph.value).splitlines(keepends=True)) == lines


def test_number_in_another_form_is_no_reason_to_write_all(
    opened: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1 stands in the rules of OWL too, as the non-negative integer that it is."""
    monkeypatch.setattr(Session, "_write_all", None)
    about, rating = term("film:x"), term("cel:releaseYear")
    decimal = NamedNode(PREFIXES["xsd"] + "decimal")
    one = Triple(about, rating, Literal("1.0", datatype=decimal))
    steps = [{claim("film:x", "cel:releaseYear", 1)}, {one}, {one, YEARS[0]}, set()]
    for number, claims in enumerate(steps):
        written = opened.apply({NEW: frozenset(claims)}, journal=1)
        assert quads(written) == quads(built_from_scratch(opened, tmp_path / f"anew-{number}"))
