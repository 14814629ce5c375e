"""Finite interpretations, and axioms that can be written as Turtle and checked in one.

An axiom that is false in an interpretation does not follow from axioms that are true in it: a test
of soundness that knows nothing of rules.
"""

from itertools import combinations, product

from hypothesis import strategies as st

CLASSES, PROPERTIES, INDIVIDUALS = "ABC", "pqr", "xyz"
DECLARATIONS = "".join(
    [f":{c} a owl:Class . " for c in CLASSES]
    + [f":{p} a owl:ObjectProperty . " for p in PROPERTIES]
)


def listed(items):
    return "( " + " ".join(items) + " )"


class Model:
    """Extents of names over the domain 0 … n − 1."""

    def __init__(self, size, classes, properties, individuals):
        self.domain = range(size)
        self.extents, self.individuals = classes, individuals
        self.relations = properties

    def extent(self, e):
        """The instances of a class expression."""
        kind, *args = e
        return {x for x in self.domain if getattr(self, f"is_{kind}")(x, *args)}

    def values(self, x, p):
        return {b for a, b in self.relations[p] if a == x}

    def is_named(self, x, c):
        return x in self.extents[c]

    def is_not(self, x, e):
        return x not in self.extent(e)

    def is_and(self, x, *es):
        return all(x in self.extent(e) for e in es)

    def is_or(self, x, *es):
        return any(x in self.extent(e) for e in es)

    def is_one(self, x, *names):
        return x in {self.individuals[i] for i in names}

    def is_some(self, x, p, e):
        return bool(self.values(x, p) & self.extent(e))

    def is_only(self, x, p, e):
        return self.values(x, p) <= self.extent(e)

    def is_value(self, x, p, i):
        return self.individuals[i] in self.values(x, p)

    def is_min(self, x, n, p, e):
        return len(self.values(x, p) & self.extent(e)) >= n

    def is_max(self, x, n, p, e):
        return len(self.values(x, p) & self.extent(e)) <= n

    def is_exactly(self, x, n, p):
        return len(self.values(x, p)) == n

    def holds(self, axiom):
        """Whether an axiom is true."""
        kind, *args = axiom
        return getattr(self, f"holds_{kind}")(*args)

    def holds_sub(self, e, f):
        return self.extent(e) <= self.extent(f)

    def holds_same_class(self, e, f):
        return self.extent(e) == self.extent(f)

    def holds_disjoint(self, *es):
        return not any(self.extent(e) & self.extent(f) for e, f in combinations(es, 2))

    def holds_complement(self, c, e):
        return self.extents[c] == self.extent(("not", e))

    def holds_sub_property(self, p, q):
        return self.relations[p] <= self.relations[q]

    def holds_same_property(self, p, q):
        return self.relations[p] == self.relations[q]

    def holds_disjoint_property(self, p, q):
        return not self.relations[p] & self.relations[q]

    def holds_inverse(self, p, q):
        return self.relations[p] == {(b, a) for a, b in self.relations[q]}

    def holds_domain(self, p, e):
        return {a for a, _ in self.relations[p]} <= self.extent(e)

    def holds_range(self, p, e):
        return {b for _, b in self.relations[p]} <= self.extent(e)

    def holds_is(self, kind, p):
        pairs = self.relations[p]
        turned = {(b, a) for a, b in pairs}
        loops = {(x, x) for x in self.domain}
        return {
            "Functional": all(len(self.values(x, p)) < 2 for x in self.domain),
            "InverseFunctional": len({b for _, b in pairs}) == len(pairs),
            "Transitive": all((a, d) in pairs for a, b in pairs for c, d in pairs if b == c),
            "Symmetric": pairs == turned,
            "Asymmetric": not pairs & turned,
            "Reflexive": loops <= pairs,
            "Irreflexive": not pairs & loops,
        }[kind]

    def holds_chain(self, p, *steps):
        reached = {(x, x) for x in self.domain}
        for q in steps:
            reached = {(a, d) for a, b in reached for c, d in self.relations[q] if b == c}
        return reached <= self.relations[p]

    def holds_key(self, e, *keys):
        pairs = combinations(sorted(self.extent(e)), 2)
        return not any(all(self.values(x, p) & self.values(y, p) for p in keys) for x, y in pairs)

    def holds_type(self, i, e):
        return self.individuals[i] in self.extent(e)

    def holds_related(self, i, p, j):
        return (self.individuals[i], self.individuals[j]) in self.relations[p]

    def holds_unrelated(self, i, p, j):
        return not self.holds_related(i, p, j)

    def holds_same(self, i, j):
        return self.individuals[i] == self.individuals[j]

    def holds_different(self, *names):
        return len({self.individuals[i] for i in names}) == len(names)


def written(e):
    """A class expression as Turtle."""
    kind, *args = e
    if kind == "named":
        return f":{args[0]}"
    if kind == "not":
        return f"[ a owl:Class ; owl:complementOf {written(args[0])} ]"
    if kind in ("and", "or"):
        word = {"and": "intersectionOf", "or": "unionOf"}[kind]
        return f"[ a owl:Class ; owl:{word} {listed(map(written, args))} ]"
    if kind == "one":
        return f"[ a owl:Class ; owl:oneOf {listed(f':{i}' for i in args)} ]"
    return f"[ a owl:Restriction ; {restriction(kind, args)} ]"


def restriction(kind, args):
    if kind in ("some", "only"):
        word = {"some": "someValuesFrom", "only": "allValuesFrom"}[kind]
        return f"owl:onProperty :{args[0]} ; owl:{word} {written(args[1])}"
    if kind == "value":
        return f"owl:onProperty :{args[0]} ; owl:hasValue :{args[1]}"
    number = f'"{args[0]}"^^xsd:nonNegativeInteger'
    if kind == "exactly":
        return f"owl:onProperty :{args[1]} ; owl:cardinality {number}"
    word = f"owl:onClass {written(args[2])} ; owl:{kind}QualifiedCardinality"
    return f"owl:onProperty :{args[1]} ; {word} {number}"


BINARY = {
    "sub": "rdfs:subClassOf",
    "same_class": "owl:equivalentClass",
    "sub_property": "rdfs:subPropertyOf",
    "same_property": "owl:equivalentProperty",
    "disjoint_property": "owl:propertyDisjointWith",
    "inverse": "owl:inverseOf",
    "domain": "rdfs:domain",
    "range": "rdfs:range",
    "type": "a",
    "same": "owl:sameAs",
    "complement": "owl:complementOf",
}


def statement(axiom):
    """An axiom as Turtle."""
    kind, *args = axiom
    names = [written(arg) if isinstance(arg, tuple) else f":{arg}" for arg in args]
    if kind in BINARY:
        return f"{names[0]} {BINARY[kind]} {names[1]} ."
    if kind == "disjoint" and len(args) == 2:
        return f"{names[0]} owl:disjointWith {names[1]} ."
    if kind == "disjoint":
        return f"[] a owl:AllDisjointClasses ; owl:members {listed(names)} ."
    if kind == "different" and len(args) == 2:
        return f"{names[0]} owl:differentFrom {names[1]} ."
    if kind == "different":
        return f"[] a owl:AllDifferent ; owl:members {listed(names)} ."
    if kind == "is":
        return f":{args[1]} a owl:{args[0]}Property ."
    if kind in ("chain", "key"):
        word = {"chain": "propertyChainAxiom", "key": "hasKey"}[kind]
        return f"{names[0]} owl:{word} {listed(names[1:])} ."
    if kind == "related":
        return f"{names[0]} {names[1]} {names[2]} ."
    return (
        f"[] a owl:NegativePropertyAssertion ; owl:sourceIndividual {names[0]} ; "
        f"owl:assertionProperty {names[1]} ; owl:targetIndividual {names[2]} ."
    )


c, p, i = st.sampled_from(CLASSES), st.sampled_from(PROPERTIES), st.sampled_from(INDIVIDUALS)
n = st.integers(0, 2)
named = st.tuples(st.just("named"), c)


def _larger(e):
    return st.one_of(
        st.tuples(st.just("not"), e),
        st.tuples(st.sampled_from(("and", "or")), e, e),
        st.tuples(st.just("one"), i, i),
        st.tuples(st.sampled_from(("some", "only")), p, e),
        st.tuples(st.just("value"), p, i),
        st.tuples(st.sampled_from(("min", "max")), n, p, e),
        st.tuples(st.just("exactly"), n, p),
    )


expressions = st.one_of(named, named, st.recursive(named, _larger, max_leaves=3))
characteristics = st.sampled_from(
    (
        "Functional",
        "InverseFunctional",
        "Transitive",
        "Symmetric",
        "Asymmetric",
        "Reflexive",
        "Irreflexive",
    )
)


def axiom(kind, *parts):
    return st.tuples(st.just(kind), *parts)


def axioms(e=expressions):
    return st.one_of(
        axiom("sub", e, e),
        axiom("same_class", e, e),
        axiom("disjoint", e, e),
        axiom("disjoint", e, e, e),
        axiom("complement", c, e),
        axiom("sub_property", p, p),
        axiom("same_property", p, p),
        axiom("disjoint_property", p, p),
        axiom("inverse", p, p),
        axiom("domain", p, e),
        axiom("range", p, e),
        axiom("is", characteristics, p),
        axiom("is", characteristics, p),
        axiom("chain", p, p, p),
        axiom("key", e, p),
        axiom("key", e, p, p),
        axiom("type", i, e),
        axiom("type", i, e),
        axiom("related", i, p, i),
        axiom("related", i, p, i),
        axiom("unrelated", i, p, i),
        axiom("same", i, i),
        axiom("different", i, i),
        axiom("different", i, i, i),
    )


@st.composite
def models(draw):
    size = draw(st.integers(1, 3))
    elements = st.sampled_from(range(size))
    pairs = st.sampled_from(list(product(range(size), repeat=2)))
    return Model(
        size,
        {name: draw(st.sets(elements)) for name in CLASSES},
        {name: draw(st.sets(pairs, max_size=4)) for name in PROPERTIES},
        {name: draw(elements) for name in INDIVIDUALS},
    )


def theory(model):
    """All axioms over names alone that are true in a model."""
    classes = [("named", name) for name in CLASSES]
    kinds = ("sub_property", "disjoint_property", "inverse")
    signs = (
        "Functional",
        "InverseFunctional",
        "Transitive",
        "Asymmetric",
        "Reflexive",
        "Irreflexive",
    )
    found = [
        *(("sub", *pair) for pair in product(classes, repeat=2)),
        *(("disjoint", *pair) for pair in combinations(classes, 2)),
        *(("complement", name, other) for name, other in product(CLASSES, classes)),
        *((kind, *pair) for kind in kinds for pair in product(PROPERTIES, repeat=2)),
        *((kind, *pair) for kind in ("domain", "range") for pair in product(PROPERTIES, classes)),
        *(("is", *pair) for pair in product((*signs, "Reflexive", "Symmetric"), PROPERTIES)),
        *(("type", *pair) for pair in product(INDIVIDUALS, classes)),
        *(("related", *triple) for triple in product(INDIVIDUALS, PROPERTIES, INDIVIDUALS)),
        *(("different", *pair) for pair in combinations(INDIVIDUALS, 2)),
    ]
    return [axiom for axiom in found if model.holds(axiom)]
