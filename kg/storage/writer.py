"""The one store of a dataset that is written: it takes the difference, and snapshots link to it.

    DATASET/writer/store      an Oxigraph store, only opened by the holder of the dataset's lock
    DATASET/writer/ledger     what it holds, and whether it does

Invariant: a snapshot is linked off only from a store that holds exactly the graphs given. A kill at
any moment leaves a store that the ledger calls unsound, or none; the next build writes it anew, as
it does when the store or the ledger is damaged. A snapshot shares its files with the store, which
never changes a file that it has written; so both together take little more than one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

from kg.errors import DatasetError
from kg.files import sync_folder
from kg.storage import ledger
from kg.storage.store import reading, sync_tree

_WORTH: Final = 3
"""A difference of more than one in so many quads costs more than loading all of them."""

_TYPED: Final = b'"^^<'


@dataclass(frozen=True, slots=True)
class Difference:
    """What a build changed in the dataset.

    Attributes:
        added: how many quads were added.
        removed: how many were removed.
        anew: whether the store was written from scratch; then all its quads count as added.
    """

    added: int = 0
    removed: int = 0
    anew: bool = False


@dataclass(frozen=True, slots=True)
class _Change:
    """Quads to add and to remove, graphs that go, and the new lines of those that change."""

    added: bytes
    removed: bytes
    gone: tuple[str, ...]
    changed: Mapping[str, bytes]

    @property
    def difference(self) -> Difference:
        return Difference(self.added.count(b"\n"), self.removed.count(b"\n"))


def write(
    folder: Path, graphs: Mapping[str, Sequence[Triple]], target: Path, *, anew: bool = False
) -> Difference:
    """Make the store in `folder` hold exactly `graphs`, and link a copy of it to `target`.

    Only the difference is written, unless `anew` is set or that is not possible. The caller holds
    the dataset's lock.

    Raises:
        OSError, FileError: the folder cannot be written.
    """
    contents = _contents(graphs)
    if not anew:
        try:
            with reading(), ledger.opened(folder / "ledger") as held:
                return _write_difference(folder / "store", held, contents, target)
        except DatasetError:  # nothing is lost: what the store should hold is at hand
            pass
    return _write_all(folder, contents, target)


# Lines ----------------------------------------------------------------------


def _contents(graphs: Mapping[str, Sequence[Triple]]) -> dict[str, bytes]:
    """Return each graph as sorted N-Triples, in the forms of literals that the store keeps."""
    found = {iri: _lines(triples) for iri, triples in graphs.items()}
    typed = (line for lines in found.values() for line in lines if _TYPED in line)
    forms = _other_forms({line.split(b" ", 2)[2] for line in typed})
    if forms:
        found = {iri: [_kept(line, forms) for line in lines] for iri, lines in found.items()}
    return {iri: b"".join(sorted(set(lines))) for iri, lines in found.items()}


def _lines(triples: Sequence[Triple]) -> list[bytes]:
    content = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert content is not None  # without an output file there are bytes
    return content.splitlines(keepends=True)


def _other_forms(objects: Set[bytes]) -> dict[bytes, bytes]:
    """Return the ends of lines that a store gives back in another form (`"01"` as `"1"`)."""
    given, memory = list(objects), Store()
    numbered = (b"<n:%d> <n:> %s" % (n, o) for n, o in enumerate(given))
    memory.load(b"".join(numbered), format=RdfFormat.N_TRIPLES)
    dumped = memory.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()) or b""
    split = (line.split(b" ", 2) for line in dumped.splitlines(keepends=True))
    pairs = ((given[int(subject[3:-1])], kept) for subject, _, kept in split)
    return {o: kept for o, kept in pairs if o != kept}


def _kept(line: bytes, forms: Mapping[bytes, bytes]) -> bytes:
    if _TYPED not in line:
        return line
    s, p, o = line.split(b" ", 2)
    return b"%s %s %s" % (s, p, forms.get(o, o))


def _in_graph(iri: str, triples: bytes) -> bytes:
    """Return N-Triples as N-Quads; a line break within a literal is escaped."""
    return triples.replace(b" .\n", f" <{iri}> .\n".encode())


# The difference -------------------------------------------------------------


def _write_difference(
    path: Path, held: ledger.Ledger, contents: Mapping[str, bytes], target: Path
) -> Difference:
    """Change the store at `path`.

    Raises:
        DatasetError: it does not hold what the ledger says, or writing all of it is cheaper.
    """
    change = _change(held, contents)
    difference = change.difference
    if (difference.added + difference.removed) * _WORTH > held.quads:
        raise DatasetError("the difference is larger than is worth while")
    quads = held.quads + difference.added - difference.removed
    held.disturb()
    if _apply(change, path, target) != quads:
        raise DatasetError("the writer's store does not hold what its ledger says")
    bring_to_disk(path)
    held.settle(change.changed, quads)
    return difference


def _change(held: ledger.Ledger, contents: Mapping[str, bytes]) -> _Change:
    full = {iri: content for iri, content in contents.items() if content}
    gone = tuple(sorted(held.digests.keys() - full.keys()))
    changed = {
        iri: content
        for iri, content in full.items()
        if held.digests.get(iri) != ledger.digest(content)
    } | dict.fromkeys(gone, b"")
    added, removed = [], []
    for iri, content in changed.items():
        old, new = (set(lines.splitlines(keepends=True)) for lines in (held.content(iri), content))
        added.append(_in_graph(iri, b"".join(new - old)))
        removed.append(_in_graph(iri, b"".join(old - new)))
    return _Change(b"".join(added), b"".join(removed), gone, changed)


def _apply(change: _Change, path: Path, target: Path) -> int:
    """Change the store, link it to `target`, close it, and return how many quads it holds."""
    store = Store(str(path))
    for quad in _quads(change.removed):
        store.remove(quad)
    store.extend(_quads(change.added))
    for iri in change.gone:  # Oxigraph remembers a graph that is empty
        store.remove_graph(NamedNode(iri))
    store.flush()
    store.backup(str(target))
    return len(store)


def _quads(lines: bytes) -> Iterable[Quad]:
    return parse(lines, format=RdfFormat.N_QUADS)


# All of it ------------------------------------------------------------------


def _write_all(folder: Path, contents: Mapping[str, bytes], target: Path) -> Difference:
    shutil.rmtree(target, ignore_errors=True)
    _discard(folder)
    folder.mkdir()
    quads = _load(contents, folder / "store", target)
    bring_to_disk(folder / "store")
    ledger.begin(folder / "ledger", contents, quads)
    sync_folder(folder)
    return Difference(added=quads, anew=True)


def _discard(folder: Path) -> None:
    """Remove the folder; it goes as a whole, so that a kill cannot leave a part of it."""
    discarded = folder.with_name(f".{folder.name}")
    shutil.rmtree(discarded, ignore_errors=True)
    if folder.exists():
        os.rename(folder, discarded)
        sync_folder(folder.parent)
        shutil.rmtree(discarded, ignore_errors=True)


def _load(contents: Mapping[str, bytes], path: Path, target: Path) -> int:
    """Fill a new store, link it to `target`, close it, and return how many quads it holds.

    All go in together: what two loads write overlaps, and makes each look-up a quarter slower.
    Quads are added as they are, for loading N-Quads gives blank nodes (the ontology's) new names.
    """
    graphs = (_in_graph(iri, content) for iri, content in contents.items())
    store = Store(str(path))
    store.bulk_extend(chain.from_iterable(map(_quads, graphs)))
    store.flush()
    store.backup(str(target))
    return len(store)


def bring_to_disk(path: Path) -> None:
    """Make what the store at `path` holds last through a crash."""
    for log in path.glob("LOG.old.*"):  # one an opening, and nobody reads them
        log.unlink()
    sync_tree(path)
