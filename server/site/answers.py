"""The answer to a reader's query as a page shows it: rows, triples, yes or no, or what is wrong."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

import kg
from server.graph import Believed, dataset
from server.http.addresses import path_of
from server.http.clients import current_profile
from server.http.problems import status_of
from server.site.terms import Shown, is_literal


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query answers.

    Attributes:
        form: `solutions`, `triples` or `boolean`; `problem` where it could not be answered.
        columns: the variables, or the names of a triple's parts.
        rows: the rows as shown, at most as many as a page shows; None where unbound.
        total: how many rows there are.
        yes: the answer of an ASK.
        problem: what is wrong, with its line and column where known.
        status: the status code of the page.
        seconds: how long it took.
    """

    form: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Shown | None, ...], ...] = ()
    total: int = 0
    yes: bool = False
    problem: str = ""
    line: int | None = None
    column: int | None = None
    status: int = 200
    seconds: float = 0.0


Graphs = Sequence[str] | None


def answer(text: str, believed: Believed, graphs: tuple[Graphs, Graphs] = (None, None)) -> Answer:
    """Answer a query from outside, within the limits that hold at `/sparql`.

    `graphs` are those of which its default graph is made, and those that it can name.
    """
    began = time.monotonic()
    result = raw(text, believed, graphs)
    if isinstance(result, kg.KGError):
        line, column = getattr(result, "line", None), getattr(result, "column", None)
        return Answer(
            "problem", problem=str(result), line=line, column=column, status=status_of(result)
        )
    return _shown(result, time.monotonic() - began)


def raw(
    text: str, believed: Believed, graphs: tuple[Graphs, Graphs] = (None, None)
) -> kg.results.Result | kg.KGError:
    """Return the result of a query from outside, or the error that it ends in."""
    limit = current_app.config["CELADON"].max_query_bytes
    if len(text.encode("utf-8", "surrogatepass")) > limit:
        return kg.errors.QueryError(f"the query is longer than {limit} bytes: shorten it")
    try:
        found = dataset().ask(
            text,
            solutions="json",
            triples="nt",
            default_graphs=graphs[0],
            named_graphs=graphs[1],
            timeout_s=current_profile().timeout_s,
            **believed,
        )
        content = found.read()
    except kg.KGError as error:
        return error
    match found.form:
        case "solutions":
            return kg.results.Solutions(content)
        case "triples":
            return kg.results.Triples(content)
        case _:
            return kg.results.Boolean(b"true" in content)


def _shown(result: kg.results.Result, seconds: float) -> Answer:
    if isinstance(result, kg.results.Boolean):
        return Answer("boolean", yes=bool(result), seconds=seconds)
    if isinstance(result, kg.results.Solutions):
        rows: Sequence[Sequence[Any]] = result.terms()
        return _table("solutions", result.variables, rows, seconds)
    triples = [(t.subject, t.predicate, t.object) for t in result]
    return _table("triples", ("subject", "predicate", "object"), triples, seconds)


def _table(
    form: str, columns: tuple[str, ...], rows: Sequence[Sequence[Any]], seconds: float
) -> Answer:
    served = dataset()
    most = current_app.config["CELADON"].page_rows
    base = "" if served.is_plain else served.base
    shown = tuple(
        tuple(term and show_exactly(term, served.prefixes, base) for term in row)
        for row in rows[:most]
    )
    return Answer(form, columns, shown, len(rows), seconds=seconds)


def show_exactly(term: Any, prefixes: Mapping[str, str], base: str) -> Shown:
    """Return a term as it is: an IRI as a prefixed name where one fits, linked where it can be.

    Without a base this server has no pages of things, and an IRI leads to where it says itself.
    """
    if is_literal(term):
        return Shown(term.value, None, term.language)
    if str(term).startswith("_:"):
        return Shown(str(term))
    iri = term.value
    href = (path_of(iri, base) if base else None) or iri
    return Shown(prefixed(iri, prefixes), href if href.startswith(("/", "http")) else None)


def prefixed(iri: str, prefixes: Mapping[str, str]) -> str:
    """Return an IRI as a prefixed name where a prefix fits and no slash follows, else whole."""
    for prefix, namespace in prefixes.items():
        rest = iri.removeprefix(namespace)
        if rest != iri and rest and "/" not in rest and "#" not in rest:
            return f"{prefix}:{rest}"
    return iri
