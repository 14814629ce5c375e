"""Why: proofs of the shipped dataset's triples, and what is missing for others."""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from itertools import chain

import pyoxigraph
import pytest

import kg
from kg.building.build import BuildReport
from kg.engine.checker import check
from kg.errors import ParameterError, ViewError
from kg.explaining.arising import arising
from kg.explaining.explanation import Explanation
from kg.explaining.given import read_term
from kg.explaining.grounds import grounds_of
from kg.explaining.why import explain_conflict, why
from kg.views import VIEWS
from kg.vocab import BASE, PREFIXES

BODY = ("person/shin-sang-ok", "cel:bodyOfWork", "film/pulgasari")
KOREAN = ("film:pulgasari", "a", "cel:NorthKoreanWork")
HEDGED = ("film/sea-of-blood", "cel:coDirector", "person/kim-jong-il")
REJECTED = ("series/a-traffic-controller-on-crossroads", "cel:releaseYear", "1989")
DISPUTED = ("film/sea-of-blood", "cel:releaseYear", "1969")


def leaves(explanation: Explanation) -> list[dict[str, object]]:
    """The sources of all proofs, axioms too."""
    found = explanation.to_dict()
    proofs = [p for p in (found["proof"], *found["alternatives"]) if p]
    return [s for proof in proofs for step in proof["steps"] for s in step["sources"]]


def passages(explanation: Explanation) -> set[str]:
    return {
        str(s["graph"]).removeprefix(f"{BASE}source/") for s in leaves(explanation) if s["unit"]
    }


def rules(explanation: Explanation) -> set[str]:
    found = explanation.to_dict()
    proofs = [p for p in (found["proof"], *found["alternatives"]) if p]
    return {step["rule"] for proof in proofs for step in proof["steps"]} - {None}


def recheck(explanation: Explanation, dataset: kg.Dataset) -> None:
    """Check every proof again, and ask the dataset whether its leaves are stated there."""
    proofs = [p for p in (explanation.proof, *explanation.alternatives) if p]
    for proof in proofs:
        check(proof, lambda _source: True)
    for leaf in leaves(explanation):
        s, p, o = leaf["triple"]  # type: ignore[misc]  # three terms
        if str(s).startswith("_:") or str(o).startswith("_:"):
            continue
        asked = f"ASK {{ GRAPH <{leaf['graph']}> {{ {s} {p} {o} }} }}"
        assert dataset.query(asked, view="possible"), asked


def test_a_body_of_work_rests_on_who_directed(shipped: kg.Dataset) -> None:
    found = why(*BODY, dataset=shipped)
    assert found.holds
    assert "prp-inv2" in rules(found)
    assert passages(found) == {"listing/pulgasari", "zoomboola/pulgasari-2"}
    recheck(found, shipped)


def test_a_north_korean_work_is_one_by_its_country(shipped: kg.Dataset) -> None:
    found = why(*KOREAN, dataset=shipped)
    assert {"cls-hv2", "cls-int1"} <= rules(found)
    assert "zoomboola/pulgasari-heading" in passages(found)
    recheck(found, shipped)


def test_leaves_have_offsets_and_headings(shipped: kg.Dataset) -> None:
    found = leaves(why(*BODY, dataset=shipped))
    (leaf,) = [s for s in found if str(s["graph"]).endswith("zoomboola/pulgasari-2")]
    assert leaf["unit"] == "zoomboola"
    assert leaf["heading"] == "Pulgasari (1985)"
    assert (leaf["start"], leaf["end"]) == (2587, 2794)


def test_what_is_only_alleged_needs_the_hedged_claims(shipped: kg.Dataset) -> None:
    found = why(*HEDGED, dataset=shipped)
    assert not found.holds
    assert found.proof is None
    assert frozenset({"zoomboola:alleged"}) in found.missing
    assert why(*HEDGED, dataset=shipped, view="possible").holds


@pytest.mark.parametrize("triple", [HEDGED, BODY])
def test_what_is_missing_suffices(triple: tuple[str, str, str], shipped: kg.Dataset) -> None:
    found = why(*triple, dataset=shipped, trust=["editors"])
    assert not found.holds
    assert found.missing
    for units in found.missing:
        assert why(*triple, dataset=shipped, trust=["editors", *sorted(units)]).holds


def test_nothing_would_make_nonsense_hold(shipped: kg.Dataset) -> None:
    found = why("film/no-such-film", "a", "cel:Film", dataset=shipped)
    assert (found.holds, found.missing) == (False, ())
    assert found.unknown == (f"<{BASE}film/no-such-film>",)
    assert "Nothing is known of film:no-such-film" in found.to_text()


def test_the_accepted_view_leaves_out_what_editors_reject(shipped: kg.Dataset) -> None:
    assert why(*REJECTED, dataset=shipped).holds
    found = why(*REJECTED, dataset=shipped, view="accepted")
    assert not found.holds
    assert frozenset({"rejected"}) in found.missing
    assert "claims that editors reject" in found.to_text()


def test_the_undisputed_view_leaves_out_what_takes_part_in_a_conflict(shipped: kg.Dataset) -> None:
    assert why(*DISPUTED, dataset=shipped).holds
    found = why(*DISPUTED, dataset=shipped, view="undisputed")
    assert not found.holds
    assert found.missing == (frozenset({"disputed"}),)


def test_why_and_the_views_agree(shipped: kg.Dataset) -> None:
    """A triple has a proof in a view exactly when a query of that view finds it."""
    views = {view: triples_of(shipped, view) for view in VIEWS}
    for triple in random.Random(7).sample(sorted(views["possible"]), 60):
        for view, triples in views.items():
            found = why(*triple, dataset=shipped, view=view)
            assert found.holds == (triple in triples), (triple, view)
            recheck(found, shipped)


def triples_of(dataset: kg.Dataset, view: str) -> set[tuple[str, str, str]]:
    found = dataset.query(
        "SELECT ?s ?p ?o { ?s ?p ?o FILTER(!ISBLANK(?s) && !ISBLANK(?o)) }", view=view
    )
    assert isinstance(found, kg.results.Solutions)
    return {(str(s), str(p), str(o)) for s, p, o in found.terms()}


def test_a_proof_in_a_view_rests_on_its_units_alone(shipped: kg.Dataset) -> None:
    found = why(*BODY, dataset=shipped, trust=["zoomboola"])
    assert passages(found) == {"zoomboola/pulgasari-2"}


def test_alternatives_are_other_proofs(shipped: kg.Dataset) -> None:
    found = why(*BODY, dataset=shipped, alternatives=1)
    assert len(found.alternatives) == 1
    assert found.alternatives[0].conclusion == found.proof.conclusion  # type: ignore[union-attr]
    recheck(found, shipped)


def test_the_json_is_as_documented(shipped: kg.Dataset) -> None:
    found = json.loads(json.dumps(why(*BODY, dataset=shipped).to_dict()))
    assert list(found) == [
        "triple", "said", "view", "trust", "holds", "proof", "alternatives", "missing", "unknown",
    ]  # fmt: skip
    assert found["triple"][1] == "<https://w3id.org/celadon/ontology#bodyOfWork>"
    assert (found["holds"], found["view"], found["missing"]) == (True, "stated", [])
    steps = found["proof"]["steps"]
    assert [step["number"] for step in steps] == list(range(1, len(steps) + 1))
    assert set(steps[0]) == {
        "number", "conclusion", "said", "words", "rule", "axioms", "premises", "height", "sources",
    }  # fmt: skip
    assert steps[0]["conclusion"] == found["triple"]
    for step in steps:
        used = [steps[n - 1] for n in chain(step["axioms"], step["premises"])]
        assert step["height"] == (1 + max(s["height"] for s in used) if used else 0)
        assert bool(step["sources"]) == (step["rule"] is None)


def test_the_text_is_a_tree(shipped: kg.Dataset) -> None:
    lines = why(*BODY, dataset=shipped).to_text().splitlines()
    assert lines[0] == "Shin Sang-ok body of work Pulgasari: holds in the view stated"
    assert lines[2].startswith("Shin Sang-ok body of work Pulgasari (prp-")
    place = "← zoomboola/pulgasari-2, “Pulgasari (1985)”, characters 2587–2794"
    assert place in [line.strip() for line in lines]


def test_the_provenance_is_turtle_that_names_passages(shipped: kg.Dataset) -> None:
    text = why(*BODY, dataset=shipped).to_provenance()
    triples = list(pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.TURTLE))
    primary = "http://www.w3.org/ns/prov#hadPrimarySource"
    named = {t.object.value for t in triples if t.predicate.value == primary}
    assert f"{BASE}source/zoomboola/pulgasari-2" in named
    assert why(*HEDGED, dataset=shipped).to_provenance() == ""


def test_every_conflict_is_explained(shipped: kg.Dataset) -> None:
    conflicts = shipped.query(
        "SELECT ?c { GRAPH graph:catalogue { ?c a cel:Conflict } }", view="possible"
    )
    iris = [str(row["c"]) for row in conflicts]  # type: ignore[union-attr,call-overload,index]
    assert iris
    by_default = arising(shipped, view="stated")
    assert 0 < len(by_default) < len(iris)
    for iri in iris:
        found = explain_conflict(iri, dataset=shipped)
        assert found.holds
        where = "stated" if iri in by_default else "possible"
        assert found.to_text().startswith(f"a contradiction: arises in the view {where}")
        assert not explain_conflict(iri, dataset=shipped, view="undisputed").holds
        assert why(iri, "a", "cel:Conflict", dataset=shipped).to_dict() == found.to_dict()
        recheck(found, shipped)


def test_an_unknown_conflict_is_refused(shipped: kg.Dataset) -> None:
    with pytest.raises(ParameterError, match="there is no conflict"):
        explain_conflict("0000", dataset=shipped)


def test_the_default_dataset_is_asked_unless_one_is_given(shipped: kg.Dataset) -> None:
    assert kg.why(*BODY).to_dict() == why(*BODY, dataset=shipped).to_dict()


def test_the_closure_is_made_once(shipped: kg.Dataset) -> None:
    assert grounds_of(shipped) is grounds_of(shipped)


def test_owlrl_cannot_say_why(build_corpus: Callable[..., BuildReport]) -> None:
    report = build_corpus(reasoner="owlrl")
    with (
        kg.open(report.snapshot.folder.parents[1]) as opened,
        pytest.raises(ViewError, match="owlrl, which cannot say why"),
    ):
        why("a", "a", "a", dataset=opened)


def test_both_view_and_trust_are_refused(shipped: kg.Dataset) -> None:
    with pytest.raises(ViewError):
        why(*BODY, dataset=shipped, view="stated", trust=["listing"])


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("film/pulgasari", f"<{BASE}film/pulgasari>"),
        ("film:pulgasari", f"<{BASE}film/pulgasari>"),
        ("<https://example.org/x>", "<https://example.org/x>"),
        ("https://example.org/x", "<https://example.org/x>"),
        ("a", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"),
        ("1985", '"1985"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("-6.5", '"-6.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("true", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ('"x y"@en', '"x y"@en'),
        ('"1985"^^xsd:gYear', '"1985"^^<http://www.w3.org/2001/XMLSchema#gYear>'),
    ],
)
def test_terms_are_read(written: str, term: str) -> None:
    assert read_term(written, prefixes=PREFIXES, base=BASE) == term


@pytest.mark.parametrize(
    "written", ["", "x", "x y", "no:thing", '"open', '"a" <b:> "c"', "_:b", "<x>", "film/a b", "?x"]
)
def test_what_is_no_term_is_refused(written: str) -> None:
    with pytest.raises(ParameterError, match="is no term: write"):
        read_term(written, prefixes=PREFIXES, base=BASE)


def test_importing_kg_does_not_import_rdflib() -> None:
    program = "import sys, kg; sys.exit('rdflib' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_kg_closes_and_entails() -> None:
    text = "PREFIX : <x:> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    premise = text + ":Film rdfs:subClassOf :Work . :p a :Film ."
    assert kg.entails(premise, text + ":p a :Work .")
    assert len(list(kg.close(premise).triples())) > 2
