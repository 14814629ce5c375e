"""All that facts and ontology must keep, beyond the form that loading enforces.

A check returns problems, each with the file and the line; nothing here raises for wrong data.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, Triple

from kg import turtle, vocab
from kg.claims.facts import Facts
from kg.claims.problems import Problem, Severity, in_file_order, problem_in
from kg.files import shipped
from kg.turtle import Document
from kg.turtle.terms import Names

if TYPE_CHECKING:
    from kg.claims.shapes import Violation

__all__ = ["INFERRED_ONLY", "Problem", "check", "check_ontology"]

INFERRED_ONLY: Final = frozenset(
    vocab.CEL + name
    for name in (
        *("bodyOfWork", "directed", "hasReview", "workedWith", "wrote", "wroteReview"),
        *("Adaptation", "Critic", "Director", "NorthKoreanWork", "PeriodWork", "ReviewedWork"),
        *("Screenwriter", "Sequel"),
    )
)
"""Terms of the ontology that reasoning fills in: no source states them in these words."""

_TYPE: Final = NamedNode(vocab.RDF + "type")
_LABEL: Final = NamedNode(vocab.RDFS + "label")
_MENTIONS: Final = NamedNode(vocab.CEL + "mentions")
_BUILT_IN: Final = (vocab.RDF, vocab.RDFS, vocab.OWL)
_SEVERITIES: Final[dict[str, Severity]] = {"Violation": "error"}


def check(
    facts: Facts, ontology: Sequence[Document], *, shapes: Document | None = None
) -> list[Problem]:
    """Return the problems of facts, read together with the ontology, by file and line.

    `shapes` is the document of SHACL shapes; without it the shipped `ontology/shapes.ttl`.

    Raises:
        FileError: the shipped shapes are missing.
        TurtleError: they are not Turtle.
    """
    problems = [*check_terms(facts, ontology), *check_shapes(facts, ontology, shapes=shapes)]
    return in_file_order(problems)


def check_terms(facts: Facts, ontology: Sequence[Document]) -> list[Problem]:
    """Return the problems of the terms and links of facts; cheap, for it needs no SHACL."""
    documents = _documents(facts)
    return [
        *_unknown_terms(documents, _known_terms(ontology)),
        *_stated_inferences(documents),
        *_dangling(facts, documents),
    ]


def check_shapes(
    facts: Facts, ontology: Sequence[Document], *, shapes: Document | None = None
) -> list[Problem]:
    """Return where facts break SHACL shapes; see `check`."""
    chosen = shapes or _shipped("shapes.ttl")
    return list(_against_shapes(facts, _documents(facts), ontology, chosen))


def check_ontology(ontology: Sequence[Document], *, style: Document | None = None) -> list[Problem]:
    """Return what the style asks of the ontology and does not find, by file and line.

    `style` is a document of SHACL shapes; without it the shipped `ontology/style.ttl`.
    """
    # Imported here and below: rdflib and pySHACL cost 0.3 s that other checks need not pay.
    from kg.claims import shapes as shacl

    triples = [triple for document in ontology for triple in document.triples]
    found = shacl.validate(triples, (style or _shipped("style.ttl")).triples)
    return in_file_order(_located(found, _Index.of(ontology)))


def _shipped(name: str) -> Document:
    return turtle.read(shipped("ontology") / name, base_iri=vocab.CEL.removesuffix("#"))


def _documents(facts: Facts) -> tuple[Document, ...]:
    passages = (passage.document for passage in facts.passages)
    return (*facts.sources, *facts.background, *passages)


def _known_terms(ontology: Iterable[Document]) -> frozenset[str]:
    return frozenset(
        triple.subject.value
        for document in ontology
        for triple in document.triples
        if triple.predicate == _TYPE and isinstance(triple.subject, NamedNode)
    )


def _unknown_terms(documents: Iterable[Document], known: frozenset[str]) -> Iterator[Problem]:
    for document in documents:
        for iri, what in dict.fromkeys(_used_terms(document)):
            if iri not in known and not iri.startswith(_BUILT_IN):
                message = f"the {what} {_short(iri)} is not in the ontology: {_advice(iri, known)}"
                yield problem_in(document, message, rule="unknown-term", at=[iri])


def _used_terms(document: Document) -> Iterator[tuple[str, str]]:
    """Yield every IRI that a document uses as a term of a vocabulary, and what it uses it as."""
    for triple in document.triples:
        yield triple.predicate.value, "property"
        if isinstance(triple.object, NamedNode):
            if triple.predicate == _TYPE:
                yield triple.object.value, "class"
            elif triple.object.value.startswith(vocab.CEL):
                yield triple.object.value, "term"


def _advice(iri: str, known: frozenset[str]) -> str:
    by_name = {_local_name(term): term for term in sorted(known)}
    near = difflib.get_close_matches(_local_name(iri), by_name, n=1, cutoff=0.7)
    if near:
        return f"write {_short(by_name[near[0]])}, or define the term"
    return "define it, or use another"


def _local_name(iri: str) -> str:
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]


def _stated_inferences(documents: Iterable[Document]) -> Iterator[Problem]:
    for document in documents:
        stated = (
            triple.object if triple.predicate == _TYPE else triple.predicate
            for triple in document.triples
        )
        for term in dict.fromkeys(stated):
            if isinstance(term, NamedNode) and term.value in INFERRED_ONLY:
                message = f"{_short(term.value)} is inferred only: state what it follows from"
                yield problem_in(document, message, rule="inferred-only", at=[term.value])


def _dangling(facts: Facts, documents: Iterable[Document]) -> Iterator[Problem]:
    documents = tuple(documents)
    described = {passage.iri for passage in facts.passages} | {
        triple.subject.value
        for document in documents
        for triple in document.triples
        if triple.predicate in (_TYPE, _LABEL) and isinstance(triple.subject, NamedNode)
    }
    for document in documents:
        objects = (t.object.value for t in document.triples if isinstance(t.object, NamedNode))
        for iri in dict.fromkeys(objects):
            if _is_thing(iri, facts.base) and iri not in described:
                message = f"{_short(iri)} is described nowhere: give it a type and a label"
                yield problem_in(document, message, rule="dangling", at=[iri])


def _is_thing(iri: str, base: str) -> bool:
    return iri.startswith(base) and not iri.startswith(
        (vocab.CEL, f"{base}graph/", f"{base}support/")
    )


def _against_shapes(
    facts: Facts, documents: Sequence[Document], ontology: Sequence[Document], shapes: Document
) -> Iterator[Problem]:
    """Validate all facts at once, with the ontology and a `cel:mentions` for each subject.

    `passage cel:mentions subject` stands only in the graph that is checked: it lets a shape ask
    where a thing is spoken of.
    """
    from kg.claims import shapes as shacl

    triples = {t for document in (*documents, *ontology) for t in document.triples}
    for passage in facts.passages:
        for claim in passage.claims:
            if isinstance(claim.subject, NamedNode):
                triples.add(Triple(NamedNode(passage.iri), _MENTIONS, claim.subject))
    yield from _located(shacl.validate(triples, shapes.triples), _Index.of(documents))


@dataclass(frozen=True, slots=True)
class _Index:
    """The documents that speak of a subject, of its property, and of its property with a value."""

    documents: Sequence[Document]
    speaking: dict[tuple[str, ...], list[Document]]

    @classmethod
    def of(cls, documents: Sequence[Document]) -> _Index:
        speaking: dict[tuple[str, ...], list[Document]] = defaultdict(list)
        for document in documents:
            for triple in document.triples:
                if isinstance(triple.subject, NamedNode) and not isinstance(triple.object, Triple):
                    key = (triple.subject.value, triple.predicate.value, triple.object.value)
                    for length in (1, 2, 3):
                        speaking[key[:length]].append(document)
        return cls(documents, speaking)

    def find(self, *key: str | None) -> Document:
        """Return the first document that speaks of the key, or of as much of it as possible."""
        given = tuple(part for part in key if part is not None)
        for length in range(len(given), 0, -1):
            if found := self.speaking.get(given[:length]):
                return found[0]
        return self.documents[0]


def _located(violations: Iterable[Violation], index: _Index) -> Iterator[Problem]:
    for violation in violations:
        focus, path, value = violation.focus, violation.path, violation.value
        here = "" if value in (None, focus) else f" (here {value})"
        problem = problem_in(
            index.find(focus, path, value),
            f"{_short(focus)}: {violation.message}{here}",
            rule=(violation.shape or "shape").rpartition("#")[2],
            at=[iri for iri in (path, focus) if iri],
            about=focus,
            severity=_SEVERITIES.get(violation.severity, "warning"),
        )
        yield replace(problem, term=focus)


def _short(iri: str) -> str:
    return Names({}, "").write(iri)
