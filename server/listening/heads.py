"""What a request's head says of its host; no I/O.

Source: RFC 9110 §4.2.1 and §7.2, RFC 9112 §3.2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from server.listening.bodies import RefusedError

_HOST: Final = re.compile(
    rb"(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)(?::[0-9]{0,5})?"
)


def check_host(scope: Mapping[str, Any]) -> None:
    """Refuse a request that does not say one host, as HTTP/1.1 must and HTTP/1.0 may.

    Raises:
        RefusedError: 400; who reads its end elsewhere may still read it as another's beginning.
    """
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if not hosts and scope["http_version"] in ("1.0", "0.9"):
        return
    if len(hosts) != 1:
        why = f"a request says its Host once, not {len(hosts)} times" if hosts else _MISSING
        raise RefusedError(400, why, ends=True)
    if not _HOST.fullmatch(hosts[0]):
        raise RefusedError(400, "the Host is no name or address", ends=True)


def settle_host(headers: list[tuple[bytes, bytes]], target: bytes) -> None:
    """Put the host of a target in absolute form (`GET http://host/path`) in place of the Host."""
    found = _ABSOLUTE.match(target)
    if found and [name for name, _ in headers].count(b"host") == 1:
        headers[:] = [(name, found[1] if name == b"host" else value) for name, value in headers]


_MISSING: Final = "a request of HTTP/1.1 says its Host"
_ABSOLUTE: Final = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#]*)")
