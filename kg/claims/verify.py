"""Facts against the documents they come from: lengths, hashes, spans, and no copied sentences.

The documents are not part of a folder of facts; `<folder>/<source>.txt` holds a source's text in
UTF-8. Offsets count its characters. A difference is a problem with the file and line of the facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg import vocab
from kg.claims.facts import Facts, Passage
from kg.claims.passages import span_of, values
from kg.claims.problems import Problem, in_file_order, problem_in
from kg.claims.spans import sha256_of
from kg.turtle import Document

RUN: Final = 7
"""So many words in a row that equal a document's are a copied sentence."""

_NAMES: Final = (
    *("heading", "mcCuneReischauer", "name", "revisedRomanization"),
    *("romanizedName", "romanizedTitle", "title"),
)
_TITLES: Final = frozenset(
    {vocab.RDFS + "label", vocab.DCTERMS + "title"} | {vocab.CEL + name for name in _NAMES}
)
_OF_TEXT: Final = frozenset({vocab.CEL + "sha256", vocab.CEL + "length"})
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was compared: how many documents and passages, and every difference."""

    documents: int
    passages: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """A source whose text the facts speak of, and its document, or None where that is missing."""

    source: str
    described_in: Document
    path: Path
    content: bytes | None

    @property
    def text(self) -> str | None:
        try:
            return None if self.content is None else self.content.decode("utf-8")
        except UnicodeDecodeError:
            return None


def verify_report(facts: Facts, documents: Path) -> VerifyReport:
    """Compare facts with the documents in the folder `documents`, and count what was compared."""
    texts = {text.source: text for text in _texts(facts, documents)}
    problems = [problem for text in texts.values() for problem in _of_document(text)]
    compared = 0
    for passage in facts.passages:
        text = texts[passage.source].text if passage.source in texts else None
        if text is not None and (span := span_of(passage)) is not None:
            compared += 1
            problems += _of_passage(passage, span, text)
    readable = [text.text for text in texts.values() if text.text is not None]
    problems += _copies(facts, readable)
    if not readable and not problems:
        message = "nothing was compared: no passage has a span, and no source a cel:sha256"
        problems.append(Problem(str(documents), None, message, rule="nothing-compared"))
    return VerifyReport(len(readable), compared, tuple(in_file_order(problems)))


def _texts(facts: Facts, folder: Path) -> Iterator[_Text]:
    """Yield each source with a hash or a length, or with a passage that has a span."""
    spoken_of = {passage.source for passage in facts.passages if span_of(passage) is not None}
    for document in facts.sources:
        for triple in document.triples:
            if triple.predicate.value in _OF_TEXT and isinstance(triple.subject, NamedNode):
                spoken_of.add(triple.subject.value)
        described = {t.subject.value for t in document.triples if isinstance(t.subject, NamedNode)}
        for source in sorted(described & spoken_of):
            path = folder / f"{source.rpartition('/')[2]}.txt"
            yield _Text(source, document, path, path.read_bytes() if path.is_file() else None)


def _of_document(text: _Text) -> Iterator[Problem]:
    if text.content is None:
        message = f"the document {text.path} is not there: put it there, or name its folder"
        yield _about(text, message, "missing-document", "sha256")
        return
    if text.text is None:
        yield _about(text, f"the document {text.path} is not UTF-8", "encoding", "sha256")
        return
    for name, actual in (("sha256", sha256_of(text.text)), ("length", str(len(text.text)))):
        stated = _stated(text, name)
        if not stated:
            written = f'"{actual}"' if name == "sha256" else actual
            message = f"<{text.source}> has no cel:{name}: write 'cel:{name} {written} ;'"
            yield _about(text, message, f"document-{name}", name)
        elif stated != [actual]:
            message = (
                f"cel:{name} is {', '.join(stated)}, but {text.path} has {actual}: "
                "take the text the facts were made from, or bring them up to date"
            )
            yield _about(text, message, f"document-{name}", name)


def _stated(text: _Text, name: str) -> list[str]:
    return [
        triple.object.value
        for triple in text.described_in.triples
        if triple.subject == NamedNode(text.source)
        and triple.predicate.value == vocab.CEL + name
        and isinstance(triple.object, Literal)
    ]


def _about(text: _Text, message: str, rule: str, name: str) -> Problem:
    at = [vocab.CEL + name, text.source]
    return problem_in(text.described_in, message, rule=rule, at=at, about=text.source)


def _of_passage(passage: Passage, span: tuple[int, int], text: str) -> Iterator[Problem]:
    start, end = span
    if end > len(text):
        message = f"cel:end {end} is past the end of the text, {len(text)}: correct the span"
        yield _in_passage(passage, message, "span", "end")
        return
    actual = sha256_of(text[start:end])
    stated = [value.value for value in values(passage, "sha256") if isinstance(value, Literal)]
    if stated != [actual]:
        message = (
            f"the text from {start} to {end} has the SHA-256 {actual}, not "
            f"{', '.join(stated) or 'stated here'}: correct the span or the hash"
        )
        yield _in_passage(passage, message, "span-sha256", "sha256")


def _in_passage(passage: Passage, message: str, rule: str, name: str) -> Problem:
    at = [vocab.CEL + name, passage.iri]
    return problem_in(passage.document, message, rule=rule, at=at, about=passage.iri)


def _copies(facts: Facts, texts: Iterable[str]) -> Iterator[Problem]:
    """Yield each literal, titles and names apart, that has seven words in a row of a document."""
    runs = {run for text in texts for run in runs_of(text)}
    passages = (passage.document for passage in facts.passages)
    for document in (*facts.sources, *facts.background, *passages):
        for triple in document.triples:
            if not isinstance(triple.object, Literal) or triple.predicate.value in _TITLES:
                continue
            if copied := runs.intersection(runs_of(triple.object.value)):
                words = " ".join(min(copied))
                message = f"'{words}' are words of a document: say it in other words"
                subject = triple.subject.value if isinstance(triple.subject, NamedNode) else None
                at = [triple.predicate.value]
                yield problem_in(document, message, rule="copied-sentence", at=at, about=subject)


def runs_of(text: str) -> Iterator[tuple[str, ...]]:
    """Yield every run of seven words, without case and punctuation."""
    words = _WORD.findall(text.casefold())
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
