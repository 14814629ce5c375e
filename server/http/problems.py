"""Errors as answers: the one table from what went wrong to a status code, and their three forms.

A browser gets HTML, whoever asks for plain text that, the rest problem details (RFC 9457).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask import Flask, Response, current_app, json, render_template, request
from werkzeug.exceptions import HTTPException

from kg import KGError, changes, errors, pool
from server.http.protocol import ProtocolError
from server.http.refusals import HTML, TEXT, document, form_for
from server.http.reply import EXCHANGE

STATUS: Final = (
    (changes.MediaTypeError, 415),
    (changes.DocumentError, 400),
    (changes.ForbiddenError, 403),
    (changes.GraphNotFoundError, 404),
    (changes.ConflictError, 409),
    (changes.NotWritableError, 403),
    (changes.OutdatedError, 409),
    (changes.StorageError, 507),
    (changes.ChangeError, 503),
    (pool.NotAcceptableError, 406),
    (pool.BusyError, 429),
    (pool.QueryMemoryError, 413),
    (pool.ResultTooLargeError, 413),
    (pool.WorkerFailedError, 500),
    (pool.PoolError, 503),
    (pool.ServiceError, 502),
    (errors.InexpressibleError, 406),
    (errors.QueryError, 400),
    (errors.ViewError, 400),
    (errors.DatasetError, 503),
    (KGError, 500),
)
"""The status of each kind of error; the first class that fits counts."""


def register(app: Flask) -> None:
    """Answer every error of `app` from here."""
    app.register_error_handler(KGError, _of_kg)
    app.register_error_handler(ProtocolError, _of_protocol)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _of_bug)


def status_of(error: KGError) -> int:
    """Return the status code for an error of `kg`."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def problem(status: int, detail: str, **more: object) -> Response:
    """Return the answer for a problem, in the form that the request accepts."""
    title = HTTPStatus(status).phrase
    kind = form_for(request.accept_mimetypes)
    if kind == HTML:
        page = render_template(
            "problem.html", status=status, title=title, detail=detail, request_id=_request_id()
        )
        answer = Response(page, status, mimetype=kind)
    elif kind == TEXT:
        answer = Response(f"{status} {title}: {detail}\n", status, mimetype=kind)
    else:
        known = {key: value for key, value in more.items() if value is not None}
        answer = Response(json.dumps(document(status, detail, **known)), status, mimetype=kind)
    answer.vary.add("Accept")
    return answer


def _request_id() -> str | None:
    """Return what the log calls the request, where something stands before the application."""
    return getattr(request.environ.get(EXCHANGE), "id", None)


def _of_kg(error: KGError) -> Response:
    line = getattr(error, "line", None)
    column = getattr(error, "column", None)
    answer = problem(status_of(error), str(error), line=line, column=column)
    if isinstance(error, pool.BusyError | changes.WriterBusyError):
        answer.headers["Retry-After"] = str(error.retry_after_s)
    return answer


def _of_protocol(error: ProtocolError) -> Response:
    return problem(error.status, str(error))


def _of_http(error: HTTPException) -> Response:
    answer = problem(error.code or 500, error.description or "")
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            answer.headers[name] = value
    return answer


def _of_bug(error: Exception) -> Response:
    current_app.logger.error("unexpected error", exc_info=error)
    return problem(500, "the server failed on this request; its log says more")
