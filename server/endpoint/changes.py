"""`/changes`: who changed what, as a page, JSON or PROV; `/changes/undo`: a graph as it was."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, current_app, jsonify, request

import kg
from server.endpoint.update import told
from server.graph import dataset, graph
from server.http.clients import require_writer
from server.http.negotiate import TRIPLES, choose, content_type
from server.http.parameters import Parameters, ProtocolError, read_parameters, single
from server.http.problems import problem
from server.site.changes import page

blueprint = Blueprint("changes", __name__)

_MOST: Final = 1000
_LONGEST_NUMBER: Final = 15
_UNDOES: Final = {"graph", "default", "to"}
_FORMS: Final = ("json", "html", *TRIPLES)


@blueprint.route("/changes")
def changes() -> Response:
    """Tell the changes of the dataset or of one graph, the newest first."""
    chosen = _chosen(request.args.get("format"))
    served = dataset()
    found = _log(served.root, served.record.journal)
    parameters = read_parameters(request.query_string)
    asked, is_one = None, "graph" in parameters or "default" in parameters
    if is_one:
        asked = _graph(parameters)
        found = tuple(c for c in found if any(count.graph == asked for count in c.graphs))
    if chosen is None:
        answer = problem(406, f"changes come as {', '.join(_FORMS)}: ask for one of them")
    elif chosen == "html":
        answer = Response(page(found, asked, is_one=is_one), mimetype="text/html")
    elif chosen == "json":
        newest = [asdict(change) for change in reversed(found[-_MOST:])]
        answer = jsonify({"count": len(found), "changes": newest})
    else:
        content = kg.changes.provenance(found, base=served.base).serialize(chosen)
        answer = Response(content, content_type=content_type(chosen))
    answer.vary.add("Accept")
    return answer


def _chosen(wanted: str | None) -> str | None:
    if wanted:
        return wanted if wanted in _FORMS else None
    return choose(request.headers.get("Accept"), _FORMS)


@blueprint.route("/changes/undo", methods=["POST"])
def undo() -> Response:
    """Let a graph hold what it held before its last change, or after the change `to`."""
    agent = require_writer().name or ""
    parameters = {**read_parameters(request.query_string), **read_parameters(request.get_data())}
    if strange := sorted(parameters.keys() - _UNDOES):
        raise ProtocolError(400, f"undo takes graph or default, and to; not {', '.join(strange)}")
    to = single(parameters, "to")
    if to is not None and not (to.isascii() and to.isdigit() and len(to) <= _LONGEST_NUMBER):
        raise ProtocolError(400, f"to is the number of a change, not {to!r}")
    change = graph().writer.undo(
        _graph(parameters),
        to=None if to is None else int(to),
        agent=agent,
        timeout_s=current_app.config["CELADON"].write_timeout_s,
    )
    return told(change)


def _graph(parameters: Parameters) -> str | None:
    """Return the graph that is asked for, None for the default graph."""
    named = single(parameters, "graph")
    if (named is None) == ("default" not in parameters):
        raise ProtocolError(400, "name one graph: by graph=IRI or by default")
    return named


@lru_cache(maxsize=2)
def _log(root: Path, _number: int) -> tuple[kg.changes.Change, ...]:
    """Return the changes; a journal that has grown has another number."""
    return tuple(kg.changes.log(root))
