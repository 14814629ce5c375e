"""The terms that the engine knows, at fixed ids, and the keys of relations.

`KNOWN` are the first terms of every dictionary, so the constants below are their ids. Being the
smallest ids, they also stay representatives when something is declared to be the same as one of
them.

A relation's key is an integer: twice the id of a property, or twice the id of a class plus one.

A few relations exist twice. Members of *closed* ones, `rdfs:subClassOf` and others in `BASES`, also
come from rules that add nothing for instances (see `plan.CLOSING`); their *base* holds the rest,
and is what rules are compiled from: so a chain of ten classes costs ten rules, not fifty-five.
"""

from __future__ import annotations

from typing import Final

from kg.engine.rules import PREFIXES, Pattern, is_variable, rules
from kg.engine.values import DATATYPES

_RDF: Final = PREFIXES["rdf"]
_RDFS: Final = PREFIXES["rdfs"]
_OWL: Final = PREFIXES["owl"]

_FIRST_TERMS: Final = (
    f"<{_RDF}type>",
    f"<{_OWL}sameAs>",
    f"<{_RDFS}subClassOf>",
    f"<{_RDFS}subPropertyOf>",
    f"<{_RDFS}domain>",
    f"<{_RDFS}range>",
    f"<{_OWL}Thing>",
    f"<{_OWL}Nothing>",
    f"<{_RDF}first>",
    f"<{_RDF}rest>",
    f"<{_RDF}nil>",
    f"<{_OWL}equivalentClass>",
    f"<{_OWL}equivalentProperty>",
    f"<{_OWL}Class>",
    f"<{_OWL}differentFrom>",
)
(
    TYPE,
    SAME_AS,
    SUB_CLASS_OF,
    SUB_PROPERTY_OF,
    DOMAIN,
    RANGE,
    THING,
    NOTHING,
    FIRST,
    REST,
    NIL,
    EQUIVALENT_CLASS,
    EQUIVALENT_PROPERTY,
    CLASS,
    DIFFERENT_FROM,
) = range(len(_FIRST_TERMS))

_BASED: Final = (SUB_CLASS_OF, SUB_PROPERTY_OF, DOMAIN, RANGE, THING)
_BASE_TERMS: Final = tuple(f"base of {_FIRST_TERMS[term]}" for term in _BASED)

_LITERAL_TERM: Final = f"literals in {_FIRST_TERMS[SAME_AS]}"
_ALL_TERM: Final = f"all of {_FIRST_TERMS[SAME_AS]}"


def property_key(term: int) -> int:
    """Return the key of a property's relation."""
    return term << 1


def class_key(term: int) -> int:
    """Return the key of a class's relation."""
    return term << 1 | 1


def is_class_key(key: int) -> bool:
    """Whether a key is that of a class."""
    return bool(key & 1)


def _constants() -> tuple[str, ...]:
    patterns = [
        item
        for rule in rules()
        for item in (*rule.heads, *rule.schema, *rule.body)
        if isinstance(item, Pattern)
    ]
    return tuple(term for item in patterns for term in item.terms if not is_variable(term))


KNOWN: Final = tuple(
    dict.fromkeys(
        (
            *_FIRST_TERMS,
            *_BASE_TERMS,
            _LITERAL_TERM,
            _ALL_TERM,
            *_constants(),
            *(f"<{datatype}>" for datatype in DATATYPES),
        )
    )
)
"""The terms at the start of every dictionary: what the rules name, and the 32 datatypes."""

IDS: Final = {term: number for number, term in enumerate(KNOWN)}
"""The id of each known term."""

DATATYPE_IDS: Final = {IDS[f"<{datatype}>"]: datatype for datatype in DATATYPES}
"""The ids of the 32 datatypes, with their IRIs."""

BASES: Final = {
    (class_key if term == THING else property_key)(term): (
        class_key if term == THING else property_key
    )(len(_FIRST_TERMS) + place)
    for place, term in enumerate(_BASED)
}
"""The key of each closed relation, with the key of its base."""

LITERAL_IDENTITY: Final = property_key(KNOWN.index(_LITERAL_TERM))
"""The key of the relation of those triples with owl:sameAs that speak of a literal."""

EVERY_IDENTITY: Final = property_key(KNOWN.index(_ALL_TERM))
"""The key of the relation of all triples with owl:sameAs, filled only where rules read it."""

INTERNAL: Final = frozenset((*BASES.values(), LITERAL_IDENTITY, EVERY_IDENTITY, property_key(TYPE)))
"""The keys of relations that are no property or class of their own."""

CLOSED: Final = {base: closed for closed, base in BASES.items()}
"""The key of each base, with the key of its closed relation."""


def term_of(key: int) -> int:
    """Return the property or class whose triples a relation holds, or some of them."""
    if key in (LITERAL_IDENTITY, EVERY_IDENTITY):
        return SAME_AS
    return CLOSED.get(key, key) >> 1
