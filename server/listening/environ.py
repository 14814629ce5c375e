"""A request as uvicorn gives it, as the environment that a WSGI application takes; no I/O.

Source: PEP 3333; ASGI specification, HTTP connection scope.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from server.http.reply import IS_GONE

_NAMES: Final[dict[bytes, str]] = {
    b"content-type": "CONTENT_TYPE",
    b"content-length": "CONTENT_LENGTH",
}
_LEFT_OUT: Final = frozenset({b"transfer-encoding", b"content-length"})
_NAMES_KNOWN: Final = 1000


def environ_of(scope: Mapping[str, Any], is_gone: Callable[[], bool]) -> dict[str, Any]:
    """Return the environment of a request, as far as it has arrived: yet without its body."""
    server, client = scope["server"] or ("", 0), scope["client"] or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.get("method", ""),
        "SCRIPT_NAME": "",
        "PATH_INFO": _path(scope.get("raw_path", b"")),
        "REQUEST_URI": scope.get("raw_path", b"").decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        IS_GONE: is_gone,
    }
    for name, value in scope["headers"]:
        if name not in _LEFT_OUT:
            _add(environ, name, value.decode("latin-1"))
    return environ


def give_body(environ: dict[str, Any], body: bytes | bytearray) -> None:
    """Put a body that has been read whole into its request's environment."""
    if body:
        environ["wsgi.input"] = BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))


def _path(raw: bytes) -> str:
    return (unquote_to_bytes(raw) if b"%" in raw else raw).decode("latin-1")


def _add(environ: dict[str, Any], name: bytes, value: str) -> None:
    key = _NAMES.get(name)
    if key is None:
        if b"_" in name:  # X_Forwarded_For is not X-Forwarded-For
            return
        key = f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}"
        if len(_NAMES) < _NAMES_KNOWN:
            _NAMES[name] = key
    if key in environ:
        value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ', '}{value}"
    environ[key] = value
