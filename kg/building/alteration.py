"""An alteration: the quads that a change of facts adds to a dataset and removes from it.

What has moved in the closure changes support graphs, and the graphs that hold whole views; the
catalogue changes where what it tells of has. Nothing that stays is looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pyoxigraph import NamedNode, Quad, Triple

from kg.building.catalogue import of_conflict, of_moment, of_passage, of_support, support_iri
from kg.building.content import completed, support_record
from kg.building.standing import Move
from kg.claims.facts import Facts
from kg.claims.passages import Passage
from kg.errors import DatasetError
from kg.reasoning.closure import Key, TermTexts, graph_id, triples_of
from kg.reasoning.conflicts import Conflict
from kg.reasoning.reasoner import SupportGraph
from kg.storage.amendment import Amendment
from kg.storage.store import Record, SupportRecord
from kg.views import choose


@dataclass(frozen=True, slots=True)
class Alteration:
    """The facts before and after, what has moved, and the conflicts before and after."""

    old: Facts
    new: Facts
    moves: Sequence[Move]
    old_conflicts: Sequence[Conflict]
    new_conflicts: Sequence[Conflict]

    def make(
        self, amendment: Amendment, before: Record, newly_stated: int, started: datetime
    ) -> Record:
        """Make the alteration in the writer's store, and return the record of what it holds then.

        Args:
            amendment: the store.
            before: the record of what it holds now.
            newly_stated: how many triples more than before somebody states.
            started: when the change began.

        Raises:
            DatasetError: other views are to be held whole than are.
        """
        base = before.base
        keys = {key for move in self.moves for key in (move.old, move.new) if key}
        graphs = {key: _support(key) for key in keys}
        amendment.make(*self._of_passages())
        amendment.make(*self._of_supports({k: support_iri(g, base) for k, g in graphs.items()}))
        known = {support.graph: support for support in before.supports}
        there = known | {support_iri(g, base): support_record(g, base) for g in graphs.values()}
        empty = {support_iri(g, base) for g in graphs.values()}
        empty = {iri for iri in empty if amendment.is_empty(iri)}
        supports = tuple(there[iri] for iri in sorted(there.keys() - empty))
        after = completed(before, self.new, supports, self._counts(before, newly_stated), started)
        after = _with_count(after)
        if after.wholes != before.wholes:
            raise DatasetError("other views are to be held whole than are")
        amendment.make(*self._of_wholes(before, after, graphs))
        by_iri = {support_iri(graph, base): graph for graph in graphs.values()}
        amendment.make(*self._of_catalogue(before, after, known, by_iri))
        return after

    def _of_passages(self) -> tuple[list[Quad], list[Quad]]:
        added: list[Quad] = []
        removed: list[Quad] = []
        for old, new in self._changed_passages():
            graph = NamedNode((new or old).iri)  # type: ignore[union-attr] # one of them is there
            before, after = (set(p.claims) if p else set() for p in (old, new))
            added += _in(graph, after - before)
            removed += _in(graph, before - after)
        return added, removed

    def _of_supports(self, iris: Mapping[Key, str]) -> tuple[list[Quad], list[Quad]]:
        added: dict[str, list[TermTexts]] = defaultdict(list)
        removed: dict[str, list[TermTexts]] = defaultdict(list)
        for move in self.moves:
            if move.old:
                removed[iris[move.old]].append(move.triple)
            if move.new:
                added[iris[move.new]].append(move.triple)
        return list(_quads(added)), list(_quads(removed))

    def _of_wholes(
        self, before: Record, after: Record, graphs: Mapping[Key, SupportGraph]
    ) -> tuple[list[Quad], list[Quad]]:
        added: dict[str, list[TermTexts]] = defaultdict(list)
        removed: dict[str, list[TermTexts]] = defaultdict(list)
        iris = {key: support_iri(graph, before.base) for key, graph in graphs.items()}
        for name, whole in before.wholes.items():
            held = {*choose(before, name).supports, *choose(after, name).supports}
            for move in self.moves:
                was, is_now = (
                    key is not None and iris[key] in held for key in (move.old, move.new)
                )
                if was and not is_now:
                    removed[whole].append(move.triple)
                if is_now and not was:
                    added[whole].append(move.triple)
        return list(_quads(added)), list(_quads(removed))

    def _of_catalogue(
        self,
        before: Record,
        after: Record,
        known: Mapping[str, SupportRecord],
        graphs: Mapping[str, SupportGraph],
    ) -> tuple[list[Quad], list[Quad]]:
        held = {support.graph for support in after.supports}
        old, new = set(of_moment(before)), set(of_moment(after))
        for iri, graph in graphs.items():
            if (iri in known) != (iri in held):
                (old if iri in known else new).update(of_support(graph, before.base))
        for passages in self._changed_passages():
            for passage, said in zip(passages, (old, new), strict=True):
                said.update(of_passage(passage) if passage else ())
        for facts, conflicts, said in (
            (self.old, self.old_conflicts, old),
            (self.new, self.new_conflicts, new),
        ):
            if self.old.sources != self.new.sources:
                said.update(t for document in facts.sources for t in document.triples)
            if self.old_conflicts != self.new_conflicts:
                said.update(t for c in conflicts for t in of_conflict(c, before))
        graph_name = NamedNode(f"{before.base}graph/catalogue")
        return list(_in(graph_name, new - old)), list(_in(graph_name, old - new))

    def _changed_passages(self) -> Iterator[tuple[Passage | None, Passage | None]]:
        old = {passage.iri: passage for passage in self.old.passages}
        new = {passage.iri: passage for passage in self.new.passages}
        for iri in old.keys() | new.keys():
            if old.get(iri) is not new.get(iri):
                yield old.get(iri), new.get(iri)

    def _counts(self, before: Record, newly_stated: int) -> dict[str, int]:
        moves, counts = self.moves, before.counts
        came = sum(move.old is None for move in moves) - sum(move.new is None for move in moves)
        passages = self.new.passages
        claims = sum(
            len(set(p.claims)) * sign
            for pair in self._changed_passages()
            for p, sign in zip(pair, (-1, 1), strict=True)
            if p
        )
        return {
            **counts,
            "sources": len({passage.source for passage in passages}),
            "passages": len(passages),
            "claims": counts["claims"] + claims,
            "closure": counts["closure"] + came,
            "inferred": counts["inferred"] + came - newly_stated,
            "conflicts": len(self.new_conflicts),
        }


def _with_count(record: Record) -> Record:
    counts = {**record.counts, "supports": len(record.supports)}
    return replace(record, counts=counts)


def _support(key: Key) -> SupportGraph:
    """Return the support graph of a key, without its triples."""
    sets, views, is_capped = key
    return SupportGraph(graph_id(sets, views, is_capped), sets, (), views, is_capped)


def _quads(named: Mapping[str, Iterable[TermTexts]]) -> Iterator[Quad]:
    for iri, found in named.items():
        graph = NamedNode(iri)
        yield from _in(graph, triples_of(found))


def _in(graph: NamedNode, triples: Iterable[Triple]) -> Iterator[Quad]:
    return (Quad(t.subject, t.predicate, t.object, graph) for t in triples)
