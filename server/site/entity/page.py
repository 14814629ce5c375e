"""One thing as its page shows it: all that is asked, put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import kg
from kg import vocab
from server.graph import believed
from server.http.addresses import why_address
from server.site.belief import Belief, Change, Changes
from server.site.contradictions import arising
from server.site.doubts import differing
from server.site.entity import incoming as references
from server.site.entity import questions
from server.site.entity.claims import (
    TYPE,
    Effect,
    Row,
    Statement,
    Telling,
    claim_rows,
    effects,
    gather,
    inferred_rows,
)
from server.site.entity.disputes import Disputes
from server.site.entity.elsewhere import Elsewhere, identifiers, in_schema_org
from server.site.entity.heading import heading
from server.site.entity.passages import Passage, known_passages
from server.site.labels import labels
from server.site.rows import Names, ValueRow, property_name, value_rows
from server.site.snapshot import known_sources, once_a_snapshot
from server.site.terms import Shown, is_literal, show

_LABEL: Final = f"{vocab.RDFS}label"
_CONTENT: Final = 500


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing as its page shows it.

    Attributes:
        iri: its IRI.
        label: its name in the reader's language, or the end of its IRI.
        naming: what the reader's choice does to that name.
        names: its other names, with their languages.
        kinds: what it is, in the dataset's own words.
        claims: what passages say of it.
        inferred: what follows, in the dataset's own words.
        aligned: the same in the words of other vocabularies.
        catalogued: what the catalogue says of it.
        incoming: who refers to it.
        content: the triples of the passage or graph that it is.
        is_cut: whether there are more of them than are shown.
        conflicts: where the conflicts that it takes part in are explained, and what they are about.
        arising: how many of them arise in what the reader believes.
        changes: what the reader's choice takes away and adds.
        effects: the statements of the thing itself that it does so to.
        links: where else it is described.
        schema: the thing in the words of schema.org.
    """

    iri: str
    label: str
    naming: Change
    names: tuple[Shown, ...]
    kinds: tuple[tuple[Shown, Change], ...]
    claims: tuple[Row, ...]
    inferred: tuple[Row, ...]
    aligned: tuple[Row, ...]
    catalogued: tuple[ValueRow, ...]
    incoming: references.Incoming
    content: tuple[tuple[Shown, ...], ...]
    is_cut: bool
    conflicts: tuple[tuple[str, str], ...]
    arising: int
    changes: Changes
    effects: tuple[Effect, ...]
    links: tuple[Elsewhere, ...]
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Asked:
    """All that was asked of the dataset about one thing."""

    iri: str
    opened: kg.Dataset
    belief: Belief
    statements: tuple[Statement, ...]
    referring: list[Any]
    counts: Mapping[tuple[str, str], int]
    page: int
    content: list[Any]
    disputes: Disputes
    passages: Mapping[str, Passage]
    names: Names


def entity(opened: kg.Dataset, iri: str, belief: Belief, *, page: int = 1) -> Entity | None:
    """Return what is known of a thing, None where nothing is.

    Args:
        opened: the dataset.
        iri: the thing.
        belief: what the reader believes.
        page: which page of the references to it is shown.
    """
    base = opened.record.base
    found = _statements(opened, iri)
    rows, counts = references.asked(opened, iri, belief, page)
    content = questions.content(opened, iri, _CONTENT + 1) if _may_be_graph(iri, base) else []
    if not (found or counts or content):
        return None
    disputes = _disputes(opened, iri)
    graphs = {graph for one in found for graph in one.passages}
    passages = known_passages(opened, graphs | disputes.doubted())
    known = labels(opened, _iris(iri, found, [*rows, *content]))
    names = Names(known, known_sources(), base)
    return _told(
        _Asked(iri, opened, belief, found, rows, counts, page, content, disputes, passages, names)
    )


def _told(asked: _Asked) -> Entity:
    """Put together what was asked."""
    names = asked.names
    label, naming = heading(asked.opened, asked.iri, asked.statements, names.labels, asked.belief)
    others = questions.aligned(asked.opened)
    telling = _telling(asked)
    inferred = inferred_rows((o for o in asked.statements if not o.is_catalogued), telling)
    claims, follows = claim_rows(asked.statements, telling), _split(inferred, others, own=True)
    incoming = references.incoming(asked.referring, asked.counts, asked.page, names, asked.belief)
    links = identifiers(asked.statements)
    return Entity(
        iri=asked.iri,
        label=label,
        naming=naming,
        names=_other_names(asked.statements, label),
        kinds=_kinds(asked, others),
        claims=claims,
        inferred=follows,
        aligned=_split(inferred, others, own=False),
        catalogued=_catalogued(asked),
        incoming=incoming,
        content=_content(asked),
        is_cut=len(asked.content) > _CONTENT,
        conflicts=_conflicts(asked),
        arising=len(arising(asked.opened, asked.disputes.conflicts, **believed())),
        changes=_changes(asked, others, incoming.changes),
        effects=effects((*claims, *follows)),
        links=links,
        schema=in_schema_org(asked.iri, label, _preferred(asked), names.labels, links),
    )


def _telling(asked: _Asked) -> Telling:
    alternatives = _alternatives(asked.opened)
    return Telling(
        asked.names,
        asked.passages,
        asked.belief,
        lambda support: alternatives.get(support, ()),
        asked.disputes.properties(),
        differing(asked.opened, asked.statements, asked.belief.units),
        asked.disputes.notes(asked.passages, asked.names.base),
        asked.iri,
    )


def _conflicts(asked: _Asked) -> tuple[tuple[str, str], ...]:
    """Return where each conflict is explained, and the property that it is about, numbered."""
    props = [asked.disputes.between(name) or "" for name in asked.disputes.conflicts]
    told = []
    for at, (name, prop) in enumerate(zip(asked.disputes.conflicts, props, strict=True)):
        text = property_name(prop, asked.names).text if prop else ""
        number = f"({props[: at + 1].count(prop)})" if props.count(prop) > 1 or not prop else ""
        told.append((why_address(name, "a", "cel:Conflict"), f"{text} {number}".strip()))
    return tuple(told)


def _changes(asked: _Asked, others: frozenset[str], more: Changes) -> Changes:
    """Count what the choice takes away and adds, without what is repeated in others' words."""
    told = Changes.of(
        asked.belief.change(one.support)
        for one in asked.statements
        if not one.is_catalogued and not _is_aligned(one.property, one.value, others)
    )
    return Changes(told.fewer + more.fewer, told.more + more.more)


def _preferred(asked: _Asked) -> list[tuple[Statement, Change]]:
    """Return the statements, those that editors reject taken for gone where others remain."""
    accepted = _accepted(asked.opened)
    kept = {
        one.property
        for one in asked.statements
        if one.support in accepted and one.support in asked.belief.supports
    }
    return [
        (
            one,
            Change.GONE
            if one.property in kept and one.support not in accepted
            else asked.belief.change(one.support),
        )
        for one in asked.statements
        if not one.is_catalogued
    ]


def _kinds(asked: _Asked, others: frozenset[str]) -> tuple[tuple[Shown, Change], ...]:
    """Return the kinds of the thing that passages state or that follow, the believed ones first."""
    found = {
        show(one.value, asked.names.labels, asked.names.base): asked.belief.change(one.support)
        for one in asked.statements
        if one.property == TYPE and one.value.value not in others and one.passages
    }
    return tuple(sorted(found.items(), key=lambda item: (item[1] != Change.KEPT, item[0].text)))


def _split(rows: Iterable[Row], others: frozenset[str], *, own: bool) -> tuple[Row, ...]:
    """Return the rows in the dataset's own words, or those in the words of others."""
    found = []
    for row in rows:
        lines = tuple(
            line for line in row.lines if _is_aligned(row.iri, line.term, others) is not own
        )
        if lines:
            found.append(replace(row, lines=lines))
    return tuple(found)


def _is_aligned(prop: str, value: Any, others: frozenset[str]) -> bool:
    """Say whether a statement repeats in the words of others what ours already say."""
    if prop == TYPE:
        return value.value in others
    return prop in others


def _catalogued(asked: _Asked) -> tuple[ValueRow, ...]:
    pairs = [
        (one.property, one.value)
        for one in asked.statements
        if one.is_catalogued and not str(one.value).startswith("_:")
    ]
    return value_rows(pairs, asked.names)


def _content(asked: _Asked) -> tuple[tuple[Shown, ...], ...]:
    names = asked.names
    return tuple(
        (
            show(thing, names.labels, names.base),
            property_name(prop.value, names),
            show(value, names.labels, names.base),
        )
        for thing, prop, value in asked.content[:_CONTENT]
    )


def _other_names(statements: Iterable[Statement], label: str) -> tuple[Shown, ...]:
    """Return the labels of the thing but the one that heads the page, once each."""
    found = {
        Shown(one.value.value, None, one.value.language)
        for one in statements
        if one.property == _LABEL and one.value.value != label
    }
    return tuple(sorted(found, key=lambda name: (name.language or "", name.text)))


def _iris(iri: str, found: Iterable[Statement], rows: Iterable[tuple[Any, ...]]) -> set[str]:
    """Return every IRI that the page names."""
    named = {iri}
    for one in found:
        named.add(one.property)
        if not is_literal(one.value) and not str(one.value).startswith("_:"):
            named.add(one.value.value)
    for row in rows:
        for term in row:
            if not is_literal(term) and not str(term).startswith("_:"):
                named.add(term.value)
    return named


def _may_be_graph(iri: str, base: str) -> bool:
    """Say whether a graph could have this name: passages and graphs do, films do not."""
    return not iri.startswith(base) or iri.startswith(
        (f"{base}source/", f"{base}graph/", f"{base}support/")
    )


@once_a_snapshot
def _statements(opened: kg.Dataset, iri: str) -> tuple[Statement, ...]:
    """Return what is said of a thing anywhere, whatever is believed.

    What only follows of a thing and itself, as that it worked with itself, tells readers nothing.
    """
    told = gather(questions.about(opened, iri), _supports(opened), opened.record.base)
    return tuple(one for one in told if one.passages or one.value.value != iri)


@once_a_snapshot
def _disputes(opened: kg.Dataset, iri: str) -> Disputes:
    return Disputes(questions.disputes(opened, iri))


@once_a_snapshot
def _supports(opened: kg.Dataset) -> frozenset[str]:
    return frozenset(support.graph for support in opened.record.supports)


@once_a_snapshot
def _alternatives(opened: kg.Dataset) -> dict[str, tuple[frozenset[str], ...]]:
    return {support.graph: support.alternatives for support in opened.record.supports}


@once_a_snapshot
def _accepted(opened: kg.Dataset) -> frozenset[str]:
    return frozenset(s.graph for s in opened.record.supports if "accepted" in s.views)
