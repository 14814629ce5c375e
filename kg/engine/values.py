"""The data values of literals: the 32 datatypes of OWL 2 RL, and the intervals of dates.

A value is a tuple `(family, …)`; two literals have the same data value exactly when their tuples
are equal. Families are the pairwise disjoint value spaces of XML Schema: `decimal` (with all
integers), `float`, `double`, `string`, `language`, `boolean`, `hexBinary`, `base64Binary`,
`anyURI`, `dateTime`, `XMLLiteral`. As in OWL 2 values are told apart by identity, not by order: NaN
is itself, and +0 and −0 are two floats; times with two offsets are two times. White space is not
collapsed (RDF 1.1 Concepts 5.1).

Dates, years and months are outside OWL 2. They have no value here, but `interval` says when they
are.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Callable, Hashable
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from typing import Final
from xml.parsers import expat

from kg.engine.rules import PREFIXES

Value = tuple[Hashable, ...]

XSD: Final = PREFIXES["xsd"]
PLAIN_LITERAL: Final = PREFIXES["rdf"] + "PlainLiteral"
LITERAL: Final = PREFIXES["rdfs"] + "Literal"
_XML: Final = PREFIXES["rdf"] + "XMLLiteral"

_BOUNDS: Final[dict[str, tuple[int | None, int | None]]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "nonPositiveInteger": (None, 0),
    "positiveInteger": (1, None),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}
_NAME: Final = r"[^\W\d][\w.\-·]*"
_STRINGS: Final = {
    "string": re.compile(r"[\s\S]*"),
    "normalizedString": re.compile(r"[^\t\n\r]*"),
    "token": re.compile(r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?"),
    "language": re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"),
    "Name": re.compile(rf":|:?{_NAME}(?::[\w.\-·]*)*"),
    "NCName": re.compile(_NAME),
    "NMTOKEN": re.compile(r"[\w.\-:·]+"),
}
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_FLOAT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?|[+-]?INF|NaN")
_MOMENT = re.compile(
    r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
    r"(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12][0-9]|3[01])"
    r"(?:T(?P<hour>[01][0-9]|2[0-4]):(?P<minute>[0-5][0-9]):(?P<second>[0-5][0-9](?:\.[0-9]+)?))?)?)?"
    r"(?P<zone>Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
)
_PRECISION: Final = {"gYear": "year", "gYearMonth": "month", "date": "day", "dateTime": "second"}
_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY: Final = 86400
_AGE: Final = 25 * 146_097 * _DAY
"""The seconds of 10,000 years, an age: the calendar repeats itself every 400."""
_EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Arithmetic that rounds nothing: years and seconds may have any number of digits."""
_UNZONED: Final = 14 * 3600


def value(text: str, datatype: str, language: str = "") -> Value | None:
    """Return the data value of a well-typed literal, None for any other.

    None also stands for datatypes outside the 32; ask `is_supported` to tell the two apart.
    """
    if language:
        return "language", text, language.lower()
    parse = _PARSERS.get(datatype)
    return parse(text) if parse else None


def is_supported(datatype: str) -> bool:
    """Whether literals of this datatype have values in OWL 2 RL."""
    return datatype in _PARSERS


def contains(datatype: str, found: Value) -> bool:
    """Whether the value space of one of `DATATYPES` holds a value."""
    family = found[0]
    if datatype == LITERAL:
        return True
    if datatype == PLAIN_LITERAL:
        return family in ("string", "language")
    if datatype == _XML:
        return family == "XMLLiteral"
    name = datatype.removeprefix(XSD)
    if name in _BOUNDS:
        return family == "decimal" and _within(found[1], *_BOUNDS[name])
    if name in _STRINGS:
        return family == "string" and _STRINGS[name].fullmatch(str(found[1])) is not None
    if name == "dateTimeStamp":
        return family == "dateTime" and found[2] is not None
    return family == name


def interval(text: str, datatype: str) -> tuple[Decimal, Decimal, bool] | None:
    """Return when a `dateTime`, `date`, `gYearMonth` or `gYear` is, None for anything else.

    Start, end and whether it is zoned: seconds since year 1 of the proleptic Gregorian calendar,
    the end exclusive (a moment is a nanosecond long), as if in UTC where there is no time zone.
    """
    name = datatype.removeprefix(XSD)
    match = _moment(text, "dateTime" if name == "dateTimeStamp" else name)
    if match is None:
        return None
    start = _seconds(match)
    year, month = _year(match), int(match["month"] or 1)
    if match["second"]:
        length = Decimal("1e-9")
    elif match["day"]:
        length = Decimal(_DAY)
    elif match["month"]:
        length = Decimal(_DAY * _month_length(year, month))
    else:
        length = Decimal(_DAY * (365 + _is_leap(year)))
    return start, _EXACT.add(start, length), match["zone"] is not None


def are_disjoint(a: tuple[Decimal, Decimal, bool], b: tuple[Decimal, Decimal, bool]) -> bool:
    """Whether two intervals cannot overlap, whatever zone an unzoned one is in."""
    slack = 0 if a[2] == b[2] else _UNZONED
    return _EXACT.add(a[1], slack) <= b[0] or _EXACT.add(b[1], slack) <= a[0]


def _within(number: Hashable, low: int | None, high: int | None) -> bool:
    if not isinstance(number, Decimal) or number != number.to_integral_value():
        return False
    return (low is None or number >= low) and (high is None or number <= high)


def _decimal(text: str) -> Value | None:
    return ("decimal", Decimal(text)) if _DECIMAL.fullmatch(text) else None


def _integer(name: str) -> Callable[[str], Value | None]:
    def parse(text: str) -> Value | None:
        if not _INTEGER.fullmatch(text):
            return None
        number = Decimal(text)
        return ("decimal", number) if _within(number, *_BOUNDS[name]) else None

    return parse


def _binary_float(family: str, code: str) -> Callable[[str], Value | None]:
    def parse(text: str) -> Value | None:
        if not _FLOAT.fullmatch(text):
            return None
        number = float(text)
        try:
            number = struct.unpack(code, struct.pack(code, number))[0]
        except OverflowError:
            number = float("inf") if number > 0 else float("-inf")
        return family, repr(number)

    return parse


def _string(name: str) -> Callable[[str], Value | None]:
    pattern = _STRINGS[name]
    return lambda text: ("string", text) if pattern.fullmatch(text) else None


def _plain_literal(text: str) -> Value | None:
    words, at, tag = text.rpartition("@")
    if not at:
        return None
    return ("language", words, tag.lower()) if tag else ("string", words)


def _boolean(text: str) -> Value | None:
    truth = {"true": True, "1": True, "false": False, "0": False}.get(text)
    return None if truth is None else ("boolean", truth)


def _hex(text: str) -> Value | None:
    if not re.fullmatch(r"(?:[0-9a-fA-F]{2})*", text):
        return None
    return "hexBinary", bytes.fromhex(text)


def _base64(text: str) -> Value | None:
    try:
        return "base64Binary", base64.b64decode(text.replace(" ", ""), validate=True)
    except (binascii.Error, ValueError):
        return None


def _any_uri(text: str) -> Value | None:
    return "anyURI", text


def _xml(text: str) -> Value | None:
    try:
        expat.ParserCreate().Parse(f"<x>{text}</x>", True)
    except expat.ExpatError:
        return None
    return "XMLLiteral", text


def _date_time(text: str) -> Value | None:
    match = _moment(text, "dateTime")
    return (
        ("dateTime", _seconds(match), match["zone"] and _offset(match["zone"])) if match else None
    )


def _stamp(text: str) -> Value | None:
    found = _date_time(text)
    return found if found and found[2] is not None else None


def _moment(text: str, name: str) -> re.Match[str] | None:
    """Match a moment of exactly the precision of a datatype, on a day that the calendar has."""
    match = _MOMENT.fullmatch(text)
    if match is None or name not in _PRECISION:
        return None
    fields = ("year", "month", "day", "second")
    finest = [field for field in fields if match[field]][-1]
    if finest != _PRECISION[name]:
        return None
    if match["day"] and int(match["day"]) > _month_length(_year(match), int(match["month"])):
        return None
    late = match["hour"] == "24" and (int(match["minute"]) or Decimal(match["second"]))
    return None if late else match


def _year(match: re.Match[str]) -> int:
    """Return the year within its age of 10,000 years, negative before year 0."""
    year = int(match["year"][-4:])
    return -year if match["year"][0] == "-" else year


def _ages(match: re.Match[str]) -> Decimal:
    """Return how many ages of 10,000 years lie between year 0 and the year."""
    before = match["year"][:-4]
    return Decimal(before if before.strip("-") else 0)


def _seconds(match: re.Match[str]) -> Decimal:
    year, month, day = _year(match), int(match["month"] or 1), int(match["day"] or 1)
    past = year - 1
    days = 365 * past + past // 4 - past // 100 + past // 400 + day - 1
    days += sum(_month_length(year, m) for m in range(1, month))
    clock = int(match["hour"] or 0) * 3600 + int(match["minute"] or 0) * 60
    within = Decimal(days * _DAY + clock - _offset(match["zone"]))
    ages = _EXACT.multiply(_ages(match), _AGE)
    return _EXACT.add(_EXACT.add(ages, within), Decimal(match["second"] or 0))


def _offset(zone: str | None) -> int:
    if not zone or zone == "Z":
        return 0
    seconds = int(zone[1:3]) * 3600 + int(zone[4:6]) * 60
    return -seconds if zone[0] == "-" else seconds


def _month_length(year: int, month: int) -> int:
    return _LENGTHS[month - 1] + (month == 2 and _is_leap(year))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


_PARSERS: Final[dict[str, Callable[[str], Value | None]]] = {
    XSD + "decimal": _decimal,
    **{XSD + name: _integer(name) for name in _BOUNDS},
    XSD + "float": _binary_float("float", "f"),
    XSD + "double": _binary_float("double", "d"),
    **{XSD + name: _string(name) for name in _STRINGS},
    XSD + "boolean": _boolean,
    XSD + "hexBinary": _hex,
    XSD + "base64Binary": _base64,
    XSD + "anyURI": _any_uri,
    XSD + "dateTime": _date_time,
    XSD + "dateTimeStamp": _stamp,
    PLAIN_LITERAL: _plain_literal,
    _XML: _xml,
}

DATATYPES: Final = (*_PARSERS, LITERAL)
"""The IRIs of the 32 datatypes of OWL 2 RL."""
