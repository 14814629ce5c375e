"""The reference closure: owlrl's OWL 2 RL rules, kept to where they are sound.

owlrl 7.6 merges the values of functional data properties, merges the members of every class that
has a key, and writes literals as subjects. Here a literal is never equal to anything but itself,
keys are compared in full, and what is no RDF or no news is left out of the answer: literal
subjects, everything being itself or an `owl:Thing`, anonymous class expressions, axiomatic triples.

Invariants: axioms and claims are part of the answer, term for term (`"01"` stays `"01"`), and
nothing global is changed: owlrl's `DeductiveClosure`, which patches rdflib's literals, is not used.
Conclusions that are `false` are not reported here. Cost: seconds for some thousand triples.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, product
from typing import Any, Final

import rdflib
from owlrl.OWLRL import OWLRL_Semantics
from owlrl.XsdDatatypes import OWL_Datatype_Subsumptions, OWL_RL_Datatypes
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rdflib.namespace import OWL, RDF, RDFS

from kg.errors import ReasonerError
from kg.reasoning.reasoner import Batch, SupportGraph

_Statement = tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]

_MAXIMA: Final = frozenset((OWL.maxCardinality, OWL.maxQualifiedCardinality))
_AXIOM_PREDICATES: Final = _MAXIMA | frozenset(
    (
        RDFS.domain,
        RDFS.range,
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        OWL.allValuesFrom,
        OWL.equivalentClass,
        OWL.equivalentProperty,
        OWL.hasKey,
        OWL.hasValue,
        OWL.intersectionOf,
        OWL.inverseOf,
        OWL.oneOf,
        OWL.propertyChainAxiom,
        OWL.sameAs,
        OWL.someValuesFrom,
        OWL.unionOf,
    )
)
"""The predicates, beside `rdf:type`, of the triples from which a rule can conclude a triple."""

_AXIOM_TYPES: Final = frozenset(
    (
        OWL.Class,
        OWL.DatatypeProperty,
        OWL.FunctionalProperty,
        OWL.InverseFunctionalProperty,
        OWL.ObjectProperty,
        OWL.SymmetricProperty,
        OWL.TransitiveProperty,
    )
)
"""The classes from whose members a rule can conclude a triple."""

_READ_BY_RULES: Final = _AXIOM_PREDICATES | frozenset(
    (
        RDF.first,
        RDF.rest,
        RDF.type,
        OWL.onClass,
        OWL.onProperty,
    )
)
_RULE_TERMS: Final = frozenset(NamedNode(str(term)) for term in _READ_BY_RULES)
_TYPE: Final = NamedNode(str(RDF.type))
_SAME_AS: Final = NamedNode(str(OWL.sameAs))
_IDLE_TYPES: Final = frozenset(
    NamedNode(str(term))
    for term in (
        OWL.AnnotationProperty,
        OWL.DatatypeProperty,
        OWL.ObjectProperty,
        RDF.Property,
    )
)
_REFLEXIVE: Final = frozenset(
    (
        OWL.sameAs,
        OWL.equivalentClass,
        OWL.equivalentProperty,
        RDFS.subClassOf,
        RDFS.subPropertyOf,
    )
)


def reason(
    axioms: Sequence[Triple], batches: Sequence[Batch], outright: frozenset[str]
) -> Sequence[SupportGraph]:
    """Return one support graph, the closure of all batches together, a `Reasoner`.

    Its single alternative is the set of all units: what a part of them would suffice for is not
    worked out, nor are views; `outright` is not used.
    """
    closed = close(axioms, chain.from_iterable(batch.claims for batch in batches))
    units = frozenset(batch.unit for batch in batches)
    return (SupportGraph("1", (units,), tuple(sorted(closed, key=str))),)


def close(axioms: Iterable[Triple], claims: Iterable[Triple]) -> set[Triple]:
    """Return the axioms, the claims and what follows from them by the rules of OWL 2 RL.

    Raises:
        ReasonerError: a list in the axioms runs in a circle, or a cardinality is no integer.
    """
    stated = set(axioms) | set(claims)
    idle = _idle(stated)
    terms = _Terms()
    graph = rdflib.Graph()
    for triple in stated - idle:
        graph.add(terms.statement(triple))
    try:
        _SoundRules(graph, terms).closure()
    except ValueError as error:
        raise ReasonerError(f"the axioms cannot be closed: {error}") from error
    known = stated | {terms.triple(statement) for statement in graph if _is_news(statement)}
    return known | _renamed(idle, known)


class _Terms:
    """The terms of one closure, there and back.

    A literal becomes a plain string that holds its N-Triples form, so that rdflib neither
    interprets nor normalises it; only a cardinality becomes a number, as owlrl must read it.
    """

    def __init__(self) -> None:
        self.datatypes: dict[rdflib.Literal, rdflib.URIRef] = {}
        self._originals: dict[rdflib.term.Node, NamedNode | BlankNode | Literal] = {}

    def statement(self, triple: Triple) -> _Statement:
        """Return the triple in rdflib's terms."""
        s, p, o = triple
        predicate = self._node(p)
        if predicate in _MAXIMA:
            return self._node(s), predicate, self._number(o)
        return self._node(s), predicate, self._node(o)

    def triple(self, statement: _Statement) -> Triple:
        """Return the statement in the terms it was made from."""
        s, p, o = (self._originals.get(node) or NamedNode(str(node)) for node in statement)
        return Triple(s, p, o)  # type: ignore[arg-type]  # `_is_news` lets no other kinds through

    def _node(self, term: Any) -> rdflib.term.Node:
        node: rdflib.term.Node
        if isinstance(term, NamedNode):
            node = rdflib.URIRef(term.value)
        elif isinstance(term, BlankNode):
            node = rdflib.BNode(term.value)
        else:
            node = rdflib.Literal(str(term))
            self.datatypes[node] = rdflib.URIRef(term.datatype.value)
        self._originals[node] = term
        return node

    def _number(self, term: Any) -> rdflib.term.Node:
        if not isinstance(term, Literal) or not term.value.strip().isdecimal():
            raise ReasonerError(f"the cardinality {term} is not a number")
        node = rdflib.Literal(int(term.value))
        self._originals[node] = term
        return node


class _SoundRules(OWLRL_Semantics):  # type: ignore[misc]  # owlrl has no types
    """OWL 2 RL less the conclusions that treat a literal as a thing, and with keys put right."""

    def __init__(self, graph: rdflib.Graph, terms: _Terms) -> None:
        super().__init__(graph, axioms=False, daxioms=False)
        self._datatypes = terms.datatypes

    def store_triple(self, t: _Statement) -> None:
        """Keep a conclusion unless it merges a literal, describes one, or says that x is x."""
        s, p, o = t
        if isinstance(s, rdflib.Literal) and p != RDF.type:
            return
        if p == OWL.sameAs and (s == o or isinstance(o, rdflib.Literal)):
            return
        super().store_triple(t)

    def rules(self, t: _Statement, cycle_num: int) -> None:
        """Try the rules on the triples that one may start from; the others match none.

        eq-ref is left out with them: all it says is that x is x.
        """
        _, p, o = t
        if p in _AXIOM_PREDICATES or (p == RDF.type and o in _AXIOM_TYPES):
            super().rules(t, cycle_num)

    def _one_time_rules_datatypes(self) -> None:
        """dt-type2: (l a d) ← l is a literal of the datatype d or of one that d contains."""
        for literal, datatype in self._datatypes.items():
            if datatype in OWL_RL_Datatypes:
                for wider in (datatype, *OWL_Datatype_Subsumptions.get(datatype, ())):
                    self.store_triple((literal, RDF.type, wider))

    def _properties(self, triple: _Statement, cycle_num: int) -> None:
        subject, predicate, keys = triple
        if predicate == OWL.hasKey:
            self._merge_by_key(subject, self._list(keys))
        else:
            super()._properties(triple, cycle_num)

    def _merge_by_key(self, of: rdflib.term.Node, keys: Sequence[rdflib.term.Node]) -> None:
        """prp-key: (x sameAs y) ← (c hasKey k1 … kn), (x a c), (y a c), (x ki z), (y ki z)."""
        owners: dict[tuple[rdflib.term.Node, ...], rdflib.term.Node] = {}
        for member in self.graph.subjects(RDF.type, of) if keys else ():
            values = [list(self.graph.objects(member, key)) for key in keys]
            for combination in product(*values):
                owner = owners.setdefault(combination, member)
                self.store_triple((owner, OWL.sameAs, member))


def _idle(stated: set[Triple]) -> set[Triple]:
    """Return the triples that no rule but a renaming of their terms can use.

    Those are the triples of a predicate that no axiom is about, such as labels and definitions.
    """
    named = {o for _, _, o in stated if isinstance(o, NamedNode)}
    ruled = {s for s, p, o in stated if p in _RULE_TERMS and not (p == _TYPE and o in _IDLE_TYPES)}
    busy = named | ruled | _RULE_TERMS
    return {triple for triple in stated if triple.predicate not in busy or _is_new_term(triple)}


def _is_new_term(triple: Triple) -> bool:
    """Return whether the object is one of RDF 1.2 that rdflib cannot hold."""
    term = triple.object
    return isinstance(term, Triple) or (isinstance(term, Literal) and term.direction is not None)


def _is_news(statement: _Statement) -> bool:
    """Return whether a conclusion can be RDF and tells anything."""
    s, p, o = statement
    if not (isinstance(s, rdflib.URIRef) and isinstance(p, rdflib.URIRef)):
        return False
    if isinstance(o, rdflib.BNode) or (s == o and p in _REFLEXIVE):
        return False
    if OWL.Thing in (s, o) or OWL.Nothing in (s, o):
        return False
    return not (p == RDF.type and o in (OWL.AnnotationProperty, RDFS.Datatype))


def _renamed(idle: set[Triple], known: set[Triple]) -> set[Triple]:
    """eq-rep-s, eq-rep-o for idle triples: (x p y) ← (s sameAs x), (o sameAs y), (s p o)."""
    names: dict[Any, set[Any]] = {}
    for s, p, o in known:
        if p == _SAME_AS and not isinstance(o, Literal):
            names.setdefault(s, {s}).add(o)
    if not names:
        return set()
    return {
        Triple(x, p, y)
        for s, p, o in idle
        for x, y in product(names.get(s, (s,)), names.get(o, (o,)))
    }
