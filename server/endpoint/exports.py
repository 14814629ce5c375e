"""`/export.<format>`: the default view as triples, or with TriG and N-Quads the whole dataset.

A worker writes the file, this process puts it aside as it comes, on disk where it is large, and
sends it when it is whole: so a slow client holds no worker, and no client takes half of it for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO, Final

from flask import Blueprint, Response, abort, request

from kg import pool
from server.graph import believed, dataset
from server.http.negotiate import content_type

blueprint = Blueprint("exports", __name__)

_BLOCK_BYTES: Final = 1 << 18


@blueprint.route("/export.<any(ttl,nt,jsonld,rdf,csv,trig,nq):name>")
def export(name: str) -> Response:
    """Answer with a file of the data, the same bytes for the same snapshot."""
    etag = _etag(name)
    if request.if_none_match.contains(etag):
        answered = Response(status=304)
    else:
        answered = _file(dataset().stream(name, **believed()), name)
    answered.set_etag(etag)
    return answered


def _etag(name: str) -> str:
    served, chosen = dataset(), believed()
    graphs = "".join(served.view(chosen["view"], chosen["trust"]).graphs)
    return f"{served.record.id}-{name}-{sha256(graphs.encode()).hexdigest()[:12]}"


def _file(written: pool.Answer, name: str) -> Response:
    answered = Response(content_type=content_type(name))
    answered.headers["Content-Disposition"] = f'attachment; filename="celadon.{name}"'
    if written.length is not None and written.length <= pool.SMALL_BYTES:
        answered.data = written.read()
        return answered
    try:
        file = put_aside(written)
    except OSError as error:
        abort(507, f"the export finds no room on the server's disk ({error.strerror})")
    answered.content_length = file.tell()
    if request.method == "HEAD":
        file.close()
        return answered
    answered.response = _blocks(file)
    answered.call_on_close(file.close)
    return answered


def put_aside(answer: pool.Answer) -> IO[bytes]:
    """Read an answer to its end into a file without a name, and return that at its end.

    Raises:
        OSError: there is no room.
    """
    file = TemporaryFile()  # noqa: SIM115  # whoever gets it closes it
    try:
        for chunk in answer:
            file.write(chunk)
    except BaseException:
        answer.close()
        file.close()
        raise
    return file


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(_BLOCK_BYTES):
        yield block
