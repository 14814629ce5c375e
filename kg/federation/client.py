"""One query sent to another endpoint, its redirects followed, within time and size.

Nothing of the caller's request goes along, no proxy of the environment is used, no cookie is kept.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Sequence
from typing import Final
from urllib.parse import urljoin

from kg.federation.policy import Network, Resolve, ServiceError, Target, resolved, target

MOST_REDIRECTS: Final = 3
MOST_BYTES: Final = 10_000_000
"""The largest answer that is read."""

_JSON: Final = "application/sparql-results+json"
_READ_BYTES: Final = 1 << 16
_REDIRECTS: Final = (301, 302, 307, 308)


def fetch(
    endpoint: str,
    query: str,
    *,
    timeout_s: float,
    exceptions: Sequence[Network] = (),
    resolve: Resolve = resolved,
) -> bytes:
    """Return an endpoint's JSON results for a query.

    Raises:
        ServiceError: it may not be called, or does not answer as it should in time.
    """
    deadline = time.monotonic() + timeout_s
    url, was_tls = endpoint, False
    for _ in range(MOST_REDIRECTS + 1):
        to = target(url, exceptions=exceptions, resolve=resolve)
        if was_tls and not to.is_tls:
            raise ServiceError(f"{endpoint} redirects from https to http")
        was_tls = to.is_tls
        try:
            location, content = _asked(to, query, deadline)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise ServiceError(f"{endpoint} does not answer ({type(error).__name__})") from error
        if location is None:
            return content
        url = urljoin(url, location)
    raise ServiceError(f"{endpoint} redirects more than {MOST_REDIRECTS} times")


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, under the name that was asked for."""

    def __init__(self, to: Target, timeout_s: float) -> None:
        super().__init__(to.host, to.port, timeout=timeout_s)
        self._to = to

    def connect(self) -> None:
        self.sock = socket.create_connection((self._to.address, self._to.port), self.timeout)
        if self._to.is_tls:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self._to.host)


def _asked(to: Target, query: str, deadline: float) -> tuple[str | None, bytes]:
    """Ask once; return where to ask instead, or the answer."""
    connection = _Pinned(to, _left(deadline))
    path = to.url._replace(scheme="", netloc="", fragment="").geturl() or "/"
    try:
        connection.request("POST", path, query.encode(), _headers(to))
        answer = connection.getresponse()
        if answer.status in _REDIRECTS:
            return answer.headers.get("Location", ""), b""
        if answer.status != 200:
            raise ServiceError(f"{to.url.geturl()} answers with the status {answer.status}")
        _check(to, answer)
        return None, _read(connection, answer, deadline)
    finally:
        connection.close()


def _headers(to: Target) -> dict[str, str]:
    return {
        "Host": to.url.netloc,
        "Accept": _JSON,
        "Accept-Encoding": "identity",
        "Content-Type": "application/sparql-query",
        "User-Agent": "Celadon",
        "Connection": "close",
    }


def _check(to: Target, answer: http.client.HTTPResponse) -> None:
    media_type = answer.headers.get_content_type()
    if media_type not in (_JSON, "application/json"):
        raise ServiceError(f"{to.url.geturl()} answers with {media_type}, not with {_JSON}")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise ServiceError(f"{to.url.geturl()} answers with a content coding that was not asked")


def _read(
    connection: http.client.HTTPConnection, answer: http.client.HTTPResponse, deadline: float
) -> bytes:
    content = bytearray()
    while True:
        if connection.sock is not None:
            connection.sock.settimeout(_left(deadline))
        part = answer.read1(_READ_BYTES)
        if not part:
            break
        content += part
        _left(deadline)
        if len(content) > MOST_BYTES:
            raise ServiceError(f"an endpoint answers with more than {MOST_BYTES:,} bytes")
    if answer.length:
        raise ServiceError("an endpoint's answer ends before its end")
    return bytes(content)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
