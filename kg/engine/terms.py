"""The dictionary of terms: strings at the border, integers inside.

Every distinct term string, a term in N-Triples form, is a *form* and has a number. Forms of
literals that are equal in value share the number of the first of them, the *id*; all other forms
are their own id. Triples are joined by id and written by form, so a stated literal comes back as it
was written.

Invariant: `ids[form]` ≤ form, and `ids[ids[form]]` == `ids[form]`.
Numbers are dense from 0 and never change or vanish; the first ones are those given to the
constructor.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.engine import values
from kg.engine.words import among, ordered

Ids = NDArray[np.uint32]
Triple = tuple[str, str, str]

RESOURCE: Final = 0
VALUED: Final = 1
OPAQUE: Final = 2
ILL_TYPED: Final = 3

_LITERAL = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<language>[a-zA-Z0-9-]+)|\^\^<(?P<datatype>[^>]*)>)?',
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


class Terms:
    """A dictionary of terms by value, which only grows.

    Attributes:
        forms: the term string of each form.
        known: how many forms were given to the constructor.
        met: those forms of literals among them that were encoded since.
        withdrawn: the forms of literals that were encoded and are stated no more; see `restate`.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        """Number the terms of `known`, which must be distinct in value, from 0."""
        self._numbers: dict[str, int] = {}
        self.forms: list[str] = []
        self._ids = np.empty(0, np.uint32)
        self._kinds = np.empty(0, np.uint8)
        self._values: dict[int, values.Value] = {}
        self._by_value: dict[values.Value, int] = {}
        self._variants: dict[int, list[int]] = {}
        self.known = 0
        self.met: set[int] = set()
        self.withdrawn: set[int] = set()
        for term in known:
            self.number(term)
        self.settle()
        self.known = len(self)
        self._known_literals = np.flatnonzero(self._kinds != RESOURCE)

    def __len__(self) -> int:
        """Return the number of forms."""
        return len(self._numbers)

    @property
    def ids(self) -> Ids:
        """The id of each form: (forms,) uint32. Valid after `settle`."""
        return self._ids

    @property
    def kinds(self) -> NDArray[np.uint8]:
        """RESOURCE, VALUED, OPAQUE or ILL_TYPED for each form: (forms,) uint8."""
        return self._kinds

    def number(self, term: str) -> int:
        """Return the form of a term, a new one where it has none; `settle` gives it an id."""
        return self._numbers.setdefault(term, len(self._numbers))

    def encode(self, triples: Iterable[Triple], scope: str = "") -> NDArray[np.uint32]:
        """Return the forms of triples, (n, 3) uint32, with new ones settled.

        Blank nodes get `scope` appended to their labels. Cost: one dictionary access a term.
        """
        numbers = self._numbers
        give = numbers.setdefault
        flat = [
            give(term if not scope or term[0] != "_" else term + scope, len(numbers))
            for triple in triples
            for term in triple
        ]
        self.settle()
        forms = np.array(flat, np.uint32).reshape(-1, 3)
        if len(self.met) < len(self._known_literals):
            there = among(self._known_literals, ordered(forms.ravel()))
            self.met.update(self._known_literals[there].tolist())
        if self.withdrawn:
            self.withdrawn.difference_update(flat)
        return forms

    def find(self, term: str) -> int | None:
        """Return the id of a term, by value, or None where no such term is known."""
        form = self._numbers.get(term)
        if form is not None:
            return int(self._ids[form])
        found = _value(term)[1] if term.startswith('"') else None
        return None if found is None else self._by_value.get(found)

    def knows(self, term: str) -> bool:
        """Whether a term string is known in exactly this form."""
        return term in self._numbers

    def settle(self) -> None:
        """Give ids and kinds to the forms numbered since the last call."""
        start = len(self._ids)
        count = len(self._numbers) - start
        if not count:
            return
        fresh = list(islice(reversed(self._numbers), count))[::-1]
        self.forms.extend(fresh)
        ids = np.arange(start, start + len(fresh), dtype=np.uint32)
        kinds = np.zeros(len(fresh), np.uint8)
        for index, term in enumerate(fresh):
            if term[0] == '"':
                form = start + index
                kinds[index], found = _value(term)
                if found is not None:
                    ids[index] = self._join(form, found)
        self._ids = np.concatenate((self._ids, ids))
        self._kinds = np.concatenate((self._kinds, kinds))

    def is_met(self, form: int) -> bool:
        """Whether a form of a literal was read, and is not only one of those given at the start."""
        return form in self.met if form < self.known else form not in self.withdrawn

    def restate(self, identifier: int, stated: Iterable[int]) -> None:
        """Take none but some forms of an id for read."""
        gone = set(self.variants(identifier)).difference(stated)
        self.met -= gone
        self.withdrawn |= {form for form in gone if form >= self.known}

    def variants(self, identifier: int) -> list[int]:
        """Return all forms of an id, the first one first."""
        return self._variants.get(identifier, [identifier])

    def several(self) -> Iterable[tuple[int, list[int]]]:
        """Return the ids that have more than one form, with all their forms."""
        return self._variants.items()

    def has_variants(self, identifiers: Ids) -> NDArray[np.bool_]:
        """Say of each id whether it has more than one form."""
        known = np.fromiter(self._variants, np.uint32, len(self._variants))
        return np.isin(identifiers, known)

    def text(self, identifier: int) -> str:
        """Return the form to write for an id: the shortest, then the first in order of characters.

        So what is derived from literals does not depend on the order of the input.
        """
        forms = self._variants.get(identifier)
        if forms is None:
            return self.forms[identifier]
        return self.shortest(identifier, filter(self.is_met, forms))

    def shortest(self, identifier: int, read: Iterable[int]) -> str:
        """Return what `text` would where some forms of an id were read, perhaps none."""
        forms = self.variants(identifier)
        found = list(read) or [form for form in forms if form < self.known] or forms
        return min((self.forms[form] for form in found), key=lambda form: (len(form), form))

    def value(self, identifier: int) -> values.Value | None:
        """Return the data value of an id, None for resources and for literals without one."""
        return self._values.get(identifier)

    def moment(self, identifier: int) -> tuple[Decimal, Decimal, bool] | None:
        """Return the interval of a date's id, None for anything else."""
        term = self.forms[identifier]
        if term[0] != '"':
            return None
        text, datatype, _ = split(term)
        return values.interval(text, datatype)

    def _join(self, form: int, found: values.Value) -> int:
        identifier = self._by_value.setdefault(found, form)
        if identifier == form:
            self._values[form] = found
        else:
            self._variants.setdefault(identifier, [identifier]).append(form)
        return identifier


def split(term: str) -> tuple[str, str, str]:
    """Return text, datatype IRI and language tag of a literal in N-Triples form.

    Raises:
        ValueError: `term` is no literal.
    """
    match = _LITERAL.fullmatch(term)
    if match is None:
        raise ValueError(f"not a literal in N-Triples form: {term}")
    text = match["text"]
    if "\\" in text:
        text = _ESCAPE.sub(_unescape, text)
    return text, match["datatype"] or values.XSD + "string", match["language"] or ""


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])


def _value(term: str) -> tuple[int, values.Value | None]:
    if term[-1] == '"' and "\\" not in term:
        return VALUED, ("string", term[1:-1])
    text, datatype, language = split(term)
    found = values.value(text, datatype, language)
    if found is not None:
        return VALUED, found
    return (ILL_TYPED if values.is_supported(datatype) else OPAQUE), None
