"""What is said of a thing, row by row: a row a property, a line a value; no I/O.

What passages claim comes first, with their sources; what only follows is told apart, with the
sources that it rests on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kg import vocab
from server.http.addresses import why_address
from server.site.belief import ALLEGED, Belief, Change
from server.site.entity.passages import Badge, Passage, badges
from server.site.rows import Names, property_name
from server.site.terms import Shown, show
from server.statements import Source

TYPE: Final = f"{vocab.RDF}type"
_FIRST: Final = (
    TYPE,
    f"{vocab.RDFS}label",
    *(f"{vocab.CEL}{name}" for name in ("title", "romanizedTitle", "name", "romanizedName")),
    *(f"{vocab.CEL}{name}" for name in ("summary", "releaseYear", "productionYear", "director")),
)
_ORDER: Final = (Change.KEPT, Change.NEW, Change.GONE, Change.APART)
_SHOWN_SETS: Final = 3


@dataclass(slots=True)
class Statement:
    """A property and a value of a thing, with every graph that says so.

    Attributes:
        passages: the passages that claim it.
        support: the support graph in which it lies, None where it is not in the closure.
        is_axiom: whether the background says it.
        is_catalogued: whether the catalogue does.
    """

    property: str
    value: Any
    passages: list[str] = field(default_factory=list)
    support: str | None = None
    is_axiom: bool = False
    is_catalogued: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A value and everybody who states it, or what it rests on.

    Attributes:
        value: the value as it is shown.
        term: the value itself.
        change: what the reader's choice does to the statement.
        badges: the sources that state it.
        rests: where it only follows, the smallest sets of sources that suffice for it.
        more: how many more such sets there are.
        notes: what editors say against it.
        why: where it is explained.
    """

    value: Shown
    term: Any
    change: Change
    badges: tuple[Badge, ...] = ()
    rests: tuple[tuple[Badge, ...], ...] = ()
    more: int = 0
    notes: tuple[Note, ...] = ()
    why: str | None = None
    is_axiom: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Why editors reject the claim of a source, and where they say so."""

    because: str
    href: str
    source: Source


@dataclass(frozen=True, slots=True)
class Row:
    """All values of one property.

    Attributes:
        disputed: whether they take part in a conflict.
        differs: whether believed sources give different values where one is expected, without a
            conflict; None where no sources do.
    """

    property: Shown
    iri: str
    lines: tuple[Line, ...]
    disputed: bool = False
    differs: bool | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """A statement that the reader's choice takes away or adds."""

    property: Shown
    value: Shown
    change: Change


@dataclass(frozen=True, slots=True)
class Telling:
    """What lines are made with: names, passages, the belief, and what is disputed."""

    names: Names
    passages: Mapping[str, Passage]
    belief: Belief
    rests_on: Callable[[str], tuple[frozenset[str], ...]]
    disputed: frozenset[str]
    differing: Mapping[str, bool]
    notes: Mapping[tuple[str, Any], tuple[Note, ...]]
    thing: str


def gather(rows: Iterable[tuple[Any, ...]], supports: frozenset[str], base: str) -> list[Statement]:
    """Group (property, value, graph) rows by statement."""
    found: dict[tuple[str, Any], Statement] = {}
    for prop, value, graph in rows:
        key = (prop.value, value)
        one = found.setdefault(key, Statement(*key))
        if graph.value in supports:
            one.support = graph.value
        elif graph.value == f"{base}graph/catalogue":
            one.is_catalogued = True
        elif graph.value == f"{base}graph/ontology":
            one.is_axiom = True
        else:
            one.passages.append(graph.value)
    return list(found.values())


def claim_rows(statements: Iterable[Statement], telling: Telling) -> tuple[Row, ...]:
    """Return what passages claim and the background says, by property."""
    told = [one for one in statements if one.passages or one.is_axiom]
    return _rows(told, telling, _claim)


def inferred_rows(statements: Iterable[Statement], telling: Telling) -> tuple[Row, ...]:
    """Return what only follows, now or by default, by property."""
    told = [
        one
        for one in statements
        if not one.passages
        and not one.is_axiom
        and telling.belief.change(one.support) is not Change.APART
    ]
    return _rows(told, telling, _inference)


def effects(rows: Iterable[Row]) -> tuple[Effect, ...]:
    """Return what the reader's choice takes away, then what it adds, as the rows have it."""
    return tuple(
        Effect(row.property, line.value, line.change)
        for change in (Change.GONE, Change.NEW)
        for row in rows
        for line in row.lines
        if line.change is change
    )


def _rows(
    statements: Iterable[Statement],
    telling: Telling,
    line: Callable[[Statement, Telling], Line],
) -> tuple[Row, ...]:
    grouped: dict[str, list[Line]] = defaultdict(list)
    for one in statements:
        grouped[one.property].append(line(one, telling))
    rows = [
        Row(
            property_name(iri, telling.names),
            iri,
            tuple(sorted(lines, key=lambda each: (_ORDER.index(each.change), each.value.text))),
            iri in telling.disputed,
            telling.differing.get(iri),
        )
        for iri, lines in grouped.items()
    ]
    return tuple(sorted(rows, key=_place))


def _claim(one: Statement, telling: Telling) -> Line:
    names = telling.names
    return Line(
        show(one.value, names.labels, names.base),
        one.value,
        telling.belief.change(one.support),
        badges((telling.passages[iri] for iri in one.passages), telling.belief),
        notes=telling.notes.get((one.property, one.value), ()),
        is_axiom=one.is_axiom,
    )


def _inference(one: Statement, telling: Telling) -> Line:
    names = telling.names
    change = telling.belief.change(one.support)
    sets = sorted(telling.rests_on(one.support or ""), key=lambda units: _rank(units, telling))
    told = tuple(_units(units, telling) for units in sets[:_SHOWN_SETS])
    return Line(
        show(one.value, names.labels, names.base),
        one.value,
        change,
        rests=told,
        more=len(sets) - len(told),
        why=_why(one, change, telling),
        is_axiom=frozenset() in sets,
    )


def _rank(units: frozenset[str], telling: Telling) -> tuple[bool, int, int, list[str]]:
    """Put what is believed first, then fewer units, then primary sources."""
    known = telling.names.sources
    others = sum(not (unit in known and known[unit].primary) for unit in units)
    return (not units <= telling.belief.units, len(units), others, sorted(units))


def _units(units: frozenset[str], telling: Telling) -> tuple[Badge, ...]:
    sources = telling.names.sources
    made = [
        Badge(source, unit.endswith(ALLEGED), unit in telling.belief.units, ())
        for unit in units
        if (source := sources.get(unit.removesuffix(ALLEGED)))
    ]
    return tuple(sorted(made, key=lambda b: (not b.source.primary, b.source.short, b.alleged)))


def _why(one: Statement, change: Change, telling: Telling) -> str | None:
    """Return where a statement is explained: as it holds now, or by default if it holds no more."""
    if str(one.value).startswith("_:"):
        return None
    address = why_address(telling.thing, one.property, str(one.value))
    return f"{address}&view=stated" if change is Change.GONE else address


def _place(row: Row) -> tuple[int, str]:
    return (_FIRST.index(row.iri) if row.iri in _FIRST else len(_FIRST), row.property.text.lower())
