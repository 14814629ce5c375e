"""Terms as people write them, as terms in N-Triples form.

| written | meant |
|---|---|
| `<https://…>`, `https://…` | an IRI |
| `film:pulgasari`, `cel:director` | an IRI by one of our prefixes |
| `film/pulgasari` | an IRI under the base |
| `a` | `rdf:type` |
| `"Pulgasari"@en`, `"1985"^^xsd:gYear` | a literal as in N-Triples, or with a prefix |
| `1985`, `6.5`, `true` | an integer, a decimal, a boolean |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg import vocab
from kg.errors import ParameterError

_NUMBERS: Final = {
    "integer": re.compile(r"[+-]?[0-9]+"),
    "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    "boolean": re.compile(r"true|false"),
}
_TYPED: Final = re.compile(r'(".*"\^\^)([A-Za-z][\w-]*):(\w+)', re.DOTALL)
_SLUGS: Final = re.compile(r"[a-z]+/\S+")


def read_term(written: str, *, prefixes: Mapping[str, str], base: str, place: str = "term") -> str:
    """Return a term in N-Triples form; the module says how it may be written.

    Args:
        written: the term.
        prefixes: the IRI that each prefix stands for.
        base: the IRI that `kind/slug` is put after.
        place: what to call the term in an error.

    Raises:
        ParameterError: it is none of these.
    """
    text = written.strip()
    try:
        if text.startswith('"'):
            return _literal(text, prefixes)
        for datatype, pattern in _NUMBERS.items():
            if pattern.fullmatch(text):
                return str(Literal(text, datatype=NamedNode(vocab.XSD + datatype)))
        return str(NamedNode(_iri(text, prefixes, base)))
    except (ValueError, SyntaxError) as error:
        raise ParameterError(
            f"{place} {written!r} is no term: write kind/slug like film/pulgasari, prefix:name "
            'like cel:director, an IRI, a number, or a literal like "Pulgasari"@en'
        ) from error


def _literal(text: str, prefixes: Mapping[str, str]) -> str:
    typed = _TYPED.fullmatch(text)
    if typed and typed[2] in prefixes:
        text = f"{typed[1]}<{prefixes[typed[2]]}{typed[3]}>"
    (quad,) = parse(f"<s:> <p:> {text} .".encode(), format=RdfFormat.N_TRIPLES)
    return str(quad.object)


def _iri(text: str, prefixes: Mapping[str, str], base: str) -> str:
    if text == "a":
        return f"{vocab.RDF}type"
    if text.startswith("<") and text.endswith(">"):
        return text[1:-1]
    prefix, colon, rest = text.partition(":")
    if colon:
        if prefix in prefixes:
            return prefixes[prefix] + rest
        if not rest.startswith("//") and prefix not in ("urn", "tag", "mailto"):
            raise ValueError(f"{prefix}: is no prefix")
        return text
    if _SLUGS.fullmatch(text):
        return base + text
    raise ValueError("neither an IRI nor a literal")
