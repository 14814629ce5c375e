"""One query sent to another endpoint, its redirects followed, within time and size.

The time is that of all of it: names resolved, connections made, heads and bodies read, however
slowly the other side sends.

Nothing of the caller's request goes along, no proxy of the environment is used, no cookie is kept.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import time
from collections.abc import Collection, Sequence
from typing import Final
from urllib.parse import urljoin

from kg.federation.bounded import in_time
from kg.federation.policy import (
    Network,
    Resolve,
    ServiceError,
    Target,
    check_redirect,
    resolved,
    target,
)

MOST_REDIRECTS: Final = 3
MOST_BYTES: Final = 5_000_000
"""The largest answer that is read."""

_JSON: Final = "application/sparql-results+json"
_READ_BYTES: Final = 1 << 16
_REDIRECTS: Final = (301, 302, 307, 308)


def fetch(
    endpoint: str,
    query: str,
    *,
    timeout_s: float,
    endpoints: Collection[str] = (),
    exceptions: Sequence[Network] = (),
    resolve: Resolve = resolved,
) -> bytes:
    """Return an endpoint's JSON results for a query.

    It may redirect within its own origin, or to one of `endpoints`.

    Raises:
        ServiceError: it may not be called, or does not answer as it should in time.
    """
    deadline = time.monotonic() + timeout_s
    exchange = _Exchange(endpoint, query, deadline, endpoints, exceptions, resolve)
    try:
        return in_time(exchange.run, timeout_s=timeout_s, abandon=exchange.abandon)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ServiceError(f"{endpoint} does not answer ({type(error).__name__})") from error


class _Exchange:
    """A question and the answer to it, by way of redirects."""

    def __init__(
        self,
        endpoint: str,
        query: str,
        deadline: float,
        endpoints: Collection[str],
        exceptions: Sequence[Network],
        resolve: Resolve,
    ) -> None:
        self._endpoint = endpoint
        self._query = query
        self._deadline = deadline
        self._endpoints = endpoints
        self._exceptions = exceptions
        self._resolve = resolve
        self._connection: _Pinned | None = None

    def run(self) -> bytes:
        """Ask, and ask where the answer says to ask."""
        url = self._endpoint
        for _ in range(MOST_REDIRECTS + 1):
            to = target(url, exceptions=self._exceptions, resolve=self._resolve)
            location, content = self._asked(to)
            if location is None:
                return content
            before, url = url, urljoin(url, location)
            check_redirect(before, url, self._endpoints)
        raise ServiceError(f"{self._endpoint} redirects more than {MOST_REDIRECTS} times")

    def abandon(self) -> None:
        """End what the other thread waits for; to be called past the deadline only."""
        if self._connection is not None:
            self._connection.cut()

    def _asked(self, to: Target) -> tuple[str | None, bytes]:
        """Ask once; return where to ask instead, or the answer."""
        self._connection = connection = _Pinned(to, self._deadline)
        path = to.url._replace(scheme="", netloc="", fragment="").geturl() or "/"
        try:
            connection.request("POST", path, self._query.encode(), _headers(to))
            with contextlib.closing(connection.getresponse()) as answer:
                if answer.status in _REDIRECTS:
                    return answer.headers.get("Location", ""), b""
                _check(to, answer)
                return None, _read(answer, self._deadline)
        finally:
            connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, under the name that was asked for."""

    def __init__(self, to: Target, deadline: float) -> None:
        super().__init__(to.host, to.port, timeout=_left(deadline))
        self._to = to
        self._deadline = deadline
        self._cuttable: socket.socket | None = None

    def connect(self) -> None:
        """Connect, and greet where the connection is encrypted."""
        address = (self._to.address, self._to.port)
        self.sock = self._cuttable = socket.create_connection(address, _left(self._deadline))
        if self._to.is_tls:
            context = ssl.create_default_context()
            greeting = context.wrap_socket(
                self.sock, server_hostname=self._to.host, do_handshake_on_connect=False
            )
            self.sock = self._cuttable = greeting
            _left(self._deadline)  # from here on it can be cut
            greeting.do_handshake()

    def cut(self) -> None:
        """End what another thread reads or writes; `sock` is gone while an answer is read."""
        if self._cuttable is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._cuttable, socket.SHUT_RDWR)


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
    if answer.status != 200:
        raise ServiceError(f"{to.url.geturl()} answers with the status {answer.status}")
    media_type = answer.headers.get_content_type()
    if media_type not in (_JSON, "application/json"):
        raise ServiceError(f"{to.url.geturl()} answers with {media_type}, not with {_JSON}")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise ServiceError(f"{to.url.geturl()} answers with a content coding that was not asked")


def _read(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    content = bytearray()
    while part := answer.read1(_READ_BYTES):
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
