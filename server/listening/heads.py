"""What the head of a request says, read strictly: its host and its framing; no I/O.

Source: RFC 9110 §4.2.1, §5.5 and §7.2; RFC 9112 §3.2 and §6.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from server.listening.bodies import RefusedError

RawHeaders = list[tuple[bytes, bytes]]

_HOST: Final = re.compile(
    rb"(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)(?::[0-9]{0,5})?"
)
_ABSOLUTE: Final = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#]*)")
_OF_UPGRADES: Final = (b"upgrade", b"http2-settings")


def settled(headers: Iterable[tuple[bytes, bytes]], target: bytes) -> RawHeaders:
    """Return the headers that hold: without white space behind them, and with the host that counts.

    That is the one of a target in absolute form (`GET http://host/path`), where it has one.
    """
    found = [(name, value.rstrip(b" \t")) for name, value in headers]
    absolute = None if target[:1] == b"/" else _ABSOLUTE.match(target)
    if absolute and [name for name, _ in found].count(b"host") == 1:
        return [(name, absolute[1] if name == b"host" else value) for name, value in found]
    return found


def without_upgrade(method: bytes, target: bytes, version: str, headers: RawHeaders) -> bytes:
    """Write a head anew without its wish for another protocol, which nobody has to grant."""
    lines = [b"%s %s HTTP/%s" % (method, target, version.encode())]
    lines += [name + b": " + value for name, value in headers if name not in _OF_UPGRADES]
    return b"\r\n".join([*lines, b"", b""])


def check_head(scope: Mapping[str, Any]) -> None:
    """Refuse a request that leaves open where it goes or where it ends.

    It says one host, as HTTP/1.1 must and HTTP/1.0 may; a body is framed by its length or, under
    HTTP/1.1, in chunks. Whoever reads it otherwise would read its rest as another request.

    Raises:
        RefusedError: 400; 501 for a transfer coding.
    """
    version = scope["http_version"]
    if version not in ("1.1", "1.0"):
        raise RefusedError(400, f"HTTP/{version} is not spoken here: use HTTP/1.1", ends=True)
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if not hosts and version == "1.1":
        raise RefusedError(400, "a request of HTTP/1.1 says its Host", ends=True)
    if len(hosts) > 1:
        raise RefusedError(400, f"a request says its Host once, not {len(hosts)} times", ends=True)
    if hosts and not _HOST.fullmatch(hosts[0]):
        raise RefusedError(400, "the Host is no name or address", ends=True)
    for name, value in scope["headers"]:
        if name == b"transfer-encoding":
            _check_coding(value, version)


def _check_coding(coding: bytes, version: str) -> None:
    if version == "1.0":
        raise RefusedError(400, "HTTP/1.0 has no transfer codings", ends=True)
    if coding.lower() != b"chunked":
        raise RefusedError(501, "no transfer coding but chunked is read here", ends=True)
