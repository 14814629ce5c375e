"""The update operation of the SPARQL 1.1 Protocol, on `/sparql`, for who has a token.

The change is made by the writer process (`kg.changes`); it is told as JSON when it is durable and
this server serves it. What of it is not shown by default is told with it, and in headers for
answers without a body.
"""

from __future__ import annotations

from dataclasses import asdict
from string import printable
from typing import Final
from urllib.parse import quote

from flask import Response, current_app, request

import kg
from server.graph import dataset, graph, release
from server.http.clients import require_writer
from server.http.updates import UpdateRequest, read_update

NOTICE: Final = "Celadon-Notice"
"""The header that says what who wrote should know beside the change."""


def asked_update() -> UpdateRequest | None:
    """Return the update that this request asks for, None where it asks for none.

    Raises:
        ProtocolError: it asks in a form that the protocol forbids.
    """
    if request.method != "POST":
        return None
    return read_update(
        request.headers.get("Content-Type"), request.query_string, request.get_data()
    )


def answer_update(asked: UpdateRequest) -> Response:
    """Run an update and tell the change."""
    agent = require_writer().name
    change = graph().writer.update(
        asked.text,
        agent=agent or "",
        using_graphs=asked.using_graphs,
        using_named_graphs=asked.using_named_graphs,
        timeout_s=current_app.config["CELADON"].write_timeout_s,
    )
    return told(change)


def told(change: kg.changes.Change) -> Response:
    """Return the answer that tells a change, once this server serves it."""
    graph().refresh()
    release()  # so that it is the newest snapshot that is looked at
    notices = kg.changes.notices(change, dataset().record)
    said = {**asdict(change), "notices": notices}
    answer = Response(current_app.json.dumps(said), mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    for notice in notices:
        answer.headers.add(NOTICE, quote(notice, safe=printable))
    return answer
