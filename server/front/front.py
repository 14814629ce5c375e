"""The WSGI application before Flask's: it knows who asks, and answers what it can by itself.

A request with a token passes the cache by. An answer is kept only if it has status 200, its
question is safe and has one answer, and one snapshot was current before and after. What comes from
the cache does not touch Flask. HEAD is answered as GET, without the body.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from kg import pool
from server.front import answers
from server.front.budget import Budget
from server.front.cache import Cache, Entry, Key
from server.front.encoding import encode, encode_parts
from server.front.exchange import Exchange, begin
from server.front.figures import Figures
from server.front.log import AccessLog
from server.front.requests import is_steady, key_of, wants_fresh
from server.front.validators import bare, tag_of
from server.http.clients import CLIENT, Tokens, is_unbudgeted
from server.http.refusals import refusal
from server.http.reply import EXCHANGE, WAITED_S, Headers, Reply
from server.settings import Settings

ROUTE: Final = "celadon.route"
"""The key under which the application leaves the rule that has answered a request."""

_STORE: Final = re.compile("/store(?:/|$)")

_log: Final = logging.getLogger(__name__)

WHOLE_BYTES: Final = 1 << 20
"""Longer answers are passed on as they come, and not kept."""

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Served:
    """What the front asks of what it stands before.

    Attributes:
        snapshot: the name of the current snapshot, None while that changes; at no cost.
        state: the state of the snapshot and its pool as JSON values.
        soon: answers some requests on the event loop, by status 200, or not at all.
        drop: lets go of what `soon` has left in an environment.
    """

    snapshot: Callable[[], str | None]
    state: Callable[[], dict[str, Any]]
    soon: Callable[[dict[str, Any]], Awaitable[tuple[Headers, bytes] | None]]
    drop: Callable[[dict[str, Any]], None]


@dataclass(slots=True)
class _Asked:
    """A request on its way through the application, and the head of its answer."""

    exchange: Exchange
    environ: dict[str, Any]
    status: int = 0
    headers: Headers = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)


class Front:
    """A WSGI application that stands before another."""

    def __init__(self, inner: Wsgi, settings: Settings, tokens: Tokens, served: Served) -> None:
        """Stand before `inner`.

        Raises:
            SettingsError: the access log cannot be written.
        """
        self._inner = inner
        self._tokens = tokens
        self._snapshot = served.snapshot
        self._soon = served.soon
        self._drop = served.drop
        self._body_bytes = settings.max_body_bytes
        self._upload_bytes = max(settings.max_body_bytes, settings.max_upload_bytes)
        self._cache = Cache(settings.cache_bytes)
        self._budget = Budget()
        self._log = AccessLog(settings.access_log)
        self.figures = Figures(served.state, self._cache)

    def begin(self, environ: dict[str, Any]) -> int:
        """Note that a request begins; return how many bytes its body may have."""
        client = environ[CLIENT] = self._tokens.client(environ)
        environ[EXCHANGE] = begin(environ, client)
        is_upload = client.may_write and _STORE.match(environ["PATH_INFO"])
        return self._upload_bytes if is_upload else self._body_bytes

    def refused(self, environ: dict[str, Any], status: int, why: str) -> Reply:
        """Return the answer for a request that is not let in; it may not have begun."""
        if EXCHANGE not in environ:
            self.begin(environ)
        self._drop(environ)
        return self._refused(environ, status, why)

    def at_once(self, environ: dict[str, Any]) -> Reply | None:
        """Return the answer if it is known, without blocking."""
        if EXCHANGE not in environ:
            self.begin(environ)
        exchange: Exchange = environ[EXCHANGE]
        client = exchange.client
        wait_s = self._budget.wait_s(client, self._tokens.profile(client), time.monotonic())
        if wait_s and not is_unbudgeted(environ):
            self.figures.count_refusal()
            why = "this client has used up its share of the server: ask again later"
            return self._refused(environ, 429, why, [("Retry-After", str(wait_s))])
        exchange.key = key_of(environ, self._snapshot())
        return self._kept(environ, exchange, may_encode=False)

    async def soon(self, environ: dict[str, Any]) -> Reply | None:
        """Return the answer if it takes neither a thread nor long; a thread is to go on if not."""
        exchange: Exchange = environ[EXCHANGE]
        if exchange.key is None:
            return None
        with pool.metering(exchange.meter):
            try:
                found = await self._soon(environ)
            except Exception:  # a bug of ours, which is no reason to give no answer
                _log.exception("a query could not be answered on the event loop")
                found = None
        if found is None:
            environ[WAITED_S] = exchange.meter.waited_s
            return None
        headers, body = found
        exchange.route = environ["PATH_INFO"]
        asked = _Asked(exchange, environ, 200, headers, answers.named(headers))
        return self._told(exchange, self._replied(asked, body))

    def __call__(self, environ: dict[str, Any], start_response: Any, /) -> Iterable[bytes]:
        """Answer a request."""
        known = self.at_once(environ) if EXCHANGE not in environ else None
        exchange: Exchange = environ[EXCHANGE]
        if known := known or self._kept(environ, exchange, may_encode=True):
            start_response(known.status_line, known.headers)
            return [known.body]
        asked = _Asked(exchange, environ)
        exchange.meter.waited_s = environ.get(WAITED_S, 0.0)
        with pool.metering(exchange.meter):
            parts = self._ask(asked)
            whole = _whole(asked, parts)
        if whole is None:
            return self._streamed(asked, parts, start_response)
        reply = self._told(exchange, self._replied(asked, whole))
        start_response(reply.status_line, reply.headers)
        return [reply.body]

    def _kept(
        self, environ: dict[str, Any], exchange: Exchange, *, may_encode: bool
    ) -> Reply | None:
        """Return the answer that is kept, None where there is none, or not in its coding."""
        key = exchange.key
        entry = self._cache.get(key) if key else None
        if key is None or entry is None or wants_fresh(environ):
            return None
        coding = answers.coding_for(environ, entry.headers, len(entry.body))
        if coding != "identity" and coding not in entry.encoded:
            if not may_encode:
                return None  # a thread will make it
            encoded = encode(entry.body, coding)
            self._cache.put_encoded(key, entry, coding, encoded)
            entry = replace(entry, encoded={coding: encoded})
        exchange.route, exchange.meter.query, exchange.is_cached = entry.route, entry.query, True
        return self._told(exchange, answers.reply_of(entry, coding, environ))

    def _refused(
        self,
        environ: dict[str, Any],
        status: int,
        why: str,
        more: Iterable[tuple[str, str]] = (),
    ) -> Reply:
        reply = refusal(status, why, accept=environ.get("HTTP_ACCEPT", ""), more=more)
        return self._told(environ[EXCHANGE], reply)

    def _ask(self, asked: _Asked) -> Iterable[bytes]:
        """Let the application answer; a HEAD as a GET."""

        def start_response(status: str, headers: Headers, _error: Any = None) -> None:
            asked.status, asked.headers = int(status[:3]), headers
            asked.known = answers.named(headers)

        method = asked.environ["REQUEST_METHOD"]
        if method == "HEAD":
            asked.environ["REQUEST_METHOD"] = "GET"
        try:
            return self._inner(asked.environ, start_response)
        finally:
            asked.environ["REQUEST_METHOD"] = method
            asked.exchange.route = asked.environ.get(ROUTE, "")

    def _replied(self, asked: _Asked, body: bytes) -> Reply:
        """Return an answer that has come whole, and keep it if it may be kept."""
        headers, tag = self._completed(asked)
        if asked.status != 200:
            return self._other(asked, headers, tag, body)
        exchange, key = asked.exchange, asked.exchange.key
        entry = Entry(headers, body, tag, exchange.route, exchange.meter.query)
        is_own = "etag" not in asked.known  # then it was made of the key, as it may be kept
        coding = answers.coding_for(asked.environ, headers, len(body))
        if coding != "identity":
            entry.encoded[coding] = encode(body, coding)
        if key is not None and tag and (is_own or self._may_be_kept(asked, key)):
            self._cache.put(key, entry)
        return answers.reply_of(entry, coding, asked.environ)

    def _other(self, asked: _Asked, headers: Headers, tag: str, body: bytes) -> Reply:
        """Return an answer that is no 200, which nobody keeps."""
        coding = answers.coding_for(asked.environ, headers, len(body)) if body else "identity"
        sent = encode(body, coding)
        length = None if asked.status in (204, 304) else len(sent)
        head = answers.head_of(headers, tag, coding, length)
        return Reply(asked.status, head, b"" if asked.exchange.method == "HEAD" else sent)

    def _completed(self, asked: _Asked) -> tuple[Headers, str]:
        """Return the headers that an answer takes in any coding, and its tag, empty for none."""
        is_private = "HTTP_AUTHORIZATION" in asked.environ
        headers = answers.completed(asked.headers, asked.status, is_private=is_private)
        own, key = asked.known.get("etag"), asked.exchange.key
        if own is not None:
            return headers, bare(own)
        if asked.status == 200 and key is not None and self._may_be_kept(asked, key):
            return headers, tag_of(key)
        return headers, ""

    def _may_be_kept(self, asked: _Asked, key: Key) -> bool:
        """Say whether an answer is the same for all who ask the same of this snapshot."""
        rule = asked.known.get("cache-control", "")
        if "no-store" in rule or "private" in rule or "set-cookie" in asked.known:
            return False
        return is_steady(key) and key.snapshot == self._snapshot()

    def _streamed(
        self, asked: _Asked, parts: Iterable[bytes], start_response: Any
    ) -> Iterable[bytes]:
        """Pass on an answer as it comes."""
        headers, tag = self._completed(asked)
        length = asked.known.get("content-length")
        if asked.status == 200 and answers.is_known(asked.environ, tag):
            _close(parts)
            reply = self._told(asked.exchange, answers.not_modified(headers, tag, "identity"))
            start_response(reply.status_line, reply.headers)
            return [b""]
        coding = answers.coding_for(asked.environ, headers, None)
        known = int(length) if length and coding == "identity" else None
        asked.exchange.status = asked.status
        head = answers.head_of(headers, tag, coding, known)
        head.append(("X-Request-Id", asked.exchange.id))
        start_response(Reply(asked.status, head, b"").status_line, head)
        return _Passed(parts, coding, asked.exchange, self._end)

    def _told(self, exchange: Exchange, reply: Reply) -> Reply:
        """Return a whole answer with the request's id, and count it."""
        exchange.status, exchange.bytes = reply.status, len(reply.body)
        reply.headers.append(("X-Request-Id", exchange.id))
        self._end(exchange)
        return reply

    def _end(self, exchange: Exchange) -> None:
        """Count and log an exchange that has ended."""
        self.figures.count(exchange)
        if self._log.is_on:
            self._log.write(exchange.to_json())
        client = exchange.client
        self._budget.spend(
            client,
            self._tokens.profile(client),
            time.monotonic(),
            seconds=exchange.meter.seconds,
            status=exchange.status,
        )


class _Passed(Iterator[bytes]):
    """The parts of an answer on their way; told of when closed, as servers do at the end."""

    def __init__(
        self, parts: Iterable[bytes], coding: str, exchange: Exchange, end: Callable[..., None]
    ) -> None:
        self._parts = parts
        self._exchange = exchange
        self._end = end
        is_head = exchange.method == "HEAD"
        encoded = parts if coding == "identity" else encode_parts(parts, coding)
        self._rest = iter(()) if is_head else iter(encoded)

    def __next__(self) -> bytes:
        with pool.metering(self._exchange.meter):
            part = next(self._rest)
        self._exchange.bytes += len(part)
        return part

    def close(self) -> None:
        """Let go of what has not been read."""
        with pool.metering(self._exchange.meter):
            _close(self._parts)
        self._end(self._exchange)


def _whole(asked: _Asked, parts: Iterable[bytes]) -> bytes | None:
    """Return the body of an answer that is short, or None of one that is passed on."""
    length = asked.known.get("content-length")
    if asked.status not in (204, 304) and (length is None or int(length) > WHOLE_BYTES):
        return None
    try:
        return b"".join(parts)
    finally:
        _close(parts)


def _close(parts: Iterable[bytes]) -> None:
    close = getattr(parts, "close", None)
    if close is not None:
        close()
