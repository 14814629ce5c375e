"""The words of RDF, RDFS and OWL that entailment speaks of, as N-Triples terms."""

from __future__ import annotations

from typing import Final

from kg.engine.rules import PREFIXES


def rdf(name: str) -> str:
    """Return the term of the RDF vocabulary with this name."""
    return f"<{PREFIXES['rdf']}{name}>"


def rdfs(name: str) -> str:
    """Return the term of the RDFS vocabulary with this name."""
    return f"<{PREFIXES['rdfs']}{name}>"


def owl(name: str) -> str:
    """Return the term of the OWL vocabulary with this name."""
    return f"<{PREFIXES['owl']}{name}>"


def count(number: int) -> str:
    """Return a number as cardinalities are written."""
    return f'"{number}"^^<{PREFIXES["xsd"]}nonNegativeInteger>'


TYPE: Final = rdf("type")
FIRST: Final = rdf("first")
REST: Final = rdf("rest")
NIL: Final = rdf("nil")
LIST: Final = rdf("List")
SUB_CLASS_OF: Final = rdfs("subClassOf")
SUB_PROPERTY_OF: Final = rdfs("subPropertyOf")
DOMAIN: Final = rdfs("domain")
RANGE: Final = rdfs("range")
SAME_AS: Final = owl("sameAs")
DIFFERENT_FROM: Final = owl("differentFrom")
EQUIVALENT_CLASS: Final = owl("equivalentClass")
EQUIVALENT_PROPERTY: Final = owl("equivalentProperty")
DISJOINT_WITH: Final = owl("disjointWith")
PROPERTY_DISJOINT_WITH: Final = owl("propertyDisjointWith")
COMPLEMENT_OF: Final = owl("complementOf")
INTERSECTION_OF: Final = owl("intersectionOf")
UNION_OF: Final = owl("unionOf")
DISJOINT_UNION_OF: Final = owl("disjointUnionOf")
ONE_OF: Final = owl("oneOf")
ON_PROPERTY: Final = owl("onProperty")
ON_CLASS: Final = owl("onClass")
SOME_VALUES_FROM: Final = owl("someValuesFrom")
ALL_VALUES_FROM: Final = owl("allValuesFrom")
HAS_VALUE: Final = owl("hasValue")
MIN: Final = owl("minCardinality")
MAX: Final = owl("maxCardinality")
EXACTLY: Final = owl("cardinality")
MIN_QUALIFIED: Final = owl("minQualifiedCardinality")
MAX_QUALIFIED: Final = owl("maxQualifiedCardinality")
EXACTLY_QUALIFIED: Final = owl("qualifiedCardinality")
INVERSE_OF: Final = owl("inverseOf")
CHAIN: Final = owl("propertyChainAxiom")
HAS_KEY: Final = owl("hasKey")
THING: Final = owl("Thing")
NOTHING: Final = owl("Nothing")
CLASS: Final = owl("Class")
RESTRICTION: Final = owl("Restriction")
REFLEXIVE: Final = owl("ReflexiveProperty")
ALL_DIFFERENT: Final = owl("AllDifferent")
MEMBERS: Final = owl("members")
DISTINCT_MEMBERS: Final = owl("distinctMembers")
NEGATIVE_ASSERTION: Final = owl("NegativePropertyAssertion")
SOURCE: Final = owl("sourceIndividual")
ASSERTION_PROPERTY: Final = owl("assertionProperty")
TARGET_INDIVIDUAL: Final = owl("targetIndividual")
TARGET_VALUE: Final = owl("targetValue")

CLASS_TYPES: Final = (CLASS, rdfs("Class"), rdfs("Datatype"), RESTRICTION, owl("DeprecatedClass"))
"""What only classes are, by Tables 5.2 and 5.3 of the RDF-Based Semantics."""

PROPERTY_TYPES: Final = (
    rdf("Property"),
    owl("ObjectProperty"),
    owl("DatatypeProperty"),
    owl("AnnotationProperty"),
    owl("OntologyProperty"),
    owl("DeprecatedProperty"),
    owl("FunctionalProperty"),
    owl("InverseFunctionalProperty"),
    owl("TransitiveProperty"),
    owl("SymmetricProperty"),
    owl("AsymmetricProperty"),
    REFLEXIVE,
    owl("IrreflexiveProperty"),
)
"""What only properties are."""

SUBJECT_IS_CLASS: Final = (
    SUB_CLASS_OF,
    EQUIVALENT_CLASS,
    DISJOINT_WITH,
    COMPLEMENT_OF,
    INTERSECTION_OF,
    UNION_OF,
    DISJOINT_UNION_OF,
    ONE_OF,
    ON_PROPERTY,
    HAS_KEY,
)
OBJECT_IS_CLASS: Final = (
    TYPE,
    SUB_CLASS_OF,
    EQUIVALENT_CLASS,
    DISJOINT_WITH,
    COMPLEMENT_OF,
    DOMAIN,
    RANGE,
    SOME_VALUES_FROM,
    ALL_VALUES_FROM,
    ON_CLASS,
)
SUBJECT_IS_PROPERTY: Final = (
    SUB_PROPERTY_OF,
    EQUIVALENT_PROPERTY,
    PROPERTY_DISJOINT_WITH,
    INVERSE_OF,
    CHAIN,
    DOMAIN,
    RANGE,
)
OBJECT_IS_PROPERTY: Final = (
    SUB_PROPERTY_OF,
    EQUIVALENT_PROPERTY,
    PROPERTY_DISJOINT_WITH,
    INVERSE_OF,
    ON_PROPERTY,
    ASSERTION_PROPERTY,
)
"""Where only classes and properties stand, by Table 5.3 of the RDF-Based Semantics."""

_NAMESPACES: Final = tuple("<" + PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl"))


def is_reserved(term: str) -> bool:
    """Whether a term is of the vocabulary of RDF, RDFS or OWL."""
    return term.startswith(_NAMESPACES)
