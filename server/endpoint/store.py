"""`/store`: the SPARQL 1.1 Graph Store HTTP Protocol.

A graph is named by `?graph=IRI`, by `?default`, or directly: `/store/…` is the graph whose IRI is
the request's own address. Reading is open to anybody, writing to who has a token.

Source: SPARQL 1.1 Graph Store HTTP Protocol, §4 and §5.
"""

from __future__ import annotations

import re
import uuid
from typing import Final

from flask import Blueprint, Response, current_app, request
from werkzeug.datastructures import FileStorage
from werkzeug.urls import iri_to_uri

import kg
from server.endpoint.update import told
from server.graph import believed, dataset, graph
from server.http.clients import require_writer
from server.http.negotiate import TRIPLES, choose, content_type
from server.http.parameters import ProtocolError, read_parameters
from server.http.problems import problem
from server.http.uploads import Upload, format_of

blueprint = Blueprint("store", __name__)

_BASE: Final = "/store"
_ALL: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_IRI: Final = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`]*')
_METHODS: Final = ("GET", "HEAD", "PUT", "POST", "DELETE")


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
            return told(graph().writer.delete(iri, agent=agent, timeout_s=_timeout_s()))
        case _:
            return _get(iri)


def _get(iri: str | None) -> Response:
    chosen = choose(request.headers.get("Accept"), TRIPLES)
    if chosen is None:
        answer = problem(406, f"a graph comes as {', '.join(TRIPLES)}: ask for one of them")
    elif (content := _content(iri)) is None:
        answer = problem(404, f"there is no graph <{iri}>")
    else:
        answer = Response(content.serialize(chosen), content_type=content_type(chosen))
    answer.vary.add("Accept")
    return answer


def _content(iri: str | None) -> kg.results.Triples | None:
    """Return what a graph holds, None where there is none."""
    read = dataset()
    if iri is None:
        found = read.query(_ALL, **believed())
    else:
        every = "possible" if read.has_supports else None  # in it every graph can be named
        if not read.query(f"ASK {{ GRAPH <{iri}> {{}} }}", view=every):
            return None
        found = read.query(_ALL, default_graphs=[iri], named_graphs=[])
    assert isinstance(found, kg.results.Triples)
    return found


def _put(iri: str | None) -> Response:
    agent = require_writer().name or ""
    change = graph().writer.put(
        iri, _documents(), agent=agent, base=_base(iri), timeout_s=_timeout_s()
    )
    answer = told(change)
    if change.created:
        return _created(answer, iri)
    return _without_content(answer)


def _post(iri: str | None) -> Response:
    agent = require_writer().name or ""
    documents = _documents()
    if not request.content_length and not documents[0][1]:
        return Response(status=204)
    change = graph().writer.post(
        iri, documents, agent=agent, base=_base(iri), timeout_s=_timeout_s()
    )
    answer = told(change)
    if change.created:
        return _created(answer, iri)
    return answer if change.graphs else _without_content(answer)


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
    """Return the address of the request as it was sent, without its parameters."""
    return iri_to_uri(request.base_url)


def _timeout_s() -> float:
    return float(current_app.config["CELADON"].write_timeout_s)
