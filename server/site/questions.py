"""Named queries for readers: the list, and a form with typed fields above the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from flask import Response, current_app, redirect, render_template, request

import kg
from server.graph import Believed, believed, dataset
from server.site.belief import Changes, belief
from server.site.differences import counted
from server.site.finding.shown import link
from server.site.highlight import highlight
from server.site.labels import labels
from server.site.naming import certain, meant, written
from server.site.terms import is_literal, show
from server.statements import select

_MOST: Final = 500
_INPUTS: Final = {"integer": "1", "year": "1", "decimal": "any"}

_SUGGESTED: Final = """
SELECT DISTINCT ?thing ?label WHERE {
  VALUES ?class { %(classes)s }
  { ?thing a ?class . OPTIONAL { ?thing rdfs:label ?label FILTER(LANG(?label) = "en") } }
  UNION
  { GRAPH graph:ontology {
      ?thing a ?class ; rdfs:label ?label FILTER(LANG(?label) = "en")
      FILTER(STRSTARTS(STR(?thing), STR(cel:)))
  } }
  FILTER(ISIRI(?thing))
}
ORDER BY ?label ?thing
LIMIT %(limit)d
"""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as a field of the form.

    Attributes:
        name: the parameter.
        description: what it stands for.
        value: what was given, or the default.
        step: of a field for numbers, None for text.
        suggested: things that fit, by what is to be written, each with its name.
    """

    name: str
    description: str
    value: str
    step: str | None
    suggested: Mapping[str, str]


def index() -> str:
    """Return the page that lists the questions."""
    queries = sorted(dataset().queries.values(), key=lambda query: query.summary)
    tags = sorted({tag for query in queries for tag in query.tags})
    chosen = request.args.get("tag")
    shown = [query for query in queries if chosen is None or chosen in query.tags]
    return render_template("queries.html", queries=shown, tags=tags, chosen=chosen)


def page(name: str, given: Mapping[str, str], result: kg.results.Solutions) -> str:
    """Return the page of one question with its answer."""
    served = dataset()
    query = served.queries[name]
    rows = result.terms()
    shown = rows[: current_app.config["CELADON"].page_rows]
    known = labels(served, _iris(shown))
    return render_template(
        "query.html",
        query=query,
        text=highlight(query.text),
        fields=[_field(parameter, given, _view(query)) for parameter in query.parameters],
        meanings={column.name: column for column in query.columns},
        search={**request.args.to_dict(flat=False), "lang": None},
        bound=_bound(query, given),
        variables=result.variables,
        total=len(rows),
        changes=_changes(query, given, rows),
        rows=[[term and show(term, known, served.base) for term in row] for row in shown],
    )


def by_name(name: str, given: Mapping[str, str], error: kg.errors.ParameterError) -> Response:
    """Return the way to the answer where a name leaves no doubt, else the form with what is meant.

    Args:
        name: the query.
        given: what was given for its parameters.
        error: why that cannot be asked.
    """
    query = dataset().queries[name]
    found = meant(query, given, _view(query))
    sure = certain(found, dataset().base)
    if sure:
        asked = request.args.to_dict(flat=False) | {key: [value] for key, value in sure.items()}
        answered = redirect(f"/queries/{name}?{urlencode(asked, doseq=True)}")
        return Response(answered.get_data(), answered.status_code, answered.headers)
    shown = render_template(
        "query_unknown.html",
        query=query,
        fields=[_field(parameter, given, _view(query)) for parameter in query.parameters],
        problem=str(error),
        meant=[
            (key, written(hit.iri, dataset().base), link(hit.iri, hit.label, hit.korean).text)
            for key, hits in found.items()
            for hit in hits
        ],
    )
    return Response(shown, 400, mimetype="text/html")


def _changes(query: Any, given: Mapping[str, str], rows: tuple[Any, ...]) -> Changes:
    """Count the rows that the choice takes away and adds."""
    if belief().is_default:
        return Changes()
    before = dataset().query(query.name, parameters=given)
    assert isinstance(before, kg.results.Solutions)
    return counted(rows, before.terms(), is_list=True)


def _bound(query: Any, given: Mapping[str, str]) -> str:
    """Return the query's text with what was given, as far as the text alone can hold it."""
    try:
        return str(query.bind_values(given, base=dataset().base))
    except kg.errors.ParameterError:  # a bare name, which only the dataset knows how to read
        return str(query.text)


def _view(query: Any) -> Believed:
    """Return what the request believes, else the view that the query is written for."""
    chosen = believed()
    if chosen["view"] or chosen["trust"] or not dataset().has_supports:
        return chosen
    return {"view": query.view, "trust": ()}


def _field(parameter: Any, given: Mapping[str, str], view: Believed) -> Field:
    value = given.get(parameter.name)
    if value is None:
        value = "" if parameter.default is None else str(parameter.default)
    step = _INPUTS.get(parameter.type)
    suggested = _suggested(parameter.classes, view) if parameter.classes else {}
    return Field(parameter.name, parameter.description, value, step, suggested)


def _suggested(classes: tuple[str, ...], view: Believed) -> dict[str, str]:
    """Return the things of some classes by what a reader writes, with their names."""
    names = " ".join("owl:Class" if name == "Class" else f"cel:{name}" for name in classes)
    rows = select(dataset(), _SUGGESTED % {"classes": names, "limit": _MOST}, **view)
    base = dataset().base
    return {written(thing.value, base): label.value if label else "" for thing, label in rows}


def _iris(rows: tuple[tuple[Any, ...], ...]) -> set[str]:
    return {t.value for row in rows for t in row if t is not None and not is_literal(t)}
