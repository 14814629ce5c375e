"""A passage: the claims of one file, what the file says of the passage, and the form it must have.

A breach of the form is a `Problem`; nothing here raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg import vocab
from kg.claims.problems import Problem, problem_in
from kg.turtle import Document

HEDGED: Final = ".hedged"
"""What the name of a file of hedged claims ends in, before `.ttl`."""

ALLEGED: Final = "#alleged"
"""What the unit of trust for a source's hedges ends in, after the source's IRI."""

_ALLEGED: Final = NamedNode(vocab.CEL + "Alleged")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_COUNT: Final = re.compile(r"[0-9]+")
_SPAN: Final = ("start", "end", "sha256")


class Certainty(StrEnum):
    """How a passage puts its claims: outright, or hedged."""

    STATED = "stated"
    ALLEGED = "alleged"


@dataclass(frozen=True, slots=True)
class Passage:
    """The claims of one passage file, and what the file says of the passage itself.

    `description` holds the triples whose subject is the passage; they go to the catalogue graph.
    `claims` holds all others, in reading order; they form the named graph `iri`.
    """

    iri: str
    source: str
    certainty: Certainty
    document: Document
    description: tuple[Triple, ...]
    claims: tuple[Triple, ...]

    @property
    def unit(self) -> str:
        """The unit of trust: the source's IRI, with `#alleged` for what it hedges."""
        return self.source if self.certainty is Certainty.STATED else self.source + ALLEGED


def passage_of(document: Document) -> Passage:
    """Divide the document of a passage file, whose base IRI is the passage's."""
    iri = document.base_iri
    itself = NamedNode(iri)
    return Passage(
        iri=iri,
        source=iri.rpartition("/")[0],
        certainty=Certainty.ALLEGED if iri.endswith(HEDGED) else Certainty.STATED,
        document=document,
        description=tuple(t for t in document.triples if t.subject == itself),
        claims=tuple(t for t in document.triples if t.subject != itself),
    )


def values(passage: Passage, name: str) -> list[NamedNode | BlankNode | Literal | Triple]:
    """Return what the passage's description gives for the property `cel:<name>`."""
    predicate = NamedNode(vocab.CEL + name)
    return [triple.object for triple in passage.description if triple.predicate == predicate]


def is_slug(name: str) -> bool:
    """Say whether a name is lower-case ASCII words, joined by single hyphens."""
    return _SLUG.fullmatch(name) is not None


def breaches(passage: Passage, *, base: str, primary: bool) -> Iterator[Problem]:
    """Yield each breach of the form of one passage file; a primary source's must give its span."""
    yield from blank_nodes(passage.document)
    yield from _of_names(passage)
    yield from _of_description(passage)
    yield from _of_certainty(passage)
    yield from _of_span(passage, required=primary)
    yield from _of_subjects(passage, base)


def blank_nodes(document: Document) -> Iterator[Problem]:
    """Yield a breach for a document of facts that has blank nodes."""
    for triple in document.triples:
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
            message = "a blank node: give the thing an IRI, <kind>/<slug>"
            yield problem_in(document, message, rule="blank-node", at=[triple.predicate.value])
            return


def span_of(passage: Passage) -> tuple[int, int] | None:
    """Return the passage's [start, end) in characters, or None where it gives no such span."""
    start, end = values(passage, "start"), values(passage, "end")
    if len(start) != 1 or len(end) != 1:
        return None
    if not (_is_well_formed("start", start[0]) and _is_well_formed("end", end[0])):
        return None
    return _number(start[0]), _number(end[0])


def _of_names(passage: Passage) -> Iterator[Problem]:
    name = passage.iri.rpartition("/")[2].removesuffix(HEDGED)
    if not is_slug(name):
        message = (
            f"the file's name {name!r} is no slug: "
            "rename it to lower-case ASCII words joined by hyphens"
        )
        yield _breach(passage, message, rule="slug")


def _of_description(passage: Passage) -> Iterator[Problem]:
    types = [t.object for t in passage.description if t.predicate.value == f"{vocab.RDF}type"]
    if NamedNode(f"{vocab.CEL}Passage") not in types:
        message = "the passage is not described: add '<> a cel:Passage'"
        yield _breach(passage, message, rule="passage")
    stated_in = values(passage, "statedIn")
    if stated_in != [NamedNode(passage.source)]:
        message = (
            f"cel:statedIn is {_written(stated_in)}: "
            f"write the folder's source, <{passage.source}>, and no other"
        )
        yield _breach(passage, message, rule="stated-in", name="statedIn")


def _of_certainty(passage: Passage) -> Iterator[Problem]:
    given = {name: values(passage, name) for name in ("certainty", "cue")}
    if passage.certainty is Certainty.STATED:
        for name in (name for name, found in given.items() if found):
            message = (
                f"cel:{name} in a file of plain claims: take it out, "
                f"or move the hedged claims to a file <passage>{HEDGED}.ttl"
            )
            yield _breach(passage, message, rule="certainty", name=name)
        return
    if given["certainty"] != [_ALLEGED]:
        message = (
            f"the certainty of hedged claims is {_written(given['certainty'])}: "
            "write 'cel:certainty cel:Alleged'"
        )
        yield _breach(passage, message, rule="certainty", name="certainty")
    if not given["cue"]:
        message = "hedged claims without cel:cue: give the hedging word"
        yield _breach(passage, message, rule="cue")


def _of_span(passage: Passage, *, required: bool) -> Iterator[Problem]:
    given = {name: values(passage, name) for name in _SPAN}
    if not required and not any(given.values()):
        return
    for name, found in given.items():
        if len(found) != 1:
            message = f"cel:{name} is {_written(found)}: give the passage's span in the text once"
            yield _breach(passage, message, rule="span", name=name)
        elif not _is_well_formed(name, found[0]):
            form = (
                "64 lower-case hexadecimal digits" if name == "sha256" else "a count of characters"
            )
            message = f"cel:{name} is {_written(found)}: write {form}"
            yield _breach(passage, message, rule="span", name=name)
    if (span := span_of(passage)) is not None and span[0] >= span[1]:
        message = (
            f"cel:start {span[0]} is not before cel:end {span[1]}: "
            "give [start, end) in characters of the source's text"
        )
        yield _breach(passage, message, rule="span", name="start")


def _is_well_formed(name: str, value: object) -> bool:
    if not isinstance(value, Literal):
        return False
    if name == "sha256":
        return _HASH.fullmatch(value.value) is not None
    is_integer = value.datatype.value == vocab.XSD + "integer"
    return is_integer and _COUNT.fullmatch(value.value) is not None


def _number(value: object) -> int:
    return int(value.value) if isinstance(value, Literal) else 0


def _of_subjects(passage: Passage, base: str) -> Iterator[Problem]:
    """Yield a breach for each subject that is a passage, or part of one, but not of this one."""
    a_passage = re.compile(re.escape(f"{base}source/") + r"[^/#]+/[^#]+")
    subjects = (t.subject.value for t in passage.claims if isinstance(t.subject, NamedNode))
    for subject in dict.fromkeys(subjects):
        about = a_passage.match(subject)
        if about and about.group() != passage.iri:
            message = (
                f"a claim about another passage, <{subject}>: describe a passage in its own file"
            )
            yield problem_in(passage.document, message, rule="other-passage", at=[subject])


def _breach(passage: Passage, message: str, *, rule: str, name: str | None = None) -> Problem:
    """Return a problem in the line of a property of the passage, else of the passage."""
    at = [vocab.CEL + name, passage.iri] if name else [passage.iri]
    return problem_in(passage.document, message, rule=rule, at=at, about=passage.iri)


def _written(terms: list[NamedNode | BlankNode | Literal | Triple]) -> str:
    return ", ".join(str(term) for term in terms) if terms else "missing"
