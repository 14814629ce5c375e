"""A naive closure to compare with: the tables of OWL 2 RL/RDF, every triple with its support.

Triples are tuples of strings such as "rdfs:domain", ":x" or "v:1"; a literal is a value and begins
with "v:". `close` takes triples with antichains of units and returns all triples with theirs, and
what contradicts itself.
"""

from itertools import combinations, product

SAME, SCO, SPO, A = "owl:sameAs", "rdfs:subClassOf", "rdfs:subPropertyOf", "a"
ONE, ZERO = "v:1", "v:0"


def is_literal(term):
    return term.startswith("v:")


def minimal(sets):
    sets = set(sets)
    return frozenset(x for x in sets if not any(y < x for y in sets))


def close(facts, has_value, differ):
    """Apply all rules until nothing changes; returns (triples, false), each with supports."""
    known, false = dict(facts), {}
    while True:
        graph = Graph(known)
        derived = {}
        for head, premises in instances(graph, has_value, differ):
            target, old = (false, false) if head[0] == "false" else (derived, known)
            sets = {frozenset()}
            for triple in premises:
                sets = minimal(x | y for x in sets for y in known[triple])
            target[head] = minimal(target.get(head, old.get(head, frozenset())) | sets)
        if all(known.get(head) == sets for head, sets in derived.items()):
            return known, false
        known.update(derived)


class Graph:
    def __init__(self, known):
        self.index = {}
        for s, p, o in known:
            for key in product((s, None), (p, None), (o, None)):
                self.index.setdefault(key, []).append((s, p, o))

    def __call__(self, s, p, o):
        return self.index.get((s, p, o), ())

    def lists(self, node, seen=()):
        """Yield (elements, triples) of every list at a node."""
        if node == "rdf:nil":
            yield (), ()
        elif node not in seen:
            for first, rest in product(self(node, "rdf:first", None), self(node, "rdf:rest", None)):
                for elements, triples in self.lists(rest[2], (*seen, node)):
                    yield (first[2], *elements), (first, rest, *triples)


def instances(g, has_value, differ):
    """Yield every (conclusion, premises) that the rules give for the triples of a graph."""
    yield from equality(g, differ)
    yield from properties(g, differ)
    yield from classes(g, differ)
    yield from schema(g)
    for t in g(None, A, None):
        if is_literal(t[0]) and has_value(t[0], t[2]) is False:
            yield ("false", "dt-not-type"), (t,)


def equal(y, z, premises, differ):
    if is_literal(y) or is_literal(z):
        if differ(y, z):
            yield ("false", "dt-diff"), premises
    elif y != z:
        yield (y, SAME, z), premises


def equality(g, differ):
    for t in g(None, SAME, None):
        x, _, y = t
        if is_literal(x) or is_literal(y):
            if differ(x, y):
                yield ("false", "dt-diff"), (t,)
            continue
        yield (y, SAME, x), (t,)
        yield from (((x, SAME, u[2]), (t, u)) for u in g(y, SAME, None) if not is_literal(u[2]))
        yield from (((y, u[1], u[2]), (t, u)) for u in g(x, None, None))
        yield from (((u[0], y, u[2]), (t, u)) for u in g(None, x, None))
        yield from (((u[0], u[1], y), (t, u)) for u in g(None, None, x))
        yield from ((("false", "eq-diff1"), (t, u)) for u in g(x, "owl:differentFrom", y))
    for t in g(None, "owl:differentFrom", None):
        if t[0] == t[2]:
            yield ("false", "eq-diff1"), (t,)
    for name, p in (("eq-diff2", "owl:members"), ("eq-diff3", "owl:distinctMembers")):
        for _, _, elements, premises in members(g, "owl:AllDifferent", p):
            for y, z in combinations(elements, 2):
                yield from ((("false", name), (*premises, u)) for u in g(y, SAME, z))
                if y == z:
                    yield ("false", name), premises


def members(g, kind, p):
    for t in g(None, A, kind):
        for u in g(t[0], p, None):
            for elements, triples in g.lists(u[2]):
                yield t[0], u[2], elements, (t, u, *triples)


def properties(g, differ):
    for t in g(None, "rdfs:domain", None):
        yield from (((u[0], A, t[2]), (t, u)) for u in g(None, t[0], None))
    for t in g(None, "rdfs:range", None):
        yield from (((u[2], A, t[2]), (t, u)) for u in g(None, t[0], None))
    for t in g(None, A, "owl:FunctionalProperty"):
        for u in g(None, t[0], None):
            for v in g(u[0], t[0], None):
                yield from equal(u[2], v[2], (t, u, v), differ)
    for t in g(None, A, "owl:InverseFunctionalProperty"):
        for u in g(None, t[0], None):
            for v in g(None, t[0], u[2]):
                yield from equal(u[0], v[0], (t, u, v), differ)
    for t in g(None, A, "owl:IrreflexiveProperty"):
        yield from ((("false", "prp-irp"), (t, u)) for u in g(None, t[0], None) if u[0] == u[2])
    for t in g(None, A, "owl:SymmetricProperty"):
        yield from (((u[2], t[0], u[0]), (t, u)) for u in g(None, t[0], None))
    for t in g(None, A, "owl:AsymmetricProperty"):
        for u in g(None, t[0], None):
            yield from ((("false", "prp-asyp"), (t, u, v)) for v in g(u[2], t[0], u[0]))
    for t in g(None, A, "owl:TransitiveProperty"):
        for u in g(None, t[0], None):
            yield from (((u[0], t[0], v[2]), (t, u, v)) for v in g(u[2], t[0], None))
    for p in (SPO, "owl:equivalentProperty"):
        for t in g(None, p, None):
            yield from (((u[0], t[2], u[2]), (t, u)) for u in g(None, t[0], None))
    for t in g(None, "owl:equivalentProperty", None):
        yield from (((u[0], t[0], u[2]), (t, u)) for u in g(None, t[2], None))
    for t in g(None, "owl:propertyChainAxiom", None):
        for elements, triples in g.lists(t[2]):
            paths = (
                [(u[0], u[2], (t, *triples, u)) for u in g(None, elements[0], None)]
                if elements
                else []
            )
            for q in elements[1:]:
                paths = [(x, v[2], (*ps, v)) for x, y, ps in paths for v in g(y, q, None)]
            yield from (((x, t[0], y), premises) for x, y, premises in paths)
    for t in g(None, "owl:propertyDisjointWith", None):
        yield from disjoint(g, "prp-pdw", t[0], t[2], (t,))
    for _, _, elements, premises in members(g, "owl:AllDisjointProperties", "owl:members"):
        for p, q in combinations(elements, 2):
            yield from disjoint(g, "prp-adp", p, q, premises)
    for t in g(None, "owl:inverseOf", None):
        yield from (((u[2], t[2], u[0]), (t, u)) for u in g(None, t[0], None))
        yield from (((u[2], t[0], u[0]), (t, u)) for u in g(None, t[2], None))
    for t in g(None, "owl:hasKey", None):
        for elements, triples in g.lists(t[2]):
            for x, y in product(g(None, A, t[0]), repeat=2) if elements else ():
                shared = [
                    [(u, v) for u in g(x[0], p, None) for v in g(y[0], p, u[2])] for p in elements
                ]
                for chosen in product(*shared):
                    premises = (t, *triples, x, y, *(u for pair in chosen for u in pair))
                    yield from equal(x[0], y[0], premises, differ)
    for name, p in (("prp-npa1", "owl:targetIndividual"), ("prp-npa2", "owl:targetValue")):
        for t in g(None, "owl:sourceIndividual", None):
            for u, v in product(g(t[0], "owl:assertionProperty", None), g(t[0], p, None)):
                yield from ((("false", name), (t, u, v, w)) for w in g(t[2], u[2], v[2]))


def disjoint(g, name, p, q, premises):
    for u in g(None, p, None):
        yield from ((("false", name), (*premises, u, v)) for v in g(u[0], q, u[2]))


def classes(g, differ):
    yield from ((("false", "cls-nothing2"), (t,)) for t in g(None, A, "owl:Nothing"))
    for t in g(None, "owl:intersectionOf", None):
        for elements, triples in g.lists(t[2]):
            for x in {u[0] for u in g(None, A, elements[0])} if elements else ():
                found = [g(x, A, c) for c in elements]
                yield from (((x, A, t[0]), (t, *triples, *us)) for us in product(*found))
            for c in elements:
                yield from (((u[0], A, c), (t, *triples, u)) for u in g(None, A, t[0]))
    for t in g(None, "owl:unionOf", None):
        for elements, triples in g.lists(t[2]):
            for c in elements:
                yield from (((u[0], A, t[0]), (t, *triples, u)) for u in g(None, A, c))
    for t in g(None, "owl:oneOf", None):
        for elements, triples in g.lists(t[2]):
            yield from (((x, A, t[0]), (t, *triples)) for x in elements)
    for name, p in (("cls-com", "owl:complementOf"), ("cax-dw", "owl:disjointWith")):
        for t in g(None, p, None):
            for u in g(None, A, t[0]):
                yield from ((("false", name), (t, u, v)) for v in g(u[0], A, t[2]))
    for _, _, elements, premises in members(g, "owl:AllDisjointClasses", "owl:members"):
        for c, d in combinations(elements, 2):
            for u in g(None, A, c):
                yield from ((("false", "cax-adc"), (*premises, u, v)) for v in g(u[0], A, d))
    for p in (SCO, "owl:equivalentClass"):
        for t in g(None, p, None):
            yield from (((u[0], A, t[2]), (t, u)) for u in g(None, A, t[0]))
    for t in g(None, "owl:equivalentClass", None):
        yield from (((u[0], A, t[0]), (t, u)) for u in g(None, A, t[2]))
    for r in g(None, "owl:onProperty", None):
        yield from restriction(g, r, differ)


def restriction(g, r, differ):
    c, _, p = r
    for t in g(c, "owl:someValuesFrom", None):
        for u in g(None, p, None):
            yield from (((u[0], A, c), (r, t, u, v)) for v in g(u[2], A, t[2]))
            if t[2] == "owl:Thing":
                yield (u[0], A, c), (r, t, u)
    for t in g(c, "owl:allValuesFrom", None):
        for u in g(None, A, c):
            yield from (((v[2], A, t[2]), (r, t, u, v)) for v in g(u[0], p, None))
    for t in g(c, "owl:hasValue", None):
        yield from (((u[0], p, t[2]), (r, t, u)) for u in g(None, A, c))
        yield from (((u[0], A, c), (r, t, u)) for u in g(None, p, t[2]))
    for u in g(None, A, c):
        values = g(u[0], p, None)
        for t in g(c, "owl:maxCardinality", ZERO):
            yield from ((("false", "cls-maxc1"), (r, t, u, v)) for v in values)
        for t, v, w in product(g(c, "owl:maxCardinality", ONE), values, values):
            yield from equal(v[2], w[2], (r, t, u, v, w), differ)
        for k in g(c, "owl:onClass", None):
            typed = [(v, g(v[2], A, k[2])) for v in values]
            for t in g(c, "owl:maxQualifiedCardinality", ZERO):
                yield from (
                    (("false", "cls-maxqc1"), (r, t, k, u, v, x)) for v, xs in typed for x in xs
                )
                if k[2] == "owl:Thing":
                    yield from ((("false", "cls-maxqc2"), (r, t, k, u, v)) for v in values)
            for t in g(c, "owl:maxQualifiedCardinality", ONE):
                for (v, xs), (w, ys) in product(typed, typed):
                    for x, y in product(xs, ys):
                        yield from equal(v[2], w[2], (r, t, k, u, v, x, w, y), differ)
                    if k[2] == "owl:Thing":
                        yield from equal(v[2], w[2], (r, t, k, u, v, w), differ)


def schema(g):
    for t in g(None, A, "owl:Class"):
        c = t[0]
        for head in ((c, SCO, c), (c, "owl:equivalentClass", c), (c, SCO, "owl:Thing")):
            yield head, (t,)
        yield ("owl:Nothing", SCO, c), (t,)
    for kind in ("owl:ObjectProperty", "owl:DatatypeProperty"):
        for t in g(None, A, kind):
            yield (t[0], SPO, t[0]), (t,)
            yield (t[0], "owl:equivalentProperty", t[0]), (t,)
    for sub, same in ((SCO, "owl:equivalentClass"), (SPO, "owl:equivalentProperty")):
        for t in g(None, sub, None):
            yield from (((t[0], sub, u[2]), (t, u)) for u in g(t[2], sub, None))
            yield from (((t[0], same, t[2]), (t, u)) for u in g(t[2], sub, t[0]))
        for t in g(None, same, None):
            yield (t[0], sub, t[2]), (t,)
            yield (t[2], sub, t[0]), (t,)
    for p in ("rdfs:domain", "rdfs:range"):
        for t in g(None, p, None):
            yield from (((t[0], p, u[2]), (t, u)) for u in g(t[2], SCO, None))
            yield from (((u[0], p, t[2]), (t, u)) for u in g(None, SPO, t[0]))
    for t in g(None, "owl:intersectionOf", None):
        for elements, triples in g.lists(t[2]):
            yield from (((t[0], SCO, c), (t, *triples)) for c in elements)
    for t in g(None, "owl:unionOf", None):
        for elements, triples in g.lists(t[2]):
            yield from (((c, SCO, t[0]), (t, *triples)) for c in elements)
    yield from restrictions(g)


def restrictions(g):
    for name in ("owl:hasValue", "owl:someValuesFrom", "owl:allValuesFrom"):
        stated = [(t, r) for t in g(None, name, None) for r in g(t[0], "owl:onProperty", None)]
        for (t, r), (u, q) in product(stated, stated):
            if t[2] == u[2]:
                pair = (u[0], SCO, t[0]) if name == "owl:allValuesFrom" else (t[0], SCO, u[0])
                yield from ((pair, (t, r, u, q, v)) for v in g(r[2], SPO, q[2]))
            if r[2] == q[2] and name != "owl:hasValue":
                yield from (((t[0], SCO, u[0]), (t, r, u, q, v)) for v in g(t[2], SCO, u[2]))
