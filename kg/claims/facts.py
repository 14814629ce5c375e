"""A folder of facts as objects: sources, background and one named graph a passage.

A folder holds `sources.ttl`, perhaps `background.ttl`, and `<source>/<passage>.ttl` with the base
IRI `<base>source/<source>/<passage>`; what a passage only hedges stands in
`<source>/<passage>.hedged.ttl`. Loading reads every file, and either returns a `Facts` that keeps
all the rules of that form or raises one error that lists every breach, a line each, as
`path:line: message`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Triple

from kg import turtle, vocab
from kg.claims.passages import (
    HEDGED,
    Certainty,
    Passage,
    blank_nodes,
    breaches,
    is_slug,
    passage_of,
)
from kg.claims.problems import Problem, listed, problem_in
from kg.errors import FactsError, FileError, TurtleError
from kg.turtle import Document

__all__ = [
    "BACKGROUND",
    "SOURCES",
    "Certainty",
    "Facts",
    "Passage",
    "base_iri_of",
    "claims_of",
    "load",
    "primary_units",
    "root_of",
    "sources_of_role",
    "units",
]

SOURCES: Final = "sources.ttl"
BACKGROUND: Final = "background.ttl"
_BESIDE: Final = frozenset({SOURCES, BACKGROUND, "LICENSE", "README.md"})
_TYPE: Final = NamedNode(vocab.RDF + "type")
_SOURCE: Final = NamedNode(vocab.CEL + "Source")
_ROLE: Final = NamedNode(vocab.CEL + "role")


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that folders of facts hold; passages are sorted by IRI, which differ."""

    roots: tuple[Path, ...]
    sources: tuple[Document, ...]
    background: tuple[Document, ...]
    passages: tuple[Passage, ...]
    base: str = vocab.BASE


def load(*roots: Path, base: str = vocab.BASE) -> Facts:
    """Read folders of facts whose IRIs begin with `base`.

    Raises:
        FileError: a root is no folder, or a file cannot be read.
        TurtleError: a file is not Turtle.
        FactsError: a folder or a file breaks the form; the message lists every breach.
    """
    for root in roots:
        if not root.is_dir():
            raise FileError(f"{root}: there is no such folder: give a folder that holds {SOURCES}")
    documents = _read_all(roots, base)
    facts = Facts(
        roots=tuple(roots),
        sources=tuple(d for d in documents if d.path and d.path.name == SOURCES),
        background=tuple(d for d in documents if d.path and d.path.name == BACKGROUND),
        passages=_passages(documents, roots),
        base=base,
    )
    problems = [*_stray(roots), *_breaches(facts)]
    if problems:
        raise FactsError(listed(problems))
    return facts


def base_iri_of(path: Path, *, root: Path, base: str = vocab.BASE) -> str:
    """Return the base IRI of the file at `path` in the folder of facts at `root`."""
    if path.parent == root:
        return base
    return f"{base}source/{path.parent.name}/{path.name.removesuffix('.ttl')}"


def root_of(path: Path) -> Path | None:
    """Return the folder of facts that the file at `path` belongs to, or None."""
    for folder in (path.parent, path.parent.parent):
        if (folder / SOURCES).is_file():
            return folder
    return None


def units(facts: Facts) -> frozenset[str]:
    """Return the units of trust that have a passage."""
    return frozenset(passage.unit for passage in facts.passages)


def primary_units(facts: Facts) -> frozenset[str]:
    """Return the units of the primary sources' outright claims: what view `stated` trusts."""
    return frozenset(sources_of_role(facts, "Primary"))


def sources_of_role(facts: Facts, role: str) -> frozenset[str]:
    """Return the IRIs of the sources of a role: `Primary`, `Reference` or `Editorial`."""
    wanted = NamedNode(vocab.CEL + role)
    return frozenset(
        triple.subject.value
        for document in facts.sources
        for triple in document.triples
        if triple.predicate == _ROLE and triple.object == wanted
        if isinstance(triple.subject, NamedNode)
    )


def claims_of(facts: Facts, trusted: Iterable[str]) -> frozenset[Triple]:
    """Return the claims of all passages whose unit is among those trusted."""
    wanted = frozenset(trusted)
    return frozenset(
        claim for passage in facts.passages if passage.unit in wanted for claim in passage.claims
    )


def _read_all(roots: Iterable[Path], base: str) -> list[Document]:
    documents, failures = [], []
    for root in roots:
        for path in _files(root):
            try:
                base_iri = base_iri_of(path, root=root, base=base)
                documents.append(turtle.read(path, base_iri=base_iri))
            except TurtleError as error:
                failures.append(error)
    if failures:
        raise TurtleError("\n".join(map(str, failures))) from failures[0]
    return documents


def _files(root: Path) -> list[Path]:
    beside = [root / name for name in (SOURCES, BACKGROUND) if (root / name).is_file()]
    return beside + sorted(path for path in root.glob("*/*.ttl") if path.is_file())


def _passages(documents: Iterable[Document], roots: tuple[Path, ...]) -> tuple[Passage, ...]:
    found = (passage_of(d) for d in documents if d.path and d.path.parent not in roots)
    return tuple(sorted(found, key=lambda passage: (passage.iri, str(passage.document.path))))


def _stray(roots: Iterable[Path]) -> Iterator[Problem]:
    for root in roots:
        if not (root / SOURCES).is_file():
            message = "there is no such file: describe the sources in it"
            yield Problem(str(root / SOURCES), None, message, rule="no-sources")
        for path in sorted(root.rglob("*")):
            if path.is_file() and not _belongs(path, root):
                message = "a stray file: facts are <source>/<passage>.ttl; rename it or move it out"
                yield Problem(str(path), None, message, rule="stray-file")


def _belongs(path: Path, root: Path) -> bool:
    parts = path.relative_to(root).parts
    if any(part.startswith(".") for part in parts):  # editors' and systems' own files
        return True
    if len(parts) == 1:
        return path.name in _BESIDE
    return len(parts) == 2 and path.suffix == ".ttl"


def _breaches(facts: Facts) -> Iterator[Problem]:
    described = _described_sources(facts)
    primary = primary_units(facts)
    for document in (*facts.sources, *facts.background):
        yield from blank_nodes(document)
    for source, documents in described.items():
        yield from _of_source(facts, source, documents)
    for passage in facts.passages:
        yield from breaches(passage, base=facts.base, primary=passage.source in primary)
        if passage.source not in described:
            message = (
                f"the source <{passage.source}> is not described: "
                f"add it to {SOURCES} as a cel:Source, or rename the folder"
            )
            yield problem_in(passage.document, message, rule="no-source", at=[passage.source])
    yield from _of_pairs(facts)


def _described_sources(facts: Facts) -> dict[str, list[Document]]:
    described: dict[str, list[Document]] = {}
    for document in facts.sources:
        for triple in document.triples:
            is_source = triple.predicate == _TYPE and triple.object == _SOURCE
            if is_source and isinstance(triple.subject, NamedNode):
                described.setdefault(triple.subject.value, []).append(document)
    return described


def _of_source(facts: Facts, source: str, documents: list[Document]) -> Iterator[Problem]:
    prefix, _, name = source.rpartition("/")
    messages = []
    if prefix != f"{facts.base}source" or not is_slug(name):
        messages.append(f"<{source}> is no source's IRI: write <{facts.base}source/<slug>>")
    roles = [
        triple.object
        for triple in documents[0].triples
        if triple.subject == NamedNode(source) and triple.predicate == _ROLE
    ]
    if len(roles) != 1:
        messages.append(
            f"the source <{source}> has {len(roles)} values of cel:role: "
            "give it one, cel:Primary, cel:Reference or cel:Editorial"
        )
    for message in messages:
        yield problem_in(documents[0], message, rule="source", at=[source])
    for again in documents[1:]:
        message = (
            f"the source <{source}> is described twice, first in {documents[0].name}: drop one"
        )
        yield problem_in(again, message, rule="twice", at=[source])


def _of_pairs(facts: Facts) -> Iterator[Problem]:
    """Yield passages that are there twice, and claims both hedged and stated in one passage."""
    by_iri: dict[str, Passage] = {}
    for passage in facts.passages:
        if (first := by_iri.setdefault(passage.iri, passage)) is not passage:
            message = (
                f"the passage <{passage.iri}> is there twice, first in {first.document.name}: "
                "rename or remove one"
            )
            yield problem_in(passage.document, message, rule="twice", at=[passage.iri])
    for passage in by_iri.values():
        plain = by_iri.get(passage.iri.removesuffix(HEDGED))
        if plain is not None and plain is not passage:
            yield from _stated_outright(passage, plain)


def _stated_outright(hedged: Passage, plain: Passage) -> Iterator[Problem]:
    stated = set(plain.claims)
    for claim in hedged.claims:
        if claim in stated and isinstance(claim.subject, NamedNode):
            message = f"the hedged claim '{claim}' is also stated outright: drop one of them"
            at, about = [claim.predicate.value], claim.subject.value
            yield problem_in(hedged.document, message, rule="hedged-twice", at=at, about=about)
