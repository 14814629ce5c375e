"""RDF from elsewhere as a folder of facts: one source, a passage a file.

Nothing is lost but the names of graphs and of blank nodes: those become IRIs, for facts have none,
`/.well-known/genid/…` (RDF 1.1 Concepts, 3.5), numbered in the order of the file. Claims come
sorted, so that equal files give equal folders.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from kg import vocab
from kg.claims.facts import SOURCES
from kg.claims.passages import is_slug
from kg.errors import FactsError, FileError, TurtleError

FORMATS: Final = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}
"""The formats by a file's extension; `.gz` may follow."""

_TYPE: Final = NamedNode(f"{vocab.RDF}type")
_LABEL: Final = NamedNode(f"{vocab.RDFS}label")


def take_in(
    files: Sequence[Path], folder: Path, *, source: str, title: str = "", base: str = vocab.BASE
) -> int:
    """Write files of RDF as a new folder of facts, and return how many claims it holds.

    Args:
        files: RDF in any of `FORMATS`.
        folder: what to make; it must not be there yet, or be empty.
        source: the slug of the source that makes the claims, a reference work.
        title: what the source is called; its slug where nothing is given.
        base: the IRI that the folder's own IRIs begin with.

    Raises:
        FileError: a file cannot be read, or the folder not be made.
        TurtleError: a file is not of the format that its extension says.
        FactsError: the name of the source is no slug, two files make one passage, or a triple is
            about a triple.
    """
    if not is_slug(source):
        raise FactsError(
            f"the source's name {source!r} is no slug: give lower-case ASCII words and hyphens"
        )
    passages = _passages(files)
    if folder.exists() and any(folder.iterdir()):
        raise FileError(f"{folder} is not empty: name a new folder")
    contents = {name: _claims(path, base, f"{source}-{name}") for name, path in passages.items()}
    described = _described(NamedNode(f"{base}source/{source}"), "Source", title or source)
    described += (Triple(described[0].subject, _cel("role"), _cel("Reference")),)
    try:
        (folder / source).mkdir(parents=True)
        _write(folder / SOURCES, described)
        for name, claims in contents.items():
            iri = NamedNode(f"{base}source/{source}/{name}")
            about = _described(iri, "Passage", passages[name].name)
            about += (Triple(iri, _cel("heading"), Literal(passages[name].name)),)
            about += (Triple(iri, _cel("statedIn"), described[0].subject),)
            _write(folder / source / f"{name}.ttl", (*about, *claims))
    except OSError as error:
        raise FileError(f"cannot write to {folder}: {error.strerror}") from error
    return sum(map(len, contents.values()))


def _passages(files: Iterable[Path]) -> dict[str, Path]:
    """Name a passage after each file."""
    found: dict[str, Path] = {}
    for path in files:
        stem = path.name.removesuffix(".gz").rpartition(".")[0]
        name = re.sub("[^a-z0-9]+", "-", stem.lower()).strip("-") or "all"
        if first := found.get(name):
            raise FactsError(f"{path} and {first} would both be the passage {name}: rename one")
        found[name] = path
    return found


def _claims(path: Path, base: str, scope: str) -> list[Triple]:
    """Return the triples of a file, distinct and sorted, without blank nodes."""
    parts = urlsplit(base)
    prefix = f"{parts.scheme}://{parts.netloc}/.well-known/genid/{scope}-"
    named: dict[str, NamedNode] = {}
    found = set()
    for s, p, o in _read(path):
        if isinstance(s, Triple) or isinstance(o, Triple):
            raise FactsError(f"{path}: a triple about a triple: only RDF 1.1 can be taken in")
        subject, value = (
            named.setdefault(term.value, NamedNode(f"{prefix}{len(named) + 1}"))
            if isinstance(term, BlankNode)
            else term
            for term in (s, o)
        )
        assert not isinstance(subject, Literal)
        found.add(Triple(subject, p, value))
    return sorted(found, key=str)


def _read(path: Path) -> Iterator[Triple]:
    suffix = Path(path.name.removesuffix(".gz")).suffix
    if suffix not in FORMATS:
        raise FileError(f"{path}: unknown format: name it {', '.join(FORMATS)} (and .gz)")
    try:
        content = path.read_bytes()
        text = gzip.decompress(content) if path.suffix == ".gz" else content
        address = path.absolute().as_uri()
        for quad in parse(text, format=FORMATS[suffix], base_iri=address, rename_blank_nodes=True):
            yield quad.triple
    except (OSError, EOFError) as error:
        raise FileError(f"{path}: cannot be read: {error}") from error
    except SyntaxError as error:
        raise TurtleError(f"{path}: {error}") from error


def _described(subject: NamedNode, kind: str, label: str) -> tuple[Triple, ...]:
    return (
        Triple(subject, _TYPE, _cel(kind)),
        Triple(subject, _LABEL, Literal(label, language="en")),
    )


def _write(path: Path, triples: Iterable[Triple]) -> None:
    content = serialize(triples, format=RdfFormat.TURTLE, prefixes=dict(vocab.PREFIXES))
    assert content is not None  # without an output file there are bytes
    path.write_bytes(content)


def _cel(name: str) -> NamedNode:
    return NamedNode(vocab.CEL + name)
