"""Who asks: an address, and with a token a name; what each may do and for how long.

A token comes as `Authorization: Bearer TOKEN`. Tokens are kept as their SHA-256 and compared in
constant time, all of them each time. Whoever has none, or a wrong one, reads as anyone does.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import Final, cast

from flask import Response, abort, current_app, request
from werkzeug.datastructures import Headers

from server.http.problems import problem
from server.settings import Settings, SettingsError

CLIENT: Final = "celadon.client"
"""The key under which the environment of a request holds its `Client`."""

OWNER: Final = "owner"
_WITH_PORT: Final = re.compile(r"\[([^\]]*)\](?::\d+)?|([\d.]+):\d+")
_LINE: Final = re.compile(r"(?P<name>[\w.@-]+)(?::(?P<hash>[0-9a-fA-F]{64})|\s+(?P<token>\S+))")


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks.

    Attributes:
        name: the name of the token, None without a right one.
        may_write: whether the token lets its bearer write.
        address: where the request comes from.
        is_refused: whether a token was given that is not known.
    """

    name: str | None = None
    may_write: bool = False
    address: str = ""
    is_refused: bool = False

    @property
    def key(self) -> str:
        """What the client is counted by: its name, or without one its address or network."""
        return f"token {self.name}" if self.name else network_of(self.address)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a client may take.

    Attributes:
        timeout_s: how long a query may run.
        budget_s: how many seconds of processing there are a minute.
        errors_a_minute: how many requests may fail a minute, None for any number.
    """

    timeout_s: float
    budget_s: float
    errors_a_minute: int | None


class Tokens:
    """The known tokens, by name, and the profiles of their bearers and of all others."""

    def __init__(self, settings: Settings) -> None:
        """Read the tokens that the settings give.

        Raises:
            SettingsError: the file cannot be read, or a line of it has another form.
        """
        self._hashes: dict[str, bytes] = {}
        if settings.tokens is not None:
            self._hashes |= _read(str(settings.tokens))
        if settings.token:
            self._hashes[OWNER] = _hash(settings.token)
        self._trusted_proxy = plain_address(settings.trusted_proxy)
        self._anonymous = Profile(settings.timeout_s, settings.budget_s, settings.errors_a_minute)
        self._known = Profile(
            max(settings.timeout_s, settings.token_timeout_s), settings.token_budget_s, None
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of those who may write."""
        return tuple(sorted(self._hashes))

    def client(self, environ: Mapping[str, object]) -> Client:
        """Return who sends the request that a WSGI environment describes."""
        found = Client(address=self._address(environ))
        scheme, _, token = str(environ.get("HTTP_AUTHORIZATION") or "").partition(" ")
        if scheme.lower() != "bearer":
            return found
        given = _hash(token.strip())
        right = [n for n, known in self._hashes.items() if hmac.compare_digest(known, given)]
        if not right:
            return replace(found, is_refused=True)
        return replace(found, name=right[0], may_write=True)

    def profile(self, client: Client) -> Profile:
        """Return what a client may take."""
        return self._known if client.name else self._anonymous

    def _address(self, environ: Mapping[str, object]) -> str:
        address = plain_address(str(environ.get("REMOTE_ADDR") or ""))
        forwarded = str(environ.get("HTTP_X_FORWARDED_FOR") or "")
        if not forwarded or address != self._trusted_proxy:
            return address
        return plain_address(forwarded.rpartition(",")[2])  # what the proxy itself has seen


def is_unbudgeted(environ: Mapping[str, object]) -> bool:
    """Say whether a request is answered whatever its client has spent: it costs nothing.

    Who watches the server must not take a client's refusal for the server's end, and a browser must
    be let on to the refusal of what it asks leave for.
    """
    return environ["REQUEST_METHOD"] == "OPTIONS" or environ["PATH_INFO"] in _WATCHED


_WATCHED: Final = frozenset({"/health", "/metrics", "/status"})


@lru_cache(maxsize=4096)
def plain_address(text: str) -> str:
    """Return an address in its one form, without a port; what is none stays as it is.

    An IPv4 address that comes mapped into IPv6 is the IPv4 one.
    """
    match = _WITH_PORT.fullmatch(text.strip())
    bare = (match[1] or match[2]) if match else text.strip()
    try:
        found = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return bare
    return str(getattr(found, "ipv4_mapped", None) or found)


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """Return what is counted as one client: an IPv4 address, or the /64 of an IPv6 address."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network((address, 64), strict=False))
    except ValueError:
        return address


def tokens() -> Tokens:
    """Return the tokens that the application knows."""
    return cast(Tokens, current_app.extensions["celadon.tokens"])


def current_client() -> Client:
    """Return who sends this request."""
    known = request.environ.get(CLIENT)
    if not isinstance(known, Client):
        known = request.environ[CLIENT] = tokens().client(request.environ)
    return known


def current_profile() -> Profile:
    """Return what the client of this request may take."""
    return tokens().profile(current_client())


def is_foreign(headers: Headers, host: str) -> bool:
    """Say whether a browser tells that a script of another origin than `host` has made a request.

    What is no browser says nothing of it.
    """
    if site := headers.get("Sec-Fetch-Site"):
        return site not in ("same-origin", "none")
    origin = headers.get("Origin")
    return origin is not None and origin.partition("://")[2] != host


def require_writer() -> Client:
    """Return the client of this request if it may write, else end it with 401."""
    client = current_client()
    if is_foreign(request.headers, request.host):
        abort(problem(403, "scripts of other origins may read here, and not write"))
    if client.may_write:
        return client
    if client.is_refused:
        why = "the token is not known here: ask who runs this server for one"
        abort(_challenge(why, ', error="invalid_token"'))
    abort(_challenge("give a token that may write, as 'Authorization: Bearer TOKEN'"))


def _challenge(why: str, more: str = "") -> Response:
    """Return the answer to who may not write (RFC 6750 §3)."""
    answer = problem(401, why)
    answer.headers["WWW-Authenticate"] = f'Bearer realm="celadon"{more}'
    return answer


def _read(path: str) -> dict[str, bytes]:
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except (OSError, ValueError) as error:
        raise SettingsError(f"the file of tokens cannot be read: {error}") from error
    found: dict[str, bytes] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise SettingsError(f"{path}:{number}: a line is NAME TOKEN, or NAME:SHA-256")
        known = match["hash"]
        found[match["name"]] = bytes.fromhex(known) if known else _hash(match["token"])
    return found


def _hash(token: str) -> bytes:
    return sha256(token.encode("utf-8", "surrogatepass")).digest()
