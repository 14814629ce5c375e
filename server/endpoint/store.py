"""`/store`: the SPARQL 1.1 Graph Store HTTP Protocol.

A graph is named by `?graph=IRI`, by `?default`, or directly: `/store/…` is the graph whose IRI is
the request's own address, percents and all. Reading is open to anybody, writing to who has a token.

A graph's ETag is of its triples; If-Match and If-None-Match let a write be made of exactly what was
read, or of nothing.

Source: SPARQL 1.1 Graph Store HTTP Protocol, §4 and §5; RFC 9110 §9.3.4, §13.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, abort, current_app, request
from werkzeug.datastructures import FileStorage
from werkzeug.urls import iri_to_uri

import kg
from server.endpoint.tags import stream, tag_of_graph
from server.endpoint.update import told
from server.graph import dataset, graph, release
from server.http import aside
from server.http.addresses import sent_path
from server.http.clients import require_writer
from server.http.negotiate import TRIPLES, choose
from server.http.parameters import ProtocolError, read_parameters
from server.http.preconditions import is_met
from server.http.problems import problem
from server.http.uploads import Upload, format_of

blueprint = Blueprint("store", __name__)

_BASE: Final = "/store"
_IRI: Final = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`]*')
_METHODS: Final = ("GET", "HEAD", "PUT", "POST", "DELETE")
_CHANGED: Final = "the graph is not as If-Match or If-None-Match says: get it anew"
_CONDITIONS: Final = ("If-Match", "If-None-Match")
_TRIES: Final = 5
"""How often a change is tried that others came before."""

_Make = Callable[[str | None], kg.changes.Change]
"""Makes a change, of the snapshot that is expected or of any."""


@blueprint.route(_BASE, methods=_METHODS)
def store() -> Response:
    """Answer an operation on the graph that the parameters name, or on the store itself."""
    parameters = read_parameters(request.query_string)
    graphs, is_default = parameters.get("graph", []), "default" in parameters
    if len(graphs) + is_default > 1:
        raise ProtocolError(400, "name one graph: by graph=IRI or by default")
    if graphs:
        return _operate(_absolute(graphs[0]))
    if is_default:
        return _operate(None)
    if request.method == "POST":
        return _create()
    raise ProtocolError(400, "name a graph: by graph=IRI, by default, or as /store/…")


@blueprint.route(f"{_BASE}/<path:name>", methods=_METHODS)
def direct(name: str) -> Response:
    """Answer an operation on the graph whose IRI is the address of the request."""
    if {"graph", "default"} & read_parameters(request.query_string).keys():
        raise ProtocolError(400, "name one graph: by its address or by a parameter")
    return _operate(_absolute(_address()))


def _operate(iri: str | None) -> Response:
    match request.method:
        case "PUT":
            return _put(iri)
        case "POST":
            return _post(iri)
        case "DELETE":
            agent = require_writer().name or ""
            return told(
                _conditionally(
                    iri,
                    lambda expected: graph().writer.delete(
                        iri, agent=agent, timeout_s=_timeout_s(), expected=expected
                    ),
                )
            )
        case _:
            return _get(iri)


def _get(iri: str | None) -> Response:
    chosen = choose(request.headers.get("Accept"), TRIPLES)
    if chosen is None:
        answer = problem(406, f"a graph comes as {', '.join(TRIPLES)}: ask for one of them")
    elif (tag := tag_of_graph(iri)) is None:
        answer = problem(404, f"there is no graph <{iri}>")
    elif not is_met(request.headers.get("If-Match"), None, tag):
        answer = problem(412, _CHANGED)
    else:
        answer = aside.file(stream(iri, chosen))
        answer.set_etag(f"{tag}-{chosen}")
    answer.vary.add("Accept")
    return answer


def _conditionally(iri: str | None, make: _Make) -> kg.changes.Change:
    """Make a change if the request's conditions hold, of the very snapshot that is changed."""
    if not any(name in request.headers for name in _CONDITIONS):
        return make(None)
    for _ in range(_TRIES):
        graph().refresh()
        release()  # so that the newest snapshot is looked at
        _check_conditions(iri)
        try:
            return make(dataset().record.id)
        except kg.changes.OutdatedError:
            continue
    raise kg.changes.WriterBusyError("others are changing the dataset: try again")


def _check_conditions(iri: str | None) -> None:
    """Refuse a change of a graph that is not as the request says, in this request's snapshot."""
    if_match, if_none_match = (request.headers.get(name) for name in _CONDITIONS)
    if not is_met(if_match, if_none_match, tag_of_graph(iri)):
        abort(problem(412, _CHANGED))


def _put(iri: str | None) -> Response:
    agent = require_writer().name or ""
    if "Content-Range" in request.headers:
        raise ProtocolError(400, "put the whole graph: a part of one (Content-Range) is not taken")
    change = _sent(iri, graph().writer.put, _documents(), agent)
    answer = told(change)
    if change.created:
        return _created(answer, iri)
    return _without_content(answer)


def _post(iri: str | None) -> Response:
    agent = require_writer().name or ""
    documents = _documents()
    if not request.content_length and not documents[0][1]:
        if any(name in request.headers for name in _CONDITIONS):
            _check_conditions(iri)
        return Response(status=204)
    change = _sent(iri, graph().writer.post, documents, agent)
    answer = told(change)
    if change.created:
        return _created(answer, iri)
    return answer if change.graphs else _without_content(answer)


def _sent(
    iri: str | None,
    write: Callable[..., kg.changes.Change],
    documents: list[tuple[str, bytes]],
    agent: str,
) -> kg.changes.Change:
    """Write documents to a graph."""
    base, timeout_s = _base(iri), _timeout_s()

    def make(expected: str | None) -> kg.changes.Change:
        return write(iri, documents, agent=agent, base=base, timeout_s=timeout_s, expected=expected)

    return _conditionally(iri, make)


def _create() -> Response:
    """Put what was sent into a new graph, whose name we choose."""
    return _post(f"{_address().rstrip('/')}/{uuid.uuid4()}")


def _created(answer: Response, iri: str | None) -> Response:
    answer.status_code = 201
    if iri is not None and iri.startswith(request.url_root):
        answer.headers["Location"] = iri
    return answer


def _without_content(answer: Response) -> Response:
    answer.status_code = 204
    answer.set_data(b"")
    del answer.headers["Content-Type"]
    return answer


def _documents() -> list[tuple[str, bytes]]:
    """Return the documents of the request's body, each with its format."""
    most = current_app.config["CELADON"].max_upload_bytes
    request.max_content_length = most
    request.max_form_memory_size = most
    header = request.headers.get("Content-Type")
    if request.mimetype != "multipart/form-data":
        return [(format_of(header), request.get_data())]
    if request.method == "PUT":
        raise ProtocolError(415, "put one document: several can be added by POST")
    parts = [Upload(part.content_type or "", part.filename, part.read()) for part in _files()]
    parts += [Upload("", name, text.encode()) for name, text in request.form.items(multi=True)]
    if not parts:
        raise ProtocolError(400, "the form has no document")
    return [(part.format, part.content) for part in parts]


def _files() -> list[FileStorage]:
    return [part for _, part in request.files.items(multi=True)]


def _absolute(iri: str) -> str:
    """Return a graph's name that is an absolute IRI."""
    if not _IRI.fullmatch(iri):
        raise ProtocolError(400, f"the graph's name is no absolute IRI: {iri!r}")
    return iri


def _base(iri: str | None) -> str:
    return iri or _address()


def _address() -> str:
    """Return the address of the request as it was sent, without its parameters.

    What is sent in percents stays so, where it means another address (`a%2Fb` is not `a/b`).
    """
    path = sent_path(request.environ.get("REQUEST_URI", ""))
    return iri_to_uri(request.host_url.rstrip("/") + path if path else request.base_url)


def _timeout_s() -> float:
    return float(current_app.config["CELADON"].write_timeout_s)
