"""SHACL: what shapes say of a graph, as values.

The only room that knows pySHACL. A graph and shapes come as pyoxigraph's triples; nothing is
inferred, fetched or changed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import pyoxigraph
import pyshacl
import rdflib
from rdflib.namespace import RDF, SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result

_QUIET: Final = logging.Logger("kg.claims.shapes", level=logging.CRITICAL)
"""A logger of its own, outside the tree of loggers: pySHACL would set up one that prints."""


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One result of a validation; IRIs and values are text, `path` only where it is a property."""

    focus: str
    path: str | None
    value: str | None
    message: str
    severity: str
    shape: str | None


def validate(
    triples: Iterable[pyoxigraph.Triple], shapes: Iterable[pyoxigraph.Triple]
) -> list[Violation]:
    """Return what the shapes find wrong with the triples, sorted."""
    _, report, _ = pyshacl.validate(
        _filled(_Data(), triples),
        shacl_graph=_filled(rdflib.Graph(), shapes),
        inplace=True,  # no copy of a graph that nobody else sees
        inference="none",
        advanced=True,
        allow_infos=True,
        do_owl_imports=False,
        logger=_QUIET,
    )
    return sorted(
        {_violation(report, result) for result in report.subjects(RDF.type, SH.ValidationResult)},
        key=lambda v: tuple(map(str, (v.focus, v.path, v.value, v.message, v.shape))),
    )


class _Data(rdflib.Graph):
    """A graph that parses a query once: pySHACL asks the same text for each node that it tests."""

    def query(self, query_object: str | Query, *arguments: Any, **options: Any) -> Result:
        """Answer a query as `rdflib.Graph` does, with the prefixes of the graph."""
        if isinstance(query_object, str):
            query_object = _parsed(query_object, tuple(sorted(self.namespaces())))
        return super().query(query_object, *arguments, **options)


@cache
def _parsed(text: str, names: tuple[tuple[str, Any], ...]) -> Query:
    return prepareQuery(text, initNs=dict(names))


def _filled(graph: rdflib.Graph, triples: Iterable[pyoxigraph.Triple]) -> rdflib.Graph:
    """Return the graph with pyoxigraph's triples in it, lexical forms kept."""
    known: dict[object, Any] = {}

    def term(of: object) -> Any:
        if of not in known:
            known[of] = _term(of)
        return known[of]

    graph.addN((term(t.subject), term(t.predicate), term(t.object), graph) for t in triples)
    return graph


def _term(term: object) -> Any:
    if isinstance(term, pyoxigraph.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, pyoxigraph.Literal):
        raise TypeError(f"{term} is no term of RDF 1.1")
    if term.language is not None:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    if datatype == str(rdflib.XSD.string):
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(datatype), normalize=False)


def _violation(report: Any, result: Any) -> Violation:
    path = report.value(result, SH.resultPath)
    value = report.value(result, SH.value)
    severity = str(report.value(result, SH.resultSeverity)).rpartition("#")[2]
    return Violation(
        focus=str(report.value(result, SH.focusNode)),
        path=str(path) if isinstance(path, rdflib.URIRef) else None,
        value=None if value is None else str(value),
        message="; ".join(sorted(map(str, report.objects(result, SH.resultMessage)))),
        severity=severity,
        shape=_shape_name(report.value(result, SH.sourceShape)),
    )


def _shape_name(shape: Any) -> str | None:
    return str(shape) if isinstance(shape, rdflib.URIRef) else None
