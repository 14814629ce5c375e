"""The named queries and the prefixes as RDF, for editors that look for examples in the data.

`<base>queries/<name>` is a `sh:SPARQLExecutable` with its text, its question and the endpoint that
it is for; `<base>graph/catalogue#prefixes` declares the prefixes of all of them. SPARQL editors
(YASGUI, sib-swiss) and language tools find both by these terms.
Source: SHACL §5.2.1 (sh:declare), https://github.com/sib-swiss/sparql-examples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from kg import vocab
from kg.sparql.named import NamedQuery, named_queries
from kg.sparql.tokens import tokens

_TYPE: Final = NamedNode(vocab.RDF + "type")
_ANY_URI: Final = NamedNode(vocab.XSD + "anyURI")


def examples(base: str) -> list[Triple]:
    """Return the triples about the shipped queries, for a dataset with this base."""
    node = NamedNode(f"{base}graph/catalogue#prefixes")
    found = list(_declarations(node, base, vocab.prefixes(base)))
    for query in named_queries().values():
        found += _executable(query, base)
        found.append(Triple(NamedNode(f"{base}queries/{query.name}"), _sh("prefixes"), node))
    return found


def _declarations(node: NamedNode, base: str, prefixes: Mapping[str, str]) -> Iterator[Triple]:
    for name, namespace in prefixes.items():
        declared = NamedNode(f"{base}graph/catalogue#prefix-{name}")
        yield Triple(node, _sh("declare"), declared)
        yield Triple(declared, _TYPE, _sh("PrefixDeclaration"))
        yield Triple(declared, _sh("prefix"), Literal(name))
        yield Triple(declared, _sh("namespace"), Literal(namespace, datatype=_ANY_URI))


def _executable(query: NamedQuery, base: str) -> Iterator[Triple]:
    iri = NamedNode(f"{base}queries/{query.name}")
    form = _form(query.text)
    text = query.bind_values({}, base=base)
    body = "".join(line for line in text.splitlines(True) if not line.startswith("#+")).strip()
    yield Triple(iri, _TYPE, _sh("SPARQLExecutable"))
    yield Triple(iri, _TYPE, _sh(f"SPARQL{form}Executable"))
    yield Triple(iri, NamedNode(vocab.RDFS + "label"), Literal(query.summary, language="en"))
    yield Triple(iri, NamedNode(vocab.RDFS + "comment"), Literal(query.description, language="en"))
    yield Triple(iri, _sh(form.lower()), Literal(f"{body}\n"))
    yield Triple(iri, NamedNode(vocab.SCHEMA + "target"), NamedNode(f"{base}sparql"))
    for tag in query.tags:
        yield Triple(iri, NamedNode(vocab.SCHEMA + "keywords"), Literal(tag, language="en"))


def _form(text: str) -> str:
    words = (token.text.upper() for token in tokens(text) if token.kind == "word")
    return next(word for word in words if word in _FORMS).capitalize()


_FORMS: Final = ("ASK", "CONSTRUCT", "DESCRIBE", "SELECT")


def _sh(name: str) -> NamedNode:
    return NamedNode(vocab.SH + name)
