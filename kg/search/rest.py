"""What rests on each source: its claims, what of the closure falls with it, who agrees with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kg.claims.passages import ALLEGED
from kg.search.tables import Believed
from kg.storage.store import Record
from kg.views import View, outright


@dataclass(frozen=True, slots=True)
class Share:
    """What a source contributes to a view.

    Attributes:
        source: its IRI.
        claims: how many claims its passages make.
        topics: of how many properties of things they speak.
        alone: how many triples of the view fall when it is not believed.
        helped: how many triples of the view have a derivation that uses it.
    """

    source: str
    claims: int
    topics: int
    alone: int
    helped: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two sources compare: topics on which they agree, differ, or of which one speaks."""

    agree: int
    differ: int
    only_one: int
    only_other: int


@dataclass(frozen=True, slots=True)
class Rest:
    """The shares of a view's sources, its size, and how each pair of sources compares."""

    shares: tuple[Share, ...]
    triples: int
    agreement: Mapping[tuple[str, str], Agreement]

    def between(self, one: str, other: str) -> Agreement | None:
        """Return how one source compares with another, None where they share no topic."""
        if found := self.agreement.get((one, other)):
            return found
        turned = self.agreement.get((other, one))
        return turned and Agreement(turned.agree, turned.differ, turned.only_other, turned.only_one)


def rest(believed: Believed, record: Record, view: View) -> Rest:
    """Return what each believed source contributes, by its IRI.

    Claims and comparisons count what is said outright; hedged claims count in a share's triples.
    """
    names = dict(
        believed.rows("SELECT id, name FROM ground WHERE kind = 'unit' AND id IN {grounds}")
    )
    plain = {number: unit for number, unit in names.items() if not unit.endswith(ALLEGED)}
    said = {
        plain[ground]: (claims, topics)
        for ground, claims, topics in believed.rows("SELECT ground, claims, topics FROM said")
        if ground in plain
    }
    alone, helped, triples = _leaning(believed, record, view)
    shares = tuple(
        Share(source, *said.get(source, (0, 0)), alone[source], helped[source])
        for source in sorted({unit.removesuffix(ALLEGED) for unit in names.values()})
    )
    pairs = {
        (plain[one], plain[other]): Agreement(
            agree,
            differ,
            said[plain[one]][1] - agree - differ,
            said[plain[other]][1] - agree - differ,
        )
        for one, other, agree, differ in believed.rows("SELECT * FROM agreement")
        if one in plain and other in plain
    }
    return Rest(shares, triples, pairs)


def _leaning(
    believed: Believed, record: Record, view: View
) -> tuple[Counter[str], Counter[str], int]:
    """Count the triples of a view that need each source, and those that it helps to."""
    units = outright(view.units) if view.name in ("accepted", "undisputed") else view.units
    sizes = dict(believed.rows("SELECT iri, triples FROM graph"))
    shown = set(view.supports)
    alone: Counter[str] = Counter()
    helped: Counter[str] = Counter()
    for support in record.supports:
        if support.graph in shown:
            sets = [
                {unit.removesuffix(ALLEGED) for unit in needed}
                for needed in support.alternatives
                if needed <= units
            ]
            size = sizes.get(support.graph, 0)
            alone.update(dict.fromkeys(set.intersection(*sets) if sets else (), size))
            helped.update(dict.fromkeys(set.union(*sets) if sets else (), size))
    return alone, helped, sum(sizes.get(graph, 0) for graph in shown)
