"""An amendment: the writer's store changed quad by quad, at the cost of the quads alone.

`kg.storage.writer` compares all that a store is to hold with what it holds; whoever knows the
difference already makes it here. What is to be removed must be there, what is to be added must not:
so a store that does not hold what it should is found out, and written anew by `kg.storage.writer`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, serialize

from kg.errors import DatasetError
from kg.storage import ledger
from kg.storage.store import reading
from kg.storage.writer import Difference, bring_to_disk


class Amendment:
    """The writer's store, open to be changed quad by quad; use it in the `with` of `amending`.

    Attributes:
        added: the quads added so far, none of which was there before.
        removed: those removed, all of which were.
    """

    def __init__(self, path: Path, held: ledger.Ledger) -> None:
        """Open the store at `path`, of which `held` says what it holds."""
        self._path, self._held = path, held
        self._opened = [Store(str(path))]
        self.added: set[Quad] = set()
        self.removed: set[Quad] = set()
        held.disturb()

    def make(self, added: Iterable[Quad], removed: Iterable[Quad]) -> None:
        """Remove quads and add others."""
        for quad in _as_kept(removed):
            if quad not in self._store:
                raise DatasetError(f"the writer's store lacks {quad}")
            self._store.remove(quad)
            self.added.discard(quad) if quad in self.added else self.removed.add(quad)
        for quad in _as_kept(added):
            if quad in self._store:
                raise DatasetError(f"the writer's store holds {quad} already")
            self._store.add(quad)
            self.removed.discard(quad) if quad in self.removed else self.added.add(quad)

    @property
    def _store(self) -> Store:
        return self._opened[0]

    def is_empty(self, iri: str) -> bool:
        """Whether a graph holds nothing now."""
        return not any(self._store.quads_for_pattern(None, None, None, NamedNode(iri)))

    def link(self, target: Path) -> None:
        """Link the store as it is now to `target`, and note on the disk what it holds."""
        lines: dict[str, tuple[list[bytes], list[bytes]]] = {}
        for place, quads in enumerate((self.added, self.removed)):
            for quad in quads:
                iri = quad.graph_name.value  # type: ignore[union-attr] # no default graph
                line = serialize([quad.triple], format=RdfFormat.N_TRIPLES) or b""
                lines.setdefault(iri, ([], []))[place].append(line)
        for iri in {quad.graph_name.value for quad in self.removed}:  # type: ignore[union-attr]
            if self.is_empty(iri):  # Oxigraph remembers a graph that is empty
                self._store.remove_graph(NamedNode(iri))
        self._store.flush()
        self._store.backup(str(target))
        self.close()  # what it wrote last is in its files
        bring_to_disk(self._path)
        joined = {iri: (b"".join(new), b"".join(old)) for iri, (new, old) in lines.items()}
        self._held.note(joined, self._held.quads + len(self.added) - len(self.removed))

    def close(self) -> None:
        """Close the store, whoever still knows this amendment: a traceback may."""
        self._opened.clear()

    @property
    def difference(self) -> Difference:
        """How much was changed."""
        return Difference(len(self.added), len(self.removed))


def _as_kept(quads: Iterable[Quad]) -> Iterable[Quad]:
    """Return quads in the forms of literals that the store keeps, which the ledger is to list."""
    memory = Store()
    memory.extend(quads)
    return memory


@contextmanager
def amending(folder: Path) -> Iterator[Amendment]:
    """Open the store in `folder` to be changed; the caller holds the dataset's lock.

    What is left before `Amendment.link` has returned leaves a store that `write` writes anew.

    Raises:
        DatasetError: the store or the ledger is missing, damaged or unsound, or does not hold what
            is to be removed; `write` will do.
        OSError, FileError: the folder cannot be written.
    """
    with reading(), ledger.opened(folder / "ledger") as held:
        amendment = Amendment(folder / "store", held)
        try:
            yield amendment
        finally:
            amendment.close()
