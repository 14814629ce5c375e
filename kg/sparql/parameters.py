"""A parameter's value as a term in N-Triples form, checked against the parameter's type.

An IRI is accepted as `https://…` in full, as a name with one of our prefixes (`film:pulgasari`), as
`kind/slug` (`film/pulgasari`), and as a bare slug where the parameter's class says which kinds it
can be. The only way into a query's text is through pyoxigraph's own serialisation of a term.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final, NoReturn

import pyoxigraph

from kg import vocab
from kg.errors import ParameterError
from kg.sparql.header import Parameter

Known = Callable[[], Collection[str]]
"""Gives the IRIs that a dataset describes; called only when they are needed."""


def as_term(
    parameter: Parameter, value: object, *, base: str = vocab.BASE, known: Known | None = None
) -> str:
    """Return the value as a term in N-Triples form, or `UNDEF` for None and "".

    Raises:
        ParameterError: it is not of the parameter's type, or nothing has that name; the message
            says what is expected and gives the nearest names.
    """
    if value is None or value == "":
        return "UNDEF"
    if isinstance(value, bool):
        _refuse(parameter, value, _EXPECTED[parameter.type])
    match parameter.type:
        case "iri":
            return str(_iri(parameter, str(value).strip(), base, known))
        case "integer" | "year":
            return str(_integer(parameter, value))
        case "decimal":
            return str(_decimal(parameter, value))
        case _:
            return str(pyoxigraph.Literal(str(value)))


def _integer(parameter: Parameter, value: object) -> pyoxigraph.Literal:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", str(value).strip()):
        _refuse(parameter, value, _EXPECTED[parameter.type])
    return _typed(str(int(str(value))), "integer")


def _decimal(parameter: Parameter, value: object) -> pyoxigraph.Literal:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        _refuse(parameter, value, _EXPECTED["decimal"])
    if not number.is_finite() or abs(number.adjusted()) > 17:
        _refuse(parameter, value, _EXPECTED["decimal"])
    return _typed(f"{number:f}", "decimal")


def _typed(text: str, name: str) -> pyoxigraph.Literal:
    return pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode(vocab.XSD + name))


def _iri(parameter: Parameter, text: str, base: str, known: Known | None) -> pyoxigraph.NamedNode:
    prefixes = vocab.prefixes(base)
    kinds = parameter.kinds
    candidates = _candidates(text, base, kinds, prefixes)
    fitting = [c for c in candidates if _is_iri(c) and _has_kind(c, kinds, prefixes, base)]
    if known is not None:
        names = known()
        foreign = [c for c in fitting if not c.startswith(base) or c.startswith(vocab.CEL)]
        fitting = [c for c in fitting if c in names] or foreign
    if len(fitting) == 1:
        return pyoxigraph.NamedNode(fitting[0])
    if fitting and known is not None:
        _refuse(parameter, text, f"one of {', '.join(_short(iri, base) for iri in fitting)}")
    near = _near(text, kinds, base, known() if known else ())
    _refuse(parameter, text, _wanted(kinds), near=near)


def _candidates(
    text: str, base: str, kinds: tuple[str, ...], prefixes: Mapping[str, str]
) -> list[str]:
    """Return the IRIs that the text can stand for, likeliest first."""
    text = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    prefix, colon, rest = text.partition(":")
    if colon:
        return [prefixes[prefix] + rest] if prefix in prefixes else [text]
    if "/" in text:
        return [base + text.lstrip("/")]
    return [prefixes[kind] + text for kind in kinds]


def _is_iri(text: str) -> bool:
    try:
        pyoxigraph.NamedNode(text)
    except ValueError:
        return False
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text))


def _has_kind(iri: str, kinds: tuple[str, ...], prefixes: Mapping[str, str], base: str) -> bool:
    """Return whether the IRI is of one of the kinds, or none of ours at all."""
    return (
        not kinds
        or not iri.startswith(base)
        or any(iri.startswith(prefixes[kind]) for kind in kinds)
    )


def _near(text: str, kinds: tuple[str, ...], base: str, known: Collection[str]) -> list[str]:
    """Return up to five names that look like the text, with or without their kind."""
    names = sorted(_short(iri, base) for iri in known if iri.startswith(base))
    by_slug = {
        name.partition("/")[2]: name
        for name in names
        if (name.partition("/")[0] in kinds if kinds else "/" in name)
    }
    slug = text.replace(":", "/").rpartition("/")[2].lower()
    near = get_close_matches(slug, by_slug, n=5, cutoff=0.6)
    holding = [s for s in by_slug if len(slug) > 2 and slug in s]
    return [by_slug[s] for s in dict.fromkeys([*near, *holding])][:5]


def _short(iri: str, base: str) -> str:
    return f"cel:{iri[len(vocab.CEL) :]}" if iri.startswith(vocab.CEL) else iri.removeprefix(base)


def _wanted(kinds: tuple[str, ...]) -> str:
    if kinds == ("cel",):
        return "a term of the ontology, like cel:Primary"
    forms = " or ".join(f"{kind}/…" for kind in kinds)
    return f"{forms}, or an IRI in full" if forms else "kind/name, prefix:name or an IRI in full"


def _refuse(
    parameter: Parameter, value: object, expected: str, near: list[str] | None = None
) -> NoReturn:
    said = f"{parameter.name}={value!s}: expected {expected}"
    raise ParameterError(f"{said}; near: {', '.join(near)}" if near else said)


_EXPECTED: Final = MappingProxyType(
    {
        "decimal": "a number, like 6.5",
        "integer": "a whole number, like 3",
        "iri": "kind/name, prefix:name or an IRI in full",
        "string": "text",
        "year": "a year, like 1985",
    }
)
