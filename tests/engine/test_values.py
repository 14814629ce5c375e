"""The value spaces of the datatypes, at their ends."""

import pytest

from kg.engine.values import XSD, contains, value

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
INTEGERS = {
    "long": (-9223372036854775808, 9223372036854775807),
    "int": (-2147483648, 2147483647),
    "short": (-32768, 32767),
    "byte": (-128, 127),
    "unsignedLong": (0, 18446744073709551615),
    "unsignedInt": (0, 4294967295),
    "unsignedShort": (0, 65535),
    "unsignedByte": (0, 255),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
}


@pytest.mark.parametrize("name", INTEGERS)
def test_integers_have_the_bounds_of_their_datatype(name):
    low, high = INTEGERS[name]
    within = [end for end in (low, high) if end is not None]
    outside = [end + step for end, step in ((low, -1), (high, 1)) if end is not None]
    for number in (*within, *outside):
        found = value(str(number), XSD + "integer")
        assert found is not None
        assert contains(XSD + name, found) == (number in within)
        assert (value(str(number), XSD + name) == found) == (number in within)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("integer", ["+1", "-0", "007"], ["1.0", "1e0", "", " 1", "١"]),
        ("decimal", ["1.", ".5", "-1.50"], ["1e0", ".", "1,5"]),
        ("double", ["1e400", "INF", "+INF", "NaN"], ["inf", "-NaN", "1e", "0x1"]),
        ("boolean", ["true", "0"], ["TRUE", "yes"]),
        ("hexBinary", ["", "0aF0"], ["0", "0g"]),
        ("base64Binary", ["", "Cg=="], ["Cg", "C g=*"]),
        ("language", ["en", "ko-Latn"], ["", "en_GB", "abcdefghi"]),
        ("NCName", ["영화", "a-b.c"], ["a:b", "1a", ""]),
        ("token", ["", "a b"], [" a", "a  b", "a\tb"]),
        ("dateTime", ["2000-02-29T24:00:00", "-0044-03-15T12:00:00Z"], ["1900-02-29T00:00:00"]),
        ("dateTimeStamp", ["2000-01-01T00:00:00Z"], ["2000-01-01T00:00:00", "2000-01-01Z"]),
    ],
)
def test_only_what_a_datatype_can_spell_has_a_value(name, right, wrong):
    spelt = {text: value(text, XSD + name) is not None for text in (*right, *wrong)}
    assert spelt == {text: text in right for text in (*right, *wrong)}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (("0.10", "decimal"), (".1", "decimal"), True),
        (("1", "integer"), ("1", "float"), False),
        (("0.1", "float"), ("0.1", "double"), False),
        (("0", "double"), ("-0", "double"), False),
        (("NaN", "double"), ("NaN", "double"), True),
        (("1", "boolean"), ("true", "boolean"), True),
        (("0A", "hexBinary"), ("Cg==", "base64Binary"), False),
        (("1999-12-31T24:00:00Z", "dateTime"), ("2000-01-01T00:00:00Z", "dateTime"), True),
        (("2000-01-01T00:00:00Z", "dateTime"), ("2000-01-01T09:00:00+09:00", "dateTime"), False),
        (("2000-01-01T00:00:00Z", "dateTime"), ("2000-01-01T00:00:00-00:00", "dateTime"), True),
    ],
)
def test_values_are_the_same_whatever_they_are_spelt(one, other, is_same):
    left, right = (value(text, XSD + name) for text, name in (one, other))
    assert left is not None
    assert (left == right) == is_same


def test_language_tags_are_the_same_in_either_case():
    literals = [value("x", f"{RDF}langString", tag) for tag in ("en-GB", "EN-gb", "en", "")]
    assert literals[0] == literals[1]
    assert literals[0] != literals[2]
    assert literals[3] is None
    assert value("x@EN", RDF + "PlainLiteral") == literals[2]
    assert value("x@", RDF + "PlainLiteral") == value("x", XSD + "string")
