"""Containment of the value spaces of the 32 datatypes of OWL 2 RL.

A space is a part of the disjoint families of `kg.engine.values`. Within `decimal` a part is an
interval, of integers or of all; within `string` a place in a chain of ever smaller sets; within
`dateTime` all moments, or those with a time zone. An intersection of parts is again a part, so
what several datatypes have in common is exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Final

from kg.engine.rules import PREFIXES
from kg.engine.values import DATATYPES, LITERAL, PLAIN_LITERAL, XSD

_CHAIN: Final = (
    "string",
    "normalizedString",
    "token",
    "NMTOKEN",
    "Name",
    "NCName",
    "language",
)
"""Each is a subset of the one before (XML Schema 1.1 Datatypes 3.4, by their patterns)."""

_BITS: Final = {"long": 63, "int": 31, "short": 15, "byte": 7}
_INTEGERS: Final[dict[str, tuple[int | None, int | None]]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "nonPositiveInteger": (None, 0),
    "positiveInteger": (1, None),
    "negativeInteger": (None, -1),
    **{name: (-(2**bits), 2**bits - 1) for name, bits in _BITS.items()},
    **{f"unsigned{name.title()}": (0, 2 ** (bits + 1) - 1) for name, bits in _BITS.items()},
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one family: numbers from `low` to `high`, and of narrower kinds `rank`.

    `rank` is the place in the chain of strings, 1 for integers, 1 for moments with a zone, else 0.
    """

    rank: int = 0
    low: int | None = None
    high: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it."""
        return self.low is not None and self.high is not None and self.low > self.high

    def meet(self, other: Piece) -> Piece:
        """Return what both have in common."""
        lows = [bound for bound in (self.low, other.low) if bound is not None]
        highs = [bound for bound in (self.high, other.high) if bound is not None]
        rank = max(self.rank, other.rank)
        return Piece(rank, max(lows, default=None), min(highs, default=None))


Space = dict[str, Piece]
"""The parts of each family that a space has; families that are not named are not in it."""


def is_datatype(iri: str) -> bool:
    """Whether an IRI is one of the 32 datatypes."""
    return iri in _SPACES


def common(datatypes: Iterable[str]) -> Space:
    """Return the values that are of all of some datatypes, of which there is at least one."""
    return reduce(_meet, (_SPACES[datatype] for datatype in datatypes))


def is_within(space: Space, datatype: str) -> bool:
    """Whether every value of a space is of a datatype."""
    return _meet(space, _SPACES[datatype]) == space


def _meet(a: Space, b: Space) -> Space:
    met = {family: a[family].meet(b[family]) for family in a if family in b}
    return {family: piece for family, piece in met.items() if not piece.is_empty}


def _space(datatype: str) -> Space:
    name = datatype.removeprefix(XSD)
    if datatype == LITERAL:
        return {family: Piece() for family in _FAMILIES}
    if datatype == PLAIN_LITERAL:
        return {"string": Piece(), "language": Piece()}
    if datatype.startswith(PREFIXES["rdf"]):
        return {"XMLLiteral": Piece()}
    if name in _INTEGERS:
        return {"decimal": Piece(1, *_INTEGERS[name])}
    if name in _CHAIN:
        return {"string": Piece(_CHAIN.index(name))}
    return {"dateTime": Piece(1)} if name == "dateTimeStamp" else {name: Piece()}


_FAMILIES: Final = (
    "decimal",
    "float",
    "double",
    "string",
    "language",
    "boolean",
    "hexBinary",
    "base64Binary",
    "anyURI",
    "dateTime",
    "XMLLiteral",
)
_SPACES: Final = {datatype: _space(datatype) for datatype in DATATYPES}
