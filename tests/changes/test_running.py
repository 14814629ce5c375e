"""Updates run step by step: the store is afterwards what the engine makes of it, and is told so."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material import material
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
)

from kg.changes import running
from kg.changes.running import run
from kg.changes.texts import without_loads

BASE = "http://base.example/"
PREFIXES = {"": "urn:"}
DATA = """
<urn:a> <urn:p> 1 , 2 , "x" ; <urn:q> <urn:b> .
<urn:b> <urn:p> 2 ; <urn:q> _:one .
_:one <urn:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .
<urn:g> { <urn:a> <urn:p> 1 . <urn:c> <urn:q> <urn:h> . _:two <urn:p> <urn:a> }
<urn:h> { <urn:a> <urn:p> 3 . <urn:b> a <urn:a> }
"""


def filled(content: str = DATA) -> Store:
    store = Store()
    store.load(content.encode(), format=RdfFormat.TRIG)
    return store


def told(quads: Iterable[Quad]) -> set[str]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def check(text: str, content: str = DATA) -> bool:
    """Run a text both ways on the same; return whether the engine can."""
    given, native = filled(content), Store()
    native.extend(given)
    for graph in given.named_graphs():
        native.add_graph(graph)
    before, text = set(given), without_loads(text)
    try:
        native.update(text, base_iri=BASE, prefixes=PREFIXES)
    except (SyntaxError, RuntimeError) as error:
        with pytest.raises(type(error)):
            run(given, text, base=BASE, prefixes=PREFIXES)
        return False
    effect = run(given, text, base=BASE, prefixes=PREFIXES)
    assert told(given) == told(native)
    assert set(given.named_graphs()) == set(native.named_graphs())
    assert effect.added == set(given) - before
    assert effect.removed == before - set(given)
    return True


UPDATES = {
    "data": "INSERT DATA { :a :p 1, 4 GRAPH :new { :a :p _:x . _:x :p (1 2) } }",
    "data of an empty graph": "INSERT DATA { GRAPH :new { } }",
    "data that goes": "DELETE DATA { :a :p 1, 4 GRAPH :g { :a :p 1 } GRAPH :no { :a :p 1 } }",
    "a template": "DELETE { ?s :p ?o } INSERT { ?s :p ?n } WHERE { ?s :p ?o BIND(?o + 1 AS ?n) }",
    "what goes and comes": "DELETE { ?s :p ?o } INSERT { ?s :p ?o ; :r ?o } WHERE { ?s :p ?o }",
    "no deletion": "INSERT { ?o ?p ?s } WHERE { ?s ?p ?o }",
    "no insertion": "DELETE { ?s ?p 1 , 2 ; :q ?o } WHERE { ?s ?p ?o }",
    "a short one": "DELETE WHERE { ?s :p 2 ; :q ?o . GRAPH :g { ?x :p ?y } }",
    "a graph by variable": "DELETE { GRAPH ?g { ?s ?p ?o } }"
    " INSERT { GRAPH ?o { ?s ?p ?g } ?s ?p ?g } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "fresh nodes": "INSERT { _:n :of ?s ; :with [ :o ?o ] . ?s :list (?o _:n) } WHERE { ?s :p ?o }",
    "fresh nodes for all that is alike": "INSERT { _:n :of :a } WHERE { ?s :p ?o }",
    "no variable": "INSERT { :a :p 9 } WHERE { ?s :p ?o }",
    "no solution": "INSERT { :a :p 9 } WHERE { ?s :none ?o }",
    "an empty pattern": "INSERT { :a :p 9 } WHERE { }",
    "unbound": "INSERT { ?s :p ?none } WHERE { ?s :p ?o }",
    "partly unbound": "DELETE { ?s :q ?x ; :p 1 } WHERE { ?s :p ?o OPTIONAL { ?s :q ?x } }",
    "numbers in another form": "DELETE { ?s :p ?n } INSERT { ?s :p ?m } WHERE { ?s :p ?o"
    ' VALUES (?n ?m) { (01 +5.0) ("02"^^<http://www.w3.org/2001/XMLSchema#integer> 007) } }',
    "with": "WITH :g DELETE { ?s ?p ?o } INSERT { ?s ?p 5 GRAPH :h { ?s ?p 6 } }"
    " WHERE { ?s ?p ?o }",
    "with sees other graphs": "WITH :g INSERT { ?s :in ?x } WHERE { ?s :p 1 GRAPH ?x { ?s ?p 3 } }",
    "using": "INSERT { ?s :in 1 } USING :g USING :h WHERE { ?s :p ?o }",
    "using beats with": "WITH :g INSERT { ?s :in 1 } USING :h WHERE { ?s :p ?o }",
    "using named": "INSERT { ?s :in ?x } USING :g USING NAMED :h WHERE"
    " { ?s :p ?o GRAPH ?x { ?s :p ?m } }",
    "a subquery": "INSERT { ?s :n ?n }"
    " WHERE { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s }",
    "names": "BASE <http://x.example/> PREFIX x: <y#> INSERT { x:z <z> ?o } WHERE { :a :p ?o }",
    "braces elsewhere": "INSERT { ?s :p '}{' } WHERE { ?s :p ?o # }\n FILTER(?o < 3 && ?o > 1) }",
    "steps": "INSERT { ?s :r ?o } WHERE { ?s :p ?o } ; DELETE WHERE { ?s :r 2 } ;"
    " INSERT DATA { :a :r 2 } ; DELETE { ?s ?p 2 } WHERE { ?s ?p 2 }",
    "there and back": "DELETE WHERE { :a ?p ?o } ; INSERT DATA { :a :p 1 } ; CLEAR GRAPH :g",
    "clear": "CLEAR GRAPH :g",
    "clear all": "CLEAR ALL",
    "clear the default graph": "CLEAR DEFAULT",
    "drop": "DROP GRAPH :g ; DROP SILENT GRAPH :no",
    "drop the named graphs": "DROP NAMED",
    "create": "CREATE GRAPH :new ; CREATE SILENT GRAPH :g",
    "copy": "COPY :g TO :h",
    "copy from the default graph": "COPY DEFAULT TO GRAPH :new",
    "copy to the default graph": "COPY GRAPH :g TO DEFAULT",
    "copy to itself": "COPY :g TO :g",
    "move": "MOVE :g TO :h",
    "move the default graph": "MOVE DEFAULT TO :h",
    "move to itself": "MOVE :g TO :g",
    "add": "ADD :g TO DEFAULT ; ADD SILENT :no TO :h",
    "load": "LOAD SILENT <http://127.0.0.1:9/> INTO GRAPH :new ; INSERT DATA { :a :p 9 }",
    "random": "DELETE { ?s ?p ?o } INSERT { ?s :r ?o } WHERE { ?s ?p ?o FILTER(RAND() < 2) }",
    "nothing": "",
    "nothing but a prologue": "PREFIX x: <urn:x>",
}


@pytest.mark.parametrize("text", UPDATES.values(), ids=UPDATES)
def test_the_store_is_what_the_engine_makes_of_it(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_dump", None)  # none of these needs all of the store
    assert check(text)


WRONG = {
    "a graph that is not there": "INSERT DATA { :a :p 9 } ; DROP GRAPH :no",
    "a graph that is there": "CREATE GRAPH :g",
    "a variable in data": "INSERT DATA { ?s :p 1 }",
    "a fresh node that goes": "DELETE { _:x :p ?o } WHERE { ?s :p ?o }",
    "the end": "INSERT { ?s :p ?o } WHERE { ?s :p ?o",
    "a later step": "INSERT DATA { :a :p 9 } ; DELETE { ?s } WHERE { }",
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_what_the_engine_refuses_is_refused(text: str) -> None:
    assert not check(text)


def test_a_text_that_is_wrong_changes_nothing_and_says_where() -> None:
    store = filled()
    with pytest.raises(SyntaxError, match="2:8"):
        run(store, "INSERT DATA { :a :p 9 } ;\n  DELET", base=BASE, prefixes=PREFIXES)
    assert told(store) == told(filled())


def test_each_operation_may_have_a_prologue() -> None:
    """The engine reads none but the first; the grammar has one before each, and at the end."""
    store = Store()
    text = """PREFIX x: <urn:x> INSERT DATA { x:a x:p 1 } ; BASE <urn:> PREFIX x: <y>
        INSERT { x:b x:p ?o } WHERE { ?s ?p ?o } ; PREFIX z: <z>"""
    effect = run(store, text, base=BASE, prefixes={})
    assert {q.subject for q in effect.added} == {NamedNode("urn:xa"), NamedNode("urn:yb")}
    with pytest.raises(SyntaxError):
        run(store, f"{text} DELETE", base=BASE, prefixes={})
    with pytest.raises(SyntaxError):
        run(store, "CLEAR ALL ; PREFIX z: <z> CREATE", base=BASE, prefixes={})
    assert len(store) == 2


def test_what_happens_by_chance_happens_once() -> None:
    """What is deleted and what is inserted come of the same solutions."""
    store = Store()
    store.extend(
        Quad(NamedNode(f"urn:{n}"), NamedNode("urn:p"), NamedNode("urn:o")) for n in range(99)
    )
    text = "DELETE { ?s :p ?o } INSERT { ?s :r ?o } WHERE { ?s :p ?o FILTER(RAND() < 0.5) }"
    effect = run(store, text, base=BASE, prefixes=PREFIXES)
    assert 0 < len(effect.added) == len(effect.removed) < 99
    assert len(store) == 99


def test_triples_within_triples_are_compared() -> None:
    """The engine alone reads them; the whole store tells what they come to."""
    assert check("INSERT { ?s :says <<( ?s :p ?o )>> } WHERE { ?s :p ?o }")


TERM = st.sampled_from([":a", ":b", "?s", "?o", "?x"])
VERB = st.sampled_from([":p", ":q", "?p", "a"])
OBJECT = st.sampled_from([":a", ":b", "?s", "?o", "?x", "1", "2", "'x'"])
TRIPLE = st.builds("{} {} {} .".format, TERM, VERB, OBJECT)
IN_GRAPH = st.builds("GRAPH {} {{ {} }}".format, st.sampled_from([":g", ":h", "?g"]), TRIPLE)
TEMPLATE = st.lists(TRIPLE | IN_GRAPH, max_size=3).map(" ".join)
PATTERN = st.lists(
    TRIPLE | IN_GRAPH | st.builds("OPTIONAL {{ {} }}".format, TRIPLE), max_size=3
).map(" ".join)
HEAD = st.sampled_from(["", "", "WITH :g "])
USED = st.sampled_from(["", "", "USING :h ", "USING NAMED :g ", "USING :g USING NAMED :h "])
MODIFY = st.builds(
    "{}DELETE {{ {} }} INSERT {{ {} }} {}WHERE {{ {} }}".format,
    HEAD,
    TEMPLATE,
    TEMPLATE,
    USED,
    PATTERN,
)
SHORT = st.builds("DELETE WHERE {{ {} }}".format, TEMPLATE)
WHOLE = st.sampled_from(
    ["CLEAR GRAPH :g", "COPY :g TO :h", "MOVE DEFAULT TO :g", "ADD :h TO DEFAULT", "DROP NAMED"]
)


@given(st.lists(MODIFY | MODIFY | SHORT | WHOLE, min_size=1, max_size=3).map(" ; ".join))
def test_any_update_does_what_the_engine_does(text: str) -> None:
    check(text)


def test_the_updates_of_the_w3c_do_what_the_engine_does() -> None:
    texts = material("suites/rdf-tests").rglob("*.ru")
    assert sum(_passes(path.read_bytes().decode(), _beside(path)) for path in texts) > 100


def _beside(path: Path) -> str:
    """The data of a test's folder, each file in the default graph and in one of its graphs."""
    store = Store()
    for n, file in enumerate(sorted(path.parent.glob("*.ttl"))):
        for graph in (DefaultGraph(), NamedNode(f"http://example.org/g{n % 3 + 1}")):
            with suppress(SyntaxError):
                store.load(path=file, format=RdfFormat.TURTLE, base_iri=BASE, to_graph=graph)
    return (store.dump(format=RdfFormat.TRIG) or b"").decode()


def _passes(text: str, content: str) -> bool:
    try:
        Store().update(text, base_iri=BASE)
    except (SyntaxError, OSError):
        return False
    except RuntimeError:
        pass
    return check(text, content)
