"""RDF terms as canonical Turtle: names, literals and the prefixes that they need.

Equal terms are written equally: short forms only for canonical lexical forms, prefixed names only
where the local name needs no escape, language tags in the letter case of RFC 5646, section 2.1.1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg import vocab
from kg.turtle.tokens import is_local_name

_SHORT: Final = {
    vocab.XSD + "boolean": re.compile(r"true|false"),
    vocab.XSD + "decimal": re.compile(r"(?!-0\.0\Z)-?(?:0|[1-9][0-9]*)\.(?:0|[0-9]*[1-9])"),
    vocab.XSD + "integer": re.compile(r"0|-?[1-9][0-9]*"),
}
_ESCAPES: Final = {
    "\\": "\\\\",
    "\t": "\\t",
    "\b": "\\b",
    "\r": "\\r",
    "\f": "\\f",
}
# Controls, line separators, byte order marks, non-characters, and what changes text direction.
_UNSEEN: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\\\\\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufff0-\uffff]"
)

SortKey = tuple[int, Decimal, str]


class Names:
    """Writes IRIs with prefixes, and remembers which prefixes it has used.

    A document's own prefixes are preferred; those of `kg.vocab` fill in for the rest.
    """

    def __init__(self, prefixes: Mapping[str, str], base_iri: str) -> None:
        """Take the prefixes that a document declares, and the IRI that is written `<>`."""
        known = dict(vocab.PREFIXES) | dict(prefixes)
        by_namespace: dict[str, str] = {}
        for prefix in sorted(known, key=lambda name: (name not in prefixes, name)):
            if known[prefix]:
                by_namespace.setdefault(known[prefix], prefix)
        self._namespaces = sorted(by_namespace.items(), key=lambda item: (-len(item[0]), item[0]))
        self._base_iri = base_iri
        self._used: dict[str, str] = {}

    def write(self, iri: str) -> str:
        """Return `<>`, a prefixed name, or the IRI in angle brackets."""
        if iri == self._base_iri:
            return "<>"
        for namespace, prefix in self._namespaces:
            local = iri[len(namespace) :]
            if iri.startswith(namespace) and (not local or is_local_name(local)):
                self._used[prefix] = namespace
                return f"{prefix}:{local}"
        return f"<{iri}>"

    def declarations(self) -> list[str]:
        """Return a line for each prefix used so far: `cel:` first, then by name."""
        in_order = sorted(self._used.items(), key=lambda item: (item[1] != vocab.CEL, item[0]))
        return [f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in in_order]


def write_literal(literal: Literal, names: Names) -> str:
    """Return a literal as Turtle; a string with line feeds spans lines."""
    text, datatype = literal.value, literal.datatype.value
    if literal.language is not None:
        return f"{_quoted(text)}@{language_tag(literal.language)}"
    if datatype in _SHORT and _SHORT[datatype].fullmatch(text):
        return text
    if datatype == vocab.XSD + "string":
        return _quoted(text)
    return f"{_quoted(text)}^^{names.write(datatype)}"


def language_tag(tag: str) -> str:
    """Return a language tag in its usual letter case: `ko-Latn`, `en-GB`."""
    first, *rest = tag.lower().split("-")
    parts = [first]
    for part in rest:
        if any(len(p) == 1 for p in parts):  # after a singleton, as in en-x-abcd, all stays small
            parts.append(part)
        else:
            parts.append({2: part.upper(), 4: part.title()}.get(len(part), part))
    return "-".join(parts)


def sort_key(term: object, written: str) -> SortKey:
    """Return what objects of one predicate are sorted by: names, numbers by value, text, nodes."""
    if isinstance(term, NamedNode):
        return (0, Decimal(0), written)
    if isinstance(term, Literal):
        is_number = written == term.value and term.datatype.value != vocab.XSD + "boolean"
        return (1, Decimal(written), written) if is_number else (2, Decimal(0), written)
    return (3, Decimal(0), written)


def _quoted(text: str) -> str:
    escaped = _UNSEEN.sub(_escape, text)
    if "\n" in text:
        return '"""' + re.sub(r'"(?="|\Z)', r"\\\g<0>", escaped) + '"""'
    return '"' + escaped.replace('"', '\\"') + '"'


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match.group(), f"\\u{ord(match.group()):04X}")
