"""Small worlds for comparing the engine with the reference: graphs and schemas with every trap."""

from hypothesis import strategies as st

from kg.engine.rules import PREFIXES, Pattern, is_variable, rules
from kg.engine.values import DATATYPES

A, SAME, NIL = "a", "owl:sameAs", "rdf:nil"

FORMS = {
    "v:0": ['"0"^^xsd:nonNegativeInteger', '"-0"^^xsd:integer'],
    "v:1": ['"1"^^xsd:integer', '"01"^^xsd:int', '"1.0"^^xsd:decimal'],
    "v:300": ['"300"^^xsd:integer'],
    "v:a": ['"a"', '"a"^^xsd:string'],
    "v:a@en": ['"a"@en', '"a"@EN'],
    "v:1f": ['"1"^^xsd:float'],
    "v:bad": ['"abc"^^xsd:integer'],
    "v:1994": ['"1994"^^xsd:gYear'],
    "v:1995": ['"1995"^^xsd:gYear'],
    "v:day": ['"1994-09-10"^^xsd:date'],
}
_WIDE = (
    "decimal",
    "integer",
    "nonNegativeInteger",
    "long",
    "int",
    "short",
    "unsignedLong",
    "unsignedInt",
    "unsignedShort",
)
_TEXT = ("string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN")
MEMBERS = {
    **{f"xsd:{datatype}": {"v:0", "v:1", "v:300"} for datatype in _WIDE},
    **{f"xsd:{datatype}": {"v:a"} for datatype in _TEXT},
    "xsd:positiveInteger": {"v:1", "v:300"},
    "xsd:nonPositiveInteger": {"v:0"},
    "xsd:byte": {"v:0", "v:1"},
    "xsd:unsignedByte": {"v:0", "v:1"},
    "xsd:float": {"v:1f"},
    "rdf:PlainLiteral": {"v:a", "v:a@en"},
    "rdfs:Literal": {"v:0", "v:1", "v:300", "v:a", "v:a@en", "v:1f"},
}
"""The values that each datatype holds; the datatypes left out hold none."""
_VALUED = MEMBERS["rdfs:Literal"]


def has_value(value, datatype):
    if datatype not in MEMBERS or value not in _VALUED | {"v:bad"}:
        return None
    return value in MEMBERS[datatype]


def differ(x, y):
    if {x, y} <= _VALUED:
        return x != y
    return {x, y} in ({"v:1994", "v:1995"}, {"v:1995", "v:day"})


def axioms():
    """The conclusions of the rules that have no conditions, as names."""
    found = {
        (head.s, head.o)
        for rule in rules()
        if rule.virtual and not (rule.body or rule.schema)
        for head in rule.heads
    }
    found |= {(f"<{datatype}>", f"<{PREFIXES['rdfs']}Datatype>") for datatype in DATATYPES}
    return {(name(s), A, name(o)) for s, o in found}


def term(name):
    """A name as a term in N-Triples form."""
    if name == A:
        return f"<{PREFIXES['rdf']}type>"
    if name.startswith('"'):
        text, mark, datatype = name.partition("^^")
        return text + mark + (term(datatype) if datatype else "")
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES.get(prefix, 'urn:')}{local}>"


VALUE_OF = {term(form): value for value, forms in FORMS.items() for form in forms}


def name(text):
    """A term in N-Triples form as a name; all forms of a value have one."""
    if text.startswith('"'):
        return VALUE_OF[text]
    for prefix, namespace in PREFIXES.items():
        if text.startswith("<" + namespace):
            local = text[len(namespace) + 1 : -1]
            return A if (prefix, local) == ("rdf", "type") else f"{prefix}:{local}"
    return f":{text[5:-1]}"


def names(prefix, count):
    return st.sampled_from([f":{prefix}{n}" for n in range(count)])


individuals = names("i", 4)
classes = names("C", 4)
properties = names("p", 4)
restrictions = names("R", 2)
values = st.sampled_from(sorted(FORMS))
expressions = classes | restrictions
fillers = classes | st.sampled_from(["owl:Thing", "xsd:integer", "xsd:byte", "xsd:string"])
things = individuals | classes | properties
schema_properties = st.sampled_from(
    [
        "rdfs:subClassOf",
        "rdfs:subPropertyOf",
        "rdfs:domain",
        "rdfs:range",
        SAME,
        A,
        "rdf:first",
        "owl:inverseOf",
        "owl:equivalentClass",
        "owl:differentFrom",
        "owl:hasValue",
        "owl:onProperty",
    ]
)
kinds = st.sampled_from(
    [
        f"owl:{kind}Property"
        for kind in (
            "Functional",
            "InverseFunctional",
            "Irreflexive",
            "Symmetric",
            "Asymmetric",
            "Transitive",
            "Object",
            "Datatype",
        )
    ]
)


def one(*parts):
    parts = [st.just(part) if isinstance(part, str) else part for part in parts]
    return st.tuples(*parts).map(lambda triple: [triple])


@st.composite
def lists(draw, elements):
    """A list of up to three elements, whose tail may be another list's or missing."""
    size = draw(st.integers(0, 3))
    number = draw(st.integers(0, 3))
    nodes = [f":l{number}", *(f":l{number}x{n}" for n in range(1, size))][:size]
    # Never a smaller number: a list that meets itself is tested by itself, in test_traps.
    tails = [f":l{n}" for n in range(number + 1, 5)]
    end = draw(st.sampled_from([NIL, NIL, NIL, *tails]))
    triples = [(node, "rdf:first", draw(elements)) for node in nodes]
    triples += [
        (node, "rdf:rest", after) for node, after in zip(nodes, [*nodes[1:], end], strict=False)
    ]
    return (nodes or [NIL])[0], triples


@st.composite
def listed(draw, subjects, predicate, elements, kind=None):
    head, triples = draw(lists(elements))
    subject = draw(subjects)
    return [(subject, predicate, head), *triples, *([(subject, A, kind)] if kind else [])]


@st.composite
def restricted(draw):
    r = draw(restrictions)
    filler = draw(
        one(r, "owl:someValuesFrom", fillers)
        | one(r, "owl:allValuesFrom", fillers)
        | one(r, "owl:hasValue", individuals | values)
        | one(r, "owl:maxCardinality", st.sampled_from(["v:0", "v:1"]))
        | st.tuples(
            st.just((r, "owl:onClass", draw(fillers))),
            st.tuples(
                st.just(r), st.just("owl:maxQualifiedCardinality"), st.sampled_from(["v:0", "v:1"])
            ),
        ).map(list)
    )
    return [(r, "owl:onProperty", draw(properties)), *filler]


@st.composite
def denied(draw):
    n, (target, object_) = (
        ":n0",
        draw(st.sampled_from([("owl:targetIndividual", individuals), ("owl:targetValue", values)])),
    )
    return [
        (n, "owl:sourceIndividual", draw(individuals)),
        (n, "owl:assertionProperty", draw(properties)),
        (n, target, draw(object_)),
    ]


instance = (
    one(individuals, properties, individuals)
    | one(individuals, properties, values)
    | one(individuals, A, expressions)
)
axiom = (
    one(expressions, "rdfs:subClassOf", expressions | st.sampled_from(["owl:Thing", "owl:Nothing"]))
    | one(expressions, "owl:equivalentClass", expressions)
    | one(classes, "owl:disjointWith", fillers)
    | one(classes, "owl:complementOf", classes)
    | one(classes, A, "owl:Class")
    | one(properties, "rdfs:subPropertyOf", properties)
    | one(properties, "owl:equivalentProperty", properties)
    | one(properties, "owl:inverseOf", properties)
    | one(properties, "owl:propertyDisjointWith", properties)
    | one(properties, "rdfs:domain", fillers)
    | one(properties, "rdfs:range", fillers)
    | one(properties, A, kinds)
)
lists_of = (
    listed(properties, "owl:propertyChainAxiom", properties)
    | listed(classes, "owl:intersectionOf", expressions | st.just("owl:Thing"))
    | listed(classes, "owl:unionOf", expressions)
    | listed(classes, "owl:oneOf", individuals)
    | listed(classes, "owl:hasKey", properties)
    | listed(individuals, "owl:members", individuals, "owl:AllDifferent")
    | listed(individuals, "owl:distinctMembers", individuals | values, "owl:AllDifferent")
    | listed(individuals, "owl:members", classes, "owl:AllDisjointClasses")
    | listed(individuals, "owl:members", properties, "owl:AllDisjointProperties")
)
traps = (
    one(individuals, SAME, individuals)
    | one(things, SAME, things)
    | one(individuals, "owl:differentFrom", individuals)
    | one(properties, "rdfs:subPropertyOf", schema_properties)
    | one(schema_properties, "rdfs:subPropertyOf", properties)
    | one(classes, "rdfs:subClassOf", kinds | st.sampled_from(["owl:Class", "owl:AllDifferent"]))
    | one(properties, A, classes)
    | one(properties, "rdfs:range", kinds)
    | one(classes, properties, classes)
    | one(things, properties, things)
    | one("owl:Thing", "rdfs:subClassOf", classes)
    | denied()
)
vocabulary = st.sampled_from(
    sorted(
        {
            name(item.p)
            for rule in rules()
            for item in (*rule.heads, *rule.schema, *rule.body)
            if isinstance(item, Pattern) and not is_variable(item.p)
        }
    )
)
anything = things | expressions | kinds | st.sampled_from(["owl:Nothing", "owl:Class", "rdf:first"])
wild = (
    one(individuals, A, st.sampled_from(["owl:Thing", "owl:Nothing"]))
    | one(properties, "rdfs:domain", st.sampled_from(["owl:Class", "owl:Nothing"]))
    | one(anything, vocabulary, anything)
)
"""Every word of the rules between any terms."""
worlds = st.lists(
    instance | axiom | lists_of | restricted() | traps | wild | instance, min_size=1, max_size=9
).map(lambda blocks: [triple for block in blocks for triple in block])
