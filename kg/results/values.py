"""Terms as Python values.

    term or datatype                                  value
    ─────────────────────────────────────────────     ──────────────────────────────────────
    IRI                                               str, in full
    blank node                                        str, `_:label`
    xsd:string, language-tagged string                str
    xsd:integer and the types derived from it         int
    xsd:gYear                                         int
    xsd:decimal                                       decimal.Decimal
    xsd:float, xsd:double                             float
    xsd:boolean                                       bool
    xsd:date                                          datetime.date
    xsd:dateTime, xsd:dateTimeStamp                   datetime.datetime, aware if it has a zone
    any other datatype                                str, the lexical form
    unbound                                           None

A literal that Python's type cannot hold stays text: an ill-typed one (`"many"^^xsd:integer`), a
year before 1 or after 9999 in a date, a date or year with a time zone. Nothing is guessed from a
text, and nothing here raises for what a literal contains.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final

import pyoxigraph

from kg.vocab import XSD

Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple
"""An RDF term, as the engine gives it."""

Value = str | int | Decimal | float | bool | date | datetime | None
"""A term as a Python value; None stands for unbound."""


def value_of(term: Term | None) -> Value:
    """Return the Python value of a term, by the table above."""
    match term:
        case None:
            return None
        case pyoxigraph.NamedNode():
            return term.value
        case pyoxigraph.Literal():
            return _literal_value(term)
        case _:
            return str(term)


def text_of(term: Term | None) -> str:
    """Return what a reader sees of a term: the lexical form or the IRI; "" for unbound."""
    match term:
        case None:
            return ""
        case pyoxigraph.NamedNode() | pyoxigraph.Literal():
            return term.value
        case _:
            return str(term)


def _literal_value(literal: pyoxigraph.Literal) -> Value:
    reader = _READERS.get(literal.datatype.value)
    if reader is None:
        return literal.value
    form, read = reader
    if not form.fullmatch(literal.value):
        return literal.value
    try:
        return read(literal.value)
    except ValueError:  # 30 February, hour 24, more digits than Python turns into a number
        return literal.value


def _read_boolean(text: str) -> bool:
    return text in ("true", "1")


_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_DECIMAL: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_DOUBLE: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN")
_BOOLEAN: Final = re.compile(r"true|false|1|0")
_YEAR: Final = re.compile(r"-?[0-9]{4,}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)

_INTEGERS: Final = (
    "byte",
    "int",
    "integer",
    "long",
    "negativeInteger",
    "nonNegativeInteger",
    "nonPositiveInteger",
    "positiveInteger",
    "short",
    "unsignedByte",
    "unsignedInt",
    "unsignedLong",
    "unsignedShort",
)

_READERS: Final[Mapping[str, tuple[re.Pattern[str], Callable[[str], Value]]]] = MappingProxyType(
    {f"{XSD}{name}": (_INTEGER, int) for name in _INTEGERS}
    | {
        f"{XSD}gYear": (_YEAR, int),
        f"{XSD}decimal": (_DECIMAL, Decimal),
        f"{XSD}float": (_DOUBLE, float),
        f"{XSD}double": (_DOUBLE, float),
        f"{XSD}boolean": (_BOOLEAN, _read_boolean),
        f"{XSD}date": (_DATE, date.fromisoformat),
        f"{XSD}dateTime": (_DATE_TIME, datetime.fromisoformat),
        f"{XSD}dateTimeStamp": (_DATE_TIME, datetime.fromisoformat),
    }
)
