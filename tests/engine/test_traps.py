"""What reasoners get wrong: each trap of research on OWL 2 RL engines, one test each."""

import pyoxigraph as ox
import pytest
import rdflib

from kg.engine import close
from kg.reasoning import closing

PREFIXES = """@prefix : <http://example.org/#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def closed(*texts, supports=False):
    return closing.close(*(PREFIXES + text + "\n" for text in texts), supports=supports)


def holds(closure, text):
    """Whether all triples of a Turtle text are in the closure."""
    triples = set(closure.closure.triples(generalized=True, reflexive=True))
    wanted = ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE)
    return all((str(q.subject), str(q.predicate), str(q.object)) in triples for q in wanted)


def rules_of(closure):
    return sorted(conflict.rule for conflict in closure.conflicts)


def test_an_instance_triple_can_be_schema():
    given = ":broader rdfs:subPropertyOf rdfs:subClassOf . :Noir :broader :Crime . :f a :Noir ."
    assert holds(closed(given), ":f a :Crime .")


def test_a_property_can_be_typed_through_a_class_below_a_meta_class():
    given = (
        ":Key rdfs:subClassOf owl:InverseFunctionalProperty . :imdb a :Key . "
        ":a :imdb 1 . :b :imdb 1 ."
    )
    assert holds(closed(given), ":a owl:sameAs :b .")


def test_a_range_can_type_a_property():
    given = ":uses rdfs:range owl:TransitiveProperty . :x :uses :p . :a :p :b . :b :p :c ."
    assert holds(closed(given), ":a :p :c .")


def test_properties_can_be_the_same():
    given = ":directedBy owl:sameAs :regie . :f :regie :d . :directedBy rdfs:range :Person ."
    assert holds(closed(given), ":f :directedBy :d . :d a :Person .")


def test_difference_is_refuted_under_the_name_of_another_property():
    given = ":notThe owl:sameAs owl:differentFrom, rdfs:domain . :a :notThe :a ."
    assert rules_of(closed(given)) == ["eq-diff1"]


def test_members_all_different_are_refuted_under_other_names():
    given = (
        "owl:AllDifferent owl:sameAs owl:Class . owl:members owl:sameAs rdfs:range . "
        ":x a owl:Class ; rdfs:range ( :a :b ) . :a owl:sameAs :b ."
    )
    assert rules_of(closed(given)) == ["eq-diff2"]


def test_a_property_of_the_schema_can_be_typing_itself():
    given = "rdfs:subPropertyOf owl:sameAs rdf:type . :p a :q . :x :p :y ."
    assert holds(closed(given), ":p rdfs:subPropertyOf :q . :x :q :y .")


def test_identity_of_classes_can_be_derived():
    given = (
        ":genre a owl:FunctionalProperty . :x :genre :Noir, :FilmNoir . :f a :Noir . "
        ":FilmNoir rdfs:subClassOf :Crime ."
    )
    assert holds(closed(given), ":f a :FilmNoir, :Crime .")


def test_something_can_be_the_same_as_a_schema_property():
    given = ":below owl:sameAs rdfs:subClassOf . :A :below :B . :x a :A ."
    assert holds(closed(given), ":x a :B . :A rdfs:subClassOf :B .")


def test_members_of_a_list_can_be_the_same():
    given = ":C owl:intersectionOf ( :A :B ) . :B owl:sameAs :D . :x a :A, :D ."
    assert holds(closed(given), ":x a :C .")
    assert holds(
        closed(given, ":D owl:sameAs :E . :y a :A, :E .", supports=True), ":x a :C . :y a :C ."
    )


def test_nodes_of_a_list_can_be_the_same():
    given = ":C owl:unionOf :l . :m rdf:first :A ; rdf:rest () . :l owl:sameAs :m . :x a :A ."
    assert holds(closed(given), ":x a :C .")


@pytest.mark.parametrize(
    ("lists", "problem"),
    [
        (":l rdf:first :A ; rdf:rest :l .", "meets itself"),
        (":l rdf:first :A ; rdf:rest :m .", "has a node without rdf:first or rdf:rest"),
        (
            ":l rdf:first :A ; rdf:rest (), ( :B ) .",
            "has a node with several rdf:first or rdf:rest",
        ),
    ],
)
def test_an_odd_list_is_reported(lists, problem):
    closure = closed(":C owl:unionOf :l . :x a :A . " + lists)
    assert [("<http://example.org/#l>", problem)] == closure.closure.malformed


def test_a_list_that_meets_itself_concludes_nothing():
    closure = closed(":C owl:unionOf :l . :x a :A . :l rdf:first :A ; rdf:rest :l .")
    assert not holds(closure, ":x a :C .")


def test_a_forked_list_is_two_lists():
    closure = closed(
        ":C owl:unionOf :l . :l rdf:first :A ; rdf:rest (), ( :B ) . :x a :A . :y a :B ."
    )
    assert holds(closure, ":x a :C . :y a :C .")


@pytest.mark.parametrize(
    ("sources", "conflicts"),
    [
        ([":m rdf:first :a ; rdf:rest () .", ":n rdf:first :a ; rdf:rest () ."], 0),
        ([":m rdf:first :b ; rdf:rest () .", ":n rdf:first :b ; rdf:rest (:b) ."], 1),
        ([":m rdf:first :c ; rdf:rest () .", ":n rdf:first :x ; rdf:rest () ."], 2),
    ],
)
def test_only_members_of_one_list_are_different(sources, conflicts):
    given = "[] a owl:AllDifferent ; owl:members :l . :l rdf:first :c ; rdf:rest :m, :n . "
    same = ":x owl:sameAs :c ."
    closure = closed(given + "".join(sources) + same)
    assert rules_of(closure) == ["eq-diff2"] * conflicts


def test_members_of_a_list_that_forks_conflict_once():
    given = (
        "[] a owl:AllDifferent ; owl:members :l . :l rdf:first :a ; rdf:rest :k . "
        ":k rdf:first :c ; rdf:rest :m, :n . :m rdf:first :a ; rdf:rest () . "
    )
    (conflict,) = closed(given, ":n rdf:first :b ; rdf:rest () .", supports=True).conflicts
    assert conflict.support == (frozenset({"input-1"}),)


def test_a_ladder_of_forks_ends():
    rungs = "".join(
        f":l{n} rdf:first :A{n} ; rdf:rest :l{n + 1}, :m{n} . "
        f":m{n} rdf:first :B{n} ; rdf:rest :l{n + 1} . "
        for n in range(40)
    )
    closure = closed(
        ":C owl:unionOf :l0 . " + rungs + ":l40 rdf:first :A ; rdf:rest () . :x a :A ."
    )
    assert holds(closure, ":x a :C .")


def test_a_long_list_is_read():
    members = " ".join(f":i{n}" for n in range(5000))
    assert holds(closed(f":C owl:oneOf ( {members} ) ."), ":i4999 a :C .")


def test_literals_are_subjects_only_inside():
    given = (
        ":p owl:inverseOf :q . :r rdfs:subPropertyOf :q . :a :q 5 . "
        ":s owl:propertyChainAxiom ( :q :p ) ."
    )
    closure = closed(given)
    assert holds(closure, ":a :s :a .")
    assert [t for t in closure.closure.triples(reflexive=True) if t[0].startswith('"')] == []
    assert any(t[0].startswith('"5"') for t in closure.closure.triples(generalized=True))


def test_blank_nodes_are_no_predicates_outside():
    closure = closed("[] owl:inverseOf :p . :a :p :b .")
    assert [t for t in closure.closure.triples() if t[1].startswith("_")] == []
    assert any(t[1].startswith("_") for t in closure.closure.triples(generalized=True))


def test_literals_come_back_as_written():
    given = ':a :p "01"^^xsd:int . :b :p 1, 1.0 . :p rdfs:subPropertyOf :q . :c :p "x"@EN, "x"@en .'
    closure = closed(given)
    xsd = "http://www.w3.org/2001/XMLSchema#"
    stated = {(t[0][-2], t[2]) for t in closure.closure.triples() if t[1].endswith("#p>")}
    assert {
        ("a", f'"01"^^<{xsd}int>'),
        ("b", f'"1"^^<{xsd}integer>'),
        ("b", f'"1.0"^^<{xsd}decimal>'),
        ("c", '"x"@en'),
    } <= stated
    assert len([t for t in closure.closure.triples() if t[1].endswith("#q>")]) == 3


def test_two_years_conflict_and_touch_nothing_else():
    closure = closed(":year a owl:FunctionalProperty . :f :year 1994, 1995 . :g :year 1994 .")
    (conflict,) = closure.conflicts
    xsd = "http://www.w3.org/2001/XMLSchema#integer"
    assert (conflict.rule, conflict.via) == ("dt-diff", "prp-fp")
    assert {f'"1994"^^<{xsd}>', f'"1995"^^<{xsd}>'} == set(conflict.values)
    assert not holds(closure, ":g :year 1995 .")


@pytest.mark.parametrize(
    ("one", "other", "conflicts"),
    [
        ("2000-01-01", "2000-01-02", 1),
        ("2000-01-01", "2000-01-02Z", 0),
        ("2000-01-01", "2000-01-03Z", 1),
        ("2000-01-01Z", "2000-01-01+14:00", 0),
        ("2000-01-01-12:00", "2000-01-01+14:00", 1),
        ("2000-02-29", "1999-02-28", 1),
        ("9" * 5000 + "-01-01", "9" * 4999 + "8-01-01", 1),
        ("9" * 5000 + "-01-01", "9" * 5000 + "-01-01Z", 0),
    ],
)
def test_days_conflict_where_no_zone_makes_them_overlap(one, other, conflicts):
    given = f':p a owl:FunctionalProperty . :a :p "{one}"^^xsd:date, "{other}"^^xsd:date .'
    assert rules_of(closed(given)) == ["dt-diff"] * conflicts


def test_moments_differ_however_little():
    seconds = [f'"2000-01-01T00:00:00.{"0" * 50}{n}"^^xsd:dateTime' for n in (1, 2)]
    given = f":p a owl:FunctionalProperty . :a :p {', '.join(seconds)} ."
    assert rules_of(closed(given)) == ["dt-diff"]


def test_a_genre_can_be_a_class_and_a_concept():
    given = (
        ":Noir a :Concept, owl:Class ; rdfs:subClassOf :Film . :f a :Noir . "
        ":Concept rdfs:subClassOf :Topic ."
    )
    assert holds(closed(given), ":f a :Film . :Noir a :Topic .")


def test_nobody_is_a_thing_unless_asked():
    closure = closed(":C a owl:Class . :x a :C .")
    assert not any("owl#Thing" in t[2] for t in closure.closure.triples())
    assert holds(closure, ":x a owl:Thing .")


def test_nothing_is_itself_unless_asked_or_stated():
    closure = closed(":C a owl:Class . :x a :C ; owl:sameAs :x .")
    found = {t for t in closure.closure.triples() if t[0] == t[2]}
    assert {
        (
            "<http://example.org/#x>",
            "<http://www.w3.org/2002/07/owl#sameAs>",
            "<http://example.org/#x>",
        )
    } == found


@pytest.mark.parametrize(
    "declared", [":C a owl:Class .", ":C a :K . :K rdfs:subClassOf owl:Class .", ":C :p :C ."]
)
def test_what_is_nothing_is_everything(declared):
    given = ":p rdfs:domain owl:Class . :x a owl:Nothing . " + declared
    assert holds(closed(given), ":x a :C .")


def test_a_thing_is_one_by_its_class_and_by_statement():
    closure = closed(":C a owl:Class .", ":x a :C .", ":x a owl:Thing .", supports=True).closure
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    numbers = dict(closure.annotated(reflexive=True))
    number = numbers["<http://example.org/#x>", kind, "<http://www.w3.org/2002/07/owl#Thing>"]
    assert closure.antichain(number) == (
        frozenset({"input-3"}),
        frozenset({"input-1", "input-2"}),
    )


def test_forms_of_one_value_are_the_same_whichever_was_read_first():
    given = (':x :p "01"^^xsd:integer .', ":x :p 1 .")
    for order in (given, given[::-1]):
        triples = closed(*order).closure.triples(generalized=True, reflexive=True)
        same = sorted((s[:3], o[:3]) for s, p, o in triples if "sameAs" in p and s[0] == '"')
        assert same == [('"01', '"1"'), ('"1"', '"01'), ('"1"', '"1"')]


def test_an_unsatisfiable_class_is_no_conflict_without_members():
    assert closed(":C rdfs:subClassOf owl:Nothing .").conflicts == []


def test_a_chain_that_names_itself_ends():
    given = (
        ":p a owl:TransitiveProperty ; owl:inverseOf :q . "
        ":p owl:propertyChainAxiom ( :p :q ), ( :p :p :p ) . "
    )
    given += "".join(f":x{n} :p :x{n + 1} . " for n in range(30))
    assert holds(closed(given), ":x0 :p :x30, :x0 . :x30 :q :x0 .")


def test_blank_nodes_of_two_inputs_are_two():
    one = "_:x :p :a . :p a owl:InverseFunctionalProperty ."
    closure = closed(one, "_:x :q :b .")
    assert len({t[0] for t in closure.closure.triples() if t[0].startswith("_")}) == 2


def test_inputs_are_reasoned_over_together_and_told_apart():
    closure = closed(":A rdfs:subClassOf :B .", ":x a :A .", supports=True)
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    found = closure.closure.support("<http://example.org/#x>", kind, "<http://example.org/#B>")
    assert (frozenset({"input-1", "input-2"}),) == found


def test_identity_that_rests_on_sources_keeps_its_support():
    closure = closed(":a owl:sameAs :b .", ":a :p :x .", ":b :p :x .", supports=True)
    found = closure.closure.support(
        "<http://example.org/#b>", "<http://example.org/#p>", "<http://example.org/#x>"
    )
    assert (frozenset({"input-3"}), frozenset({"input-1", "input-2"})) == found


def test_a_capped_support_is_marked_and_true():
    kind, sub = (
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
        "<http://www.w3.org/2000/01/rdf-schema#subClassOf>",
    )
    batches = [
        (frozenset({f"u{n}"}), [("<x>", kind, f"<C{n}>"), (f"<C{n}>", sub, "<D>")])
        for n in range(9)
    ]
    closure = close(batches, cap=4)
    number = closure.support_number(*(closure.find(t) for t in ("<x>", kind, "<D>")))
    assert closure.is_capped(number)
    assert len(closure.supports[number]) == 4
    assert set(closure.supports[number]) <= {frozenset({f"u{n}"}) for n in range(9)}


def test_what_rests_on_a_capped_support_is_marked_too():
    given = ":E owl:intersectionOf ( :D :F ) . :C0 rdfs:subClassOf :D . :C1 rdfs:subClassOf :D . "
    _, axioms = closing.read(PREFIXES + given + ":x a :F .", "axioms")
    claims = [closing.read(f"{PREFIXES}:x a :C{n} .", f"u{n}") for n in range(2)]
    batches = [(frozenset(), axioms), *((frozenset({unit}), found) for unit, found in claims)]
    closure = close(batches, cap=1)
    kind = closure.find("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>")
    x, e, f = (closure.find(f"<http://example.org/#{name}>") for name in "xEF")
    assert closure.is_capped(closure.support_number(x, kind, e))
    assert not closure.is_capped(closure.support_number(x, kind, f))


def test_a_cap_keeps_the_smallest_sets():
    kind, sub = (f"<{iri}>" for iri in (rdflib.RDF.type, rdflib.RDFS.subClassOf))
    batches = [
        *((frozenset({f"u{n}", "more"}), [("<x>", kind, f"<C{n}>")]) for n in range(4)),
        *((frozenset({f"v{n}"}), [("<x>", kind, f"<D{n}>")]) for n in range(4)),
        (frozenset(), [(f"<{c}{n}>", sub, "<E>") for c in "CD" for n in range(4)]),
    ]
    found = close(batches, cap=4).support("<x>", kind, "<E>")
    assert found is not None
    assert set(found) == {frozenset({f"v{n}"}) for n in range(4)}


def test_conflicts_say_which_sources_they_need():
    closure = closed(
        ":p a owl:FunctionalProperty .", ":f :p 1 .", ":f :p 2 .", ":f :p 2 .", supports=True
    )
    (conflict,) = closure.conflicts
    assert {
        frozenset({"input-1", "input-2", "input-3"}),
        frozenset({"input-1", "input-2", "input-4"}),
    } == set(conflict.support)


def test_ill_typed_literals_are_reported_with_their_triple():
    closure = closed(':f :year "abc"^^xsd:integer .')
    (conflict,) = closure.conflicts
    assert (conflict.rule, len(conflict.premises)) == ("dt-not-type", 1)


def test_a_key_with_one_property_does_not_merge_a_class():
    closure = closed(":C owl:hasKey ( :p ) . :a a :C ; :p 1 . :b a :C . :c a :C ; :p 2 .")
    assert not any("sameAs" in t[1] for t in closure.closure.triples())


def test_rules_that_conclude_false_do_not_stop_anything():
    closure = closed(":p a owl:IrreflexiveProperty . :a :p :a . :p rdfs:range :C .")
    assert rules_of(closure) == ["prp-irp"]
    assert holds(closure, ":a a :C .")


def test_the_plan_can_be_read():
    text = closed(
        ":A rdfs:subClassOf :B . :p a owl:TransitiveProperty . :A owl:equivalentClass :D ."
    ).closure.plan()
    assert (
        "cax-sco: (?0 a <http://example.org/#B>) <- (<http://example.org/#A> rdfs:subClassOf "
        "<http://example.org/#B>) | (?0 a <http://example.org/#A>)" in text
    )
    assert "# not run: scm-eqc1, cax-sco reach the same" in text
