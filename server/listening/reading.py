"""Uvicorn's HTTP protocol, but for what its parser would make of some heads.

A wish for another protocol (`Upgrade: h2c`, which Java's client sends with its first request) would
make the parser drop the body, so such a head is read again without it. What follows a body in
chunks, its trailers, would become headers of the request that they end, and so are left out.
"""

from __future__ import annotations

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.listening.heads import settled, without_upgrade


class Reading(HttpToolsProtocol):
    """A client's connection; lives on the event loop."""

    _wishes_upgrade = False

    def data_received(self, data: bytes) -> None:
        """Take bytes of a request."""
        self._unset_keepalive_if_required()
        while data:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as wish:
                data = self._begun_again() + data[wish.args[0] :]
            except httptools.HttpParserError:
                self.send_400_response("this is no HTTP request")
                return
            else:
                return

    def on_headers_complete(self) -> None:
        """Let the request be answered, with the headers that hold."""
        is_tunnel = self.parser.get_method() == b"CONNECT"  # whose target is refused
        self._wishes_upgrade = self.parser.should_upgrade() and not is_tunnel
        if not self._wishes_upgrade:
            super().on_headers_complete()
            self.scope["headers"] = settled(self.headers, self.url)

    def on_message_complete(self) -> None:
        """Let the body end."""
        if not self._wishes_upgrade:
            super().on_message_complete()

    def _begun_again(self) -> bytes:
        """Return the head that has been read without its wish, for a new parser."""
        method, version = self.parser.get_method(), self.parser.get_http_version()
        self._wishes_upgrade = False
        self.parser = httptools.HttpRequestParser(self)
        return without_upgrade(method, self.url, version, self.headers)
